"""What a player minds who breaks blocks near lava.

Only what can be seen counts: lava that is exposed, and that obsidian lies on lava. Whoever
breaks such a block stands beside it, not on it, and where no lava runs, so as to catch what
drops; plugs the hole with rubble, which leaves a floor to walk on; or steps back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from envs.craftworld import sight
from envs.craftworld.body import Body
from envs.craftworld.footing import Cell
from envs.craftworld.land.terrain import Terrain
from envs.craftworld.motion.goals import At
from envs.craftworld.motion.moving import walk_to
from envs.craftworld.motion.tunnelling import fill

_ON_LAVA = ("magma_block", "obsidian")
"""Blocks below which a player expects lava, sorted."""

_DEEP = 8
"""What falls so many blocks is lost."""

_SIDES = ((1, 0), (-1, 0), (0, 1), (0, -1))
_TOUCHING = ((0, 1, 0), (0, -1, 0), *((dx, 0, dz) for dx, dz in _SIDES))
_AROUND = tuple(
    (dx, dy, dz)
    for dx in (-1, 0, 1)
    for dz in (-1, 0, 1)
    for dy in (1, 0, -1, -2)
    if (dx, dz) != (0, 0)
)
"""Where one stands to break a block, from there: at most two below it, and one above."""

_LOOK = 8
"""How far one looks about for lava, in blocks."""

_RUNS, _HEAD = 4, 2
"""Lava runs three blocks to the side; above the feet it may be in the way of the head."""

_ASIDE, _STEP_BACK_TICKS = 8, 100
"""How far one steps back from lava, in blocks, and how long that may take."""


def is_risky(terrain: Terrain, cell: Cell) -> bool:
    """Returns whether lava is seen beside a block, or supposed below it."""
    if terrain.name(*cell) in _ON_LAVA:
        return True
    return any(_is_open_lava(terrain, beside) for beside in _cells(cell, _TOUCHING))


def _is_open_lava(terrain: Terrain, cell: Cell) -> bool:
    """Returns whether there is lava in a cell that isn't closed in by blocks and other lava."""
    if terrain.name(*cell) != "lava":
        return False
    solid, liquid = terrain.table.solid, terrain.table.liquid
    around = (terrain.block(*beside) for beside in _cells(cell, _TOUCHING))
    return any(not solid[number] and not liquid[number] for number in around)


def _cells(cell: Cell, offsets: Iterable[Cell]) -> Iterator[Cell]:
    x, y, z = cell
    return ((x + dx, y + dy, z + dz) for dx, dy, dz in offsets)


def falls_away(terrain: Terrain, cell: Cell) -> bool:
    """Returns whether what a block drops would fall deep, or into lava."""
    x, y, z = cell
    solid = terrain.table.solid
    for down in range(1, _DEEP + 1):
        number = terrain.block(x, y - down, z)
        if solid[number]:
            return False
        if terrain.table.liquid[number]:
            return True
    return True


def places_beside(body: Body, cell: Cell) -> frozenset[Cell]:
    """Returns the places from which one breaks a risky block; they needn't be free.

    They are next to it, never on it, and no lava that is seen can run there.
    """
    episode = body.episode
    number = episode.terrain.table.id("lava")
    seen = sight.exposed(episode.terrain, episode.eye, [number], radius=_LOOK, height=_LOOK)
    lava = [(x, y, z) for x, y, z, _ in seen]
    return frozenset(
        place
        for place in _cells(cell, _AROUND)
        if not any(_runs_to(spring, place) for spring in lava)
    )


def _runs_to(lava: Cell, feet: Cell) -> bool:
    """Returns whether lava may come to where somebody stands, as high as it is or lower."""
    dx, dy, dz = (a - b for a, b in zip(lava, feet, strict=True))
    return 0 <= dy <= _HEAD and abs(dx) + abs(dz) <= _RUNS


def keep_lava_out(body: Body, cell: Cell) -> None:
    """Plugs a cell that was just dug open if there is lava at it, or steps back."""
    terrain = body.episode.terrain
    if not any(terrain.name(*beside) == "lava" for beside in _cells(cell, _TOUCHING)):
        return
    if not fill(body, cell) and cell[1] >= body.episode.cell[1]:
        step_back(body)


def step_back(body: Body) -> None:
    """Goes to where lava that is near won't run, if a way leads there."""
    x, y, z = body.episode.cell
    ring = (
        (x + dx, y + dy, z + dz)
        for dx in (-_ASIDE, 0, _ASIDE)
        for dz in (-_ASIDE, 0, _ASIDE)
        for dy in (0, -1, 1)
        if dx or dz
    )
    walk_to(body, At(ring), limit_ticks=_STEP_BACK_TICKS)
