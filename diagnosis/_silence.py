"""Rules for worlds that don't say why: what can be seen to be absent though nobody refused it.

Not every world tells that it refuses. An executor that leaves off without a word still had its
reason, and the states before and after often show it: the item was never carried, the station
was never within reach. A facet that isn't seen says nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from diagnosis._reading import NEVER, Reading, at_hand
from diagnosis._words import kind_of
from diagnosis.models import ANY_FUEL, Cause, Finding, Need
from envs import (
    Chat,
    Craft,
    Deposit,
    Died,
    Discard,
    Eat,
    Equip,
    Event,
    Gather,
    GoTo,
    Hunt,
    Invalid,
    ItemLeft,
    Moved,
    PathFailed,
    Place,
    Refused,
    Respawned,
    Searched,
    Sleep,
    Smelt,
    Stopped,
    Trade,
    Use,
    WindowOpened,
    WindowRejected,
    WindowStalled,
)

_SAYS_WHY: frozenset[type[Event]] = frozenset(
    {
        Died,
        Invalid,
        ItemLeft,
        PathFailed,
        Refused,
        Respawned,
        WindowRejected,
        WindowStalled,
    }
)

_BUILT = "nether_portal"
"""What `place` builds out of other things, so that nobody carries it."""


def absent(reading: Reading) -> Iterator[Finding]:
    """Yields what the subgoal needs and the states show to be lacking, from first to last."""
    if reading.headway >= 0 or reading.shows(_SAYS_WHY):
        return
    station = _station(reading)
    if station is not None:
        need = Need(kind="station", name=station)
        yield Finding(cause=Cause.missing_station, needs=(need,), certainty=0.8)
    for cause, pattern, count in _needed(reading):
        lacking = _lacking(reading, pattern, count)
        if not lacking:
            continue
        if cause is Cause.missing_tool:
            need = Need(kind="tool", name=pattern)
        else:
            kind: Literal["fuel", "item"] = "fuel" if cause is Cause.missing_fuel else "item"
            need = Need(kind=kind, name=pattern, count=count, lacking=lacking)
        yield Finding(cause=cause, needs=(need,), certainty=0.8)
    if _out_of_view(reading):
        yield Finding(cause=Cause.target_not_found, certainty=0.5)


def nothing_taken(reading: Reading) -> Iterator[Finding]:
    """Yields that a window, bed or meal gave nothing though nothing was said to be lacking."""
    subgoal = reading.subgoal
    if reading.headway >= 0 or reading.shows(_SAYS_WHY) or reading.last(Stopped) is not None:
        return
    name = reading.aims.wanted
    if name is not None and not name.startswith("#") and reading.is_nonsense(name):
        yield Finding(cause=Cause.invalid_subgoal, certainty=0.6)
    elif not isinstance(subgoal, Craft | Trade | Sleep | Eat | Deposit | Smelt):
        return
    elif isinstance(subgoal, Craft | Trade | Smelt) and _carries_only(reading, None):
        yield Finding(cause=Cause.missing_material, certainty=0.6)
    elif isinstance(subgoal, Smelt) and _carries_only(reading, subgoal.source):
        need = Need(kind="fuel", name=ANY_FUEL)
        yield Finding(cause=Cause.missing_fuel, needs=(need,), certainty=0.6)
    elif name is not None and reading.free_slots == 0:
        need = Need(kind="room", name=name)
        yield Finding(cause=Cause.inventory_full, needs=(need,), certainty=0.5)
    else:
        yield Finding(cause=Cause.window_blocked, certainty=0.4)


def left_off(reading: Reading) -> Iterator[Finding]:
    """Yields why an executor probably left off after it had got on, without a word.

    With the time not up, what it went on with had come to an end: the ingredients, the fuel,
    the room, what is in view, or the way.
    """
    subgoal, state = reading.subgoal, reading.attempt.post_state
    if reading.shows(_SAYS_WHY | {Searched, Stopped}) or reading.cut_off is not None:
        return
    if isinstance(subgoal, GoTo) and subgoal.target is None:
        if reading.seen(Moved):
            yield Finding(cause=Cause.target_unreachable, certainty=0.4)
    elif reading.headway < 0:
        return
    elif isinstance(subgoal, Craft | Smelt | Trade) and reading.free_slots == 0:
        need = Need(kind="room", name=subgoal.item)
        yield Finding(cause=Cause.inventory_full, needs=(need,), certainty=0.4)
    elif isinstance(subgoal, Smelt) and subgoal.source and reading.carried(subgoal.source):
        need = Need(kind="fuel", name=subgoal.fuel or ANY_FUEL)
        yield Finding(cause=Cause.missing_fuel, needs=(need,), certainty=0.4)
    elif isinstance(subgoal, Craft | Smelt | Trade):
        yield Finding(cause=Cause.missing_material, certainty=0.4)
    elif isinstance(subgoal, Gather | Hunt):
        facet = state.blocks if isinstance(subgoal, Gather) else state.entities
        if facet is not None and not reading.in_view_at_the_end:
            yield Finding(cause=Cause.target_not_found, certainty=0.4)


def _station(reading: Reading) -> str | None:
    """Returns the station or container that is asked for and was never in reach; else `None`."""
    subgoal = reading.subgoal
    name = reading.aims.aim
    if not isinstance(subgoal, Craft | Smelt | Deposit) or name is None:
        return None
    states = (reading.attempt.pre_state, reading.attempt.post_state)
    if reading.seen(WindowOpened) or any(state.stations is None for state in states):
        return None
    seen = {thing.name for s in states for facet in (s.stations, s.blocks) for thing in facet or ()}
    return None if name in seen else name


def _out_of_view(reading: Reading) -> bool:
    """Returns whether nothing happened at all, and what is wanted was nowhere in view."""
    if any(not isinstance(event, Chat) for event in reading.attempt.trace):
        return False
    if not isinstance(reading.subgoal, Gather | Hunt | Trade):
        return False
    states = (reading.attempt.pre_state, reading.attempt.post_state)
    if any(state.blocks is None or state.entities is None for state in states):
        return False
    return reading.last_sighting == NEVER and not reading.in_view_at_the_end


def _needed(reading: Reading) -> Iterator[tuple[Cause, str, int]]:
    """Yields (cause if it is lacking, name or `#tag`, how many) of what must be carried."""
    subgoal = reading.subgoal
    match subgoal:
        case Deposit() | Discard():
            yield _kept_as(subgoal.item), subgoal.item, subgoal.count
        case Eat() if reading.shows(frozenset({Moved, Searched})):
            # Nobody goes anywhere for a meal that is carried: it is eaten where it is.
            return
        case Place() | Equip() | Eat() | Use() if subgoal.item != _BUILT:
            yield _kept_as(subgoal.item), subgoal.item, 1
        case Smelt():
            if subgoal.source is not None:
                yield Cause.missing_material, subgoal.source, 1
            if subgoal.fuel is not None:
                yield Cause.missing_fuel, subgoal.fuel, 1
        case Gather() | Hunt() if subgoal.tool not in {None, "none"}:
            yield Cause.missing_tool, str(subgoal.tool), 1
        case _:
            return


def _kept_as(item: str) -> Cause:
    return Cause.missing_material if kind_of(item) is None else Cause.missing_tool


def _lacking(reading: Reading, pattern: str, count: int) -> int:
    """Returns how many were lacking at the beginning and still are; 0 if that isn't seen."""
    states = (reading.attempt.pre_state, reading.attempt.post_state)
    most = 0
    for state in states:
        carried = at_hand(state, pattern, reading.vocabulary)
        if carried is None:
            return 0
        most = max(most, carried)
    return max(count - most, 0)


def _carries_only(reading: Reading, pattern: str | None) -> bool:
    """Returns whether nothing else than `pattern` is carried; `None` is nothing at all."""
    bag = reading.attempt.pre_state.inventory
    if bag is None:
        return False
    names = () if pattern is None else reading.vocabulary.named(pattern)
    return all(held.item in names for held in bag.items if held.count)
