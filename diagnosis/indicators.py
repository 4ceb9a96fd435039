"""The state difference of an attempt, and its continuous indicators."""

from __future__ import annotations

import math
from collections.abc import Iterable
from itertools import pairwise

from diagnosis._reading import Reading, carried_in
from diagnosis.models import Change, Difference, Indicators
from envs import (
    TICKS_PER_MINUTE,
    And,
    Attempt,
    Condition,
    Damage,
    Died,
    FreeSlots,
    Happened,
    Has,
    Height,
    Moved,
    Near,
    Not,
    Or,
    Respawned,
    State,
    Tally,
    View,
    Vital,
    Within,
)

Point = tuple[int, int, int]


def difference(attempt: Attempt) -> Difference:
    """Returns what `attempt` changed."""
    before, after = attempt.pre_state, attempt.post_state
    return Difference(
        ticks=attempt.ticks,
        items=_items(before, after),
        health=_vital(before, after, "health"),
        food=_vital(before, after, "food"),
        moved_blocks=_moved(before, after),
        changes=_changes(before, after),
        placed=_done(attempt.tally, "placed"),
        mined=_done(attempt.tally, "mined"),
        new_stations=_new(before.stations, after.stations),
        new_places=_new(before.places, after.places),
    )


def indicators(
    reading: Reading,
    checks: tuple[Condition, ...],
    *,
    succeeded: bool,
    items: tuple[tuple[str, int], ...] | None,
) -> Indicators:
    """Returns the continuous figures of an attempt.

    Args:
        reading: The attempt.
        checks: All that its subgoal asks for.
        succeeded: What came of it; progress where the subgoal has no checks.
        items: The change of what is carried, as in `Difference`.
    """
    attempt, vocabulary, budget_ticks = reading.attempt, reading.vocabulary, reading.budget_ticks
    if checks:
        reached = 1.0 if succeeded else _progress_to(checks, attempt.view(vocabulary))
        began = _progress_to(checks, View(attempt.pre_state, Tally(), vocabulary))
    else:
        reached, began = float(succeeded), 0.0
    way = _way(reading)
    length = sum(math.dist(a, b) for a, b in pairwise(way))
    hurt = sum(event.amount for _, event in reading.seen(Damage))
    return Indicators(
        progress=reached,
        gain=reached - began,
        path_efficiency=min(1.0, math.dist(way[0], way[-1]) / length) if length else None,
        spatial_spread_blocks=_diagonal(way) if way else None,
        inventory_change=None if items is None else sum(abs(delta) for _, delta in items),
        damage_rate=hurt * TICKS_PER_MINUTE / max(attempt.ticks, 1),
        budget_used=None if budget_ticks is None else min(1.0, attempt.ticks / budget_ticks),
    )


def progress(condition: Condition, view: View) -> float:
    """Returns how far `condition` is met on `view`, in [0, 1]; 0 where it can't be known.

    Counts and vitals are met in proportion. Of a distance it is the one asked for over the one
    there is, so that coming nearer always shows. Conjunctions are the mean of their parts,
    disjunctions the best of them.
    """
    if isinstance(condition, And):
        return sum(progress(part, view) for part in condition.of) / len(condition.of)
    if isinstance(condition, Or):
        return max(progress(part, view) for part in condition.of)
    if isinstance(condition, Has):
        have = carried_in(view.state, condition.item, view.vocabulary) or 0
        return min(have / condition.count, 1.0)
    if condition.holds(view):
        return 1.0
    return 0.0 if isinstance(condition, Not) else min(_part_met(condition, view), 1.0)


