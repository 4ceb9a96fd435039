from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envs.craftworld.dice import Dice


def test_draws_are_those_of_splitmix64() -> None:
    # The published first outputs of SplitMix64 for seed 1234567; ours are their upper halves.
    whole = [6457827717110365317, 3203168211198807973, 9817491932198370423]
    dice = Dice(1234567)
    assert [dice.randrange(1 << 32) for _ in whole] == [number >> 32 for number in whole]


@given(st.integers(0, 2**64 - 1), st.integers(1, 2**32 - 1))
def test_draws_stay_below_their_bound(state: int, stop: int) -> None:
    assert 0 <= Dice(state).randrange(stop) < stop


def test_the_state_is_all_there_is_to_it() -> None:
    first = Dice(7)
    first.randrange(10)
    second = Dice(first.state)
    assert [first.between(-5, 5) for _ in range(50)] == [second.between(-5, 5) for _ in range(50)]


def test_both_ends_of_between_are_drawn() -> None:
    dice = Dice(1)
    assert {dice.between(2, 4) for _ in range(100)} == {2, 3, 4}


def test_weights_are_kept() -> None:
    dice = Dice(3)
    drawn = [dice.weighted([1, 0, 3]) for _ in range(4_000)]
    assert drawn.count(1) == 0
    assert 900 < drawn.count(0) < 1_100


def test_weights_of_nothing_are_refused() -> None:
    with pytest.raises(ValueError, match="above 0"):
        Dice(0).weighted([0, 0])
