"""Crafting: what it makes, and what each refusal shows."""

from __future__ import annotations

from envs import Crafted, Invalid, ItemLeft, Lack, Refused, WindowOpened, WindowRejected
from envs.craftworld.meadow import FEET, Meadow
from envs.subgoals import Craft

TABLE = (FEET[0] + 2, FEET[1], FEET[2])


def test_planks_come_four_from_a_log() -> None:
    meadow = Meadow()
    meadow.give("oak_log", 2)
    attempt = meadow.attempt(Craft(item="oak_planks", count=5), 100)
    assert attempt.post_state.inventory is not None
    assert attempt.post_state.inventory.count("oak_planks") == 8
    assert meadow.cause is None


def test_what_is_carried_already_is_not_crafted() -> None:
    meadow = Meadow()
    meadow.give("stick", 4)
    attempt = meadow.attempt(Craft(item="stick", count=4), 100)
    assert attempt.trace == ()
    assert attempt.ticks == 0


def test_a_table_in_reach_is_opened_and_used() -> None:
    meadow = Meadow()
    meadow.put(TABLE, "crafting_table")
    meadow.give("oak_planks", 3)
    meadow.give("stick", 2)
    attempt = meadow.attempt(Craft(item="wooden_pickaxe", station="crafting_table"), 100)
    kinds = [event.kind for event in attempt.trace]
    assert kinds[0] == WindowOpened.model_fields["kind"].default
    crafted = [event for event in attempt.trace if isinstance(event, Crafted)]
    assert [(c.item, c.station) for c in crafted] == [("wooden_pickaxe", "crafting_table")]


def test_a_far_table_is_walked_to() -> None:
    meadow = Meadow()
    meadow.put((FEET[0] + 12, FEET[1], FEET[2]), "crafting_table")
    meadow.give("oak_planks", 8)
    attempt = meadow.attempt(Craft(item="chest", station="crafting_table"), 400)
    assert attempt.post_state.position is not None
    assert attempt.post_state.position.x >= FEET[0] + 7
    assert meadow.cause is None


def test_without_a_table_the_station_is_refused() -> None:
    meadow = Meadow()
    meadow.give("oak_planks", 8)
    attempt = meadow.attempt(Craft(item="chest", station="crafting_table"), 100)
    assert [(e.need, e.name) for e in attempt.trace if isinstance(e, Refused)] == [
        ("station", "crafting_table")
    ]
    assert meadow.cause == ("missing_station", "crafting_table")


def test_the_book_shows_how_many_more_of_a_tag_are_lacking() -> None:
    meadow = Meadow()
    meadow.give("oak_planks", 1)
    meadow.give("birch_planks", 1)
    attempt = meadow.attempt(Craft(item="crafting_table"), 100)
    rejected = attempt.trace[-1]
    assert isinstance(rejected, WindowRejected)
    assert rejected.lacking == (Lack(item="#planks", count=2),)
    assert rejected.station is None
    assert meadow.cause == ("missing_material", "#planks")


def test_the_book_shows_the_station_that_a_recipe_needs() -> None:
    meadow = Meadow()
    meadow.give("oak_planks", 3)
    meadow.give("stick", 2)
    attempt = meadow.attempt(Craft(item="wooden_pickaxe"), 100)
    rejected = attempt.trace[-1]
    assert isinstance(rejected, WindowRejected)
    assert (rejected.window, rejected.lacking, rejected.station) == ("none", (), "crafting_table")
    assert meadow.cause == ("missing_station", "crafting_table")


def test_without_the_book_a_refusal_says_nothing() -> None:
    meadow = Meadow(recipe_book=False)
    attempt = meadow.attempt(Craft(item="wooden_pickaxe"), 100)
    rejected = attempt.trace[-1]
    assert isinstance(rejected, WindowRejected)
    assert (rejected.lacking, rejected.station) == (None, None)


def test_what_has_no_recipe_is_invalid_only_to_who_has_the_book() -> None:
    with_book = Meadow().attempt(Craft(item="diamond_ore"), 100)
    assert isinstance(with_book.trace[-1], Invalid)
    without = Meadow(recipe_book=False).attempt(Craft(item="diamond_ore"), 100)
    assert isinstance(without.trace[-1], WindowRejected)


def test_an_unknown_item_or_station_is_invalid() -> None:
    meadow = Meadow()
    for subgoal, field in (
        (Craft(item="iron_bar"), "item"),
        (Craft(item="stick", station="workbench"), "station"),
    ):
        attempt = meadow.attempt(subgoal, 100)
        assert [(e.kind, e.field) for e in attempt.trace if isinstance(e, Invalid)] == [
            ("invalid", field)
        ]
        assert meadow.cause is not None
        assert meadow.cause[0] == "invalid_subgoal"


def test_a_full_bag_leaves_the_result_and_keeps_the_ingredients() -> None:
    meadow = Meadow()
    meadow.give("oak_log", 64)
    for _ in range(35):
        meadow.give("dirt", 64)
    attempt = meadow.attempt(Craft(item="oak_planks"), 100)
    assert isinstance(attempt.trace[-1], ItemLeft)
    assert meadow.episode.bag.count("oak_log") == 64
    assert meadow.cause == ("inventory_full", "oak_planks")


def test_a_cake_gives_its_buckets_back() -> None:
    meadow = Meadow()
    meadow.put(TABLE, "crafting_table")
    for item, count in (("milk_bucket", 1),) * 3 + (("sugar", 2), ("egg", 1), ("wheat", 3)):
        meadow.give(item, count)
    meadow.attempt(Craft(item="cake", station="crafting_table"), 100)
    assert meadow.episode.bag.count("cake") == 1
    assert meadow.episode.bag.count("bucket") == 3
