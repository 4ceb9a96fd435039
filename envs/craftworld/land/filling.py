"""Fills the array of a chunk with blocks, one layer after another.

Each step takes the chunk's uint16 array of `CHUNK_SHAPE` (x, y, z) and changes it in place. The
order of the steps is the generator's; what is where was decided before, in whole numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from envs.craftworld.kernels import cells as kernel
from envs.craftworld.kernels import digging, growth
from envs.craftworld.kernels.columns import Columns
from envs.craftworld.land.blocktable import AIR, BlockTable
from envs.craftworld.land.caves import LAVA_LEVEL
from envs.craftworld.land.columns import BIOME_NUMBER, BIOMES, SEA_LEVEL
from envs.craftworld.land.plants import HERBS, WOODS, Tree, tree_shapes
from envs.craftworld.land.soil import SNOW_LINE, SOILS
from envs.craftworld.land.veins import Vein

HEIGHT = kernel.HEIGHT
"""Blocks from the bottom of the world (y 0) to its top."""
CHUNK_SHAPE = (16, HEIGHT, 16)
"""Shape of a chunk's array, indexed by x, y, z."""

Blocks = NDArray[np.uint16]
"""The array of a chunk."""

_AIR = np.uint16(AIR)


class Filler:
    """Fills chunks with the blocks of one table."""

    def __init__(self, table: BlockTable, veins: Sequence[Vein], bedrock_key: int) -> None:
        ids = table.id
        self._bedrock_key = np.uint64(bedrock_key)
        self._layers = np.array(
            [[ids(s.top), *[ids(s.filler)] * 3, *[ids(s.under)] * 3] for s in SOILS],
            dtype=np.uint16,
        )
        self._herbs = np.array([AIR, *(ids(name) for name in HERBS[1:])], dtype=np.uint16)
        self._veins = np.array([ids(vein.block) for vein in veins], dtype=np.uint16)
        self._replaces = np.array([table.mask(vein.replaces) for vein in veins], dtype=np.bool_)
        self._lies_in = np.array(
            [[not v.biomes or biome.name in v.biomes for biome in BIOMES] for v in veins],
            dtype=np.bool_,
        )
        self._stone, self._water, self._lava = (
            np.uint16(ids(name)) for name in ("stone", "water", "lava")
        )
        self._bedrock, self._snow = ids("bedrock"), ids("snow")
        self._shapes = tree_shapes(
            [ids("cactus" if wood == "cactus" else f"{wood}_log") for wood in WOODS],
            [AIR if wood == "cactus" else ids(f"{wood}_leaves") for wood in WOODS],
            ids("grass_block"),
            ids("dirt"),
        )
        self._carrying = table.mask(["grass_block", "sand", "dirt"])
        self._seagrass, self._kelp, self._kelp_plant = (
            np.uint16(ids(name)) for name in ("seagrass", "kelp", "kelp_plant")
        )
        self._number = ids

    def lay(
        self, height: NDArray[np.int64], soil: NDArray[np.uint8], biome: NDArray[np.uint8]
    ) -> Blocks:
        """Returns the ground, water and snow of a chunk; arrays are (16, 16), x then z."""
        blocks = digging.lay(
            height, self._layers[soil], int(self._stone), int(self._water), SEA_LEVEL
        ).reshape(CHUNK_SHAPE)
        snowy = (biome == BIOME_NUMBER["mountains"]) & (height >= SNOW_LINE)
        x, z = np.nonzero(snowy)
        blocks[x, height[x, z] + 1, z] = self._snow
        return blocks

    def carve(self, blocks: Blocks, hollow: NDArray[np.int64]) -> None:
        """Empties cells, indices into the flattened chunk; lava fills the lowest of them."""
        level = hollow >> 4 & 0x7F
        blocks.reshape(-1)[hollow] = np.where(level < LAVA_LEVEL, self._lava, _AIR)

    def fill_veins(
        self, blocks: Blocks, placed: Sequence[NDArray[np.int32]], biome: NDArray[np.uint8]
    ) -> None:
        """Replaces stone by the veins that reach into a chunk, as `VeinCells.at` gives them."""
        digging.fill_veins(
            blocks.reshape(-1),
            np.concatenate(placed),
            self._replaces,
            self._lies_in,
            biome,
            self._veins,
        )

    def lay_bedrock(self, blocks: Blocks, chunk_x: int, chunk_z: int) -> None:
        """Closes the world below: y 0 wholly, y 1 to 4 ever more thinly, as in vanilla."""
        digging.lay_bedrock(blocks.reshape(-1), self._bedrock_key, chunk_x, chunk_z, self._bedrock)

    def build(
        self, blocks: Blocks, chunk_x: int, chunk_z: int, cells: Iterable[tuple[int, int, int, str]]
    ) -> None:
        """Sets the blocks (x, y, z, name) that lie in a chunk, one after another."""
        for x, y, z, name in cells:
            if x >> 4 == chunk_x and z >> 4 == chunk_z and 0 < y < HEIGHT:
                blocks[x & 15, y, z & 15] = self._number(name)

    def plant(self, blocks: Blocks, chunk_x: int, chunk_z: int, trees: Sequence[Tree]) -> None:
        """Sets the trees' leaves where there is air, then their trunks."""
        rows = [(t.x, t.z, t.ground, WOODS.index(t.wood), t.trunk, t.variant) for t in trees]
        grown = np.array(sorted(rows, key=lambda row: row[3]), dtype=np.int64)
        growth.plant(
            blocks.reshape(-1), chunk_x, chunk_z, grown.reshape(-1, growth.TREE), self._shapes
        )

    def strew(self, blocks: Blocks, columns: Columns, herbs: NDArray[np.uint8]) -> None:
        """Sets herbs, uint8 (16, 16) into `HERBS`, where bare ground carries them."""
        cane = HERBS.index("sugar_cane")
        growth.strew(blocks.reshape(-1), columns, herbs, self._carrying, self._herbs, cane)

    def sow(self, blocks: Blocks, height: NDArray[np.int64], plants: NDArray[np.uint8]) -> None:
        """Sets what grows in water, as `Plants.sea_plants` gives it, where there is water."""
        if not plants.any():
            return
        x, z = np.nonzero(plants)
        y, kind = height[x, z] + 1, plants[x, z]
        wet = blocks[x, y, z] == self._water
        x, y, z, kind = x[wet], y[wet], z[wet], kind[wet].astype(np.int64)
        blocks[x, y, z] = np.where(kind == 1, self._seagrass, self._kelp_plant)
        for column in range(2, int(kind.max(initial=1)) + 1):
            # The blocks of kelp above the first; its top is another block.
            part = kind >= column
            blocks[x[part], y[part] + column - 2, z[part]] = self._kelp_plant
        tops = kind > 1
        blocks[x[tops], y[tops] + kind[tops] - 2, z[tops]] = self._kelp
