"""Caves: hollow balls along winding tunnels; see `envs.craftworld.land.caves`.

Units are 1/256 block, and a full turn is 256.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from envs.craftworld.kernels.cells import HEIGHT
from envs.craftworld.kernels.compiling import Whole, compiled, inner
from envs.craftworld.kernels.hashing import below, scatter

_UNIT = 256
_TRACT = 8
_KNOTS, _GAP = 8, 6
_STEPS = _KNOTS * _GAP
_MOST_STARTS, _MOST_TUNNELS = 12, 4
_REACH = (16 * 6 - 4) * _UNIT
_NARROWEST = 3 * _UNIT // 2

# Bhaskara's fraction stands in for the sine; _UNIT is 1.
_HALF = np.arange(128, dtype=np.int64)
_HALF = _UNIT * 16 * _HALF * (128 - _HALF) // (5 * 128**2 - 4 * _HALF * (128 - _HALF))
_SIN = np.concatenate((_HALF, -_HALF))
_COS = np.roll(_SIN, -64)


class Depths(NamedTuple):
    """What is how far down in caves."""

    bottom: Whole
    """No cell below this height is hollow."""
    lava_level: Whole
    """What is hollow below this height is full of lava."""
    lava: Whole
    """Its number."""


@inner
def _starts(key: Whole, chunk_x: Whole, chunk_z: Whole) -> Whole:
    """Returns how many tunnels and rooms start in a chunk."""
    bits = scatter(key, chunk_x, chunk_z, 0)
    if below(bits, 5, 0) != 0:
        return 0
    return below(bits, 1 << 16, 32) * below(bits, _MOST_STARTS + 1, 16) >> 16


@inner
def _knotted(key: Whole, i: Whole, k: Whole, walk: Whole, bends: NDArray[np.int64]) -> Whole:
    """Draws a tunnel's turns into `bends`, yaw and pitch by knot; returns its first bits."""
    yaw = np.int64(0)
    for knot in range(_KNOTS + 1):
        bits = scatter(key, i, k, walk * (_KNOTS + 1) + knot)
        yaw += below(bits, 81, 0) - 40 if knot else below(bits, 256, 48)
        bends[knot, 0], bends[knot, 1] = yaw, below(bits, 49, 16) - 24
    return scatter(key, i, k, walk * (_KNOTS + 1))


