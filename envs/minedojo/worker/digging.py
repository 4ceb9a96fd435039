"""Digging for what lies under ground: down a staircase to a height, then along a tunnel."""

from __future__ import annotations

from . import tools
from .body import Body
from .geometry import Cell
from .motion import REACH_BLOCKS, dig, near_column, walk

_STAIRS = 120
_TUNNEL_BLOCKS = 64
_INSIDE = 4
"""Blocks that it keeps within the heights: a tunnel lays open about so much above and below it."""
_SIDES = ((1, 0), (0, 1), (-1, 0), (0, -1))


def dig_for(body: Body, wanted: frozenset[str], height: tuple[int, int]) -> Cell | None:
    """Digs to between those heights and on until something wanted comes into view.

    Returns:
        Where it is; `None` if the way was blocked or nothing came.
    """
    side, inside = 0, min(_INSIDE, (height[1] - height[0]) // 2)
    low, high = height[0] + inside, height[1] - inside
    for _ in range(_STAIRS + _TUNNEL_BLOCKS):
        found = in_reach(body, wanted)
        if found is not None:
            return found
        feet = body.sight.feet.cell
        down = 1 if feet.y > high else -1 if feet.y < low else 0
        for turn in range(len(_SIDES)):
            dx, dz = _SIDES[(side + turn) % len(_SIDES)]
            if _one_on(body, Cell(feet.x + dx, feet.y - down, feet.z + dz), down):
                side = (side + turn) % len(_SIDES)
                break
        else:
            return None
    return None


def in_reach(body: Body, wanted: frozenset[str]) -> Cell | None:
    """Returns the nearest wanted block that is in sight and a step away at most, or `None`."""
    eye = body.sight.eye
    near = sorted(
        (eye.distance(cell.centre), cell)
        for cell, name in body.sight.blocks_in_sight.items()
        if name in wanted and eye.distance(cell.centre) <= REACH_BLOCKS + 2
    )
    return near[0][1] if near else None


def _one_on(body: Body, there: Cell, down: int) -> bool:
    """Digs one cell free, with room for the head on the way, and goes there."""
    ground = body.sight.voxels.at(there.up(-1))
    if ground is None or not ground.blocks_movement:
        return False
    feet = body.sight.feet.cell
    column = [there.up(dy) for dy in range(1 + max(0, down), -1, -1)]
    if down < 0:
        column.insert(0, feet.up(2))
    for cell in column:
        if any(_is_liquid(body, n) for n in (cell, *cell.neighbours())):
            return False
        block = body.sight.voxels.at(cell)
        if block is None or not block.blocks_movement:
            continue
        tools.take_best(body, block.name or "")
        if not dig(body, cell):
            return False
    walk(body, near_column(there.x, there.z), 0.0)
    return body.sight.feet.cell == there


def _is_liquid(body: Body, cell: Cell) -> bool:
    block = body.sight.voxels.at(cell)
    return block is not None and block.is_liquid
