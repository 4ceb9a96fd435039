"""What an agent sees under the packs that ship: an honest refusal, and a way that works."""

from typing import Any

import pytest

from envs import Attempt, parse_subgoal
from envs.craftworld.game.datapack import load, shipped_packs
from envs.craftworld.meadow import Meadow
from envs.craftworld.solvable import game_rules
from envs.events import Crafted, Smelted, WindowRejected, WindowStalled
from envs.rules import GameRules


def under(pack: str, **carried: int) -> Meadow:
    meadow = Meadow(rules=load([pack]))
    for item, count in carried.items():
        meadow.give(item, count)
    return meadow


def tried(meadow: Meadow, subgoal: str) -> Attempt:
    return meadow.attempt(parse_subgoal(subgoal), 2_000)


def events(attempt: Attempt, kind: type[Any]) -> list[Any]:
    return [event for event in attempt.trace if isinstance(event, kind)]


def told(pack: str) -> GameRules:
    return game_rules(load([pack]))


def test_five_packs_ship_and_each_changes_the_rules() -> None:
    assert shipped_packs() == tuple(
        f"shifted-{name}" for name in ("hazards", "heights", "recipes", "stations", "tiers")
    )
    assert len({load([pack]).digest() for pack in shipped_packs()} | {load().digest()}) == 6


def test_a_window_names_the_station_to_which_a_recipe_was_moved() -> None:
    meadow = under("shifted-stations", oak_planks=2)
    (refused,) = events(tried(meadow, 'craft(item="stick")'), WindowRejected)
    assert (refused.window, refused.station) == ("none", "crafting_table")
    meadow.put((2, 64, 0), "crafting_table")
    assert events(tried(meadow, 'craft(item="stick", station="crafting_table")'), Crafted)


def test_iron_tools_are_made_at_a_smithing_table() -> None:
    meadow = under("shifted-stations", iron_ingot=3, stick=2)
    meadow.put((2, 64, 0), "crafting_table")
    at_table = tried(meadow, 'craft(item="iron_pickaxe", station="crafting_table")')
    assert events(at_table, WindowRejected)[0].station == "smithing_table"
    meadow.put((0, 64, 2), "smithing_table")
    assert events(tried(meadow, 'craft(item="iron_pickaxe", station="smithing_table")'), Crafted)


def test_iron_is_smelted_in_a_smoker() -> None:
    meadow = under("shifted-stations", iron_ore=1, coal=1)
    meadow.put((2, 64, 0), "furnace")
    in_furnace = tried(meadow, 'smelt(item="iron_ingot", source="iron_ore", fuel="coal")')
    assert events(in_furnace, WindowRejected)[0].station == "smoker"
    meadow.put((0, 64, 2), "smoker")
    smoked = 'smelt(item="iron_ingot", source="iron_ore", fuel="coal", station="smoker")'
    assert events(tried(meadow, smoked), Smelted)


def test_a_window_shows_what_a_changed_recipe_lacks() -> None:
    meadow = under("shifted-recipes", cobblestone=8)
    meadow.put((2, 64, 0), "crafting_table")
    furnace = 'craft(item="furnace", station="crafting_table")'
    (refused,) = events(tried(meadow, furnace), WindowRejected)
    assert [(lack.item, lack.count) for lack in refused.lacking] == [("#coals", 1)]
    meadow.give("coal", 1)
    assert events(tried(meadow, furnace), Crafted)


def test_planks_burn_no_longer() -> None:
    meadow = under("shifted-hazards", iron_ore=2, oak_planks=8)
    meadow.put((2, 64, 0), "furnace")
    cold = tried(meadow, 'smelt(item="iron_ingot", source="iron_ore", fuel="oak_planks")')
    assert [stalled.slot for stalled in events(cold, WindowStalled)] == ["fuel"]
    meadow.give("coal", 2)
    warm = 'smelt(item="iron_ingot", count=2, source="iron_ore", fuel="coal")'
    assert sum(smelted.count for smelted in events(tried(meadow, warm), Smelted)) == 2


@pytest.mark.parametrize(
    ("item", "lowest", "highest"), [("iron_ore", 6, 21), ("diamond", 34, 49), ("redstone", 34, 49)]
)
def test_the_oracle_is_told_where_ore_lies(item: str, lowest: int, highest: int) -> None:
    gathering = told("shifted-heights").gathering
    (height,) = {g.height for g in gathering if g.item == item and g.dimension == "overworld"}
    assert height is not None
    assert lowest <= height[0] <= height[1] <= highest


def test_the_oracle_is_told_of_tools_stations_and_fuel() -> None:
    gold = [g for g in told("shifted-tiers").gathering if g.source == "gold_ore"]
    assert {g.tool for g in gold} == {"diamond_pickaxe"}
    pickaxe = [c for c in told("shifted-stations").crafting if c.item == "iron_pickaxe"]
    assert [c.station for c in pickaxe] == ["smithing_table"]
    iron = {s.station for s in told("shifted-stations").smelting if s.item == "iron_ingot"}
    assert iron == {"blast_furnace", "smoker"}
    fuel = {rule.item: rule.ticks for rule in told("shifted-hazards").fuel}
    assert fuel == {"charcoal": 200, "coal": 200, "coal_block": 1800, "lava_bucket": 2000}
