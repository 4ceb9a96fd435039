"""Biomes and heights: what each column of the world is, before any block stands in it.

The map is cut into regions, one around each site of a jittered lattice (`REGION` blocks), and
each site draws its biome by weight. Borders are bent by noise; heights are blended across
them. Rivers are a thin band of another noise. All of it is whole numbers (the one square root
is of a whole number, which IEEE 754 rounds the same everywhere), and depends on the seed and
the coordinates alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from envs.craftworld.kernels import columns as kernel
from envs.craftworld.kernels.columns import Columns
from envs.craftworld.noise import GRADIENT_X, GRADIENT_Z, fade, stream

SEA_LEVEL = kernel.SEA_LEVEL
"""Water fills up to the block below this height, as in vanilla."""
REGION = kernel.REGION
"""Blocks between the sites of biome regions, on average."""

MARGIN = kernel.MARGIN
"""Columns of its neighbours that a chunk's `Columns` also hold, on each side."""
SIDE = kernel.SIDE
"""Columns a side of `Columns`."""


class Biome(NamedTuple):
    """Says how a biome's ground lies, and how much of the world it takes."""

    name: str
    weight: int
    """Share of the regions, of the sum of weights."""
    base: int
    """Mean height of the ground, blocks."""
    swing: int
    """Height of its gentle hills, quarter blocks."""
    crags: int
    """Height of its ridges, quarter blocks."""


BIOMES = (
    Biome("forest", 27, 69, 22, 0),
    Biome("plains", 27, 67, 12, 0),
    Biome("birch_forest", 8, 69, 22, 0),
    Biome("mountains", 13, 80, 60, 120),
    Biome("taiga", 9, 69, 26, 0),
    Biome("desert", 7, 67, 14, 0),
    Biome("swamp", 4, 63, 5, 0),
    Biome("ocean", 7, 47, 24, 0),
    Biome("river", 0, 57, 0, 0),
    Biome("beach", 0, 64, 0, 0),
    Biome("stone_shore", 0, 70, 0, 0),
)
"""The biomes by number, by 1.16's names; those of weight 0 come about between the others."""

BIOME_NUMBER = {biome.name: number for number, biome in enumerate(BIOMES)}
"""Number of a biome in `BIOMES`, by name."""

_TRAITS = np.array(
    [(biome.base, biome.swing, biome.crags, biome.name == "ocean") for biome in BIOMES],
    dtype=np.int64,
)
_DRAW = np.repeat(np.arange(len(BIOMES)), [biome.weight for biome in BIOMES])


class Site(NamedTuple):
    """The middle of a biome region."""

    x: int
    z: int
    biome: int


class ColumnMap:
    """Computes the columns of a seed's world."""

    def __init__(self, seed: int) -> None:
        keys = [stream(seed, name) for name, _ in kernel.LAYERS]
        # Layers are shifted against one another: gradient noise is 0 at its lattice points, and
        # unshifted layers would all be 0 at the same ones.
        self._design = kernel.Design(
            keys=np.array(keys, dtype=np.uint64),
            bits=np.array([bits for _, bits in kernel.LAYERS], dtype=np.int64),
            shift_x=np.array([key >> 8 & 0xFFF for key in keys], dtype=np.int64),
            shift_z=np.array([key >> 24 & 0xFFF for key in keys], dtype=np.int64),
            slope_x=GRADIENT_X,
            slope_z=GRADIENT_Z,
            fade=fade(),
            site_key=np.uint64(stream(seed, "sites")),
            draw=_DRAW,
            traits=_TRAITS,
            ocean=BIOME_NUMBER["ocean"],
            river=BIOME_NUMBER["river"],
            beach=BIOME_NUMBER["beach"],
            stone_shore=BIOME_NUMBER["stone_shore"],
        )

    def site(self, i: int, k: int) -> Site:
        """Returns the site of the region at lattice place (i, k)."""
        return Site(*kernel.sites(self._design, i, k, 1)[0].tolist())

    def sites_around_origin(self, reach: int) -> Iterator[Site]:
        """Yields the sites of the regions within `reach` regions, the nearest first."""
        sites = kernel.sites(self._design, -reach, -reach, 2 * reach)
        x, z, biome = sites.T
        order = np.lexsort((biome, z, x, x**2 + z**2))
        for number in order:
            yield Site(*sites[number].tolist())

    def columns(self, chunk_x: int, chunk_z: int) -> Columns:
        """Returns the columns of one chunk, with a margin of `MARGIN`."""
        return kernel.columns(self._design, chunk_x, chunk_z)
