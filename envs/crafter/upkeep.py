"""What a player of Crafter sees to before all else, the most urgent first.

What keeps it alive: food, drink, sleep in a closed niche, and who is beside it. And what is a few
steps away now and far off later: who dies in a night has made what it made at once. The night is
spent shut in or at ores, as long as the player is well.
"""

from __future__ import annotations

from collections.abc import Iterator

from envs.conditions import parse
from envs.rules import UpkeepRule
from envs.subgoals import Craft, Eat, Gather, Hunt, Place, Sleep, Subgoal, Wait

SIDES = 4
RIPENING_TICKS = 2_400
"""A plant is ripe after 300 steps in whose course the player stays about (Plant.ripe)."""

# Ticks since sunrise; a step is 80 of them (`observe.time_of`). Zombies are about on grass in all
# but the brightest hours (crafter/env.py, `_balance_chunk`).
_BRIGHT = (1_500, 10_400)
_AFTERNOON = (7_500, 10_400)
_NIGHT = (12_800, 24_000)
_DAWN = (0, 1_300)

_ORES = ("coal", "diamond", "iron")
_FIGHT = 72
"""Ticks within which somebody beside the player is beaten off, or isn't there any more."""

_Rule = tuple[str, tuple[int, int] | None, tuple[Subgoal, ...]]
_WATER, _COW, _SLEEP = (Eat(item="water"),), (Eat(item="cow"),), (Sleep(),)
_STAY = (Wait(ticks=60),)
_FED = 'vital("drink", 1) and vital("food", 1)'
_FOR_IRON = 'has("iron") and has("coal") and has("wood"{wood}) and has("stone", 4)'
_WANTED = 'not (has("iron_pickaxe") and has("iron_sword"))'

