"""Where the Nether is rock and where it is hollow: a three-dimensional noise in whole numbers.

As in vanilla 1.16 (`NoiseChunkGenerator` with the settings of the Nether) the noise is sampled at
every fourth block along x and z and every eighth along y and drawn out between these; floors lie
in three storeys, and the bottom and the top are closed. The noise itself is simpler: three
octaves of value noise.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from envs.craftworld.land.filling import HEIGHT
from envs.craftworld.land.valuenoise import SPACING, drawn_out, sampled
from envs.craftworld.noise import stream

_TALL = 8
"""Blocks between two samples along y."""
_UP = np.arange(HEIGHT // _TALL + 1) * _TALL

# Vanilla's storeys: 704 cos(6 pi k / 17) for each sample k along y, rounded once by hand.
_STOREYS = (
    704, 314, -424, -692, -193, 520, 656, 65, -599, -599, 65, 656, 520, -193, -692, -424, 314,
)  # fmt: skip
_CLOSED = 4
"""Samples from the bottom and from the top within which rock closes in (vanilla: 4)."""
_ROCKY = 450
"""How much of it is rock; found by looking: about half is open."""


class _Octave(NamedTuple):
    """One layer of the noise."""

    name: str
    wide_bits: int
    """Its period along x and z, as a power of two."""
    tall_bits: int
    """Its period along y."""


_OCTAVES = (_Octave("coarse", 5, 5), _Octave("middle", 5, 4), _Octave("fine", 4, 3))


def _profile() -> NDArray[np.int64]:
    """Returns what is added at each height, by sample, in fixed point."""
    storeys = -np.array(_STOREYS, dtype=np.int64)
    count = len(storeys)
    edge = np.minimum(np.arange(count), count - 1 - np.arange(count))
    closed = np.maximum(0, _CLOSED - edge)
    return np.asarray(storeys + _ROCKY + 220 * closed**3)


class Netherrock:
    """Says which cells of a seed's Nether are rock."""

    def __init__(self, seed: int) -> None:
        self._keys = [stream(seed, f"netherrack {octave.name}") for octave in _OCTAVES]
        self._profile = _profile()[None, :, None]

    def solid(self, chunk_x: int, chunk_z: int) -> NDArray[np.bool_]:
        """Returns a bool array of shape (16, 128, 16), x, y, z: where a chunk is rock."""
        x0, z0 = 16 * chunk_x, 16 * chunk_z
        samples = self._profile
        for key, octave in zip(self._keys, _OCTAVES, strict=True):
            noise = sampled(key, x0, z0, octave.wide_bits, _UP, octave.tall_bits)
            samples = samples + (3 * noise >> 1)
        drawn = drawn_out(drawn_out(drawn_out(samples, 0, SPACING), 2, SPACING), 1, _TALL)
        return np.ascontiguousarray(drawn > 0)
