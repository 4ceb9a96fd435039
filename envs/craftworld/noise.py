"""Hash noise in whole numbers: the same on every platform, Python and NumPy.

Nothing here uses a float. A value is fixed-point, `ONE` being 1.0. Everything is a pure
function of a 64-bit key and coordinates, so that it can be asked for in any order.

    stream(seed, "trees")            one key for one concern
    scatter(key, x, z)               64 random bits for each place
    Ripples(keys, bits).grid(...)    smooth gradient noise over a square of columns
    stretched(samples, step)         samples interpolated to every block
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from hashlib import blake2b

import numpy as np
from numpy.typing import ArrayLike, NDArray

from envs.craftworld.kernels import columns
from envs.craftworld.kernels.hashing import M1, M2, S27, S30, S31, X, Y, Z

ONE_BITS = columns.ONE_BITS
ONE = columns.ONE
"""1.0 in fixed point."""

_MASK = (1 << 64) - 1

# Sixteen directions of length 256, rounded by hand once: no sine at run time.
_COS = (256, 237, 181, 98, 0, -98, -181, -237, -256, -237, -181, -98, 0, 98, 181, 237)
GRADIENT_X: NDArray[np.int64] = np.array(_COS, dtype=np.int64)
"""Along x, by direction."""
GRADIENT_Z: NDArray[np.int64] = np.array(_COS[-4:] + _COS[:-4], dtype=np.int64)
"""Along z."""
_SLOPE_X, _SLOPE_Z = GRADIENT_X.astype(np.int32), GRADIENT_Z.astype(np.int32)


def stream(seed: int, name: str) -> int:
    """Returns the 64-bit key of one concern (`name`) of a world, from the world's seed."""
    return int.from_bytes(blake2b(f"{seed}/{name}".encode(), digest_size=8).digest(), "little")


