"""A server's land seen from above: the colours, and what is asked of a worker and shown."""

from __future__ import annotations

import numpy as np
import pytest
from pydantic import ValidationError

from envs import MapRegion
from envs.colours import colours_of
from envs.mineflayer.picture import Land, SeenCreature, asked_of, nothing_of, picture_of

REGION = MapRegion(-1, 4, 2, 2)


def land(**changes: object) -> Land:
    told = {
        "dimension": "overworld",
        "slice_y": None,
        "names": ("grass_block", "water"),
        "kinds": (0, 1, -1, 0),
        "heights": (66, 66, 0, 66),
    }
    return Land.model_validate(told | changes)


def test_each_column_has_its_blocks_colour_and_what_is_unknown_is_black() -> None:
    shown = picture_of(land(), REGION)
    grass, water = colours_of(["grass_block", "water"])
    assert shown.known.tolist() == [[True, True], [False, True]]
    assert (shown.pixels[0, 0] == grass).all()
    assert (shown.pixels[0, 1] == water).all()
    assert not shown.pixels[1, 0].any()


def test_in_a_slice_rock_is_dark_and_floors_are_lit() -> None:
    sliced = land(slice_y=30, names=("stone",), kinds=(0, 0, 0, 0), heights=(31, 29, 20, 30))
    shown = picture_of(sliced, REGION)
    rock, floor, deep, knee = (int(value) for value in shown.pixels[..., 0].ravel())
    assert rock < deep < floor < knee
    assert shown.slice_y == 30


def test_of_a_large_region_the_middle_is_shown() -> None:
    region = MapRegion(0, 0, 300, 10)
    asked = asked_of(region)
    assert (asked.x, asked.z, asked.width, asked.height) == (22, 0, 256, 10)
    many = 2560
    shown = picture_of(land(kinds=(0,) * many, heights=(66,) * many), region)
    assert shown.known.sum() == many
    assert np.flatnonzero(shown.known[0])[[0, -1]].tolist() == [22, 277]


def test_creatures_are_friends_or_foes() -> None:
    seen = [SeenCreature(name=n, hostile=n == "zombie", x=0, y=64, z=5) for n in ("cow", "zombie")]
    shown = picture_of(land(creatures=seen), REGION)
    assert [(c.name, c.temper) for c in shown.creatures] == [
        ("cow", "passive"),
        ("zombie", "hostile"),
    ]


@pytest.mark.parametrize("wrong", [{"kinds": (0, 1, 2, 0)}, {"heights": (1,)}])
def test_what_a_worker_tells_must_fit_together(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        land(**wrong)


def test_nothing_known_is_black() -> None:
    nothing = nothing_of(REGION)
    assert not nothing.known.any()
    assert not nothing.pixels.any()
