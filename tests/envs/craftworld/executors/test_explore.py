"""Looking for things by digging along between two heights."""

from __future__ import annotations

from envs import BlockBroken, Found, Moved, Refused, Searched
from envs.craftworld.footing import Cell
from envs.craftworld.meadow import FEET, Meadow
from envs.subgoals import Explore

X, Y, Z = FEET
LOW, HIGH = 40, 44


def _cave(meadow: Meadow, middle: Cell, block: str) -> None:
    """Makes a hollow with one block in it."""
    x, y, z = middle
    for dx in range(-2, 3):
        for dz in range(-2, 3):
            for dy in range(3):
                meadow.put((x + dx, y + dy, z + dz), "air")
    meadow.put(middle, block)


def test_who_digs_along_finds_what_a_cave_shows() -> None:
    meadow = Meadow()
    meadow.give("iron_pickaxe")
    meadow.give("iron_shovel")
    _cave(meadow, (X, LOW + 1, Z + 40), "lava")
    attempt = meadow.attempt(Explore(target="lava", height=(LOW, HIGH)), 8_000)
    (found,) = [e for e in attempt.trace if isinstance(e, Found)]
    assert (found.x, found.y, found.z) == (X, LOW + 1, Z + 40)
    view = attempt.view(meadow.vocabulary)
    assert all(check.holds(view) for check in attempt.subgoal.all_checks())


def test_what_is_closed_in_by_rock_is_not_seen() -> None:
    meadow = Meadow()
    meadow.give("iron_pickaxe")
    meadow.put((X + 6, LOW + 12, Z), "lava")
    attempt = meadow.attempt(Explore(target="lava", height=(LOW, LOW)), 2_000)
    assert not any(isinstance(e, Found) for e in attempt.trace)


def test_a_search_without_a_find_says_between_which_heights() -> None:
    meadow = Meadow()
    meadow.give("diamond_pickaxe", 4)
    meadow.give("diamond_shovel", 2)
    attempt = meadow.attempt(Explore(target="lava", height=(LOW, HIGH)), 40_000)
    last = attempt.trace[-1]
    assert isinstance(last, Searched)
    assert LOW <= last.low <= HIGH
    assert last.high == Y
    assert meadow.cause == ("target_not_found", "lava")


def test_a_tool_that_breaks_by_the_way_is_what_is_lacking() -> None:
    meadow = Meadow()
    meadow.give("iron_pickaxe", 1, 12)
    attempt = meadow.attempt(Explore(target="lava", height=(LOW, HIGH)), 8_000)
    last = attempt.trace[-1]
    assert isinstance(last, Refused)
    assert (last.need, last.name) == ("tool", "iron_pickaxe")
    assert meadow.cause == ("tool_broke", "iron_pickaxe")


def test_without_heights_nobody_digs() -> None:
    meadow = Meadow()
    meadow.give("iron_pickaxe")
    attempt = meadow.attempt(Explore(target="lava"), 2_000)
    assert any(isinstance(e, Moved) for e in attempt.trace)
    assert not any(isinstance(e, BlockBroken) for e in attempt.trace)
