"""Rules for getting there: nothing found, no way, no step forward."""

from __future__ import annotations

import math
from collections.abc import Iterator

from diagnosis._reading import NEVER, Reading
from diagnosis.models import Cause, Finding
from diagnosis.novelty import Verdict
from envs import (
    BlockBroken,
    BlockPlaced,
    Explore,
    Found,
    Gather,
    GoTo,
    Hunt,
    Moved,
    PathFailed,
    Searched,
    Trade,
    WindowOpened,
)

_SEARCH_TICKS = 200
"""Ten seconds: the budget must leave so much for a search to be called one."""

_STUCK_TICKS = 200
"""Nobody who could walk stands in one spot for so long without breaking or getting anything."""

_STUCK_BLOCKS = 3.0


def unreachable(reading: Reading) -> Iterator[Finding]:
    """Yields that no way led to the target.

    A failed path is the commonest innocent sign. It counts only if nothing was got, worked on
    or newly found after it, or if what lies out of reach would have been enough. Where the
    agent went on looking, it counts only if the target had been seen: on a search paths fail
    that lead nowhere in particular.
    """
    failures = reading.seen(PathFailed)
    if not failures:
        return
    index, failure = failures[-1]
    if _is_where_it_ends(reading, failure):
        return
    known = isinstance(reading.subgoal, GoTo) and reading.subgoal.target is None
    seen = known or reading.sighted_before(index)
    over = _got_over(reading, index)
    if (over and not _would_have_done(reading, seen)) or (not seen and _went_on(reading, index)):
        return
    cut_off = reading.cut_off is not None
    certainty = 0.95 if seen else 0.8
    if over or not (known or reading.aims.is_aim(failure.target)):
        certainty = 0.6
    if cut_off and reading.aims.wanted is not None:
        # It looked for another until the time was up: that counts if it did so for long.
        last_sign = max(index, reading.last_sighting)
        enough = _would_have_done(reading, seen) and _long_since(reading, last_sign)
        certainty = 0.8 if enough or _tried_on(reading) else 0.3
    elif cut_off and _went_on(reading, index):
        certainty = 0.3
    yield Finding(cause=Cause.target_unreachable, evidence=(index,), certainty=certainty)


def _would_have_done(reading: Reading, seen: bool) -> bool:
    """Returns whether a search ended without a find and what was seen was out of reach.

    With as many finds out of reach as items are lacking, it was the way that failed, although
    some were got.
    """
    wanted = reading.aims.wanted
    ended = reading.last(Searched) is not None or reading.cut_off is not None
    if not seen or not ended or wanted is None:
        return False
    got = {(e.x, e.y, e.z) for _, e in reading.aimed_breaks}
    failed = {(e.x, e.y, e.z) for _, e in reading.seen(PathFailed) if reading.aims.is_aim(e.target)}
    lacking = getattr(reading.subgoal, "count", 1) - (reading.carried(wanted) or 0)
    return len(failed - got) >= lacking > 0


