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
BLOCKS_SIGHT, SOLID, LIQUID, HARMFUL, TAKES_LIGHT, OPAQUE, GIVES_LIGHT, UNKNOWN = (
    1, 2, 4, 8, 16, 32, 64, 128,
)  # fmt: skip


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
def has_any(
    window: Window, low: tuple[Whole, Whole, Whole], high: tuple[Whole, Whole, Whole], traits: Whole
) -> bool:
    """Returns whether a block with one of some traits is in a box; `high` is in it too."""
    for x in range(low[0], high[0] + 1):
        for z in range(low[2], high[2] + 1):
            for y in range(low[1], high[1] + 1):
                if traits_at(window, x, y, z) & traits:
                    return True
    return False


_ROCK = BLOCKS_SIGHT | TAKES_LIGHT
# The bits of a row of 16 cells, and a number in each of its four words.
_EVERY, _FOURFOLD = 0xFFFF, np.uint64(0x0001_0001_0001_0001)


@compiled
def index_cell(
    blocks: NDArray[np.uint16],
    clear: NDArray[np.uint16],
    filled: NDArray[np.uint16],
    roofs: NDArray[np.int16],
    cell: Whole,
    traits: NDArray[np.uint8],
) -> None:
    """Notes anew what a window says of the row and the column of a cell, for one slot."""
    _index_row(blocks, clear, filled, cell >> 4, traits)
    first = cell & 0x7800 | cell & 15
    highest = HEIGHT - 1
    while highest >= 0 and not traits[blocks[first | highest << 4]] & TAKES_LIGHT:
        highest -= 1
    roofs[cell >> 7 & 0xF0 | cell & 15] = highest


@inner
def _index_row(
    blocks: NDArray[np.uint16],
    clear: NDArray[np.uint16],
    filled: NDArray[np.uint16],
    row: Whole,
    traits: NDArray[np.uint8],
) -> Whole:
    """Notes which cells of a row are clear and filled; returns which of them take light."""
    is_clear = is_filled = takes = 0
    for z in range(16):
        number = blocks[row << 4 | z]
        trait = np.int64(traits[number])
        is_clear |= (trait & BLOCKS_SIGHT == 0) << z
        is_filled |= (number != 0) << z
        takes |= (trait & TAKES_LIGHT != 0) << z
    clear[row] = is_clear
    filled[row] = is_filled
    return takes


@inner
def _shared(
    blocks: NDArray[np.uint16], row: Whole, traits: NDArray[np.uint8]
) -> tuple[Whole, Whole]:
    """Returns the traits that all of a row's blocks have, and those that any of them has."""
    every, some = 0xFF, 0
    for cell in range(row << 4, (row + 1) << 4):
        trait: Whole = np.int64(traits[blocks[cell]])
        every &= trait
        some |= trait
    return every, some


@compiled
def index_chunk(
    blocks: NDArray[np.uint16],
    clear: NDArray[np.uint16],
    filled: NDArray[np.uint16],
    roofs: NDArray[np.int16],
    traits: NDArray[np.uint8],
) -> Whole:
    """Notes what a window says of a chunk, for one slot; returns up to where it gives light.

    Most rows are all air, as four comparisons show, or all rock.
    """
    words = blocks.view(np.uint64)
    roofs[:] = -1
    lit = -1
    for x in range(16):
        covered = 0
        for y in range(HEIGHT - 1, -1, -1):
            row = x << 7 | y
            word, number = words[row << 2], blocks[row << 4]
            is_even = (
                word == np.uint64(number) * _FOURFOLD
                and word == words[row << 2 | 1]
                and word == words[row << 2 | 2]
                and word == words[row << 2 | 3]
            )
            if is_even and number == 0:
                clear[row], filled[row] = _EVERY, 0
                continue
            every: Whole = np.int64(traits[number])
            some = every
            if not is_even:
                every, some = _shared(blocks, row, traits)
            if every & _ROCK == _ROCK:
                clear[row], filled[row], takes = 0, _EVERY, _EVERY
            else:
                takes = _index_row(blocks, clear, filled, row, traits)
            if some & GIVES_LIGHT:
                lit = max(lit, y)
            if takes & ~covered:
                for z in range(16):
                    if takes & ~covered & 1 << z:
                        roofs[x << 4 | z] = y
                covered |= takes
    return lit
