"""Biomes and heights: what each column of the world is, before any block stands in it.

The map is cut into regions, one around each site of a jittered lattice (`REGION` blocks), and
each site draws its biome by weight. Borders are bent by noise; heights are blended across
them. Rivers are a thin band of another noise. All of it is whole numbers (the one square root
is of a whole number, which IEEE 754 rounds the same everywhere), and depends on the seed and
the coordinates alone.
"""

from __future__ import annotations

from math import isqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from envs.craftworld.noise import ONE, ONE_BITS, Ripples, below, scatter, stream, stretched

SEA_LEVEL = 63
"""Water fills up to the block below this height, as in vanilla."""
HIGHEST = 112
"""No ground is higher, so that trees stay below the world's top."""
REGION = 192
"""Blocks between the sites of biome regions, on average."""

MARGIN = 4
"""Columns of its neighbours that a chunk's `Columns` also hold, on each side."""
SIDE = 16 + 2 * MARGIN
"""Columns a side of `Columns`."""

# Noise is sampled at every fourth block, counted from the world's origin: chunks agree.
_STEP = 4
_BLEND = 56
_JITTER = 120


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

_OCEAN, _RIVER = BIOME_NUMBER["ocean"], BIOME_NUMBER["river"]
_BEACH, _STONE_SHORE = BIOME_NUMBER["beach"], BIOME_NUMBER["stone_shore"]
_BASE = np.array([biome.base for biome in BIOMES], dtype=np.int64)
_SWING = np.array([biome.swing for biome in BIOMES], dtype=np.int64)
_CRAGS = np.array([biome.crags for biome in BIOMES], dtype=np.int64)
_SEA = np.array([biome.name == "ocean" for biome in BIOMES], dtype=np.int64)
_BLENDED = (_BASE, _SWING, _CRAGS, _SEA)
_DRAW = np.repeat(np.arange(len(BIOMES)), [biome.weight for biome in BIOMES])

# Layers of noise: what each is for, and its period in bits.
_LAYERS = (
    ("bend x", 7), ("bend x fine", 5), ("bend z", 7), ("bend z fine", 5),
    ("hills", 7), ("hills middle", 5), ("hills fine", 4),
    ("crags", 6), ("river", 8), ("river fine", 5),
    ("grove", 5), ("mouth", 5), ("patch", 4),
)  # fmt: skip
_AT = {name: number for number, (name, _) in enumerate(_LAYERS)}


class Site(NamedTuple):
    """The middle of a biome region."""

    x: int
    z: int
    biome: int


class Columns(NamedTuple):
    """What the columns of one chunk are; arrays are indexed by x then z, margin included.

    Each is of shape (SIDE, SIDE): index (MARGIN, MARGIN) is the chunk's first column.
    """

    biome: NDArray[np.uint8]
    """uint8 array, numbers into `BIOMES`."""
    height: NDArray[np.int64]
    """int64 array: height of the highest block of ground."""
    grove: NDArray[np.int64]
    """int64 array, fixed point: where trees stand in groups."""
    mouth: NDArray[np.int64]
    """int64 array, fixed point: where caves may break through the surface."""
    patch: NDArray[np.int64]
    """int64 array, fixed point: where the ground's kind varies."""