def _mixed(bits: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Returns `bits` stirred by the finaliser of SplitMix64."""
    bits = (bits ^ (bits >> S30)) * M1
    bits = (bits ^ (bits >> S27)) * M2
    return bits ^ (bits >> S31)


def scatter(key: int, x: ArrayLike, z: ArrayLike, y: ArrayLike = 0) -> NDArray[np.uint64]:
    """Returns 64 random bits for each place.

    Args:
        key: From `stream`.
        x: Whole coordinates, broadcast with the others.
        z: As `x`.
        y: As `x`; also a running number where a place needs several.

    Returns:
        uint64 array of the broadcast shape, at least one-dimensional.
    """
    # Arrays wrap around silently, scalars warn: hence at least one dimension.
    ax, ay, az = (np.atleast_1d(np.asarray(v, dtype=np.int64)).view(np.uint64) for v in (x, y, z))
    return _mixed(ax * X + ay * Y + az * Z + np.uint64(key & _MASK))


def below(bits: NDArray[np.uint64], bound: int, shift: int = 0) -> NDArray[np.int64]:
    """Returns whole numbers in [0, bound) from 16 of the bits, those from `shift` on."""
    part = (bits >> np.uint64(shift)) & np.uint64(0xFFFF)
    return ((part * np.uint64(bound)) >> np.uint64(16)).astype(np.int64)


@cache
def fade() -> NDArray[np.int32]:
    """Returns Perlin's fade curve, 6t^5 - 15t^4 + 10t^3, for each t of [0, 1) in fixed point."""
    curve = [t**3 * (t * (6 * t - 15 * ONE) + 10 * ONE**2) // ONE**4 for t in range(ONE)]
    return np.array(curve, dtype=np.int32)


def _between(
    low: NDArray[np.int32], high: NDArray[np.int32], ease: NDArray[np.int32]
) -> NDArray[np.int32]:
    """Returns `low` moved towards `high` by `ease`; takes both arrays over."""
    high -= low
    high *= ease
    high >>= ONE_BITS
    low += high
    return low


class Ripples:
    """Two-dimensional gradient noise, several layers at once.

    Each layer has a period of `2 ** bits` blocks and values of about -0.7 to 0.7. Layers are
    shifted against one another by their keys: gradient noise is 0 at its lattice points, and
    unshifted layers would all be 0 at the same ones.
    """

    def __init__(self, keys: Sequence[int], bits: Sequence[int]) -> None:
        if min(bits) < 4 or max(bits) > ONE_BITS:
            raise ValueError(f"Expected periods of 4 to {ONE_BITS} bits, found {list(bits)}.")
        self._keys = np.array([key & _MASK for key in keys], dtype=np.uint64)
        self._bits = np.array(bits, dtype=np.int64)[:, None]
        self._shift_x = np.array([key >> 8 & 0xFFF for key in keys], dtype=np.int64)[:, None]
        self._shift_z = np.array([key >> 24 & 0xFFF for key in keys], dtype=np.int64)[:, None]
        self._smallest = min(bits)

    def grid(self, x0: int, z0: int, samples: int, step: int = 1) -> NDArray[np.int32]:
        """Returns the layers over a square of sample points.

        Args:
            x0: First x.
            z0: First z.
            samples: Sample points a side.
            step: Blocks from one sample to the next.

        Returns:
            int32 array of shape (layers, samples, samples), fixed point, by x then z.
        """
        corners = ((step * (samples - 1) + (1 << self._smallest) - 1) >> self._smallest) + 2
        index_x, fraction_x, first_x = self._axis(x0 + self._shift_x, step * np.arange(samples))
        index_z, fraction_z, first_z = self._axis(z0 + self._shift_z, step * np.arange(samples))
        around = np.arange(corners)
        lattice_x = (first_x + around)[:, :, None].view(np.uint64)
        lattice_z = (first_z + around)[:, None, :].view(np.uint64)
        bits = lattice_x * X + lattice_z * Z + self._keys[:, None, None]
        direction = (_mixed(bits) >> np.uint64(60)).astype(np.int64)
        slope_x, slope_z = _SLOPE_X[direction].ravel(), _SLOPE_Z[direction].ravel()
        layer = np.arange(len(self._keys))[:, None, None] * corners**2
        place = layer + index_x[:, :, None] * corners + index_z[:, None, :]
        fx, fz = (part.astype(np.int32) for part in (fraction_x, fraction_z))
        fx, fz = fx[:, :, None], fz[:, None, :]

        def corner(dx: int, dz: int) -> NDArray[np.int32]:
            at = place + (dx * corners + dz)
            dot = slope_x.take(at)
            dot *= fx - dx * ONE
            across = slope_z.take(at)
            across *= fz - dz * ONE
            dot += across
            dot >>= 8
            return dot

        ease_x, ease_z = fade()[fx], fade()[fz]
        near, far = (_between(corner(0, dz), corner(1, dz), ease_x) for dz in (0, 1))
        return _between(near, far, ease_z)

    def _axis(
        self, start: NDArray[np.int64], along: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Returns the lattice index from the first, the fraction, and the first, by layer."""
        at = start + along
        cell = at >> self._bits
        fraction = (at - (cell << self._bits)) << (ONE_BITS - self._bits)
        return cell - cell[:, :1], fraction, cell[:, :1]


def stretched(samples: NDArray[np.int32], step: int) -> NDArray[np.int32]:
    """Returns samples interpolated by straight lines along the last two axes.

    Args:
        samples: Array of shape (..., n + 1, n + 1).
        step: Points for each sample.

    Returns:
        Array of shape (..., n * step, n * step); the last samples only serve as ends.
    """
    part = np.arange(step, dtype=np.int32)
    low, rise = samples[..., :-1, None], np.diff(samples, axis=-1)[..., None]
    wide = (low + rise * part // step).reshape(*samples.shape[:-1], -1)
    low, rise = wide[..., :-1, None, :], np.diff(wide, axis=-2)[..., None, :]
    return (low + rise * part[:, None] // step).reshape(*wide.shape[:-2], -1, wide.shape[-1])
