"""Holding, wearing, eating, using, storing, throwing away."""

from __future__ import annotations

import pytest

from envs import Invalid, ItemLost, Refused, Searched, Used
from envs.craftworld.executors.eat import EAT_TICKS
from envs.craftworld.meadow import FEET, Meadow
from envs.subgoals import Deposit, Discard, Eat, Equip, Subgoal, Use, Wait

X, Y, Z = FEET


def _slots(meadow: Meadow) -> dict[str, str]:
    equipment = meadow.observe().equipment
    assert equipment is not None
    return {slot.slot: slot.item for slot in equipment.slots}


def test_a_tool_is_held_and_armor_is_worn() -> None:
    meadow = Meadow()
    for item in ("dirt", "stone_pickaxe", "iron_helmet"):
        meadow.give(item)
        meadow.attempt(Equip(item=item), 100)
    assert _slots(meadow) == {"head": "iron_helmet", "mainhand": "stone_pickaxe"}
    carried = meadow.observe().inventory
    assert carried is not None
    assert carried.count("iron_helmet") == 1


def test_bread_fills_and_takes_its_time() -> None:
    meadow = Meadow()
    meadow.give("bread")
    meadow.episode.vitals.food = 10
    attempt = meadow.attempt(Eat(item="bread"), 100)
    assert attempt.ticks == EAT_TICKS
    assert meadow.episode.vitals.food == 15
    assert [(e.verb, e.object) for e in attempt.trace if isinstance(e, Used)] == [
        ("eaten", "bread")
    ]


def test_who_is_not_hungry_eats_nothing() -> None:
    meadow = Meadow()
    meadow.give("bread")
    attempt = meadow.attempt(Eat(item="bread"), 100)
    assert isinstance(attempt.trace[-1], Refused)
    assert meadow.episode.bag.count("bread") == 1


def test_a_bucket_is_filled_at_a_spring() -> None:
    meadow = Meadow()
    meadow.give("bucket")
    meadow.put((X + 4, Y - 1, Z), "water")
    meadow.attempt(Use(item="bucket", on="water"), 500)
    assert meadow.episode.bag.count("water_bucket") == 1
    assert meadow.name((X + 4, Y - 1, Z)) == "air"


def test_where_there_is_no_water_no_bucket_is_filled() -> None:
    meadow = Meadow()
    meadow.give("bucket")
    attempt = meadow.attempt(Use(item="bucket", on="water"), 500)
    assert isinstance(attempt.trace[-1], Searched)
    assert meadow.cause == ("target_not_found", "water")


def test_what_is_put_into_a_chest_stays_there_until_the_chest_is_broken() -> None:
    meadow = Meadow()
    chest = (X + 1, Y, Z)
    meadow.put(chest, "chest")
    meadow.give("cobblestone", 100)
    meadow.attempt(Deposit(item="cobblestone", count=70), 500)
    assert meadow.episode.bag.count("cobblestone") == 30
    assert sum(stack.count for stack in meadow.episode.contents_of(chest)) == 70


def test_without_a_chest_nothing_is_stored() -> None:
    meadow = Meadow()
    meadow.give("cobblestone", 100)
    attempt = meadow.attempt(Deposit(item="cobblestone"), 500)
    assert [(e.need, e.name) for e in attempt.trace if isinstance(e, Refused)] == [
        ("container", "chest")
    ]


def test_what_is_thrown_away_is_not_picked_up_again() -> None:
    meadow = Meadow()
    meadow.give("dirt", 20)
    attempt = meadow.attempt(Discard(item="dirt", count=15), 100)
    assert [(e.count, e.way) for e in attempt.trace if isinstance(e, ItemLost)] == [(15, "drop")]
    meadow.attempt(Wait(ticks=100), 100)
    assert meadow.episode.bag.count("dirt") == 5


@pytest.mark.parametrize(
    "subgoal",
    [
        Equip(item="iron_helmet"),
        Eat(item="bread"),
        Use(item="bucket", on="water"),
        Discard(item="dirt"),
        Deposit(item="dirt"),
    ],
    ids=lambda subgoal: str(subgoal.kind),
)
def test_what_is_not_carried_is_refused(subgoal: Subgoal) -> None:
    meadow = Meadow()
    attempt = meadow.attempt(subgoal, 100)
    assert [e.need for e in attempt.trace if isinstance(e, Refused)] == ["item"]
    assert meadow.cause is not None
    assert meadow.cause[0] == "missing_material"


@pytest.mark.parametrize(
    ("subgoal", "field"),
    [
        (Eat(item="dirt"), "item"),
        (Use(item="dirt"), "item"),
        (Deposit(item="dirt", container="furnace"), "container"),
    ],
    ids=["eat", "use", "deposit"],
)
def test_what_makes_no_sense_is_invalid(subgoal: Subgoal, field: str) -> None:
    meadow = Meadow()
    meadow.give("dirt")
    attempt = meadow.attempt(subgoal, 100)
    assert [e.field for e in attempt.trace if isinstance(e, Invalid)] == [field]
