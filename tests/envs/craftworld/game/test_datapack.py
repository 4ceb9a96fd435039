"""The shipped rules against known facts of Minecraft 1.16.5, and packs laid over them."""

import importlib
import json
import random
import re
import time
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from envs.craftworld.game import datapack
from envs.craftworld.game.datapack import VANILLA, load
from envs.craftworld.game.rules import Recipe, Rules
from envs.errors import DataPackError

SUITES = Path(datapack.__file__).parents[2] / "suites"

RULES = load()


def the_recipe(output: str, kind: str = "crafting") -> Recipe:
    """Returns the only recipe of a kind that gives `output`."""
    (found,) = (recipe for recipe in RULES.recipes_for(output) if recipe.kind == kind)
    return found


def write(pack: Path, path: str, content: object) -> Path:
    """Writes one file of a pack, and returns the pack."""
    target = pack / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(content if isinstance(content, str) else json.dumps(content))
    return pack


def shapeless(result: str, *items: str, count: int = 1) -> dict[str, Any]:
    return {
        "type": "minecraft:crafting_shapeless",
        "ingredients": [{"item": item} for item in items],
        "result": {"item": result, "count": count},
    }


# ---- recipes. Source of each fact: Minecraft Wiki, section Crafting of the item's page, 1.16.5


@pytest.mark.parametrize(
    ("output", "needs", "count", "station"),
    [
        ("crafting_table", {"#planks": 4}, 1, None),
        ("wooden_pickaxe", {"#planks": 3, "stick": 2}, 1, "crafting_table"),
        ("wooden_sword", {"#planks": 2, "stick": 1}, 1, "crafting_table"),
        ("oak_planks", {"#oak_logs": 1}, 4, None),
        ("crimson_planks", {"#crimson_stems": 1}, 4, None),
        ("chest", {"#planks": 8}, 1, "crafting_table"),
        ("furnace", {"#stone_crafting_materials": 8}, 1, "crafting_table"),
        ("stone_pickaxe", {"#stone_tool_materials": 3, "stick": 2}, 1, "crafting_table"),
        ("torch", {"#coals": 1, "stick": 1}, 4, None),
        ("hopper", {"iron_ingot": 5, "chest": 1}, 1, "crafting_table"),
        ("rail", {"iron_ingot": 6, "stick": 1}, 16, "crafting_table"),
        ("shears", {"iron_ingot": 2}, 1, None),
        ("smithing_table", {"iron_ingot": 2, "#planks": 4}, 1, "crafting_table"),
        ("iron_bars", {"iron_ingot": 6}, 16, "crafting_table"),
        ("iron_nugget", {"iron_ingot": 1}, 9, None),
        ("bucket", {"iron_ingot": 3}, 1, "crafting_table"),
        ("smoker", {"#logs": 4, "furnace": 1}, 1, "crafting_table"),
        ("blast_furnace", {"iron_ingot": 5, "furnace": 1, "smooth_stone": 3}, 1, "crafting_table"),
        ("golden_apple", {"gold_ingot": 8, "apple": 1}, 1, "crafting_table"),
        ("comparator", {"redstone_torch": 3, "quartz": 1, "stone": 3}, 1, "crafting_table"),
        ("turtle_helmet", {"scute": 5}, 1, "crafting_table"),
        ("shield", {"#planks": 6, "iron_ingot": 1}, 1, "crafting_table"),
        ("tnt", {"gunpowder": 5, "#sand": 4}, 1, "crafting_table"),
        ("campfire", {"stick": 3, "#coals": 1, "#logs": 3}, 1, "crafting_table"),
    ],
)
def test_crafting_is_vanillas(
    output: str, needs: dict[str, int], count: int, station: str | None
) -> None:
    recipe = the_recipe(output)
    assert dict(recipe.ingredients) == needs
    assert (recipe.count, recipe.station) == (count, station)
    assert recipe.fits_2x2 is (station is None)


def test_two_planks_make_four_sticks_and_two_bamboo_one() -> None:
    assert {(recipe.ingredients, recipe.count) for recipe in RULES.recipes_for("stick")} == {
        ((("#planks", 2),), 4),
        ((("bamboo", 2),), 1),
    }


def test_furnaces_take_cobblestone_or_blackstone() -> None:
    assert RULES.members("#stone_crafting_materials") == ("blackstone", "cobblestone")


