"""Scores are pure functions of rows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.report import markdown, percent
from agent.scores import Row, summarise
from memory import wilson_interval


def row(outcome: str = "succeeded", **changes: object) -> Row:
    data: dict[str, object] = {
        "task": "wooden-00",
        "group": "wooden",
        "seed": 100,
        "arm": "full",
        "round": 0,
        "phase": "eval",
        "outcome": outcome,
        "reason": "",
        "ticks": 10,
        "attempts": 1,
        "failures": 0,
        "replans": 0,
        "repairs": 0,
        "model_calls": 1,
        "input_tokens": 1,
        "output_tokens": 1,
        "causes": (),
        "knowledge": "",
        "episode": "r/0/eval/full/wooden-00/100",
    }
    return Row.model_validate({**data, **changes})


def test_wilsons_interval_is_the_published_one() -> None:
    # Newcombe 1998, table I: 81 of 263 gives 0.2553 to 0.3662, 0 of 20 gives 0 to 0.1611.
    assert wilson_interval(81, 263) == pytest.approx((0.2553, 0.3662), abs=1e-4)
    assert wilson_interval(0, 20) == pytest.approx((0.0, 0.1611), abs=1e-4)


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_holds_the_rate_and_stays_in_bounds(pair: tuple[int, int]) -> None:
    low, high = wilson_interval(*pair)
    assert 0 <= low <= pair[0] / pair[1] + 1e-12
    assert pair[0] / pair[1] - 1e-12 <= high <= 1


def test_broken_episodes_are_no_failures() -> None:
    (group, overall) = summarise([row(), row("broken"), row("failed")])
    assert (group.episodes, group.broken, group.succeeded, group.success_rate) == (3, 1, 1, 0.5)
    assert overall.group == "overall"
    assert overall.success_rate == 0.5


def test_nothing_is_claimed_where_all_broke() -> None:
    (group, _) = summarise([row("broken")])
    assert (group.success_rate, group.low, group.high) == (None, None, None)
    assert percent(group) == "all broken"


def test_training_episodes_are_no_part_of_the_rates() -> None:
    assert summarise([row(phase="train")]) == ()


def test_rates_are_told_apart_by_arm_round_and_group() -> None:
    rates = summarise([row(), row(arm="oracle"), row(round=1), row(group="stone")])
    cells = [(rate.arm, rate.round, rate.group) for rate in rates]
    assert cells == [
        ("full", 0, "wooden"),
        ("full", 0, "stone"),
        ("full", 0, "overall"),
        ("oracle", 0, "wooden"),
        ("oracle", 0, "overall"),
        ("full", 1, "wooden"),
        ("full", 1, "overall"),
    ]


def test_a_report_has_a_line_for_each_rate() -> None:
    lines = markdown(summarise([row(), row("failed")])).splitlines()
    assert lines[2] == "| full | 0 | wooden | 2 | 0 | 50 % (9 to 91) |"
    assert len(lines) == 4
