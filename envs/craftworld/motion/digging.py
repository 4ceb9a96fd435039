"""The geometry of staircases and tunnels, and what lies in wait beside them.

Nothing is dug here: each `Dig` says which cells have to be empty for the next step, where it
ends, and on what it stands. Whoever digs looks before each step.

    for dig in staircase_down(feet, NORTH, to_y=11):
        if hazards(terrain, dig) or not has_floor(terrain, dig):
            ...                                     # turn, bridge or give up
        for cell in to_remove(terrain, dig):        # top first, so that nothing falls on the head
            ...
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from envs.craftworld.kernels.cells import HARMFUL, LIQUID, has_any
from envs.craftworld.land.terrain import Terrain
from envs.craftworld.sight import Cell

Heading = tuple[int, int]
"""A step along x and z."""

NORTH: Heading = (0, -1)
EAST: Heading = (1, 0)
SOUTH: Heading = (0, 1)
WEST: Heading = (-1, 0)
HEADINGS: tuple[Heading, ...] = (NORTH, EAST, SOUTH, WEST)
"""The four headings, as the clock goes: the next one is a turn to the right."""

_HAZARDOUS = LIQUID | HARMFUL

_ABOUT = ((0, 1, 0), (0, 0, -1), (1, 0, 0), (0, 0, 1), (-1, 0, 0), (0, -1, 0))


class Dig(NamedTuple):
    """One step of a staircase or tunnel."""

    feet: Cell
    """Where the feet are after it."""
    clear: tuple[Cell, ...]
    """Cells that have to be empty for it, the highest first."""
    floor: Cell
    """The cell below the feet, which has to be solid."""


class Hazard(NamedTuple):
    """A block that would flow or burn into a step."""

    cell: Cell
    block: int
    """Its number."""


def staircase_down(feet: Cell, heading: Heading, to_y: int) -> Iterator[Dig]:
    """Yields the steps of a straight staircase down: each goes one block ahead and one down.

    Args:
        feet: Where the feet are.
        heading: One of `HEADINGS`.
        to_y: Height of the feet at the end; no step if it isn't below.
    """
    x, y, z = feet
    while y > to_y:
        x, y, z = x + heading[0], y - 1, z + heading[1]
        yield Dig((x, y, z), ((x, y + 2, z), (x, y + 1, z), (x, y, z)), (x, y - 1, z))


def staircase_up(feet: Cell, heading: Heading, to_y: int) -> Iterator[Dig]:
    """Yields the steps of a straight staircase up: each jumps one block ahead and one up.

    Args:
        feet: Where the feet are.
        heading: One of `HEADINGS`.
        to_y: Height of the feet at the end; no step if it isn't above.
    """
    x, y, z = feet
    while y < to_y:
        room_to_jump = (x, y + 2, z)
        x, y, z = x + heading[0], y + 1, z + heading[1]
        yield Dig((x, y, z), (room_to_jump, (x, y + 1, z), (x, y, z)), (x, y - 1, z))


def tunnel(feet: Cell, heading: Heading, length: int) -> Iterator[Dig]:
    """Yields the steps of a level tunnel, one block wide and two high.

    Args:
        feet: Where the feet are.
        heading: One of `HEADINGS`.
        length: Steps, at least 0.
    """
    x, y, z = feet
    for _ in range(length):
        x, z = x + heading[0], z + heading[1]
        yield Dig((x, y, z), ((x, y + 1, z), (x, y, z)), (x, y - 1, z))


def to_remove(terrain: Terrain, dig: Dig) -> tuple[Cell, ...]:
    """Returns the cells of a step in which something solid is in the way, the highest first."""
    solid, block = terrain.table.is_solid, terrain.block
    return tuple([cell for cell in dig.clear if solid[block(*cell)]])


def has_floor(terrain: Terrain, dig: Dig) -> bool:
    """Returns whether a step ends on something solid that doesn't hurt."""
    number = terrain.block(*dig.floor)
    return bool(terrain.table.solid[number]) and not terrain.table.harmful[number]


def hazards(terrain: Terrain, dig: Dig) -> tuple[Hazard, ...]:
    """Returns the liquid and harmful blocks in a step's cells and beside them.

    A player knows of them only what is exposed; what is behind rock shows once the rock before
    it is gone. So ask for the steps already dug to see what is beside them, and for the next
    one only where the world is meant to warn.

    Returns:
        Sorted by cell; each once.
    """
    x, y, z = (sorted(cell[axis] for cell in dig.clear) for axis in range(3))
    low, high = (x[0] - 1, y[0] - 1, z[0] - 1), (x[-1] + 1, y[-1] + 1, z[-1] + 1)
    window = terrain.window(low[0], low[2], high[0] + 1, high[2] + 1)
    if not has_any(window, low, high, _HAZARDOUS):
        return ()  # as nearly always
    traits, block = terrain.table.traits_of, terrain.block
    cells = {
        (x + dx, y + dy, z + dz) for x, y, z in dig.clear for dx, dy, dz in (*_ABOUT, (0, 0, 0))
    }
    found = [(cell, block(*cell)) for cell in cells]
    return tuple(
        sorted(Hazard(cell, number) for cell, number in found if traits[number] & _HAZARDOUS)
    )
