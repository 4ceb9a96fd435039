"""From the rules of a data pack to what terrain is made of: the table of blocks, the veins."""

from __future__ import annotations

from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from envs.craftworld.game.rules import Rules
from envs.craftworld.land.blocktable import BlockTable
from envs.craftworld.land.filling import HEIGHT
from envs.craftworld.land.netherworld import Nether
from envs.craftworld.land.veins import Vein
from envs.craftworld.land.worldgen import Overworld

FALLING = ("anvil", "gravel", "red_sand", "sand")
"""Blocks that fall where nothing holds them, sorted; of those that this world has."""

WATER_PLANTS = ("kelp", "kelp_plant", "seagrass", "tall_seagrass")
"""Blocks that grow in water and leave it where they were, sorted."""

REPLACEABLE = (
    "air", "dead_bush", "fern", "grass", "lava", "seagrass", "snow", "tall_grass", "tall_seagrass",
    "water",
)  # fmt: skip
"""Blocks in whose place another can be set, sorted (Minecraft Wiki, Placement)."""


_SEEDS, _CHUNKS = 16, 160
"""How many worlds are remembered, and how many chunks of 64 KiB of a Nether."""


class RememberedOverworld(Overworld):
    """Is an overworld whose starts are found once, for any number of episodes.

    Its chunks aren't remembered: making one anew costs little more.
    """

    def __init__(self, seed: int, table: BlockTable, veins: tuple[Vein, ...]) -> None:
        super().__init__(seed, table, veins)
        self._start = lru_cache(maxsize=None)(super().spawn)

    def spawn(self, biome: str | None = None) -> tuple[int, int, int]:
        """Returns where an episode starts; see `Overworld.spawn`."""
        return self._start(biome)


class RememberedNether(Nether):
    """Is a Nether whose chunks are made once, for any number of episodes; they are read-only."""

    def __init__(self, seed: int, table: BlockTable, veins: tuple[Vein, ...]) -> None:
        super().__init__(seed, table, veins)
        self._remembered = lru_cache(maxsize=_CHUNKS)(self._made)

    def chunk(self, chunk_x: int, chunk_z: int) -> NDArray[np.uint16]:
        """Returns the blocks of a chunk, read-only."""
        return self._remembered(chunk_x, chunk_z)

    def _made(self, chunk_x: int, chunk_z: int) -> NDArray[np.uint16]:
        blocks = super().chunk(chunk_x, chunk_z)
        blocks.flags.writeable = False
        return blocks


@lru_cache(maxsize=_SEEDS)
def nether_of(rules: Rules, seed: int) -> Nether:
    """Returns the Nether of a seed under some rules; the same object while it's remembered."""
    return RememberedNether(seed, block_table(rules), nether_veins(rules))


@lru_cache(maxsize=_SEEDS)
def overworld_of(rules: Rules, seed: int) -> Overworld:
    """Returns the overworld of a seed under some rules; the same object while it's remembered."""
    return RememberedOverworld(seed, block_table(rules), overworld_veins(rules))


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


@cache
def nether_veins(rules: Rules) -> tuple[Vein, ...]:
    """Returns the veins of the Nether."""
    found = []
    for vein in rules.veins:
        biomes = rules.biome_members(vein.biomes, "nether") if vein.biomes else ()
        if vein.dimension != "nether" or (vein.biomes and not biomes):
            continue
        replaces = rules.block_members(vein.replaces)
        found.append(
            Vein(
                vein.block,
                vein.count,
                vein.size,
                vein.low,
                vein.high,
                vein.peaked,
                biomes,
                replaces,
            )
        )
    return tuple(found)
