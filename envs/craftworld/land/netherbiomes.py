"""The biomes of the Nether: which column is of which, and where its ground varies.

As in the overworld (`columns`) each biome's region lies about a site of a jittered lattice, with
bent borders. In vanilla 1.16 biomes differ by height too; here a column has one.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from envs.craftworld.land.valuenoise import SPACING, drawn_out, sampled
from envs.craftworld.noise import ONE_BITS, below, scatter, stream

NETHER_BIOMES = (
    "basalt_deltas", "crimson_forest", "nether_wastes", "soul_sand_valley", "warped_forest",
)  # fmt: skip
"""The biomes by number, sorted."""

_WEIGHTS = (2, 3, 6, 3, 2)
"""Share of the regions; nether wastes are the commonest (their point is vanilla's middle)."""
_DRAW = np.repeat(np.arange(len(NETHER_BIOMES)), _WEIGHTS)

_REGION, _JITTER = 128, 80
"""Blocks between the sites of regions on average, and how far they lie off their lattice."""
_BEND = 40
_LAYERS = (("nether bend x", 6), ("nether bend z", 6), ("nether patch", 4))
"""Layers of noise: what each is for, and its period in bits."""
_SURFACE = np.zeros(1, dtype=np.int64)


class NetherColumns(NamedTuple):
    """What the columns of a chunk are, by x then z."""

    biome: NDArray[np.int64]
    """int64 array of shape (16, 16), numbers into `NETHER_BIOMES`."""
    patch: NDArray[np.int64]
    """int64 array of shape (16, 16), fixed point: where the ground's kind varies."""


class NetherMap:
    """Computes the columns of a seed's Nether."""

    def __init__(self, seed: int) -> None:
        self._keys = [(stream(seed, name), bits) for name, bits in _LAYERS]
        self._sites = stream(seed, "nether sites")

    def columns(self, chunk_x: int, chunk_z: int) -> NetherColumns:
        """Returns the columns of one chunk."""
        x0, z0 = 16 * chunk_x, 16 * chunk_z
        bend_x, bend_z, patch = (_layer(key, x0, z0, bits) for key, bits in self._keys)
        along = np.arange(16)
        x = x0 + along[:, None] + (bend_x * _BEND >> ONE_BITS)
        z = z0 + along[None, :] + (bend_z * _BEND >> ONE_BITS)
        site_x, site_z, biome = self._about(x0 // _REGION, z0 // _REGION)
        squared = (site_x[:, None, None] - x) ** 2 + (site_z[:, None, None] - z) ** 2
        return NetherColumns(biome[squared.argmin(axis=0)], patch)

    def _about(
        self, i: int, k: int
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Returns x, z and biome of the sites about a place of the lattice."""
        at_x, at_z = (part.ravel() for part in np.mgrid[i - 2 : i + 3, k - 2 : k + 3])
        bits = scatter(self._sites, at_x, at_z)
        margin = (_REGION - _JITTER) // 2
        return (
            at_x * _REGION + margin + below(bits, _JITTER),
            at_z * _REGION + margin + below(bits, _JITTER, 16),
            _DRAW[below(bits, len(_DRAW), 32)],
        )


def _layer(key: int, x0: int, z0: int, bits: int) -> NDArray[np.int64]:
    """Returns one layer of noise over a chunk's columns, in fixed point, about -1 to 1."""
    samples = sampled(key, x0, z0, bits, _SURFACE)[:, 0]
    return drawn_out(drawn_out(samples, 0, SPACING), 1, SPACING) // SPACING**2