_SHUT_IN: tuple[_Rule, ...] = (
    ('not sky() and near("water", 1) and not vital("drink", 8)', None, _WATER),
    ('not sky() and not vital("energy", 4)', _NIGHT, _SLEEP),
    ('not sky() and not vital("health", 7) and not vital("energy", 9)', _NIGHT, _SLEEP),
    (f'not sky() and not vital("health", 7) and {_FED}', _NIGHT, _STAY),
)
_SHUT_IN_AND_WELL: tuple[_Rule, ...] = (
    ('not sky() and not vital("energy", 9)', _NIGHT, _SLEEP),
    (f"not sky() and {_FED}", _NIGHT, _STAY),
)
_AT_ONCE: tuple[_Rule, ...] = (
    (f"not sky() and {_FED}", _DAWN, _STAY),
    ('sky() and near("zombie", 1)', None, (Hunt(entity="zombie", budget_ticks=_FIGHT),)),
    (
        'near("skeleton", 2) and not happened("killed", "skeleton")',
        None,
        (Hunt(entity="skeleton", budget_ticks=_FIGHT),),
    ),
)
_IRON_AT_HAND: tuple[_Rule, ...] = (
    *(
        (
            'near("table", 8) and near("furnace", 8) and has("iron") and has("coal") '
            f'and has("wood") and not has("{tool}")',
            None,
            (Craft(item=tool, station="furnace"),),
        )
        for tool in ("iron_pickaxe", "iron_sword")
    ),
    (
        f'{_FOR_IRON.format(wood="")} and near("table", 8) and not near("furnace", 8) '
        f"and {_WANTED}",
        None,
        (Place(item="furnace"),),
    ),
    (
        f'{_FOR_IRON.format(wood=", 3")} and not near("table", 8) and {_WANTED}',
        None,
        (Place(item="table"), Place(item="furnace")),
    ),
)
_HUNGRY: tuple[_Rule, ...] = (
    ('near("plant-ripe", 8)', None, (Eat(item="plant", budget_ticks=RIPENING_TICKS),)),
    ('near("water", 5) and not vital("drink", 7)', None, _WATER),
    ('near("cow", 6) and not vital("food", 7)', (1_500, 14_000), _COW),
    (
        'not sky() and not vital("health", 7) and vital("drink", 3) and vital("food", 3)',
        None,
        _STAY,
    ),
    ('not vital("drink", 2)', None, _WATER),
    ('not vital("food", 1)', None, _COW),
)
_IN_PASSING: tuple[_Rule, ...] = (
    (
        'near("table", 6) and has("stone", 5) and has("stone_sword") and not near("furnace", 20) '
        'and not happened("placed", "furnace")',
        None,
        (Place(item="furnace"),),
    ),
    (
        'near("diamond", 8) and has("iron_pickaxe") and not has("diamond")',
        None,
        (Gather(item="diamond", count=1),),
    ),
    (
        'near("iron", 6) and has("stone_pickaxe") and not has("iron", 2) '
        'and not has("iron_pickaxe")',
        None,
        (Gather(item="iron", count=2),),
    ),
    (
        'near("iron", 6) and has("stone_pickaxe") and not has("iron") and not has("iron_sword")',
        None,
        (Gather(item="iron", count=1),),
    ),
    (
        'near("coal", 4) and has("stone_pickaxe") and not has("coal", 2) and not has("iron_sword")',
        None,
        (Gather(item="coal", count=2),),
    ),
)
_WEAK_AT_NIGHT: tuple[_Rule, ...] = (
    (
        'tool("pickaxe") and (not vital("energy", 4) '
        'or not vital("health", 7) and not vital("energy", 9))',
        _NIGHT,
        _SLEEP,
    ),
)
_TIRED_AT_NIGHT: tuple[_Rule, ...] = (
    ('tool("pickaxe") and not vital("energy", 9)', _NIGHT, _SLEEP),
)
_BY_DAY: tuple[_Rule, ...] = (
    (
        'has("sapling") and has("stone", 4) and near("grass", 2) and not near("plant", 20)',
        _BRIGHT,
        (Place(item="plant"), *(Place(item="stone"),) * SIDES),
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
    (
        'has("wood") and not has("wood", 6) and not tool("pickaxe") and not near("table", 9)',
        _BRIGHT,
        (Gather(item="wood", source="tree", count=6),),
    ),
    ('not vital("drink", 5)', _BRIGHT, _WATER),
    ('not vital("food", 6)', (2_500, 10_400), (Eat(item="cow", budget_ticks=360),)),
    ('not vital("drink", 8)', (7_500, 12_800), _WATER),
    ('not vital("food", 8)', _AFTERNOON, (Eat(item="cow", budget_ticks=240),)),
    ('tool("pickaxe") and not has("stone", 6)', _AFTERNOON, (Gather(item="stone", count=9),)),
    (
        'tool("pickaxe") and (not vital("energy", 3) '
        'or not vital("health", 5) and not vital("energy", 9))',
        None,
        _SLEEP,
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


def upkeep_rules() -> Iterator[UpkeepRule]:
    """Yields the rules, the most urgent first."""
    yield from _as_rules(_SHUT_IN)
    yield from _as_rules(_SHUT_IN_AND_WELL, spares=_ORES)
    yield from _as_rules(_AT_ONCE)
    yield from _as_rules(_IRON_AT_HAND, of_recipes=True)
    yield from _as_rules(_HUNGRY)
    yield from _as_rules(_IN_PASSING, of_recipes=True)
    yield from _as_rules(_WEAK_AT_NIGHT)
    yield from _as_rules(_TIRED_AT_NIGHT, spares=_ORES)
    yield from _as_rules(_BY_DAY)


def _as_rules(
    rules: tuple[_Rule, ...], *, spares: tuple[str, ...] = (), of_recipes: bool = False
) -> Iterator[UpkeepRule]:
    for when, hours, steps in rules:
        yield UpkeepRule(
            when=parse(when), hours=hours, steps=steps, spares=spares, of_recipes=of_recipes
        )
