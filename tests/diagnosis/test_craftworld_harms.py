"""What each hazard of craftworld does, and that it is diagnosed by its right name."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from diagnosis import Cause, Diagnosis, History, diagnose
from envs import Attempt, Damage, Died, parse
from envs.craftworld.meadow import FEET, Meadow
from envs.subgoals import Eat, Gather, Subgoal, Wait

X, Y, Z = FEET
FRAIL = 20
"""Tenths of health of who dies of the first or second hurt."""

NIGHT = 14_000
WAITING = Wait(ticks=1_500)


def _frail(food: int = 10) -> Meadow:
    meadow = Meadow()
    meadow.episode.vitals.health_tenths = FRAIL
    meadow.episode.vitals.food = food
    return meadow


def _tried(meadow: Meadow, subgoal: Subgoal = WAITING) -> tuple[Attempt, Diagnosis]:
    attempt = meadow.attempt(subgoal, 2_000)
    return attempt, diagnose(attempt, History(meadow.vocabulary), budget_ticks=2_000)


def _walled(meadow: Meadow, block: str) -> None:
    """Puts the agent into a column of a block, with walls about it and above."""
    for dx in (-1, 0, 1):
        for dz in (-1, 0, 1):
            for dy in range(3):
                inside = (dx, dz) == (0, 0) and dy < 2
                meadow.put((X + dx, Y + dy, Z + dz), block if inside else "bedrock")


def _in(block: str) -> Meadow:
    meadow = _frail()
    _walled(meadow, block)
    return meadow


def _on(block: str) -> Meadow:
    meadow = _frail()
    meadow.put((X, Y - 1, Z), block)
    return meadow


def _high_up() -> Meadow:
    meadow = _frail()
    for y in range(Y, Y + 12):
        meadow.put((X, y, Z), "bedrock" if y < Y + 2 else "air")
    meadow.put((X, Y + 11, Z), "oak_log")
    meadow.stand((X, Y + 12, Z))
    return meadow


def _beside(mob: str, blocks: int = 1) -> Meadow:
    meadow = _frail()
    meadow.episode.skipped_ticks = NIGHT
    meadow.bring(mob, (X + blocks, Y, Z))
    return meadow


@pytest.mark.parametrize(
    ("scene", "subgoal", "source", "cause", "hazard"),
    [
        (partial(_in, "lava"), WAITING, "lava", Cause.hazard, "lava"),
        (partial(_in, "fire"), WAITING, "fire", Cause.hazard, "fire"),
        (partial(_in, "water"), WAITING, "drowning", Cause.hazard, "drowning"),
        (partial(_on, "cactus"), WAITING, "cactus", Cause.hazard, "cactus"),
        (partial(_on, "campfire"), WAITING, "fire", Cause.hazard, "fire"),
        (partial(_on, "magma_block"), WAITING, "magma_block", Cause.hazard, "other"),
        (_high_up, Gather(item="oak_log"), "fall", Cause.hazard, "fall"),
        (partial(_beside, "creeper"), WAITING, "creeper", Cause.killed, "mob"),
        (partial(_beside, "skeleton", 3), WAITING, "skeleton", Cause.killed, "mob"),
        (partial(_beside, "zombie"), WAITING, "zombie", Cause.killed, "mob"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_death_is_diagnosed_by_what_killed(
    scene: Callable[[], Meadow], subgoal: Subgoal, source: str, cause: Cause, hazard: str
) -> None:
    meadow = scene()
    attempt, diagnosis = _tried(meadow, subgoal)
    assert {e.source for e in attempt.trace if isinstance(e, Damage)} == {source}
    assert [e.source for e in attempt.trace if isinstance(e, Died)] == [source]
    assert diagnosis.primary is not None
    assert (diagnosis.primary.cause, diagnosis.primary.hazard) == (cause, hazard)
    assert meadow.cause == (cause.value, source)


def test_hunger_leaves_a_point_and_is_named_beside_what_failed() -> None:
    meadow = Meadow()
    meadow.episode.vitals.food = meadow.episode.vitals.saturation_tenths = 0
    meadow.episode.vitals.health_tenths = 40
    attempt, diagnosis = _tried(meadow, Wait(ticks=1_500, until=parse('has("stick")')))
    assert {e.source for e in attempt.trace if isinstance(e, Damage)} == {"starvation"}
    assert attempt.post_state.vitals is not None
    assert attempt.post_state.vitals.health == 1
    assert diagnosis.primary is not None
    causes = {diagnosis.primary.cause, *(finding.cause for finding in diagnosis.secondary)}
    assert Cause.starving in causes


@pytest.mark.parametrize(
    ("food", "until", "cause"),
    [
        (0, 'vital("health", 15)', Cause.starving),
        (20, 'vital("health", 15)', Cause.out_of_time),
        (0, 'vital("health", 15) and has("stick")', Cause.out_of_time),
        (0, 'not vital("health", 1)', Cause.out_of_time),
    ],
)
@pytest.mark.parametrize("budget_ticks", [200, 500])
def test_who_waits_to_get_well_with_nothing_in_the_stomach_is_starving(
    food: int, until: str, cause: Cause, budget_ticks: int
) -> None:
    meadow = Meadow()
    meadow.episode.vitals.food, meadow.episode.vitals.saturation_tenths = food, 0
    meadow.episode.vitals.health_tenths = 30
    subgoal = Wait(ticks=300, until=parse(until))
    attempt = meadow.attempt(subgoal, budget_ticks)

    assert meadow.cause is not None
    assert meadow.cause[0] == cause.value
    history = History(vocabulary=meadow.vocabulary)
    assert diagnose(attempt, history, budget_ticks=budget_ticks).cause is cause


def test_poison_is_magic_and_kills_nobody() -> None:
    meadow = _frail()
    meadow.give("pufferfish")
    attempt = meadow.attempt(Eat(item="pufferfish"), 100)
    attempt = meadow.attempt(Wait(ticks=1_500), 1_500)
    assert {e.source for e in attempt.trace if isinstance(e, Damage)} == {"magic"}
    assert attempt.post_state.vitals is not None
    assert attempt.post_state.vitals.health >= 1


def test_who_burns_on_after_lava_died_of_the_lava() -> None:
    meadow = _frail()
    meadow.episode.vitals.health_tenths = 60
    meadow.put(FEET, "lava")
    meadow.attempt(Wait(ticks=1), 1)
    meadow.put(FEET, "air")
    attempt, diagnosis = _tried(meadow)
    assert [e.source for e in attempt.trace if isinstance(e, Died)] == ["fire"]
    assert diagnosis.primary is not None
    assert diagnosis.primary.cause is Cause.hazard
