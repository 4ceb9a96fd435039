"""Figures: Minecraft Wiki, 1.16, normal difficulty, on the page that each section names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envs.craftworld import life
from envs.craftworld.game.armor import BARE, Guard
from envs.craftworld.game.effects import Effect
from envs.craftworld.harm import DRY, Hurt, Surroundings, Touch
from envs.craftworld.life import Vitals

UNDER_WATER = Surroundings(under_water=True, wet=True)
IN_LAVA = Surroundings(touches=(Touch(40, "lava"),), alight_ticks=300)
IN_FLAMES = Surroundings(touches=(Touch(10, "fire"),), alight_ticks=160)
ON_CACTUS = Surroundings(touches=(Touch(10, "cactus"),))
IRON = Guard(points=15, toughness=0)


def _told(hurts: list[Hurt]) -> list[tuple[int, str]]:
    return [(hurt.amount_tenths, hurt.source) for hurt in hurts]


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
    assert body.pass_time(319, UNDER_WATER) == []
    assert body.pass_time(1, UNDER_WATER) == [Hurt(20, "drowning")]
    assert body.pass_time(40, UNDER_WATER) == [Hurt(20, "drowning")] * 2
    assert body.health_tenths == 140


def test_a_body_left_under_water_drowns_and_nothing_more_happens_to_it() -> None:
    body = Vitals(food=10)
    hurts = body.pass_time(24_000, UNDER_WATER)
    assert hurts == [Hurt(20, "drowning")] * 10
    assert body.dead
    assert body.pass_time(100, IN_LAVA) == []


def test_water_breathing_lasts_ten_seconds_longer() -> None:
    body = Vitals(food=10)
    body.affect(Effect("water_breathing", 1, 200))
    assert body.pass_time(519, UNDER_WATER) == []
    assert _told(body.pass_time(1, UNDER_WATER)) == [(20, "drowning")]


def test_breath_comes_back_at_4_ticks_a_tick() -> None:
    body = Vitals(air_ticks=0)
    body.pass_time(25)
    assert body.air_ticks == 100
    body.pass_time(1_000)
    assert body.air_ticks == life.FULL_AIR


# Lava, fire and what hurts by touch


def test_lava_takes_4_points_every_half_second() -> None:
    body = Vitals(food=10)
    assert _told(body.pass_time(21, IN_LAVA)) == [(40, "lava")] * 3


def test_lava_kills_a_healthy_body_in_about_two_seconds() -> None:
    body = Vitals(food=10)
    body.pass_time(40, IN_LAVA)
    assert not body.dead
    body.pass_time(1, IN_LAVA)
    assert body.dead


def test_what_was_in_lava_burns_for_15_seconds_a_point_a_second() -> None:
    body = Vitals(food=10)
    body.pass_time(1, IN_LAVA)
    # The lava itself still shields from the first of the fifteen (Damage, Immunity).
    assert _told(body.pass_time(1_000)) == [(10, "fire")] * 14
    assert body.fire_ticks == 0


def test_water_and_rain_put_fire_out() -> None:
    for where in (UNDER_WATER, Surroundings(wet=True)):
        body = Vitals(food=10)
        body.pass_time(1, IN_LAVA)
        assert body.pass_time(40, where) == []
        assert body.pass_time(400) == []


def test_flames_take_a_point_every_half_second_and_go_on_for_8_seconds() -> None:
    body = Vitals(food=10)
    assert _told(body.pass_time(100, IN_FLAMES)) == [(10, "fire")] * 10
    assert len(body.pass_time(1_000)) == 8


def test_lava_hurts_though_fire_just_did_by_what_it_is_stronger() -> None:
    body = Vitals(food=10)
    body.pass_time(1, IN_FLAMES)
    assert _told(body.pass_time(10, IN_LAVA)) == [(30, "lava"), (40, "lava")]


def test_a_cactus_takes_a_point_every_half_second() -> None:
    body = Vitals(food=10)
    assert _told(body.pass_time(31, ON_CACTUS)) == [(10, "cactus")] * 4
    assert body.exhaustion_milli == 4 * life.HURT


def test_fire_resistance_holds_off_lava_and_fire() -> None:
    body = Vitals(food=10)
    body.affect(Effect("fire_resistance", 1, 6_000))
    assert body.pass_time(200, IN_LAVA) == []
    assert body.pass_time(200) == []


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
    body = Vitals(health_tenths=60, food=10)
    body.suffer(30, "zombie")
    assert not body.dead
    body.pass_time(life.SHIELD_TICKS)
    body.suffer(30, "zombie")
    assert body.dead
    assert body.exhaustion_milli == 2 * life.HURT


def test_a_hurt_shields_for_half_a_second_from_what_is_no_stronger() -> None:
    body = Vitals(food=10)
    assert body.suffer(30, "zombie") == Hurt(30, "zombie", 30)
    body.pass_time(9)
    assert body.suffer(20, "spider") is None
    assert body.suffer(50, "skeleton") == Hurt(20, "skeleton", 20)
    body.pass_time(1)
    assert body.suffer(20, "spider") == Hurt(20, "spider", 20)


def test_armor_blunts_a_blow_and_neither_a_fall_nor_hunger() -> None:
    body = Vitals(food=10)
    blow = body.suffer(30, "zombie", IRON)
    assert blow == Hurt(14, "zombie", 30)
    assert body.fall(10) == Hurt(40, "fall")  # 7 points, less the 3 of the zombie's shield.


# Effects


def test_poison_takes_a_point_every_25_ticks_and_leaves_one() -> None:
    body = Vitals(food=10)
    body.affect(Effect("poison", 1, 100))
    assert _told(body.pass_time(1_000)) == [(10, "magic")] * 4
    assert body.effects == ()
    weak = Vitals(health_tenths=15, food=10)
    weak.affect(Effect("poison", 1, 1_000))
    weak.pass_time(2_000)
    assert weak.health_tenths == 5


def test_regeneration_of_level_2_gives_back_a_point_every_25_ticks() -> None:
    body = Vitals(health_tenths=100, food=10)
    body.affect(Effect("regeneration", 2, 100))
    body.pass_time(1_000)
    assert body.health_tenths == 140


def test_hunger_costs_a_point_of_saturation_in_40_seconds() -> None:
    body = Vitals()
    body.affect(Effect("hunger", 1, 2_000))
    body.pass_time(800)
    assert body.saturation_tenths == 50  # 4 of exhaustion, and only what is beyond counts.
    body.pass_time(1)
    assert body.saturation_tenths == 40


def test_absorption_goes_before_health_and_ends_with_its_effect() -> None:
    body = Vitals(food=10)
    body.affect(Effect("absorption", 1, 2_400))
    assert body.absorption_tenths == 40
    assert body.suffer(60, "zombie") == Hurt(60, "zombie", 60)
    assert (body.health_tenths, body.absorption_tenths) == (180, 0)
    body.affect(Effect("absorption", 1, 2_500))
    assert body.absorption_tenths == 40
    body.pass_time(2_500)
    assert body.absorption_tenths == 0


def test_resistance_holds_off_a_fifth_a_level() -> None:
    body = Vitals(food=10)
    body.affect(Effect("resistance", 1, 100))
    assert body.suffer(50, "zombie") == Hurt(40, "zombie", 50)


def test_a_stronger_effect_stands_and_of_equal_ones_the_longer() -> None:
    body = Vitals()
    for effect in (("hunger", 1, 600), ("hunger", 3, 300), ("hunger", 3, 100), ("hunger", 2, 900)):
        body.affect(Effect(*effect))
    assert body.effects == (Effect("hunger", 3, 300),)


def test_milk_cures_all_and_honey_poison_alone() -> None:
    body = Vitals()
    for name in ("absorption", "hunger", "poison"):
        body.affect(Effect(name, 1, 100))
    body.cure("poison")
    assert [effect.name for effect in body.effects] == ["absorption", "hunger"]
    body.cure()
    assert (body.effects, body.absorption_tenths) == ((), 0)


# Time and copies

_bodies = st.builds(
    Vitals,
    health_tenths=st.integers(1, 200),
    food=st.integers(0, 20),
    exhaustion_milli=st.integers(0, 4000),
    saturation_tenths=st.integers(0, 200),
    air_ticks=st.integers(-19, 300),
    fire_ticks=st.integers(0, 300),
    shield_ticks=st.integers(0, 10),
    shield_tenths=st.sampled_from([0, 10, 20, 40, 430]),
    meal_ticks=st.integers(0, 79),
    effects=st.dictionaries(
        st.sampled_from(
            ["absorption", "hunger", "poison", "regeneration", "water_breathing", "wither"]
        ),
        st.tuples(st.integers(1, 4), st.integers(1, 700)),
    ).map(lambda found: tuple(Effect(name, *found[name]) for name in sorted(found))),
)
_places = st.sampled_from([DRY, UNDER_WATER, IN_LAVA, IN_FLAMES, ON_CACTUS])
_guards = st.sampled_from([BARE, IRON])


def _again(body: Vitals, kind: type[Vitals] = Vitals) -> Vitals:
    twin = kind()
    twin.restore(body.snapshot())
    return twin


@given(
    _bodies,
    st.integers(0, 3_000),
    st.integers(0, 3_000),
    _places,
    _guards,
)
def test_time_may_be_cut_anywhere(
    body: Vitals, first: int, second: int, place: Surroundings, guard: Guard
) -> None:
    whole = _again(body)
    parts = body.pass_time(first, place, guard) + body.pass_time(second, place, guard)
    assert whole.pass_time(first + second, place, guard) == parts
    assert whole == body


@given(_bodies, st.integers(0, 5_000), _places)
def test_figures_stay_within_their_bounds(body: Vitals, ticks: int, place: Surroundings) -> None:
    body.saturation_tenths = min(body.saturation_tenths, 10 * body.food)
    before = body.health_tenths
    hurts = body.pass_time(ticks, place)
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
    plain = Vitals._harm

    class Counted(Vitals):
        def _harm(self, meal: int, around: Surroundings, guard: Guard, hurts: list[Hurt]) -> None:
            nonlocal steps
            steps += 1
            plain(self, meal, around, guard, hurts)

    _again(body, Counted).pass_time(24_000)
    assert steps < 50
