"""What is seen, and how light it is, by the compiled search and by a plain one."""

from __future__ import annotations

from collections import deque

import numpy as np
import pytest

from envs.craftworld.land.blocktable import AIR, TERRAIN_KINDS, BlockTable
from envs.craftworld.land.flatworld import FlatWorld
from envs.craftworld.land.terrain import Terrain
from envs.craftworld.land.worldgen import Overworld
from envs.craftworld.sight import FULL_LIGHT, Cell, block_light, exposed, sky_light

TABLE = BlockTable(TERRAIN_KINDS)
RADIUS, HEIGHT = 9, 7
SIDES = [(-1, 0, 0), (1, 0, 0), (0, -1, 0), (0, 1, 0), (0, 0, -1), (0, 0, 1)]


def beside(cell: Cell) -> list[Cell]:
    x, y, z = cell
    return [(x + dx, y + dy, z + dz) for dx, dy, dz in SIDES]


def plainly_exposed(terrain: Terrain, eye: Cell) -> list[tuple[int, int, int, int]]:
    def inside(cell: Cell) -> bool:
        dx, dy, dz = (abs(a - b) for a, b in zip(cell, eye, strict=True))
        return dx <= RADIUS and dy <= HEIGHT and dz <= RADIUS

    def clear(cell: Cell) -> bool:
        return bool(TABLE.see_through[terrain.block(*cell)])

    reached, queue = {eye}, deque([eye])
    if not clear(eye):
        return []
    while queue:
        for cell in beside(queue.popleft()):
            if inside(cell) and cell not in reached and clear(cell):
                reached.add(cell)
                queue.append(cell)
    seen = reached | {cell for at in reached for cell in beside(at) if inside(cell)}
    found = [(*cell, terrain.block(*cell)) for cell in seen if terrain.block(*cell) != AIR]
    return sorted(found, key=lambda b: (sum((b[i] - eye[i]) ** 2 for i in range(3)), b))


def plain_light(terrain: Terrain, cell: Cell, *, from_sky: bool) -> int:
    best, seen, queue = 0, {cell}, deque([(cell, 0)])
    while queue:
        at, way = queue.popleft()
        number = terrain.block(*at)
        opens = way == 0 or TABLE.opacity[number] < FULL_LIGHT
        lit = FULL_LIGHT if opens and terrain.is_open_to_sky(*at) else 0
        best = max(best, (lit if from_sky else int(TABLE.light[number])) - way)
        if way < FULL_LIGHT and opens:
            new = [other for other in beside(at) if other not in seen]
            seen.update(new)
            queue.extend((other, way + 1) for other in new)
    return best


def caverns(seed: int) -> Terrain:
    """Returns rock full of holes, pools and torches, at the bottom, the top and the border."""
    terrain, rng = Terrain(FlatWorld(TABLE, ground=100)), np.random.default_rng(seed)
    names = ["air"] * 12 + ["water", "lava", "torch", "glass", "oak_leaves", "iron_ore"]
    for _ in range(3_000):
        x, z = (int(v) for v in rng.integers(-10, 11, 2))
        y = int(rng.choice([rng.integers(0, 12), rng.integers(94, 105)]))
        terrain.set_block(x, y, z, TABLE.id(names[int(rng.integers(len(names)))]))
    return terrain


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("eye", [(0, 3, 0), (-4, 8, 3), (2, 98, -2), (0, 103, 0), (1, 126, 1)])
def test_what_is_seen_is_what_a_plain_flood_reaches(seed: int, eye: Cell) -> None:
    terrain = caverns(seed)
    terrain.set_block(*eye, AIR)

    assert exposed(terrain, eye, radius=RADIUS, height=HEIGHT) == plainly_exposed(terrain, eye)


def test_what_is_seen_on_land_is_what_a_plain_flood_reaches() -> None:
    world = Overworld(4, TABLE)
    x, y, z = world.spawn("forest")
    terrain, eye = Terrain(world), (x, y + 1, z)

    assert exposed(terrain, eye, radius=RADIUS, height=HEIGHT) == plainly_exposed(terrain, eye)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("cell", [(0, 3, 0), (-4, 8, 3), (2, 98, -2), (0, 103, 0), (5, 25, 5)])
def test_light_is_what_a_plain_search_finds(seed: int, cell: Cell) -> None:
    terrain = caverns(seed)

    assert block_light(terrain, cell) == plain_light(terrain, cell, from_sky=False)
    assert sky_light(terrain, cell) == plain_light(terrain, cell, from_sky=True)


def test_a_torch_set_later_gives_light() -> None:
    terrain = Terrain(FlatWorld(TABLE))
    assert block_light(terrain, (0, 64, 0)) == 0

    terrain.set_block(3, 64, 0, TABLE.id("torch"))

    assert block_light(terrain, (0, 64, 0)) == 11


def test_only_the_chunks_that_are_seen_or_lit_are_made() -> None:
    terrain, eye = Terrain(FlatWorld(TABLE, ground=100)), (8, 20, 8)
    for x in range(8, 12):
        terrain.set_block(x, 20, 8, AIR)
    assert len(exposed(terrain, eye)) == 18
    assert block_light(terrain, eye) == sky_light(terrain, eye) == 0
    assert terrain.held(1, 0) is None

    for x in range(12, 17):
        terrain.set_block(x, 20, 8, AIR)
    terrain.set_block(16, 20, 8, TABLE.id("torch"))
    fresh = Terrain(FlatWorld(TABLE, ground=100))
    fresh.restore(terrain.snapshot())

    assert len(exposed(fresh, eye)) == 4 * 9 + 2 + 1
    assert block_light(fresh, eye) == 14 - 8
    assert fresh.held(0, 1) is fresh.held(2, 0) is None
