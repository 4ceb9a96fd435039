"""The rules in force as `GameRules`: for the oracle and the evaluation, and nobody else.

All follows from the data pack in force; where a block is to be looked for follows from its
veins, and for what lies open from the list of what this world's terrain is made of.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from envs.craftworld.crafting import CRAFTING_KINDS, pattern_of
from envs.craftworld.expectation import expected
from envs.craftworld.loot import Occasion
from envs.craftworld.offers import COMMON, SPECIAL
from envs.craftworld.rules import Block, Recipe, Rules, Vein
from envs.rules import (
    CraftingRule,
    FuelRule,
    GameRules,
    GatheringRule,
    HuntingRule,
    Ingredient,
    SmeltingRule,
    TradingRule,
)
from envs.subgoals import Heights

SURFACE = (
    "birch_leaves", "birch_log", "brown_mushroom", "cactus", "carrots", "clay", "dandelion",
    "dead_bush", "dirt", "fern", "grass", "grass_block", "gravel", "oak_leaves", "oak_log",
    "poppy", "pumpkin", "red_mushroom", "sand", "sandstone", "spruce_leaves", "spruce_log",
    "sugar_cane", "tall_grass", "wheat",
)  # fmt: skip
"""Blocks of the terrain that lie open, sorted."""

STONE_HEIGHTS: Heights = (5, 58)
"""Where stone is sure to be: above the bedrock, below the soil of the lowest dry ground."""

_LOWEST, _HIGHEST = 5, 54
"""Where digging for ore is practical: above the bedrock, below the lowest soil."""

_SHEARED = ("birch_leaves", "dead_bush", "fern", "grass", "oak_leaves", "spruce_leaves")
"""Blocks that drop something else when they are sheared, sorted."""


@cache
def game_rules(rules: Rules) -> GameRules:
    """Returns the rules in force as one flat table, each part sorted."""
    return GameRules(
        crafting=tuple(sorted(_crafting(rules), key=_by_text)),
        smelting=tuple(sorted(_smelting(rules), key=_by_text)),
        gathering=tuple(sorted(_gathering(rules), key=_by_text)),
        hunting=tuple(sorted(_hunting(rules), key=_by_text)),
        trading=tuple(sorted(_trading(), key=_by_text)),
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


def _band(vein: Vein) -> Heights:
    low, high = max(_LOWEST, vein.low), min(_HIGHEST, vein.high - 1)
    # The ends of a triangle are nearly empty.
    margin = (high - low) // 4 if vein.peaked else 0
    return (low + margin, max(low + margin, high - margin))


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
                expected_blocks=round(float(1 / count), 4),
            )


def _hunting(rules: Rules) -> Iterator[HuntingRule]:
    for mob in rules.mobs.values():
        table = rules.entity_loot.get(mob.name)
        # Who lives in a village is no game: a golem gives iron, and kills who hunts it for that.
        if mob.spawns in {"never", "village"} or mob.dimension != "overworld" or table is None:
            continue
        for item, count in expected(table, Occasion()).items():
            yield HuntingRule(item=item, entity=mob.name, expected_kills=round(float(1 / count), 4))


def _trading() -> Iterator[TradingRule]:
    for offer in (SPECIAL, *COMMON):
        yield TradingRule(
            item=offer.item,
            count=offer.count,
            price=tuple(Ingredient(item=item, count=count) for item, count in offer.price),
        )
