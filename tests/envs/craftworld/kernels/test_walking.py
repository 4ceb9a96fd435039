"""The compiled search finds the paths that a plain one finds, cell for cell, cost for cost."""

from __future__ import annotations

from heapq import heappop, heappush

import numpy as np
import pytest

from envs.craftworld.beings.habitat import Habitat
from envs.craftworld.footing import walked
from envs.craftworld.kernels.strides import Region
from envs.craftworld.kernels.walking import away
from envs.craftworld.land.blocktable import AIR, TERRAIN_KINDS, BlockTable
from envs.craftworld.land.flatworld import FlatWorld
from envs.craftworld.land.terrain import Terrain
from envs.craftworld.land.worldgen import Overworld
from envs.craftworld.motion.goals import At, Beyond, Goal, Reach, Within
from envs.craftworld.motion.paths import (
    FALL_MILLITICKS,
    JUMP_MILLITICKS,
    MILLITICKS,
    SPRINT_MILLITICKS,
    SWIM_MILLITICKS,
    Path,
    find_path,
)
from envs.craftworld.sight import Cell

TABLE = BlockTable(TERRAIN_KINDS)
FREE: list[bool] = (~(TABLE.solid | TABLE.harmful)).tolist()
WATER = (TABLE.liquid & ~TABLE.harmful).tolist()
GROUND = (TABLE.solid & ~TABLE.harmful).tolist()
MOST_CELLS, LIMIT = 4_000, 2_400 * MILLITICKS
SIDES = [(-1, 0), (1, 0), (0, -1), (0, 1)]