def test_shipped_recipes_are_as_many_as_vanillas() -> None:
    # The recipes of the 1.16.5 client, those in code aside; the stonecutter's as the Minecraft
    # Wiki lists them (Stonecutter, 1.16).
    assert Counter(recipe.kind for recipe in RULES.recipes) == {
        "crafting": 491 + 143,
        "smelting": 53,
        "blasting": 11,
        "smoking": 9,
        "campfire_cooking": 9,
        "smithing": 9,
        "stonecutting": 121,
    }


def test_each_recipe_speaks_of_items_that_exist_and_has_a_name_of_its_own() -> None:
    for recipe in RULES.recipes:
        assert recipe.output in RULES.items
        for choice, count in recipe.ingredients:
            assert count >= 1
            assert RULES.members(choice)
            assert set(RULES.members(choice)) <= RULES.items.keys()
    assert len({recipe.name for recipe in RULES.recipes}) == len(RULES.recipes)


# ---- cooking and fuel. Source: Minecraft Wiki, Smelting, 1.16.5


def test_iron_ore_is_smelted_in_200_ticks_and_blasted_in_100() -> None:
    smelting = the_recipe("iron_ingot", "smelting")
    assert (smelting.station, smelting.ticks) == ("furnace", 200)
    assert smelting.ingredients == (("iron_ore", 1),)
    blasting = RULES.cooking("blast_furnace", "iron_ore")
    assert blasting is not None
    assert (blasting.item, blasting.ticks) == ("iron_ingot", 100)
    assert RULES.cooking("smoker", "iron_ore") is None


def test_overworld_logs_burn_to_charcoal_and_crimson_stems_do_not() -> None:
    charcoal = RULES.cooking("furnace", "birch_log")
    assert charcoal is not None
    assert charcoal.item == "charcoal"
    assert RULES.cooking("furnace", "crimson_stem") is None


def test_burn_times_are_the_wikis() -> None:
    expected = {"coal": 1600, "charcoal": 1600, "oak_planks": 300, "oak_log": 300, "stick": 100}
    expected |= {"lava_bucket": 20_000, "coal_block": 16_000, "oak_slab": 150, "oak_sapling": 100}
    assert {item: RULES.burn_ticks(item) for item in expected} == expected


def test_wood_of_the_nether_and_stone_do_not_burn() -> None:
    assert RULES.burn_ticks("crimson_planks") == RULES.burn_ticks("stone") == 0


def test_buckets_are_left_over() -> None:
    assert RULES.remainder("lava_bucket") == RULES.remainder("milk_bucket") == "bucket"
    assert RULES.remainder("coal") is None


# ---- digging. Source: Minecraft Wiki, Breaking, section Blocks by hardness, 1.16.5


@pytest.mark.parametrize(
    ("block", "tool", "seconds"),
    [
        ("stone", None, 7.5),
        ("stone", "wooden_pickaxe", 1.15),
        ("stone", "iron_pickaxe", 0.4),
        ("oak_log", None, 3),
        ("oak_log", "stone_axe", 0.75),
        ("dirt", None, 0.75),
        ("iron_ore", "wooden_pickaxe", 7.5),
        ("iron_ore", "stone_pickaxe", 1.15),
        ("obsidian", "diamond_pickaxe", 9.4),
        ("obsidian", None, 250),
        ("oak_leaves", "shears", 0.05),
        ("white_wool", "shears", 0.25),
        ("torch", None, 0.05),
    ],
)
def test_digging_takes_as_long_as_in_vanilla(block: str, tool: str | None, seconds: float) -> None:
    assert RULES.dig_ticks(block, tool) == seconds * 20


def test_bedrock_cannot_be_dug() -> None:
    assert RULES.dig_ticks("bedrock", "netherite_pickaxe") is None


@pytest.mark.parametrize(
    ("block", "weakest"),
    [
        ("stone", "wooden_pickaxe"),
        ("coal_ore", "wooden_pickaxe"),
        ("iron_ore", "stone_pickaxe"),
        ("lapis_ore", "stone_pickaxe"),
        ("gold_ore", "iron_pickaxe"),
        ("redstone_ore", "iron_pickaxe"),
        ("diamond_ore", "iron_pickaxe"),
        ("emerald_ore", "iron_pickaxe"),
        ("obsidian", "diamond_pickaxe"),
        ("snow", "wooden_shovel"),
    ],
)
def test_weakest_tool_is_the_wikis(block: str, weakest: str) -> None:
    assert RULES.blocks[block].requires == (weakest,)
    assert RULES.harvests(block, weakest)
    assert not RULES.harvests(block, None)
    assert not RULES.harvests(block, "netherite_axe")


