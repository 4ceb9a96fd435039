"""Data packs in the shapes that people give them, laid over vanilla."""

import json
import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from envs.craftworld.game import crafting, datapack
from envs.craftworld.game.datapack import load
from envs.craftworld.game.rules import Rules
from envs.errors import DataPackError

VANILLA = load()


def under(root: Path, files: dict[str, Any]) -> Rules:
    """Returns the rules under a pack of these files."""
    for path, content in files.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content if isinstance(content, str) else json.dumps(content))
    return load([root])


def recipe(name: str) -> str:
    return f"data/minecraft/recipes/{name}.json"


def refused(root: Path, files: dict[str, Any]) -> str:
    with pytest.raises(DataPackError) as caught:
        under(root, files)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def shaped(item: str, **changes: Any) -> dict[str, Any]:
    return {
        "type": "minecraft:crafting_shaped",
        "group": "bowls",
        "pattern": ["X"],
        "key": {"X": {"item": "minecraft:dirt"}},
        "result": {"item": f"minecraft:{item}"},
    } | changes


# ---- recipes


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"type": "minecraft:crafting_special_armordye"},
        shaped("air"),
        shaped("bowl", key={"X": {"item": "minecraft:air"}}),
    ],
)
def test_a_recipe_can_be_taken_out(tmp_path: Path, content: object) -> None:
    assert VANILLA.recipes_for("bowl")
    assert under(tmp_path, {recipe("bowl"): content}).recipes_for("bowl") == ()


def test_a_recipe_that_asks_for_an_empty_tag_cannot_be_made(tmp_path: Path) -> None:
    rules = under(
        tmp_path,
        {
            "data/mod/tags/items/nothing.json": {"values": []},
            recipe("bowl"): shaped("bowl", key={"X": {"tag": "mod:nothing"}}),
        },
    )
    (bowl,) = rules.recipes_for("bowl")
    assert crafting.planned(bowl, rules, {"dirt": 64}) is None


def test_every_type_of_recipe_is_read(tmp_path: Path) -> None:
    dirt, stone = {"item": "minecraft:dirt"}, {"item": "minecraft:stone"}
    cooking: dict[str, Any] = {
        "ingredient": [dirt, stone],
        "result": "minecraft:bowl",
        "experience": 0.1,
    }
    one: dict[str, Any] = {"base": dirt, "addition": stone, "result": {"item": "minecraft:bowl"}}
    two: dict[str, Any] = {
        "ingredient": {"tag": "minecraft:logs"},
        "result": "minecraft:bowl",
        "count": 3,
    }
    three: dict[str, Any] = {
        "ingredients": [[dirt, {"tag": "minecraft:logs"}]],
        "result": {"item": "bowl"},
    }
    kinds = ("smelting", "blasting", "smoking", "campfire_cooking")
    files: dict[str, Any] = {
        f"data/mod/recipes/{kind}.json": {"type": kind} | cooking for kind in kinds
    }
    files["data/mod/recipes/a/smithing.json"] = {"type": "minecraft:smithing"} | one
    files["data/mod/recipes/stonecutting.json"] = {"type": "minecraft:stonecutting"} | two
    files["data/mod/recipes/shapeless.json"] = {"type": "minecraft:crafting_shapeless"} | three
    made = {r.name: r for r in under(tmp_path, files).recipes_for("bowl")}
    assert {name: made[name].station for name in made} == {
        "bowl": "crafting_table",
        "mod:a/smithing": "smithing_table",
        "mod:blasting": "blast_furnace",
        "mod:campfire_cooking": "campfire",
        "mod:shapeless": None,
        "mod:smelting": "furnace",
        "mod:smoking": "smoker",
        "mod:stonecutting": "stonecutter",
    }
    assert (made["mod:smelting"].ticks, made["mod:stonecutting"].count) == (200, 3)


