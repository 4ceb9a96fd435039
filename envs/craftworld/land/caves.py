"""Caves: winding tunnels from scattered starts, and a room where several of them meet.

It follows vanilla 1.16's CaveWorldCarver: one chunk in a few has starts, most of them deep; a
tunnel wanders for up to a hundred blocks, is wider in its middle, and has a flat floor. What
differs: more of them start near the surface, tunnels are narrower (a radius of 1.5 to 3.5
blocks), and they turn by interpolated noise. All is in whole numbers of 1/256 block.

Starts are laid out by the tract (8 by 8 chunks), so that one chunk costs a look at the few
tracts from which a tunnel could reach it.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from envs.craftworld.kernels import hollows
from envs.craftworld.land.blocktable import BlockTable
from envs.craftworld.noise import stream

LAVA_LEVEL = 11
"""What is hollow below this height is full of lava, as in vanilla 1.16."""

_BOTTOM = 5
_TRACT = 8
_UNIT = 256


class Caves:
    """Hollows out a seed's world."""

    def __init__(self, seed: int, table: BlockTable) -> None:
        self._starts, self._tunnels, self._turns = (
            np.uint64(stream(seed, f"cave {concern}")) for concern in ("starts", "tunnels", "turns")
        )
        self._depths = hollows.Depths(_BOTTOM, LAVA_LEVEL, table.id("lava"))
        self._starting_in = lru_cache(maxsize=32)(self._laid_out)
        self._reaching = lru_cache(maxsize=4)(self._gathered)

    def carve(
        self,
        blocks: NDArray[np.uint16],
        chunk_x: int,
        chunk_z: int,
        ceiling: NDArray[np.int64],
    ) -> None:
        """Empties what is hollow in a chunk; lava fills the lowest of it.

        Args:
            blocks: The chunk's array.
            chunk_x: The chunk's x, in chunks.
            chunk_z: The chunk's z.
            ceiling: int64 array of shape (16, 16), x then z: no cell above it is hollow.
        """
        balls = self._reaching(chunk_x // _TRACT, chunk_z // _TRACT)
        corner_x, corner_z = 16 * _UNIT * chunk_x, 16 * _UNIT * chunk_z
        hollows.carve(blocks.reshape(-1), balls, corner_x, corner_z, ceiling, self._depths)

    def forget(self) -> None:
        """Lets go of what is remembered only to be quicker."""
        self._starting_in.cache_clear()
        self._reaching.cache_clear()

    def _gathered(self, i: int, k: int) -> NDArray[np.int32]:
        """Returns the balls that may touch a tract: its own and its neighbours'."""
        parts = [self._starting_in(i + a, k + b) for a in (-1, 0, 1) for b in (-1, 0, 1)]
        return hollows.about_tract(np.concatenate(parts, axis=1), i, k)

    def _laid_out(self, i: int, k: int) -> NDArray[np.int32]:
        """Returns the balls of all tunnels and rooms that start in a tract."""
        return hollows.tunnels(self._starts, self._tunnels, self._turns, i, k)
