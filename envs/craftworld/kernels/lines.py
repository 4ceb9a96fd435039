"""Straight lines between cells, and what a player reaches along them."""

from __future__ import annotations

from envs.craftworld.kernels.cells import SOLID, Window, traits_at
from envs.craftworld.kernels.compiling import Whole, compiled, inner

REACH_HUNDREDTHS = 450
"""From how far a survival player can break and use blocks: 4.5 blocks from the eye."""
EYE_HUNDREDTHS = 162
"""Height of a standing player's eye above the feet."""

ARM = 5
"""No block is in reach that is more columns away than this, along x or z."""

_NEVER = 1 << 62

_Cell = tuple[Whole, Whole, Whole]


@compiled
def clear_line(window: Window, start: _Cell, end: _Cell, barred: Whole) -> bool:
    """Returns whether no block with one of the traits `barred` is between two cells.

    The n-th border that the line crosses along an axis is at (2 n + 1) / (2 length) of the way;
    all are multiplied by twice the product of the lengths, so that they are whole and can be
    compared.
    """
    x, y, z = start
    step_x, step_y, step_z = (
        (end[0] > x) - (end[0] < x),
        (end[1] > y) - (end[1] < y),
        (end[2] > z) - (end[2] < z),
    )
    long_x, long_y, long_z = abs(end[0] - x), abs(end[1] - y), abs(end[2] - z)
    product = max(long_x, 1) * max(long_y, 1) * max(long_z, 1)
    to_x = product // long_x if long_x else _NEVER
    to_y = product // long_y if long_y else _NEVER
    to_z = product // long_z if long_z else _NEVER
    by_x, by_y, by_z = 2 * to_x, 2 * to_y, 2 * to_z
    while True:
        nearest = min(to_x, to_y, to_z)
        if nearest == _NEVER:
            return True
        over_x, over_y, over_z = to_x == nearest, to_y == nearest, to_z == nearest
        if over_x + over_y + over_z > 1 and (
            (over_x and traits_at(window, x + step_x, y, z) & barred)
            or (over_y and traits_at(window, x, y + step_y, z) & barred)
            or (over_z and traits_at(window, x, y, z + step_z) & barred)
        ):
            return False
        if over_x:
            x, to_x = x + step_x, to_x + by_x
        if over_y:
            y, to_y = y + step_y, to_y + by_y
        if over_z:
            z, to_z = z + step_z, to_z + by_z
        if x == end[0] and y == end[1] and z == end[2]:
            return True
        if traits_at(window, x, y, z) & barred:
            return False


@inner
def _gap(middle: Whole, corner: Whole) -> Whole:
    """Returns how far a point is from a block along one axis, in hundredths."""
    return max(100 * corner - middle, middle - 100 * corner - 100, 0)


@compiled
def reaches(window: Window, feet: _Cell, block: _Cell) -> bool:
    """Returns whether a player whose feet are in a cell can break or use a block."""
    eye = (feet[0], feet[1] + 1, feet[2])
    away_x = _gap(100 * feet[0] + 50, block[0])
    away_y = _gap(100 * feet[1] + EYE_HUNDREDTHS, block[1])
    away_z = _gap(100 * feet[2] + 50, block[2])
    if away_x * away_x + away_y * away_y + away_z * away_z > REACH_HUNDREDTHS**2:
        return False
    x, y, z = block
    same_column = x == feet[0] and z == feet[2]
    if (same_column and feet[1] <= y <= eye[1]) or not traits_at(window, x, y, z) & SOLID:
        return clear_line(window, eye, block, SOLID)
    for axis in range(3):
        side = (eye[axis] > block[axis]) - (eye[axis] < block[axis])
        if side == 0:
            continue
        beside = (x + side * (axis == 0), y + side * (axis == 1), z + side * (axis == 2))
        if beside[0] == eye[0] and beside[1] == eye[1] and beside[2] == eye[2]:
            return True
        if not traits_at(window, beside[0], beside[1], beside[2]) & SOLID and clear_line(
            window, eye, beside, SOLID
        ):
            return True
    return False
