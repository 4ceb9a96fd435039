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

from envs.craftworld.blocktable import AIR, BlockTable
from envs.craftworld.filling import CHUNK_SHAPE, HEIGHT
from envs.craftworld.worldgen import Generator

_FLOOR = "bedrock"


class _Chunk(NamedTuple):
    """One chunk's blocks, by two ways to the same memory."""

    blocks: NDArray[np.uint16]
    cells: memoryview
    """The same, flat: one cell is read in a tenth of the time."""


Snapshot = tuple[tuple[tuple[int, int], _Chunk], ...]
"""The edits of a terrain at one moment; opaque, never changed, good for any number of restores."""


class Terrain:
    """Holds the blocks of one dimension.

    Attributes:
        table: The blocks' numbers.
        generator: What generates the ground.
        revision: Counts the changes (edits and restores); two looks at the same revision see
            the same blocks. It only ever grows.
    """

    def __init__(self, generator: Generator, held_chunks: int = 512) -> None:
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
        self._pristine: dict[tuple[int, int], _Chunk] = {}
        self._edited: dict[tuple[int, int], _Chunk] = {}
        # Edited chunks that no snapshot shares, and that may so be written to.
        self._own: set[tuple[int, int]] = set()
        self._takes_light: NDArray[np.bool_] = self.table.opacity > 0
        self._below = self.table.id(_FLOOR)

    def block(self, x: int, y: int, z: int) -> int:
        """Returns the number of the block of a cell: bedrock below the world, air above it."""
        if not 0 <= y < HEIGHT:
            return AIR if y > 0 else self._below
        key = (x >> 4, z >> 4)
        chunk = self._edited.get(key) or self._pristine.get(key) or self._generated(key)
        cell: int = chunk.cells[(x & 15) << 11 | y << 4 | z & 15]
        return cell

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
        if key not in self._own:
            self._edited[key] = _chunk(self._chunk(key).blocks.copy())
            self._own.add(key)
            self._pristine.pop(key, None)
        self._edited[key].cells[(x & 15) << 11 | y << 4 | z & 15] = number
        self.revision += 1

    def biome(self, x: int, z: int) -> str:
        """Returns the name of the biome of a column."""
        return self.generator.biome(x, z)

    def surface(self, x: int, z: int) -> int:
        """Returns the height of a column's highest solid block, leaves included.

        -1 if there is none.
        """
        return self._highest(x, z, self.table.solid)

    def roof(self, x: int, z: int) -> int:
        """Returns the height of a column's highest block that takes light, -1 if there is none.

        Above it the sky is open; leaves and water count.
        """
        return self._highest(x, z, self._takes_light)

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
                blocks = self._chunk((chunk_x, chunk_z)).blocks
                out[left - x0 : right - x0, low - y0 : high - y0, near - z0 : far - z0] = blocks[
                    left - (chunk_x << 4) : right - (chunk_x << 4),
                    low:high,
                    near - (chunk_z << 4) : far - (chunk_z << 4),
                ]
        return out

    def snapshot(self) -> Snapshot:
        """Returns the edits as they stand; later edits don't change it."""
        # From here on the chunks are shared: the next edit of each copies it first.
        self._own.clear()
        return tuple(sorted(self._edited.items(), key=lambda item: item[0]))

    def restore(self, snapshot: Snapshot) -> None:
        """Sets the terrain back to a snapshot of it, or of one with an equal generator."""
        self._edited = dict(snapshot)
        self._own.clear()
        for key in self._edited:
            self._pristine.pop(key, None)
        self.revision += 1

    def digest(self) -> str:
        """Returns a SHA-256 of the edited chunks that differ from their pristine state.

        Equal edits of equal ground have an equal digest, whatever was looked at.
        """
        total = sha256()
        for key, chunk in sorted(self._edited.items(), key=lambda item: item[0]):
            pristine = self.generator.chunk(*key)
            where = np.flatnonzero(chunk.blocks.reshape(-1) != pristine.reshape(-1))
            if len(where):
                changed = chunk.blocks.reshape(-1)[where]
                total.update(repr((key, where.tolist(), changed.tolist())).encode())
        return total.hexdigest()

    def _chunk(self, key: tuple[int, int]) -> _Chunk:
        """Returns a chunk as it now stands."""
        return self._edited.get(key) or self._pristine.get(key) or self._generated(key)

    def _generated(self, key: tuple[int, int]) -> _Chunk:
        """Returns an unchanged chunk, new, and holds it."""
        if len(self._pristine) >= self._held_chunks:
            for oldest in list(self._pristine)[: self._held_chunks // 4 + 1]:
                del self._pristine[oldest]
        blocks = self.generator.chunk(*key)
        chunk = self._pristine[key] = _chunk(blocks)
        return chunk

    def _highest(self, x: int, z: int, wanted: NDArray[np.bool_]) -> int:
        """Returns the greatest height in a column at which `wanted`, by number, holds."""
        column = self._chunk((x >> 4, z >> 4)).blocks[x & 15, :, z & 15]
        found = wanted[column[::-1]]
        first = int(found.argmax())
        return HEIGHT - 1 - first if found[first] else -1


def _chunk(blocks: NDArray[np.uint16]) -> _Chunk:
    """Returns the two ways to a chunk's memory, `CHUNK_SHAPE` in one piece."""
    flat = np.ascontiguousarray(blocks).reshape(-1)
    return _Chunk(flat.reshape(CHUNK_SHAPE), flat.data)
