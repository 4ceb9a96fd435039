"""The rules in force as `GameRules`: for the oracle and the evaluation, and nobody else.

All follows from the data pack in force; where a block is to be looked for follows from its
veins, and for what lies open from the list of what this world's terrain is made of.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from envs.craftworld.beings.breeding import EGG_LAYERS, FODDER, LEFT_BY_GROWN
from envs.craftworld.game.crafting import CRAFTING_KINDS, pattern_of
from envs.craftworld.game.expectation import expected
from envs.craftworld.game.loot import Occasion
from envs.craftworld.game.offers import COMMON, SPECIAL
from envs.craftworld.game.rules import Block, Recipe, Rules, Vein
from envs.craftworld.game.uses import using_rules
from envs.rules import (
    CraftingRule,
    FoodRule,
    FuelRule,
    GameRules,
    GatheringRule,
    HuntingRule,
    Ingredient,
    RaisingRule,
    SmeltingRule,
    StructureRule,
    TradingRule,
)
from envs.state import Dimension
from envs.subgoals import Heights

SURFACE = (
    "birch_leaves", "birch_log", "brown_mushroom", "cactus", "carrots", "clay", "dandelion",
    "dead_bush", "dirt", "fern", "grass", "grass_block", "oak_leaves", "oak_log",
    "poppy", "pumpkin", "red_mushroom", "sand", "sandstone", "seagrass", "spruce_leaves",
    "spruce_log", "sugar_cane", "tall_grass", "wheat",
)  # fmt: skip
"""Blocks of the terrain that lie open, sorted."""

NETHER_SURFACE = (
    "basalt", "blackstone", "crimson_fungus", "crimson_nylium", "crimson_roots", "crimson_stem",
    "glowstone", "magma_block", "nether_sprouts", "nether_wart_block", "netherrack", "shroomlight",
    "soul_sand", "soul_soil", "warped_fungus", "warped_nylium", "warped_roots", "warped_stem",
    "warped_wart_block",
)  # fmt: skip
"""Blocks of the Nether that lie open there, sorted."""

_AROUND = 4
"""Blocks above and below a tunnel in which veins show."""

NETHER: Dimension = "the_nether"

_NETHER_LOWEST, _NETHER_HIGHEST = 34, 115
"""Where digging is practical in the Nether: above the sea of lava, below the bedrock."""

STONE_HEIGHTS: Heights = (5, 58)
"""Where stone is sure to be: above the bedrock, below the soil of the lowest dry ground."""

_LOWEST, _HIGHEST = 5, 58
"""Where digging for ore is practical: above the bedrock, below the lowest soil."""

_OF_VILLAGES = ("carrots", "wheat")
"""Blocks of villages' fields, sorted."""

_SHEARED = (
    "birch_leaves", "dead_bush", "fern", "grass", "nether_sprouts", "oak_leaves", "seagrass",
    "spruce_leaves",
)  # fmt: skip
"""Blocks that drop something else when they are sheared, sorted."""


_FEEDINGS = 14
"""With so many a baby grows up in a quarter of its time, its share of its parents' food aside."""


@cache
def game_rules(rules: Rules) -> GameRules:
    """Returns the rules in force as one flat table, each part sorted."""
    return GameRules(
        crafting=tuple(sorted(_crafting(rules), key=_by_text)),
        smelting=tuple(sorted(_smelting(rules), key=_by_text)),
        gathering=tuple(sorted(_gathering(rules), key=_by_text)),
        hunting=tuple(sorted(_hunting(rules), key=_by_text)),
        trading=tuple(sorted(_trading(), key=_by_text)),
        structures=tuple(_structures()),
        raising=tuple(_raising(rules)),
        using=tuple(sorted(using_rules(rules), key=str)),
        food=tuple(_food(rules)),
        fuel=tuple(FuelRule(item=item, ticks=ticks) for item, ticks in rules.fuel.items()),
    )


def _by_text(rule: CraftingRule | SmeltingRule | GatheringRule | HuntingRule | TradingRule) -> str:
    return f"{rule.item} {rule}"


def _crafting(rules: Rules) -> Iterator[CraftingRule]:
    for recipe in rules.recipes:
        if recipe.kind in CRAFTING_KINDS:
            yield CraftingRule(
                item=recipe.output,
                count=recipe.count,
                station=recipe.station,
                ingredients=_ingredients(recipe, rules),
            )


def _ingredients(recipe: Recipe, rules: Rules) -> tuple[Ingredient, ...]:
    return tuple(
        Ingredient(item=pattern_of(choice, rules), count=count)
        for choice, count in recipe.ingredients
    )


