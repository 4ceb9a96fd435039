"""Stagnation and walking in circles, live and afterwards; honest work is neither."""

import math
import random
from collections.abc import Callable, Iterator

import pytest

from diagnosis import PATIENCE_TICKS, Diagnosis, StagnationMonitor
from envs import (
    BlockBroken,
    Event,
    ItemGained,
    Killed,
    Monitor,
    Moved,
    State,
    Stopped,
    Vocabulary,
    parse_subgoal,
)

DiagnosisOf = Callable[..., Diagnosis]
StateOf = Callable[..., State]
GATHER = 'gather(item="oak_log", count=9)'
STRIDE_TICKS = 20
STRIDE_BLOCKS = 4.3


def moved(i: int, x: float, z: float, y: int = 64) -> Moved:
    return Moved(tick=STRIDE_TICKS * i, x=round(x), y=y, z=round(z))


def straight(n: int) -> Iterator[Event]:
    yield from (moved(i, STRIDE_BLOCKS * i, 0) for i in range(1, n))


def spiral(n: int) -> Iterator[Event]:
    """Walks outwards with 24 blocks between the arms: over new ground all the time."""
    angle = 6.0
    for i in range(1, n):
        radius = 24 * angle / (2 * math.pi)
        angle += STRIDE_BLOCKS / radius
        yield moved(i, radius * math.cos(angle), radius * math.sin(angle))


def circle(n: int, radius: float = 12) -> Iterator[Event]:
    for i in range(1, n):
        angle = STRIDE_BLOCKS * i / radius
        yield moved(i, radius * math.cos(angle), radius * math.sin(angle))


def tunnel(n: int) -> Iterator[Event]:
    """Digs one block in four seconds, and walks after it."""
    for i in range(1, n):
        yield BlockBroken(tick=80 * i, block="stone", tool="wooden_pickaxe", x=i, y=12, z=0)
        yield Moved(tick=80 * i + 5, x=i, y=12, z=0)


def standing(n: int) -> Iterator[Event]:
    yield from (moved(i, i % 2, 0) for i in range(1, n))


def dead_end(n: int) -> Iterator[Event]:
    """Walks 200 blocks out, and back the same way, and on to the other side."""
    for i in range(1, n):
        far = STRIDE_BLOCKS * i
        yield moved(i, far if far < 200 else 400 - far, 0)


HONEST = {"straight": straight, "spiral": spiral, "tunnel": tunnel, "dead_end": dead_end}
AIMLESS = {"circle": circle, "standing": standing}


@pytest.mark.parametrize("name", sorted(HONEST))
def test_honest_ways_are_not_stagnant(diagnosis_of: DiagnosisOf, name: str) -> None:
    way = list(HONEST[name](200))
    end = way[-1].tick
    diagnosis = diagnosis_of(GATHER, *way, Stopped(tick=end, by="budget"), ticks=end)

    assert not diagnosis.stagnant
    assert diagnosis.loop == "none"


@pytest.mark.parametrize("name", sorted(AIMLESS))
def test_aimless_ways_are_stagnant(diagnosis_of: DiagnosisOf, name: str) -> None:
    way = list(AIMLESS[name](200))
    end = way[-1].tick
    diagnosis = diagnosis_of(GATHER, *way, Stopped(tick=end, by="budget"), ticks=end)

    assert diagnosis.stagnant


def test_generated_ways_are_told_apart(diagnosis_of: DiagnosisOf) -> None:
    right = total = 0
    generator = random.Random(7)
    for _ in range(100):
        aimless = generator.random() < 0.5
        if aimless:
            way = list(circle(180, radius=generator.uniform(3, 28)))
        else:
            heading, x, z, way = generator.uniform(0, 6.28), 0.0, 0.0, []
            for i in range(1, 180):
                heading += generator.gauss(0, 0.15)
                x += STRIDE_BLOCKS * math.cos(heading)
                z += STRIDE_BLOCKS * math.sin(heading)
                way.append(moved(i, x, z))
        end = way[-1].tick
        diagnosis = diagnosis_of(GATHER, *way, Stopped(tick=end, by="budget"), ticks=end)
        right += diagnosis.stagnant == aimless
        total += 1

    assert right / total >= 0.95


def _stopped_at(monitor: Monitor, events: Iterator[Event]) -> tuple[int, str] | None:
    for event in events:
        if (reason := monitor.on_event(event)) is not None:
            return event.tick, reason
    return None


