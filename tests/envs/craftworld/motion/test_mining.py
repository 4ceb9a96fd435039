"""Digging times are the wiki's, and what is dug has its consequences."""

from __future__ import annotations

import pytest

from envs.craftworld.body import Body
from envs.craftworld.meadow import FEET, Meadow
from envs.craftworld.motion import mining

X, Y, Z = FEET
BLOCK = (X + 1, Y, Z)


def _body(meadow: Meadow) -> Body:
    meadow.episode.ledger.open()
    return Body(meadow.episode, 100_000, None)


@pytest.mark.parametrize(
    ("block", "tool", "ticks"),
    [
        ("stone", None, 150),
        ("stone", "wooden_pickaxe", 23),
        ("stone", "stone_pickaxe", 12),
        ("stone", "iron_pickaxe", 8),
        ("oak_log", None, 60),
        ("oak_log", "wooden_axe", 30),
        ("dirt", None, 15),
        ("dirt", "wooden_pickaxe", 15),
        ("dirt", "wooden_shovel", 8),
        ("iron_ore", "wooden_pickaxe", 150),
        ("iron_ore", "stone_pickaxe", 23),
        ("obsidian", "diamond_pickaxe", 188),
        ("crafting_table", None, 75),
        ("bedrock", "iron_pickaxe", None),
    ],
)
def test_times_are_those_of_the_wiki(block: str, tool: str | None, ticks: int | None) -> None:
    assert mining.dig_ticks(_body(Meadow()), block, tool) == ticks


def test_digging_under_water_takes_five_times_as_long() -> None:
    meadow = Meadow()
    meadow.put((X, Y + 1, Z), "water")
    assert mining.dig_ticks(_body(meadow), "dirt", None) == 75


def test_a_block_takes_one_use_and_grass_takes_none() -> None:
    meadow = Meadow()
    meadow.give("stone_pickaxe")
    body = _body(meadow)
    for block, left in (("stone", 130), ("grass", 130), ("stone", 129)):
        meadow.put(BLOCK, block)
        assert mining.dig(body, BLOCK, "stone_pickaxe")
        assert meadow.episode.bag.stacks[0].uses == left


def test_a_tool_is_spared_where_another_one_does() -> None:
    meadow = Meadow()
    meadow.give("iron_pickaxe")
    meadow.give("stone_pickaxe")
    body = _body(meadow)

    assert mining.best_tool(body, "stone") == "iron_pickaxe"
    assert mining.best_tool(body, "stone", spared="iron_pickaxe") == "stone_pickaxe"
    assert mining.best_tool(body, "gold_ore", spared="iron_pickaxe") == "iron_pickaxe"


def test_gravel_comes_down_when_what_held_it_is_gone() -> None:
    meadow = Meadow()
    for dy, name in enumerate(("dirt", "gravel", "gravel")):
        meadow.put((BLOCK[0], Y + dy, BLOCK[2]), name)
    mining.dig(_body(meadow), BLOCK, None)
    names = [meadow.name((BLOCK[0], Y + dy, BLOCK[2])) for dy in range(3)]
    assert names == ["gravel", "gravel", "air"]


def test_grass_goes_with_the_soil_it_stands_on() -> None:
    meadow = Meadow()
    meadow.put((X + 1, Y, Z), "grass")
    mining.dig(_body(meadow), (X + 1, Y - 1, Z), None)
    assert meadow.name((X + 1, Y, Z)) == "air"


def test_water_runs_into_what_was_dug_beside_it() -> None:
    meadow = Meadow()
    meadow.put((X + 2, Y - 1, Z), "water")
    body = _body(meadow)
    mining.dig(body, (X + 1, Y - 1, Z), None)
    assert meadow.name((X + 1, Y - 1, Z)) == "air"
    body.spend(5)
    assert meadow.name((X + 1, Y - 1, Z)) == "water"


def test_lava_runs_slower_and_not_so_far() -> None:
    meadow = Meadow()
    for off in range(8):
        meadow.put((X + 2 + off, Y, Z + 5), "air")
        meadow.put((X + 2 + off, Y - 1, Z + 5), "air")
    meadow.put((X + 1, Y - 1, Z + 5), "lava")
    meadow.put((X + 2, Y - 1, Z + 5), "dirt")
    body = _body(meadow)
    mining.dig(body, (X + 2, Y - 1, Z + 5), None)
    body.spend(29)
    assert meadow.name((X + 2, Y - 1, Z + 5)) == "air"
    body.spend(600)
    reached = [off for off in range(8) if meadow.name((X + 2 + off, Y - 1, Z + 5)) == "lava"]
    assert reached == [0, 1, 2]


def test_a_broken_chest_spills_what_was_in_it() -> None:
    meadow = Meadow()
    meadow.put(BLOCK, "chest")
    body = _body(meadow)
    meadow.episode.chests[BLOCK] = [meadow.episode.bag.held] if meadow.episode.bag.held else []
    meadow.give("diamond", 3)
    meadow.episode.chests[BLOCK].append(meadow.episode.bag.take_stack("diamond", 3))
    mining.dig(body, BLOCK, None)
    assert meadow.episode.bag.count("diamond") == 3
    assert meadow.episode.bag.count("chest") == 1


def test_the_best_tool_is_the_one_with_which_it_drops_then_the_quickest() -> None:
    meadow = Meadow()
    for item in ("golden_pickaxe", "stone_pickaxe", "wooden_shovel"):
        meadow.give(item)
    body = _body(meadow)
    best = {
        block: mining.best_tool(body, block) for block in ("iron_ore", "stone", "dirt", "glass")
    }
    assert best == {
        "iron_ore": "stone_pickaxe",
        "stone": "golden_pickaxe",
        "dirt": "wooden_shovel",
        "glass": None,
    }
