"""The Nether of a seed: chunks of blocks and biomes, as `worldgen` has them of the overworld.

A chunk depends on the seed, its coordinates and the `veins` in force, and on nothing that was
asked before.

    nether = Nether(seed, table, veins)
    nether.chunk(0, 0)          # uint16 (16, 128, 16), by x, y, z

Left out, and declared: fortresses and bastions, lava that runs down walls, the columns and
deltas of basalt, fossils.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from envs.craftworld.footing import Cell
from envs.craftworld.land.blocktable import BlockTable
from envs.craftworld.land.filling import HEIGHT
from envs.craftworld.land.netherbiomes import NETHER_BIOMES, NetherMap
from envs.craftworld.land.netherfloor import NetherFloor
from envs.craftworld.land.nethergrowth import NetherGrowth
from envs.craftworld.land.netherrock import Netherrock
from envs.craftworld.land.veins import Vein, VeinFiller
from envs.craftworld.noise import stream

_NO_GROUND = -1


class Nether:
    """Generates the Nether of one seed.

    Attributes:
        seed: The world's seed.
        table: The blocks' numbers.
    """

    def __init__(self, seed: int, table: BlockTable, veins: Sequence[Vein]) -> None:
        """Prepares a Nether; nothing is generated yet.

        Args:
            seed: Any whole number.
            table: Has the blocks of vanilla.
            veins: What lies in the rock.

        Raises:
            UnknownNameError: `table` lacks a block that is needed.
        """
        self.seed = seed
        self.table = table
        self._rock = Netherrock(seed)
        self._floor = NetherFloor(table, seed)
        self._growth = NetherGrowth(table, seed)
        key = stream(seed, "nether veins")
        self._veins = VeinFiller(key, veins, table, NETHER_BIOMES, shadows=False)
        self._columns = lru_cache(maxsize=512)(NetherMap(seed).columns)

    def chunk(self, chunk_x: int, chunk_z: int) -> NDArray[np.uint16]:
        """Returns the blocks of a chunk: a new uint16 array of `CHUNK_SHAPE`."""
        solid = self._rock.solid(chunk_x, chunk_z)
        columns = self._columns(chunk_x, chunk_z)
        blocks = self._floor.lay(solid)
        self._floor.cover(blocks, solid, columns)
        biome = columns.biome.astype(np.uint8)
        self._veins.fill(blocks, chunk_x, chunk_z, biome, HEIGHT - 1)
        self._floor.hide_lava(blocks, chunk_x, chunk_z)
        self._floor.lay_bedrock(blocks, chunk_x, chunk_z)
        self._growth.grow(blocks, chunk_x, chunk_z)
        return blocks

    def biome(self, x: int, z: int) -> str:
        """Returns the name of the biome of a column."""
        return NETHER_BIOMES[self._columns(x >> 4, z >> 4).biome[x & 15, z & 15]]

    def ground(self, x: int, z: int) -> int:
        """Returns -1: nowhere in the Nether is one outside, or under ground."""
        del x, z
        return _NO_GROUND

    def villages_near(self, x: int, z: int, radius: int = 400) -> tuple[Cell, ...]:
        """Returns none: nobody has villages there."""
        del x, z, radius
        return ()
