"""What ways cost; figures: Minecraft Wiki, Hunger, Exhaustion level increase, 1.16."""

from __future__ import annotations

import pytest

from envs.craftworld.body import Body
from envs.craftworld.footing import Cell
from envs.craftworld.meadow import FEET, GROUND, Meadow
from envs.craftworld.motion.goals import At
from envs.craftworld.motion.moving import step_to, walk_to

X, Y, Z = FEET


def _effort(meadow: Meadow, goal: Cell, *, food: int = 20) -> int:
    """Returns the exhaustion that a way costs, in thousandths."""
    vitals = meadow.episode.vitals
    vitals.food, vitals.saturation_tenths, vitals.exhaustion_milli = food, 0, 0
    assert walk_to(Body(meadow.episode, 2_000, None), At([goal]))
    return vitals.exhaustion_milli + 4_000 * (food - vitals.food)


def test_sprinting_costs_a_tenth_a_metre() -> None:
    assert _effort(Meadow(), (X + 20, Y, Z)) == 20 * 100


def test_a_slanted_step_is_as_long_as_it_is() -> None:
    assert _effort(Meadow(), (X + 10, Y, Z + 10)) == 10 * 141


def test_walking_costs_nothing_and_who_is_hungry_walks() -> None:
    assert _effort(Meadow(), (X + 20, Y, Z), food=10) == 0


@pytest.mark.parametrize(("food", "effort"), [(20, 4 * 100 + 200), (10, 50)])
def test_a_jump_costs_more_at_a_sprint_and_coming_down_costs_nothing(
    food: int, effort: int
) -> None:
    meadow = Meadow()
    for dz in range(-30, 31):
        meadow.put((X + 2, Y, Z + dz), "stone")
    assert _effort(meadow, (X + 4, Y, Z), food=food) == effort


def test_swimming_costs_a_hundredth_a_metre() -> None:
    meadow = Meadow()
    for dx in range(-1, 12):
        for dz in range(-30, 31):
            meadow.put((X + dx, GROUND, Z + dz), "water")
    meadow.stand((X, GROUND, Z))
    assert _effort(meadow, (X + 10, GROUND, Z)) == 10 * 10


def test_a_step_up_in_a_staircase_is_a_jump() -> None:
    meadow = Meadow()
    meadow.put((X + 1, Y, Z), "stone")
    meadow.episode.vitals.exhaustion_milli = 0
    step_to(Body(meadow.episode, 100, None), (X + 1, Y + 1, Z), 5)
    assert meadow.episode.vitals.exhaustion_milli == 50