@pytest.mark.parametrize("name", sorted(HONEST))
def test_the_monitor_lets_honest_ways_go_on(
    name: str, state_of: StateOf, vocabulary: Vocabulary
) -> None:
    monitor = StagnationMonitor(parse_subgoal(GATHER), vocabulary, state_of())

    assert _stopped_at(monitor, HONEST[name](200)) is None


def test_the_monitor_stops_circles_within_their_second_minute(
    state_of: StateOf, vocabulary: Vocabulary
) -> None:
    monitor = StagnationMonitor(parse_subgoal(GATHER), vocabulary, state_of())
    stopped = _stopped_at(monitor, circle(400))

    assert stopped is not None
    assert stopped[0] < 2 * PATIENCE_TICKS
    assert stopped[1].startswith("circling")


def test_the_monitor_judges_by_states_where_no_events_come(
    state_of: StateOf, vocabulary: Vocabulary
) -> None:
    monitor = StagnationMonitor(parse_subgoal(GATHER), vocabulary, state_of())
    reasons = [monitor.on_state(state_of(tick=100 * i)) for i in range(1, 14)]

    assert reasons[:11] == [None] * 11
    assert str(reasons[-1]).startswith("stagnant")


def test_more_of_what_is_wanted_keeps_the_monitor_patient(
    state_of: StateOf, vocabulary: Vocabulary
) -> None:
    monitor = StagnationMonitor(parse_subgoal(GATHER), vocabulary, state_of())
    gains = (ItemGained(tick=1_000 * i, item="oak_log", count=1, way="pickup") for i in range(1, 9))

    assert _stopped_at(monitor, gains) is None


def test_kills_that_were_not_asked_for_do_not(state_of: StateOf, vocabulary: Vocabulary) -> None:
    monitor = StagnationMonitor(parse_subgoal(GATHER), vocabulary, state_of())
    kills = (Killed(tick=500 * i, entity="zombie") for i in range(1, 9))

    assert _stopped_at(monitor, kills) is not None


def test_placing_and_breaking_the_same_block_does_not(
    state_of: StateOf, vocabulary: Vocabulary
) -> None:
    monitor = StagnationMonitor(parse_subgoal(GATHER), vocabulary, state_of())
    same = (BlockBroken(tick=60 * i, block="dirt", x=1, y=64, z=0) for i in range(1, 60))

    assert _stopped_at(monitor, same) is not None


def test_coming_nearer_to_a_column_over_known_ground_keeps_the_monitor_patient(
    state_of: StateOf, vocabulary: Vocabulary
) -> None:
    monitor = StagnationMonitor(parse_subgoal("go_to(x=900, z=0)"), vocabulary, state_of())
    # The cells are known from the first step on, only the distance shrinks.
    known = [monitor.on_event(moved(0, 16 * i, 0)) for i in range(56)]
    back = monitor.on_event(moved(1, 0, 0))
    reasons = [monitor.on_state(state_of(at=(4 * i, 64, 0), tick=40 * i)) for i in range(1, 200)]

    assert not any([*known, back, *reasons])


@pytest.mark.parametrize(
    "subgoal", ['smelt(item="iron_ingot", count=64)', "sleep()", "wait(ticks=9000)"]
)
def test_letting_time_pass_is_never_stopped(
    subgoal: str, state_of: StateOf, vocabulary: Vocabulary
) -> None:
    monitor = StagnationMonitor(parse_subgoal(subgoal), vocabulary, state_of())

    assert monitor.on_state(state_of(tick=9_000)) is None
    assert monitor.on_event(Killed(tick=9_100, entity="zombie")) is None


def test_what_a_bounded_trace_left_out_is_not_held_against_it(diagnosis_of: DiagnosisOf) -> None:
    way = [*straight(40), *(moved(i, STRIDE_BLOCKS * (i - 150), 0) for i in range(160, 199))]
    kept = diagnosis_of(GATHER, *way, Stopped(tick=3_960, by="budget"), ticks=3_960, dropped=900)

    assert not kept.stagnant


def test_a_world_that_samples_no_way_is_not_called_stagnant_when_it_got_far(
    diagnosis_of: DiagnosisOf,
) -> None:
    diagnosis = diagnosis_of(GATHER, Stopped(tick=3_000, by="budget"), to=(300, 64, 0), ticks=3_000)

    assert not diagnosis.stagnant
