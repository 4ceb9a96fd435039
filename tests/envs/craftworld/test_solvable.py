"""The rules as the oracle gets them are those in force."""

from __future__ import annotations

import pytest

from envs import GameRules, Solvable
from envs.craftworld import make
from envs.rules import GatheringRule, Ingredient


@pytest.fixture(scope="module")
def rules() -> GameRules:
    world = make()
    assert isinstance(world, Solvable)
    return world.rules()


def _gathering(rules: GameRules, item: str, source: str) -> GatheringRule:
    found = [r for r in rules.gathering if (r.item, r.source) == (item, source)]
    assert len(found) == 1
    return found[0]


def test_ores_have_their_weakest_tool_and_practical_heights(rules: GameRules) -> None:
    iron = _gathering(rules, "iron_ore", "iron_ore")
    assert (iron.tool, iron.height, iron.expected_blocks) == ("stone_pickaxe", (5, 58), 1.0)
    diamond = _gathering(rules, "diamond", "diamond_ore")
    assert (diamond.tool, diamond.height) == ("iron_pickaxe", (5, 15))


def test_what_lies_open_has_no_height(rules: GameRules) -> None:
    log = _gathering(rules, "oak_log", "oak_log")
    assert (log.tool, log.height) == (None, None)


@pytest.mark.parametrize(
    ("item", "source", "blocks"),
    [
        ("oak_sapling", "oak_leaves", 20),
        ("apple", "oak_leaves", 200),
        ("stick", "oak_leaves", 100 / 3),
        ("flint", "gravel", 10),
        ("gravel", "gravel", 10 / 9),
        ("clay_ball", "clay", 1 / 4),
        ("redstone", "redstone_ore", 2 / 9),
    ],
)
def test_expected_blocks_follow_the_chances(
    rules: GameRules, item: str, source: str, blocks: float
) -> None:
    assert _gathering(rules, item, source).expected_blocks == pytest.approx(blocks, rel=0.03)


def test_recipes_keep_their_tags_and_stations(rules: GameRules) -> None:
    table = next(r for r in rules.crafting if r.item == "crafting_table")
    assert (table.station, table.ingredients) == (None, (Ingredient(item="#planks", count=4),))
    furnace = next(r for r in rules.crafting if r.item == "furnace")
    assert furnace.station == "crafting_table"


def test_iron_is_smelted_hunted_fuelled_and_traded_for(rules: GameRules) -> None:
    assert {(r.source, r.station) for r in rules.smelting if r.item == "iron_ingot"} == {
        ("iron_ore", "furnace"),
        ("iron_ore", "blast_furnace"),
    }
    assert [r.price for r in rules.trading if r.item == "iron_ingot"] == [
        (Ingredient(item="stick", count=32),)
    ]
    assert {r.ticks for r in rules.fuel if r.item == "coal"} == {1_600}
    assert any(r.item == "leather" and r.entity == "cow" for r in rules.hunting)


def test_nobody_is_sent_to_hunt_a_golem_for_its_iron() -> None:
    hunted = {rule.entity for rule in make().rules().hunting}
    assert "iron_golem" not in hunted
    assert {"cow", "zombie"} <= hunted


def test_what_only_the_nether_has_says_so(rules: GameRules) -> None:
    quartz = _gathering(rules, "quartz", "nether_quartz_ore")
    assert (quartz.dimension, quartz.tool, quartz.height) == (
        "the_nether",
        "wooden_pickaxe",
        (34, 115),
    )
    dust = _gathering(rules, "glowstone_dust", "glowstone")
    # Two to four a block (Minecraft Wiki, Glowstone).
    assert (dust.dimension, dust.height, dust.expected_blocks) == ("the_nether", None, 0.3333)
    assert _gathering(rules, "soul_sand", "soul_sand").dimension == "the_nether"


def test_what_both_have_is_looked_for_in_the_overworld(rules: GameRules) -> None:
    assert _gathering(rules, "gravel", "gravel").dimension == "overworld"
    bones = [rule for rule in rules.hunting if rule.entity == "skeleton"]
    assert {rule.dimension for rule in bones} == {"overworld"}


def test_magma_cubes_are_hunted_in_the_nether_and_ghasts_by_nobody(rules: GameRules) -> None:
    cream = next(rule for rule in rules.hunting if rule.item == "magma_cream")
    # Minus two to one a cube, of which only one counts (Minecraft Wiki, Magma Cube).
    assert (cream.entity, cream.dimension, cream.expected_kills) == ("magma_cube", "the_nether", 4)
    assert "ghast" not in {rule.entity for rule in rules.hunting}


def test_a_portal_takes_ten_obsidian_and_a_lighter(rules: GameRules) -> None:
    portal = next(rule for rule in rules.structures if rule.item == "nether_portal")
    assert portal.ingredients == (Ingredient(item="obsidian", count=10),)
    assert portal.tools == ("flint_and_steel",)
    assert portal.leads_to == "the_nether"


def test_ore_is_dug_for_where_it_lies(rules: GameRules) -> None:
    # Minecraft Wiki, Ore, 1.16: gold and lapis lie below 32, diamonds and redstone below 16.
    heights = {rule.source: rule.height for rule in rules.gathering}

    assert heights["gold_ore"] == (5, 31)
    assert heights["diamond_ore"] == heights["redstone_ore"] == (5, 15)
    assert heights["lapis_ore"] == (11, 19)


def test_crops_are_had_in_villages(rules: GameRules) -> None:
    assert {r.source for r in rules.gathering if r.place == "village"} == {"carrots", "wheat"}


def test_what_may_harm_is_no_food_to_plan_with(rules: GameRules) -> None:
    food = {rule.item: rule.points for rule in rules.food}

    # Minecraft Wiki, Food: raw beef 3, bread 5, steak 8.
    assert (food["beef"], food["bread"], food["cooked_beef"]) == (3, 5, 8)
    assert "chicken" not in food
    assert "rotten_flesh" not in food
