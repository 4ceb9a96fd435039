"""Where a player can go from a cell by one stride, and what that costs.

See `envs.craftworld.motion.paths`, which says how a player moves.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from envs.craftworld.kernels.cells import HARMFUL, HEIGHT, LIQUID, SOLID, Window
from envs.craftworld.kernels.compiling import Whole, inner

SWIM_MILLITICKS = 9091
"""Cost of a block in water: 20 / 2.2 ticks."""
JUMP_MILLITICKS = 3000
"""What a block upwards costs beside the way."""
FALL_MILLITICKS = (5000, 8000, 10000)
"""What a drop costs beside the way, for one, two and three blocks."""

STAND, SWIM, DIVE, EDGE = 1, 2, 3, 8
"""How a cell serves the feet; `EDGE` is added to it on the faces of a region."""

MOST_MOVES = 10
"""Eight around, one up, and a row for the cell itself."""

# The traits about a cell: of nine columns, by x then z, those from four below it to two above.
_MIDDLE, _TALL_BITS, _FEET, _LEVELS = 4, 3, 4, 7
AROUND = 9 << _TALL_BITS
"""How many numbers `around` writes, some of which mean nothing."""

_BARS = SOLID | HARMFUL

_Cell = tuple[Whole, Whole, Whole]


class Region(NamedTuple):
    """The box of cells in which a way is looked for: first cells, and those after the last."""

    x0: Whole
    y0: Whole
    z0: Whole
    x1: Whole
    y1: Whole
    z1: Whole


@inner
def around(window: Window, cell: _Cell, near: NDArray[np.int64]) -> Whole:
    """Notes the traits about a cell in `near`; returns a column that is missing, or -1.

    Columns are numbered by x then z, from the cell's north-western neighbour on.
    """
    for column in range(9):
        x, z = cell[0] + column // 3 - 1, cell[2] + column % 3 - 1
        slot = window.slots[(x >> 4) - window.chunk_x, (z >> 4) - window.chunk_z]
        if slot < 0:
            return column
        place = (x & 15) << 11 | z & 15
        for level in range(_LEVELS):
            y = cell[1] - _FEET + level
            if y < 0:
                number = window.bedrock
            elif y >= HEIGHT:
                number = 0
            else:
                number = np.int64(window.blocks[slot, place | y << 4])
            near[column << _TALL_BITS | level] = window.traits[number]
    return -1


@inner
def _kind(
    region: Region,
    near: NDArray[np.int64],
    feet: Whole,
    cell: _Cell,
) -> Whole:
    """Returns how a cell serves a player's feet; cells on the region's faces are edges.

    Args:
        region: Where a way is looked for.
        near: What is about.
        feet: The cell's place in `near`.
        cell: The cell.
    """
    x, y, z = cell
    if y <= region.y0 or y >= region.y1 - 2:
        return 0
    if (near[feet] | near[feet + 1]) & _BARS:
        return 0
    kind = STAND if near[feet - 1] & _BARS == SOLID else 0
    if near[feet] & LIQUID:
        kind = DIVE if near[feet + 1] & LIQUID else SWIM
    on_face = (
        x == region.x0
        or x == region.x1 - 1
        or z == region.z0
        or z == region.z1 - 1
        or y == region.y0 + 1
        or y == region.y1 - 3
    )
    return kind | EDGE if kind and on_face else kind


@inner
def moves_from(
    region: Region, near: NDArray[np.int64], here: _Cell, pace: Whole, moves: NDArray[np.int64]
) -> Whole:
    """Finds where one can go from a cell: rows of x, y, z, kind, cost; returns how many.

    The row after the last says of which kind the cell itself is.
    """
    x, y, z = here
    at = _MIDDLE << _TALL_BITS | _FEET
    kind = _kind(region, near, at, here)
    pace_here = SWIM_MILLITICKS if kind >= SWIM else pace
    count = 0
    for column in range(9):
        dx, dz = column // 3 - 1, column % 3 - 1
        if column == _MIDDLE:
            continue
        a, b, c, cost = x + dx, y, z + dz, 0
        there = column << _TALL_BITS | _FEET
        lands = _kind(region, near, there, (a, b, c))
        if dx != 0 and dz != 0:
            # Both corners have to be clear up to the head.
            along_x = (_MIDDLE + 3 * dx) << _TALL_BITS | _FEET
            along_z = (_MIDDLE + dz) << _TALL_BITS | _FEET
            corners = near[along_x] | near[along_x + 1] | near[along_z] | near[along_z + 1]
            if lands == 0 or corners & _BARS:
                continue
            cost = (pace_here if lands == STAND else SWIM_MILLITICKS) * 1415 // 1000
        elif lands:
            cost = pace_here if lands == STAND else SWIM_MILLITICKS
        elif near[there] & _BARS:
            b += 1
            lands = 0 if near[at + 2] & _BARS else _kind(region, near, there + 1, (a, b, c))
            cost = pace_here + JUMP_MILLITICKS
        elif not near[there + 1] & _BARS:
            for fall in FALL_MILLITICKS:
                b -= 1
                there -= 1
                lands = _kind(region, near, there, (a, b, c))
                cost = pace_here + fall
                if lands or near[there] & _BARS:
                    break
        if lands:
            moves[count, 0], moves[count, 1], moves[count, 2] = a, b, c
            moves[count, 3], moves[count, 4] = lands, cost
            count += 1
    if kind >= SWIM:
        lands = _kind(region, near, at + 1, (x, y + 1, z))
        if lands >= SWIM:
            moves[count, 0], moves[count, 1], moves[count, 2] = x, y + 1, z
            moves[count, 3], moves[count, 4] = lands, SWIM_MILLITICKS
            count += 1
    moves[count, 3] = kind
    return count
