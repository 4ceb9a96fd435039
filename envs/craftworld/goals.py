"""Where a path may end: at a cell, near a column, or within reach of a block."""

from __future__ import annotations

from collections.abc import Iterable
from math import isqrt
from typing import Protocol

from envs.craftworld.sight import Cell, clear_line
from envs.craftworld.terrain import Terrain

REACH_HUNDREDTHS = 450
"""From how far a survival player can break and use blocks: 4.5 blocks from the eye."""
EYE_HUNDREDTHS = 162
"""Height of a standing player's eye above the feet."""

# No block is in reach that is more columns away than this, along x or z.
_ARM = 5


class Goal(Protocol):
    """Says where a path may end, and how far that is at least."""

    def about(self, start: Cell) -> tuple[Cell, ...]:
        """Returns the places about which to look for the end, at least one."""

    def away(self, x: int, z: int) -> int:
        """Returns how far a column is from the nearest end at least, in thousandths of a block.

        It is counted along straight and diagonal steps, and is 0 wherever a path may end.
        """

    def reached(self, terrain: Terrain, feet: Cell) -> bool:
        """Returns whether a path may end with the feet in this cell."""


def _octile(dx: int, dz: int) -> int:
    """Returns the length of the shortest way over straight and diagonal steps, in thousandths."""
    return 1000 * max(dx, dz) + 414 * min(dx, dz)


class At:
    """Is reached in any of some cells.

    Args:
        cells: Cells of the player's feet, at least one.
    """

    def __init__(self, cells: Iterable[Cell]) -> None:
        self._cells = tuple(sorted(set(cells)))

    def about(self, start: Cell) -> tuple[Cell, ...]:
        """Returns the cells, sorted."""
        del start
        return self._cells

    def away(self, x: int, z: int) -> int:
        """Returns the way to the column of the nearest cell."""
        return min(_octile(abs(x - cell[0]), abs(z - cell[2])) for cell in self._cells)

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

    def about(self, start: Cell) -> tuple[Cell, ...]:
        """Returns the point of the circle that is nearest to the start, at its height."""
        x, y, z = start
        dx, dz = x - self._x, z - self._z
        distance = isqrt(dx * dx + dz * dz)
        if distance <= self._radius:
            return (start,)
        on_x, on_z = dx * self._radius // distance, dz * self._radius // distance
        return ((self._x + on_x, y, self._z + on_z),)

    def away(self, x: int, z: int) -> int:
        """Returns the distance to the circle, 0 inside it."""
        squared = (x - self._x) ** 2 + (z - self._z) ** 2
        if squared <= self._radius**2:
            return 0
        return max(isqrt(1_000_000 * squared) - 1000 * self._radius, 1)

    def reached(self, terrain: Terrain, feet: Cell) -> bool:
        """Returns whether the feet are inside the circle."""
        del terrain
        return self.away(feet[0], feet[2]) == 0


class Reach:
    """Is reached where a player can break or use any of some blocks.

    Args:
        blocks: Cells of the blocks, at least one.
    """

    def __init__(self, blocks: Iterable[Cell]) -> None:
        self._blocks = tuple(sorted(set(blocks)))

    def about(self, start: Cell) -> tuple[Cell, ...]:
        """Returns the blocks, sorted."""
        del start
        return self._blocks

    def away(self, x: int, z: int) -> int:
        """Returns the way to the nearest column from which a block might be in reach."""
        return min(
            _octile(max(abs(x - block[0]) - _ARM, 0), max(abs(z - block[2]) - _ARM, 0))
            for block in self._blocks
        )

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
    eye = (feet[0], feet[1] + 1, feet[2])
    point = (100 * feet[0] + 50, 100 * feet[1] + EYE_HUNDREDTHS, 100 * feet[2] + 50)
    squared = 0
    for at, corner in zip(point, block, strict=True):
        away = max(100 * corner - at, at - 100 * corner - 100, 0)
        squared += away * away
    if squared > REACH_HUNDREDTHS**2:
        return False
    passes = ~terrain.table.solid
    if block in (eye, feet) or passes[terrain.block(*block)]:
        return clear_line(terrain, eye, block, passes)
    for axis in (0, 1, 2):
        side = (eye[axis] > block[axis]) - (eye[axis] < block[axis])
        if side:
            face = tuple(at + side * (number == axis) for number, at in enumerate(block))
            beside = (face[0], face[1], face[2])
            if beside == eye or (
                passes[terrain.block(*beside)] and clear_line(terrain, eye, beside, passes)
            ):
                return True
    return False
