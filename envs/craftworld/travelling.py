"""Going far: in legs, each found when it is walked, coming up from under ground first."""

from __future__ import annotations

from math import isqrt

from envs.craftworld import mining
from envs.craftworld.body import Body
from envs.craftworld.footing import Cell
from envs.craftworld.goals import Within
from envs.craftworld.moving import walk_to
from envs.craftworld.paths import find_path
from envs.craftworld.surfacing import climb_out, under_ground
from envs.craftworld.terrain import Terrain
from envs.craftworld.tunnelling import Tunnel

LEG_BLOCKS = 24
"""The most blocks that are walked before the way on is looked for again."""

_LEG_TICKS = 400
"""The most that one leg may take."""

_FREE, _WALLED_TICKS = 6, 120
"""Who can walk so many blocks away, in so many ticks, isn't walled in."""

_MISSES = 4
"""So many legs in a row that bring the aim no nearer end the way."""


def distance_to(body: Body, x: int, z: int) -> int:
    """Returns how far a column is, in blocks, heights aside, rounded up."""
    here = body.episode.cell
    squared = (x - here[0]) ** 2 + (z - here[2]) ** 2
    root = isqrt(squared)
    return root + (root * root < squared)


def leg(body: Body, x: int, z: int, near: int) -> bool:
    """Walks the next blocks towards a column; returns whether the agent moved.

    Args:
        body: Who walks.
        x: The column's x.
        z: The column's z.
        near: Blocks from it at which to stop.
    """
    start = body.episode.cell
    if not _walks(body, x, z, near) and _walled_in(body):
        # Walled in, by leaves as a rule: nobody stays there.
        Tunnel(body, lambda cell: mining.dig_best(body, cell)).step_aside(x, z)
    return body.episode.cell != start


class _Away:
    """Is reached so many blocks away from a column."""

    def __init__(self, cell: Cell, blocks: int) -> None:
        self._cell = cell
        self._blocks = blocks

    def about(self, start: Cell) -> tuple[Cell, ...]:
        """Returns where it starts: any way will do."""
        return (start,)

    def away(self, x: int, z: int) -> int:
        """Returns how much of the distance is left."""
        squared = (x - self._cell[0]) ** 2 + (z - self._cell[2]) ** 2
        return max(0, 1000 * self._blocks - isqrt(1_000_000 * squared))

    def reached(self, terrain: Terrain, feet: Cell) -> bool:
        """Returns whether a cell is far enough away."""
        del terrain
        return self.away(feet[0], feet[2]) == 0


def _walled_in(body: Body) -> bool:
    """Returns whether no way leads some blocks away, in whatever direction."""
    cell = body.episode.cell
    aim = _Away(cell, _FREE)
    return find_path(body.episode.terrain, cell, aim, limit_ticks=_WALLED_TICKS) is None


def _walks(body: Body, x: int, z: int, near: int) -> bool:
    """Walks the next blocks; returns whether the agent moved."""
    start = body.episode.cell
    aim = Within(x, z, max(near, distance_to(body, x, z) - LEG_BLOCKS))
    walk_to(body, aim, partial=True, limit_ticks=_LEG_TICKS)
    return body.episode.cell != start


def travel(body: Body, x: int, z: int, near: int) -> bool:
    """Goes to within `near` blocks of a column; returns whether it came there."""
    if distance_to(body, x, z) > LEG_BLOCKS and under_ground(body):
        climb_out(body)
    nearest, misses = distance_to(body, x, z), 0
    while nearest > near and misses < _MISSES:
        moved = leg(body, x, z, near)
        misses = 0 if distance_to(body, x, z) < nearest else misses + 1
        nearest = min(nearest, distance_to(body, x, z))
        if not moved:
            break
    return distance_to(body, x, z) <= near