def test_a_golden_pickaxe_is_quick_and_mines_what_a_wooden_one_does() -> None:
    assert not RULES.harvests("iron_ore", "golden_pickaxe")
    assert RULES.dig_ticks("stone", "golden_pickaxe") == 4


def test_wooden_slabs_need_no_tool_though_minecraft_data_says_so() -> None:
    slab = RULES.blocks["oak_slab"]
    assert (slab.tool, slab.requires) == ("axe", ())


# ---- drops. Source: Minecraft Wiki, section Drops of each block and mob, 1.16.5


def drawn(block: str, tool: str | None, times: int = 4000) -> Counter[str]:
    draws, found = random.Random(7), Counter[str]()
    for _ in range(times):
        found.update(dict(RULES.drops(block, tool, draws)))
    return found


def test_stone_gives_cobblestone_to_a_pickaxe_and_nothing_to_the_hand() -> None:
    draws = random.Random(1)
    assert RULES.drops("stone", "wooden_pickaxe", draws) == (("cobblestone", 1),)
    assert RULES.drops("stone", None, draws) == ()


def test_iron_and_gold_ore_give_themselves() -> None:
    draws = random.Random(1)
    assert RULES.drops("iron_ore", "stone_pickaxe", draws) == (("iron_ore", 1),)
    assert RULES.drops("gold_ore", "iron_pickaxe", draws) == (("gold_ore", 1),)
    assert RULES.drops("gold_ore", "stone_pickaxe", draws) == ()


@pytest.mark.parametrize(
    ("block", "item", "low", "high"),
    [
        ("redstone_ore", "redstone", 4, 5),
        ("lapis_ore", "lapis_lazuli", 4, 9),
        ("diamond_ore", "diamond", 1, 1),
        ("glowstone", "glowstone_dust", 2, 4),
    ],
)
def test_ores_give_as_many_as_in_vanilla(block: str, item: str, low: int, high: int) -> None:
    draws = random.Random(3)
    counts = {dict(RULES.drops(block, "iron_pickaxe", draws))[item] for _ in range(300)}
    assert counts == set(range(low, high + 1))


def test_gravel_is_flint_one_time_in_ten() -> None:
    found = drawn("gravel", None)
    assert found["gravel"] + found["flint"] == 4000
    assert 340 <= found["flint"] <= 460


def test_oak_leaves_drop_a_sapling_in_20_an_apple_in_200_and_sticks_in_50() -> None:
    found = drawn("oak_leaves", None, 20_000)
    assert 900 <= found["oak_sapling"] <= 1100
    assert 70 <= found["apple"] <= 130
    assert 500 <= found["stick"] <= 700
    assert found.keys() == {"oak_sapling", "apple", "stick"}


def test_shears_take_the_leaves_themselves() -> None:
    assert drawn("oak_leaves", "shears", 100) == {"oak_leaves": 100}


def test_birch_leaves_have_no_apples() -> None:
    assert drawn("birch_leaves", None, 3000).keys() == {"birch_sapling", "stick"}


def test_only_ripe_wheat_gives_wheat() -> None:
    draws = random.Random(5)
    assert RULES.drops("wheat", None, draws) == (("wheat_seeds", 1),)
    ripe = dict(RULES.drops("wheat", None, draws, {"age": "7"}))
    assert ripe["wheat"] == 1


def test_a_cow_gives_beef_and_up_to_two_pieces_of_leather() -> None:
    draws = random.Random(2)
    falls = [dict(RULES.entity_drops("cow", draws)) for _ in range(300)]
    assert {fall["beef"] for fall in falls} == {1, 2, 3}
    assert {fall.get("leather", 0) for fall in falls} == {0, 1, 2}


def test_a_spider_that_fell_has_no_eye() -> None:
    draws = random.Random(2)
    falls = [RULES.entity_drops("spider", draws, by_player=False) for _ in range(100)]
    assert {item for fall in falls for item, _ in fall} == {"string"}


