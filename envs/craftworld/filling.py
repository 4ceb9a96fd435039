"""Fills the array of a chunk with blocks, one layer after another.

Each step takes the chunk's uint16 array of `CHUNK_SHAPE` (x, y, z) and changes it in place. The
order of the steps is the generator's; what is where was decided before, in whole numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from envs.craftworld.blocktable import AIR, BlockTable
from envs.craftworld.caves import LAVA_LEVEL
from envs.craftworld.columns import BIOME_NUMBER, BIOMES, SEA_LEVEL
from envs.craftworld.noise import below, scatter
from envs.craftworld.plants import HERBS, Tree, shape
from envs.craftworld.soil import SNOW_LINE, SOILS
from envs.craftworld.veins import Vein

HEIGHT = 128
"""Blocks from the bottom of the world (y 0) to its top."""
CHUNK_SHAPE = (16, HEIGHT, 16)
"""Shape of a chunk's array, indexed by x, y, z."""

Blocks = NDArray[np.uint16]
"""The array of a chunk."""

_AIR = np.uint16(AIR)
_X, _Z = np.arange(16)[:, None], np.arange(16)[None, :]
_LEVELS = np.arange(HEIGHT)[None, :, None]
_WOODS = ("oak", "birch", "spruce", "cactus")


class Filler:
    """Fills chunks with the blocks of one table."""

    def __init__(self, table: BlockTable, veins: Sequence[Vein], bedrock_key: int) -> None:
        ids = table.id
        self._bedrock_key = bedrock_key
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
        self._wood = {wood: (ids(f"{wood}_log"), ids(f"{wood}_leaves")) for wood in _WOODS[:-1]}
        self._wood["cactus"] = (ids("cactus"), AIR)
        self._stone, self._water, self._lava = (
            np.uint16(ids(name)) for name in ("stone", "water", "lava")
        )
        self._bedrock, self._snow, self._dirt = ids("bedrock"), ids("snow"), ids("dirt")
        self._grass = ids("grass_block")
        self._carrying = table.mask(["grass_block", "sand", "dirt"])
        self._number = ids

    def lay(
        self, height: NDArray[np.int64], soil: NDArray[np.uint8], biome: NDArray[np.uint8]
    ) -> Blocks:
        """Returns the ground, water and snow of a chunk; arrays are (16, 16), x then z."""
        blocks = np.where(height[:, None, :] >= _LEVELS, self._stone, _AIR)
        depths = np.arange(self._layers.shape[1])
        blocks[_X[..., None], height[..., None] - depths, _Z[..., None]] = self._layers[soil]
        lowest = int(height.min()) + 1
        if lowest < SEA_LEVEL:
            sea = blocks[:, lowest:SEA_LEVEL]
            sea[sea == AIR] = self._water
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
        cells = np.sort(np.concatenate(placed))
        # Sorted by cell, then kind: the last of each cell counts.
        last = np.ones(len(cells), dtype=np.bool_)
        last[:-1] = cells[1:] >> 8 != cells[:-1] >> 8
        cells = cells[last]
        cell, kind = cells >> 8, cells & 0xFF
        flat = blocks.reshape(-1)
        takes = self._replaces[kind, flat[cell]]
        takes &= self._lies_in[kind, biome[cell >> 11, cell & 15]]
        flat[cell[takes]] = self._veins[kind[takes]]

    def lay_bedrock(self, blocks: Blocks, chunk_x: int, chunk_z: int) -> None:
        """Closes the world below: y 0 wholly, y 1 to 4 ever more thinly, as in vanilla."""
        x, z = 16 * chunk_x + _X, 16 * chunk_z + _Z
        thickness = np.arange(5)[None, :, None]
        bits = scatter(self._bedrock_key, x[:, None, :], z[:, None, :], thickness)
        bottom = blocks[:, :5]
        bottom[below(bits, 5) >= thickness] = self._bedrock

    def build(
        self, blocks: Blocks, chunk_x: int, chunk_z: int, cells: Iterable[tuple[int, int, int, str]]
    ) -> None:
        """Sets the blocks (x, y, z, name) that lie in a chunk, one after another."""
        for x, y, z, name in cells:
            if x >> 4 == chunk_x and z >> 4 == chunk_z and 0 < y < HEIGHT:
                blocks[x & 15, y, z & 15] = self._number(name)

    def plant(self, blocks: Blocks, chunk_x: int, chunk_z: int, trees: Sequence[Tree]) -> None:
        """Sets the trees' leaves where there is air, then their trunks."""
        flat = blocks.reshape(-1)
        trunks = []
        for wood in _WOODS:
            parts = [
                (shape(wood, tree.trunk, tree.variant), (tree.x, tree.ground, tree.z))
                for tree in trees
                if tree.wood == wood
            ]
            if not parts:
                continue
            log, leaf = self._wood[wood]
            leaves = _within(chunk_x, chunk_z, [cells[1] + at for cells, at in parts])
            flat[leaves[flat[leaves] == AIR]] = leaf
            trunks.append((log, _within(chunk_x, chunk_z, [cells[0] + at for cells, at in parts])))
        for log, cells in trunks:
            flat[cells] = log
            roots = cells - 16
            flat[roots[flat[roots] == self._grass]] = self._dirt

    def strew(self, blocks: Blocks, height: NDArray[np.int64], herbs: NDArray[np.uint8]) -> None:
        """Sets herbs, uint8 (16, 16) into `HERBS`, where bare ground carries them."""
        x, z = np.nonzero(herbs)
        y = height[x, z]
        bare = self._carrying[blocks[x, y, z]] & (blocks[x, y + 1, z] == AIR)
        x, y, z = x[bare], y[bare], z[bare]
        kind = herbs[x, z]
        blocks[x, y + 1, z] = self._herbs[kind]
        # Sugar cane is two high.
        cane = kind == HERBS.index("sugar_cane")
        blocks[x[cane], y[cane] + 2, z[cane]] = self._herbs[kind[cane]]


def _within(chunk_x: int, chunk_z: int, cells: Sequence[NDArray[np.int64]]) -> NDArray[np.int64]:
    """Returns the indices in a flattened chunk of those cells that lie in it."""
    x, y, z = np.concatenate(cells).T
    inside = (x >> 4 == chunk_x) & (z >> 4 == chunk_z)
    return np.asarray(((x & 15) << 11 | y << 4 | z & 15)[inside])
