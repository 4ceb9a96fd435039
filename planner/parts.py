"""Open-ended goals: of parts that count each by itself, the nearest is planned for.

What keeps one alive comes before that. Both are told by whoever's rules are planned over: the
running world's for the oracle, a prior's for the novice.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import takewhile

from diagnosis import Cause, History
from envs import And, Condition, Craft, Gather, Place, State, Subgoal, UpkeepRule, View
from planner.books import ChainedStep, NoWay, carried_items
from planner.chaining import chain
from planner.operators import Knowhow, Operator

_IN_VIEW_DISCOUNT = 4
"""What lies in view costs this much less than what has to be looked for."""

_UNKNOWN_TICKS = 600
_REMEMBERED, _WEARY = 12, 1
_REFUSED = frozenset({Cause.window_blocked, Cause.missing_station})

Outcome = tuple[Subgoal, str | None]
"""What was tried, and why it failed; `None` if it didn't."""


def nearest(goal: Condition, view: View, knowhow: Knowhow) -> tuple[ChainedStep, ...]:
    """Returns the chain to the part of `goal` that takes least, the first of them if alike.

    Raises:
        NoWay: If no way is known to any part.
    """
    return ways(goal, view, knowhow)[0]


def ways(goal: Condition, view: View, knowhow: Knowhow) -> list[tuple[ChainedStep, ...]]:
    """Returns the chains to the parts of `goal`, the one that takes least first.

    Raises:
        NoWay: If no way is known to any part.
    """
    parts = goal.of if isinstance(goal, And) else (goal,)
    found: list[tuple[float, tuple[ChainedStep, ...]]] = []
    failure = NoWay(str(goal))
    for part in parts:
        try:
            way = chain(part, view, knowhow)
        except NoWay as error:
            failure = error
            continue
        if way:
            found.append((_cost(way, view, knowhow), way))
    if not found:
        raise failure
    return [way for _, way in sorted(found, key=lambda each: each[0])]


def upkeep(rules: Iterable[UpkeepRule], view: View) -> Iterator[Subgoal]:
    """Yields what has to be done now to stay alive, the most urgent first."""
    for rule in rules:
        if rule.due(view):
            yield from rule.steps


def first_due(
    rules: Iterable[UpkeepRule],
    view: View,
    known: Sequence[tuple[ChainedStep, ...]],
    vain: Container[Subgoal] = (),
) -> tuple[Subgoal, ...]:
    """Returns what is done next: what has to be done, or the nearest way that it lets be.

    Args:
        rules: The most urgent first.
        view: What is seen.
        known: The ways to what is left, the nearest first.
        vain: What has just come to nothing.

    Returns:
        Subgoals that are carried out together; none where nothing has to be done and no way leads
        anywhere.
    """
    open_ways = [way for way in known if way[0].subgoal not in vain]
    for rule in rules:
        if rule.due(view) and rule.steps[0] not in vain:
            spared = (way for way in open_ways if _source(way[0].subgoal) in rule.spares)
            way = next(spared, None)
            return rule.steps if way is None else (way[0].subgoal,)
    return _at_once(open_ways[0] if open_ways else (known[0] if known else ()), view)


def _at_once(way: tuple[ChainedStep, ...], view: View) -> tuple[Subgoal, ...]:
    """Returns a way's first step, with what is done as soon as something stands."""
    carried = carried_items(view.state)
    after = takewhile(
        lambda step: isinstance(step.subgoal, Place) and carried[step.subgoal.item] > 0, way[1:]
    )
    return tuple(step.subgoal for step in (*way[:1], *after))


def _source(subgoal: Subgoal) -> str | None:
    return subgoal.source or subgoal.item if isinstance(subgoal, Gather) else None


def outcomes_of(history: History) -> list[Outcome]:
    """Returns what was tried in an episode and what came of it, in order."""
    return [(a.subgoal, None if d.succeeded else d.cause) for a, d in history.pairs]


