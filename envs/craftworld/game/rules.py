"""`Rules`: what holds in one craftworld, as looked up while it runs.

Everything is frozen and in a fixed order. Names are Minecraft's without the namespace
`minecraft`; a `#tag` stands for its members. Numbers are whole: a field's name says of what.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import Annotated, Literal

import orjson
from pydantic import BaseModel, Field

from envs._frozen import Frozen, Name, Pattern
from envs.craftworld.game.furnace import Cooking
from envs.craftworld.game.loot import Draws, LootTable, Occasion
from envs.vocabulary import Vocabulary

Choice = str | tuple[str, ...]
"""What may lie in a place of a recipe: an item, a `#tag`, or several items, sorted."""

RecipeKind = Literal[
    "crafting", "smelting", "blasting", "smoking", "campfire_cooking", "smithing", "stonecutting"
]

STATIONS: Mapping[str, str] = {
    "smelting": "furnace",
    "blasting": "blast_furnace",
    "smoking": "smoker",
    "campfire_cooking": "campfire",
    "smithing": "smithing_table",
    "stonecutting": "stonecutter",
}
"""The block at which each kind of recipe is made; crafting depends on the recipe's size."""

Whole = Annotated[int, Field(ge=0)]
Positive = Annotated[int, Field(ge=1)]


@dataclass(frozen=True, slots=True)
class Recipe:
    """Says what becomes what, and where."""

    name: str
    """Name of its file, by which a data pack replaces it."""
    kind: RecipeKind
    station: str | None
    """The block at which it is made; `None` if the grid in the inventory will do."""
    fits_2x2: bool
    """Whether it fits the grid in the inventory."""
    ingredients: tuple[tuple[Choice, int], ...]
    """What it takes and how many of each, sorted."""
    output: str
    count: int
    """How many one making gives."""
    ticks: int
    """How long it cooks; 0 for what is made at once."""


class Dose(Frozen):
    """A status effect that comes of eating something."""

    name: Name
    level: Positive = 1
    """1 is what the game shows with no number or as I."""
    ticks: Positive
    """How long it lasts."""
    percent: Annotated[int, Field(ge=1, le=100)] = 100
    """How often it comes of a meal."""


class Item(Frozen):
    """An item: how it stacks, digs, feeds, hits and protects."""

    name: Name
    stack: Annotated[int, Field(ge=1, le=64)] = 64
    """How many fit one slot."""
    durability: Positive | None = None
    """Uses of a new one; `None` if it doesn't wear."""
    tool: Name | None = None
    """The kind of tool: axe, hoe, pickaxe, shears, shovel or sword."""
    tier: Name | None = None
    """The tier of a tool; `None` if it is none."""
    damage_tenths: Whole = 10
    """What a full blow with it takes, in tenths of a health point (a heart is 2 points)."""
    cooldown_ticks: Whole = 5
    """Ticks from one full blow to the next."""
    slot: Literal["boots", "chestplate", "helmet", "leggings"] | None = None
    """Where it is worn; `None` if it isn't armor."""
    armor: Whole = 0
    """Points of armor; a full suit of diamond has 20."""
    toughness: Whole = 0
    """Toughness of armor; a full suit of diamond has 8."""
    food: Whole = 0
    """Points of food (a drumstick is 2); 0 if it can't be eaten."""
    saturation_tenths: Whole = 0
    always_eaten: bool = False
    """Whether it can be eaten though nobody is hungry."""
    effects: tuple[Dose, ...] = ()
    """The status effects that come of eating it."""
    cures: Name | None = None
    """The status effect that taking it ends; `all` for every one."""
    leaves: Name | None = None
    """What is left in the hand when it was eaten, such as a bowl."""
    remainder: Name | None = None
    """What is left when it is used up in a grid or as fuel, such as a bucket."""


