from __future__ import annotations

import pytest

from envs.craftworld.game.datapack import load
from envs.craftworld.land.blocktable import AIR, TERRAIN_KINDS, BlockKind, BlockTable
from envs.errors import ContractError, UnknownNameError


def test_numbers_follow_from_names_alone() -> None:
    table = BlockTable(TERRAIN_KINDS)

    assert BlockTable(reversed(TERRAIN_KINDS)).names == table.names
    assert table.id("air") == AIR
    assert list(table.names[1:]) == sorted(table.names[1:])
    assert [table.id(table.name(number)) for number in range(len(table))] == list(range(len(table)))


def test_flags_are_those_of_the_kinds() -> None:
    table = BlockTable(TERRAIN_KINDS)

    assert table.liquid[table.id("water")]
    assert not table.solid[table.id("grass")]
    assert table.harmful[table.id("lava")]
    assert table.harmful[table.id("cactus")]
    assert table.light[table.id("torch")] == 14
    assert table.see_through[table.id("glass")]
    assert not table.see_through[table.id("oak_leaves")]


def test_a_mask_leaves_unknown_names_out() -> None:
    table = BlockTable(TERRAIN_KINDS)

    assert table.mask(["sand", "no_such_block"]).sum() == 1


def test_an_unknown_name_is_said_with_what_was_meant() -> None:
    with pytest.raises(UnknownNameError, match="iron_ore"):
        BlockTable(TERRAIN_KINDS).id("iron_ores")


def test_a_table_needs_air() -> None:
    with pytest.raises(ContractError, match="air"):
        BlockTable([BlockKind("stone")])


def test_the_game_data_has_every_block_of_the_terrain() -> None:
    table = BlockTable(load().blocks.values())

    assert [kind.name for kind in TERRAIN_KINDS if kind.name not in table] == []


def test_a_layer_of_snow_is_walked_through_and_a_block_of_it_is_not() -> None:
    # Minecraft Wiki, Snow: a single layer has no collision.
    table = BlockTable(load().blocks.values())

    assert not table.solid[table.id("snow")]
    assert table.solid[table.id("snow_block")]
