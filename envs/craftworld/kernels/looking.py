"""What can be seen from a cell: air connected with it is flooded row by row, 63 cells at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from envs.craftworld.kernels.cells import HEIGHT, Window, block_at
from envs.craftworld.kernels.compiling import Whole, compiled, inner

MOST_RADIUS = 31
"""A row of the view has to fit into 64 bits."""

# An exposed block as one number that sorts by distance, then by x, y, z:
# square of the distance, x, y and z from the view's corner, number of the block.
BLOCK_BITS, Z_BITS, Y_BITS, X_BITS = 16, 6, 8, 6

_DE_BRUIJN = np.uint64(0x03F79D71B4CB0A89)
_LOWEST = np.zeros(64, dtype=np.int64)
for _bit in range(64):
    _LOWEST[((int(_DE_BRUIJN) << _bit) & (1 << 64) - 1) >> 58] = _bit


@inner
def _row(
    rows: NDArray[np.uint16],
    outside: bool,
    window: Window,
    x: Whole,
    y: Whole,
    z0: Whole,
    cells: Whole,
) -> Whole:
    """Returns the bits of a row of the view; `outside` is what they are above the world."""
    every = (np.uint64(1) << np.uint64(cells)) - np.uint64(1)
    if y < 0 or y >= HEIGHT:
        return every if (y >= HEIGHT) == outside else np.uint64(0)
    column, place = (x >> 4) - window.chunk_x, (x & 15) << 7 | y
    bits = np.uint64(0)
    for chunk_z in range(z0 >> 4, ((z0 + cells - 1) >> 4) + 1):
        part = np.uint64(rows[window.slots[column, chunk_z - window.chunk_z], place])
        shift = (chunk_z << 4) - z0
        bits |= part << np.uint64(shift) if shift >= 0 else part >> np.uint64(-shift)
    return bits & every


@inner
def _spread(bits: Whole, clear: Whole) -> Whole:
    """Returns the bits and all that are connected with them along the row."""
    up, down = clear, clear
    for step in (
        np.uint64(1),
        np.uint64(2),
        np.uint64(4),
        np.uint64(8),
        np.uint64(16),
        np.uint64(32),
    ):
        bits |= up & (bits << step) | down & (bits >> step)
        up &= up << step
        down &= down >> step
    return bits


@inner
def _flooded(
    window: Window, eye: tuple[Whole, Whole, Whole], radius: Whole, height: Whole
) -> NDArray[np.uint64]:
    """Returns the cells of the view that are connected with the eye's, as rows of bits."""
    wide, tall = 2 * radius + 1, 2 * height + 1
    x0, y0, z0 = eye[0] - radius, eye[1] - height, eye[2] - radius
    reached = np.zeros((wide, tall), dtype=np.uint64)
    clear = np.zeros((wide, tall), dtype=np.uint64)
    known = np.zeros((wide, tall), dtype=np.bool_)
    waits = np.zeros((wide, tall), dtype=np.bool_)
    size = wide * tall
    queue = np.empty(size + 1, dtype=np.int64)
    head, tail = 0, 1
    here = _row(window.clear, True, window, eye[0], eye[1], z0, wide)
    reached[radius, height] = _spread(here & np.uint64(1) << np.uint64(radius), here)
    clear[radius, height], known[radius, height] = here, True
    queue[0] = radius * tall + height
    waits[radius, height] = True
    while head != tail:
        i, k = queue[head] // tall, queue[head] % tall
        head = (head + 1) % (size + 1)
        waits[i, k] = False
        bits = reached[i, k]
        for side in range(4):
            a = i + (side == 0) - (side == 1)
            b = k + (side == 2) - (side == 3)
            if a < 0 or b < 0 or a >= wide or b >= tall:
                continue
            if not known[a, b]:
                known[a, b] = True
                clear[a, b] = _row(window.clear, True, window, x0 + a, y0 + b, z0, wide)
            if bits & clear[a, b] & ~reached[a, b]:
                reached[a, b] = _spread(reached[a, b] | bits & clear[a, b], clear[a, b])
                if not waits[a, b]:
                    waits[a, b] = True
                    queue[tail] = a * tall + b
                    tail = (tail + 1) % (size + 1)
    return reached


@inner
def _longer(found: NDArray[np.int64]) -> NDArray[np.int64]:
    longer = np.empty(4 * len(found), dtype=np.int64)
    for number in range(len(found)):
        longer[number] = found[number]
    return longer


@compiled
def look(
    window: Window,
    eye: tuple[Whole, Whole, Whole],
    radius: Whole,
    height: Whole,
    wanted: NDArray[np.bool_],
) -> NDArray[np.int64]:
    """Returns the exposed blocks of the wanted kinds, packed, in no order.

    Args:
        window: Has all chunks of the view.
        eye: The eye's cell.
        radius: Blocks that the view reaches along x and z, at most `MOST_RADIUS`.
        height: Blocks that it reaches up and down, at most 127.
        wanted: bool array by number.
    """
    wide, tall = 2 * radius + 1, 2 * height + 1
    x0, y0, z0 = eye[0] - radius, eye[1] - height, eye[2] - radius
    reached = _flooded(window, eye, radius, height)
    out, count = np.empty(256, dtype=np.int64), 0
    for i in range(wide):
        for k in range(tall):
            bits = reached[i, k]
            bits |= bits << np.uint64(1) | bits >> np.uint64(1)
            if i > 0:
                bits |= reached[i - 1, k]
            if i + 1 < wide:
                bits |= reached[i + 1, k]
            if k > 0:
                bits |= reached[i, k - 1]
            if k + 1 < tall:
                bits |= reached[i, k + 1]
            if not bits:
                continue
            bits &= _row(window.filled, False, window, x0 + i, y0 + k, z0, wide)
            while bits:
                lowest = bits & (~bits + np.uint64(1))
                bits ^= lowest
                m = _LOWEST[(lowest * _DE_BRUIJN) >> np.uint64(58)]
                number = block_at(window, x0 + i, y0 + k, z0 + m)
                if wanted[number]:
                    if count == len(out):
                        out = _longer(out)
                    far = (i - radius) ** 2 + (k - height) ** 2 + (m - radius) ** 2
                    place = (far << X_BITS | i) << Y_BITS | k
                    out[count] = (place << Z_BITS | m) << BLOCK_BITS | number
                    count += 1
    return out[:count]


@compiled
def survey(
    window: Window, eye: tuple[Whole, Whole, Whole], radius: Whole, height: Whole
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Returns, by number, how many blocks of each kind are exposed, and the nearest, packed."""
    kinds = len(window.traits)
    counts = np.zeros(kinds, dtype=np.int64)
    nearest = np.zeros(kinds, dtype=np.int64)
    wanted = np.empty(kinds, dtype=np.bool_)
    for number in range(kinds):
        wanted[number] = True
    for packed in look(window, eye, radius, height, wanted):
        number = packed & (1 << BLOCK_BITS) - 1
        if counts[number] == 0 or packed < nearest[number]:
            nearest[number] = packed
        counts[number] += 1
    return counts, nearest
