"""Water and lava run, meet, and dry up; Minecraft Wiki, Fluid, Water and Obsidian, 1.16."""

from __future__ import annotations

import pytest

from envs.craftworld.footing import Cell
from envs.craftworld.meadow import FEET, Meadow

X, Y, Z = FEET


def _pour(meadow: Meadow, cell: Cell, liquid: str) -> None:
    meadow.put(cell, liquid)
    meadow.episode.flows.poured(cell, liquid, meadow.episode.tick, meadow.episode.terrain)


def _let_run(meadow: Meadow, ticks: int) -> None:
    meadow.episode.pass_time(ticks)


@pytest.mark.parametrize(("liquid", "reach", "ticks"), [("water", 7, 60), ("lava", 3, 120)])
def test_a_liquid_runs_so_many_blocks_and_no_further(liquid: str, reach: int, ticks: int) -> None:
    meadow = Meadow()
    _pour(meadow, (X + 20, Y, Z), liquid)
    _let_run(meadow, ticks)
    assert meadow.name((X + 20, Y, Z + reach)) == liquid
    assert meadow.name((X + 20, Y, Z + reach + 1)) == "air"


def test_what_ran_dries_up_with_its_source() -> None:
    meadow = Meadow()
    _pour(meadow, (X + 20, Y, Z), "water")
    _let_run(meadow, 60)
    meadow.put((X + 20, Y, Z), "air")
    meadow.episode.flows.scooped(
        (X + 20, Y, Z), "water", meadow.episode.tick, meadow.episode.terrain
    )
    _let_run(meadow, 60)
    names = {meadow.name((X + 20 + dx, Y, Z + dz)) for dx in range(-8, 9) for dz in range(-8, 9)}
    assert names == {"air"}


def test_what_another_source_feeds_stays() -> None:
    meadow = Meadow()
    _pour(meadow, (X + 20, Y, Z), "water")
    _pour(meadow, (X + 24, Y, Z), "water")
    _let_run(meadow, 60)
    meadow.put((X + 20, Y, Z), "air")
    meadow.episode.flows.scooped(
        (X + 20, Y, Z), "water", meadow.episode.tick, meadow.episode.terrain
    )
    _let_run(meadow, 60)
    assert meadow.name((X + 24 - 7, Y, Z)) == "water"
    assert meadow.name((X + 24 - 8, Y, Z)) == "air"


def test_lava_sources_turn_to_obsidian_and_running_lava_to_cobblestone() -> None:
    meadow = Meadow()
    _pour(meadow, (X + 20, Y, Z), "lava")
    _let_run(meadow, 120)
    _pour(meadow, (X + 20, Y, Z + 5), "water")
    _let_run(meadow, 60)
    assert meadow.name((X + 20, Y, Z + 3)) == "cobblestone"
    _pour(meadow, (X + 20, Y + 1, Z), "water")
    _let_run(meadow, 60)
    assert meadow.name((X + 20, Y, Z)) == "obsidian"


def test_water_between_two_springs_is_one() -> None:
    meadow = Meadow()
    _pour(meadow, (X + 20, Y, Z), "water")
    _pour(meadow, (X + 22, Y, Z), "water")
    _let_run(meadow, 60)
    assert meadow.episode.flows.is_source((X + 21, Y, Z))
    assert not meadow.episode.flows.is_source((X + 23, Y, Z))


def test_what_was_on_its_way_does_not_come_without_its_source() -> None:
    meadow = Meadow()
    _pour(meadow, (X + 20, Y, Z), "water")
    meadow.put((X + 20, Y, Z), "air")
    meadow.episode.flows.scooped(
        (X + 20, Y, Z), "water", meadow.episode.tick, meadow.episode.terrain
    )
    _let_run(meadow, 60)
    assert meadow.name((X + 20, Y, Z + 1)) == "air"


def test_flows_are_restored_with_the_episode() -> None:
    meadow = Meadow()
    _pour(meadow, (X + 20, Y, Z), "water")
    before = meadow.snapshot()
    _let_run(meadow, 60)
    meadow.restore(before)
    assert meadow.name((X + 20, Y, Z + 1)) == "air"
    _let_run(meadow, 60)
    assert meadow.name((X + 20, Y, Z + 7)) == "water"
