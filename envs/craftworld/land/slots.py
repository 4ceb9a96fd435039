"""`Slots`: the memory in which chunks are held, one after another, for compiled functions."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from envs.craftworld.kernels.cells import Window, index_cell, index_chunk
from envs.craftworld.land.filling import CHUNK_SHAPE, HEIGHT

CELLS = 16 * HEIGHT * 16
"""Cells of a chunk."""

_MORE = 64

_Number = TypeVar("_Number", np.uint16, np.int16)


class Slots:
    """Holds the blocks of some chunks and what is known of them, each in a slot of its own.

    Attributes:
        blocks: As in a `Window`; so are the next four. They are other arrays after `take`.
        clear: By slot.
        filled: By slot.
        roofs: By slot.
        lit: By slot.
        cells: The blocks of each slot, flat: one cell is read in a tenth of the time.
        columns: The roofs of each slot, likewise.
    """

    def __init__(self, traits: NDArray[np.uint8], light: NDArray[np.uint8]) -> None:
        """Prepares memory without chunks.

        Args:
            traits: Traits of the kinds of block, by number.
            light: Light that they give, by number.
        """
        self._traits = traits
        self._light = light
        self._free: list[int] = []
        self.cells: list[memoryview] = []
        self.columns: list[memoryview] = []
        self.blocks = np.empty((0, CELLS), dtype=np.uint16)
        self.clear = np.empty((0, 16 * HEIGHT), dtype=np.uint16)
        self.filled = np.empty((0, 16 * HEIGHT), dtype=np.uint16)
        self.roofs = np.empty((0, 256), dtype=np.int16)
        self.lit = np.empty(0, dtype=np.int16)

    def take(self, blocks: NDArray[np.uint16]) -> int:
        """Copies a chunk's blocks into a free slot and returns that."""
        if not self._free:
            self._grow()
        slot = self._free.pop()
        self.fill(slot, blocks)
        return slot

    def fill(self, slot: int, blocks: NDArray[np.uint16]) -> None:
        """Copies a chunk's blocks into a slot that was taken."""
        self.blocks[slot] = blocks.reshape(-1)
        self.lit[slot] = index_chunk(
            self.blocks[slot], self.clear[slot], self.filled[slot], self.roofs[slot],
            self._traits,
        )  # fmt: skip

    def set(self, slot: int, cell: int, number: int) -> None:
        """Changes one block, by its place in the chunk."""
        self.cells[slot][cell] = number
        index_cell(
            self.blocks[slot], self.clear[slot], self.filled[slot], self.roofs[slot], cell,
            self._traits,
        )  # fmt: skip
        if self._light[number]:
            self.lit[slot] = max(self.lit[slot], cell >> 4 & 0x7F)

    def release(self, slot: int) -> None:
        """Gives a slot back."""
        self._free.append(slot)

    def chunk(self, slot: int) -> NDArray[np.uint16]:
        """Returns the blocks of a slot as an array of `CHUNK_SHAPE`, in the same memory."""
        return np.asarray(self.blocks[slot].reshape(CHUNK_SHAPE))

    def window(self, slots: NDArray[np.int32], chunk_x: int, chunk_z: int, bedrock: int) -> Window:
        """Returns what compiled functions see; see `Window`."""
        return Window(
            self.blocks, self.clear, self.filled, self.roofs, self.lit, slots, chunk_x, chunk_z,
            self._traits, self._light, bedrock,
        )  # fmt: skip

    def _grow(self) -> None:
        """Makes room for some more chunks."""
        held = len(self.blocks)
        room = held + _MORE + held // 4
        self.blocks = _extended(self.blocks, room)
        self.clear, self.filled = _extended(self.clear, room), _extended(self.filled, room)
        self.roofs = _extended(self.roofs, room)
        self.lit = _extended(self.lit[:, None], room)[:, 0]
        self.cells = [self.blocks[slot].data for slot in range(room)]
        self.columns = [self.roofs[slot].data for slot in range(room)]
        self._free += range(room - 1, held - 1, -1)


def _extended(rows: NDArray[_Number], room: int) -> NDArray[_Number]:
    """Returns the same rows with room for more; what isn't used yet takes no memory."""
    longer = np.empty((room, rows.shape[1]), dtype=rows.dtype)
    longer[: len(rows)] = rows
    return longer
