"""The names of Minecraft 1.11.2 and ours, both ways."""

from __future__ import annotations

import pytest

from envs import make
from envs.minedojo.worker import names
from scripts import make_minedojo_names

ITEMS = [
    ("log", 0, "oak_log"),
    ("log", 2, "birch_log"),
    ("log2", 1, "dark_oak_log"),
    ("planks", 5, "dark_oak_planks"),
    ("wool", 14, "red_wool"),
    ("dye", 4, "lapis_lazuli"),
    ("dye", 1, "red_dye"),
    ("coal", 1, "charcoal"),
    ("wooden pickaxe", 0, "wooden_pickaxe"),
    ("reeds", 0, "sugar_cane"),
    ("netherbrick", 0, "nether_brick"),
    ("nether brick", 0, "nether_bricks"),
    ("speckled melon", 0, "glistering_melon_slice"),
    ("melon", 0, "melon_slice"),
    ("fish", 1, "salmon"),
    ("boat", 0, "oak_boat"),
    ("sign", 0, "oak_sign"),
    ("golden rail", 0, "powered_rail"),
    ("web", 0, "cobweb"),
    ("iron nugget", 0, "iron_nugget"),
]

BLOCKS = [
    ("wood", 0, 1, "oak_log"),
    ("wood", 4, 1, "oak_log"),
    ("wood", 2, 1, "birch_log"),
    ("wood", 0, 35, "acacia_log"),
    ("wood", 1, 29, "dark_oak_log"),
    ("wood", 2, 29, "birch_log"),
    ("leaves", 8, 35, "acacia_leaves"),
    ("grass block", 0, 1, "grass_block"),
    ("grass", 1, 1, "grass"),
    ("stone", 0, 1, "stone"),
    ("stone", 3, 1, "diorite"),
    ("crafting table", 0, 1, "crafting_table"),
    ("furnace", 3, 1, "furnace"),
    ("coal ore", 0, 1, "coal_ore"),
    ("wooden planks", 1, 1, "spruce_planks"),
    ("water", 0, 1, "water"),
    # Dandelion or poppy: the client shows `flower` for both.
    ("flower", 0, 1, None),
    ("air", 0, 1, None),
    ("something modded", 0, 1, None),
]


@pytest.mark.parametrize(("old", "variant", "ours"), ITEMS)
def test_an_item_has_our_name_and_its_old_one_again(old: str, variant: int, ours: str) -> None:
    assert names.item(old, variant) == ours
    assert (old.replace(" ", "_"), variant) in names.olds(ours)


def test_air_is_no_item_and_a_worn_tool_is_the_tool() -> None:
    assert names.item("air", 0) is None
    assert names.item("iron_axe", 17) == "iron_axe"


@pytest.mark.parametrize(("shown", "metadata", "biome", "ours"), BLOCKS)
def test_a_block_has_our_name(shown: str, metadata: int, biome: int, ours: str | None) -> None:
    assert names.block(shown, metadata, biome) == ours


@pytest.mark.parametrize(
    ("old", "ours"),
    [
        ("cow", "cow"),
        ("pigzombie", "zombified_piglin"),
        ("pig_zombie", "zombified_piglin"),
        ("zombie_pigman", "zombified_piglin"),
        ("lava_slime", "magma_cube"),
        ("magmacube", "magma_cube"),
        ("ozelot", "ocelot"),
        ("wither_skeleton", "wither_skeleton"),
        ("null", None),
    ],
)
def test_an_entity_is_known_by_class_and_by_statistic(old: str, ours: str | None) -> None:
    assert names.entity(old) == ours


def test_biomes_go_both_ways_and_tell_the_dimension() -> None:
    assert names.biome(3) == "mountains"
    assert names.biome_number("mountains") == 3
    assert names.biome_number("bamboo_jungle") is None
    assert [names.dimension(n) for n in (1, 8, 9)] == ["overworld", "the_nether", "the_end"]


def test_an_ingredient_of_many_variants_is_a_tag() -> None:
    assert names.pattern("planks") == "#planks"
    assert names.pattern("wool") == "#wool"
    assert names.pattern("stick") == "stick"


def test_all_words_are_words_of_craftworld_too() -> None:
    said, known = names.vocabulary(), make("craftworld").vocabulary
    assert set(said["items"]) <= known.items
    assert set(said["blocks"]) <= known.blocks
    assert set(said["entities"]) <= known.entities
    assert {m for members in said["tags"].values() for m in members} <= {
        *said["items"],
        *said["blocks"],
        *said["entities"],
    }


def test_the_table_is_what_the_script_writes() -> None:
    assert make_minedojo_names.main(["--check"]) == 0
