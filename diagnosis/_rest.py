"""Rules for what is left when nothing was refused and nothing was in the way: time and harm."""

from __future__ import annotations

from collections.abc import Iterator

from diagnosis._endings import harm_by
from diagnosis._reading import DEATHS, NEVER, Reading
from diagnosis.models import Cause, Finding
from envs import Damage, Explore, Gather, GoTo, Hunt, Searched, Vital, Wait

_HEAVY = 0.5
"""Share of the health at the start from which on damage is heavy."""

_FULL_HEALTH = 20.0

_RECENT_TICKS = 200
"""How long before the end a wound still explains it."""


def out_of_time(reading: Reading) -> Iterator[Finding]:
    """Yields that the time was up.

    It is judged after all that could have used the time up, such as digging in vain or
    searching without a find.
    """
    stop = reading.cut_off
    if stop is not None and stop >= 0:
        working = reading.last_sighting != NEVER
        yield Finding(cause=Cause.out_of_time, evidence=(stop,), certainty=0.9 if working else 0.6)
    elif stop is not None or isinstance(reading.subgoal, Wait):
        yield Finding(cause=Cause.out_of_time, certainty=0.7)


def kept_ill(reading: Reading) -> Iterator[Finding]:
    """Yields that an empty stomach kept the agent from getting well, which is all it waits for."""
    subgoal, attempt = reading.subgoal, reading.attempt
    if not isinstance(subgoal, Wait) or subgoal.until is None:
        return
    view = attempt.view(reading.vocabulary)
    wanting = [atom for atom in subgoal.until.atoms() if not atom.holds(view)]
    ill = [atom for atom in wanting if isinstance(atom, Vital) and atom.name == "health"]
    if ill and len(ill) == len(wanting):
        for finding in _hunger(reading):
            yield finding.model_copy(update={"certainty": 0.8})


def struck(reading: Reading) -> Iterator[Finding]:
    """Yields what the executor left off for in the very moment in which it was hurt.

    Where a blow is the last that was seen, nothing else ended the attempt.
    """
    trace = reading.attempt.trace
    last = trace[-1] if trace else None
    if not isinstance(last, Damage) or last.tick != reading.attempt.post_state.tick:
        return
    if reading.cut_off is None:
        cause, hazard = harm_by(last.source, reading.vocabulary)
        if cause is Cause.killed:
            cause = Cause.hazard
        evidence = (len(trace) - 1,)
        yield Finding(cause=cause, hazard=hazard, evidence=evidence, certainty=0.8)


def driven_off(reading: Reading) -> Iterator[Finding]:
    """Yields what hurt the agent badly just before the executor left off, without another reason.

    Whoever was cut off, or looked everywhere, didn't leave off for its wounds, unless it was
    starving; and only who is on the way can be driven off it.
    """
    hits = reading.seen(Damage)
    if not hits or not isinstance(reading.subgoal, Gather | Hunt | GoTo | Explore):
        return
    index, last = hits[-1]
    recent = reading.attempt.post_state.tick - last.tick <= _RECENT_TICKS
    if index < reading.headway or not recent or reading.last(Searched) is not None:
        return
    if reading.cut_off is not None:
        # Who hungers to the bone lacks more than time.
        yield from (wound for wound in _wounds(reading) if wound.cause is Cause.starving)
        return
    yield from _wounds(reading)
    if harm_by(last.source, reading.vocabulary)[0] is Cause.starving:
        yield from _hunger(reading)


def harm(reading: Reading) -> Iterator[Finding]:
    """Yields what hurt the agent badly though it lived; a scratch is no cause."""
    yield from _wounds(reading)
    if not reading.shows(DEATHS):
        yield from _hunger(reading)


def _wounds(reading: Reading) -> Iterator[Finding]:
    if reading.shows(DEATHS):
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


def _hunger(reading: Reading) -> Iterator[Finding]:
    vitals = reading.attempt.post_state.vitals
    hits = tuple(
        i
        for i, e in reading.seen(Damage)
        if harm_by(e.source, reading.vocabulary)[0] is Cause.starving
    )
    if hits or (vitals is not None and vitals.food is not None and vitals.food <= 0):
        yield Finding(cause=Cause.starving, evidence=hits[-4:], certainty=0.5)