@given(seed=st.integers(0, 2**32), block=st.sampled_from(sorted(RULES.block_loot)))
def test_equal_draws_give_equal_drops_of_known_items(seed: int, block: str) -> None:
    once, again = (RULES.drops(block, "shears", random.Random(seed)) for _ in range(2))
    assert once == again
    assert all(item in RULES.items and count >= 1 for item, count in once)


# ---- words and tables


def test_vocabulary_holds_names_tags_and_stacks() -> None:
    words = RULES.vocabulary
    assert words.matches("#logs", "dark_oak_log")
    assert words.matches("#saplings", "oak_sapling")
    assert {"cow", "villager"} <= words.entities
    assert {"forest", "plains"} <= words.biomes
    sizes = [words.stack_size(item) for item in ("oak_log", "egg", "bucket", "iron_pickaxe")]
    assert sizes == [64, 16, 16, 1]


def test_tools_and_food_are_vanillas() -> None:
    # Minecraft Wiki: Pickaxe, Sword, Food, Armor, 1.16.5.
    pickaxe, sword = RULES.items["iron_pickaxe"], RULES.items["iron_sword"]
    assert (pickaxe.tool, pickaxe.tier, pickaxe.durability) == ("pickaxe", "iron", 250)
    assert sword.damage_tenths == 60
    beef, helmet = RULES.items["cooked_beef"], RULES.items["iron_helmet"]
    assert (beef.food, beef.saturation_tenths) == (8, 128)
    assert (helmet.slot, helmet.armor) == ("helmet", 2)


def test_iron_lies_below_64_and_diamonds_below_16() -> None:
    # Minecraft Wiki, Ore, 1.16.5: iron 20 veins of 9 blocks, diamond 1 of 8.
    veins = {vein.name: vein for vein in RULES.veins}
    iron, diamond = veins["iron_ore"], veins["diamond_ore"]
    assert (iron.count, iron.size, iron.low, iron.high) == (20, 9, 0, 64)
    assert (diamond.count, diamond.size, diamond.low, diamond.high) == (1, 8, 0, 16)


def test_biomes_of_a_kind_are_found_by_it() -> None:
    assert "wooded_badlands_plateau" in RULES.biome_members(("#mesa",), "overworld")
    assert RULES.biome_members(("#mesa",), "nether") == ()
    assert "plains" in RULES.biome_members((), "overworld")


# ---- everything that the suites ask for can be had

NATURAL_BLOCKS = (
    "grass_block dirt stone gravel sand clay water lava oak_log oak_leaves birch_log grass "
    "sugar_cane netherrack soul_sand nether_quartz_ore"
).split()
GROWN = {"scute"}  # dropped by a baby turtle as it grows up


def can_be_dug(rules: Rules, block: str, have: set[str]) -> bool:
    return any(rules.harvests(block, tool) for tool in (None, *sorted(have)))


def obtainable(rules: Rules) -> set[str]:
    """Returns what can be had, starting with nothing, by digging, killing and making."""
    natural = {*NATURAL_BLOCKS, *(vein.block for vein in rules.veins)}
    have = set(GROWN)
    for mob in rules.mobs:
        if mob in rules.entity_loot:
            have.update(rules.entity_loot[mob].names())
    while True:
        before = len(have)
        if {"bucket"} <= have:
            natural.add("obsidian")  # water over lava
        for block in natural:
            if block in rules.block_loot and can_be_dug(rules, block, have):
                have.update(rules.block_loot[block].names())
        for recipe in rules.recipes:
            stocked = all(set(rules.members(choice)) & have for choice, _ in recipe.ingredients)
            if stocked and (recipe.station is None or recipe.station in have):
                have.add(recipe.output)
        if len(have) == before:
            return have


def wanted_items() -> set[str]:
    """Returns the items and tags that the goals of craftworld's suites name."""
    found: set[str] = set()
    for name in ("mcu70", "mcu70-shifted", "optimus67"):
        suite = yaml.safe_load((SUITES / f"{name}.yaml").read_text())
        for task in suite.get("tasks", ()):
            found.update(re.findall(r'has\("([^"]+)"', task["goal"]))
        for group in suite["groups"].values():
            found.update(group.get("goals", ()))
    return found


def test_all_that_the_suites_ask_for_can_be_had() -> None:
    wanted, have = wanted_items(), obtainable(RULES)
    assert len(wanted) > 70
    missing = {item for item in wanted if not set(RULES.members(item)) & have}
    assert missing == set()


# ---- packs laid over vanilla


