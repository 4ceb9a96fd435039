"""Hunting: blows, drops and the ways in which nothing comes of it."""

from __future__ import annotations

from envs import Damage, Invalid, Killed, Refused, Searched
from envs.craftworld.meadow import FEET, Meadow
from envs.subgoals import Hunt, Wait

X, Y, Z = FEET


def test_a_cow_is_killed_and_its_beef_picked_up() -> None:
    meadow = Meadow()
    meadow.bring("cow", (X + 5, Y, Z))
    attempt = meadow.attempt(Hunt(entity="cow", item="beef"), 3_000)
    assert meadow.episode.bag.count("beef") >= 1
    assert [(e.entity, e.tool) for e in attempt.trace if isinstance(e, Killed)] == [("cow", "none")]


def test_without_an_item_the_dead_count() -> None:
    meadow = Meadow()
    for off in range(3):
        meadow.bring("chicken", (X + 4, Y, Z + 3 * off))
    attempt = meadow.attempt(Hunt(entity="chicken", count=2), 3_000)
    assert len([e for e in attempt.trace if isinstance(e, Killed)]) == 2


def test_a_sword_needs_fewer_ticks_than_the_hand() -> None:
    ticks = []
    for tool in (None, "iron_sword"):
        meadow = Meadow()
        meadow.bring("cow", (X + 2, Y, Z))
        if tool:
            meadow.give(tool)
        ticks.append(meadow.attempt(Hunt(entity="cow", count=1, tool=tool), 3_000).ticks)
    assert ticks[1] < ticks[0]


def test_a_weapon_that_is_not_carried_is_refused() -> None:
    meadow = Meadow()
    attempt = meadow.attempt(Hunt(entity="cow", tool="iron_sword"), 100)
    assert isinstance(attempt.trace[-1], Refused)
    assert meadow.cause == ("missing_tool", "iron_sword")


def test_where_none_lives_none_is_found() -> None:
    meadow = Meadow()
    attempt = meadow.attempt(Hunt(entity="cow", item="beef"), 200_000)
    assert isinstance(attempt.trace[-1], Searched)
    assert meadow.cause == ("target_not_found", "cow")


def test_what_is_no_creature_is_invalid() -> None:
    attempt = Meadow().attempt(Hunt(entity="unicorn"), 100)
    assert [e.field for e in attempt.trace if isinstance(e, Invalid)] == ["entity"]


def test_whoever_strikes_the_agent_is_struck_back() -> None:
    meadow = Meadow()
    meadow.episode.skipped_ticks = 14_000  # at night zombies don't burn
    meadow.give("iron_sword")
    zombie = meadow.bring("zombie", (X + 1, Y, Z))
    meadow.attempt(Wait(ticks=400), 400)
    alive = meadow.episode.creatures.get(zombie.id)
    assert alive is None or alive.health_tenths < 200


def test_a_blow_is_told_with_what_it_came_from() -> None:
    meadow = Meadow()
    meadow.episode.skipped_ticks = 14_000
    meadow.bring("zombie", (X + 1, Y, Z))
    attempt = meadow.attempt(Wait(ticks=60), 60)
    assert [e.source for e in attempt.trace if isinstance(e, Damage)][:1] == ["zombie"]