class Block(Frozen):
    """A block: what it takes to dig it, and what one can see and walk through."""

    name: Name
    hardness_hundredths: Whole | None = None
    """Vanilla's hardness in hundredths (stone has 150); `None` if it can't be dug."""
    resistance_hundredths: Whole | None = None
    """Vanilla's resistance to blasts in hundredths (stone has 600); `None`: no blast breaks it."""
    tool: Name | None = None
    """The kind of tool that is quick on it."""
    requires: tuple[Name, ...] = ()
    """The weakest tool of each kind with which it drops something; empty: any, or the hand."""
    solid: bool = True
    """Whether it stops a body."""
    liquid: bool = False
    opacity: Annotated[int, Field(ge=0, le=15)] = 15
    """Light that it takes away: 0 lets the sky through, 15 stops it."""
    light: Annotated[int, Field(ge=0, le=15)] = 0
    """Light that it gives."""


class Biome(Frozen):
    """A biome."""

    name: Name
    dimension: Name = "overworld"
    category: Name = "none"
    """Its kind, such as `forest`, which several share."""
    rains: bool = True
    """Whether rain falls there; otherwise it snows, or nothing falls."""
    temperature_hundredths: int = 50
    """Vanilla's temperature in hundredths at the height of the sea; below 15 it snows."""


class Entity(Frozen):
    """A kind of entity, as a word."""

    name: Name


class Vein(Frozen):
    """How one kind of block lies in the stone."""

    name: Name
    """Of this row, by which a data pack replaces it."""
    block: Name
    dimension: Name = "overworld"
    replaces: Pattern = "#base_stone_overworld"
    """The block or tag that gives way."""
    count: Whole
    """Veins a chunk of 16 by 16 blocks."""
    size: Annotated[int, Field(ge=1, le=64)]
    """Vanilla's measure of a vein: about this many blocks, 1 is exactly one."""
    low: Annotated[int, Field(ge=0, le=255)]
    """Lowest height of a vein's middle."""
    high: Annotated[int, Field(ge=1, le=256)]
    """The height above `low` from which on none starts."""
    peaked: bool = False
    """Whether the middle of the heights is likeliest, rather than all alike."""
    biomes: tuple[Pattern, ...] = ()
    """The biomes in which it lies; empty means all of the dimension."""


class Haunt(Frozen):
    """Where else a mob spawns, by figures of its own."""

    dimension: Name = "overworld"
    biomes: tuple[Pattern, ...] = ()
    """The biomes in which it spawns; empty means all of the dimension."""
    weight: Whole
    """How often it is drawn among those that may spawn there."""
    group: tuple[Positive, Positive]
    """How many spawn at once: least and most."""


class Mob(Frozen):
    """A mob that craftworld may spawn."""

    name: Name
    temper: Literal["passive", "neutral", "hostile"]
    health: Positive
    """Health points; a heart is 2."""
    damage: Whole
    """Health points that a blow or shot takes, for a blast at its middle; 0 if it never harms."""
    attack: Literal["none", "melee", "arrow", "blast", "fireball"]
    reach: Whole
    """Blocks from which it strikes or shoots."""
    sight: Whole
    """Blocks from which it notices a player."""
    speed_hundredths: Whole
    """Hundredths of a block a second."""
    spawns: Literal["light", "sand", "dark", "water", "village", "never"]
    """On grass by day, on the sand of a shore, at light 7 or less, in water, in a village, or not
    by itself."""
    dimension: Name = "overworld"
    biomes: tuple[Pattern, ...] = ()
    """The biomes in which it spawns; empty means all of the dimension."""
    weight: Whole
    """How often it is drawn among those that may spawn in a place."""
    group: tuple[Positive, Positive]
    """How many spawn at once: least and most."""
    haunts: tuple[Haunt, ...] = ()
    """Where else it spawns; biomes differ in what lives there most."""


class Tier(Frozen):
    """A tier of tools."""

    name: Name
    level: Whole
    """A block that requires a tier takes every tool of that level or above."""
    speed: Positive
    """By how much the right tool is quicker than the hand."""


class SpecialSpeed(Frozen):
    """A kind of tool with a speed of its own on some blocks, whatever its tier."""

    tool: Name
    blocks: tuple[Pattern, ...]
    speed_tenths: Positive


