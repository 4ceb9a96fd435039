"""How creatures walk; see `envs.craftworld.footing`, whose `walked` this is, cell for cell."""

from __future__ import annotations

from envs.craftworld.kernels.cells import HARMFUL, LIQUID, SOLID, Window, traits_at
from envs.craftworld.kernels.compiling import Whole, compiled, inner

_DROP = 3
_FILLED = SOLID | LIQUID | HARMFUL

_Cell = tuple[Whole, Whole, Whole]


@inner
def _free(window: Window, x: Whole, y: Whole, z: Whole) -> bool:
    return not traits_at(window, x, y, z) & _FILLED


@inner
def _stands(window: Window, x: Whole, y: Whole, z: Whole) -> bool:
    carried = traits_at(window, x, y - 1, z) & (SOLID | HARMFUL) == SOLID
    return carried and _free(window, x, y, z) and _free(window, x, y + 1, z)


@inner
def _landed(window: Window, x: Whole, y: Whole, z: Whole, dx: Whole, dz: Whole) -> Whole:
    """Returns the height to which a step by (dx, dz) leads, -1 for none."""
    to_x, to_z = x + dx, z + dz
    if _stands(window, to_x, y, to_z):
        return y
    if not _free(window, to_x, y + 1, to_z):
        return -1
    if not _free(window, to_x, y, to_z):
        return y + 1 if _stands(window, to_x, y + 1, to_z) and _free(window, x, y + 2, z) else -1
    for down in range(y - 1, y - 1 - _DROP, -1):
        if _stands(window, to_x, down, to_z):
            return down
        if not _free(window, to_x, down, to_z):
            return -1
    return -1


@compiled
def walked(window: Window, cell: _Cell, to_x: Whole, to_z: Whole, steps: Whole) -> _Cell:
    """Returns where a creature gets that takes up to so many steps towards a column."""
    x, y, z = cell
    for _ in range(steps):
        away_x, away_z = to_x - x, to_z - z
        dx, dz = (away_x > 0) - (away_x < 0), (away_z > 0) - (away_z < 0)
        far, near = max(abs(away_x), abs(away_z)), min(abs(away_x), abs(away_z))
        along_x = abs(away_z) <= abs(away_x)
        landed = -1
        step_x, step_z = dx, dz
        if 2 * near > far and _free(window, x + dx, y + 1, z) and _free(window, x, y + 1, z + dz):
            landed = _landed(window, x, y, z, dx, dz)
        for first in (True, False):
            if landed < 0:
                step_x, step_z = (dx, 0) if first == along_x else (0, dz)
                if step_x or step_z:
                    landed = _landed(window, x, y, z, step_x, step_z)
        if landed < 0:
            break
        x, y, z = x + step_x, landed, z + step_z
    return x, y, z
