"""Figures: Minecraft Wiki, Armor, 1.16."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envs.craftworld.game.armor import BARE, Guard, guard_of, guarded, worn_down
from envs.craftworld.game.datapack import load
from envs.craftworld.meadow import Meadow
from envs.subgoals import Wait


def _dressed(material: str) -> Meadow:
    meadow = Meadow()
    for piece in ("helmet", "chestplate", "leggings", "boots"):
        meadow.give(f"{material}_{piece}")
        assert meadow.episode.bag.put_on(f"{material}_{piece}")
    return meadow


@pytest.mark.parametrize(
    ("material", "points", "toughness"),
    [
        ("leather", 7, 0),
        ("golden", 11, 0),
        ("chainmail", 12, 0),
        ("iron", 15, 0),
        ("diamond", 20, 8),
        ("netherite", 20, 12),
    ],
)
def test_full_suits_have_the_points_and_toughness_of_the_wiki(
    material: str, points: int, toughness: int
) -> None:
    bag = _dressed(material).episode.bag
    assert guard_of(bag, load()) == Guard(points, toughness)


def test_without_armor_all_gets_through() -> None:
    assert guard_of(Meadow().episode.bag, load()) == BARE
    assert guarded(37, BARE) == 37


@pytest.mark.parametrize(
    ("tenths", "guard", "left"),
    [
        (30, Guard(15, 0), 14),  # 15 - 3/2 = 13.5 points stop 54 %.
        (430, Guard(15, 0), 378),  # A creeper's blast: only 15/5 points are left, 12 %.
        (430, Guard(20, 8), 271),  # 20 - 43/4 = 9.25 points stop 37 %.
        (10, Guard(20, 8), 2),  # 20 - 1/4 points stop 79 %.
    ],
)
def test_strong_blows_get_through_armor_more_and_toughness_helps(
    tenths: int, guard: Guard, left: int
) -> None:
    assert guarded(tenths, guard) == left


def _by_the_book(tenths: int, guard: Guard) -> int:
    damage = Fraction(tenths, 10)
    blunted = guard.points - damage / (2 + Fraction(guard.toughness, 4))
    stops = min(Fraction(20), max(Fraction(guard.points, 5), blunted))
    return int(10 * damage * (1 - stops / 25) + Fraction(1, 2))


@given(st.integers(1, 1_000), st.integers(0, 20), st.integers(0, 12))
def test_whole_numbers_give_what_the_formula_says(tenths: int, points: int, tough: int) -> None:
    guard = Guard(points, tough)
    assert guarded(tenths, guard) == _by_the_book(tenths, guard)
    assert tenths // 5 <= guarded(tenths, guard) <= tenths


def test_each_piece_wears_by_a_fourth_of_the_blow_and_at_least_by_one() -> None:
    bag = _dressed("iron").episode.bag
    assert worn_down(bag, 30, "zombie") == ()
    assert worn_down(bag, 430, "creeper") == ()
    rules = load()
    for stack in bag.worn.values():
        assert stack.uses == (rules.items[stack.item].durability or 0) - 1 - 10


def test_what_passes_armor_by_does_not_wear_it() -> None:
    bag = _dressed("iron").episode.bag
    before = dict(bag.worn)
    for source in ("fall", "drowning", "starvation", "fire", "magic"):
        worn_down(bag, 100, source)
    assert dict(bag.worn) == before


def test_lava_wears_all_but_netherite() -> None:
    netherite, diamond = _dressed("netherite").episode.bag, _dressed("diamond").episode.bag
    for bag in (netherite, diamond):
        worn_down(bag, 40, "lava")
    full = load().items["netherite_boots"].durability
    assert netherite.worn["feet"].uses == full
    assert diamond.worn["feet"].uses == (load().items["diamond_boots"].durability or 0) - 1


def test_a_piece_at_its_end_breaks_and_protects_no_more() -> None:
    meadow = Meadow()
    meadow.give("leather_boots", uses=1)
    bag = meadow.episode.bag
    assert bag.put_on("leather_boots")
    assert worn_down(bag, 10, "zombie") == ("leather_boots",)
    assert guard_of(bag, load()) == BARE


def test_a_turtle_shell_gives_breath_for_ten_seconds_under_water() -> None:
    meadow = Meadow()
    meadow.give("turtle_helmet")
    meadow.episode.bag.put_on("turtle_helmet")
    state = meadow.attempt(Wait(ticks=100), 100).post_state
    assert state.vitals is not None
    assert state.vitals.effects == ("water_breathing",)
    assert meadow.episode.vitals.effects[0].ticks in range(100, 201)


def test_a_shield_is_held_in_the_off_hand_and_wears_by_no_blow() -> None:
    meadow = Meadow()
    meadow.give("shield")
    bag = meadow.episode.bag
    assert bag.put_on("shield")
    assert worn_down(bag, 100, "zombie") == ()
    assert bag.worn["offhand"].uses == load().items["shield"].durability
    assert guard_of(bag, load()) == BARE
