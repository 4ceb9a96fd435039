"""What can be seen from a place: blocks exposed to the air around the eye, lines, light.

A block is seen if it borders on air (or on anything that sight passes) that is connected with
the eye's cell inside the view box. So nothing is seen through rock, and round a corner is; that
is generous by a few blocks, declared, and the same for every look. Looking changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from envs.craftworld.kernels import lighting, lines, looking
from envs.craftworld.kernels.cells import BLOCKS_SIGHT, SOLID, Window
from envs.craftworld.land.terrain import Terrain

VIEW_RADIUS = 24
"""Blocks that can be seen horizontally."""
VIEW_HEIGHT = 16
"""Blocks that can be seen upwards and downwards."""
FULL_LIGHT = lighting.FULL_LIGHT
"""Light of the open sky by day."""

Cell = tuple[int, int, int]
"""Coordinates x, y, z of a block."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """A kind of block in view."""

    block: int
    """Number of the kind."""
    count: int
    """How many are exposed in view."""
    nearest: Cell
    """The one nearest to the eye; of several, the first by x, y, z."""
    squared_distance: int
    """Square of its distance from the eye's cell, blocks."""


def exposed(
    terrain: Terrain,
    eye: Cell,
    wanted: Iterable[int] | None = None,
    *,
    radius: int = VIEW_RADIUS,
    height: int = VIEW_HEIGHT,
    limit: int | None = None,
) -> list[tuple[int, int, int, int]]:
    """Returns the blocks that can be seen from a cell, air left out.

    Args:
        terrain: Where to look.
        eye: The eye's cell; from inside a solid block nothing is seen.
        wanted: Numbers of the kinds to look for; `None` for every kind.
        radius: How far to look along x and along z, blocks, at most 31.
        height: How far to look upwards and downwards, blocks, at most 127.
        limit: How many to return at most; `None` for all.

    Returns:
        Tuples x, y, z, number; nearest first, then by x, y, z.
    """
    if wanted is None:
        looked_for = np.ones(len(terrain.table), dtype=np.bool_)
    else:
        looked_for = np.zeros(len(terrain.table), dtype=np.bool_)
        looked_for[list(wanted)] = True
    while True:
        window = _view(terrain, eye, radius)
        packed = looking.look(window, eye, radius, height, looked_for)
        if not len(packed):
            return []
        if packed[0] >= 0:
            break
        _make(terrain, window, packed.tolist())
    packed.sort()
    rows = looking.unpacked(packed[:limit], eye, radius, height).tolist()
    return [(x, y, z, number) for x, y, z, number in rows]


def survey(
    terrain: Terrain, eye: Cell, *, radius: int = VIEW_RADIUS, height: int = VIEW_HEIGHT
) -> tuple[Sighting, ...]:
    """Returns each kind of block in view with how many there are and the nearest, by number.

    The view is that of `exposed`.
    """
    while True:
        window = _view(terrain, eye, radius)
        found = looking.survey(window, eye, radius, height)
        if not len(found) or found[0, 0] >= 0:
            break
        _make(terrain, window, found[:, 0].tolist())
    rows = looking.unpacked(found[:, 0], eye, radius, height).tolist()
    return tuple(
        Sighting(block, count, (x, y, z), (x - eye[0]) ** 2 + (y - eye[1]) ** 2 + (z - eye[2]) ** 2)
        for (x, y, z, block), count in zip(rows, found[:, 1].tolist(), strict=True)
    )


def _view(terrain: Terrain, cell: Cell, radius: int) -> Window:
    """Returns the ground within some blocks of a cell, along x and z.

    Under the sky all of it; else what there is of it, for most of it is never seen.
    """
    x, _, z = cell
    is_outside = terrain.is_open_to_sky(*cell)
    return terrain.window(
        x - radius, z - radius, x + radius + 1, z + radius + 1, make_chunks=is_outside
    )


def _make(terrain: Terrain, window: Window, lacking: list[int]) -> None:
    """Makes chunks that a window lacks, by their numbers below 0 as `kernels.looking` has them."""
    for number in lacking:
        column, row = divmod(-1 - number, window.slots.shape[1])
        terrain.make_chunk(window.chunk_x + column, window.chunk_z + row)


def clear_line(terrain: Terrain, start: Cell, end: Cell, *, for_hands: bool = False) -> bool:
    """Returns whether nothing stands between the middles of two cells.

    The two cells themselves don't count. Where the line passes an edge or a corner exactly,
    the cells beside it on the way have to be clear too.

    Args:
        terrain: Where to look.
        start: The cell from which the line goes.
        end: The cell to which it goes.
        for_hands: Whether anything solid is in the way, glass too, rather than what sight
            doesn't pass.
    """
    window = terrain.window(
        min(start[0], end[0]),
        min(start[2], end[2]),
        max(start[0], end[0]) + 1,
        max(start[2], end[2]) + 1,
    )
    return lines.clear_line(window, start, end, SOLID if for_hands else BLOCKS_SIGHT)


def sky_light(terrain: Terrain, cell: Cell) -> int:
    """Returns the light that reaches a cell from the sky by day, in [0, 15].

    Full under the open sky, one less for each block of the way from there, as in vanilla; what
    leaves and water take away is simplified to the same one.
    """
    return _light(terrain, cell, from_sky=True)


def block_light(terrain: Terrain, cell: Cell) -> int:
    """Returns the light that reaches a cell from torches, lava and the like, in [0, 15]."""
    return _light(terrain, cell, from_sky=False)


def _light(terrain: Terrain, cell: Cell, *, from_sky: bool) -> int:
    while True:
        window = _view(terrain, cell, FULL_LIGHT)
        found = int(lighting.light_at(window, *cell, from_sky))
        if found >= 0:
            return found
        _make(terrain, window, [found])
