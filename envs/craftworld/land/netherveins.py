"""Veins in the rock of the Nether; their shapes and places are those of `veins`."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from envs.craftworld.land.blocktable import BlockTable
from envs.craftworld.land.filling import Blocks
from envs.craftworld.land.netherbiomes import NETHER_BIOMES
from envs.craftworld.land.veins import Vein, VeinCells
from envs.craftworld.noise import stream

_ORIGINS = ((0, 0), (0, 1), (1, 0), (1, 1))
"""The chunks, to the north and west, from which a vein may reach into one."""


class NetherVeins:
    """Fills the veins into chunks."""

    def __init__(self, table: BlockTable, seed: int, veins: Sequence[Vein]) -> None:
        self._from = lru_cache(maxsize=256)(VeinCells(stream(seed, "nether veins"), veins).at)
        self._blocks = np.array([table.id(vein.block) for vein in veins], dtype=np.uint16)
        self._replaces = np.array(
            [table.mask(vein.replaces) for vein in veins], dtype=np.bool_
        ).reshape(len(veins), len(table))
        self._lies_in = np.array(
            [[not v.biomes or biome in v.biomes for biome in NETHER_BIOMES] for v in veins],
            dtype=np.bool_,
        ).reshape(len(veins), len(NETHER_BIOMES))

    def fill(self, blocks: Blocks, chunk_x: int, chunk_z: int, biome: NDArray[np.int64]) -> None:
        """Replaces rock by the veins that reach into a chunk; of two the later one counts."""
        placed = [
            self._from(chunk_x - dx, chunk_z - dz)[quarter]
            for quarter, (dx, dz) in enumerate(_ORIGINS)
        ]
        cells = np.sort(np.concatenate(placed))
        # Sorted by cell, then kind: the last that may lie there is written last.
        cell, kind = cells >> 8, cells & 0xFF
        flat = blocks.reshape(-1)
        takes = self._replaces[kind, flat[cell]]
        takes &= self._lies_in[kind, biome[cell >> 11, cell & 15]]
        flat[cell[takes]] = self._blocks[kind[takes]]