def test_a_pack_replaces_a_recipe_and_leaves_the_others(tmp_path: Path) -> None:
    path = "data/minecraft/recipes/stick.json"
    rules = load([write(tmp_path / "hard", path, shapeless("stick", "oak_planks", "dirt"))])
    sticks = {recipe.name: recipe for recipe in rules.recipes_for("stick")}
    assert sticks["stick"].ingredients == (("dirt", 1), ("oak_planks", 1))
    assert sticks["stick"].count == 1
    assert sticks["stick_from_bamboo_item"] in RULES.recipes
    assert len(rules.recipes) == len(RULES.recipes)
    assert RULES.recipes_for("stick") != rules.recipes_for("stick")


def test_the_later_pack_wins(tmp_path: Path) -> None:
    path = "data/minecraft/recipes/bowl.json"
    one = write(tmp_path / "one", path, shapeless("bowl", "dirt"))
    two = write(tmp_path / "two", path, shapeless("bowl", "stone"))
    assert load([one, two]).recipes_for("bowl")[0].ingredients == (("stone", 1),)
    assert load([two, one]).recipes_for("bowl")[0].ingredients == (("dirt", 1),)


def test_a_pack_may_be_a_zip(tmp_path: Path) -> None:
    pack = tmp_path / "pack.zip"
    with zipfile.ZipFile(pack, "w") as archive:
        archive.writestr("pack.mcmeta", "{}")
        archive.writestr("data/mod/recipes/odd.json", json.dumps(shapeless("bowl", "dirt")))
    assert "mod:odd" in {recipe.name for recipe in load([pack]).recipes_for("bowl")}


def test_tags_are_added_to_unless_they_replace(tmp_path: Path) -> None:
    path, values = "data/minecraft/tags/items/planks.json", ["minecraft:stone"]
    more = load([write(tmp_path / "more", path, {"values": values})])
    assert set(more.members("#planks")) == {*RULES.members("#planks"), "stone"}
    other = load([write(tmp_path / "other", path, {"replace": True, "values": values})])
    assert other.members("#planks") == ("stone",)
    assert other.burn_ticks("stone") == 300  # fuel is said by the tag


def test_a_table_overrides_the_fields_that_it_names(tmp_path: Path) -> None:
    rows = {"blocks": [{"name": "stone", "hardness_hundredths": 300}]}
    rules = load([write(tmp_path / "hard", "tables/blocks.json", rows)])
    assert rules.blocks["stone"].hardness_hundredths == 300
    assert rules.blocks["stone"].requires == RULES.blocks["stone"].requires
    assert rules.blocks["dirt"] == RULES.blocks["dirt"]


def test_fuel_can_be_taken_out(tmp_path: Path) -> None:
    rules = load([write(tmp_path / "cold", "tables/fuel.json", {"burn_ticks": {"coal": 0}})])
    assert rules.burn_ticks("coal") == 0
    assert rules.burn_ticks("charcoal") == 1600


def test_a_new_item_can_be_made_with_a_new_recipe(tmp_path: Path) -> None:
    pack = write(tmp_path / "mod", "tables/items.json", {"items": [{"name": "mod:gear"}]})
    write(pack, "data/mod/recipes/gear.json", shapeless("mod:gear", "iron_ingot"))
    rules = load([pack])
    assert rules.recipes_for("mod:gear")[0].count == 1
    assert "mod:gear" in rules.vocabulary.items


def test_alternatives_that_are_no_tag_are_sorted_names(tmp_path: Path) -> None:
    recipe = shapeless("bowl", "dirt")
    recipe["ingredients"] = [[{"item": "stone"}, {"item": "minecraft:dirt"}, {"tag": "coals"}]]
    pack = write(tmp_path / "pack", "data/minecraft/recipes/bowl.json", recipe)
    ((choice, _),) = load([pack]).recipes_for("bowl")[0].ingredients
    assert choice == ("charcoal", "coal", "dirt", "stone")


def test_vanillas_own_loot_functions_of_enchantments_are_let_be(tmp_path: Path) -> None:
    table = {
        "type": "minecraft:block",
        "pools": [
            {
                "rolls": 1.0,
                "entries": [{"type": "minecraft:item", "name": "minecraft:diamond"}],
                "conditions": [{"condition": "minecraft:survives_explosion"}],
                "functions": [
                    {"function": "minecraft:set_count", "count": {"min": 2.0, "max": 2.0}},
                    {"function": "minecraft:explosion_decay"},
                ],
            }
        ],
    }
    pack = write(tmp_path / "rich", "data/minecraft/loot_tables/blocks/dirt.json", table)
    assert load([pack]).drops("dirt", None, random.Random(1)) == (("diamond", 2),)


