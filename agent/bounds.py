"""How long an attempt may take where its subgoal doesn't say."""

from __future__ import annotations

from collections.abc import Sequence

from envs import Subgoal, Task, Vocabulary, Wait
from memory import Skill, usual_cost

DEFAULT_BUDGET_TICKS = 6_000
"""The bound of a subgoal that names none: five minutes, or a third of the horizon if that is
less, so that one search doesn't use up an episode before it is thought over. Where parts count
each by itself, each has its share of the horizon."""

_PATIENCE = 3
"""What is known to work gets so many times as long as it takes as a rule."""


def bound_of(subgoal: Subgoal, task: Task, skills: Sequence[Skill], vocabulary: Vocabulary) -> int:
    """Returns after how many ticks an attempt is cut off, the episode's end aside.

    It is what the subgoal names. Where it names nothing, a wait has all the time that it waits,
    and everything else the usual bound, or longer where skills say that it takes longer.

    Args:
        subgoal: What is attempted.
        task: Of which it is part.
        skills: What is known to have worked.
        vocabulary: The world's words.
    """
    if subgoal.budget_ticks is not None:
        return subgoal.budget_ticks
    usual = min(DEFAULT_BUDGET_TICKS, task.share_ticks // 3 + 1)
    if isinstance(subgoal, Wait):
        return max(usual, subgoal.ticks + 1)
    return max(usual, _PATIENCE * usual_cost(skills, subgoal, vocabulary))
