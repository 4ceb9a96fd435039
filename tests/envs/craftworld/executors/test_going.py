"""Exploring and going places: what is found, and what is told when it isn't."""

from __future__ import annotations

from envs import Found, Invalid, PathFailed, Searched
from envs.craftworld.land.villages import Village
from envs.craftworld.meadow import FEET, GROUND, Meadow
from envs.subgoals import Explore, GoTo

X, Y, Z = FEET


def test_a_thing_in_view_is_found_at_once() -> None:
    meadow = Meadow()
    meadow.put((X + 9, Y, Z), "oak_log")
    attempt = meadow.attempt(Explore(target="#logs"), 1_000)
    assert isinstance(attempt.trace[-1], Found)
    assert attempt.ticks == 0


def test_a_thing_out_of_view_is_walked_to() -> None:
    meadow = Meadow()
    meadow.put((X + 60, Y, Z), "pumpkin")
    attempt = meadow.attempt(Explore(target="pumpkin"), 5_000)
    assert isinstance(attempt.trace[-1], Found)
    assert attempt.ticks > 0


def test_a_village_is_known_once_it_is_near() -> None:
    meadow = Meadow(villages=[Village(X + 170, Y, Z)])
    assert meadow.observe().places == ()
    attempt = meadow.attempt(Explore(target="village", sought="place"), 10_000)
    assert attempt.post_state.places is not None
    assert [(p.name, p.x) for p in attempt.post_state.places] == [("village", X + 170)]


def test_a_biome_that_is_nowhere_is_searched_for() -> None:
    meadow = Meadow()
    attempt = meadow.attempt(Explore(target="desert", sought="biome"), 400_000)
    assert isinstance(attempt.trace[-1], Searched)
    assert meadow.cause == ("target_not_found", "desert")


def test_what_is_no_word_is_invalid() -> None:
    for subgoal in (
        Explore(target="eldorado", sought="place"),
        Explore(target="grotto"),
        GoTo(target="grotto"),
    ):
        attempt = Meadow().attempt(subgoal, 100)
        assert [e.field for e in attempt.trace if isinstance(e, Invalid)] == ["target"]


def test_a_column_is_gone_to() -> None:
    meadow = Meadow()
    subgoal = GoTo(x=X + 80, z=Z - 30, distance=4)
    attempt = meadow.attempt(subgoal, 5_000)
    view = attempt.view(meadow.vocabulary)
    assert all(check.holds(view) for check in subgoal.own_checks())
    assert attempt.ticks < 600


def test_a_column_behind_a_wall_without_end_is_not_reached() -> None:
    meadow = Meadow()
    for dx in range(-3, 4):
        for dz in range(-3, 4):
            for dy in range(4):
                if max(abs(dx), abs(dz)) == 3:
                    meadow.put((X + dx, Y + dy, Z + dz), "bedrock")
    attempt = meadow.attempt(GoTo(x=X + 30, z=Z), 5_000)
    assert isinstance(attempt.trace[-1], PathFailed)
    assert meadow.cause == ("target_unreachable", "column")


def test_a_known_word_that_is_not_in_view_is_not_gone_to() -> None:
    meadow = Meadow()
    attempt = meadow.attempt(GoTo(target="furnace"), 100)
    assert isinstance(attempt.trace[-1], Searched)
    assert meadow.cause == ("target_not_found", "furnace")


def test_from_under_ground_it_comes_up_first() -> None:
    meadow = Meadow()
    meadow.give("stone_pickaxe")
    cave = (X, 40, Z)
    for cell in (cave, (X, 41, Z)):
        meadow.put(cell, "air")
    meadow.stand(cave)
    meadow.attempt(GoTo(x=X + 60, z=Z), 8_000)
    assert meadow.episode.cell[1] == GROUND + 1
    assert meadow.cause is None
