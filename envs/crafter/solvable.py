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
from envs.subgoals import Craft, Eat, Gather, Hunt, Place, Sleep, Subgoal, Wait

_SIDES = 4
_RIPENING_TICKS = 2_400
"""A plant is ripe after 300 steps in whose course the player stays about (Plant.ripe)."""
_LOOK_IN = 240
"""So long one waits for a plant before seeing to oneself again."""

# Ticks since sunrise; a step is 80 of them (`observe.time_of`). Zombies are about on grass in all
# but the brightest hours (crafter/env.py, `_balance_chunk`).
_BRIGHT = (1_500, 10_400)
_AFTERNOON = (7_500, 10_400)
_NIGHT = (12_800, 24_000)
_DAWN = (0, 1_300)
_STAY = ('not sky() and vital("drink", 1) and vital("food", 1)', (Wait(ticks=60),))

_FIGHT = 72
"""Ticks within which somebody beside the player is beaten off, or isn't there any more."""

_Rule = tuple[str, tuple[int, int] | None, tuple[Subgoal, ...]]
_WATER, _COW = (Eat(item="water"),), (Eat(item="cow"),)
_UPKEEP: tuple[_Rule, ...] = (
    ('not sky() and near("water", 1) and not vital("drink", 8)', None, _WATER),
    ('not sky() and not vital("energy", 9)', _NIGHT, (Sleep(),)),
    (_STAY[0], _NIGHT, _STAY[1]),
    (_STAY[0], _DAWN, _STAY[1]),
    ('near("zombie", 1)', None, (Hunt(entity="zombie", budget_ticks=_FIGHT),)),
    ('near("skeleton", 2)', None, (Hunt(entity="skeleton", budget_ticks=_FIGHT),)),
    ('near("plant-ripe", 8)', None, (Eat(item="plant", budget_ticks=_RIPENING_TICKS),)),
    ('near("water", 5) and not vital("drink", 7)', None, _WATER),
    ('near("cow", 6) and not vital("food", 7)', _BRIGHT, _COW),
    (
        'not sky() and not vital("health", 7) and vital("drink", 3) and vital("food", 3)',
        None,
        (Wait(ticks=60),),
    ),
    ('not vital("drink", 2)', None, _WATER),
    ('not vital("food", 1)', None, _COW),
    ('tool("pickaxe") and not vital("energy", 9)', _NIGHT, (Sleep(),)),
    (
        'has("sapling") and has("stone", 4) and near("grass", 2) and not near("plant", 20)',
        _BRIGHT,
        (Place(item="plant"), *(Place(item="stone"),) * _SIDES),
    ),
    *(
        (
            f'near("table", 6) and has("wood"){needs} and not has("{tier}_{kind}")',
            None,
            (Craft(item=f"{tier}_{kind}", station="table"),),
        )
        for kind in ("pickaxe", "sword")
        for tier, needs in (("wood", ""), ("stone", ' and has("stone")'))
    ),
    ('not vital("drink", 5)', _BRIGHT, _WATER),
    ('not vital("food", 6)', _BRIGHT, _COW),
    ('not vital("food", 8)', _AFTERNOON, _COW),
    ('not vital("drink", 8)', _AFTERNOON, _WATER),
    ('tool("pickaxe") and not has("stone", 6)', _AFTERNOON, (Gather(item="stone", count=9),)),
    (
        'tool("pickaxe") and (not vital("energy", 3) '
        'or not vital("health", 5) and not vital("energy", 9))',
        None,
        (Sleep(),),
    ),
    (
        'tool("pickaxe") and near("stone", 3) and not has("stone", 5)',
        None,
        (Gather(item="stone", count=9),),
    ),
    (
        'tool("pickaxe") and near("tree", 4) and not has("wood", 4)',
        _BRIGHT,
        (Gather(item="wood", source="tree", count=5),),
    ),
)
"""What a player sees to before all else; a stock of stone and wood is there when it is needed."""


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
                subgoal=Eat(item="plant", budget_ticks=_LOOK_IN),
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
