"""`Habitat`: a terrain as creatures know it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from envs.craftworld.footing import Cell
from envs.craftworld.kernels import lighting, stepping
from envs.craftworld.land.terrain import Terrain
from envs.craftworld.land.worldgen import Generator
from envs.craftworld.sight import FULL_LIGHT, clear_line


class Country(Generator, Protocol):
    """Generates a dimension, and knows its lie of the land."""

    def ground(self, x: int, z: int) -> int:
        """Returns the height of a column's ground, -1 where there is none to speak of."""
        ...

    def villages_near(self, x: int, z: int, radius: int) -> Sequence[Cell]:
        """Returns where the villages within `radius` blocks have their open place."""
        ...


class Habitat:
    """Answers what `Land` asks, for a dimension as it now stands."""

    def __init__(self, terrain: Terrain, country: Country) -> None:
        """Stands on a terrain, and on what generated it."""
        table = terrain.table
        self._terrain = terrain
        self._block = terrain.block
        self._three = terrain.three
        # Lists are quicker than arrays where one cell is asked for at a time.
        self._free: list[bool] = (~(table.solid | table.liquid | table.harmful)).tolist()
        self._carries: list[bool] = (table.solid & ~table.harmful).tolist()
        self.biome = terrain.biome
        self.ground = country.ground
        self.open_to_sky = terrain.is_open_to_sky
        self._country = country

    def free(self, x: int, y: int, z: int) -> bool:
        """Returns whether nothing solid, liquid or harmful is in the cell."""
        return self._free[self._block(x, y, z)]

    def stands(self, x: int, y: int, z: int) -> bool:
        """Returns whether a creature can stand there: two free cells on something solid."""
        here, below, above = self._three(x, y, z)
        free = self._free
        return free[here] and self._carries[below] and free[above]

    def block_light(self, x: int, y: int, z: int) -> int:
        """Returns the light in the cell that comes from blocks, in [0, 15].

        It passes walls here: the search for its way costs more than monsters are worth.
        """
        reach = FULL_LIGHT
        window = self._terrain.window(x - reach, z - reach, x + reach + 1, z + reach + 1)
        return int(lighting.through_walls(window, x, y, z))

    def sees(self, eye: Cell, cell: Cell) -> bool:
        """Returns whether no block hides `cell` from `eye`."""
        return clear_line(self._terrain, eye, cell)

    def walked(self, cell: Cell, to_x: int, to_z: int, steps: int) -> Cell:
        """Returns where a creature gets by steps towards a column; see `footing.walked`."""
        # It gets no further than so, and never past the column.
        x, _, z = cell
        end_x = min(max(to_x, x - steps), x + steps)
        end_z = min(max(to_z, z - steps), z + steps)
        window = self._terrain.window(
            min(x, end_x), min(z, end_z), max(x, end_x) + 1, max(z, end_z) + 1
        )
        return stepping.walked(window, cell, to_x, to_z, steps)

    def villages_near(self, x: int, z: int, radius: int) -> Sequence[Cell]:
        """Returns where the villages within `radius` blocks have their open place."""
        return self._country.villages_near(x, z, radius)
