"""Buckets are filled, poured out and drunk from."""

from __future__ import annotations

import pytest

from envs import BlockPlaced, PathFailed, Refused, Searched, Used
from envs.craftworld.meadow import FEET, Meadow
from envs.subgoals import Eat, Use, Wait

X, Y, Z = FEET


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


def test_lava_that_no_way_leads_to_is_not_scooped() -> None:
    meadow = Meadow()
    meadow.give("bucket")
    for dx in range(-2, 3):
        for dz in range(-2, 3):
            meadow.put((X + 12 + dx, Y + 8, Z + dz), "glass")
    meadow.put((X + 12, Y + 9, Z), "lava")
    meadow.stand((X, Y, Z))
    attempt = meadow.attempt(Use(item="bucket", on="lava"), 2_000)
    assert isinstance(attempt.trace[-1], PathFailed | Searched)
    assert meadow.episode.bag.count("bucket") == 1


def test_as_many_buckets_are_filled_as_asked_for() -> None:
    meadow = Meadow()
    meadow.give("bucket", 3)
    for dx in (3, 5, 7):
        meadow.put((X + dx, Y - 1, Z), "water")
    meadow.attempt(Use(item="bucket", on="water", count=2), 1_000)
    assert meadow.episode.bag.count("water_bucket") == 2
    assert meadow.episode.bag.count("bucket") == 1


def test_water_that_is_poured_out_is_a_source_and_runs() -> None:
    meadow = Meadow()
    meadow.give("water_bucket")
    attempt = meadow.attempt(Use(item="water_bucket"), 500)
    (placed,) = [e for e in attempt.trace if isinstance(e, BlockPlaced)]
    cell = (placed.x, placed.y, placed.z)
    assert placed.block == "water"
    assert meadow.episode.bag.count("bucket") == 1
    meadow.attempt(Wait(ticks=60), 100)
    assert meadow.episode.flows.is_source(cell)
    assert meadow.name((cell[0], cell[1], cell[2] + 3)) == "water"


def test_water_is_poured_against_the_block_that_is_named() -> None:
    meadow = Meadow()
    meadow.give("water_bucket")
    meadow.put((X + 6, Y, Z), "stone")
    attempt = meadow.attempt(Use(item="water_bucket", on="stone"), 500)
    (placed,) = [e for e in attempt.trace if isinstance(e, BlockPlaced)]
    assert abs(placed.x - X - 6) + abs(placed.y - Y) + abs(placed.z - Z) == 1


def test_who_pours_lava_out_steps_back_from_it() -> None:
    meadow = Meadow()
    meadow.give("lava_bucket")
    meadow.attempt(Use(item="lava_bucket"), 500)
    meadow.attempt(Wait(ticks=400), 400)
    assert meadow.episode.vitals.health_tenths == 200


def test_a_cow_is_milked_and_the_milk_is_drunk() -> None:
    meadow = Meadow()
    meadow.give("bucket")
    meadow.bring("cow", (X + 5, Y, Z))
    meadow.attempt(Use(item="bucket", on="cow"), 500)
    assert meadow.episode.bag.count("milk_bucket") == 1
    attempt = meadow.attempt(Eat(item="milk_bucket"), 100)
    assert [e.verb for e in attempt.trace if isinstance(e, Used)] == ["drunk"]
    view = attempt.view(meadow.vocabulary)
    assert all(check.holds(view) for check in attempt.subgoal.all_checks())
    assert meadow.episode.bag.count("bucket") == 1


def test_without_a_cow_nothing_is_milked() -> None:
    meadow = Meadow()
    meadow.give("bucket")
    meadow.attempt(Use(item="bucket", on="cow"), 500)
    assert meadow.cause == ("target_not_found", "cow")


@pytest.mark.parametrize("liquid", ["lava", "water"])
def test_a_bucket_that_is_not_carried_is_refused(liquid: str) -> None:
    meadow = Meadow()
    attempt = meadow.attempt(Use(item=f"{liquid}_bucket"), 100)
    assert [(e.need, e.name) for e in attempt.trace if isinstance(e, Refused)] == [
        ("item", f"{liquid}_bucket")
    ]
