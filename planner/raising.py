"""Raising animals for what their young give: the subgoals, as seen from where the agent stands.

Only a state with the animals in view says what to do next: whether it is day, whether there are
eggs, how many animals there are. So a plan leads to them and ends there, and the next one, made
anew, goes on:

    to the animals -> feed pairs -> a night in a shelter, while the eggs hatch -> feed the young
    -> wait until they are grown -> pick up what they let fall
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from envs import (
    DAY_TICKS,
    AtTime,
    Explore,
    Gather,
    GoTo,
    Heights,
    Ingredient,
    Near,
    Nearby,
    Or,
    Place,
    RaisingRule,
    State,
    Subgoal,
    Use,
    View,
    Wait,
)

DIGGER = ("pickaxe", "wooden")
"""Kind and tier of the tool that digs a shelter for the night."""
_WALL, _ROCK = "cobblestone", "stone"
_SHELTER: Heights = (46, 56)
"""Where the shelter is: in the rock below a shore, out of the light of day."""
_WALLS = 6
"""Blocks that close a tunnel to both sides of whoever stands in it."""
_DUG = 24
"""So much more rock than was carried leads down far enough, whatever was dug on the way."""

_FAR_TICKS = 24_000
"""The land where an animal lives may be far away."""
_PAIR, _MOST_PAIRS = 2, 3
_LAYING_TICKS = 300
_MORNING = 3_000
_GROWING_TICKS = 16_000
_IN_SIGHT = 32
_ASIDE = 26
"""Blocks along x and z to the shelter: from so far off one comes up before going back."""
_SUNRISE_TICKS = 1_500
"""From when it counts as day until the sun is up and the monsters burn."""
_ABOUT = 8
"""So near to where they hatched the young are found, in blocks."""


def consumed(rule: RaisingRule) -> tuple[Ingredient, ...]:
    """Returns what raising takes for one item."""
    return (Ingredient(item=rule.food, count=rule.feedings),)


def way_there(rule: RaisingRule, state: State) -> Iterator[Subgoal]:
    """Yields how to get to the land where the animals live."""
    if rule.biome is not None and state.biome != rule.biome and not _animals(rule, state):
        yield Explore(target=rule.biome, sought="biome", budget_ticks=_FAR_TICKS)


def left_lying(rules: Iterable[RaisingRule], state: State) -> Counter[str]:
    """Returns how many of what the young give lie in view: to be picked up before it is gone."""
    found: Counter[str] = Counter()
    for rule in rules:
        found[rule.item] += sum(thing.count for thing in _seen(rule.item, state.entities))
    return +found


def raised(
    rule: RaisingRule, count: int, carried: Mapping[str, int], view: View
) -> Iterator[Subgoal]:
    """Yields the subgoals that lead to carrying `count` of the item, as far as can be seen.

    Args:
        rule: What gives what.
        count: How many to carry in the end.
        carried: What is carried when it begins.
        view: Where the agent stands as the plan is made.
    """
    state = view.state
    eggs = any(_seen(rule.eggs or "", state.blocks))
    animals = _animals(rule, state)
    if not animals and not eggs:
        yield from way_there(rule, state)
        yield _look_for(rule)
        return
    yield from _grown_from(rule, animals if not eggs else 0, carried, view)
    yield from _picked_up(rule, _home(rule, state), carried.get(rule.item, 0), count)


def _grown_from(
    rule: RaisingRule, parents: int, carried: Mapping[str, int], view: View
) -> Iterator[Subgoal]:
    """Yields what makes animals in view have young that grow: a night for the eggs, and food.

    In the morning there may be young ones among them, which a plan can't tell; they are fed then.
    """
    time, home = view.state.time or 0, _home(rule, view.state)
    food = carried.get(rule.food, 0)
    walls, night = carried.get(_WALL, 0), AtTime(phase="night").holds(view)
    aside = _aside(home, view.state)
    if night:
        yield from _dug_in(walls, aside)
        yield from _until_day(home)
        walls += _DUG
    elif parents:
        yield _look_for(rule)
    morning = not night and (time < _MORNING or time > DAY_TICKS - _MORNING)
    if parents and not morning:
        # There may be more than are in view; as many are fed as there are.
        yield Use(item=rule.food, on=rule.entity, count=_PAIR * _MOST_PAIRS)
        yield _wait(_LAYING_TICKS)
        food -= _PAIR * _MOST_PAIRS
    if not morning and (parents or not night):
        yield from _dug_in(walls, aside)
        yield _wait(DAY_TICKS, AtTime(phase="night"))
        yield from _until_day(home)
    yield Use(item=rule.food, on=rule.entity, count=max(1, food))


def _picked_up(rule: RaisingRule, home: GoTo, carried: int, count: int) -> Iterator[Subgoal]:
    """Yields how what the young let fall is picked up, one by one: they grow up one by one."""
    grown = Near(name=rule.item, distance=_IN_SIGHT)
    for one in range(carried + 1, count + 1):
        yield home
        yield _wait(_GROWING_TICKS, Or(of=(grown, AtTime(phase="night"))))
        yield Gather(item=rule.item, count=one)


def _home(rule: RaisingRule, state: State) -> GoTo:
    """Returns the way to where the animals are now, or their eggs: the young stay about there."""
    there = (*_seen(rule.eggs or "", state.blocks), *_seen(rule.entity, state.entities))
    return GoTo(x=there[0].x, z=there[0].z, distance=_ABOUT)


def _aside(home: GoTo, state: State) -> GoTo:
    """Returns the way inland: who digs beside the eggs digs their sand away."""
    assert home.x is not None
    assert home.z is not None
    water = next(_seen("water", state.blocks), None)
    dx = 1 if water is None or home.x >= water.x else -1
    dz = 1 if water is None or home.z >= water.z else -1
    return GoTo(x=home.x + _ASIDE * dx, z=home.z + _ASIDE * dz, distance=_ABOUT)


def _dug_in(walls: int, aside: GoTo) -> Iterator[Subgoal]:
    """Yields a shelter in the rock, of which so many blocks are carried."""
    yield aside
    count = walls + _DUG
    yield Gather(item=_WALL, source=_ROCK, height=_SHELTER, count=count)
    for _ in range(_WALLS):
        yield Place(item=_WALL)


def _until_day(home: GoTo) -> Iterator[Subgoal]:
    """Yields the rest of a night, and the way back to the animals."""
    yield _wait(DAY_TICKS, AtTime(phase="day"))
    yield _wait(_SUNRISE_TICKS)
    yield home


def _look_for(rule: RaisingRule) -> Explore:
    return Explore(target=rule.entity, budget_ticks=_FAR_TICKS)


def _wait(ticks: int, until: Or | AtTime | None = None) -> Wait:
    return Wait(ticks=ticks, until=until, budget_ticks=ticks + 1)


def _animals(rule: RaisingRule, state: State) -> int:
    return sum(thing.count for thing in _seen(rule.entity, state.entities))


def _seen(name: str, things: tuple[Nearby, ...] | None) -> Iterator[Nearby]:
    return (thing for thing in things or () if thing.name == name)