def _smelting(rules: Rules) -> Iterator[SmeltingRule]:
    for recipe in rules.recipes:
        if recipe.ticks and recipe.station is not None:
            choice = recipe.ingredients[0][0]
            yield SmeltingRule(
                item=recipe.output,
                source=pattern_of(choice, rules),
                station=recipe.station,
                ticks=recipe.ticks,
            )


def _gathering(rules: Rules) -> Iterator[GatheringRule]:
    places: dict[str, Heights | None] = {"stone": STONE_HEIGHTS}
    for vein in rules.veins:
        if vein.dimension == "overworld":
            places.setdefault(vein.block, _band(vein))
    places.update(dict.fromkeys(SURFACE))
    for name, height in sorted(places.items()):
        if block := rules.blocks.get(name):
            yield from _drops_of(block, height, rules)
    for name, height in sorted(_nether_places(rules).items()):
        # What the overworld has too, nobody goes to the Nether for.
        if name not in places and (block := rules.blocks.get(name)):
            for rule in _drops_of(block, height, rules):
                yield rule.model_copy(update={"dimension": NETHER})


def _nether_places(rules: Rules) -> dict[str, Heights | None]:
    """Returns where the blocks of the Nether are, `None` for those that lie open."""
    places: dict[str, Heights | None] = {}
    for vein in rules.veins:
        if vein.dimension == "nether":
            low, high = _band(vein, _NETHER_LOWEST, _NETHER_HIGHEST)
            known = places.get(vein.block) or (low, high)
            places[vein.block] = (min(low, known[0]), max(high, known[1]))
    return places | dict.fromkeys(NETHER_SURFACE)


def _band(vein: Vein, lowest: int = _LOWEST, highest: int = _HIGHEST) -> Heights:
    low, high = max(lowest, vein.low), min(highest, vein.high - 1)
    # What lies in the sea of lava alone is looked for just above it.
    high = max(low, high)
    if vein.peaked:
        # The ends of a triangle are nearly empty.
        middle = (vein.low + vein.high) // 2
        return (max(low, middle - _AROUND), min(high, max(low, middle + _AROUND)))
    return (low, high)


def _drops_of(block: Block, height: Heights | None, rules: Rules) -> Iterator[GatheringRule]:
    weakest = block.requires[0] if block.requires else None
    table = rules.block_loot.get(block.name)
    if table is None:
        return
    for tool in (weakest, "shears") if block.name in _SHEARED else (weakest,):
        ripe = Occasion(tool=tool, state={"age": "7"})
        for item, count in expected(table, ripe).items():
            yield GatheringRule(
                item=item,
                source=block.name,
                tool=tool,
                height=height,
                place="village" if block.name in _OF_VILLAGES else None,
                expected_blocks=round(float(1 / count), 4),
            )


def _hunting(rules: Rules) -> Iterator[HuntingRule]:
    for mob in rules.mobs.values():
        table = rules.entity_loot.get(mob.name)
        # Who lives in a village is no game: a golem gives iron, and kills who hunts it for that.
        # Nor what hovers out of reach.
        if mob.spawns in {"never", "village"} or mob.attack == "fireball" or table is None:
            continue
        for item, count in expected(table, Occasion()).items():
            yield HuntingRule(
                item=item,
                entity=mob.name,
                expected_kills=round(float(1 / count), 4),
                dimension=NETHER if mob.dimension == "nether" else "overworld",
            )


def _structures() -> Iterator[StructureRule]:
    yield StructureRule(
        item="nether_portal",
        ingredients=(Ingredient(item="obsidian", count=10),),
        tools=("flint_and_steel",),
        leads_to=NETHER,
    )


def _raising(rules: Rules) -> Iterator[RaisingRule]:
    for kind, item in LEFT_BY_GROWN.items():
        if (mob := rules.mobs.get(kind)) is None:
            continue
        yield RaisingRule(
            item=item,
            entity=kind,
            food=FODDER[kind][0],
            feedings=_FEEDINGS,
            biome=next(iter(rules.biome_members(mob.biomes, mob.dimension)), None),
            eggs=EGG_LAYERS.get(kind),
        )


def _food(rules: Rules) -> Iterator[FoodRule]:
    for item in rules.items.values():
        # What may harm, such as raw chicken, is no food to plan with.
        if item.food and not item.effects:
            yield FoodRule(item=item.name, points=item.food)


def _trading() -> Iterator[TradingRule]:
    for offer in (SPECIAL, *COMMON):
        yield TradingRule(
            item=offer.item,
            count=offer.count,
            price=tuple(Ingredient(item=item, count=count) for item, count in offer.price),
        )
