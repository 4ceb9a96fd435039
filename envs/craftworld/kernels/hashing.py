"""Random bits for a place, as `envs.craftworld.noise` defines them, one at a time."""

from __future__ import annotations

import numpy as np

from envs.craftworld.kernels.compiling import Whole, inner

X, Y, Z = (
    np.uint64(0x9E3779B97F4A7C15),
    np.uint64(0xC2B2AE3D27D4EB4F),
    np.uint64(0x165667B19E3779F9),
)
"""What coordinates are multiplied by."""
M1, M2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
S30, S27, S31 = np.uint64(30), np.uint64(27), np.uint64(31)
"""The finaliser of SplitMix64."""


@inner
def scatter(key: Whole, x: Whole, z: Whole, y: Whole) -> Whole:
    """Returns 64 random bits for a place."""
    bits = np.uint64(x) * X + np.uint64(y) * Y + np.uint64(z) * Z + key
    bits = (bits ^ (bits >> S30)) * M1
    bits = (bits ^ (bits >> S27)) * M2
    return bits ^ (bits >> S31)


@inner
def below(bits: Whole, bound: Whole, shift: Whole) -> Whole:
    """Returns a whole number in [0, bound) from 16 of the bits, those from `shift` on."""
    return np.int64(
        (bits >> np.uint64(shift) & np.uint64(0xFFFF)) * np.uint64(bound) >> np.uint64(16)
    )
