"""A flat dimension: the public fake for whatever needs land of a known shape."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from envs.craftworld.land.blocktable import AIR, BlockTable
from envs.craftworld.land.filling import CHUNK_SHAPE


class FlatWorld:
    """Generates grass on dirt on stone on bedrock, the same everywhere.

    Attributes:
        table: The blocks' numbers.
    """

    def __init__(self, table: BlockTable, ground: int = 63, biome: str = "plains") -> None:
        """Prepares a flat world.

        Args:
            table: Has at least bedrock, stone, dirt and grass_block.
            ground: Height of the grass, in [4, 126]; a player's feet are one above.
            biome: The name of the biome everywhere.
        """
        self.table = table
        self._biome = biome
        self._chunk = np.full(CHUNK_SHAPE, AIR, dtype=np.uint16)
        self._chunk[:, :ground] = table.id("stone")
        self._chunk[:, ground - 3 : ground] = table.id("dirt")
        self._chunk[:, ground] = table.id("grass_block")
        self._chunk[:, 0] = table.id("bedrock")

    def chunk(self, chunk_x: int, chunk_z: int) -> NDArray[np.uint16]:
        """Returns the blocks of a chunk: a new uint16 array of `CHUNK_SHAPE`."""
        del chunk_x, chunk_z
        return self._chunk.copy()

    def biome(self, x: int, z: int) -> str:
        """Returns the name of the one biome."""
        del x, z
        return self._biome
