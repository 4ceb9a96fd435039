"""What an episode tried in vain, and where: what lessons of repetition are about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from math import hypot

from diagnosis import Diagnosis
from envs import Attempt, Gather
from memory.experience import Experience
from memory.patterns import Tried
from memory.skills import LUCK

HERE_BLOCKS = 48
"""What was tried within so many blocks was tried here."""


def was_vain_here(attempt: Attempt, diagnosis: Diagnosis) -> bool:
    """Returns whether an attempt came to nothing in the place where it ended.

    A long tunnel ends before new ground, in which nothing was tried yet.
    """
    in_vain = diagnosis.cause in LUCK and diagnosis.indicators.gain <= 0
    return in_vain and not _dug_on(attempt)


def _dug_on(attempt: Attempt) -> bool:
    start, end = attempt.pre_state.position, attempt.post_state.position
    if not isinstance(attempt.subgoal, Gather) or attempt.subgoal.height is None:
        return False
    return (
        start is not None
        and end is not None
        and hypot(end.x - start.x, end.z - start.z) > HERE_BLOCKS
    )


def vain_tries(pairs: Iterable[tuple[Attempt, Diagnosis]]) -> tuple[Tried, ...]:
    """Returns the attempts that came to nothing where they were made, in order."""
    return tuple(
        Tried(attempt.subgoal, attempt.post_state.position)
        for attempt, diagnosis in pairs
        if was_vain_here(attempt, diagnosis)
    )


def vain_before(experiences: Sequence[Experience]) -> Mapping[str, tuple[Tried, ...]]:
    """Returns what was tried in vain in its episode before each experience, by its id.

    Args:
        experiences: In the order of learning. Those before which nothing was are left out.
    """
    found: dict[str, tuple[Tried, ...]] = {}
    for _, episode in groupby(experiences, key=lambda e: (e.episode, e.attempt_try)):
        so_far: tuple[Tried, ...] = ()
        for experience in episode:
            if so_far:
                found[experience.id] = so_far
            so_far += vain_tries([(experience.attempt, experience.diagnosis)])
    return found
