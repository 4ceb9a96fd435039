"""Smelting: what it gives, what stalls a furnace, and that it goes on unwatched."""

from __future__ import annotations

import pytest

from envs import Invalid, Refused, Smelted, Stopped, WindowRejected, WindowStalled
from envs.craftworld.meadow import FEET, Meadow
from envs.subgoals import Smelt, Wait

FURNACE = (FEET[0] + 2, FEET[1], FEET[2])


def _kitchen(*, recipe_book: bool = True, station: str = "furnace") -> Meadow:
    meadow = Meadow(recipe_book=recipe_book)
    meadow.put(FURNACE, station)
    return meadow


def _stalled(meadow: Meadow, subgoal: Smelt) -> str:
    event = meadow.attempt(subgoal, 5_000).trace[-1]
    assert isinstance(event, WindowStalled)
    return event.slot


def test_coal_smelts_eight_items_at_200_ticks_each() -> None:
    meadow = _kitchen()
    meadow.give("iron_ore", 8)
    meadow.give("coal", 2)
    attempt = meadow.attempt(Smelt(item="iron_ingot", count=8), 5_000)
    assert meadow.episode.bag.count("iron_ingot") == 8
    assert meadow.episode.bag.count("coal") == 1
    assert 1_600 <= attempt.ticks < 1_650
    assert sum(e.count for e in attempt.trace if isinstance(e, Smelted)) == 8


def test_planks_burn_for_one_and_a_half_items() -> None:
    meadow = _kitchen()
    meadow.give("iron_ore", 3)
    meadow.give("oak_planks", 3)
    meadow.attempt(Smelt(item="iron_ingot", count=3, fuel="#planks"), 5_000)
    assert meadow.episode.bag.count("iron_ingot") == 3
    assert meadow.episode.bag.count("oak_planks") == 1


def test_without_fuel_the_fuel_slot_stalls_and_the_ore_stays() -> None:
    meadow = _kitchen()
    meadow.give("iron_ore", 1)
    assert _stalled(meadow, Smelt(item="iron_ingot")) == "fuel"
    assert meadow.cause == ("missing_fuel", "any fuel")
    assert meadow.episode.bag.count("iron_ore") == 1


def test_what_does_not_burn_is_no_fuel() -> None:
    meadow = _kitchen()
    meadow.give("iron_ore", 1)
    meadow.give("cobblestone", 5)
    assert _stalled(meadow, Smelt(item="iron_ingot", fuel="cobblestone")) == "fuel"


def test_without_ore_the_input_slot_stalls() -> None:
    meadow = _kitchen()
    meadow.give("coal", 1)
    assert _stalled(meadow, Smelt(item="iron_ingot")) == "input"
    assert meadow.cause == ("missing_material", "iron_ore")


def test_a_source_that_becomes_something_else_is_a_wrong_subgoal() -> None:
    meadow = _kitchen()
    meadow.give("coal", 1)
    meadow.give("sand", 1)
    assert _stalled(meadow, Smelt(item="iron_ingot", source="sand")) == "input"
    assert meadow.cause is not None
    assert meadow.cause[0] == "invalid_subgoal"


def test_fuel_that_runs_out_stalls_after_what_was_smelted() -> None:
    meadow = _kitchen()
    meadow.give("iron_ore", 3)
    meadow.give("oak_planks", 1)
    assert _stalled(meadow, Smelt(item="iron_ingot", count=3)) == "fuel"
    assert meadow.episode.bag.count("iron_ingot") == 1


def test_no_furnace_in_reach_is_refused() -> None:
    meadow = Meadow()
    attempt = meadow.attempt(Smelt(item="iron_ingot"), 100)
    assert isinstance(attempt.trace[-1], Refused)
    assert meadow.cause == ("missing_station", "furnace")


def test_what_cannot_be_smelted_is_invalid_to_who_has_the_book() -> None:
    attempt = _kitchen().attempt(Smelt(item="oak_log"), 100)
    assert [e.field for e in attempt.trace if isinstance(e, Invalid)] == ["item"]
    attempt = _kitchen(recipe_book=False).attempt(Smelt(item="oak_log"), 100)
    assert isinstance(attempt.trace[-1], WindowRejected)


def test_the_wrong_kind_of_furnace_shows_the_right_one() -> None:
    meadow = _kitchen(station="smoker")
    attempt = meadow.attempt(Smelt(item="iron_ingot", station="smoker"), 100)
    rejected = attempt.trace[-1]
    assert isinstance(rejected, WindowRejected)
    assert rejected.station in {"blast_furnace", "furnace"}


def test_a_smoker_cooks_twice_as_fast() -> None:
    meadow = _kitchen(station="smoker")
    meadow.give("beef", 1)
    meadow.give("coal", 1)
    attempt = meadow.attempt(Smelt(item="cooked_beef", station="smoker"), 500)
    assert 100 <= attempt.ticks < 130


def test_an_attempt_that_was_stopped_goes_on_in_the_furnace() -> None:
    meadow = _kitchen()
    meadow.give("iron_ore", 4)
    meadow.give("coal", 1)
    stopped = meadow.attempt(Smelt(item="iron_ingot", count=4), 250)
    assert isinstance(stopped.trace[-1], Stopped)
    meadow.attempt(Wait(ticks=600), 600)
    again = meadow.attempt(Smelt(item="iron_ingot", count=4), 100)
    assert meadow.episode.bag.count("iron_ingot") == 4
    assert again.ticks < 50


@pytest.mark.parametrize("field", ["item", "source", "fuel", "station"])
def test_words_that_are_none_are_invalid(field: str) -> None:
    subgoal = Smelt.model_validate({"item": "iron_ingot", field: "nonsense"})
    attempt = _kitchen().attempt(subgoal, 100)
    assert [e.field for e in attempt.trace if isinstance(e, Invalid)] == [field]


def test_a_full_bag_leaves_the_ingots_in_the_furnace() -> None:
    meadow = _kitchen()
    meadow.give("iron_ore", 2)
    meadow.give("coal", 2)
    for _ in range(34):
        meadow.give("dirt", 64)
    assert meadow.episode.bag.free_slots == 0
    assert _stalled(meadow, Smelt(item="iron_ingot", count=1)) == "output"
    assert meadow.cause == ("inventory_full", "iron_ingot")
