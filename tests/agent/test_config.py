"""What a person types as seeds, horizons and options."""

from __future__ import annotations

import pytest

from agent.config import options, seeds, stretched
from envs import InputError, load_suite


def test_seeds_are_numbers_and_ranges_each_once() -> None:
    assert seeds("0-2,7, 1") == (0, 1, 2, 7)


@pytest.mark.parametrize("text", ["", "a", "3-1", "1-", "-1", "1,,2", "0-99999", "1.5", "²"])
def test_what_names_no_seeds_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="expected"):
        seeds(text)


def test_a_reversed_range_is_told_as_such() -> None:
    with pytest.raises(InputError, match="smaller seed of a range first, found '5-1'; say 1-5"):
        seeds("0,5-1")


def test_a_horizon_is_set_or_stretched() -> None:
    (task,) = load_suite("mcu70").chosen(ids=["wooden-00"])
    assert stretched((task,), "5")[0].budget_ticks == 6_000
    assert stretched((task,), "x3")[0].budget_ticks == 7_200
    assert stretched((task,), None) == (task,)


@pytest.mark.parametrize("text", ["x", "0", "-1", "soon", "nan", "inf", "x0"])
def test_what_is_no_horizon_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="--minutes"):
        stretched((), text)


def test_options_are_sorted_pairs() -> None:
    assert options(["b=2", "a=1=1"], "-E") == (("a", "1=1"), ("b", "2"))


@pytest.mark.parametrize("pairs", [["a"], ["=1"], ["a=1", "a=2"]])
def test_what_is_no_option_is_refused(pairs: list[str]) -> None:
    with pytest.raises(InputError, match="-E"):
        options(pairs, "-E")
