"""Rules for what ends an attempt whatever else went on: a broken world, nonsense, death."""

from __future__ import annotations

from collections.abc import Iterator

from diagnosis._reading import Reading
from diagnosis._words import bare
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

# What Minecraft's damage types (Minecraft Wiki, Damage type) and other worlds call the same.
_ALSO_CALLED = {
    "burning": "fire",
    "campfire": "fire",
    "drown": "drowning",
    "falling": "fall",
    "hunger": "starvation",
    "in_fire": "fire",
    "infire": "fire",
    "on_fire": "fire",
    "onfire": "fire",
    "stalagmite": "fall",
    "starve": "starvation",
    "starving": "starvation",
}

# Further damage types that are neither a block's nor done by an entity.
_SURROUNDINGS = frozenset(
    {
        "bad_respawn_point",
        "cramming",
        "dry_out",
        "falling_anvil",
        "falling_block",
        "falling_stalactite",
        "fly_into_wall",
        "freeze",
        "hot_floor",
        "in_wall",
        "lightning",
        "lightning_bolt",
        "magic",
        "out_of_world",
        "outside_border",
        "poison",
        "suffocation",
        "void",
    }
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
    vitals = reading.attempt.post_state.vitals
    for index, event in reading.seen(Died)[:1] or reading.seen(Respawned)[:1]:
        source = event.source if isinstance(event, Died) else "unknown"
        yield _death(reading, index, event.tick, source)
        break
    else:
        if vitals is not None and vitals.health <= 0:
            # Dead at the end, though nobody said so.
            yield _death(reading, None, reading.attempt.post_state.tick, "unknown")
    if not reading.seen(Died):
        # A death before the attempt explains what is no longer carried, but is never the cause
        # of how this attempt went.
        prelude = reading.attempt.prelude
        for back in range(-1, -len(prelude) - 1, -1):
            if isinstance(died := prelude[back], Died):
                yield _finding(died.source, (back,), 0.3, reading.vocabulary)
                return


def _death(reading: Reading, index: int | None, tick: int, source: str) -> Finding:
    source = _plain(source)
    hurt = [(i, _plain(d.source), d) for i, d in reading.seen(Damage) if index is None or i < index]
    certainty = 1.0
    if source == "fire" and _burned_by_lava(hurt, tick):
        # Out of the lava one burns on: it was the lava.
        source = "lava"
    elif source == "unknown":
        known = [s for _, s, d in hurt if s != "unknown" and _recent(d, tick)]
        source, certainty = (known[-1], 0.8) if known else (_by_vitals(reading), 0.5)
    evidence = tuple(i for i, s, _ in hurt if s == source)[-4:]
    if index is not None:
        evidence = (*evidence, index)
    return _finding(source, evidence, certainty, reading.vocabulary)


def _burned_by_lava(hurt: list[tuple[int, str, Damage]], tick: int) -> bool:
    return any(s == "lava" and tick - d.tick <= _BURNING_TICKS for _, s, d in hurt)


def _recent(event: Event, tick: int) -> bool:
    return tick - event.tick <= _RECENT_TICKS


def _by_vitals(reading: Reading) -> str:
    """Returns what a death without a known source is of, by what had run out before or since."""
    states = (reading.attempt.pre_state, reading.attempt.post_state)
    vitals = [state.vitals for state in states if state.vitals is not None]
    if any(v.air is not None and v.air <= 0 for v in vitals):
        return "drowning"
    if any(v.food is not None and v.food <= 0 for v in vitals):
        return "starvation"
    return "unknown"


def _plain(source: str) -> str:
    name = bare(source).removesuffix("_damage")
    return _ALSO_CALLED.get(name, name)


def _finding(
    source: str, evidence: tuple[int, ...], certainty: float, vocabulary: Vocabulary
) -> Finding:
    cause, hazard = harm_by(source, vocabulary)
    return Finding(cause=cause, hazard=hazard, evidence=evidence, certainty=certainty)


def harm_by(source: str, vocabulary: Vocabulary) -> tuple[Cause, Hazard | None]:
    """Returns the cause, and what did the harm, when the agent died of `source`."""
    source = _plain(source)
    if source == "starvation":
        return Cause.starving, None
    if source in _ELEMENTS:
        return Cause.hazard, _ELEMENTS[source]
    block = source in vocabulary.blocks and source not in vocabulary.entities
    if source in _SURROUNDINGS or block:
        return Cause.hazard, "other"
    return Cause.killed, "mob"
