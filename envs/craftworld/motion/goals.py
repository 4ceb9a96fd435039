"""Where a path may end: at a cell, near a column, or within reach of a block."""

from __future__ import annotations

from collections.abc import Iterable
from math import isqrt
from typing import Protocol

import numpy as np

from envs.craftworld.kernels import lines, walking
from envs.craftworld.kernels.walking import Aim
from envs.craftworld.land.terrain import Terrain
from envs.craftworld.sight import Cell


class Goal(Protocol):
    """Says where a path may end, and how far that is at least."""

    def about(self, start: Cell) -> tuple[Cell, ...]:
        """Returns the places about which to look for the end, at least one."""

    @property
    def aim(self) -> Aim:
        """The goal as numbers, for the search."""

    def reached(self, terrain: Terrain, feet: Cell) -> bool:
        """Returns whether a path may end with the feet in this cell."""


def towards(cells: Iterable[Cell], arm: int, *, ends: int = walking.ASKED) -> Aim:
    """Returns an aim that is as near as the nearest of some cells.

    Args:
        cells: At least one.
        arm: How many columns from it an end may be, along x and z.
        ends: What an end is, see `Aim`; whether the goal says so by `reached`, by default.
    """
    return Aim(walking.NEAR, ends, np.array(sorted(set(cells)), dtype=np.int64), arm)


def _about(away: int, x: int, z: int, radius: int, ends: int = walking.THERE) -> Aim:
    return Aim(away, ends, np.array([(x, 0, z)], dtype=np.int64), radius)


ANYWHERE: Aim = _about(walking.BEYOND, 0, 0, 0, walking.ASKED)
"""An end may be in any column; the goal says by `reached` where it is."""


class At:
    """Is reached in any of some cells.

    Args:
        cells: Cells of the player's feet, at least one.
    """

    def __init__(self, cells: Iterable[Cell]) -> None:
        self._cells = tuple(sorted(set(cells)))
        self.aim = towards(self._cells, 0, ends=walking.IN)

    def about(self, start: Cell) -> tuple[Cell, ...]:
        """Returns the cells, sorted."""
        del start
        return self._cells

    def reached(self, terrain: Terrain, feet: Cell) -> bool:
        """Returns whether the feet are in one of the cells."""
        del terrain
        return feet in self._cells


class Within:
    """Is reached within so many blocks of a column, at whatever height.

    For a far place, take the way in legs: `Within(x, z, distance - 24)` is the next 24 blocks.

    Args:
        x: The column's x.
        z: The column's z.
        radius: Blocks, Euclidean, at least 0.
    """

    def __init__(self, x: int, z: int, radius: int) -> None:
        self._x, self._z, self._radius = x, z, radius
        self.aim = _about(walking.WITHIN, x, z, radius)

    def about(self, start: Cell) -> tuple[Cell, ...]:
        """Returns the point of the circle that is nearest to the start, at its height."""
        x, y, z = start
        dx, dz = x - self._x, z - self._z
        distance = isqrt(dx * dx + dz * dz)
        if distance <= self._radius:
            return (start,)
        on_x, on_z = dx * self._radius // distance, dz * self._radius // distance
        return ((self._x + on_x, y, self._z + on_z),)

    def reached(self, terrain: Terrain, feet: Cell) -> bool:
        """Returns whether the feet are inside the circle."""
        del terrain
        return (feet[0] - self._x) ** 2 + (feet[2] - self._z) ** 2 <= self._radius**2


class Beyond:
    """Is reached so many blocks away from a column, in whatever direction.

    Args:
        x: The column's x.
        z: The column's z.
        radius: Blocks, Euclidean, at least 0.
    """

    def __init__(self, x: int, z: int, radius: int) -> None:
        self._x, self._z, self._radius = x, z, radius
        self.aim = _about(walking.BEYOND, x, z, radius)

    def about(self, start: Cell) -> tuple[Cell, ...]:
        """Returns where it starts: any way will do."""
        return (start,)

    def reached(self, terrain: Terrain, feet: Cell) -> bool:
        """Returns whether the feet are outside the circle, or on it."""
        del terrain
        return (feet[0] - self._x) ** 2 + (feet[2] - self._z) ** 2 >= self._radius**2


class Reach:
    """Is reached where a player can break or use any of some blocks.

    Args:
        blocks: Cells of the blocks, at least one.
    """

    def __init__(self, blocks: Iterable[Cell]) -> None:
        self._blocks = tuple(sorted(set(blocks)))
        self.aim = towards(self._blocks, lines.ARM, ends=walking.REACHED)

    def about(self, start: Cell) -> tuple[Cell, ...]:
        """Returns the blocks, sorted."""
        del start
        return self._blocks

    def reached(self, terrain: Terrain, feet: Cell) -> bool:
        """Returns whether one of the blocks is in reach."""
        return any(can_reach(terrain, feet, block) for block in self._blocks)


def can_reach(terrain: Terrain, feet: Cell, block: Cell) -> bool:
    """Returns whether a player who stands somewhere can break or use a block.

    The block's nearest point is within 4.5 blocks of the eye, and a face that looks towards the
    eye can be seen from there.

    Args:
        terrain: Where both are.
        feet: Cell of the player's feet; the eye is in the cell above.
        block: The block's cell.
    """
    # Most of what is asked for is far away.
    if max(abs(feet[0] - block[0]), abs(feet[2] - block[2])) > lines.ARM:
        return False
    x, _, z = feet
    arm = lines.ARM
    window = terrain.window(x - arm, z - arm, x + arm + 1, z + arm + 1)
    return lines.reaches(window, feet, block)
