"""Rules for what ends an attempt whatever else went on: a broken world, nonsense, death."""

from __future__ import annotations

from collections.abc import Iterator

from diagnosis._reading import Reading
from diagnosis.models import Cause, Finding, Hazard
from envs import Damage, Died, Event, Invalid, Respawned, Vocabulary

_BURNING_TICKS = 300
"""How long one burns after lava at most (Minecraft Wiki, Lava: 15 seconds)."""

_RECENT_TICKS = 200
"""How long before a death without a known source damage still explains it."""

_ELEMENTS: dict[str, Hazard] = {
    "lava": "lava",
    "fall": "fall",
    "drowning": "drowning",
    "fire": "fire",
    "cactus": "cactus",
}

# What Minecraft's damage types call surroundings and neither a block nor an entity.
_SURROUNDINGS = frozenset(
    {"freeze", "fly_into_wall", "in_wall", "lightning", "magic", "suffocation", "void"}
)


def fault(reading: Reading) -> Iterator[Finding]:
    """Yields that the world broke. Nothing that a broken world showed is to be believed."""
    if (stop := reading.stopped("fault")) is not None:
        yield Finding(cause=Cause.environment_fault, evidence=(stop[0],), certainty=1.0)


def nonsense(reading: Reading) -> Iterator[Finding]:
    """Yields that the subgoal made no sense; the world itself says so."""
    if (invalid := reading.last(Invalid)) is not None:
        yield Finding(cause=Cause.invalid_subgoal, evidence=(invalid[0],), certainty=1.0)


def death(reading: Reading) -> Iterator[Finding]:
    """Yields what the agent died of.

    It stands above all that followed: who is dead has dropped what it carried, so that a window
    that refuses after the respawn refuses because of the death.
    """
    for index, event in reading.seen(Died)[:1] or reading.seen(Respawned)[:1]:
        source = event.source if isinstance(event, Died) else "unknown"
        yield _death(reading, index, event.tick, source)
    if not reading.seen(Died):
        # A death before the attempt explains what is no longer carried, but is never the cause
        # of how this attempt went.
        prelude = reading.attempt.prelude
        for back in range(-1, -len(prelude) - 1, -1):
            if isinstance(died := prelude[back], Died):
                yield _finding(died.source, (back,), 0.3, reading.vocabulary)
                return


def _death(reading: Reading, index: int, tick: int, source: str) -> Finding:
    hurt = [(i, d) for i, d in reading.seen(Damage) if i < index]
    certainty = 1.0
    if source == "fire" and _burned_by_lava(hurt, tick):
        # Out of the lava one burns on: it was the lava.
        source = "lava"
    elif source == "unknown":
        known = [d.source for _, d in hurt if d.source != "unknown" and _recent(d, tick)]
        source, certainty = (known[-1], 0.8) if known else (_by_vitals(reading), 0.5)
    evidence = tuple(i for i, d in hurt if d.source == source)[-4:]
    return _finding(source, (*evidence, index), certainty, reading.vocabulary)


def _burned_by_lava(hurt: list[tuple[int, Damage]], tick: int) -> bool:
    return any(d.source == "lava" and tick - d.tick <= _BURNING_TICKS for _, d in hurt)


def _recent(event: Event, tick: int) -> bool:
    return tick - event.tick <= _RECENT_TICKS


def _by_vitals(reading: Reading) -> str:
    vitals = reading.attempt.pre_state.vitals
    if vitals is not None and vitals.food is not None and vitals.food <= 0:
        return "starvation"
    return "unknown"


def _finding(
    source: str, evidence: tuple[int, ...], certainty: float, vocabulary: Vocabulary
) -> Finding:
    cause, hazard = harm_by(source, vocabulary)
    return Finding(cause=cause, hazard=hazard, evidence=evidence, certainty=certainty)


def harm_by(source: str, vocabulary: Vocabulary) -> tuple[Cause, Hazard | None]:
    """Returns the cause, and what did the harm, when the agent died of `source`."""
    if source == "starvation":
        return Cause.starving, None
    if source in _ELEMENTS:
        return Cause.hazard, _ELEMENTS[source]
    block = source in vocabulary.blocks and source not in vocabulary.entities
    if source in _SURROUNDINGS or block:
        return Cause.hazard, "other"
    return Cause.killed, "mob"
