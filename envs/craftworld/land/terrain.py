"""The blocks of one dimension as they now stand: generated ground, and what was changed in it.

Chunks are generated when they are first looked at, and forgotten when too many are held; what
was changed is kept for good. Looking changes nothing: a `Terrain` is told apart from another
of the same generator by its edits alone, and `snapshot` holds just these.

    terrain = Terrain(Overworld(seed, table))
    terrain.block(x, y, z)                      # a number; terrain.name(x, y, z) its name
    before = terrain.snapshot()
    terrain.set_block(x, y, z, table.id("torch"))
    terrain.restore(before)
"""

from __future__ import annotations

from hashlib import sha256
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from envs.craftworld.kernels.cells import Window
from envs.craftworld.land.blocktable import AIR, BlockTable
from envs.craftworld.land.filling import HEIGHT
from envs.craftworld.land.slots import Slots
from envs.craftworld.land.worldgen import Generator

_FLOOR = "bedrock"
_MOST_WINDOWS = 64

Snapshot = tuple[tuple[tuple[int, int], NDArray[np.uint16]], ...]
"""The edits of a terrain at one moment; opaque, never changed, good for any number of restores."""


class Terrain:
    """Holds the blocks of one dimension.

    Attributes:
        table: The blocks' numbers.
        generator: What generates the ground.
        revision: Counts the changes (edits and restores); two looks at the same revision see
            the same blocks. It only ever grows.
    """

    def __init__(self, generator: Generator, held_chunks: int = 192) -> None:
        """Prepares a terrain without edits.

        Args:
            generator: What generates the ground.
            held_chunks: How many unchanged chunks are held, 64 KiB each; when there are more,
                the longest held go first.
        """
        self.table: BlockTable = generator.table
        self.generator = generator
        self.revision = 0
        self._held_chunks = held_chunks
        self._slots = Slots(self.table.traits, self.table.light)
        self._chunks: dict[tuple[int, int], _Chunk] = {}
        # Their blocks once more: most looks are for one of these.
        self._cells: dict[tuple[int, int], memoryview] = {}
        # Which chunks are unchanged, the longest held first, and which aren't.
        self._pristine: dict[tuple[int, int], None] = {}
        self._edited: set[tuple[int, int]] = set()
        # What snapshots share of the edited chunks that didn't change since.
        self._saved: dict[tuple[int, int], NDArray[np.uint16]] = {}
        self._windows: dict[tuple[int, int, int, int], Window] = {}
        # Which of them lack no chunk.
        self._whole: set[tuple[int, int, int, int]] = set()
        self._below = self.table.id(_FLOOR)

    def block(self, x: int, y: int, z: int) -> int:
        """Returns the number of the block of a cell: bedrock below the world, air above it."""
        if not 0 <= y < HEIGHT:
            return AIR if y > 0 else self._below
        cells = self._cells.get((x >> 4, z >> 4))
        if cells is None:
            cells = self._generated((x >> 4, z >> 4)).cells
        cell: int = cells[(x & 15) << 11 | y << 4 | z & 15]
        return cell

    def three(self, x: int, y: int, z: int) -> tuple[int, int, int]:
        """Returns the numbers of a cell's block, and of those below and above it."""
        if not 0 < y < HEIGHT - 1:
            return self.block(x, y, z), self.block(x, y - 1, z), self.block(x, y + 1, z)
        chunk = self._chunks.get((x >> 4, z >> 4)) or self._generated((x >> 4, z >> 4))
        cell = (x & 15) << 11 | y << 4 | z & 15
        return chunk.cells[cell], chunk.cells[cell - 16], chunk.cells[cell + 16]

    def name(self, x: int, y: int, z: int) -> str:
        """Returns the name of the block of a cell."""
        return self.table.names[self.block(x, y, z)]

    def set_block(self, x: int, y: int, z: int, number: int) -> None:
        """Changes the block of a cell.

        Args:
            x: The cell's x.
            y: The cell's height, in [0, 128); elsewhere nothing changes, since nothing can be
                built above the world or below it.
            z: The cell's z.
            number: The new block's number in `table`.
        """
        if not 0 <= y < HEIGHT:
            return
        key = (x >> 4, z >> 4)
        slot = self._chunk(key).slot
        if key not in self._edited:
            del self._pristine[key]
            self._edited.add(key)
        self._saved.pop(key, None)
        self._slots.set(slot, (x & 15) << 11 | y << 4 | z & 15, number)
        self.revision += 1

    def biome(self, x: int, z: int) -> str:
        """Returns the name of the biome of a column."""
        return self.generator.biome(x, z)

    def surface(self, x: int, z: int) -> int:
        """Returns the height of a column's highest solid block, leaves included.

        -1 if there is none.
        """
        column = self._blocks((x >> 4, z >> 4))[x & 15, :, z & 15]
        found = self.table.solid[column[::-1]]
        first = int(found.argmax())
        return HEIGHT - 1 - first if found[first] else -1

    def roof(self, x: int, z: int) -> int:
        """Returns the height of a column's highest block that takes light, -1 if there is none.

        Above it the sky is open; leaves and water count.
        """
        chunk = self._chunks.get((x >> 4, z >> 4)) or self._generated((x >> 4, z >> 4))
        roof: int = chunk.roofs[(x & 15) << 4 | z & 15]
        return roof

    def is_open_to_sky(self, x: int, y: int, z: int) -> bool:
        """Returns whether nothing above a cell takes light, be it leaves or water."""
        return self.roof(x, z) <= y

    def box(self, x0: int, y0: int, z0: int, x1: int, y1: int, z1: int) -> NDArray[np.uint16]:
        """Returns a copy of the blocks of a box.

        Args:
            x0: First x.
            y0: First height; below 0 all is bedrock, above 127 all is air.
            z0: First z.
            x1: The x after the last.
            y1: The height after the last.
            z1: The z after the last.

        Returns:
            uint16 array of shape (x1 - x0, y1 - y0, z1 - z0), indexed by x, y, z.
        """
        out = np.empty((x1 - x0, y1 - y0, z1 - z0), dtype=np.uint16)
        low, high = min(max(y0, 0), HEIGHT), max(min(y1, HEIGHT), 0)
        if y0 < 0:
            out[:, : low - y0] = self._below
        if y1 > HEIGHT:
            out[:, max(high, y0) - y0 :] = AIR
        if low >= high:
            return out
        for chunk_x in range(x0 >> 4, ((x1 - 1) >> 4) + 1):
            left, right = max(x0, chunk_x << 4), min(x1, (chunk_x + 1) << 4)
            for chunk_z in range(z0 >> 4, ((z1 - 1) >> 4) + 1):
                near, far = max(z0, chunk_z << 4), min(z1, (chunk_z + 1) << 4)
                blocks = self._blocks((chunk_x, chunk_z))
                out[left - x0 : right - x0, low - y0 : high - y0, near - z0 : far - z0] = blocks[
                    left - (chunk_x << 4) : right - (chunk_x << 4),
                    low:high,
                    near - (chunk_z << 4) : far - (chunk_z << 4),
                ]
        return out

    def window(self, x0: int, z0: int, x1: int, z1: int, *, make_chunks: bool = True) -> Window:
        """Returns what compiled functions see of a rectangle of columns.

        It holds until the terrain is next asked for anything, or changed.

        Args:
            x0: First x.
            z0: First z.
            x1: The x after the last.
            z1: The z after the last.
            make_chunks: Whether to generate what isn't held; otherwise it is missing.
        """
        where = (x0 >> 4, z0 >> 4, (x1 - 1) >> 4, (z1 - 1) >> 4)
        known = self._windows.get(where)
        if known is not None and (where in self._whole or not make_chunks):
            return known
        keys = [
            (x, z) for x in range(where[0], where[2] + 1) for z in range(where[1], where[3] + 1)
        ]
        if make_chunks:
            self._forget_oldest()
            for key in keys:
                if key not in self._chunks:
                    self._take(key)
        found = [self._chunks[key].slot if key in self._chunks else -1 for key in keys]
        slots = np.array(found, dtype=np.int32).reshape(where[2] - where[0] + 1, -1)
        if len(self._windows) >= _MOST_WINDOWS:
            self._forget_windows()
        if -1 not in found:
            self._whole.add(where)
        window = self._windows[where] = self._slots.window(slots, where[0], where[1], self._below)
        return window

    def make_chunk(self, chunk_x: int, chunk_z: int) -> None:
        """Generates a chunk if it isn't held."""
        self._chunk((chunk_x, chunk_z))

    def held(self, chunk_x: int, chunk_z: int) -> NDArray[np.uint16] | None:
        """Returns a chunk's own array of `CHUNK_SHAPE`, not to be written to, if it is held.

        `None` where nothing was generated yet, or was forgotten; nothing is generated for it.
        """
        chunk = self._chunks.get((chunk_x, chunk_z))
        return None if chunk is None else self._slots.chunk(chunk.slot)

    def edited(self) -> tuple[tuple[int, int], ...]:
        """Returns the coordinates of the chunks in which something was changed, sorted."""
        return tuple(sorted(self._edited))

    def snapshot(self) -> Snapshot:
        """Returns the edits as they stand; later edits don't change it."""
        for key in self._edited - self._saved.keys():
            self._saved[key] = self._blocks(key).copy()
            self._saved[key].flags.writeable = False
        return tuple(sorted(self._saved.items(), key=lambda item: item[0]))

    def restore(self, snapshot: Snapshot) -> None:
        """Sets the terrain back to a snapshot of it, or of one with an equal generator."""
        wanted = dict(snapshot)
        for key in sorted(self._edited - wanted.keys()):
            self._drop(key)
        for key, blocks in wanted.items():
            if self._saved.get(key) is blocks:
                continue
            if key in self._chunks:
                self._slots.fill(self._chunks[key].slot, blocks)
            else:
                self._hold(key, blocks)
            self._pristine.pop(key, None)
        self._edited, self._saved = set(wanted), wanted
        self.revision += 1

    def close(self) -> None:
        """Lets go of all chunks, edits included; snapshots stay good."""
        self._slots = Slots(self.table.traits, self.table.light)
        for held in (self._chunks, self._cells, self._pristine, self._saved):
            held.clear()
        self._edited.clear()
        self._forget_windows()

    def digest(self) -> str:
        """Returns a SHA-256 of the edited chunks that differ from their pristine state.

        Equal edits of equal ground have an equal digest, whatever was looked at.
        """
        total = sha256()
        for key in sorted(self._edited):
            now = self._blocks(key).reshape(-1)
            where = np.flatnonzero(now != self.generator.chunk(*key).reshape(-1))
            if len(where):
                total.update(repr((key, where.tolist(), now[where].tolist())).encode())
        return total.hexdigest()

    def _chunk(self, key: tuple[int, int]) -> _Chunk:
        """Returns a chunk as it now stands."""
        return self._chunks.get(key) or self._generated(key)

    def _blocks(self, key: tuple[int, int]) -> NDArray[np.uint16]:
        """Returns a chunk's array, which later edits change."""
        return self._slots.chunk(self._chunk(key).slot)

    def _generated(self, key: tuple[int, int]) -> _Chunk:
        """Returns an unchanged chunk, new, and holds it."""
        self._forget_oldest()
        return self._take(key)

    def _take(self, key: tuple[int, int]) -> _Chunk:
        self._pristine[key] = None
        return self._hold(key, self.generator.chunk(*key))

    def _hold(self, key: tuple[int, int], blocks: NDArray[np.uint16]) -> _Chunk:
        """Holds a chunk in a slot of its own."""
        slots, memory = self._slots, self._slots.blocks
        slot = slots.take(blocks)
        if slots.blocks is not memory:
            # The memory was moved: so are the ways to what is in it.
            self._chunks = {
                other: _Chunk(chunk.slot, slots.cells[chunk.slot], slots.columns[chunk.slot])
                for other, chunk in self._chunks.items()
            }
            self._cells = {other: chunk.cells for other, chunk in self._chunks.items()}
        self._forget_windows()
        chunk = self._chunks[key] = _Chunk(slot, slots.cells[slot], slots.columns[slot])
        self._cells[key] = chunk.cells
        return chunk

    def _forget_oldest(self) -> None:
        """Lets go of unchanged chunks if there are too many."""
        if len(self._pristine) >= self._held_chunks:
            for key in list(self._pristine)[: self._held_chunks // 4 + 1]:
                del self._pristine[key]
                self._drop(key)

    def _drop(self, key: tuple[int, int]) -> None:
        self._slots.release(self._chunks.pop(key).slot)
        del self._cells[key]
        self._forget_windows()

    def _forget_windows(self) -> None:
        self._windows.clear()
        self._whole.clear()


class _Chunk(NamedTuple):
    """One chunk that is held."""

    slot: int
    cells: memoryview
    """Its blocks, flat: one cell is read in a tenth of the time."""
    roofs: memoryview
    """Its columns' roofs, likewise."""