@dataclass(frozen=True, eq=False)
class Rules:
    """The rules in force. Mappings are read-only and sorted by name."""

    recipes: tuple[Recipe, ...]
    """All recipes, sorted by output and name."""
    items: Mapping[str, Item]
    blocks: Mapping[str, Block]
    entities: Mapping[str, Entity]
    biomes: Mapping[str, Biome]
    item_tags: Mapping[str, tuple[str, ...]]
    """The items of each tag, nested tags unfolded, sorted; names without `#`."""
    block_tags: Mapping[str, tuple[str, ...]]
    entity_tags: Mapping[str, tuple[str, ...]]
    block_loot: Mapping[str, LootTable]
    entity_loot: Mapping[str, LootTable]
    fuel: Mapping[str, int]
    """Ticks that each item burns; what isn't there doesn't."""
    veins: tuple[Vein, ...]
    """In the order in which they are laid: a later one replaces an earlier one."""
    mobs: Mapping[str, Mob]
    tiers: Mapping[str, Tier]
    special_speeds: tuple[SpecialSpeed, ...]
    _dig_ticks: dict[tuple[str, str | None], int | None] = field(
        default_factory=dict, init=False, repr=False
    )
    _harvests: dict[tuple[str, str | None], bool] = field(
        default_factory=dict, init=False, repr=False
    )

    @cached_property
    def _by_output(self) -> dict[str, tuple[Recipe, ...]]:
        found: dict[str, list[Recipe]] = {}
        for recipe in self.recipes:
            found.setdefault(recipe.output, []).append(recipe)
        return {output: tuple(recipes) for output, recipes in found.items()}

    @cached_property
    def _cooking(self) -> dict[tuple[str, str], Cooking]:
        return {
            (recipe.station, item): Cooking(recipe.output, recipe.ticks, recipe.count)
            for recipe in self.recipes
            if recipe.ticks and recipe.station is not None
            for choice, _ in recipe.ingredients
            for item in self.members(choice)
        }

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The words of this world: what any player knows, and no rule."""
        tags: dict[str, set[str]] = {}
        for kind in (self.item_tags, self.block_tags, self.entity_tags):
            for tag, members in kind.items():
                tags.setdefault(tag, set()).update(members)
        return Vocabulary(
            items=frozenset(self.items),
            blocks=frozenset(self.blocks),
            entities=frozenset(self.entities),
            biomes=frozenset(self.biomes),
            tags={tag: tuple(sorted(tags[tag])) for tag in sorted(tags)},
            stack_sizes={item.name: item.stack for item in self.items.values() if item.stack != 64},
        )

    def recipes_for(self, item: str) -> tuple[Recipe, ...]:
        """Returns the recipes that give `item`, sorted by name; none if it can't be made."""
        return self._by_output.get(item, ())

    def members(self, choice: Choice) -> tuple[str, ...]:
        """Returns the items that `choice` allows, sorted; none for an unknown tag."""
        if isinstance(choice, tuple):
            return choice
        return self.item_tags.get(choice[1:], ()) if choice.startswith("#") else (choice,)

    def block_members(self, pattern: str) -> tuple[str, ...]:
        """Returns the blocks that a name or `#tag` stands for, sorted."""
        return self.block_tags.get(pattern[1:], ()) if pattern.startswith("#") else (pattern,)

    def biome_members(self, patterns: Iterable[str], dimension: str) -> tuple[str, ...]:
        """Returns the biomes of `dimension` that names and `#category` stand for, sorted.

        No pattern at all stands for every biome of the dimension.
        """
        wanted = set(patterns)
        return tuple(
            biome.name
            for biome in self.biomes.values()
            if biome.dimension == dimension
            and (not wanted or biome.name in wanted or f"#{biome.category}" in wanted)
        )

    def cooking(self, station: str, item: str) -> Cooking | None:
        """Returns what `item` becomes in `station`, `None` if nothing."""
        return self._cooking.get((station, item))

    def burn_ticks(self, item: str) -> int:
        """Returns how long one `item` burns in a furnace, in ticks; 0 if it doesn't."""
        return self.fuel.get(item, 0)

    def remainder(self, item: str) -> str | None:
        """Returns what is left of `item` when it is used up, such as a bucket."""
        known = self.items.get(item)
        return known.remainder if known else None

    def stack_size(self, item: str) -> int:
        """Returns how many of `item` fit one slot."""
        known = self.items.get(item)
        return known.stack if known else 64

    def harvests(self, block: str, tool: str | None) -> bool:
        """Returns whether `block` drops what it has if it is dug with `tool` (an item).

        Source: Minecraft Wiki, Breaking, section Mining by tool, Java Edition 1.16.
        """
        key = (block, tool)
        if key not in self._harvests:
            required = self.blocks[block].requires
            self._harvests[key] = not required or any(
                self._is_as_good(tool, weakest) for weakest in required
            )
        return self._harvests[key]

    def _is_as_good(self, tool: str | None, weakest: str) -> bool:
        held, needed = self.items.get(tool or ""), self.items[weakest]
        if held is None or held.tool is None or held.tool != needed.tool:
            return False
        return self._level(held) >= self._level(needed)

    def _level(self, item: Item) -> int:
        tier = self.tiers.get(item.tier or "")
        return tier.level if tier else 0

    def dig_ticks(self, block: str, tool: str | None) -> int | None:
        """Returns how many ticks it takes to dig `block` with `tool`, `None` if it can't be.

        At least 1; the 6 ticks that vanilla waits between two blocks aren't in it.
        Source: Minecraft Wiki, Breaking, section Speed, Java Edition 1.16.
        """
        key = (block, tool)
        if key not in self._dig_ticks:
            self._dig_ticks[key] = self._worked_out_dig_ticks(block, tool)
        return self._dig_ticks[key]

    def _worked_out_dig_ticks(self, block: str, tool: str | None) -> int | None:
        hardness = self.blocks[block].hardness_hundredths
        if hardness is None:
            return None
        patience = 30 if self.harvests(block, tool) else 100
        return max(1, -(-hardness * patience // (10 * self._speed_tenths(block, tool))))

    def _speed_tenths(self, block: str, tool: str | None) -> int:
        held = self.items.get(tool or "")
        if held is None or held.tool is None:
            return 10
        for special in self.special_speeds:
            names = (name for pattern in special.blocks for name in self.block_members(pattern))
            if special.tool == held.tool and block in names:
                return special.speed_tenths
        tier = self.tiers.get(held.tier or "")
        return 10 * tier.speed if tier and held.tool == self.blocks[block].tool else 10

    def drops(
        self,
        block: str,
        tool: str | None,
        draws: Draws,
        state: Mapping[str, str] | None = None,
    ) -> tuple[tuple[str, int], ...]:
        """Returns what `block` drops when it is dug with `tool`, each item once with its count.

        Args:
            block: Name of the block.
            tool: The item in hand; `None` for the bare hand. A tool that is too weak gives
                nothing where one is required.
            draws: What decides chances and counts.
            state: The block's properties, such as `{"age": "7"}` of ripe wheat.
        """
        table = self.block_loot.get(block)
        if table is None or not self.harvests(block, tool):
            return ()
        return table.fall(Occasion(tool=tool, state=state or {}), draws)

    def entity_drops(
        self, entity: str, draws: Draws, *, by_player: bool = True
    ) -> tuple[tuple[str, int], ...]:
        """Returns what `entity` drops when it dies, each item once with its count."""
        table = self.entity_loot.get(entity)
        return table.fall(Occasion(by_player=by_player), draws) if table else ()

    def digest(self) -> str:
        """Returns the SHA-256 of all the rules, as 64 hexadecimal digits.

        Equal rules have an equal digest, whatever packs and layout of files they came from.
        """
        said = {name: value for name, value in vars(self).items() if name in _DIGESTED}
        return sha256(
            orjson.dumps(_plain(said), option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS)
        ).hexdigest()


_DIGESTED = frozenset(name for name in Rules.__dataclass_fields__ if not name.startswith("_"))


def _plain(value: object) -> object:
    """Returns `value` as JSON knows it; order of tuples and all names kept."""
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value
