"""Caves: winding tunnels from scattered starts, and a room where several of them meet.

It follows vanilla 1.16's CaveWorldCarver: one chunk in a few has starts, most of them deep; a
tunnel wanders for up to a hundred blocks, is wider in its middle, and has a flat floor. What
differs: more of them start near the surface, tunnels are narrower (a radius of 1.5 to 3.5
blocks), and they turn by interpolated noise. All is in whole numbers of 1/256 block.

Starts are laid out by the tract (8 by 8 chunks), so that one chunk costs a look at the few
tracts from which a tunnel could reach it.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from envs.craftworld.noise import below, scatter, stream

LAVA_LEVEL = 11
"""What is hollow below this height is full of lava, as in vanilla 1.16."""

_BOTTOM = 5
_TRACT = 8
_UNIT = 256
_KNOTS, _GAP = 8, 6
_STEPS = _KNOTS * _GAP
_MOST_STARTS, _MOST_TUNNELS = 12, 4
_REACH = 16 * 6 - 4
_WIDEST = 4

# A full turn is 256. Bhaskara's fraction stands in for the sine; _UNIT is 1.
_HALF = np.arange(128, dtype=np.int64)
_HALF = _UNIT * 16 * _HALF * (128 - _HALF) // (5 * 128**2 - 4 * _HALF * (128 - _HALF))
_SIN = np.concatenate([_HALF, -_HALF])
_COS = np.roll(_SIN, -64)


class _Balls(NamedTuple):
    """Hollow balls, one an entry, in 1/256 block; each field is an int64 array."""

    x: NDArray[np.int64]
    y: NDArray[np.int64]
    z: NDArray[np.int64]
    radius: NDArray[np.int64]


class Caves:
    """Says which cells of a seed's world are hollow."""

    def __init__(self, seed: int) -> None:
        self._starts = stream(seed, "cave starts")
        self._tunnels = stream(seed, "cave tunnels")
        self._turns = stream(seed, "cave turns")
        self._starting_in = lru_cache(maxsize=256)(self._laid_out)
        self._reaching = lru_cache(maxsize=64)(self._gathered)

    def hollow(self, chunk_x: int, chunk_z: int, ceiling: NDArray[np.int64]) -> NDArray[np.int64]:
        """Returns what is hollow in a chunk.

        Args:
            chunk_x: The chunk's x, in chunks.
            chunk_z: The chunk's z.
            ceiling: int64 array of shape (16, 16), x then z: no cell above it is hollow.

        Returns:
            int64 array of indices into the flattened chunk of shape (16, 128, 16), x, y, z;
            in no order, some of them several times.
        """
        balls = self._near(chunk_x, chunk_z)
        cells = []
        for reach in range(2, _WIDEST + 1):
            # A ball of radius r touches cells up to r + 1/2 from its middle's.
            size = (balls.radius + _UNIT // 2) >> 8
            of_size = size <= reach if reach == 2 else size == reach
            if of_size.any():
                cells.append(_hollowed(_Balls(*(part[of_size] for part in balls)), reach))
        if not cells:
            return np.zeros(0, dtype=np.int64)
        cell = np.concatenate(cells)
        low_enough = (cell >> 4 & 0x7F) <= ceiling[cell >> 11, cell & 15]
        return np.asarray(cell[low_enough])

    def _near(self, chunk_x: int, chunk_z: int) -> _Balls:
        """Returns the balls that touch a chunk, relative to its corner."""
        balls = self._reaching(chunk_x // _TRACT, chunk_z // _TRACT)
        low, high = -_WIDEST * _UNIT, (16 + _WIDEST) * _UNIT
        x, z = balls.x - 16 * _UNIT * chunk_x, balls.z - 16 * _UNIT * chunk_z
        near = np.flatnonzero((x > low) & (x < high) & (z > low) & (z < high))
        return _Balls(x[near], balls.y[near], z[near], balls.radius[near])

    def _gathered(self, i: int, k: int) -> _Balls:
        """Returns the balls that may touch a tract: its own and its neighbours'."""
        parts = [self._starting_in(i + a, k + b) for a in (-1, 0, 1) for b in (-1, 0, 1)]
        return _Balls(*(np.concatenate(part) for part in zip(*parts, strict=True)))

    def _laid_out(self, i: int, k: int) -> _Balls:
        """Returns the balls of all tunnels and rooms that start in a tract."""
        along = np.arange(_TRACT)
        bits = scatter(self._starts, i * _TRACT + along[:, None], k * _TRACT + along[None, :])
        most = below(bits, _MOST_STARTS + 1, 16)
        count = np.where(below(bits, 5) == 0, below(bits >> np.uint64(32), 1 << 16) * most >> 16, 0)
        chunk = np.repeat(np.arange(_TRACT**2), count.ravel())
        number = np.arange(len(chunk)) - np.repeat(
            np.cumsum(count.ravel()) - count.ravel(), count.ravel()
        )
        chunk_x, chunk_z = i * _TRACT + chunk // _TRACT, k * _TRACT + chunk % _TRACT
        first = scatter(self._tunnels, chunk_x, chunk_z, 2 * number)
        second = scatter(self._tunnels, chunk_x, chunk_z, 2 * number + 1)
        x = (16 * chunk_x + below(first, 16)) * _UNIT
        z = (16 * chunk_z + below(first, 16, 16)) * _UNIT
        y = below(second, 1 << 16) * (8 + below(second, 112, 16)) >> 16
        # One start in six is near the surface, for the mouths.
        y = np.where(below(second, 6, 48) == 0, 54 + below(second, 22), y) * _UNIT
        # One start in four is a room from which more tunnels lead.
        is_room = below(first, 4, 32) == 0
        tunnels = np.where(is_room, 2 + below(first, _MOST_TUNNELS - 1, 48), 1)
        girth = 3 * _UNIT // 2 + below(second, 2 * _UNIT, 32)
        rooms = _Balls(x[is_room], y[is_room], z[is_room], girth[is_room])
        start = np.repeat(np.arange(len(x)), tunnels)
        walks = self._walks(x[start], y[start], z[start], (i, k))
        return _Balls(*(np.concatenate(part) for part in zip(rooms, walks, strict=True)))

    def _walks(
        self,
        x: NDArray[np.int64],
        y: NDArray[np.int64],
        z: NDArray[np.int64],
        tract: tuple[int, int],
    ) -> _Balls:
        """Returns the balls along one tunnel from each start."""
        count = len(x)
        knots = np.arange(_KNOTS + 1)
        bits = scatter(
            self._turns, tract[0], tract[1], np.arange(count)[:, None] * (_KNOTS + 1) + knots
        )
        turn = below(bits, 81) - 40
        turn[:, 0] = below(bits[:, 0], 256, 48)
        yaw = _between_knots(np.cumsum(turn, axis=1)) & 255
        pitch = _between_knots(below(bits, 49, 16) - 24)
        flat = _COS[pitch & 255]
        dx, dz = (flat * _COS[yaw] >> 8) * 2, (flat * _SIN[yaw] >> 8) * 2
        dy = _SIN[pitch & 255] * 2
        middle = [np.cumsum(step, axis=1) for step in (dx, dy, dz)]
        swell = _SIN[np.arange(_STEPS) * 127 // _STEPS]
        width = below(bits[:, :1], 2 * _UNIT, 32)
        radius = 3 * _UNIT // 2 + (width * swell >> 8)
        # A tunnel ends where it would leave the chunks that look for it.
        near = (np.abs(middle[0]) < _REACH * _UNIT) & (np.abs(middle[2]) < _REACH * _UNIT)
        near &= np.arange(_STEPS) < 24 + below(bits[:, 1:2], _STEPS - 23, 32)
        along_x, along_y, along_z = (
            (start[:, None] + way)[near] for start, way in zip((x, y, z), middle, strict=True)
        )
        return _Balls(along_x, along_y, along_z, radius[near])


def _hollowed(balls: _Balls, reach: int) -> NDArray[np.int64]:
    """Returns the cells of a chunk in balls that reach at most so far, as flat indices."""
    span, half = np.arange(-reach, reach + 1), _UNIT // 2
    middle_x, middle_y, middle_z, radius = (part[:, None, None, None] for part in balls)
    x = (middle_x >> 8) + span[:, None, None]
    y = (middle_y >> 8) + span[:, None]
    z = (middle_z >> 8) + span
    dx, dy, dz = (x << 8) + half - middle_x, (y << 8) + half - middle_y, (z << 8) + half - middle_z
    # The floor is flat.
    upright = (10 * dy > -7 * radius) & (y >= _BOTTOM) & (y < 128)
    inside = (dx * dx + dz * dz) + np.where(upright, dy * dy, 1 << 40) < radius * radius
    inside &= ((x & ~15) | (z & ~15)) == 0
    return np.asarray(((x << 11) + (y << 4) + z)[inside])


def _between_knots(knots: NDArray[np.int64]) -> NDArray[np.int64]:
    """Returns, row by row, the knots joined by straight lines: shape (n, _STEPS)."""
    part = np.arange(_GAP)
    joined = knots[:, :-1, None] * (_GAP - part) + knots[:, 1:, None] * part
    return joined.reshape(len(knots), _STEPS) // _GAP
