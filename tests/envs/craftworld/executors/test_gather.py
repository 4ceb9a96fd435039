"""Gathering: what lies open, what has to be dug for, and every way in which it fails."""

from __future__ import annotations

import pytest

from envs import (
    BlockBroken,
    Found,
    Invalid,
    ItemGained,
    ItemLeft,
    PathFailed,
    Refused,
    Searched,
    Stopped,
    ToolBroke,
)
from envs.attempt import Attempt
from envs.craftworld.meadow import FEET, GROUND, Meadow
from envs.craftworld.motion import mining
from envs.subgoals import Gather

X, Y, Z = FEET


def _broken(attempt: Attempt) -> list[tuple[str, str]]:
    return [(e.block, e.tool) for e in attempt.trace if isinstance(e, BlockBroken)]


def _tree(meadow: Meadow, height: int = 5) -> None:
    for up in range(height):
        meadow.put((X + 6, Y + up, Z), "oak_log")


def test_a_log_by_hand_takes_three_seconds() -> None:
    meadow = Meadow()
    meadow.put((X + 1, Y, Z), "oak_log")
    attempt = meadow.attempt(Gather(item="oak_log", tool="none"), 1_000)
    assert attempt.ticks == 60 + mining.PAUSE_TICKS
    assert _broken(attempt) == [("oak_log", "none")]
    assert meadow.cause is None


def test_a_whole_trunk_is_taken_from_the_ground() -> None:
    meadow = Meadow()
    _tree(meadow)
    meadow.attempt(Gather(item="#logs", count=5), 2_000)
    assert meadow.episode.bag.count("oak_log") == 5


def test_counts_are_of_what_is_carried_afterwards() -> None:
    meadow = Meadow()
    _tree(meadow)
    meadow.give("oak_log", 3)
    attempt = meadow.attempt(Gather(item="oak_log", count=5), 2_000)
    assert len(_broken(attempt)) == 2
    assert meadow.attempt(Gather(item="oak_log", count=5), 2_000).ticks == 0


def test_the_best_carried_tool_is_taken_if_none_is_named() -> None:
    meadow = Meadow()
    _tree(meadow, 1)
    meadow.give("wooden_pickaxe")
    meadow.give("stone_axe")
    attempt = meadow.attempt(Gather(item="oak_log"), 1_000)
    assert _broken(attempt) == [("oak_log", "stone_axe")]


def test_a_tool_that_is_not_carried_is_refused() -> None:
    meadow = Meadow()
    attempt = meadow.attempt(Gather(item="oak_log", tool="iron_axe"), 1_000)
    assert [(e.need, e.name) for e in attempt.trace if isinstance(e, Refused)] == [
        ("tool", "iron_axe")
    ]
    assert meadow.cause == ("missing_tool", "iron_axe")


def test_iron_ore_gives_nothing_to_a_wooden_pickaxe_and_it_stops_after_three() -> None:
    meadow = Meadow()
    for off in range(5):
        meadow.put((X + 3, Y, Z + off), "iron_ore")
    meadow.give("wooden_pickaxe")
    attempt = meadow.attempt(Gather(item="iron_ore", tool="wooden_pickaxe"), 5_000)
    assert _broken(attempt) == [("iron_ore", "wooden_pickaxe")] * 3
    assert not [e for e in attempt.trace if isinstance(e, ItemGained)]
    assert meadow.cause == ("tool_too_weak", "wooden_pickaxe on iron_ore")


def test_a_stone_pickaxe_gets_the_ore() -> None:
    meadow = Meadow()
    meadow.put((X + 3, Y, Z), "iron_ore")
    meadow.give("stone_pickaxe")
    meadow.attempt(Gather(item="iron_ore"), 1_000)
    assert meadow.episode.bag.count("iron_ore") == 1


def test_a_pickaxe_that_breaks_is_told_and_then_refused() -> None:
    meadow = Meadow()
    for off in range(3):
        meadow.put((X + 2, Y, Z + off), "coal_ore")
    meadow.give("wooden_pickaxe", uses=2)
    attempt = meadow.attempt(
        Gather(item="coal", count=3, source="coal_ore", tool="wooden_pickaxe"), 2_000
    )
    assert [e.item for e in attempt.trace if isinstance(e, ToolBroke)] == ["wooden_pickaxe"]
    assert isinstance(attempt.trace[-1], Refused)
    assert meadow.cause == ("tool_broke", "wooden_pickaxe")


def test_what_is_nowhere_is_searched_for_and_not_found() -> None:
    meadow = Meadow()
    attempt = meadow.attempt(Gather(item="oak_log"), 200_000)
    searched = attempt.trace[-1]
    assert isinstance(searched, Searched)
    assert searched.cells > 100
    assert (searched.low, searched.high) == (Y, Y)
    assert meadow.cause == ("target_not_found", "oak_log")


def test_what_is_out_of_view_is_found_by_walking() -> None:
    meadow = Meadow()
    meadow.put((X + 45, Y, Z + 10), "oak_log")
    attempt = meadow.attempt(Gather(item="oak_log"), 5_000)
    assert [e.target for e in attempt.trace if isinstance(e, Found)] == ["oak_log"]
    assert meadow.episode.bag.count("oak_log") == 1


