"""Trading: the village's first villager sells iron, the others don't."""

from __future__ import annotations

from envs import Lack, Refused, Traded, WindowRejected
from envs.craftworld.game.offers import SPECIAL
from envs.craftworld.land.villages import Village
from envs.craftworld.meadow import FEET, Meadow
from envs.subgoals import Trade

X, Y, Z = FEET
VILLAGE = Village(X + 30, Y, Z)


def test_thirty_two_sticks_buy_an_iron_ingot() -> None:
    meadow = Meadow(villages=[VILLAGE])
    meadow.give("stick", 40)
    attempt = meadow.attempt(Trade(item="iron_ingot"), 5_000)
    assert [(e.item, e.count) for e in attempt.trace if isinstance(e, Traded)] == [
        ("iron_ingot", 1)
    ]
    assert meadow.episode.bag.count("stick") == 8
    assert meadow.episode.bag.count("iron_ingot") == 1
    assert SPECIAL.price == (("stick", 32),)


def test_too_few_sticks_show_how_many_are_lacking() -> None:
    meadow = Meadow(villages=[VILLAGE])
    meadow.give("stick", 30)
    attempt = meadow.attempt(Trade(item="iron_ingot"), 5_000)
    rejected = attempt.trace[-1]
    assert isinstance(rejected, WindowRejected)
    assert rejected.lacking == (Lack(item="stick", count=2),)
    assert meadow.cause == ("missing_material", "stick")


def test_what_nobody_offers_is_refused_after_all_were_asked() -> None:
    meadow = Meadow(villages=[VILLAGE])
    attempt = meadow.attempt(Trade(item="diamond"), 5_000)
    opened = [e for e in attempt.trace if e.kind == "window_opened"]
    assert len(opened) >= 2
    assert [(e.need, e.name) for e in attempt.trace if isinstance(e, Refused)] == [
        ("offer", "diamond")
    ]


def test_without_a_villager_the_entity_is_refused() -> None:
    meadow = Meadow()
    meadow.give("stick", 32)
    attempt = meadow.attempt(Trade(item="iron_ingot"), 1_000)
    assert [(e.need, e.name) for e in attempt.trace if isinstance(e, Refused)] == [
        ("entity", "villager")
    ]
    assert meadow.cause == ("target_not_found", "villager")
