from __future__ import annotations

import numpy as np
import pytest

from envs.craftworld.noise import ONE, Ripples, below, scatter, stream, stretched


def test_a_stream_is_pinned_by_seed_and_name() -> None:
    assert stream(7, "trees") == 0x99A4F3DE83BBEDBD
    assert stream(7, "trees") != stream(8, "trees")
    assert stream(7, "trees") != stream(7, "ores")


def test_scattered_bits_are_pinned() -> None:
    bits = scatter(5, np.array([-3, 0, 2**31]), 9, 4)

    assert [int(value) for value in bits] == [
        0x7E3EEA2CAAED3C84,
        0xCE6691CE6A2A9BA1,
        0x39F41B43009E80F6,
    ]


def test_scattered_bits_are_even() -> None:
    bits = scatter(1, np.arange(200)[:, None], np.arange(200)[None, :])

    counts = np.bincount(below(bits, 10).ravel(), minlength=10)
    assert counts.min() > 3_700
    assert counts.max() < 4_300


def test_drawn_numbers_stay_below_their_bound() -> None:
    drawn = below(scatter(2, np.arange(5_000), 0), 7, 16)

    assert set(drawn.tolist()) == set(range(7))


def test_ripples_of_overlapping_squares_agree() -> None:
    ripples = Ripples([stream(3, "a"), stream(3, "b")], [5, 8])

    whole = ripples.grid(-40, 8, 40)
    part = ripples.grid(-20, 16, 20)

    assert (whole[:, 20:, 8:28] == part).all()
    assert (ripples.grid(-40, 8, 10, 4) == whole[:, ::4, ::4]).all()


def test_ripples_are_smooth_and_bounded() -> None:
    layer = Ripples([stream(3, "a")], [5]).grid(0, 0, 400)[0]

    assert np.abs(layer).max() <= ONE
    assert np.abs(np.diff(layer, axis=0)).max() < ONE // 8
    assert np.abs(np.diff(layer, axis=1)).max() < ONE // 8
    assert layer.std() > ONE // 8


def test_ripples_refuse_a_period_beyond_their_fixed_point() -> None:
    with pytest.raises(ValueError, match="bits"):
        Ripples([1], [13])


def test_stretching_keeps_the_samples_and_goes_straight_between() -> None:
    samples = np.array([[[0, 40], [80, 120]]], dtype=np.int32)

    assert stretched(samples, 4).tolist() == [
        [[0, 10, 20, 30], [20, 30, 40, 50], [40, 50, 60, 70], [60, 70, 80, 90]]
    ]
