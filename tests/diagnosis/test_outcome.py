from collections.abc import Callable

import pytest

from diagnosis import Cause, Diagnosis, History, describe, diagnose, has_succeeded
from envs import (
    Attempt,
    Died,
    Has,
    ItemGained,
    ItemLost,
    Killed,
    Moved,
    PathFailed,
    Refused,
    Respawned,
    Stopped,
    Vocabulary,
)

DiagnosisOf = Callable[..., Diagnosis]
AttemptOf = Callable[..., Attempt]


def test_checks_that_hold_at_the_end_are_a_success(diagnosis_of: DiagnosisOf) -> None:
    diagnosis = diagnosis_of('gather(item="#logs", count=3)', after={"oak_log": 2, "birch_log": 1})

    assert diagnosis.succeeded
    assert diagnosis.outcome == "succeeded"
    assert diagnosis.cause is None
    assert describe(diagnosis) == "gather #logs succeeded"


def test_a_success_stands_though_something_failed_by_the_way(diagnosis_of: DiagnosisOf) -> None:
    diagnosis = diagnosis_of(
        'gather(item="oak_log", count=1)',
        PathFailed(tick=5, target="oak_log", x=1, y=64, z=0),
        Stopped(tick=90, by="budget"),
        after={"oak_log": 1},
    )

    assert diagnosis.succeeded


def test_a_death_after_the_deed_is_noted_beside_the_success(diagnosis_of: DiagnosisOf) -> None:
    diagnosis = diagnosis_of(
        'hunt(entity="zombie", count=1)',
        Killed(tick=50, entity="zombie"),
        Died(tick=60, source="creeper"),
        Respawned(tick=70, x=0, y=64, z=0),
    )

    assert diagnosis.succeeded
    assert [finding.cause for finding in diagnosis.secondary] == [Cause.killed]


def test_what_was_carried_and_dropped_at_a_death_is_a_failure(diagnosis_of: DiagnosisOf) -> None:
    diagnosis = diagnosis_of(
        'gather(item="oak_log", count=1)',
        Died(tick=60, source="zombie"),
        carrying={"apple": 1},
        after={},
    )

    assert diagnosis.outcome == "failed"


def test_an_inventory_that_is_not_seen_is_no_success(diagnosis_of: DiagnosisOf) -> None:
    diagnosis = diagnosis_of('gather(item="oak_log", count=1)', sees_inventory=False)

    assert not diagnosis.succeeded
    assert diagnosis.difference.items is None
    assert diagnosis.indicators.inventory_change is None


@pytest.mark.parametrize(
    "subgoal", ['use(item="apple")', 'deposit(item="dirt", count=2)', "wait(ticks=9)"]
)
def test_without_checks_nothing_that_failed_is_a_success(
    diagnosis_of: DiagnosisOf, subgoal: str
) -> None:
    assert diagnosis_of(subgoal, sees_inventory=False).succeeded
    late = Stopped(tick=5, by="budget")
    assert not diagnosis_of(subgoal, late, sees_inventory=False).succeeded


def test_what_is_still_carried_was_not_put_away(diagnosis_of: DiagnosisOf) -> None:
    subgoal = 'discard(item="dirt", count=2)'

    assert diagnosis_of(subgoal, carrying={"dirt": 5}, after={"dirt": 3}).succeeded
    assert not diagnosis_of(subgoal, carrying={"dirt": 5}, after={"dirt": 4}).succeeded


def test_what_was_never_carried_was_not_used(diagnosis_of: DiagnosisOf) -> None:
    got = ItemGained(tick=2, item="apple", count=1, way="pickup")

    assert diagnosis_of('use(item="apple")', carrying={"apple": 1}).succeeded
    assert diagnosis_of('use(item="apple")', got).succeeded
    assert not diagnosis_of('use(item="apple")').succeeded


def test_without_checks_a_refusal_is_a_failure(diagnosis_of: DiagnosisOf) -> None:
    diagnosis = diagnosis_of('use(item="apple")', Refused(tick=0, need="item", name="apple"))

    assert diagnosis.cause is Cause.missing_material


def test_arrival_is_seen_whatever_path_failed_before(diagnosis_of: DiagnosisOf) -> None:
    diagnosis = diagnosis_of(
        'go_to(target="furnace")',
        PathFailed(tick=5, target="furnace", x=9, y=64, z=0),
        Moved(tick=50, x=8, y=64, z=0),
        after_stations={"furnace": 2},
    )

    assert diagnosis.succeeded


def test_a_known_place_is_arrived_at_by_its_column(diagnosis_of: DiagnosisOf) -> None:
    failed_path = PathFailed(tick=5, target="village", x=9, y=64, z=0)
    near = diagnosis_of(
        'go_to(target="village")', failed_path, places={"village": (52, 1)}, to=(50, 70, 0)
    )
    far = diagnosis_of(
        'go_to(target="village")', failed_path, places={"village": (52, 1)}, to=(20, 70, 0)
    )

    assert near.succeeded
    assert far.cause is Cause.target_unreachable


def test_a_deposit_is_done_when_all_went_into_the_container(diagnosis_of: DiagnosisOf) -> None:
    gone = ItemLost(tick=3, item="dirt", count=5, way="container")
    late = Stopped(tick=4, by="budget")

    assert diagnosis_of('deposit(item="dirt", count=5)', gone, late).succeeded
    assert not diagnosis_of('deposit(item="dirt", count=6)', gone, late).succeeded


def test_a_subgoal_s_further_checks_count(attempt_of: AttemptOf, vocabulary: Vocabulary) -> None:
    attempt = attempt_of('gather(item="oak_log", count=1)', after={"oak_log": 1})
    strict = attempt.subgoal.model_copy(update={"checks": (Has(item="apple", count=1),)})
    unmet = attempt.model_copy(update={"subgoal": strict})

    assert has_succeeded(attempt, vocabulary)
    assert not has_succeeded(unmet, vocabulary)
    assert diagnose(unmet, History(vocabulary=vocabulary)).indicators.progress == 0.5