class ColumnMap:
    """Computes the columns of a seed's world."""

    def __init__(self, seed: int) -> None:
        self._ripples = Ripples(
            [stream(seed, name) for name, _ in _LAYERS], [bits for _, bits in _LAYERS]
        )
        self._sites = stream(seed, "sites")

    def site(self, i: int, k: int) -> Site:
        """Returns the site of the region at lattice place (i, k)."""
        x, z, biome = (int(part[0, 0]) for part in self._site_grid(i, k, 1))
        return Site(x, z, biome)

    def sites_around_origin(self, reach: int) -> list[Site]:
        """Returns the sites of the regions within `reach` regions, the nearest first."""
        parts = self._site_grid(-reach, -reach, 2 * reach)
        sites = [Site(*one) for one in zip(*(part.ravel().tolist() for part in parts), strict=True)]
        return sorted(sites, key=lambda site: (site.x**2 + site.z**2, site))

    def columns(self, chunk_x: int, chunk_z: int) -> Columns:
        """Returns the columns of one chunk, with a margin of `MARGIN`."""
        x0, z0 = 16 * chunk_x - MARGIN, 16 * chunk_z - MARGIN
        samples = self._ripples.grid(x0, z0, SIDE // _STEP + 1, _STEP)
        layers = stretched(samples, _STEP).astype(np.int64)
        biome, base, swing, crags, sea = self._blended(x0, z0, layers)
        height = self._beached(self._raised(layers, base, swing, crags), sea)
        height, in_river = self._watered(layers, biome, height)
        np.minimum(height, HIGHEST, out=height)
        biome = np.where(in_river, _RIVER, biome)
        shore = (sea > ONE // 16) & ~in_river & (height <= SEA_LEVEL + 1)
        biome[shore & (height >= SEA_LEVEL - 2)] = _BEACH
        biome[shore & (height < SEA_LEVEL - 2)] = _OCEAN
        biome[(biome == _OCEAN) & (height > SEA_LEVEL + 1)] = _STONE_SHORE
        return Columns(
            biome.astype(np.uint8), height,
            layers[_AT["grove"]], layers[_AT["mouth"]], layers[_AT["patch"]],
        )  # fmt: skip

    def _site_grid(
        self, i: int, k: int, size: int
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Returns x, z and biome of a square of sites, each of shape (size, size)."""
        at_x = i + np.arange(size)[:, None]
        at_z = k + np.arange(size)[None, :]
        bits = scatter(self._sites, at_x, at_z)
        margin = (REGION - _JITTER) // 2
        return (
            at_x * REGION + margin + below(bits, _JITTER),
            at_z * REGION + margin + below(bits, _JITTER, 16),
            _DRAW[below(bits, len(_DRAW), 32)],
        )

    def _blended(
        self, x0: int, z0: int, layers: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], ...]:
        """Returns the biome, and base, swing, crags and the ocean's share, blended at borders."""
        along = np.arange(SIDE)
        bent_x = x0 + along[:, None] + (layers[0] * 50 + layers[1] * 14 >> ONE_BITS)
        bent_z = z0 + along[None, :] + (layers[2] * 50 + layers[3] * 14 >> ONE_BITS)
        about = self._site_grid((x0 - 40) // REGION - 1, (z0 - 40) // REGION - 1, 4)
        sites = self._relevant(about, bent_x, bent_z)
        if len(sites[2]) == 1:
            flat = np.zeros((SIDE, SIDE), dtype=np.int64)
            only = sites[2][0]
            return flat + only, *(flat + ONE * table[only] for table in _BLENDED)
        site_x, site_z, site_biome = (part[:, None, None] for part in sites)
        squared = (site_x - bent_x) ** 2 + (site_z - bent_z) ** 2
        distance = np.sqrt(squared.astype(np.float64)).astype(np.int64)
        weight = np.maximum(0, _BLEND - (distance - distance.min(axis=0)))
        weight *= weight
        total = weight.sum(axis=0)
        blended = ((weight * (table[site_biome] * ONE)).sum(axis=0) // total for table in _BLENDED)
        return sites[2][distance.argmin(axis=0)], *blended

    @staticmethod
    def _relevant(
        sites: tuple[NDArray[np.int64], ...], bent_x: NDArray[np.int64], bent_z: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], ...]:
        """Returns the sites that are nearest, or near enough to be blended, in some column."""
        middle_x, middle_z = int(bent_x[SIDE // 2, SIDE // 2]), int(bent_z[SIDE // 2, SIDE // 2])
        spread = isqrt(int(((bent_x - middle_x) ** 2 + (bent_z - middle_z) ** 2).max())) + 1
        squared = (sites[0] - middle_x) ** 2 + (sites[1] - middle_z) ** 2
        distance = np.sqrt(squared.astype(np.float64)).astype(np.int64)
        # A column's distance to a site differs from the middle's by at most the spread.
        near = distance <= distance.min() + 2 * spread + _BLEND + 2
        return tuple(part[near] for part in sites)

    @staticmethod
    def _raised(
        layers: NDArray[np.int64],
        base: NDArray[np.int64],
        swing: NDArray[np.int64],
        crags: NDArray[np.int64],
    ) -> NDArray[np.int64]:
        """Returns the ground's height before rivers, in fixed point."""
        hills = layers[_AT["hills"]] * 2 + layers[_AT["hills middle"]]
        hills += layers[_AT["hills fine"]] >> 1
        # A ridge runs where its layer is near 0.
        ridge = np.maximum(0, ONE - 3 * np.abs(layers[_AT["crags"]]))
        ridge = ridge * ridge >> ONE_BITS
        height: NDArray[np.int64] = base + (swing * hills + crags * ridge >> ONE_BITS + 2)
        return height

    @staticmethod
    def _beached(height: NDArray[np.int64], sea: NDArray[np.int64]) -> NDArray[np.int64]:
        """Returns the height with a wide, level strip at the shores; all in fixed point."""
        above = height - (SEA_LEVEL + 1) * ONE - ONE // 2
        levelled = np.clip(above * 2 // 3, -3 * ONE, 3 * ONE)
        return height - (levelled * np.minimum(8 * sea, ONE) >> ONE_BITS)

    @staticmethod
    def _watered(
        layers: NDArray[np.int64], biome: NDArray[np.int64], height: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Returns the height in blocks with river beds cut in, and where rivers run."""
        away = np.abs(layers[_AT["river"]] + (layers[_AT["river fine"]] >> 4))
        bed, bank = ONE // 80, ONE // 13
        pull = np.clip((bank - away) * ONE // (bank - bed), 0, ONE)
        pull = pull * pull >> ONE_BITS
        bottom = np.minimum(height, _BASE[_RIVER] * ONE)
        cut = (height + ((bottom - height) * pull >> ONE_BITS)) >> ONE_BITS
        wet = (away < bank) & (cut < SEA_LEVEL - 1) & (biome != _OCEAN)
        return cut, wet & (height >> ONE_BITS >= SEA_LEVEL - 1)
