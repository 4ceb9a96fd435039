"""From the rules of a data pack to what terrain is made of: the table of blocks, the veins."""

from __future__ import annotations

from functools import cache

from envs.craftworld.blocktable import BlockTable
from envs.craftworld.filling import HEIGHT
from envs.craftworld.rules import Rules
from envs.craftworld.veins import Vein

FALLING = ("anvil", "gravel", "red_sand", "sand")
"""Blocks that fall where nothing holds them, sorted; of those that this world has."""

REPLACEABLE = ("air", "dead_bush", "fern", "grass", "lava", "snow", "tall_grass", "water")
"""Blocks in whose place another can be set, sorted (Minecraft Wiki, Placement)."""


@cache
def block_table(rules: Rules) -> BlockTable:
    """Returns the table of all blocks of the rules."""
    return BlockTable(rules.blocks.values())


@cache
def overworld_veins(rules: Rules) -> tuple[Vein, ...]:
    """Returns the veins of the overworld, as far up as its stone goes.

    A vein whose heights reach above the world keeps its density: as many of them less.
    """
    found = []
    for vein in rules.veins:
        biomes = rules.biome_members(vein.biomes, "overworld") if vein.biomes else ()
        if vein.dimension != "overworld" or (vein.biomes and not biomes) or vein.low >= HEIGHT:
            continue
        high = min(vein.high, HEIGHT)
        count = vein.count * (high - vein.low) // (vein.high - vein.low)
        found.append(Vein(vein.block, count, vein.size, vein.low, high, vein.peaked, biomes))
    return tuple(found)
