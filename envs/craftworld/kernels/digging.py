"""What the ground of a chunk is made of: layers, veins, bedrock.

See `envs.craftworld.land.veins` and `filling`, which say what it means. A chunk is flat here:
a cell's index is `x << 11 | y << 4 | z`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from envs.craftworld.kernels.cells import HEIGHT
from envs.craftworld.kernels.compiling import Whole, compiled
from envs.craftworld.kernels.hashing import below, scatter

_CELLS = 16 * HEIGHT * 16


@compiled
def lay(
    height: NDArray[np.int64],
    layers: NDArray[np.uint16],
    stone: Whole,
    water: Whole,
    sea_level: Whole,
) -> NDArray[np.uint16]:
    """Returns a chunk of stone under layers of ground, with water up to the sea's level.

    Args:
        height: Shape (16, 16), x then z.
        layers: What the ground is made of from the top down; shape (16, 16, depths).
        stone: Number of what is below.
        water: Number of what fills up what is lower than the sea.
        sea_level: Height above the highest water.
    """
    blocks = np.zeros(_CELLS, dtype=np.uint16)
    for x in range(16):
        for z in range(16):
            top = height[x, z]
            column = x << 11 | z
            for y in range(top + 1):
                blocks[column | y << 4] = stone
            for depth in range(layers.shape[2]):
                blocks[column | (top - depth) << 4] = layers[x, z, depth]
            for y in range(top + 1, sea_level):
                blocks[column | y << 4] = water
    return blocks


class Lode(NamedTuple):
    """What the veins of a world follow from; arrays are by the number of a vein in its chunk."""

    key: Whole
    kind: NDArray[np.int64]
    low: NDArray[np.int64]
    span: NDArray[np.int64]
    peaked: NDArray[np.bool_]
    starts: NDArray[np.int64]
    """Where each variant of a vein's shape starts in `cells`; shape (veins, variants)."""
    lengths: NDArray[np.int64]
    cells: NDArray[np.int64]
    """Cells of the shapes, end to end, as `x << 14 | y << 5 | z` from a vein's middle."""


BIAS = 16
"""Added to heights, so that a packed place is never negative."""


@compiled
def veins(
    lode: Lode, chunk_x: Whole, chunk_z: Whole
) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Returns the cells of the veins that start at a chunk, as `cell << 8 | kind`.

    First those in the chunk itself, then south, east and south-east of it; and where each of
    these four parts ends.
    """
    variants = lode.starts.shape[1]
    most = np.int64(0)
    for number in range(len(lode.kind)):
        longest = np.int64(0)
        for variant in range(variants):
            longest = max(longest, lode.lengths[number, variant])
        most += longest
    placed, quarters = np.empty(most, dtype=np.int32), np.empty(most, dtype=np.uint8)
    ends = np.zeros(4, dtype=np.int64)
    count = 0
    for number in range(len(lode.kind)):
        bits = scatter(lode.key, chunk_x, chunk_z, 2 * number)
        more = scatter(lode.key, chunk_x, chunk_z, 2 * number + 1)
        up = below(more, lode.span[number], 0)
        if lode.peaked[number]:
            up = (up + below(more, lode.span[number], 16)) >> 1
        middle = 8 + below(bits, 16, 0) << 14
        middle += (lode.low[number] + up + BIAS << 5) + 8 + below(bits, 16, 16)
        variant = below(bits, variants, 32)
        first = lode.starts[number, variant]
        for at in range(first, first + lode.lengths[number, variant]):
            cell = lode.cells[at] + middle
            level = (cell >> 5 & 0x1FF) - BIAS
            if 0 <= level < HEIGHT:
                quarter = cell >> 17 & 2 | cell >> 4 & 1
                index = (cell >> 14 & 15) << 11 | level << 4 | cell & 15
                placed[count], quarters[count] = index << 8 | lode.kind[number], quarter
                ends[quarter] += 1
                count += 1
    for quarter in range(1, 4):
        ends[quarter] += ends[quarter - 1]
    sorted_by_quarter = np.empty(count, dtype=np.int32)
    at_end = ends.copy()
    for number in range(count - 1, -1, -1):
        at_end[quarters[number]] -= 1
        sorted_by_quarter[at_end[quarters[number]]] = placed[number]
    return sorted_by_quarter, ends


@compiled
def fill_veins(
    blocks: NDArray[np.uint16],
    placed: NDArray[np.int32],
    replaces: NDArray[np.bool_],
    lies_in: NDArray[np.bool_],
    biome: NDArray[np.uint8],
    numbers: NDArray[np.uint16],
) -> None:
    """Replaces stone by veins; where several meet, the kind of the highest number counts.

    Args:
        blocks: A chunk, flat.
        placed: `cell << 8 | kind`.
        replaces: Whether a kind replaces a block, by kind and number.
        lies_in: Whether it lies in a biome, by kind and number.
        biome: Shape (16, 16), x then z.
        numbers: Number of each kind's block.
    """
    highest = np.zeros(_CELLS, dtype=np.uint8)
    for one in placed:
        highest[one >> 8] = max(highest[one >> 8], np.uint8((one & 0xFF) + 1))
    for one in placed:
        cell, kind = one >> 8, one & 0xFF
        if highest[cell] == kind + 1:
            highest[cell] = 0  # once is enough: what it became is no stone to be replaced again
            if replaces[kind, blocks[cell]] and lies_in[kind, biome[cell >> 11, cell & 15]]:
                blocks[cell] = numbers[kind]


@compiled
def lay_bedrock(
    blocks: NDArray[np.uint16], key: Whole, chunk_x: Whole, chunk_z: Whole, bedrock: Whole
) -> None:
    """Closes a chunk below: y 0 wholly, y 1 to 4 ever more thinly."""
    for x in range(16):
        for y in range(5):
            for z in range(16):
                bits = scatter(key, 16 * chunk_x + x, 16 * chunk_z + z, y)
                if below(bits, 5, 0) >= y:
                    blocks[x << 11 | y << 4 | z] = bedrock