@pytest.mark.parametrize(
    ("content", "field"),
    [
        (shaped("bowl", pattern=["XX", "X"]), "pattern"),
        (shaped("bowl", pattern=["X" * 4]), "'pattern.0'"),
        (shaped("bowl", key={"X": []}), "'key.X'"),
        (shaped("bowl", key={"X": {"item": "dirt", "tag": "logs"}}), "'key.X.0'"),
        (shaped("bowl", key={"X": {"tag": "mod:logs"}}), "mod:logs"),
        (shaped("bowl", key={"XY": {"item": "dirt"}}), "'key.XY"),
        (shaped("bowl", result={"item": "bowl", "count": -1}), "'result.count'"),
        (shaped("bowl", result="bowl"), "'result'"),
        (shaped("bowl", result={"item": "Bowl"}), "'result.item'"),
        (shaped("bowl", type=["crafting_shaped"]), "'type'"),
        (shaped("bowl", type="create:mixing"), "create:mixing"),
        ({"type": "smelting", "ingredient": {"item": "dirt"}, "result": 3}, "'result'"),
        ({"type": "smelting", "result": "bowl"}, "'ingredient'"),
        (
            {"type": "smelting", "ingredient": {"item": "dirt"}, "result": "bowl",
             "cookingtime": 0},
            "'cookingtime'",
        ),
        ({"type": "stonecutting", "ingredient": {"item": "dirt"}, "result": "bowl"}, "'count'"),
    ],
)  # fmt: skip
def test_a_broken_recipe_is_named_by_its_field(
    tmp_path: Path, content: dict[str, Any], field: str
) -> None:
    message = refused(tmp_path, {recipe("x"): content})
    assert field in message
    assert "recipes/x.json" in message


# ---- stations


def at(name: str, station: object) -> dict[str, Any]:
    return {"tables/stations.json": {"recipes": [{"name": name, "station": station}]}}


def test_a_recipe_can_be_moved_to_another_station_or_into_the_hand(tmp_path: Path) -> None:
    rules = under(tmp_path / "one", at("iron_pickaxe", "smithing_table"))
    assert rules.recipes_for("iron_pickaxe")[0].station == "smithing_table"
    assert not crafting.fits(rules.recipes_for("iron_pickaxe")[0], "crafting_table")
    rules = under(tmp_path / "two", at("iron_pickaxe", None))
    assert crafting.fits(rules.recipes_for("iron_pickaxe")[0], crafting.GRID)


@pytest.mark.parametrize(
    ("files", "says"),
    [
        (at("iron_pickaxes", "loom"), "did you mean 'iron_pickaxe'"),
        (at("iron_ingot", "loom"), "made at once"),
        (at("iron_pickaxe", "dirt"), "smithing_table"),
        (at("stone_slab", "loom") | {recipe("stone_slab"): {}}, "stone_slab"),
        ({"tables/stations.json": {"recipes": [{"name": "bowl"}]}}, "'recipes.bowl.station'"),
    ],
)
def test_a_station_is_one_of_a_recipe_that_is_there(
    tmp_path: Path, files: dict[str, Any], says: str
) -> None:
    message = refused(tmp_path, files)
    assert says in message
    assert "tables/stations.json" in message


# ---- tags


def test_a_tag_may_name_what_need_not_exist(tmp_path: Path) -> None:
    values = [
        "#minecraft:logs",
        {"id": "mod:silver_log", "required": False},
        {"id": "#mod:trunks", "required": False},
        {"id": "minecraft:dirt", "required": True},
    ]
    rules = under(tmp_path, {"data/mod/tags/items/fuel/good.json": {"values": values}})
    assert rules.members("#mod:fuel/good") == tuple(sorted({"dirt", *VANILLA.members("#logs")}))


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ({"a": ["#m:b"], "b": ["#m:c"], "c": ["#m:a"]}, "itself"),
        ({"a": ["#m:b"]}, "'m:b'"),
        ({"a": [3]}, "'values.0"),
        ({"a": "dirt"}, "'values'"),
        ({str(n): [f"#m:{n + 1}"] for n in range(99)} | {"99": []}, "nested"),
    ],
)
def test_a_broken_tag_is_refused(tmp_path: Path, files: dict[str, Any], says: str) -> None:
    tags = {f"data/m/tags/items/{name}.json": {"values": v} for name, v in files.items()}
    assert says in refused(tmp_path, tags)


# ---- loot


def fallen(rules: Rules, block: str, tool: str | None = None, times: int = 400) -> Counter[str]:
    draws, found = random.Random(5), Counter[str]()
    for _ in range(times):
        found.update(dict(rules.drops(block, tool, draws)))
    return found


def loot(*entries: dict[str, Any], **pool: Any) -> dict[str, Any]:
    return {"type": "minecraft:block", "pools": [{"rolls": 1, "entries": list(entries)} | pool]}


def gives(item: str, **more: Any) -> dict[str, Any]:
    return {"type": "minecraft:item", "name": f"minecraft:{item}"} | more


DIRT = "data/minecraft/loot_tables/blocks/dirt.json"

SILK = {
    "condition": "minecraft:match_tool",
    "predicate": {"enchantments": [{"enchantment": "minecraft:silk_touch", "levels": {"min": 1}}]},
}


