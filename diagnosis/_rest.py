"""Rules for what is left when nothing was refused and nothing was in the way: time and harm."""

from __future__ import annotations

from collections.abc import Iterator

from diagnosis._endings import harm_by
from diagnosis._reading import Reading
from diagnosis.models import Cause, Finding
from envs import Damage, Died, Respawned, Wait

_HEAVY = 0.5
"""Share of the health at the start from which on damage is heavy."""

_FULL_HEALTH = 20.0


def out_of_time(reading: Reading) -> Iterator[Finding]:
    """Yields that the time was up.

    It is judged after all that could have used the time up, such as digging in vain or
    searching without a find.
    """
    stop = reading.stopped("budget")
    budget = reading.budget_ticks
    if stop is not None:
        working = reading.headway >= 0 or any(True for _ in reading.sightings)
        yield Finding(
            cause=Cause.out_of_time, evidence=(stop[0],), certainty=0.9 if working else 0.6
        )
    elif isinstance(reading.subgoal, Wait) or (
        budget is not None and reading.attempt.ticks >= budget
    ):
        yield Finding(cause=Cause.out_of_time, certainty=0.7)


def harm(reading: Reading) -> Iterator[Finding]:
    """Yields what hurt the agent badly though it lived; a scratch is no cause."""
    if reading.last(Died) is not None or reading.last(Respawned) is not None:
        return
    by_source: dict[str, list[tuple[int, float]]] = {}
    for index, event in reading.seen(Damage):
        by_source.setdefault(event.source, []).append((index, event.amount))
    vitals = reading.attempt.pre_state.vitals
    health = _FULL_HEALTH if vitals is None else max(vitals.health, 1.0)
    for source, hits in sorted(by_source.items()):
        total = sum(amount for _, amount in hits)
        if total < _HEAVY * health:
            continue
        cause, hazard = harm_by(source, reading.vocabulary)
        if cause is Cause.killed:
            cause = Cause.hazard
        yield Finding(
            cause=cause,
            hazard=hazard,
            evidence=tuple(i for i, _ in hits[-4:]),
            certainty=min(0.4 + 0.3 * total / health, 0.7),
        )
    yield from _hunger(reading, "starvation" in by_source)


def _hunger(reading: Reading, hurt: bool) -> Iterator[Finding]:
    vitals = reading.attempt.post_state.vitals
    if hurt or (vitals is not None and vitals.food is not None and vitals.food <= 0):
        hits = tuple(i for i, e in reading.seen(Damage) if e.source == "starvation")
        yield Finding(cause=Cause.starving, evidence=hits[-4:], certainty=0.5)
