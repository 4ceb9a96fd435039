"""What the Nether's rock is covered with, biome by biome, and what lies hidden in it.

Each step changes the chunk's array in place, as those of `filling` do. Source: Minecraft Wiki,
the page of each biome of the Nether, Java Edition 1.16.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from envs.craftworld.land.blocktable import AIR, BlockTable
from envs.craftworld.land.filling import HEIGHT, Blocks
from envs.craftworld.land.netherbiomes import NETHER_BIOMES, NetherColumns
from envs.craftworld.noise import below, scatter, stream

LAVA_LEVEL = 31
"""Lava fills what is hollow up to this height (vanilla: a sea level of 32)."""

_DEPTH = 3
"""Blocks below a floor that are of its kind, where a biome's ground is that deep."""
_SHORE = (28, 35)
"""Heights from which and below which shores of the sea are of gravel and of soul sand."""
_POCKETS = 16
"""Tries a chunk for a block of lava inside the rock (`spring_closed`: 16)."""
_POCKET_HEIGHTS = (10, 118)
_NUMBER = {name: number for number, name in enumerate(NETHER_BIOMES)}
_LEVELS = np.arange(HEIGHT)[None, :, None]
_SHORE_LEVELS = np.isin(_LEVELS, np.arange(*_SHORE))
_X, _Z = np.arange(16)[:, None, None], np.arange(16)[None, None, :]
_BESIDE = ((1, 0, 0), (-1, 0, 0), (0, 1, 0), (0, -1, 0), (0, 0, 1), (0, 0, -1))

_Parts = tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.bool_]]
"""The floors of a chunk, what is near below them, and the ceilings; each (16, 128, 16)."""


class NetherFloor:
    """Covers chunks with the blocks of one table."""

    def __init__(self, table: BlockTable, seed: int) -> None:
        self._id = table.id
        self._bedrock_key = stream(seed, "nether bedrock")
        self._pocket_key = stream(seed, "nether pockets")
        self._rock = np.uint16(table.id("netherrack"))
        self._lava = np.uint16(table.id("lava"))
        self._bedrock = np.uint16(table.id("bedrock"))

    def lay(self, solid: NDArray[np.bool_]) -> Blocks:
        """Returns the rock and the sea of lava of a chunk."""
        hollow = np.where(_LEVELS <= LAVA_LEVEL, self._lava, np.uint16(AIR))
        return np.asarray(np.where(solid, self._rock, hollow))

    def cover(self, blocks: Blocks, solid: NDArray[np.bool_], columns: NetherColumns) -> None:
        """Lays each biome's ground on the floors, and on the ceilings where it has its own."""
        open_above = np.zeros_like(solid)
        open_above[:, :-1] = ~solid[:, 1:]
        floor = solid & open_above
        deep = floor.copy()
        for down in range(1, _DEPTH):
            deep[:, :-down] |= open_above[:, down:]
        deep &= solid
        ceiling = solid.copy()
        ceiling[:, 0] = False
        ceiling[:, 1:] &= ~solid[:, :-1]
        for name, lay in (
            ("basalt_deltas", self._deltas),
            ("crimson_forest", self._crimson),
            ("nether_wastes", self._wastes),
            ("soul_sand_valley", self._valley),
            ("warped_forest", self._warped),
        ):
            of_biome = (columns.biome == _NUMBER[name])[:, None, :]
            if of_biome.any():
                patch = columns.patch[:, None, :]
                lay(blocks, (floor & of_biome, deep & of_biome, ceiling & of_biome), patch)

    def _deltas(self, blocks: Blocks, parts: _Parts, patch: NDArray[np.int64]) -> None:
        floor, deep, ceiling = parts
        blocks[deep | ceiling] = self._id("basalt")
        blocks[floor & (patch > 0)] = self._id("blackstone")
        # What vanilla makes of pools with rims of magma.
        blocks[floor & (patch > 1400)] = self._id("magma_block")

    def _crimson(self, blocks: Blocks, parts: _Parts, patch: NDArray[np.int64]) -> None:
        self._forest(blocks, parts[0], patch, "crimson_nylium", "nether_wart_block")

    def _warped(self, blocks: Blocks, parts: _Parts, patch: NDArray[np.int64]) -> None:
        self._forest(blocks, parts[0], patch, "warped_nylium", "warped_wart_block")

    def _forest(
        self,
        blocks: Blocks,
        floor: NDArray[np.bool_],
        patch: NDArray[np.int64],
        nylium: str,
        wart: str,
    ) -> None:
        dry = floor & (_LEVELS >= LAVA_LEVEL)
        blocks[dry & (patch > -1200)] = self._id(nylium)
        blocks[dry & (patch > 1500)] = self._id(wart)

    def _wastes(self, blocks: Blocks, parts: _Parts, patch: NDArray[np.int64]) -> None:
        shore = parts[1] & _SHORE_LEVELS
        blocks[shore & (patch > 900)] = self._id("soul_sand")
        blocks[shore & (patch < -900)] = self._id("gravel")

    def _valley(self, blocks: Blocks, parts: _Parts, patch: NDArray[np.int64]) -> None:
        blocks[(parts[1] | parts[2]) & (patch > 0)] = self._id("soul_sand")
        blocks[(parts[1] | parts[2]) & (patch <= 0)] = self._id("soul_soil")

    def hide_lava(self, blocks: Blocks, chunk_x: int, chunk_z: int) -> None:
        """Puts lava into the rock, where rock is all around: nobody sees it before digging.

        Vanilla's springs in the open, which run down walls, are left out.
        """
        bits = scatter(self._pocket_key, chunk_x, chunk_z, np.arange(_POCKETS))
        low, high = _POCKET_HEIGHTS
        x, z = 1 + below(bits, 14), 1 + below(bits, 14, 16)
        y = low + below(bits, high - low, 32)
        enclosed = blocks[x, y, z] == self._rock
        for dx, dy, dz in _BESIDE:
            enclosed &= blocks[x + dx, y + dy, z + dz] == self._rock
        blocks[x[enclosed], y[enclosed], z[enclosed]] = self._lava

    def lay_bedrock(self, blocks: Blocks, chunk_x: int, chunk_z: int) -> None:
        """Closes the world below and above: the last level wholly, four more ever more thinly."""
        x, z = 16 * chunk_x + _X, 16 * chunk_z + _Z
        thickness = np.arange(5)[None, :, None]
        for side, part in enumerate((blocks[:, :5], blocks[:, :-6:-1])):
            bits = scatter(self._bedrock_key, x, z, thickness + 8 * side)
            part[below(bits, 5) >= thickness] = self._bedrock
