"""Fills the array of a chunk with blocks, one layer after another.

Each step takes the chunk's uint16 array of `CHUNK_SHAPE` (x, y, z) and changes it in place. The
order of the steps is the generator's; what is where was decided before, in whole numbers.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from envs.craftworld.kernels import cells as kernel
from envs.craftworld.kernels import digging
from envs.craftworld.kernels.columns import Columns
from envs.craftworld.land.blocktable import BlockTable
from envs.craftworld.land.columns import BIOME_NUMBER
from envs.craftworld.land.soil import SNOW_LINE, SOILS

HEIGHT = kernel.HEIGHT
"""Blocks from the bottom of the world (y 0) to its top."""
CHUNK_SHAPE = (16, HEIGHT, 16)
"""Shape of a chunk's array, indexed by x, y, z."""

Blocks = NDArray[np.uint16]
"""The array of a chunk."""


class Filler:
    """Fills chunks with the blocks of one table."""

    def __init__(self, table: BlockTable, bedrock_key: int) -> None:
        ids = table.id
        self._bedrock_key = np.uint64(bedrock_key)
        self._bedrock = ids("bedrock")
        self._layers = digging.Layers(
            soils=np.array(
                [[ids(s.top), *[ids(s.filler)] * 3, *[ids(s.under)] * 3] for s in SOILS],
                dtype=np.uint16,
            ),
            stone=ids("stone"),
            water=ids("water"),
            snow=ids("snow"),
            mountains=BIOME_NUMBER["mountains"],
            snow_line=SNOW_LINE,
        )
        self._number = ids

    def lay(self, columns: Columns, soil: NDArray[np.uint8]) -> Blocks:
        """Returns the ground, water and snow of a chunk, from its columns and their soils."""
        return digging.lay(columns, soil, self._layers).reshape(CHUNK_SHAPE)

    def lay_bedrock(self, blocks: Blocks, chunk_x: int, chunk_z: int) -> None:
        """Closes the world below: y 0 wholly, y 1 to 4 ever more thinly, as in vanilla."""
        digging.lay_bedrock(blocks.reshape(-1), self._bedrock_key, chunk_x, chunk_z, self._bedrock)

    def numbered(self, cells: Iterable[tuple[int, int, int, str]]) -> NDArray[np.int64]:
        """Returns what is to be built as rows of x, y, z and the block's number."""
        rows = [(x, y, z, self._number(name)) for x, y, z, name in cells]
        return np.array(rows, dtype=np.int64).reshape(-1, 4)

    @staticmethod
    def build(blocks: Blocks, chunk_x: int, chunk_z: int, rows: NDArray[np.int64]) -> None:
        """Sets what of `rows` lies in a chunk; where two are of one cell, the later one stays."""
        x, y, z, _ = rows.T
        here = rows[(x >> 4 == chunk_x) & (z >> 4 == chunk_z) & (y > 0) & (y < HEIGHT)]
        for at_x, at_y, at_z, number in here.tolist():
            blocks[at_x & 15, at_y, at_z & 15] = number
