"""Figures: Minecraft Wiki, 1.16, normal difficulty, on the page that each section names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envs.craftworld import life
from envs.craftworld.life import Hurt, Vitals

# Hunger


def test_a_new_body_has_full_health_full_food_and_saturation_5() -> None:
    body = Vitals()
    assert (body.health_tenths, body.food, body.saturation_tenths) == (200, 20, 50)


def test_sprinting_40_metres_and_a_bit_costs_one_saturation() -> None:
    body = Vitals()
    body.exert(40 * life.METRE_SPRINTED)
    assert body.saturation_tenths == 50  # Only what goes beyond 4 counts.
    body.exert(1)
    assert (body.saturation_tenths, body.food) == (40, 20)


def test_food_goes_once_saturation_is_gone() -> None:
    body = Vitals(saturation_tenths=3)
    body.exert(8_001)
    assert (body.saturation_tenths, body.food) == (0, 19)


@pytest.mark.parametrize(
    ("act", "milli"),
    [
        ("METRE_SWUM", 10),
        ("METRE_SPRINTED", 100),
        ("JUMP", 50),
        ("JUMP_SPRINTING", 200),
        ("BLOCK_BROKEN", 5),
        ("ATTACK", 100),
        ("HURT", 100),
        ("POINT_HEALED", 6000),
    ],
)
def test_acts_cost_what_the_wiki_says(act: str, milli: int) -> None:
    assert getattr(life, act) == milli


def test_a_large_effort_costs_as_much_as_many_small_ones() -> None:
    at_once, bit_by_bit = Vitals(), Vitals()
    at_once.exert(50_000)
    for _ in range(1_000):
        bit_by_bit.exert(50)
    assert at_once == bit_by_bit


def test_saturation_never_exceeds_food() -> None:
    body = Vitals(food=6, saturation_tenths=0)
    body.eat(8, 128)  # A steak.
    assert (body.food, body.saturation_tenths) == (14, 128)
    body.eat(1, 128)
    assert (body.food, body.saturation_tenths) == (15, 150)
    body.eat(20, 0)
    assert body.food == 20


# Healing


def test_full_food_and_saturation_heal_a_point_every_half_second() -> None:
    body = Vitals(health_tenths=100, saturation_tenths=200)
    body.pass_time(10)
    assert body.health_tenths == 110
    assert body.saturation_tenths == 190  # 6 of exhaustion: a point of saturation, and 2 left.
    assert body.exhaustion_milli == 2_000
    body.pass_time(9)
    assert body.health_tenths == 110
    body.pass_time(1)
    assert body.health_tenths == 120


def test_food_of_18_heals_a_point_every_4_seconds() -> None:
    body = Vitals(health_tenths=100, food=18, saturation_tenths=200)
    body.pass_time(79)
    assert body.health_tenths == 100
    body.pass_time(1)
    assert body.health_tenths == 110


def test_food_of_17_heals_nothing() -> None:
    body = Vitals(health_tenths=100, food=17)
    body.pass_time(24_000)
    assert body.health_tenths == 100


def test_healing_eats_up_the_food_it_lives_on() -> None:
    body = Vitals(health_tenths=1, food=18, saturation_tenths=0)
    body.pass_time(24_000)
    assert body.food == 17
    # Exhaustion of 6 a point: the first beyond 4 is the first point healed.
    assert body.health_tenths == 11


# Starvation


def test_starvation_takes_a_point_every_4_seconds_down_to_one() -> None:
    body = Vitals(health_tenths=200, food=0, saturation_tenths=0)
    hurts = body.pass_time(80)
    assert hurts == [Hurt(10, "starvation")]
    body.pass_time(24_000)
    assert body.health_tenths == 10


# Drowning


def test_drowning_begins_after_16_seconds_and_takes_2_points_a_second() -> None:
    body = Vitals(food=10)
    assert body.pass_time(319, under_water=True) == []
    assert body.pass_time(1, under_water=True) == [Hurt(20, "drowning")]
    assert body.pass_time(40, under_water=True) == [Hurt(20, "drowning")] * 2
    assert body.health_tenths == 140


def test_a_body_left_under_water_drowns_and_nothing_more_happens_to_it() -> None:
    body = Vitals(food=10)
    hurts = body.pass_time(24_000, under_water=True)
    assert hurts == [Hurt(20, "drowning")] * 10
    assert body.dead
    assert body.pass_time(100, in_lava=True) == []


def test_breath_comes_back_at_4_ticks_a_tick() -> None:
    body = Vitals(air_ticks=0)
    body.pass_time(25)
    assert body.air_ticks == 100
    body.pass_time(1_000)
    assert body.air_ticks == life.FULL_AIR


# Lava and fire


def test_lava_takes_4_points_every_half_second() -> None:
    body = Vitals(food=10)
    hurts = body.pass_time(21, in_lava=True)
    assert hurts == [Hurt(40, "lava")] * 3


def test_lava_kills_a_healthy_body_in_about_two_seconds() -> None:
    body = Vitals(food=10)
    body.pass_time(40, in_lava=True)
    assert not body.dead
    body.pass_time(1, in_lava=True)
    assert body.dead


def test_what_was_in_lava_burns_for_15_seconds_a_point_a_second() -> None:
    body = Vitals(food=10)
    body.pass_time(1, in_lava=True)
    assert body.pass_time(1_000) == [Hurt(10, "fire")] * 15
    assert body.fire_ticks == 0


def test_water_puts_fire_out() -> None:
    body = Vitals(food=10)
    body.pass_time(1, in_lava=True)
    assert body.pass_time(40, under_water=True) == []
    assert body.pass_time(400) == []


def test_flames_take_a_point_a_second_and_go_on_for_8_seconds() -> None:
    body = Vitals(food=10)
    assert body.pass_time(100, burning=True) == [Hurt(10, "fire")] * 5
    assert len(body.pass_time(1_000)) == 8


def test_lava_hurts_soon_though_fire_just_did() -> None:
    body = Vitals(food=10)
    body.pass_time(1, burning=True)
    assert body.pass_time(10, in_lava=True) == [Hurt(40, "lava")]


# Falls and blows


@pytest.mark.parametrize(("blocks", "points"), [(4, 1), (10, 7), (23, 20)])
def test_a_fall_takes_its_blocks_less_three(blocks: int, points: int) -> None:
    body = Vitals()
    assert body.fall(blocks) == Hurt(10 * points, "fall")
    assert body.health_tenths == 200 - 10 * points
    assert body.exhaustion_milli == 0


def test_a_fall_of_three_blocks_is_harmless() -> None:
    assert Vitals().fall(3) is None


def test_a_blow_says_whether_it_killed_and_costs_effort() -> None:
    body = Vitals(health_tenths=60)
    assert not body.hurt(30)
    assert body.hurt(30)
    assert body.dead
    assert body.exhaustion_milli == 2 * life.HURT


# Time and copies

_bodies = st.builds(
    Vitals,
    health_tenths=st.integers(1, 200),
    food=st.integers(0, 20),
    exhaustion_milli=st.integers(0, 4000),
    saturation_tenths=st.integers(0, 200),
    air_ticks=st.integers(-19, 300),
    fire_ticks=st.integers(0, 300),
    scorch_ticks=st.integers(0, 20),
    meal_ticks=st.integers(0, 79),
)


@given(
    _bodies,
    st.integers(0, 3_000),
    st.integers(0, 3_000),
    st.sampled_from([{}, {"under_water": True}, {"in_lava": True}, {"burning": True}]),
)
def test_time_may_be_cut_anywhere(
    body: Vitals, first: int, second: int, place: dict[str, bool]
) -> None:
    whole = Vitals(*body.snapshot())
    parts = body.pass_time(first, **place) + body.pass_time(second, **place)
    assert whole.pass_time(first + second, **place) == parts
    assert whole == body


@given(_bodies, st.integers(0, 5_000), st.booleans(), st.booleans(), st.booleans())
def test_figures_stay_within_their_bounds(
    body: Vitals, ticks: int, wet: bool, lava: bool, flames: bool
) -> None:
    body.saturation_tenths = min(body.saturation_tenths, 10 * body.food)
    before = body.health_tenths
    hurts = body.pass_time(ticks, under_water=wet, in_lava=lava, burning=flames)
    assert 0 <= body.health_tenths <= 200
    assert 0 <= body.food <= 20
    assert 0 <= body.saturation_tenths <= 200
    assert 0 <= body.exhaustion_milli <= 4_000
    assert -20 < body.air_ticks <= 300
    assert hurts or not body.dead
    # Health can only have come back beside what was lost.
    assert body.health_tenths >= before - sum(hurt.amount_tenths for hurt in hurts)
    assert body.fire_ticks >= 0


@given(_bodies, _bodies)
def test_restoring_a_snapshot_gives_the_same_body(body: Vitals, other: Vitals) -> None:
    other.restore(body.snapshot())
    assert other == body


def test_a_days_rest_takes_few_steps() -> None:
    body = Vitals(health_tenths=10, saturation_tenths=200)
    steps = 0
    plain = Vitals._harmed

    class Counted(Vitals):
        def _harmed(self, meal: int, under_water: bool, in_lava: bool) -> list[Hurt]:
            nonlocal steps
            steps += 1
            return plain(self, meal, under_water, in_lava)

    Counted(*body.snapshot()).pass_time(24_000)
    assert steps < 50