def test_digest_is_of_the_rules_and_not_of_the_files(tmp_path: Path) -> None:
    same = json.loads((VANILLA / "data/minecraft/recipes/bowl.json").read_text())
    path = "data/minecraft/recipes/bowl.json"
    assert load([write(tmp_path / "same", path, same)]).digest() == RULES.digest()
    assert (
        load([write(tmp_path / "new", path, shapeless("bowl", "dirt"))]).digest() != RULES.digest()
    )


# ---- broken packs: the error names the file and the field


@pytest.mark.parametrize(
    ("path", "content", "says"),
    [
        ("data/minecraft/recipes/x.json", "{", ["x.json", "JSON"]),
        ("data/minecraft/recipes/x.json", "[]", ["x.json", "object"]),
        ("data/minecraft/recipes/x.json", {"type": "brewing"}, ["x.json", "'type'", "brewing"]),
        (
            "data/minecraft/recipes/x.json",
            shapeless("iron_bar", "dirt"),
            ["x.json", "'result'", "iron_bar", "iron_bars"],
        ),
        (
            "data/minecraft/recipes/x.json",
            shapeless("bowl", "dirt", count=0),
            ["x.json", "'result.count'", "0"],
        ),
        (
            "data/minecraft/recipes/x.json",
            {"type": "smelting", "ingredient": {"tag": "plank"}, "result": "bowl"},
            ["x.json", "'ingredients'", "plank", "planks"],
        ),
        (
            "data/minecraft/recipes/x.json",
            {"type": "crafting_shaped", "pattern": ["AB"], "key": {}, "result": {"item": "bowl"}},
            ["x.json", "pattern", "AB"],
        ),
        ("data/m/tags/items/x.json", {"values": ["#m:x"]}, ["x.json", "'values'", "itself"]),
        ("data/m/tags/items/x.json", {"values": ["nothing"]}, ["x.json", "'values'", "nothing"]),
        (
            "data/minecraft/loot_tables/blocks/dirt.json",
            {"pools": [{"rolls": 1, "entries": [{"type": "item", "name": "dirty"}]}]},
            ["dirt.json", "'pools'", "dirty"],
        ),
        (
            "data/minecraft/loot_tables/blocks/dirt.json",
            {"pools": [{"rolls": 1, "entries": [], "conditions": [{"condition": "luck"}]}]},
            ["dirt.json", "'pools.0.conditions.0'", "luck"],
        ),
        ("tables/ore.json", {"veins": [{"name": "iron_ore", "size": 0}]}, ["iron_ore.size", "0"]),
        ("tables/mobs.json", {"mobs": [{"name": "cow", "wings": 2}]}, ["cow.wings"]),
        ("tables/blocks.json", {"blocks": [{"hardness": 1}]}, ["blocks.json", "blocks.0.name"]),
        ("tables/weather.json", {}, ["weather.json", "fuel"]),
    ],
)
def test_a_broken_pack_is_named_by_file_and_field(
    tmp_path: Path, path: str, content: object, says: list[str]
) -> None:
    with pytest.raises(DataPackError) as caught:
        load([write(tmp_path / "broken", path, content)])
    message = str(caught.value)
    assert all(word in message for word in says), message
    assert "\n" not in message


def test_what_is_no_pack_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "text").write_text("no zip")
    for name in ("empty", "text", "nowhere"):
        with pytest.raises(DataPackError, match=name):
            load([tmp_path / name])


# ---- the shipped files


def test_loading_is_quick_and_done_once() -> None:
    assert load() is RULES
    datapack._loaded.cache_clear()
    started = time.process_time()
    again = load()
    assert time.process_time() - started < 1.5  # measured: 0.2 s; the machine may be slow
    assert again.digest() == RULES.digest()


def test_the_generator_makes_the_shipped_files_byte_for_byte() -> None:
    pytest.importorskip("minecraft_data")
    make_data = importlib.import_module("scripts.make_data")
    made = make_data.all_files()
    assert make_data.differing(made) == []
    assert made == make_data.all_files()
