from __future__ import annotations

from itertools import pairwise

import pytest

from envs.craftworld.land.blocktable import AIR, TERRAIN_KINDS, BlockTable
from envs.craftworld.land.flatworld import FlatWorld
from envs.craftworld.land.terrain import Terrain
from envs.craftworld.motion.digging import (
    EAST,
    HEADINGS,
    NORTH,
    SOUTH,
    WEST,
    Heading,
    has_floor,
    hazards,
    staircase_down,
    staircase_up,
    to_remove,
    tunnel,
)
from envs.craftworld.motion.goals import At
from envs.craftworld.motion.paths import find_path

TABLE = BlockTable(TERRAIN_KINDS)
FEET = (0, 64, 0)


@pytest.fixture
def flat() -> Terrain:
    return Terrain(FlatWorld(TABLE))


@pytest.mark.parametrize("heading", HEADINGS)
def test_a_staircase_down_can_be_walked_both_ways(flat: Terrain, heading: Heading) -> None:
    digs = list(staircase_down(FEET, heading, to_y=50))
    for dig in digs:
        for cell in to_remove(flat, dig):
            flat.set_block(*cell, AIR)

    end = digs[-1].feet
    assert end == (14 * heading[0], 50, 14 * heading[1])
    assert find_path(flat, FEET, At([end])) is not None
    assert find_path(flat, end, At([FEET])) is not None


@pytest.mark.parametrize("heading", HEADINGS)
def test_a_staircase_up_leads_out(flat: Terrain, heading: Heading) -> None:
    start = (0, 55, 0)
    for y in (55, 56):
        flat.set_block(0, y, 0, AIR)
    digs = list(staircase_up(start, heading, to_y=64))
    for dig in digs:
        for cell in to_remove(flat, dig):
            flat.set_block(*cell, AIR)

    assert len(digs) == 9
    assert find_path(flat, start, At([digs[-1].feet])) is not None


def test_a_tunnel_is_one_wide_and_two_high(flat: Terrain) -> None:
    digs = list(tunnel((0, 30, 0), WEST, 5))

    assert [dig.feet for dig in digs] == [(-x, 30, 0) for x in range(1, 6)]
    assert digs[0].clear == ((-1, 31, 0), (-1, 30, 0))
    assert digs[0].floor == (-1, 29, 0)
    assert to_remove(flat, digs[0]) == digs[0].clear


def test_each_step_is_dug_from_the_top() -> None:
    for digs in (staircase_down(FEET, EAST, 60), staircase_up(FEET, EAST, 70)):
        for dig in digs:
            heights = [cell[1] for cell in dig.clear]
            assert heights == sorted(heights, reverse=True)


def test_the_next_step_starts_where_the_last_one_ended() -> None:
    digs = list(staircase_down(FEET, SOUTH, 40))

    for here, there in pairwise(digs):
        assert there.feet == (here.feet[0], here.feet[1] - 1, here.feet[2] + 1)


def test_no_step_leads_to_where_one_is() -> None:
    assert list(staircase_down(FEET, NORTH, 64)) == []
    assert list(staircase_up(FEET, NORTH, 64)) == []
    assert list(tunnel(FEET, NORTH, 0)) == []


def test_headings_go_as_the_clock_does() -> None:
    assert HEADINGS == (NORTH, EAST, SOUTH, WEST)


@pytest.mark.parametrize("name", ["lava", "water"])
@pytest.mark.parametrize("cell", [(1, 32, 0), (2, 31, 0), (1, 30, -1), (1, 29, 0), (1, 30, 0)])
def test_liquid_in_or_beside_a_step_is_reported(
    flat: Terrain, name: str, cell: tuple[int, int, int]
) -> None:
    dig = next(tunnel((0, 30, 0), EAST, 1))
    assert hazards(flat, dig) == ()

    flat.set_block(*cell, TABLE.id(name))

    assert [(found.cell, TABLE.name(found.block)) for found in hazards(flat, dig)] == [(cell, name)]


def test_a_gap_is_no_floor(flat: Terrain) -> None:
    dig = next(tunnel((0, 30, 0), EAST, 1))
    assert has_floor(flat, dig)

    for name in ("air", "water", "lava", "cactus"):
        flat.set_block(*dig.floor, TABLE.id(name))
        assert not has_floor(flat, dig)
