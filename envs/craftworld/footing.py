"""Where creatures can be, and how they step: what life asks of the land.

`Land` is the few questions that life asks; a `Terrain` is asked them through it. A creature
stands in one cell with its head in the cell above, steps to a neighbouring column, climbs one
block and drops three. It looks no further than its next step: what stands in its way stops it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

Cell = tuple[int, int, int]
"""x, y, z of a block; for a creature, of its feet."""

_DROP = 3
"""Blocks that a creature jumps down without a thought, as in vanilla."""
_STRAIGHT, _SLANTED = 1000, 1414
"""Thousandths of a block that a step is long."""


class Land(Protocol):
    """Answers for the ground that creatures live on."""

    def biome(self, x: int, z: int) -> str:
        """Returns the biome of a column."""
        ...

    def ground(self, x: int, z: int) -> int:
        """Returns the height of a column's ground, before caves, plants and buildings."""
        ...

    def free(self, x: int, y: int, z: int) -> bool:
        """Returns whether nothing solid, liquid or harmful is in the cell."""
        ...

    def stands(self, x: int, y: int, z: int) -> bool:
        """Returns whether a creature can stand there: two free cells on something solid."""
        ...

    def open_to_sky(self, x: int, y: int, z: int) -> bool:
        """Returns whether the sky is above the cell, and nothing that stops its light."""
        ...

    def block_light(self, x: int, y: int, z: int) -> int:
        """Returns the light in the cell that comes from blocks, in [0, 15]."""
        ...

    def sees(self, eye: Cell, cell: Cell) -> bool:
        """Returns whether no block hides `cell` from `eye`."""
        ...

    def villages_near(self, x: int, z: int, radius: int) -> Sequence[Cell]:
        """Returns where the villages within `radius` blocks have their open place."""
        ...

    def walked(self, cell: Cell, to_x: int, to_z: int, steps: int) -> Cell:
        """Returns where a creature gets by steps towards a column; see `walked`."""
        ...


class Step(NamedTuple):
    """A step to a neighbouring column."""

    cell: Cell
    length: int
    """Thousandths of a block."""


def stepped(land: Land, cell: Cell, towards_x: int, towards_z: int) -> Step | None:
    """Returns the step from `cell` that leads towards a column, `None` if none is free.

    It is slanted where that is the straighter way, else along the longer side, or else the
    shorter one; so that a creature slides along a wall, but doesn't go round it.
    """
    x, y, z = cell
    away_x, away_z = towards_x - x, towards_z - z
    to_x, to_z = (away_x > 0) - (away_x < 0), (away_z > 0) - (away_z < 0)
    long, short = (to_x, 0), (0, to_z)
    far, near = abs(away_x), abs(away_z)
    if near > far:
        long, short, far, near = short, long, near, far
    if 2 * near > far and land.free(x + to_x, y + 1, z) and land.free(x, y + 1, z + to_z):
        landed = _landed(land, x, y, z, to_x, to_z)
        if landed:
            return Step(landed, _SLANTED)
    for step_x, step_z in (long, short):
        if step_x or step_z:
            landed = _landed(land, x, y, z, step_x, step_z)
            if landed:
                return Step(landed, _STRAIGHT)
    return None


def walked(land: Land, cell: Cell, to_x: int, to_z: int, steps: int) -> Cell:
    """Returns where a creature gets that takes up to so many steps towards a column.

    It stops where something is in the way.
    """
    for _ in range(steps):
        step = stepped(land, cell, to_x, to_z)
        if step is None:
            break
        cell = step.cell
    return cell


def _landed(land: Land, x: int, y: int, z: int, dx: int, dz: int) -> Cell | None:
    """Returns the cell to which a step by (dx, dz) leads, level, up or down."""
    to_x, to_z = x + dx, z + dz
    if land.stands(to_x, y, to_z):
        return to_x, y, to_z
    if not land.free(to_x, y + 1, to_z):
        return None
    if not land.free(to_x, y, to_z):
        up = land.stands(to_x, y + 1, to_z) and land.free(x, y + 2, z)
        return (to_x, y + 1, to_z) if up else None
    for down in range(y - 1, y - 1 - _DROP, -1):
        if land.stands(to_x, down, to_z):
            return to_x, down, to_z
        if not land.free(to_x, down, to_z):
            return None
    return None


def settled(land: Land, x: int, y: int, z: int, reach: int) -> int | None:
    """Returns the y nearest to `y` at which a creature can stand in a column.

    `None` if there is none within `reach` blocks; of two equally near ones the lower.
    """
    for off in range(reach + 1):
        for at in (y - off, y + off) if off else (y,):
            if land.stands(x, at, z):
                return at
    return None


def fallen(land: Land, x: int, y: int, z: int, reach: int) -> int | None:
    """Returns the y to which a creature falls from `y`, `None` if it couldn't be there at all.

    Nor is it found if the floor is more than `reach` blocks down.
    """
    for at in range(y, y - 1 - reach, -1):
        if not land.free(x, at, z):
            return None
        if land.stands(x, at, z):
            return at
    return None
