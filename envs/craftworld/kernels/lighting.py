"""Light in a cell: a breadth-first search from it for the brightest source."""

from __future__ import annotations

import numpy as np

from envs.craftworld.kernels.cells import OPAQUE, Window, block_at
from envs.craftworld.kernels.compiling import Whole, compiled, inner

FULL_LIGHT = 15
"""Light of the open sky by day."""

_SIDE = 2 * FULL_LIGHT + 1


@inner
def _may_be_lit(window: Window, y: Whole) -> bool:
    """Returns whether any chunk of the window may give light as high up as this, or near it."""
    for x in range(window.slots.shape[0]):
        for z in range(window.slots.shape[1]):
            slot = window.slots[x, z]
            if slot < 0 or window.lit[slot] > y - FULL_LIGHT:
                return True
    return False


@compiled
def light_at(window: Window, x: Whole, y: Whole, z: Whole, from_sky: bool) -> Whole:
    """Returns the brightest of all sources near a cell, less the way from there.

    It ends as soon as nothing further away can be brighter than what was found. Where it comes to
    a chunk that is missing, it returns the number of that, as `looking.look` does.
    """
    if not from_sky and not _may_be_lit(window, y):
        return 0
    seen = np.zeros(_SIDE**3, dtype=np.bool_)
    queue = np.empty(_SIDE**3, dtype=np.int64)
    steps = (-_SIDE * _SIDE, _SIDE * _SIDE, -_SIDE, _SIDE, -1, 1)
    queue[0] = FULL_LIGHT * (_SIDE * _SIDE + _SIDE + 1)
    seen[queue[0]] = True
    start, end, best = 0, 1, 0
    for way in range(FULL_LIGHT):
        if FULL_LIGHT - way <= best:
            break
        ring = end
        for number in range(start, ring):
            here = queue[number]
            at_x = x + here // (_SIDE * _SIDE) - FULL_LIGHT
            at_y = y + here // _SIDE % _SIDE - FULL_LIGHT
            at_z = z + here % _SIDE - FULL_LIGHT
            column, row = (at_x >> 4) - window.chunk_x, (at_z >> 4) - window.chunk_z
            slot = window.slots[column, row]
            if slot < 0:
                return -1 - (column * window.slots.shape[1] + row)
            block = block_at(window, at_x, at_y, at_z)
            opens = way == 0 or not window.traits[block] & OPAQUE
            if not from_sky:
                source: Whole = np.int64(window.light[block])
            elif opens and window.roofs[slot, (at_x & 15) << 4 | at_z & 15] <= at_y:
                source = FULL_LIGHT
            else:
                source = 0
            best = max(best, source - way)
            if opens:
                for step in steps:
                    if not seen[here + step]:
                        seen[here + step] = True
                        queue[end] = here + step
                        end += 1
        start = ring
    return best


@compiled
def through_walls(window: Window, x: Whole, y: Whole, z: Whole) -> Whole:
    """Returns the light that would come to a cell from blocks if none stood in its way.

    The window has all chunks within `FULL_LIGHT` blocks along x and z.
    """
    best, reach = 0, FULL_LIGHT - 1
    for at_x in range(x - reach, x + reach + 1):
        for at_z in range(z - reach, z + reach + 1):
            slot = window.slots[(at_x >> 4) - window.chunk_x, (at_z >> 4) - window.chunk_z]
            aside = abs(at_x - x) + abs(at_z - z)
            highest = min(y + reach, window.lit[slot])
            if highest < y - reach or aside >= FULL_LIGHT - best:
                continue
            for at_y in range(max(y - reach, 0), highest + 1):
                cell = (at_x & 15) << 11 | at_y << 4 | at_z & 15
                light = np.int64(window.light[window.blocks[slot, cell]])
                best = max(best, light - aside - abs(at_y - y))
    return best