def test_a_table_as_packs_have_them_is_read(tmp_path: Path) -> None:
    table = loot(
        {
            "type": "minecraft:alternatives",
            "children": [
                gives("dirt", conditions=[SILK]),
                gives(
                    "diamond",
                    functions=[
                        {
                            "function": "minecraft:apply_bonus",
                            "enchantment": "minecraft:fortune",
                            "formula": "minecraft:ore_drops",
                        },
                        {"function": "minecraft:explosion_decay"},
                        {
                            "function": "minecraft:copy_nbt",
                            "source": "block_entity",
                            "ops": [{"source": "Lock", "target": "Lock", "op": "replace"}],
                        },
                    ],
                    conditions=[{"condition": "minecraft:random_chance", "chance": 0.25}],
                ),
                gives("flint", quality=2, weight=3),
            ],
        },
        bonus_rolls=1.5,
        name="main",
        conditions=[{"condition": "minecraft:survives_explosion"}],
    )
    found = fallen(under(tmp_path, {DIRT: table | {"__comment": "by me"}}), "dirt")
    assert found.total() == 400
    assert 70 < found["diamond"] < 130
    assert found["dirt"] == 0


@pytest.mark.parametrize(
    ("functions", "counts"),
    [
        ([{"function": "set_count", "count": 3}], {3}),
        ([{"function": "set_count", "count": {"min": 1.0, "max": 2.9}}], {1, 2}),
        ([{"function": "set_count", "count": {"type": "minecraft:binomial", "n": 3, "p": 1.0}}],
         {3}),
        ([{"function": "set_count", "count": {"min": -1, "max": 0}}], set()),
        ([{"function": "set_count", "count": 9}, {"function": "limit_count",
          "limit": {"max": 4.0}}], {4}),
    ],
)  # fmt: skip
def test_counts_are_numbers_ranges_or_draws(
    tmp_path: Path, functions: list[dict[str, Any]], counts: set[int]
) -> None:
    rules = under(tmp_path, {DIRT: loot(gives("flint", functions=functions))})
    draws = random.Random(3)
    found = {count for _ in range(60) for _, count in rules.drops("dirt", None, draws)}
    assert found == counts


def test_other_tables_tags_and_predicates_are_followed(tmp_path: Path) -> None:
    linked = loot(
        {"type": "minecraft:loot_table", "name": "mod:inner"},
        conditions=[{"condition": "minecraft:reference", "name": "mod:by_axe"}],
    )
    inner = loot({"type": "minecraft:tag", "name": "minecraft:coals", "expand": False})
    by_axe = [
        {"condition": "match_tool", "predicate": {"tag": "mod:axes"}},
        {"condition": "killed_by_player"},
    ]
    rules = under(
        tmp_path,
        {
            DIRT: linked,
            "data/mod/loot_tables/inner.json": inner,
            "data/mod/predicates/by_axe.json": by_axe,
            "data/mod/tags/items/axes.json": {"values": ["minecraft:stone_axe"]},
        },
    )
    assert fallen(rules, "dirt", "stone_axe", 1) == {"coal": 1, "charcoal": 1}
    assert fallen(rules, "dirt", "iron_axe", 1) == {}


def test_a_tag_that_is_expanded_gives_one_of_its_items(tmp_path: Path) -> None:
    tag = {"type": "tag", "name": "coals", "expand": True, "weight": 2}
    found = fallen(under(tmp_path, {DIRT: loot(tag, gives("flint", weight=4))}), "dirt")
    assert found.total() == 400
    assert all(found[item] > 60 for item in ("coal", "charcoal", "flint"))


def test_groups_and_sequences_are_drawn_as_the_game_draws_them(tmp_path: Path) -> None:
    never = {"condition": "inverted", "term": {"condition": "survives_explosion"}}
    some = [gives("flint"), gives("coal", conditions=[never]), gives("stick")]
    group = fallen(under(tmp_path / "1", {DIRT: loot({"type": "group", "children": some})}), "dirt")
    assert set(group) == {"flint", "stick"}
    after = {"type": "sequence", "children": some}
    assert set(fallen(under(tmp_path / "2", {DIRT: loot(after)}), "dirt")) == {"flint"}


