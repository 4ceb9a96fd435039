"""`Habitat`: a terrain as creatures know it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from envs.craftworld.footing import Cell
from envs.craftworld.sight import clear_line
from envs.craftworld.terrain import Terrain
from envs.craftworld.worldgen import Overworld

_REACH = 14
"""Blocks from a light of 15 at which there is still some of it."""


class Habitat:
    """Answers what `Land` asks, for an overworld as it now stands."""

    def __init__(self, terrain: Terrain, overworld: Overworld) -> None:
        """Stands on a terrain, and on what generated it."""
        table = terrain.table
        self._terrain = terrain
        self._block = terrain.block
        self._light = table.light
        # Lists are quicker than arrays where one cell is asked for at a time.
        self._free: list[bool] = (~(table.solid | table.liquid | table.harmful)).tolist()
        self._carries: list[bool] = (table.solid & ~table.harmful).tolist()
        self.biome = terrain.biome
        self.ground = overworld.ground
        self.open_to_sky = terrain.is_open_to_sky
        self._overworld = overworld

    def free(self, x: int, y: int, z: int) -> bool:
        """Returns whether nothing solid, liquid or harmful is in the cell."""
        return self._free[self._block(x, y, z)]

    def stands(self, x: int, y: int, z: int) -> bool:
        """Returns whether a creature can stand there: two free cells on something solid."""
        block, free = self._block, self._free
        return (
            free[block(x, y, z)] and self._carries[block(x, y - 1, z)] and free[block(x, y + 1, z)]
        )

    def block_light(self, x: int, y: int, z: int) -> int:
        """Returns the light in the cell that comes from blocks, in [0, 15].

        It passes walls here: the search for its way costs more than monsters are worth.
        """
        lights = self._light.take(
            self._terrain.box(
                x - _REACH, y - _REACH, z - _REACH, x + _REACH + 1, y + _REACH + 1, z + _REACH + 1
            )
        )
        at = np.nonzero(lights)
        if not len(at[0]):
            return 0
        ways = sum(np.abs(axis - _REACH) for axis in at)
        return max(0, int((lights[at].astype(np.int64) - ways).max()))

    def sees(self, eye: Cell, cell: Cell) -> bool:
        """Returns whether no block hides `cell` from `eye`."""
        return clear_line(self._terrain, eye, cell)

    def villages_near(self, x: int, z: int, radius: int) -> Sequence[Cell]:
        """Returns where the villages within `radius` blocks have their open place."""
        return self._overworld.villages_near(x, z, radius)
