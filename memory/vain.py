"""What an episode tried in vain, and where: what lessons of repetition are about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from diagnosis import Cause, Diagnosis
from envs import Attempt
from memory.experience import Experience
from memory.patterns import Tried

VAIN = frozenset({Cause.out_of_time, Cause.stuck, Cause.target_not_found, Cause.target_unreachable})
"""Causes that lie in where something was tried."""


def vain_tries(pairs: Iterable[tuple[Attempt, Diagnosis]]) -> tuple[Tried, ...]:
    """Returns the attempts that came to nothing where they were made, in order."""
    return tuple(
        Tried(attempt.subgoal, attempt.post_state.position)
        for attempt, diagnosis in pairs
        if diagnosis.cause in VAIN and diagnosis.indicators.gain <= 0
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