def test_what_asks_for_somebody_holds_only_if_it_asks_for_nothing(tmp_path: Path) -> None:
    asks = {"condition": "entity_properties", "entity": "this", "predicate": {"flags": {}}}
    rules = under(tmp_path, {DIRT: loot(gives("flint", conditions=[asks]))})
    assert not fallen(rules, "dirt")


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        (gives("flint", conditions=[{"condition": "luck"}]), "entries.0.conditions.0'"),
        (gives("flint", conditions=[{"condition": "weather_check", "raining": True}]),
         "weather_check"),
        (gives("flint", conditions=[{"condition": "random_chance", "chance": 1.5}]), "chance'"),
        (gives("flint", condtions=[]), "'pools.0.entries.0.condtions'"),
        (gives("flint", functions=[{"function": "make_big"}]), "entries.0.functions.0'"),
        (gives("flint", functions=[{"function": "set_count"}]), "functions.0.count'"),
        (gives("flint", functions=[{"function": "set_count", "count": 1e30}]), "count"),
        (gives("flint", weight=-1), "entries.0.weight'"),
        (gives("flints"), "did you mean 'flint'"),
        ({"type": "minecraft:alternatives"}, "entries.0.children'"),
        ({"type": "brew"}, "'pools.0.entries.0'"),
        ({"type": "loot_table", "name": "minecraft:blocks/dirt"}, "inside itself"),
        ({"type": "loot_table", "name": "minecraft:blocks/nothing"}, "a loot table"),
        ({"type": "tag", "name": "mod:none", "expand": True}, "mod:none"),
        (gives("flint", conditions=[{"condition": "reference", "name": "mod:x"}]), "a predicate"),
        (gives("flint", conditions=[{"condition": "match_tool", "predicate": {"nbt": "{}"}}]),
         "predicate.nbt'"),
        (3, "'pools.0.entries.0'"),
    ],
)  # fmt: skip
def test_what_a_table_says_and_is_not_known_is_refused(
    tmp_path: Path, entry: Any, says: str
) -> None:
    message = refused(tmp_path, {DIRT: loot(entry)})
    assert says in message
    assert DIRT in message


def test_a_predicate_that_is_broken_is_named_by_its_own_file(tmp_path: Path) -> None:
    asks = {"condition": "reference", "name": "mod:x"}
    message = refused(
        tmp_path,
        {
            DIRT: loot(gives("flint", conditions=[asks])),
            "data/mod/predicates/x.json": {"condition": "luck"},
        },
    )
    assert "predicates/x.json" in message


def test_a_table_that_nothing_asks_for_is_not_read(tmp_path: Path) -> None:
    path = "data/minecraft/loot_tables/chests/igloo_chest.json"
    rules = under(tmp_path, {path: {"pools": 3}, DIRT: loot(gives("flint"))})
    assert fallen(rules, "dirt", times=1) == {"flint": 1}


# ---- packs together


def test_packs_that_say_the_same_give_the_same_rules(tmp_path: Path) -> None:
    one = under(tmp_path / "one", {DIRT: loot(gives("flint"))})
    assert under(tmp_path / "two", {DIRT: loot(gives("flint"))}) is one


def test_a_pack_that_changes_is_read_again(tmp_path: Path) -> None:
    assert fallen(under(tmp_path, {DIRT: loot(gives("flint"))}), "dirt", times=1)["flint"]
    assert fallen(under(tmp_path, {DIRT: loot(gives("coal"))}), "dirt", times=1)["coal"]


def test_laying_a_pack_leaves_vanilla_as_it_was(tmp_path: Path) -> None:
    under(
        tmp_path,
        {
            "data/minecraft/tags/items/planks.json": {"replace": True, "values": []},
            "tables/fuel.json": {"replace": True, "burn_ticks": {}},
            recipe("bowl"): {},
        },
    )
    assert load().digest() == VANILLA.digest()
    assert load().members("#planks") == VANILLA.members("#planks") != ()


def test_every_tag_of_the_game_can_be_named_and_is_a_word_only_then(tmp_path: Path) -> None:
    # Minecraft Wiki, Tag, Java Edition as of 1.16.5.
    name = "data/mod/tags/blocks/wet.json"
    rules = under(tmp_path, {name: {"values": ["#minecraft:underwater_bonemeals"]}})
    assert "horn_coral_wall_fan" in rules.block_tags["mod:wet"]
    assert {"underwater_bonemeals", "corals", "coral_plants"} <= rules.block_tags.keys()
    assert "beacon_base_blocks" not in rules.block_tags
    assert "corals" not in VANILLA.block_tags
    assert len(load([datapack.SILENT]).block_tags) == 86


def test_a_pack_may_add_to_a_tag_that_is_no_word(tmp_path: Path) -> None:
    name = "data/minecraft/tags/items/piglin_loved.json"
    rules = under(tmp_path, {name: {"values": ["minecraft:dirt"]}})
    assert {"dirt", "gold_ingot"} <= set(rules.members("#piglin_loved"))
