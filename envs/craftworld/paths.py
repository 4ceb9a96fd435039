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

from heapq import heappop, heappush
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from envs.craftworld.goals import Goal
from envs.craftworld.sight import Cell
from envs.craftworld.terrain import Terrain

MILLITICKS = 1000
"""Thousandths of a tick in a tick."""
SPRINT_MILLITICKS = 3564
"""Cost of a block at a sprint: 20 / 5.612 ticks."""
WALK_MILLITICKS = 4633
"""Cost of a block at a walk: 20 / 4.317 ticks."""
SWIM_MILLITICKS = 9091
"""Cost of a block in water: 20 / 2.2 ticks."""
JUMP_MILLITICKS = 3000
"""What a block upwards costs beside the way."""
FALL_MILLITICKS = (5000, 8000, 10000)
"""What a drop costs beside the way, for one, two and three blocks."""

_MARGINS = ((8, 8), (24, 20))
_MOST_CELLS = 4_000
# The way ahead counts five quarters: a quarter of the cells are looked at, for a way that is at
# most a quarter dearer than the cheapest (in open country, hardly ever more than 3 percent).
_HASTE = 5
_STAND, _SWIM, _DIVE, _EDGE = 1, 2, 3, 8


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
        region = _Region(terrain, start, goal.about(start), margin, margin_y)
        search = _Search(region, terrain, goal, sprint, limit_ticks * MILLITICKS)
        best, touched_edge = search.run(start)
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


class _Region:
    """The cells of a box, as bytes by flat index: how each can be used."""

    def __init__(
        self, terrain: Terrain, start: Cell, targets: tuple[Cell, ...], margin: int, margin_y: int
    ) -> None:
        corners = (start, *targets)
        low = [min(cell[axis] for cell in corners) for axis in (0, 1, 2)]
        high = [max(cell[axis] for cell in corners) for axis in (0, 1, 2)]
        self.x0, self.y0, self.z0 = low[0] - margin, low[1] - margin_y, low[2] - margin
        # One level below the lowest feet, two above: ground, head, and room to jump.
        end = (high[0] + margin + 1, high[1] + margin_y + 3, high[2] + margin + 1)
        box = terrain.box(self.x0, self.y0, self.z0, *end)
        table = terrain.table
        free = (~(table.solid | table.harmful)).take(box)
        water = (table.liquid & ~table.harmful).take(box)
        ground = (table.solid & ~table.harmful).take(box)
        self.free = free.tobytes()
        self.kinds = self._kinds(free, water, ground).tobytes()
        _, height, depth = box.shape
        self.level: int = depth
        self.slab: int = height * depth
        slab = self.slab
        self.straight = (-slab, slab, -1, 1)
        self.diagonal = ((-slab, -1), (-slab, 1), (slab, -1), (slab, 1))

    @staticmethod
    def _kinds(
        free: NDArray[np.bool_], water: NDArray[np.bool_], ground: NDArray[np.bool_]
    ) -> NDArray[np.uint8]:
        """Returns how each cell serves a player's feet; cells on the box's faces are edges."""
        kinds = np.zeros(free.shape, dtype=np.uint8)
        inner = kinds[:, 1:-2]
        room = free[:, 1:-2] & free[:, 2:-1]
        wet = water[:, 1:-2]
        inner[room & ground[:, :-3]] = _STAND
        inner[room & wet] = _SWIM
        inner[room & wet & water[:, 2:-1]] = _DIVE
        sides = kinds[0], kinds[-1], kinds[:, :, 0], kinds[:, :, -1]
        for face in (*sides, kinds[:, 1], kinds[:, -3]):
            face[face > 0] |= _EDGE
        return kinds

    def index(self, cell: Cell) -> int:
        """Returns the flat index of a cell of the box."""
        x, y, z = cell
        return (x - self.x0) * self.slab + (y - self.y0) * self.level + (z - self.z0)

    def cell(self, index: int) -> Cell:
        """Returns the cell of a flat index."""
        x, rest = divmod(index, self.slab)
        y, z = divmod(rest, self.level)
        return x + self.x0, y + self.y0, z + self.z0


