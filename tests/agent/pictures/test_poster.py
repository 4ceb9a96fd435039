"""The poster of an episode."""

from __future__ import annotations

import numpy as np
import pytest

from agent.pictures import Atlas, Leg, poster
from agent.pictures.poster import _pins, _runs
from envs import Dimension, MapPicture, Position, State
from envs.drawing import Track
from envs.drawing.pens import BAD, GOOD

HERE: tuple[int, int, Dimension] = (0, 0, "overworld")


def walked(*places: tuple[int, int, Dimension]) -> tuple[Track, Atlas]:
    track, atlas = Track(), Atlas()
    for x, z, dimension in places:
        track.on_state(State(tick=0, position=Position(x=x, y=64, z=z, dimension=dimension)))
        region = Atlas.page(x, z)
        shape = (region.height, region.width)
        pixels = np.full((*shape, 3), 90, dtype=np.uint8)
        atlas.add(MapPicture(region, dimension, pixels, np.ones(shape, dtype=np.bool_)))
    return track, atlas


def drawn(legs: list[Leg], *places: tuple[int, int, Dimension]) -> np.ndarray:
    track, atlas = walked(*(places or (HERE,)))
    return np.asarray(poster(atlas, track, legs, title="Make it", subtitle="how it went"))


def has(image: np.ndarray, colour: tuple[int, int, int]) -> bool:
    return bool((image == np.array(colour)).all(axis=2).any())


def test_what_was_tried_again_with_the_same_verdict_is_told_once() -> None:
    legs = [Leg("a", "done", 1, HERE), *(Leg("b", "stuck", t, HERE) for t in (2, 3, 4))]
    told = _runs([*legs, Leg("b", "done", 5, HERE)])
    assert [(leg.text, leg.verdict, leg.times, leg.tick) for leg in told] == [
        ("a", "done", 1, 1),
        ("b", "stuck", 3, 4),
        ("b", "done", 1, 5),
    ]


def test_pins_in_one_place_share_a_range_and_others_have_their_number() -> None:
    far: tuple[int, int, Dimension] = (90, 0, "overworld")
    legs = [
        Leg("a", "done", 1, HERE), Leg("b", "stuck", 2, HERE), Leg("c", "done", 3, far),
        Leg("d", "done", 4, (0, 0, "the_nether")), Leg("e", "stuck", 5, None),
    ]  # fmt: skip
    pins = _pins(legs, "overworld", 4.0)
    assert [pin.label for pin in pins] == ["1-2", "3"]
    assert pins[1].colour == GOOD
    assert pins[0].colour not in (GOOD, BAD)
    assert [pin.label for pin in _pins(legs, "the_nether", 4.0)] == ["4"]


def test_done_and_failed_subgoals_have_their_colours() -> None:
    assert has(drawn([Leg("a", "done", 1, HERE)]), GOOD)
    assert has(drawn([Leg("a", "stuck", 1, None)]), BAD)


def test_a_second_dimension_gets_a_map_of_its_own_below() -> None:
    legs = [Leg("a", "done", 1, HERE)]
    one, two = drawn(legs), drawn(legs, HERE, (50, 50, "the_nether"))
    assert two.shape[0] > 1.8 * one.shape[0]


@pytest.mark.parametrize("attempts", [0, 1, 40, 400])
def test_any_number_of_attempts_fits(attempts: int) -> None:
    legs = [Leg(f"gather(item='x{n}')", "stuck", n, HERE) for n in range(attempts)]
    height, width, _ = drawn(legs).shape
    assert height < 1_100
    assert width < 2_700


def test_a_very_long_way_still_fits() -> None:
    far: tuple[int, int, Dimension] = (6_000, 400, "overworld")
    height, width, _ = drawn([Leg("a", "done", 1, far)], HERE, far).shape
    assert height < 1_100
    assert width < 2_700
