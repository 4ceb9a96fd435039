from collections.abc import Callable
from typing import Any

import pytest

from diagnosis import Cause, Diagnosis, History, diagnose
from envs import Attempt, Refused, Searched, Stopped, Vocabulary

AttemptOf = Callable[..., Attempt]


@pytest.fixture
def told(vocabulary: Vocabulary) -> Callable[..., list[Diagnosis]]:
    """Returns the diagnoses of attempts, each after those before it."""

    def tell(*attempts: Attempt) -> list[Diagnosis]:
        history, diagnoses = History(vocabulary=vocabulary), []
        for attempt in attempts:
            diagnoses.append(diagnose(attempt, history))
            history = history.extended(attempt, diagnoses[-1])
        return diagnoses

    return tell


def _search(target: str) -> Searched:
    return Searched(tick=900, target=target, cells=20, low=64, high=64)


def test_failing_alike_twice_in_the_same_state_is_a_cycle(
    attempt_of: AttemptOf, told: Callable[..., list[Diagnosis]]
) -> None:
    refusal = Refused(tick=0, need="station", name="crafting_table")
    again = attempt_of('craft(item="chest", count=1, station="crafting_table")', refusal)

    assert [d.loop for d in told(again, again)] == ["none", "state_action_cycle"]


def test_the_same_subgoal_with_more_in_the_bag_is_no_cycle(
    attempt_of: AttemptOf, told: Callable[..., list[Diagnosis]]
) -> None:
    subgoal = 'gather(item="oak_log", count=9)'
    attempts = [
        attempt_of(
            subgoal,
            Stopped(tick=100, by="budget"),
            carrying={"oak_log": n} if n else {},
            after={"oak_log": n + 1},
        )
        for n in range(2)
    ]

    assert [d.loop for d in told(*attempts)] == ["none", "none"]


def test_two_acts_in_turn_are_a_cycle_from_their_third_round(
    attempt_of: AttemptOf, told: Callable[..., list[Diagnosis]]
) -> None:
    place = attempt_of('gather(item="dirt", count=1)', carrying={}, after={"dirt": 1})
    take = attempt_of("wait(ticks=5)", carrying={"dirt": 1}, after={})

    loops = [d.loop for d in told(place, take, place, take, place, take)]

    assert loops == ["none"] * 4 + ["state_action_cycle"] * 2


def test_the_same_cause_over_several_subgoals_is_a_loop(
    attempt_of: AttemptOf, told: Callable[..., list[Diagnosis]]
) -> None:
    attempts = [
        attempt_of(f'explore(target="{target}")', _search(target), at=(100 * i, 64, 0), ticks=900)
        for i, target in enumerate(("cow", "villager", "furnace"))
    ]

    assert [d.loop for d in told(*attempts)] == ["none", "none", "repeated_cause"]


def test_another_cause_between_breaks_the_row_and_a_success_does_not(
    attempt_of: AttemptOf, told: Callable[..., list[Diagnosis]]
) -> None:
    def searched(i: int, target: str) -> Attempt:
        return attempt_of(
            f'explore(target="{target}")', _search(target), at=(100 * i, 64, 0), ticks=900
        )

    refused = attempt_of('eat(item="apple")', Refused(tick=0, need="item", name="apple"))
    success = attempt_of("wait(ticks=1)")
    broken_row = told(searched(0, "cow"), refused, searched(1, "villager"), searched(2, "furnace"))
    kept_row = told(searched(0, "cow"), success, searched(1, "villager"), searched(2, "furnace"))

    assert broken_row[-1].loop == "none"
    assert kept_row[-1].loop == "repeated_cause"


def test_a_history_keeps_pairs_and_tally(
    attempt_of: AttemptOf, vocabulary: Vocabulary, diagnosis_of: Callable[..., Any]
) -> None:
    from_nothing = History(vocabulary=vocabulary)
    attempt = attempt_of('eat(item="apple")', carrying={"apple": 1})
    diagnosis = diagnosis_of('eat(item="apple")', carrying={"apple": 1})
    longer = from_nothing.extended(attempt, diagnosis)

    assert from_nothing.pairs == ()
    assert longer.pairs == ((attempt, diagnosis),)
    assert longer.tally == attempt.tally
    assert longer.view(attempt.post_state).tally == longer.tally
    assert diagnosis.cause is Cause.window_blocked
