"""What can be seen from a place: blocks exposed to the air around the eye, lines, light.

A block is seen if it borders on air (or on anything that sight passes) that is connected with
the eye's cell inside the view box. So nothing is seen through rock, and round a corner is; that
is generous by a few blocks, declared, and the same for every look. Looking changes nothing.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from envs.craftworld.blocktable import AIR
from envs.craftworld.terrain import Terrain

VIEW_RADIUS = 24
"""Blocks that can be seen horizontally."""
VIEW_HEIGHT = 16
"""Blocks that can be seen upwards and downwards."""
FULL_LIGHT = 15
"""Light of the open sky by day."""

Cell = tuple[int, int, int]
"""Coordinates x, y, z of a block."""

_SIDES: tuple[Cell, ...] = ((-1, 0, 0), (1, 0, 0), (0, -1, 0), (0, 1, 0), (0, 0, -1), (0, 0, 1))


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


class _Seen(NamedTuple):
    """Exposed blocks, nearest first, then by x, y, z; int64 arrays of equal length."""

    x: NDArray[np.int64]
    y: NDArray[np.int64]
    z: NDArray[np.int64]
    block: NDArray[np.int64]
    squared: NDArray[np.int64]


_NOTHING = _Seen(*[np.zeros(0, dtype=np.int64)] * 5)


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
        radius: How far to look along x and along z, blocks.
        height: How far to look upwards and downwards, blocks.
        limit: How many to return at most; `None` for all.

    Returns:
        Tuples x, y, z, number; nearest first, then by x, y, z.
    """
    seen = _look(terrain, eye, wanted, radius, height)
    columns = (part[:limit].tolist() for part in seen[:4])
    return list(zip(*columns, strict=True))


def survey(
    terrain: Terrain, eye: Cell, *, radius: int = VIEW_RADIUS, height: int = VIEW_HEIGHT
) -> tuple[Sighting, ...]:
    """Returns each kind of block in view with how many there are and the nearest, by number.

    The view is that of `exposed`.
    """
    seen = _look(terrain, eye, None, radius, height)
    kinds, first, counts = np.unique(seen.block, return_index=True, return_counts=True)
    return tuple(
        Sighting(
            int(kind),
            int(count),
            (int(seen.x[at]), int(seen.y[at]), int(seen.z[at])),
            int(seen.squared[at]),
        )
        for kind, at, count in zip(kinds, first, counts, strict=True)
    )


def _look(
    terrain: Terrain, eye: Cell, wanted: Iterable[int] | None, radius: int, height: int
) -> _Seen:
    """Returns the exposed blocks of the view, in order."""
    x0, y0, z0 = eye[0] - radius, eye[1] - height, eye[2] - radius
    box = terrain.box(x0, y0, z0, eye[0] + radius + 1, eye[1] + height + 1, eye[2] + radius + 1)
    table = terrain.table
    # Levels of nothing but air above the highest block connect like one of them: the rest is
    # left out, since the search below costs by the cell.
    levels = np.flatnonzero((box != AIR).any(axis=(0, 2)))
    box = box[:, : int(levels[-1]) + 2] if len(levels) else box[:, :0]
    middle = (radius, min(height, box.shape[1] - 1), radius)
    if wanted is None:
        looked_for = box != AIR
    else:
        kinds = np.zeros(len(table), dtype=np.bool_)
        kinds[list(wanted)] = True
        looked_for = kinds.take(box)
    if not looked_for.any() or not table.see_through[box[middle]]:
        return _NOTHING
    clear = table.see_through.take(box)
    if wanted is not None:
        # What is wanted is mostly buried, and this costs a fifth of the search.
        looked_for &= _grown(clear)
        if not looked_for.any():
            return _NOTHING
    regions, _ = ndimage.label(clear)
    looked_for &= _grown(regions == regions[middle])
    i, j, k = np.nonzero(looked_for)
    squared = (i - radius) ** 2 + (j - height) ** 2 + (k - radius) ** 2
    # `nonzero` goes by x, y, z; a stable sort keeps that among equals.
    order = np.argsort(squared, kind="stable")
    i, j, k = i[order], j[order], k[order]
    return _Seen(i + x0, j + y0, k + z0, box[i, j, k].astype(np.int64), squared[order])


