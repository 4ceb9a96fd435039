"""Blocks beside lava are broken as a careful player breaks them."""

from __future__ import annotations

from envs import BlockPlaced, Damage
from envs.craftworld.body import Body
from envs.craftworld.executors import caution
from envs.craftworld.meadow import FEET, Meadow
from envs.subgoals import Gather, Wait

X, Y, Z = FEET


def _ore_before_lava(meadow: Meadow) -> None:
    """Puts an ore into a wall, and a lake of lava behind it, at the agent's height."""
    for dx in range(2, 7):
        for dy in range(3):
            for dz in range(-3, 4):
                meadow.put((X + dx, Y + dy, Z + dz), "stone")
    for dx in range(3, 6):
        for dz in range(-1, 2):
            meadow.put((X + dx, Y, Z + dz), "lava")
    meadow.put((X + 2, Y, Z), "coal_ore")


def test_a_hole_that_lets_lava_in_is_plugged() -> None:
    meadow = Meadow()
    meadow.give("stone_pickaxe")
    meadow.give("cobblestone", 3)
    _ore_before_lava(meadow)
    attempt = meadow.attempt(Gather(item="coal", source="coal_ore"), 2_000)
    assert [e.block for e in attempt.trace if isinstance(e, BlockPlaced)] == ["cobblestone"]
    assert meadow.episode.bag.count("coal") == 1
    meadow.attempt(Wait(ticks=400), 400)
    assert meadow.name((X + 2, Y, Z)) == "cobblestone"


def test_who_has_no_rubble_steps_back_from_the_lava() -> None:
    meadow = Meadow()
    meadow.give("stone_pickaxe")
    _ore_before_lava(meadow)
    attempt = meadow.attempt(Gather(item="coal", source="coal_ore"), 2_000)
    later = meadow.attempt(Wait(ticks=400), 400)
    assert not any(isinstance(e, Damage) for e in (*attempt.trace, *later.trace))


def test_lava_behind_rock_warns_nobody() -> None:
    meadow = Meadow()
    _ore_before_lava(meadow)
    terrain = meadow.episode.terrain
    assert not caution.is_risky(terrain, (X + 2, Y, Z))
    meadow.put((X + 3, Y + 1, Z), "air")
    assert caution.is_risky(terrain, (X + 2, Y, Z))
    assert not caution.is_risky(terrain, (X + 2, Y + 2, Z + 3))


def test_nobody_stands_where_lava_in_view_may_run() -> None:
    meadow = Meadow()
    meadow.put((X + 3, Y, Z), "lava")
    body = Body(meadow.episode, 100, None)
    assert caution.places_beside(body, (X + 1, Y, Z + 1)) == {
        place
        for place in caution.places_beside(body, (X + 1, Y, Z + 1))
        if place[1] > Y or abs(place[0] - X - 3) + abs(place[2] - Z) > 4
    }
    assert (X + 2, Y, Z + 1) not in caution.places_beside(body, (X + 1, Y, Z + 1))


def test_what_falls_deep_or_into_lava_is_lost() -> None:
    meadow = Meadow()
    terrain = meadow.episode.terrain
    assert not caution.falls_away(terrain, (X + 3, Y + 2, Z))
    assert caution.falls_away(terrain, (X + 3, Y + 20, Z))
    meadow.put((X + 3, Y - 1, Z), "lava")
    assert caution.falls_away(terrain, (X + 3, Y, Z))
