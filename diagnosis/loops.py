"""Loops: the same act in the same state, or the same cause again and again."""

from __future__ import annotations

from diagnosis.history import History, situation
from diagnosis.models import Cause, Loop
from diagnosis.novelty import Verdict
from envs import Attempt

WINDOW_ATTEMPTS = 32
"""How far back a state and act still count as the same cycle."""

ROUNDS = 2
"""So often before must a success have been had in the same state to make a third one a cycle. A
failure makes one at its second time: nothing has changed and nothing else will come of it."""

REPEATS = 3
"""So many failures in a row must share a cause; successes between them don't break the row."""

CAUSE_WINDOW_ATTEMPTS = 8


def loop_of(
    attempt: Attempt, cause: Cause | None, verdict: Verdict | None, history: History
) -> Loop:
    """Returns the loop that `attempt` closes, if any.

    Args:
        attempt: What was tried.
        cause: What came of it; `None` if it succeeded.
        verdict: Whether it walked in circles by itself.
        history: The episode before it.
    """
    if (cause is not None and verdict == "circling") or _cycles(attempt, cause, history):
        return "state_action_cycle"
    return "repeated_cause" if _repeats(cause, history) else "none"


def _cycles(attempt: Attempt, cause: Cause | None, history: History) -> bool:
    trial = history.lore.trials.get(situation(attempt.subgoal, attempt.pre_state))
    if trial is None or len(history.pairs) - trial.last > WINDOW_ATTEMPTS:
        return False
    return trial.times >= ROUNDS or (cause is not None and trial.cause is cause)


def _repeats(cause: Cause | None, history: History) -> bool:
    if cause is None:
        return False
    recent = [d.cause for _, d in history.pairs[-CAUSE_WINDOW_ATTEMPTS:] if not d.succeeded]
    row = recent[-(REPEATS - 1) :]
    return len(row) == REPEATS - 1 and all(earlier is cause for earlier in row)
