"""What the ground of a chunk is made of: layers, veins, bedrock.

See `envs.craftworld.land.veins` and `filling`, which say what it means. A chunk is flat here:
a cell's index is `x << 11 | y << 4 | z`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from envs.craftworld.kernels.cells import HEIGHT
from envs.craftworld.kernels.columns import MARGIN, SEA_LEVEL, Columns
from envs.craftworld.kernels.compiling import Whole, compiled, inner
from envs.craftworld.kernels.hashing import below, scatter

_CELLS = 16 * HEIGHT * 16


class Layers(NamedTuple):
    """What the ground is made of."""

    soils: NDArray[np.uint16]
    """By kind of ground and depth from the top down."""
    stone: Whole
    """Number of what is below."""
    water: Whole
    """Number of what fills up what is lower than the sea."""
    snow: Whole
    """Number of what lies on mountains that are high enough."""
    mountains: Whole
    """Number of the biome."""
    snow_line: Whole
    """Height of the ground from which on snow lies there."""


@compiled
def lay(columns: Columns, soil: NDArray[np.uint8], layers: Layers) -> NDArray[np.uint16]:
    """Returns a chunk of stone under layers of ground, with water up to the sea's level.

    Args:
        columns: The chunk's.
        soil: Kind of the ground, shape (SIDE, SIDE).
        layers: What to take.
    """
    blocks = np.zeros(_CELLS, dtype=np.uint16)
    depths = layers.soils.shape[1]
    for x in range(16):
        a = x + MARGIN
        lowest = columns.height[a, MARGIN]
        for b in range(MARGIN, MARGIN + 16):
            lowest = min(lowest, columns.height[a, b])
        # Up to there all sixteen columns are stone, one row after another.
        even = lowest - depths + 1
        blocks[x << 11 : x << 11 | even << 4] = layers.stone
        for z in range(16):
            top, column = columns.height[a, z + MARGIN], x << 11 | z
            for y in range(even, top - depths + 1):
                blocks[column | y << 4] = layers.stone
            for depth in range(depths):
                blocks[column | (top - depth) << 4] = layers.soils[soil[a, z + MARGIN], depth]
            for y in range(top + 1, SEA_LEVEL):
                blocks[column | y << 4] = layers.water
            if top >= layers.snow_line and columns.biome[a, z + MARGIN] == layers.mountains:
                blocks[column | (top + 1) << 4] = layers.snow
    return blocks


class Lode(NamedTuple):
    """What the veins of a world follow from; arrays are by the number of a vein in its chunk."""

    key: Whole
    kind: NDArray[np.int64]
    """Ascending."""
    low: NDArray[np.int64]
    span: NDArray[np.int64]
    peaked: NDArray[np.bool_]
    starts: NDArray[np.int64]
    """Where each variant of a vein's shape starts in `runs`; shape (veins, variants)."""
    lengths: NDArray[np.int64]
    reaches: NDArray[np.int64]
    """How far each goes from its middle along x and z; shape (veins, variants, 2)."""
    runs: NDArray[np.int64]
    """The columns of the shapes, end to end: the lowest cell of each, as `x << 14 | y << 5 | z`
    from a vein's middle."""
    talls: NDArray[np.int64]
    """How many cells each of them has."""
    numbers: NDArray[np.uint16]
    """Number of the block, by kind."""
    replaces: NDArray[np.bool_]
    """Whether a kind replaces a block, by kind and number."""
    lies_in: NDArray[np.bool_]
    """Whether it lies in a biome, by kind and number."""
    shadows: bool
    """Whether a kind keeps lower ones from where it meets them, also where it may not lie."""


BIAS = 16
"""Added to heights, so that a packed place is never negative."""
REACH = 8
"""No cell of a vein is further from its middle, along any axis: none reaches a fifth chunk."""


@inner
def _fill_vein(
    blocks: NDArray[np.uint16],
    settled: NDArray[np.bool_],
    lode: Lode,
    number: Whole,
    middle: Whole,
    variant: Whole,
    quarter: Whole,
    biome: NDArray[np.uint8],
) -> None:
    """Fills in what of a vein lies in one of the four chunks that it may reach into.

    Cells that are settled are let be; those that it settles are noted.
    """
    kind, first = lode.kind[number], lode.starts[number, variant]
    own, replaces, lies_in = lode.numbers[kind], lode.replaces[kind], lode.lies_in[kind]
    for at in range(first, first + lode.lengths[number, variant]):
        lowest = lode.runs[at] + middle
        if lowest >> 17 & 2 | lowest >> 4 & 1 != quarter:
            continue
        x, z, low = lowest >> 14 & 15, lowest & 15, (lowest >> 5 & 0x1FF) - BIAS
        at_home = lies_in[biome[x, z]]
        for y in range(max(low, 0), min(low + lode.talls[at], HEIGHT)):
            # Without branches, which nobody could foretell.
            cell = x << 11 | y << 4 | z
            there = blocks[cell]
            fits = at_home & replaces[there] & ~settled[cell]
            blocks[cell] = own if fits else there
            settled[cell] |= fits | lode.shadows


@compiled
def fill_veins(
    blocks: NDArray[np.uint16],
    lode: Lode,
    chunk_x: Whole,
    chunk_z: Whole,
    biome: NDArray[np.uint8],
    top: Whole,
) -> None:
    """Replaces rock by the veins that reach into a chunk; the highest kind comes first.

    A vein's middle is 8 to 23 blocks to the south and east of the corner of the chunk from which
    it starts, so that four chunks are all from which one can reach into this one.

    Args:
        blocks: The chunk, flat.
        lode: What the veins follow from.
        chunk_x: The chunk's x.
        chunk_z: Its z.
        biome: Shape (16, 16), x then z.
        top: Height above which there is nothing to be replaced.
    """
    settled = np.zeros(_CELLS, dtype=np.bool_)
    variants = lode.starts.shape[1]
    for number in range(len(lode.kind) - 1, -1, -1):
        for quarter in range(4):
            from_x, from_z = chunk_x - (quarter >> 1), chunk_z - (quarter & 1)
            bits = scatter(lode.key, from_x, from_z, 2 * number)
            more = scatter(lode.key, from_x, from_z, 2 * number + 1)
            up = below(more, lode.span[number], 0)
            if lode.peaked[number]:
                up = (up + below(more, lode.span[number], 16)) >> 1
            up += lode.low[number]
            x, z = 8 + below(bits, 16, 0), 8 + below(bits, 16, 16)
            variant = below(bits, variants, 32)
            # By how much it misses this chunk.
            away_x = 16 - x if quarter & 2 else x - 15
            away_z = 16 - z if quarter & 1 else z - 15
            reach = lode.reaches[number, variant]
            if away_x > reach[0] or away_z > reach[1] or up - REACH > top:
                continue
            middle = x << 14 | (up + BIAS) << 5 | z
            _fill_vein(blocks, settled, lode, number, middle, variant, quarter, biome)


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
