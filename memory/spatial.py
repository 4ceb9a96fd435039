"""Places as one number: dimension, then the 16-block cell in Morton (Z) order.

Cells that lie together have numbers that mostly lie together, so that a range of numbers is a
region. Bits from the top: 2 of dimension, 46 of x and z interleaved, 8 of height.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from envs import Dimension, Position

CELL_BLOCKS = 16
"""The edge of a cell: a chunk section's (Minecraft Wiki, Chunk)."""

DIMENSIONS: tuple[Dimension, ...] = ("overworld", "the_nether", "the_end")
"""The dimensions, in the order in which cells number them."""

_BITS = 23  # 40,000,000 / 16 = 2,500,000 cells either way of the origin
_OFFSET = 1 << (_BITS - 1)
_HEIGHT_BITS = 8  # 4,096 / 16 = 256 cells
_HEIGHT_OFFSET = 1 << (_HEIGHT_BITS - 1)


class Cell(NamedTuple):
    """A cell: its dimension and its place in units of 16 blocks."""

    dimension: Dimension
    x: int
    y: int
    z: int


def cell_of(position: Position) -> Cell:
    """Returns the cell that a position lies in."""
    return Cell(
        position.dimension,
        position.x // CELL_BLOCKS,
        min(position.y // CELL_BLOCKS, _HEIGHT_OFFSET - 1),
        position.z // CELL_BLOCKS,
    )


def cell_key(cell: Cell) -> int:
    """Returns the cell's number, at least 0 and below 2**56."""
    plane = _spread(cell.x + _OFFSET) << 1 | _spread(cell.z + _OFFSET)
    flat = DIMENSIONS.index(cell.dimension) << (2 * _BITS) | plane
    return flat << _HEIGHT_BITS | (cell.y + _HEIGHT_OFFSET)


def cell_from(key: int) -> Cell:
    """Returns the cell whose number is `key`."""
    plane = key >> _HEIGHT_BITS & ((1 << 2 * _BITS) - 1)
    return Cell(
        DIMENSIONS[key >> (_HEIGHT_BITS + 2 * _BITS)],
        int(_gathered(plane >> 1)) - _OFFSET,
        (key & ((1 << _HEIGHT_BITS) - 1)) - _HEIGHT_OFFSET,
        int(_gathered(plane)) - _OFFSET,
    )


def cells_from(keys: Sequence[int]) -> NDArray[np.int64]:
    """Returns the cells of many keys at once.

    Returns:
        int64 array of shape (n, 4): the number of the dimension in `DIMENSIONS`, x, y and z.
    """
    numbers = np.array(keys, dtype=np.int64)
    plane = numbers >> _HEIGHT_BITS & ((1 << 2 * _BITS) - 1)
    dimension = numbers >> (_HEIGHT_BITS + 2 * _BITS)
    height = (numbers & ((1 << _HEIGHT_BITS) - 1)) - _HEIGHT_OFFSET
    # Shifts and masks alone: they take arrays as well as numbers.
    x, z = (_gathered(part) - _OFFSET for part in (plane >> 1, plane))
    return np.stack([dimension, x, height, z], axis=1)


# Masks with runs of 16, 8, 4, 2 and 1 bits: putting a zero between any two bits by halves.
_RUNS = (
    (16, 0x0000_FFFF_0000_FFFF),
    (8, 0x00FF_00FF_00FF_00FF),
    (4, 0x0F0F_0F0F_0F0F_0F0F),
    (2, 0x3333_3333_3333_3333),
    (1, 0x5555_5555_5555_5555),
)


def _spread(value: int) -> int:
    for shift, mask in _RUNS:
        value = (value | value << shift) & mask
    return value


def _gathered(value: Any) -> Any:
    value &= _RUNS[-1][1]
    for shift, mask in ((1, _RUNS[3][1]), (2, _RUNS[2][1]), (4, _RUNS[1][1]), (8, _RUNS[0][1])):
        value = (value | value >> shift) & mask
    return (value | value >> 16) & 0xFFFF_FFFF