def wearied(knowhow: Knowhow, outcomes: Sequence[Outcome], since: Mapping[str, int]) -> Knowhow:
    """Returns the operators so that what has just failed is taken to cost more.

    What has been waited for since it was set up costs so much less.

    Args:
        knowhow: What is known.
        outcomes: The episode so far; its latest attempts count.
        since: How many ticks ago each thing was last set up.
    """
    failed = [subgoal for subgoal, cause in outcomes[-_REMEMBERED:] if cause is not None]

    def price(operator: Operator) -> int:
        times = sum(_is_of(operator, subgoal) for subgoal in failed)
        waited = since.get(operator.station or "", 0) if operator.deed is not None else 0
        return max(1, operator.cost - waited) * (1 + _WEARY * times)

    operators = tuple(replace(op, cost=price(op)) for op in knowhow.operators)
    return replace(knowhow, operators=operators)


def set_up_since(history: History) -> dict[str, int]:
    """Returns how many ticks ago each thing was last set up."""
    if not history.pairs:
        return {}
    now = history.pairs[-1][0].post_state.tick
    return {
        attempt.subgoal.item: now - attempt.post_state.tick
        for attempt, diagnosis in history.pairs
        if diagnosis.succeeded and isinstance(attempt.subgoal, Place)
    }


def in_vain(outcomes: Sequence[Outcome]) -> list[Subgoal]:
    """Returns what has failed since something last succeeded.

    Who was struck meanwhile may well try again.
    """
    failed = takewhile(lambda outcome: outcome[1] is not None, reversed(outcomes))
    return [subgoal for subgoal, cause in failed if cause != Cause.hazard]


def without_refused(state: State, outcomes: Sequence[Outcome]) -> State:
    """Returns the state without stations at which something couldn't be made.

    What was set up since then counts again. Where another station belongs beside it, or it isn't
    there any more, new ones are set up side by side.

    Args:
        state: What is seen.
        outcomes: The episode so far.
    """
    since: set[str] = set()
    for subgoal, cause in reversed(outcomes):
        match subgoal:
            case Place(item=item) if cause is None:
                since.add(item)
            case Craft(station=str()) if cause is None:
                return state
            case Craft(station=str()) if cause in _REFUSED:
                break
    else:
        return state
    stations = {subgoal.station for subgoal, _ in outcomes if isinstance(subgoal, Craft)}
    refused = stations - since
    kept = {
        facet: tuple(thing for thing in seen if thing.name not in refused)
        for facet in ("stations", "blocks")
        if (seen := getattr(state, facet)) is not None
    }
    return state.model_copy(update=kept)


def _cost(way: tuple[ChainedStep, ...], view: View, knowhow: Knowhow) -> float:
    """Returns about how many ticks a chain takes."""
    carried = carried_items(view.state)
    seen = view.distances or {}
    total = 0.0
    for step in way:
        subgoal = step.subgoal
        operator = next((op for op in knowhow.operators if _is_of(op, subgoal)), None)
        ticks = float(_UNKNOWN_TICKS if operator is None else operator.cost)
        if isinstance(subgoal, Craft | Place):
            ticks = min(ticks, 60.0)
        item = getattr(subgoal, "item", None)
        aim = getattr(subgoal, "source", None) or getattr(subgoal, "entity", None) or item
        lacking = max(1, getattr(subgoal, "count", 1) - carried[item or ""])
        if isinstance(subgoal, Gather) and operator is not None and operator.skill is not None:
            # What was measured was in view as a rule, or it wouldn't have been gone for.
            ticks *= _IN_VIEW_DISCOUNT
        total += ticks * lacking / (_IN_VIEW_DISCOUNT if aim in seen else 1)
    return total


def _is_of(operator: Operator, subgoal: Subgoal) -> bool:
    """Returns whether a subgoal is an application of an operator."""
    own = operator.subgoal
    return own.kind == subgoal.kind and all(
        getattr(own, name, None) == getattr(subgoal, name, None) for name in ("item", "entity")
    )
