"""Crafter's rules in the one form that all planning is done over, for oracle and evaluation alone.

Recipes, drops and what can be placed come from upstream's data file. What its code says of plants,
creatures and the body stands here: a plant wants to be closed in, or something tramples it; food
and drink run out within some 200 steps, and so on (crafter/objects.py).
"""

from __future__ import annotations

from crafter import constants

from envs.conditions import parse
from envs.rules import (
    CraftingRule,
    DeedRule,
    GameRules,
    GatheringRule,
    Ingredient,
    StructureRule,
    UpkeepRule,
)
from envs.subgoals import Eat, Gather, Hunt, Place, Sleep, Subgoal, Wait

_SIDES = 4
_RIPENING_TICKS = 2_400
"""A plant is ripe after 300 steps in whose course the player stays about (Plant.ripe)."""

# Ticks since sunrise; a step is 80 of them (`observe.time_of`). Zombies are about on grass from
# dusk until some time after dawn.
_AFTERNOON = (8_800, 12_700)
_NIGHT = (12_800, 24_000)
_DAWN = (0, 1_300)
_STAY = ('not sky() and vital("drink", 1) and vital("food", 1)', (Wait(ticks=60),))

_FIGHT = 72
"""Ticks within which somebody beside the player is beaten off, or isn't there any more."""

_Rule = tuple[str, tuple[int, int] | None, tuple[Subgoal, ...]]
_UPKEEP: tuple[_Rule, ...] = (
    ('not sky() and not vital("energy", 9)', _NIGHT, (Sleep(),)),
    (_STAY[0], _NIGHT, _STAY[1]),
    (_STAY[0], _DAWN, _STAY[1]),
    ('near("zombie", 1)', None, (Hunt(entity="zombie", budget_ticks=_FIGHT),)),
    ('near("skeleton", 2)', None, (Hunt(entity="skeleton", budget_ticks=_FIGHT),)),
    ('not vital("drink", 2)', None, (Eat(item="water"),)),
    ('not vital("food", 2)', None, (Eat(item="cow"),)),
    ('tool("pickaxe") and not vital("energy", 9)', _NIGHT, (Sleep(),)),
    ('time("day") and near("cow", 6) and not vital("food", 7)', None, (Eat(item="cow"),)),
    ('near("water", 5) and not vital("drink", 7)', None, (Eat(item="water"),)),
    ('not vital("drink", 6)', _AFTERNOON, (Eat(item="water"),)),
    ('not vital("food", 5)', _AFTERNOON, (Eat(item="cow"),)),
    ('tool("pickaxe") and not has("stone", 6)', _AFTERNOON, (Gather(item="stone", count=8),)),
    ('time("day") and not vital("drink", 5)', None, (Eat(item="water"),)),
    ('time("day") and not vital("food", 5)', None, (Eat(item="cow"),)),
    (
        'tool("pickaxe") and (not vital("energy", 3) '
        'or not vital("health", 5) and not vital("energy", 9))',
        None,
        (Sleep(),),
    ),
)


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
                then=(Place(item="stone"),) * _SIDES,
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
                subgoal=Eat(item="plant", budget_ticks=_RIPENING_TICKS),
                station="plant",
                ticks=_RIPENING_TICKS,
            ),
        ),
        upkeep=tuple(
            UpkeepRule(when=parse(when), hours=hours, steps=steps) for when, hours, steps in _UPKEEP
        ),
    )


def _ingredients(uses: dict[str, int]) -> tuple[Ingredient, ...]:
    return tuple(Ingredient(item=item, count=count) for item, count in sorted(uses.items()))
