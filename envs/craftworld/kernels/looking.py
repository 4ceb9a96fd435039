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


_PAIRS, _FOURS = np.uint64(0x5555555555555555), np.uint64(0x3333333333333333)
_EIGHTS, _ONES = np.uint64(0x0F0F0F0F0F0F0F0F), np.uint64(0x0101010101010101)

_EVERY = np.uint64(0xFFFF)
"""The bits of a chunk's row, of 16 cells."""


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
    """Returns the bits of a row of the view, 0 where a chunk is missing.

    `outside` is what they are above the world.
    """
    every = (np.uint64(1) << np.uint64(cells)) - np.uint64(1)
    if y < 0 or y >= HEIGHT:
        return every if (y >= HEIGHT) == outside else np.uint64(0)
    column, place = (x >> 4) - window.chunk_x, (x & 15) << 7 | y
    bits = np.uint64(0)
    for chunk_z in range(z0 >> 4, ((z0 + cells - 1) >> 4) + 1):
        slot = window.slots[column, chunk_z - window.chunk_z]
        if slot >= 0:
            part = np.uint64(rows[slot, place])
            shift = (chunk_z << 4) - z0
            bits |= part << np.uint64(shift) if shift >= 0 else part >> np.uint64(-shift)
    return bits & every


@inner
def _spread(bits: Whole, clear: Whole) -> Whole:
    """Returns the bits and all that are connected with them along the row."""
    # Adding carries a bit up to the end of its run of ones.
    bits |= (clear + bits ^ clear) & clear
    down = clear
    for step in (1, 2, 4, 8, 16, 32):
        bits |= down & bits >> np.uint64(step)
        down &= down >> np.uint64(step)
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
    # A ring of rows that wait, each at most once; its length is a power of two.
    room = 1
    while room <= wide * tall:
        room *= 2
    queue = np.empty(room, dtype=np.int32)
    head, tail = 0, 1
    here = _row(window.clear, True, window, eye[0], eye[1], z0, wide)
    reached[radius, height] = _spread(here & np.uint64(1) << np.uint64(radius), here)
    clear[radius, height], known[radius, height] = here, True
    queue[0] = radius << 8 | height
    waits[radius, height] = True
    while head != tail:
        i, k = queue[head] >> 8, queue[head] & 0xFF
        head = (head + 1) & (room - 1)
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
                    queue[tail] = a << 8 | b
                    tail = (tail + 1) & (room - 1)
    return reached


@inner
def _bordering(reached: NDArray[np.uint64], i: Whole, k: Whole) -> Whole:
    """Returns the bits of a row that are reached or border on what is."""
    bits = reached[i, k]
    bits |= bits << np.uint64(1) | bits >> np.uint64(1)
    if i > 0:
        bits |= reached[i - 1, k]
    if i + 1 < reached.shape[0]:
        bits |= reached[i + 1, k]
    if k > 0:
        bits |= reached[i, k - 1]
    if k + 1 < reached.shape[1]:
        bits |= reached[i, k + 1]
    return bits


@inner
def _lacking(
    window: Window, reached: NDArray[np.uint64], x0: Whole, y0: Whole, z0: Whole
) -> NDArray[np.int64]:
    """Returns which missing chunks the flood comes to, as numbers below 0.

    They are -1 for the first of the window, -2 for the next one along z, and so on.
    """
    wide, across = reached.shape[0], window.slots.shape[1]
    found = np.empty(window.slots.size, dtype=np.int64)
    count = 0
    for number in range(window.slots.size):
        column, row = number // across, number % across
        if window.slots[column, row] >= 0:
            continue
        shift = ((row + window.chunk_z) << 4) - z0
        there = _EVERY << np.uint64(shift) if shift >= 0 else _EVERY >> np.uint64(-shift)
        first = ((column + window.chunk_x) << 4) - x0
        touched = np.uint64(0)
        for i in range(max(first, 0), min(first + 16, wide)):
            for k in range(max(-y0, 0), min(HEIGHT - y0, reached.shape[1])):
                touched |= _bordering(reached, i, k) & there
        if touched:
            found[count] = -1 - number
            count += 1
    return found[:count]


