from __future__ import annotations

import pytest

from envs.craftworld.kernels.walking import away
from envs.craftworld.land.blocktable import AIR, TERRAIN_KINDS, BlockTable
from envs.craftworld.land.flatworld import FlatWorld
from envs.craftworld.land.terrain import Terrain
from envs.craftworld.motion.goals import At, Reach, Within, can_reach
from envs.craftworld.sight import Cell

TABLE = BlockTable(TERRAIN_KINDS)
LOG, STONE, GRASS = TABLE.id("oak_log"), TABLE.id("stone"), TABLE.id("grass")
FEET = (0, 64, 0)


@pytest.fixture
def flat() -> Terrain:
    return Terrain(FlatWorld(TABLE))


@pytest.mark.parametrize(
    ("block", "in_reach"),
    [
        # 4.5 blocks from the eye (0.5, 65.62, 0.5) to the nearest point of the block.
        ((4, 65, 0), True),
        ((5, 65, 0), True),
        ((6, 65, 0), False),
        ((0, 69, 0), True),
        ((0, 70, 0), True),
        ((0, 71, 0), False),
        ((3, 65, 3), True),
        ((4, 65, 4), False),
    ],
)
def test_reach_is_four_and_a_half_blocks(flat: Terrain, block: Cell, in_reach: bool) -> None:
    flat.set_block(*block, LOG)

    assert can_reach(flat, FEET, block) is in_reach


def test_what_is_behind_rock_is_out_of_reach(flat: Terrain) -> None:
    flat.set_block(2, 65, 0, LOG)
    assert can_reach(flat, FEET, (2, 65, 0))

    for y in range(64, 72):
        for z in range(-6, 7):
            flat.set_block(1, y, z, STONE)
    assert not can_reach(flat, FEET, (2, 65, 0))


def test_the_ground_under_the_feet_is_in_reach_and_what_is_below_it_is_not(flat: Terrain) -> None:
    assert can_reach(flat, FEET, (0, 63, 0))
    assert not can_reach(flat, FEET, (0, 62, 0))

    flat.set_block(0, 63, 0, AIR)
    assert can_reach(flat, FEET, (0, 62, 0))


def test_herbs_are_in_reach_too(flat: Terrain) -> None:
    flat.set_block(2, 64, 1, GRASS)

    assert can_reach(flat, FEET, (2, 64, 1))


def test_reach_of_several_blocks_is_reach_of_one(flat: Terrain) -> None:
    flat.set_block(3, 65, 0, LOG)
    goal = Reach([(30, 65, 0), (3, 65, 0)])

    assert goal.reached(flat, FEET)
    assert away(goal.aim, 0, 0) == 0
    assert away(goal.aim, -10, 0) == 8_000
    assert not Reach([(30, 65, 0)]).reached(flat, FEET)


def test_at_is_reached_in_its_cells_alone(flat: Terrain) -> None:
    goal = At([(5, 64, 5), (9, 64, 0)])

    assert goal.reached(flat, (5, 64, 5))
    assert not goal.reached(flat, (5, 65, 5))
    assert away(goal.aim, 2, 4) == 3_000 + 414
    assert goal.about(FEET) == ((5, 64, 5), (9, 64, 0))


def test_within_counts_from_its_circle(flat: Terrain) -> None:
    goal = Within(100, 0, 40)

    assert away(goal.aim, 0, 0) == 60_000
    assert away(goal.aim, 60, 0) == 0
    assert goal.about(FEET) == ((60, 64, 0),)
    assert goal.reached(flat, (100, 20, 40))
    assert not goal.reached(flat, (59, 64, 0))
    assert goal.about((90, 64, 3)) == ((90, 64, 3),)


@pytest.mark.parametrize("x", range(-30, 31, 7))
@pytest.mark.parametrize("z", range(-30, 31, 7))
def test_a_goal_is_nought_away_exactly_where_it_may_be_reached(
    flat: Terrain, x: int, z: int
) -> None:
    for goal in (Within(3, -2, 12), Reach([(4, 66, 4)]), At([(-2, 64, 5)])):
        if goal.reached(flat, (x, 64, z)):
            assert away(goal.aim, x, z) == 0
