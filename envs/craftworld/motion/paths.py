"""Ways to walk: A* over the cells in which a player can stand or swim.

A player is two blocks high, walks to the eight cells around (cutting no corners), jumps up one
block, drops up to three (more would hurt), and swims at the surface. A path never passes a
solid block, lava, fire or cactus, digs nothing and dives only to get out of the water. Costs
are whole thousandths of a tick, equal costs are broken by the cells' order: the same blocks
give the same path everywhere.

    path = find_path(terrain, feet, Reach([log]))
    path.cells, path.ticks

Sources: speeds from the Minecraft Wiki (Sprinting, Walking, Swimming), in blocks a second:
5.612, 4.317 and 2.2. A jump is one block high after 3 ticks; a fall of 1, 2 and 3 blocks takes
5, 8 and 10 (gravity 0.08 a tick, drag 0.98).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from envs.craftworld.kernels import strides, walking
from envs.craftworld.kernels.strides import Region
from envs.craftworld.land.terrain import Terrain
from envs.craftworld.motion.goals import Goal
from envs.craftworld.sight import Cell

MILLITICKS = 1000
"""Thousandths of a tick in a tick."""
SPRINT_MILLITICKS = 3564
"""Cost of a block at a sprint: 20 / 5.612 ticks."""
WALK_MILLITICKS = 4633
"""Cost of a block at a walk: 20 / 4.317 ticks."""
SWIM_MILLITICKS = strides.SWIM_MILLITICKS
"""Cost of a block in water: 20 / 2.2 ticks."""
JUMP_MILLITICKS = strides.JUMP_MILLITICKS
"""What a block upwards costs beside the way."""
FALL_MILLITICKS = strides.FALL_MILLITICKS
"""What a drop costs beside the way, for one, two and three blocks."""

_MARGINS = ((8, 8), (24, 20))


class Path(NamedTuple):
    """A way from cell to cell."""

    cells: tuple[Cell, ...]
    """Cells of the feet, the start first; neighbours differ by 1 along x or z, or along y."""
    costs: tuple[int, ...]
    """What the way costs up to each cell, in milliticks, ascending from 0."""
    arrived: bool
    """Whether it ends at the goal, or only as near to it as one gets."""

    @property
    def milliticks(self) -> int:
        """What the whole way costs."""
        return self.costs[-1]

    @property
    def ticks(self) -> int:
        """What the whole way costs in ticks, rounded up."""
        return -(-self.milliticks // MILLITICKS)

    @property
    def end(self) -> Cell:
        """The last cell."""
        return self.cells[-1]


def find_path(
    terrain: Terrain,
    start: Cell,
    goal: Goal,
    *,
    sprint: bool = True,
    partial: bool = False,
    limit_ticks: int = 2400,
) -> Path | None:
    """Returns a short way to a goal, at most a quarter dearer than the cheapest.

    It is looked for close about the straight line first, and further off where that fails. The
    goal should be within some 50 blocks; go further in legs (`Within`).

    Args:
        terrain: Where to walk.
        start: Cell of the feet; it need not be one where a path would go.
        goal: Where to end.
        sprint: Whether the player sprints on land.
        partial: Whether a way to the cell nearest to the goal will do if none leads there.
        limit_ticks: The most that the way may cost.

    Returns:
        The path, or `None` if there is none (or none that cheap was found).
    """
    best: Path | None = None
    for margin, margin_y in _MARGINS:
        region = _region(start, goal.about(start), margin, margin_y)
        best, touched_edge = _search(terrain, region, start, goal, sprint, limit_ticks)
        if best.arrived or not touched_edge:
            break
    return best if best is not None and (best.arrived or partial) else None


def can_stand(terrain: Terrain, feet: Cell) -> bool:
    """Returns whether a player can stand in a cell: room for two, and solid ground below."""
    x, y, z = feet
    table = terrain.table
    below, lower, upper = (terrain.block(x, y + dy, z) for dy in (-1, 0, 1))
    free = ~(table.solid | table.harmful)
    solid = bool(table.solid[below] and not table.harmful[below])
    return solid and bool(free[lower] and free[upper]) and not table.liquid[lower]


def _region(start: Cell, targets: tuple[Cell, ...], margin: int, margin_y: int) -> Region:
    """Returns the box about some cells."""
    corners = (start, *targets)
    low = [min(cell[axis] for cell in corners) for axis in (0, 1, 2)]
    high = [max(cell[axis] for cell in corners) for axis in (0, 1, 2)]
    # One level below the lowest feet, two above: ground, head, and room to jump.
    return Region(
        low[0] - margin, low[1] - margin_y, low[2] - margin,
        high[0] + margin + 1, high[1] + margin_y + 3, high[2] + margin + 1,
    )  # fmt: skip


def _search(
    terrain: Terrain, region: Region, start: Cell, goal: Goal, sprint: bool, limit_ticks: int
) -> tuple[Path, bool]:
    """Returns the path (or one that comes near), and whether the region was too small."""
    pace = SPRINT_MILLITICKS if sprint else WALK_MILLITICKS
    state = np.empty(walking.STATE, dtype=np.int64)
    notes, heap = np.empty((2048, 4), dtype=np.int64), np.empty((512, 3), dtype=np.int64)
    aim, limit = goal.aim, limit_ticks * MILLITICKS
    walking.begin(region, start, aim, pace, state, notes, heap)
    while True:
        # Ground is only made where the search comes to it.
        window = terrain.window(region.x0, region.z0, region.x1, region.z1, make_chunks=False)
        notes, heap = walking.search(window, region, aim, pace, limit, state, notes, heap)
        ending, touched_edge, place, nearest = state[: walking.NEAREST + 1].tolist()
        if ending == walking.QUESTION and goal.reached(terrain, walking.cell_of(region, place)):
            ending, nearest = walking.ARRIVED, place
        if ending == walking.UNKNOWN_GROUND:
            terrain.make_chunk(place >> 32, ((place & 0xFFFFFFFF) ^ 1 << 31) - (1 << 31))
        elif ending != walking.QUESTION:
            break
    rows = walking.way(region, notes, nearest)[::-1].tolist()
    cells, costs = tuple((x, y, z) for x, y, z, _ in rows), tuple(row[3] for row in rows)
    return Path(cells, costs, ending == walking.ARRIVED), bool(touched_edge)