@inner
def _shown(
    window: Window, reached: NDArray[np.uint64], x0: Whole, y0: Whole, z0: Whole
) -> tuple[NDArray[np.uint64], Whole]:
    """Returns which blocks of the view are exposed, as rows of bits, and how many they are."""
    wide, tall = reached.shape
    shown = np.empty((wide, tall), dtype=np.uint64)
    total = np.uint64(0)
    for i in range(wide):
        for k in range(tall):
            bits = _bordering(reached, i, k)
            if bits:
                bits &= _row(window.filled, False, window, x0 + i, y0 + k, z0, wide)
            shown[i, k] = bits
            # How many bits are set: in pairs, in fours, in eights, and these summed up.
            bits -= bits >> np.uint64(1) & _PAIRS
            bits = (bits & _FOURS) + (bits >> np.uint64(2) & _FOURS)
            total += (bits + (bits >> np.uint64(4)) & _EIGHTS) * _ONES >> np.uint64(56)
    return shown, np.int64(total)


@compiled
def look(
    window: Window,
    eye: tuple[Whole, Whole, Whole],
    radius: Whole,
    height: Whole,
    wanted: NDArray[np.bool_],
) -> NDArray[np.int64]:
    """Returns the exposed blocks of the wanted kinds, packed, in no order.

    Or else, as numbers below 0, the chunks that it would have to have for that: -1 for the first
    of the window, -2 for the next one along z, and so on.

    Args:
        window: Has the eye's chunk; others may be missing.
        eye: The eye's cell.
        radius: Blocks that the view reaches along x and z, at most `MOST_RADIUS`.
        height: Blocks that it reaches up and down, at most 127.
        wanted: bool array by number.
    """
    wide, tall = 2 * radius + 1, 2 * height + 1
    x0, y0, z0 = eye[0] - radius, eye[1] - height, eye[2] - radius
    reached = _flooded(window, eye, radius, height)
    lacking = _lacking(window, reached, x0, y0, z0)
    if len(lacking):
        return lacking
    shown, most = _shown(window, reached, x0, y0, z0)
    out, count = np.empty(most, dtype=np.int64), 0
    for i in range(wide):
        for k in range(tall):
            bits = shown[i, k]
            while bits:
                lowest = bits & (~bits + np.uint64(1))
                bits ^= lowest
                m = _LOWEST[(lowest * _DE_BRUIJN) >> np.uint64(58)]
                number = block_at(window, x0 + i, y0 + k, z0 + m)
                if wanted[number]:
                    far = (i - radius) ** 2 + (k - height) ** 2 + (m - radius) ** 2
                    place = (far << X_BITS | i) << Y_BITS | k
                    out[count] = (place << Z_BITS | m) << BLOCK_BITS | number
                    count += 1
    return out[:count]


@compiled
def survey(
    window: Window, eye: tuple[Whole, Whole, Whole], radius: Whole, height: Whole
) -> NDArray[np.int64]:
    """Returns the nearest exposed block of each kind, packed, and how many there are of it.

    Shape (kinds, 2), by number; or else the chunks that it would have to have, see `look`.
    """
    kinds = len(window.traits)
    counts = np.zeros(kinds, dtype=np.int64)
    nearest = np.zeros(kinds, dtype=np.int64)
    seen = 0
    found = look(window, eye, radius, height, np.ones(kinds, dtype=np.bool_))
    if len(found) and found[0] < 0:
        return found.reshape(-1, 1)
    for packed in found:
        number = packed & (1 << BLOCK_BITS) - 1
        if counts[number] == 0 or packed < nearest[number]:
            nearest[number] = packed
        seen += counts[number] == 0
        counts[number] += 1
    rows, row = np.empty((seen, 2), dtype=np.int64), 0
    for number in range(kinds):
        if counts[number]:
            rows[row, 0], rows[row, 1] = nearest[number], counts[number]
            row += 1
    return rows


@compiled
def unpacked(
    packed: NDArray[np.int64], eye: tuple[Whole, Whole, Whole], radius: Whole, height: Whole
) -> NDArray[np.int64]:
    """Returns x, y, z and number of packed blocks, shape (n, 4)."""
    rows = np.empty((len(packed), 4), dtype=np.int64)
    for row in range(len(packed)):
        place = packed[row] >> BLOCK_BITS
        rows[row, 3] = packed[row] & (1 << BLOCK_BITS) - 1
        rows[row, 2] = (place & (1 << Z_BITS) - 1) + eye[2] - radius
        rows[row, 1] = (place >> Z_BITS & (1 << Y_BITS) - 1) + eye[1] - height
        rows[row, 0] = (place >> Z_BITS + Y_BITS & (1 << X_BITS) - 1) + eye[0] - radius
    return rows