def _part_met(atom: Condition, view: View) -> float:
    state = view.state
    match atom:
        case FreeSlots() if state.inventory is not None:
            return state.inventory.free_slots / atom.count
        case Vital() if state.vitals is not None:
            return max(getattr(state.vitals, atom.name) or 0.0, 0.0) / max(atom.least, 1)
        case Height() if state.position is not None:
            gap = max(atom.low - state.position.y, state.position.y - atom.high)
            return 16 / (16 + gap)
        case Within() if state.position is not None:
            away = math.hypot(state.position.x - atom.x, state.position.z - atom.z)
            return atom.distance / away
        case Near():
            return max((atom.distance / away for away in _distances(atom, view)), default=0.0)
        case Happened():
            done = sum(
                d.count
                for d in view.tally.deeds
                if d.verb == atom.verb
                and (atom.object is None or view.vocabulary.matches(atom.object, d.object))
                and (atom.tool is None or view.vocabulary.matches(atom.tool, d.tool))
            )
            return done / atom.count
        case _:
            return 0.0


def _distances(atom: Near, view: View) -> Iterable[int]:
    for facet in (view.state.blocks, view.state.stations, view.state.entities):
        for thing in facet or ():
            if view.vocabulary.matches(atom.name, thing.name):
                yield max(thing.distance, 1)


def _progress_to(checks: tuple[Condition, ...], view: View) -> float:
    return sum(progress(check, view) for check in checks) / len(checks)


def _items(before: State, after: State) -> tuple[tuple[str, int], ...] | None:
    if before.inventory is None or after.inventory is None:
        return None
    deltas = {held.item: held.count for held in after.inventory.items}
    for held in before.inventory.items:
        deltas[held.item] = deltas.get(held.item, 0) - held.count
    return tuple(sorted((item, delta) for item, delta in deltas.items() if delta))


def _vital(before: State, after: State, name: str) -> float | None:
    if before.vitals is None or after.vitals is None:
        return None
    a, b = getattr(before.vitals, name), getattr(after.vitals, name)
    return None if a is None or b is None else b - a


def _moved(before: State, after: State) -> float | None:
    a, b = before.position, after.position
    if a is None or b is None or a.dimension != b.dimension:
        return None
    return math.dist((a.x, a.y, a.z), (b.x, b.y, b.z))


def _changes(before: State, after: State) -> tuple[Change, ...]:
    then, now = _facets(before), _facets(after)
    return tuple(
        Change.model_validate({"what": what, "before": then.get(what), "after": now.get(what)})
        for what in sorted(then.keys() | now.keys())
        if then.get(what) != now.get(what)
    )


def _facets(state: State) -> dict[str, str | None]:
    found = {"biome": state.biome, "weather": state.weather}
    if state.position is not None:
        found["dimension"] = state.position.dimension
    if state.equipment is not None:
        found |= {worn.slot: worn.item for worn in state.equipment.slots}
    return found


def _done(tally: Tally, verb: str) -> tuple[tuple[str, int], ...]:
    counts: dict[str, int] = {}
    for deed in tally.deeds:
        if deed.verb == verb:
            counts[deed.object] = counts.get(deed.object, 0) + deed.count
    return tuple(sorted(counts.items()))


def _new(before: Iterable[object] | None, after: Iterable[object] | None) -> tuple[str, ...]:
    known, now = ({thing.name for thing in facet or ()} for facet in (before, after))  # type: ignore[attr-defined]
    return tuple(sorted(now - known))


def _way(reading: Reading) -> list[Point]:
    """Returns the positions seen, up to a death: nobody walks to where they respawn."""
    start, end = reading.attempt.pre_state.position, reading.attempt.post_state.position
    way = [(start.x, start.y, start.z)] if start is not None else []
    ends = [i for i, _ in reading.seen(Died)] + [i for i, _ in reading.seen(Respawned)]
    last = min(ends, default=None)
    way += [(e.x, e.y, e.z) for i, e in reading.seen(Moved) if last is None or i < last]
    if last is None and end is not None and (start is None or start.dimension == end.dimension):
        way.append((end.x, end.y, end.z))
    return way


def _diagonal(way: list[Point]) -> float:
    sides = [max(axis) - min(axis) for axis in zip(*way, strict=True)]
    return math.hypot(*sides)
