"""What compiled functions see of a terrain: a `Window`, and what is in its cells.

A chunk is held in a slot. A cell's place in it is `(x & 15) << 11 | y << 4 | z & 15`, the place
of a row of 16 cells along z is `(x & 15) << 7 | y`, and that of a column `(x & 15) << 4 | z & 15`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from envs.craftworld.kernels.compiling import Whole, compiled, inner

HEIGHT = 128
"""Blocks from the bottom of the world to its top."""

# Traits of a kind of block, as bits.
BLOCKS_SIGHT, SOLID, LIQUID, HARMFUL, TAKES_LIGHT, OPAQUE, UNKNOWN = 1, 2, 4, 8, 16, 32, 128


class Window(NamedTuple):
    """The chunks of a rectangle, and what there is to know of the kinds of block."""

    blocks: NDArray[np.uint16]
    """Numbers of blocks; shape (slots, 16 * 128 * 16)."""
    clear: NDArray[np.uint16]
    """Which cells sight passes, a bit for each cell of a row; shape (slots, 16 * 128)."""
    filled: NDArray[np.uint16]
    """Which cells aren't air, likewise."""
    roofs: NDArray[np.int16]
    """Height of each column's highest block that takes light, or -1; shape (slots, 16 * 16)."""
    lit: NDArray[np.int16]
    """Height up to which a chunk may give light, or -1; shape (slots,)."""
    slots: NDArray[np.int32]
    """The slot of each chunk, by x, z; -1 for one that isn't there."""
    chunk_x: Whole
    """x of the first chunk, in chunks."""
    chunk_z: Whole
    traits: NDArray[np.uint8]
    """Traits by number."""
    light: NDArray[np.uint8]
    """Light that is given, by number."""
    bedrock: Whole
    """The number of what is below the world."""


@inner
def block_at(window: Window, x: Whole, y: Whole, z: Whole) -> Whole:
    """Returns the number of a cell's block; its chunk has to be there."""
    if y < 0:
        return window.bedrock
    if y >= HEIGHT:
        return 0
    slot = window.slots[(x >> 4) - window.chunk_x, (z >> 4) - window.chunk_z]
    return np.int64(window.blocks[slot, (x & 15) << 11 | y << 4 | z & 15])


@inner
def traits_at(window: Window, x: Whole, y: Whole, z: Whole) -> Whole:
    """Returns the traits of a cell's block, `UNKNOWN` if its chunk isn't there."""
    if 0 <= y < HEIGHT and (window.slots[(x >> 4) - window.chunk_x, (z >> 4) - window.chunk_z] < 0):
        return UNKNOWN
    return np.int64(window.traits[block_at(window, x, y, z)])


@compiled
def index_column(
    blocks: NDArray[np.uint16], roofs: NDArray[np.int16], column: Whole, traits: NDArray[np.uint8]
) -> None:
    """Notes how high the highest block of a column is that takes light, for one slot."""
    first = (column >> 4) << 11 | column & 15
    highest = HEIGHT - 1
    while highest >= 0 and not traits[blocks[first | highest << 4]] & TAKES_LIGHT:
        highest -= 1
    roofs[column] = highest


@compiled
def index_row(
    blocks: NDArray[np.uint16],
    clear: NDArray[np.uint16],
    filled: NDArray[np.uint16],
    row: Whole,
    traits: NDArray[np.uint8],
) -> None:
    """Notes which cells of a row are clear and which are filled, for one slot."""
    is_clear = is_filled = 0
    for z in range(16):
        number = blocks[row << 4 | z]
        if not traits[number] & BLOCKS_SIGHT:
            is_clear |= 1 << z
        if number:
            is_filled |= 1 << z
    clear[row] = is_clear
    filled[row] = is_filled


@compiled
def index_chunk(
    blocks: NDArray[np.uint16],
    clear: NDArray[np.uint16],
    filled: NDArray[np.uint16],
    roofs: NDArray[np.int16],
    traits: NDArray[np.uint8],
    light: NDArray[np.uint8],
) -> Whole:
    """Notes what a window says of a chunk, for one slot; returns up to where it gives light."""
    lit = -1
    for cell in range(16 * HEIGHT * 16):
        if light[blocks[cell]]:
            lit = max(lit, cell >> 4 & 0x7F)
    for row in range(16 * HEIGHT):
        index_row(blocks, clear, filled, row, traits)
    for column in range(256):
        index_column(blocks, roofs, column, traits)
    return lit