def _grown(reached: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Returns the cells of `reached` and those that share a face with one."""
    grown = reached.copy()
    grown[1:] |= reached[:-1]
    grown[:-1] |= reached[1:]
    grown[:, 1:] |= reached[:, :-1]
    grown[:, :-1] |= reached[:, 1:]
    grown[:, :, 1:] |= reached[:, :, :-1]
    grown[:, :, :-1] |= reached[:, :, 1:]
    return grown


def clear_line(
    terrain: Terrain, start: Cell, end: Cell, passes: NDArray[np.bool_] | None = None
) -> bool:
    """Returns whether nothing stands between the middles of two cells.

    The two cells themselves don't count. Where the line passes an edge or a corner exactly,
    the cells beside it on the way have to be clear too.

    Args:
        terrain: Where to look.
        start: The cell from which the line goes.
        end: The cell to which it goes.
        passes: bool array by number: what the line passes; `None` for what sight passes.
    """
    step = [(b > a) - (b < a) for a, b in zip(start, end, strict=True)]
    ahead, stride = _crossings([abs(b - a) for a, b in zip(start, end, strict=True)])
    clear, block = terrain.table.see_through if passes is None else passes, terrain.block
    at = list(start)
    while True:
        nearest = min(ahead)
        crossed = [axis for axis in (0, 1, 2) if ahead[axis] == nearest]
        if nearest == _NEVER:
            return True
        if len(crossed) > 1:
            for axis in crossed:
                beside = at.copy()
                beside[axis] += step[axis]
                if not clear[block(*beside)]:
                    return False
        for axis in crossed:
            at[axis] += step[axis]
            ahead[axis] += stride[axis]
        if (at[0], at[1], at[2]) == end:
            return True
        if not clear[block(*at)]:
            return False


_NEVER = 1 << 62


def _crossings(length: list[int]) -> tuple[list[int], list[int]]:
    """Returns where a line first crosses a border along each axis, and how far on the next is.

    The n-th border is at (2 n + 1) / (2 length) of the way; all are multiplied by twice the
    product of the lengths, so that they are whole and can be compared.
    """
    product = 1
    for blocks in length:
        product *= blocks or 1
    first = [product // blocks if blocks else _NEVER for blocks in length]
    return first, [2 * way for way in first]


def sky_light(terrain: Terrain, cell: Cell) -> int:
    """Returns the light that reaches a cell from the sky by day, in [0, 15].

    Full under the open sky, one less for each block of the way from there, as in vanilla; what
    leaves and water take away is simplified to the same one.
    """
    return _light(terrain, cell, from_sky=True)


def block_light(terrain: Terrain, cell: Cell) -> int:
    """Returns the light that reaches a cell from torches, lava and the like, in [0, 15]."""
    x, y, z = cell
    reach = FULL_LIGHT - 1
    box = terrain.box(x - reach, y - reach, z - reach, x + reach + 1, y + reach + 1, z + reach + 1)
    # Most places have no light about, and are spared the search.
    return _light(terrain, cell, from_sky=False) if terrain.table.light[box].any() else 0


def _light(terrain: Terrain, cell: Cell, *, from_sky: bool) -> int:
    """Returns the brightest of all sources near a cell, less the way from there.

    A breadth-first search from the cell: it ends as soon as nothing further away can be
    brighter than what was found.
    """
    opacity, light, best = terrain.table.opacity, terrain.table.light, 0
    seen, queue = {cell}, deque([(cell, 0)])
    while queue:
        (x, y, z), way = queue.popleft()
        if FULL_LIGHT - way <= best:
            break
        number = terrain.block(x, y, z)
        source = FULL_LIGHT if from_sky else int(light[number])
        if source - way > best and (not from_sky or terrain.is_open_to_sky(x, y, z)):
            best = source - way
        if opacity[number] < FULL_LIGHT or way == 0:
            for dx, dy, dz in _SIDES:
                beside = (x + dx, y + dy, z + dz)
                if beside not in seen:
                    seen.add(beside)
                    queue.append((beside, way + 1))
    return best
