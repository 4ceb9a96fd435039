"""Angles and lines, as Minecraft counts them."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest

from envs.minedojo.worker.geometry import (
    Cell,
    Vec,
    angles,
    cells_between,
    look_vector,
    turn_to,
    turned,
)


@pytest.mark.parametrize(
    ("target", "yaw", "pitch"),
    [
        (Vec(0, 0, 5), 0, 0),
        (Vec(-5, 0, 0), 90, 0),
        (Vec(5, 0, 0), -90, 0),
        (Vec(0, -5, 5), 0, 45),
        (Vec(0, 5, 0), 0, -90),
    ],
)
def test_a_look_at_a_point_leads_there(target: Vec, yaw: float, pitch: float) -> None:
    found = angles(Vec(0, 0, 0), target)
    assert math.isclose(found[1], pitch, abs_tol=1e-9)
    assert abs(pitch) == 90 or math.isclose(found[0], yaw, abs_tol=1e-9)
    ahead = look_vector(*found)
    length = target.distance(Vec(0, 0, 0))
    assert Vec(0, 0, 0).plus(ahead, length).distance(target) < 1e-9


def test_a_line_crosses_its_cells_in_order() -> None:
    cells = list(cells_between(Vec(0.5, 0.5, 0.5), Vec(2.5, 1.5, 0.5)))
    assert (cells[0], cells[-1]) == (Cell(0, 0, 0), Cell(2, 1, 0))
    steps = [math.dist(a, b) for a, b in pairwise(cells)]
    assert steps == [1.0] * 3


def test_the_lidar_turns_about_the_worlds_axes() -> None:
    # Looking south, pitch tilts; looking west it only rolls, which is how Minecraft does it.
    assert turned(Vec(0, 0, 1), math.pi / 2, 0).distance(Vec(0, 1, 0)) < 1e-9
    assert turned(Vec(-1, 0, 0), math.pi / 2, 0).distance(Vec(-1, 0, 0)) < 1e-9
    assert turned(Vec(0, 0, 1), 0, math.pi / 2).distance(Vec(1, 0, 0)) < 1e-9


@pytest.mark.parametrize(
    ("now", "wanted", "turn"), [(170, -170, 20), (-10, 20, 30), (0, 180, -180)]
)
def test_the_shorter_turn_is_taken(now: float, wanted: float, turn: float) -> None:
    assert turn_to(now, wanted) == turn
