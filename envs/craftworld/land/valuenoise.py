"""Smooth value noise in whole numbers, sampled over a chunk and drawn out between the samples.

It is `noise`'s poorer sister, in two dimensions or three: random values at the places of a
lattice, eased between them.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from envs.craftworld.noise import ONE, ONE_BITS, below, scatter

SPACING = 4
"""Blocks between two samples along x and z."""
_ACROSS = np.arange(16 // SPACING + 1) * SPACING


def sampled(
    key: int, x0: int, z0: int, bits: int, heights: NDArray[np.int64], height_bits: int = 4
) -> NDArray[np.int64]:
    """Returns noise at the samples of a chunk.

    Args:
        key: From `noise.stream`.
        x0: The chunk's first x.
        z0: Its first z.
        bits: The noise's period along x and z, as a power of two; at least 2.
        heights: Heights of the samples; a single one for noise over columns.
        height_bits: Its period along y.

    Returns:
        Fixed-point array of shape (5, heights, 5), by x, y, z, in [-1, 1).
    """
    first_x, at_x, ease_x = _axis(x0 + _ACROSS, bits)
    first_y, at_y, ease_y = _axis(heights, height_bits)
    first_z, at_z, ease_z = _axis(z0 + _ACROSS, bits)
    x = first_x + np.arange(int(at_x[-1]) + 2)
    y = first_y + np.arange(int(at_y[-1]) + 2)
    z = first_z + np.arange(int(at_z[-1]) + 2)
    drawn = scatter(key, x[:, None, None], z[None, None, :], y[None, :, None])
    lattice = below(drawn, 2 * ONE) - ONE
    along_x = _between(lattice[at_x], lattice[at_x + 1], ease_x[:, None, None])
    along_y = _between(along_x[:, at_y], along_x[:, at_y + 1], ease_y[None, :, None])
    return _between(along_y[..., at_z], along_y[..., at_z + 1], ease_z[None, None, :])


def drawn_out(samples: NDArray[np.int64], axis: int, step: int) -> NDArray[np.int64]:
    """Returns `step` times the samples, drawn out along an axis by straight lines.

    Args:
        samples: Any number of axes; the last sample of the axis only serves as an end.
        axis: Which one.
        step: Points for each sample.
    """
    samples = np.moveaxis(samples, axis, -1)
    low, rise = samples[..., :-1, None], np.diff(samples, axis=-1)[..., None]
    wide: NDArray[np.int64] = (low * step + rise * np.arange(step)).astype(np.int64)
    return np.moveaxis(wide.reshape(*samples.shape[:-1], -1), -1, axis)


def _axis(at: NDArray[np.int64], bits: int) -> tuple[int, NDArray[np.int64], NDArray[np.int64]]:
    """Returns the first lattice place, each sample's from there, and how far on it is, eased."""
    place = at >> bits
    part = (at - (place << bits)) << ONE_BITS - bits
    ease = part * part * (3 * ONE - 2 * part) >> 2 * ONE_BITS
    return int(place[0]), place - place[0], ease


def _between(
    low: NDArray[np.int64], high: NDArray[np.int64], ease: NDArray[np.int64]
) -> NDArray[np.int64]:
    return low + ((high - low) * ease >> ONE_BITS)