@inner
def _walk(
    key: Whole,
    i: Whole,
    k: Whole,
    walk: Whole,
    start: tuple[Whole, Whole, Whole],
    balls: NDArray[np.int32],
    count: Whole,
) -> Whole:
    """Adds the balls along one tunnel to `balls`; returns how many there are then."""
    bends = np.empty((_KNOTS + 1, 2), dtype=np.int64)
    bits = _knotted(key, i, k, walk, bends)
    width = below(bits, 2 * _UNIT, 32)
    steps = 24 + below(scatter(key, i, k, walk * (_KNOTS + 1) + 1), _STEPS - 23, 32)
    x = y = z = np.int64(0)
    for step in range(steps):
        knot, part = step // _GAP, step % _GAP
        yaw = ((bends[knot, 0] * (_GAP - part) + bends[knot + 1, 0] * part) // _GAP) & 255
        pitch = ((bends[knot, 1] * (_GAP - part) + bends[knot + 1, 1] * part) // _GAP) & 255
        x += (_COS[pitch] * _COS[yaw] >> 8) * 2
        z += (_COS[pitch] * _SIN[yaw] >> 8) * 2
        y += _SIN[pitch] * 2
        # What is further away than that is in no chunk that looks for it.
        if abs(x) < _REACH and abs(z) < _REACH:
            balls[0, count], balls[1, count], balls[2, count] = (
                start[0] + x,
                start[1] + y,
                start[2] + z,
            )
            balls[3, count] = _NARROWEST + (width * _SIN[step * 127 // _STEPS] >> 8)
            count += 1
    return count


@compiled
def tunnels(
    starts_key: Whole, tunnels_key: Whole, turns_key: Whole, i: Whole, k: Whole
) -> NDArray[np.int32]:
    """Returns the balls of all tunnels and rooms that start in a tract, of 8 by 8 chunks.

    Returns:
        Shape (4, n): x, y, z and radius.
    """
    total = 0
    for chunk in range(_TRACT**2):
        total += _starts(starts_key, i * _TRACT + chunk // _TRACT, k * _TRACT + chunk % _TRACT)
    balls = np.empty((4, total * (1 + _MOST_TUNNELS * _STEPS)), dtype=np.int32)
    count = walk = 0
    for chunk in range(_TRACT**2):
        chunk_x, chunk_z = i * _TRACT + chunk // _TRACT, k * _TRACT + chunk % _TRACT
        for number in range(_starts(starts_key, chunk_x, chunk_z)):
            first = scatter(tunnels_key, chunk_x, chunk_z, 2 * number)
            second = scatter(tunnels_key, chunk_x, chunk_z, 2 * number + 1)
            x = (16 * chunk_x + below(first, 16, 0)) * _UNIT
            z = (16 * chunk_z + below(first, 16, 16)) * _UNIT
            # One start in six is near the surface, for the mouths.
            if below(second, 6, 48) == 0:
                y = (54 + below(second, 22, 0)) * _UNIT
            else:
                y = (below(second, 1 << 16, 0) * (8 + below(second, 112, 16)) >> 16) * _UNIT
            walks = 1
            # One start in four is a room from which more tunnels lead.
            if below(first, 4, 32) == 0:
                walks = 2 + below(first, _MOST_TUNNELS - 1, 48)
                balls[0, count], balls[1, count], balls[2, count] = x, y, z
                balls[3, count] = _NARROWEST + below(second, 2 * _UNIT, 32)
                count += 1
            for _ in range(walks):
                count = _walk(turns_key, i, k, walk, (x, y, z), balls, count)
                walk += 1
    return balls[:, :count].copy()


@compiled
def about_tract(balls: NDArray[np.int32], i: Whole, k: Whole) -> NDArray[np.int32]:
    """Returns those of some balls that reach into a tract."""
    side = 16 * _TRACT * _UNIT
    corner_x, corner_z = i * side, k * side
    near, count = np.empty(balls.shape[1], dtype=np.int64), 0
    for ball in range(balls.shape[1]):
        x, z, far = balls[0, ball] - corner_x, balls[2, ball] - corner_z, balls[3, ball]
        if x + far >= 0 and z + far >= 0 and x - far < side and z - far < side:
            near[count] = ball
            count += 1
    found = np.empty((4, count), dtype=np.int32)
    for number in range(count):
        for part in range(4):
            found[part, number] = balls[part, near[number]]
    return found


@compiled
def carve(
    blocks: NDArray[np.uint16],
    balls: NDArray[np.int32],
    corner_x: Whole,
    corner_z: Whole,
    ceiling: NDArray[np.int64],
    depths: Depths,
) -> None:
    """Empties the cells of a chunk that are in some balls.

    Args:
        blocks: The chunk, flat.
        balls: As `tunnels` gives them.
        corner_x: The chunk's first x.
        corner_z: Its first z.
        ceiling: int64 array (16, 16): no cell above it is hollow, in blocks.
        depths: What is how far down.
    """
    for ball in range(balls.shape[1]):
        mid_x, mid_z = np.int64(balls[0, ball]) - corner_x, np.int64(balls[2, ball]) - corner_z
        mid_y, far = np.int64(balls[1, ball]), np.int64(balls[3, ball])
        if mid_x + far < 0 or mid_z + far < 0 or mid_x - far >= 4096 or mid_z - far >= 4096:
            continue
        for i in range(max((mid_x - far) >> 8, 0), min((mid_x + far) >> 8, 15) + 1):
            dx = (i << 8) + 128 - mid_x
            for k in range(max((mid_z - far) >> 8, 0), min((mid_z + far) >> 8, 15) + 1):
                dz = (k << 8) + 128 - mid_z
                room = far * far - dx * dx - dz * dz
                if room <= 0:
                    continue
                highest = min((mid_y + far) >> 8, ceiling[i, k], HEIGHT - 1)
                for j in range(max((mid_y - far) >> 8, depths.bottom), highest + 1):
                    dy = (j << 8) + 128 - mid_y
                    # The floor is flat.
                    if dy * dy < room and 10 * dy > -7 * far:
                        blocks[i << 11 | j << 4 | k] = depths.lava if j < depths.lava_level else 0
