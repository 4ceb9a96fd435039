"""What grows on single columns, on land and in water; see `envs.craftworld.land.plants`."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from envs.craftworld.kernels.columns import MARGIN, SEA_LEVEL, Columns
from envs.craftworld.kernels.compiling import Whole, compiled, inner
from envs.craftworld.kernels.hashing import below, scatter


@inner
def _beside_water(height: NDArray[np.int64], x: Whole, z: Whole) -> Whole:
    """Returns whether a column lies at sea level beside water."""
    if height[x, z] != SEA_LEVEL - 1:
        return False
    lowest = min(height[x - 1, z], height[x + 1, z], height[x, z - 1], height[x, z + 1])
    return lowest < SEA_LEVEL - 1


class Herbs(NamedTuple):
    """Which herbs grow where."""

    key: Whole
    """Of the draws."""
    table: NDArray[np.uint8]
    """The herb, by biome and draw; 0 is none."""
    cane: Whole
    """The herb that grows on banks, and is two high."""
    carrying: NDArray[np.bool_]
    """Whether a block carries herbs, by number."""
    numbers: NDArray[np.uint16]
    """Numbers of the herbs' blocks."""


@compiled
def strew(
    blocks: NDArray[np.uint16], chunk_x: Whole, chunk_z: Whole, columns: Columns, herbs: Herbs
) -> None:
    """Sets herbs into a chunk, flat, where bare ground carries them."""
    for x in range(16):
        for z in range(16):
            a, b = x + MARGIN, z + MARGIN
            height = columns.height[a, b]
            cell = x << 11 | height << 4 | z
            if height < SEA_LEVEL - 1 or not herbs.carrying[blocks[cell]] or blocks[cell + 16]:
                continue
            bits = scatter(herbs.key, 16 * chunk_x + x, 16 * chunk_z + z, 0)
            herb = herbs.table[columns.biome[a, b], below(bits, herbs.table.shape[1], 0)]
            if below(bits, 100, 16) < 12 and _beside_water(columns.height, a, b):
                herb = herbs.cane
            if herb:
                blocks[cell + 16] = herbs.numbers[herb]
                if herb == herbs.cane:
                    blocks[cell + 32] = herbs.numbers[herb]


class SeaPlants(NamedTuple):
    """What grows from the bed of the water."""

    key: Whole
    """Of the draws."""
    seagrass: NDArray[np.int64]
    """By biome: columns in 1,000 on whose bed seagrass grows."""
    kelp_biome: Whole
    """Number of the biome that has kelp."""
    kelp_patch: Whole
    """Patch noise above which it grows there."""
    kelp: Whole
    """Columns in 1,000 with kelp in its patches."""
    highest: Whole
    """The most blocks of it."""
    water: Whole
    """Numbers of blocks; so are the next three."""
    seagrass_block: Whole
    kelp_top: Whole
    kelp_stem: Whole


@compiled
def sow(
    blocks: NDArray[np.uint16], chunk_x: Whole, chunk_z: Whole, columns: Columns, plants: SeaPlants
) -> None:
    """Sets what grows in water into a chunk, flat.

    Each plant has a block of water to stand in, and kelp one above it.
    """
    for x in range(16):
        for z in range(16):
            a, b = x + MARGIN, z + MARGIN
            depth = SEA_LEVEL - 1 - columns.height[a, b]
            cell = x << 11 | (columns.height[a, b] + 1) << 4 | z
            if depth <= 0 or blocks[cell] != plants.water:
                continue
            bits = scatter(plants.key, 16 * chunk_x + x, 16 * chunk_z + z, 0)
            draw, biome = below(bits, 1000, 0), columns.biome[a, b]
            in_patch = biome == plants.kelp_biome and columns.patch[a, b] > plants.kelp_patch
            if in_patch and draw >= 1000 - plants.kelp and depth > 1:
                tall = min(depth - 1, 1 + below(bits, plants.highest, 16))
                for block in range(tall - 1):
                    blocks[cell + (block << 4)] = plants.kelp_stem
                blocks[cell + (tall - 1 << 4)] = plants.kelp_top
            elif draw < plants.seagrass[biome]:
                blocks[cell] = plants.seagrass_block