class _Search:
    """One A* search in one region."""

    def __init__(
        self, region: _Region, terrain: Terrain, goal: Goal, sprint: bool, limit: int
    ) -> None:
        self._region = region
        self._terrain = terrain
        self._goal = goal
        self._limit = limit
        self._pace = SPRINT_MILLITICKS if sprint else WALK_MILLITICKS
        self._ahead: dict[int, int] = {}
        self._touched_edge = False
        self.cost: dict[int, int] = {}
        self.came_from: dict[int, int] = {}

    def run(self, start: Cell) -> tuple[Path, bool]:
        """Returns the path (or one that comes near), and whether the region was too small."""
        region, cost, came_from = self._region, self.cost, self.came_from
        first = region.index(start)
        cost[first], came_from[first] = 0, first
        closed = set[int]()
        ahead = self._least(first)
        nearest = (ahead, 0, first)
        queue = [(ahead, ahead, first)]
        while queue and len(closed) <= _MOST_CELLS:
            _, ahead, here = heappop(queue)
            if here in closed:
                continue
            closed.add(here)
            if ahead == 0 and self._goal.reached(self._terrain, region.cell(here)):
                return self._path(here, arrived=True), self._touched_edge
            so_far = cost[here]
            nearest = min(nearest, (ahead, so_far, here))
            for there, step in self._moves(here):
                total = so_far + step
                if total < cost.get(there, self._limit + 1):
                    cost[there], came_from[there] = total, here
                    ahead = self._least(there)
                    # Of equal estimates, the one that is nearer to the goal comes first.
                    heappush(queue, (total + ahead * _HASTE // 4, ahead, there))
        return self._path(nearest[2], arrived=False), self._touched_edge

    def _least(self, index: int) -> int:
        """Returns the least that the way from a cell to the goal costs."""
        region = self._region
        x, z = index // region.slab, index % region.level
        known = self._ahead.get(column := x * region.level + z)
        if known is None:
            known = self._goal.away(x + region.x0, z + region.z0) * self._pace // 1000
            self._ahead[column] = known
        return known

    def _moves(self, here: int) -> list[tuple[int, int]]:
        """Returns the cells to which one can go from a cell, with what each step costs."""
        region = self._region
        kinds, free, level = region.kinds, region.free, region.level
        kind = kinds[here]
        pace = SWIM_MILLITICKS if kind >= _SWIM else self._pace
        moves = self._straight_moves(here, pace)
        for one, other in region.diagonal:
            there = here + one + other
            # Both corners have to be clear up to the head.
            if (
                kinds[there]
                and free[here + one]
                and free[here + other]
                and free[here + one + level]
                and free[here + other + level]
            ):
                step = pace if kinds[there] == _STAND else SWIM_MILLITICKS
                moves.append((there, step * 1415 // 1000))
        if kind >= _SWIM and kinds[here + level] >= _SWIM:
            moves.append((here + level, SWIM_MILLITICKS))
        return [move for move in moves if kinds[move[0]] == _STAND or self._is_open(move[0], kind)]

    def _straight_moves(self, here: int, pace: int) -> list[tuple[int, int]]:
        """Returns the steps along x and z: level, one up, or up to three down."""
        region = self._region
        kinds, free, level = region.kinds, region.free, region.level
        moves = []
        for offset in region.straight:
            there = here + offset
            if kinds[there]:
                moves.append((there, pace if kinds[there] == _STAND else SWIM_MILLITICKS))
            elif not free[there]:
                if kinds[there + level] and free[here + 2 * level]:
                    moves.append((there + level, pace + JUMP_MILLITICKS))
            elif free[there + level]:
                for fall in FALL_MILLITICKS:
                    there -= level
                    if kinds[there]:
                        moves.append((there, pace + fall))
                        break
                    if not free[there]:
                        break
        return moves

    def _is_open(self, there: int, kind: int) -> bool:
        """Returns whether a step may end in a cell, from one of a kind."""
        lands = self._region.kinds[there]
        if lands >= _EDGE:
            self._touched_edge = True
            return False
        return lands != _DIVE or kind == _DIVE

    def _path(self, end: int, *, arrived: bool) -> Path:
        """Returns the way to a cell."""
        way = [end]
        while self.came_from[way[-1]] != way[-1]:
            way.append(self.came_from[way[-1]])
        way.reverse()
        return Path(
            tuple(self._region.cell(index) for index in way),
            tuple(self.cost[index] for index in way),
            arrived,
        )