def test_what_cannot_be_reached_is_told_and_left() -> None:
    meadow = Meadow()
    meadow.put((X + 6, Y + 12, Z), "oak_log")
    attempt = meadow.attempt(Gather(item="oak_log"), 200_000)
    assert any(isinstance(event, PathFailed) for event in attempt.trace)
    assert meadow.cause == ("target_unreachable", "oak_log")


def test_stone_under_the_soil_is_not_in_the_open() -> None:
    meadow = Meadow()
    meadow.give("wooden_pickaxe")
    attempt = meadow.attempt(Gather(item="cobblestone", source="stone"), 3_000)
    assert isinstance(attempt.trace[-1], Stopped)
    assert meadow.episode.bag.count("cobblestone") == 0


def test_with_heights_it_digs_down_to_the_stone() -> None:
    meadow = Meadow()
    meadow.give("wooden_pickaxe")
    attempt = meadow.attempt(
        Gather(item="cobblestone", count=3, source="stone", height=(5, 58)), 3_000
    )
    assert meadow.episode.bag.count("cobblestone") >= 3
    assert attempt.ticks < 600
    assert ("stone", "wooden_pickaxe") in _broken(attempt)


def test_digging_by_hand_through_stone_costs_what_the_formula_says() -> None:
    meadow = Meadow()
    attempt = meadow.attempt(Gather(item="cobblestone", source="stone", height=(5, 58)), 5_000)
    assert _broken(attempt)[-3:] == [("stone", "none")] * 3
    assert meadow.cause == ("missing_tool", "the bare hand on stone")
    last, before = (e.tick for e in attempt.trace[:-3:-1] if isinstance(e, BlockBroken))
    assert last - before >= 150


def test_ore_in_the_depth_is_found_by_tunnelling() -> None:
    meadow = Meadow()
    meadow.give("stone_pickaxe", 1)
    for dz in range(-40, 41):
        meadow.put((X + 1, 41, Z + dz), "iron_ore")
    meadow.attempt(Gather(item="iron_ore", count=4, height=(38, 41)), 12_000)
    assert meadow.episode.bag.count("iron_ore") >= 4


@pytest.mark.parametrize(
    ("heights", "floor"), [((30, 50), 46), ((40, 44), 42), ((43, 43), 43)], ids=str
)
def test_it_tunnels_so_far_inside_the_heights_that_all_it_lays_open_is_between_them(
    heights: tuple[int, int], floor: int
) -> None:
    meadow = Meadow()
    meadow.give("stone_pickaxe", 4)
    meadow.attempt(Gather(item="iron_ore", height=heights), 6_000)
    assert meadow.episode.cell[1] == floor


def test_a_full_bag_leaves_what_drops() -> None:
    meadow = Meadow()
    _tree(meadow, 2)
    for _ in range(36):
        meadow.give("dirt", 64)
    attempt = meadow.attempt(Gather(item="oak_log", count=2), 2_000)
    assert [(e.item, e.count) for e in attempt.trace if isinstance(e, ItemLeft)] == [("oak_log", 1)]
    assert meadow.cause == ("inventory_full", "oak_log")


def test_the_budget_stops_it_in_the_middle_of_a_block() -> None:
    meadow = Meadow()
    meadow.put((X + 2, Y, Z), "oak_log")
    attempt = meadow.attempt(Gather(item="oak_log"), 30)
    assert attempt.ticks == 30
    assert isinstance(attempt.trace[-1], Stopped)
    assert meadow.name((X + 2, Y, Z)) == "oak_log"
    assert meadow.cause == ("out_of_time", "the budget was used")


@pytest.mark.parametrize(
    ("subgoal", "field"),
    [
        (Gather(item="no_such_thing"), "item"),
        (Gather(item="diamond"), "source"),
        (Gather(item="coal", source="coal_vein"), "source"),
        (Gather(item="oak_log", tool="laser"), "tool"),
    ],
)
def test_words_that_are_none_are_invalid(subgoal: Gather, field: str) -> None:
    meadow = Meadow()
    attempt = meadow.attempt(subgoal, 100)
    assert [e.field for e in attempt.trace if isinstance(e, Invalid)] == [field]
    assert attempt.ticks == 0


def test_saplings_come_from_leaves() -> None:
    meadow = Meadow()
    for dx in range(3, 9):
        for dz in range(8):
            meadow.put((X + dx, Y + 1, Z + dz), "oak_leaves")
    attempt = meadow.attempt(Gather(item="#saplings", source="#leaves"), 4_000)
    assert attempt.post_state.inventory is not None
    assert attempt.post_state.inventory.count("oak_sapling") == 1


def test_dug_ground_opens_beneath_and_nobody_digs_what_they_stand_on() -> None:
    meadow = Meadow()
    attempt = meadow.attempt(Gather(item="dirt", count=4, source="grass_block"), 2_000)
    assert meadow.episode.bag.count("dirt") == 4
    assert attempt.post_state.vitals is not None
    assert attempt.post_state.vitals.health == 20
    assert meadow.episode.cell[1] >= GROUND - 1
