"""`diagnose`: what came of an attempt, and why. Pure, deterministic, the same for every world."""

from __future__ import annotations

from diagnosis._aims import Aims, aim_of, subject_of
from diagnosis._reading import Reading, at_hand, carried_in
from diagnosis.attribution import attribute, noticed
from diagnosis.history import History
from diagnosis.indicators import difference, indicators
from diagnosis.loops import loop_of
from diagnosis.models import Diagnosis
from diagnosis.monitor import CIRCLING, STAGNANT
from diagnosis.novelty import Verdict, verdict_on
from envs import (
    Attempt,
    Condition,
    Deposit,
    Died,
    Discard,
    GoTo,
    Invalid,
    ItemGained,
    ItemLost,
    Near,
    PathFailed,
    Refused,
    Searched,
    Stopped,
    Use,
    Vocabulary,
    WindowRejected,
    WindowStalled,
    Within,
)

# A subgoal without checks succeeded if the executor reports none of these.
_FAILING = (
    Died,
    Invalid,
    PathFailed,
    Refused,
    Searched,
    Stopped,
    WindowRejected,
    WindowStalled,
)


def diagnose(attempt: Attempt, history: History, *, budget_ticks: int | None = None) -> Diagnosis:
    """Returns the diagnosis of `attempt`.

    It reads what a client could see (events, states, the subgoal, the budget) and what the
    episode showed before; no rules of the game, and no language model.

    Args:
        attempt: What was seen.
        history: The episode before it.
        budget_ticks: How long it might last; `None` for what the subgoal says, if it does.
    """
    budget = attempt.subgoal.budget_ticks if budget_ticks is None else budget_ticks
    aims = Aims(attempt.subgoal, history.vocabulary)
    reading = Reading(attempt, aims, history.vocabulary, history.lore, budget)
    checks = attempt.subgoal.all_checks()
    succeeded = _succeeded(attempt, checks, history.vocabulary)
    changed = difference(attempt)
    verdict = None if succeeded else _verdict(reading)
    primary, secondary = (None, noticed(reading)) if succeeded else attribute(reading, verdict)
    cause = None if primary is None else primary.cause
    return Diagnosis(
        subject=subject_of(attempt.subgoal),
        succeeded=succeeded,
        primary=primary,
        secondary=secondary,
        difference=changed,
        indicators=indicators(reading, checks, succeeded=succeeded, items=changed.items),
        stagnant=verdict is not None,
        loop=loop_of(attempt, cause, verdict, history),
    )


def has_succeeded(attempt: Attempt, vocabulary: Vocabulary) -> bool:
    """Returns whether `attempt` did what its subgoal asked for.

    All checks must be known to hold at the end; whatever went wrong by the way, also a death,
    is no failure then. A subgoal that has no checks succeeded if it can be seen to be done, or
    if nothing was refused, failed or cut off. Nothing succeeds in a world that broke.
    """
    return _succeeded(attempt, attempt.subgoal.all_checks(), vocabulary)


def _succeeded(attempt: Attempt, checks: tuple[Condition, ...], vocabulary: Vocabulary) -> bool:
    ended = attempt.trace[-1] if attempt.trace else None
    if isinstance(ended, Stopped) and ended.by == "fault":
        return False
    if checks:
        view = attempt.view(vocabulary)
        return all(check.holds(view) for check in checks)
    done = _seen_done(attempt, vocabulary)
    if done is not None:
        return done
    return not any(isinstance(event, _FAILING) for event in attempt.trace)


def _seen_done(attempt: Attempt, vocabulary: Vocabulary) -> bool | None:
    """Returns whether a subgoal without checks can be seen to be done, or not; else `None`."""
    subgoal = attempt.subgoal
    if isinstance(subgoal, Deposit | Discard):
        way = "container" if isinstance(subgoal, Deposit) else "drop"
        gone = sum(
            event.count
            for event in attempt.trace
            if isinstance(event, ItemLost)
            and event.way == way
            and vocabulary.matches(subgoal.item, event.item)
        )
        before = carried_in(attempt.pre_state, subgoal.item, vocabulary)
        after = carried_in(attempt.post_state, subgoal.item, vocabulary)
        if gone < subgoal.count and before is not None and after is not None:
            # A world that doesn't say what went shows that it is gone.
            gone = max(gone, before - after)
            return gone >= subgoal.count
        return True if gone >= subgoal.count else None
    if isinstance(subgoal, Use) and at_hand(attempt.pre_state, subgoal.item, vocabulary) == 0:
        # Nobody uses what was never there.
        got = any(
            isinstance(e, ItemGained) and vocabulary.matches(subgoal.item, e.item)
            for e in attempt.trace
        )
        return None if got else False
    if isinstance(subgoal, GoTo) and (target := aim_of(subgoal)) is not None:
        view = attempt.view(vocabulary)
        if Near(name=target, distance=subgoal.distance).holds(view):
            return True
        places = [p for p in attempt.post_state.places or () if p.name == target]
        if any(Within(x=p.x, z=p.z, distance=subgoal.distance).holds(view) for p in places):
            return True
    return None


def _verdict(reading: Reading) -> Verdict | None:
    """Returns whether the attempt ran dry; a monitor saw more states than the trace shows."""
    stop = reading.stopped("monitor")
    if stop is not None and stop[1].reason.startswith(CIRCLING):
        return "circling"
    if stop is not None and stop[1].reason.startswith(STAGNANT):
        return "stagnant"
    return verdict_on(reading)