def _tried_on(reading: Reading) -> bool:
    """Returns whether half of the attempt went by on one and the same thing out of reach.

    Its ways failed again and again, or nothing else was done after they had.
    """
    attempt = reading.attempt
    least = max(_SEARCH_TICKS, attempt.ticks // 2)
    got = max(reading.headway, *(i for i, _ in reading.aimed_breaks), -1)
    first: dict[tuple[int, int, int], int] = {}
    for index, failure in reading.seen(PathFailed):
        if index > got and reading.aims.is_aim(failure.target):
            began = first.setdefault((failure.x, failure.y, failure.z), failure.tick)
            lasted = attempt.post_state.tick - began >= least
            if lasted and (failure.tick > began or not _went_on(reading, index)):
                return True
    return False


def not_found(reading: Reading) -> Iterator[Finding]:
    """Yields that what was looked for didn't come into view."""
    searched = reading.last(Searched)
    if searched is None and not _looks_for_things(reading):
        return
    last_seen = reading.last_sighting
    if searched is not None and searched[0] > max(last_seen, reading.headway):
        yield Finding(cause=Cause.target_not_found, evidence=(searched[0],), certainty=0.95)
    elif isinstance(reading.subgoal, Explore):
        yield Finding(cause=Cause.target_not_found, certainty=_explored(reading))
    elif reading.stopped("fault") is None:
        if last_seen == NEVER and _looked_for_long(reading):
            yield Finding(cause=Cause.target_not_found, certainty=0.8)
        elif last_seen >= 0 and _long_since(reading, last_seen) and not reading.in_view_at_the_end:
            yield Finding(cause=Cause.target_not_found, evidence=(last_seen,), certainty=0.6)


def stuck(reading: Reading, verdict: Verdict | None) -> Iterator[Finding]:
    """Yields that the agent didn't get anywhere: it stood, or walked in circles.

    A path that failed where the agent is, and leads nowhere else, says so itself. Whoever went
    in circles and says that it looked everywhere was shut in, and did look.
    """
    failure, searched = reading.last(PathFailed), reading.last(Searched)
    if failure is not None and _is_where_it_ends(reading, failure[1]):
        yield Finding(cause=Cause.stuck, evidence=(failure[0],), certainty=0.9)
    elif verdict == "circling":
        moves = tuple(i for i, _ in reading.seen(Moved))[-4:]
        certainty = 0.8 if searched is None else 0.3
        yield Finding(cause=Cause.stuck, evidence=moves, certainty=certainty)
    elif _stood(reading):
        certainty = 0.8 if verdict is not None else 0.7
        yield Finding(cause=Cause.stuck, certainty=certainty if searched is None else 0.3)


def _got_over(reading: Reading, index: int) -> bool:
    if reading.headway > index:
        return True
    later = reading.attempt.trace[index + 1 :]
    if any(
        isinstance(e, WindowOpened)
        or (isinstance(e, Found) and reading.aims.is_aim(e.target))
        or (isinstance(e, BlockBroken) and e.block in reading.dug_for)
        for e in later
    ):
        return True
    return _came_nearer(reading, index)


def _came_nearer(reading: Reading, index: int) -> bool:
    """Returns whether the agent got on towards a given column after a path failed."""
    subgoal, failure = reading.subgoal, reading.attempt.trace[index]
    if not isinstance(subgoal, GoTo) or subgoal.x is None or subgoal.z is None:
        return False
    aim = (subgoal.x, subgoal.z)
    way = [(i, math.dist((e.x, e.z), aim)) for i, e in reading.seen(Moved)]
    before = [away for i, away in way if i < index]
    after = [away for i, away in way if i > index]
    nearest = min(before, default=_start_distance(reading, aim))
    return failure.kind == "path_failed" and bool(after) and min(after) <= nearest - 16


def _start_distance(reading: Reading, aim: tuple[int, int]) -> float:
    start = reading.attempt.pre_state.position
    return math.inf if start is None else math.dist((start.x, start.z), aim)


def _went_on(reading: Reading, index: int) -> bool:
    later = reading.attempt.trace[index + 1 :]
    return any(isinstance(e, Searched | Moved) for e in later)


def _explored(reading: Reading) -> float:
    if reading.cut_off is None:
        return 0.9 if reading.attempt.ticks >= _SEARCH_TICKS else 0.6
    return 0.9 if _looked_for_long(reading) else 0.3


def _looked_for_long(reading: Reading) -> bool:
    """Returns whether it was looked for ten seconds, and half of the attempt, or more.

    Who digs between two heights looks once they are reached.
    """
    attempt, heights = reading.attempt, getattr(reading.subgoal, "height", None)
    if heights is None:
        return attempt.ticks >= _SEARCH_TICKS
    low, high = heights
    before = attempt.pre_state.position
    began = attempt.pre_state.tick
    if before is None or not low <= before.y <= high:
        reached = (
            event.tick
            for event in attempt.trace
            if isinstance(event, BlockBroken | Moved) and low <= event.y <= high
        )
        began = next(reached, attempt.post_state.tick)
    looked = attempt.post_state.tick - began
    return looked >= max(_SEARCH_TICKS, attempt.ticks // 2)


def _is_where_it_ends(reading: Reading, failure: PathFailed) -> bool:
    """Returns whether a path failed at the very place where the agent is at the end."""
    here = reading.attempt.post_state.position
    return here is not None and (here.x, here.y, here.z) == (failure.x, failure.y, failure.z)


def _looks_for_things(reading: Reading) -> bool:
    subgoal = reading.subgoal
    if isinstance(subgoal, GoTo):
        return subgoal.target is not None
    return isinstance(subgoal, Gather | Hunt | Trade | Explore)


def _long_since(reading: Reading, index: int) -> bool:
    """Returns whether the attempt's second half was spent without a sign of the target."""
    attempt = reading.attempt
    since = attempt.pre_state.tick + attempt.ticks - attempt.trace[index].tick
    later = any(isinstance(e, Moved) for e in attempt.trace[index + 1 :])
    return later and since >= max(_SEARCH_TICKS, attempt.ticks // 2)


def _stood(reading: Reading) -> bool:
    subgoal, attempt = reading.subgoal, reading.attempt
    if not isinstance(subgoal, Gather | Hunt | GoTo | Explore) or attempt.ticks < _STUCK_TICKS:
        return False
    if reading.headway >= 0:
        return False
    if reading.last(BlockBroken) is not None or reading.last(BlockPlaced) is not None:
        return False
    # Standing counts if it lasted for half of the attempt, up to its end.
    spots = _spots(reading)
    stayed = [tick for tick, spot in spots if math.dist(spot, spots[-1][1]) <= _STUCK_BLOCKS]
    left = [tick for tick, spot in spots if math.dist(spot, spots[-1][1]) > _STUCK_BLOCKS]
    since = [tick for tick in stayed if not left or tick > left[-1]]
    return len(since) > 1 and since[-1] - since[0] >= max(_STUCK_TICKS, attempt.ticks // 2)


def _spots(reading: Reading) -> list[tuple[int, tuple[int, int, int]]]:
    """Returns where the agent was seen, in order, as (tick, place)."""
    first, last = reading.attempt.pre_state, reading.attempt.post_state
    spots = [(e.tick, (e.x, e.y, e.z)) for _, e in reading.seen(Moved)]
    if (here := first.position) is not None:
        spots.insert(0, (first.tick, (here.x, here.y, here.z)))
    if (here := last.position) is not None:
        spots.append((last.tick, (here.x, here.y, here.z)))
    return spots
