"""Water makes obsidian of lava, and obsidian is mined without harm."""

from __future__ import annotations

from envs import Damage, PathFailed, Searched
from envs.craftworld.footing import Cell
from envs.craftworld.meadow import FEET, Meadow
from envs.subgoals import Gather, Use

X, Y, Z = FEET


def _lake(meadow: Meadow, depth: int) -> list[Cell]:
    """Makes a lake of lava in the ground and returns its surface."""
    surface = [(X + dx, Y - 1, Z + dz) for dx in range(4, 10) for dz in range(-3, 4)]
    for x, y, z in surface:
        for down in range(depth):
            meadow.put((x, y - down, z), "lava")
    return surface


def test_one_bucket_makes_ten_obsidian_of_a_lake_and_is_had_again() -> None:
    meadow = Meadow()
    meadow.give("water_bucket")
    surface = _lake(meadow, 1)
    attempt = meadow.attempt(Use(item="water_bucket", on="lava"), 1_000)
    assert sum(meadow.name(cell) == "obsidian" for cell in surface) >= 10
    assert meadow.episode.bag.count("water_bucket") == 1
    assert not any(block.name == "water" for block in attempt.post_state.blocks or ())
    assert meadow.cause is None


def test_obsidian_over_lava_is_mined_unharmed_and_nothing_burns() -> None:
    meadow = Meadow()
    meadow.give("water_bucket")
    meadow.give("diamond_pickaxe")
    surface = _lake(meadow, 3)
    meadow.attempt(Use(item="water_bucket", on="lava"), 1_000)
    attempt = meadow.attempt(Gather(item="obsidian", count=10), 6_000)
    assert meadow.episode.bag.count("obsidian") == 10
    assert not any(isinstance(e, Damage) for e in attempt.trace)
    assert sum(meadow.name(cell) == "air" for cell in surface) == 10


def test_without_lava_in_view_the_water_stays_in_its_bucket() -> None:
    meadow = Meadow()
    meadow.give("water_bucket")
    attempt = meadow.attempt(Use(item="water_bucket", on="lava"), 1_000)
    assert isinstance(attempt.trace[-1], Searched)
    assert meadow.cause == ("target_not_found", "lava")
    assert meadow.episode.bag.count("water_bucket") == 1


def test_lava_behind_glass_is_out_of_reach() -> None:
    meadow = Meadow()
    meadow.give("water_bucket")
    lava = (X + 6, Y + 6, Z)
    for dx, dy, dz in ((1, 0, 0), (-1, 0, 0), (0, 1, 0), (0, -1, 0), (0, 0, 1), (0, 0, -1)):
        meadow.put((lava[0] + dx, lava[1] + dy, lava[2] + dz), "barrier")
    meadow.put(lava, "lava")
    attempt = meadow.attempt(Use(item="water_bucket", on="lava"), 2_000)
    assert isinstance(attempt.trace[-1], PathFailed)
    assert meadow.cause == ("target_unreachable", "lava")
    assert meadow.name(lava) == "lava"