class PlainSearch:
    """A* as `envs.craftworld.motion.paths` describes it, with dictionaries and a heap of tuples."""

    def __init__(self, terrain: Terrain, region: Region, goal: Goal) -> None:
        self.terrain, self.region, self.goal = terrain, region, goal
        self.touched = False

    def free(self, x: int, y: int, z: int) -> bool:
        return FREE[self.terrain.block(x, y, z)]

    def kind(self, x: int, y: int, z: int) -> str:
        r, block = self.region, self.terrain.block
        if not r.y0 < y < r.y1 - 2 or not (self.free(x, y, z) and self.free(x, y + 1, z)):
            return ""
        kind = "stand" if GROUND[block(x, y - 1, z)] else ""
        if WATER[block(x, y, z)]:
            kind = "dive" if WATER[block(x, y + 1, z)] else "swim"
        inside = r.x0 < x < r.x1 - 1 and r.z0 < z < r.z1 - 1 and r.y0 + 1 < y < r.y1 - 3
        return kind if not kind or inside else "edge"

    def moves(self, x: int, y: int, z: int) -> list[tuple[Cell, int]]:
        here = self.kind(x, y, z)
        pace = SWIM_MILLITICKS if here in ("swim", "dive") else SPRINT_MILLITICKS
        found = []
        for dx, dz in SIDES:
            to = (x + dx, y, z + dz)
            if self.kind(*to):
                found.append((to, pace if self.kind(*to) == "stand" else SWIM_MILLITICKS))
            elif not self.free(*to):
                up = (x + dx, y + 1, z + dz)
                if self.kind(*up) and self.free(x, y + 2, z):
                    found.append((up, pace + JUMP_MILLITICKS))
            elif self.free(x + dx, y + 1, z + dz):
                for blocks, cost in enumerate(FALL_MILLITICKS, 1):
                    down = (x + dx, y - blocks, z + dz)
                    if self.kind(*down):
                        found.append((down, pace + cost))
                    if self.kind(*down) or not self.free(*down):
                        break
        for dx in (-1, 1):
            for dz in (-1, 1):
                to, corners = (x + dx, y, z + dz), ((x + dx, z), (x, z + dz))
                clear = all(self.free(a, y + up, b) for a, b in corners for up in (0, 1))
                if self.kind(*to) and clear:
                    step = pace if self.kind(*to) == "stand" else SWIM_MILLITICKS
                    found.append((to, step * 1415 // 1000))
        if here in ("swim", "dive") and self.kind(x, y + 1, z) in ("swim", "dive"):
            found.append(((x, y + 1, z), SWIM_MILLITICKS))
        lands = [(to, cost, self.kind(*to)) for to, cost in found]
        self.touched |= any(kind == "edge" for _, _, kind in lands)
        return [
            (to, cost)
            for to, cost, kind in lands
            if kind != "edge" and (kind != "dive" or here == "dive")
        ]

    def run(self, start: Cell) -> Path:
        cost, came_from, closed = {start: 0}, {start: start}, set[Cell]()
        ahead = self.least(start)
        nearest, arrived = (ahead, 0, start), False
        queue = [(ahead, ahead, start)]
        while queue and len(closed) <= MOST_CELLS:
            _, ahead, here = heappop(queue)
            if here in closed:
                continue
            closed.add(here)
            if ahead == 0 and self.goal.reached(self.terrain, here):
                nearest, arrived = (ahead, cost[here], here), True
                break
            nearest = min(nearest, (ahead, cost[here], here))
            for there, step in self.moves(*here):
                total = cost[here] + step
                if total < cost.get(there, LIMIT + 1):
                    cost[there], came_from[there] = total, here
                    ahead = self.least(there)
                    heappush(queue, (total + ahead * 5 // 4, ahead, there))
        way = [nearest[2]]
        while came_from[way[-1]] != way[-1]:
            way.append(came_from[way[-1]])
        return Path(tuple(way[::-1]), tuple(cost[cell] for cell in way[::-1]), arrived)

    def least(self, cell: Cell) -> int:
        ahead: int = away(self.goal.aim, cell[0], cell[2])
        return ahead * SPRINT_MILLITICKS // 1000


def plain_path(terrain: Terrain, start: Cell, goal: Goal) -> Path | None:
    path = None
    for margin, margin_y in ((8, 8), (24, 20)):
        corners = (start, *goal.about(start))
        low = [min(cell[axis] for cell in corners) for axis in (0, 1, 2)]
        high = [max(cell[axis] for cell in corners) for axis in (0, 1, 2)]
        region = Region(
            low[0] - margin, low[1] - margin_y, low[2] - margin,
            high[0] + margin + 1, high[1] + margin_y + 3, high[2] + margin + 1,
        )  # fmt: skip
        search = PlainSearch(terrain, region, goal)
        path = search.run(start)
        if path.arrived or not search.touched:
            break
    return path


def rubble(seed: int) -> Terrain:
    """Returns a plain strewn with walls, pits, pools, fire and glass."""
    terrain, rng = Terrain(FlatWorld(TABLE)), np.random.default_rng(seed)
    names = ["stone", "stone", "air", "water", "lava", "cactus", "glass", "torch", "oak_leaves"]
    for _ in range(900):
        x, z = (int(v) for v in rng.integers(-16, 17, 2))
        y = int(rng.integers(60, 67))
        terrain.set_block(x, y, z, TABLE.id(names[int(rng.integers(len(names)))]))
    for y in (64, 65):
        terrain.set_block(0, y, 0, AIR)
    terrain.set_block(0, 63, 0, TABLE.id("stone"))
    return terrain


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize(
    "goal",
    [
        At([(11, 64, -7), (12, 66, -7)]),
        Reach([(-9, 65, 12), (-13, 61, 9)]),
        Within(14, 3, 2),
        Beyond(0, 0, 12),
    ],
)
def test_a_path_over_rubble_is_the_plain_one(seed: int, goal: Goal) -> None:
    terrain = rubble(seed)

    assert find_path(terrain, (0, 64, 0), goal, partial=True) == plain_path(
        terrain, (0, 64, 0), goal
    )


@pytest.mark.parametrize("biome", ["mountains", "swamp"])
def test_a_path_over_land_is_the_plain_one(biome: str) -> None:
    world = Overworld(11, TABLE)
    start = world.spawn(biome)
    goal = Within(start[0] + 22, start[2] - 17, 2)

    path = find_path(Terrain(world), start, goal, partial=True)

    assert path == plain_path(Terrain(world), start, goal)


@pytest.mark.parametrize("seed", range(6))
def test_a_creature_walks_as_step_by_step(seed: int) -> None:
    terrain, rng = rubble(seed), np.random.default_rng(seed)
    habitat = Habitat(terrain, Overworld(0, TABLE))
    for _ in range(60):
        x, z, to_x, to_z = (int(v) for v in rng.integers(-14, 15, 4))
        start = (x, terrain.surface(x, z) + 1, z)

        assert habitat.walked(start, to_x, to_z, 7) == walked(habitat, start, to_x, to_z, 7)
