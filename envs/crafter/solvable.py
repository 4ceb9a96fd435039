"""Crafter's rules in the one form that all planning is done over, for oracle and evaluation alone.

Recipes, drops and what can be placed come from upstream's data file. What its code says of plants,
creatures and the body stands here: a plant wants to be closed in, or something tramples it; food
and drink run out within some 200 steps, and so on (crafter/objects.py).
"""

from __future__ import annotations

from crafter import constants

from envs.crafter.upkeep import RIPENING_TICKS, SIDES, upkeep_rules
from envs.rules import (
    CraftingRule,
    DeedRule,
    GameRules,
    GatheringRule,
    Ingredient,
    StructureRule,
)
from envs.subgoals import Eat, Hunt, Place, Sleep

_LOOK_IN = 240
"""So long one waits for a plant before seeing to oneself again."""


def game_rules() -> GameRules:
    """Returns the rules."""
    return GameRules(
        crafting=tuple(
            CraftingRule(
                item=item,
                count=rule["gives"],
                # Both stations stand together, and the last is the one that is harder to come by.
                station=rule["nearby"][-1],
                ingredients=_ingredients(rule["uses"]),
            )
            for item, rule in constants.make.items()
        ),
        gathering=tuple(
            # Grass gives a sapling now and then, and stays: one block of it is enough.
            GatheringRule(
                item=item,
                source=source,
                tool=min(rule["require"], default=None),
            )
            for source, rule in constants.collect.items()
            for item in rule["receive"]
            if source != "water"
        ),
        structures=(
            StructureRule(item="table", ingredients=_ingredients(constants.place["table"]["uses"])),
            StructureRule(
                item="furnace",
                ingredients=_ingredients(constants.place["furnace"]["uses"]),
                station="table",
            ),
            StructureRule(
                item="plant",
                ingredients=_ingredients(constants.place["plant"]["uses"]),
                then=(Place(item="stone"),) * SIDES,
            ),
        ),
        deeds=(
            DeedRule(verb="drunk", object="water", subgoal=Eat(item="water"), ticks=200),
            DeedRule(verb="eaten", object="cow", subgoal=Hunt(entity="cow"), ticks=300),
            DeedRule(
                verb="slept", object="ground", subgoal=Sleep(), tool="wood_pickaxe", ticks=200
            ),
            DeedRule(verb="killed", object="zombie", subgoal=Hunt(entity="zombie"), ticks=6_000),
            DeedRule(
                verb="killed", object="skeleton", subgoal=Hunt(entity="skeleton"), ticks=4_000
            ),
            DeedRule(
                verb="eaten",
                object="plant",
                subgoal=Eat(item="plant", budget_ticks=_LOOK_IN),
                station="plant",
                ticks=RIPENING_TICKS,
            ),
        ),
        upkeep=tuple(upkeep_rules()),
    )


def _ingredients(uses: dict[str, int]) -> tuple[Ingredient, ...]:
    return tuple(Ingredient(item=item, count=count) for item, count in sorted(uses.items()))
