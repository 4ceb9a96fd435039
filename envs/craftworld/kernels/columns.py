"""What each column of the world is; see `envs.craftworld.land.columns` for what all this means.

Values are fixed-point, `ONE` being 1.0.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from envs.craftworld.kernels.compiling import Whole, compiled, inner
from envs.craftworld.kernels.hashing import below, scatter

ONE_BITS = 12
ONE = 1 << ONE_BITS
"""1.0 in fixed point."""

MARGIN = 4
"""Columns of its neighbours that a chunk's columns also hold, on each side."""
SIDE = 16 + 2 * MARGIN
"""Columns a side, margins included."""
SEA_LEVEL = 63
"""Water fills up to the block below this height, as in vanilla."""
HIGHEST = 112
"""No ground is higher, so that trees stay below the world's top."""
REGION = 192
"""Blocks between the sites of biome regions, on average."""
JITTER = 120
"""How far a site is from its square's corner at most."""
RIVER_BED = 57
"""Height of a river's bed."""

LAYERS = (
    ("bend x", 7), ("bend x fine", 5), ("bend z", 7), ("bend z fine", 5),
    ("hills", 7), ("hills middle", 5), ("hills fine", 4),
    ("crags", 6), ("river", 8), ("river fine", 5),
    ("grove", 5), ("mouth", 5), ("patch", 4),
)  # fmt: skip
"""Layers of noise: what each is for, and its period in bits."""
_BEND_X, _BEND_X_FINE, _BEND_Z, _BEND_Z_FINE, _HILLS, _HILLS_MIDDLE, _HILLS_FINE = range(7)
_CRAGS, _RIVER, _RIVER_FINE, _GROVE, _MOUTH, _PATCH = range(7, 13)

# Noise is sampled at every fourth block, counted from the world's origin: chunks agree.
_STEP = 4
_SAMPLES = SIDE // _STEP + 1
_BLEND = 56
_SITES = 4


class Design(NamedTuple):
    """What the columns of a seed's world follow from."""

    keys: NDArray[np.uint64]
    """By layer; so are the next three."""
    bits: NDArray[np.int64]
    shift_x: NDArray[np.int64]
    shift_z: NDArray[np.int64]
    slope_x: NDArray[np.int64]
    """The sixteen directions of noise, of length 256."""
    slope_z: NDArray[np.int64]
    fade: NDArray[np.int32]
    """Perlin's fade curve, in fixed point."""
    site_key: Whole
    draw: NDArray[np.int64]
    """Numbers of biomes, each as often as its weight says."""
    traits: NDArray[np.int64]
    """By biome: base, swing, crags, and whether it is the sea."""
    ocean: Whole
    """Numbers of biomes; so are the next three."""
    river: Whole
    beach: Whole
    stone_shore: Whole


class Columns(NamedTuple):
    """What the columns of one chunk are; arrays are indexed by x then z, margin included.

    Each is of shape (SIDE, SIDE): index (MARGIN, MARGIN) is the chunk's first column.
    """

    biome: NDArray[np.uint8]
    """uint8 array, numbers of biomes."""
    height: NDArray[np.int64]
    """int64 array: height of the highest block of ground."""
    grove: NDArray[np.int64]
    """int64 array, fixed point: where trees stand in groups."""
    mouth: NDArray[np.int64]
    """int64 array, fixed point: where caves may break through the surface."""
    patch: NDArray[np.int64]
    """int64 array, fixed point: where the ground's kind varies."""


@inner
def _corner(design: Design, layer: Whole, x: Whole, z: Whole, fx: Whole, fz: Whole) -> Whole:
    """Returns what the gradient of a lattice point makes of a place (fx, fz) away from it."""
    at = scatter(design.keys[layer], x, z, 0) >> np.uint64(60)
    return (design.slope_x[at] * fx + design.slope_z[at] * fz) >> 8


@inner
def _ripple(design: Design, layer: Whole, x: Whole, z: Whole) -> Whole:
    """Returns the noise of one layer at one place."""
    bits = design.bits[layer]
    x += design.shift_x[layer]
    z += design.shift_z[layer]
    cell_x, cell_z = x >> bits, z >> bits
    fx = (x - (cell_x << bits)) << (ONE_BITS - bits)
    fz = (z - (cell_z << bits)) << (ONE_BITS - bits)
    ease_x, ease_z = np.int64(design.fade[fx]), np.int64(design.fade[fz])
    near = _corner(design, layer, cell_x, cell_z, fx, fz)
    near += (_corner(design, layer, cell_x + 1, cell_z, fx - ONE, fz) - near) * ease_x >> ONE_BITS
    far = _corner(design, layer, cell_x, cell_z + 1, fx, fz - ONE)
    far += (
        _corner(design, layer, cell_x + 1, cell_z + 1, fx - ONE, fz - ONE) - far
    ) * ease_x >> ONE_BITS
    return near + ((far - near) * ease_z >> ONE_BITS)


@inner
def _layers(design: Design, x0: Whole, z0: Whole) -> NDArray[np.int64]:
    """Returns all layers over a chunk's columns, drawn out between the samples."""
    layers = np.empty((len(design.keys), SIDE, SIDE), dtype=np.int64)
    sample = np.empty((_SAMPLES, _SAMPLES), dtype=np.int64)
    for layer in range(len(design.keys)):
        for i in range(_SAMPLES):
            for k in range(_SAMPLES):
                sample[i, k] = _ripple(design, layer, x0 + _STEP * i, z0 + _STEP * k)
        for x in range(SIDE):
            i, a = x // _STEP, x % _STEP
            for z in range(SIDE):
                k, b = z // _STEP, z % _STEP
                low = sample[i, k] + (sample[i, k + 1] - sample[i, k]) * b // _STEP
                high = sample[i + 1, k] + (sample[i + 1, k + 1] - sample[i + 1, k]) * b // _STEP
                layers[layer, x, z] = low + (high - low) * a // _STEP
    return layers


@inner
def _site(design: Design, i: Whole, k: Whole) -> tuple[Whole, Whole, Whole]:
    """Returns x, z and biome of the site of the region at lattice place (i, k)."""
    bits = scatter(design.site_key, i, k, 0)
    margin = (REGION - JITTER) // 2
    return (
        i * REGION + margin + below(bits, JITTER, 0),
        k * REGION + margin + below(bits, JITTER, 16),
        design.draw[below(bits, len(design.draw), 32)],
    )


@compiled
def sites(design: Design, i: Whole, k: Whole, size: Whole) -> NDArray[np.int64]:
    """Returns x, z and biome of a square of sites, by i then k: shape (size * size, 3)."""
    found = np.empty((size * size, 3), dtype=np.int64)
    for number in range(size * size):
        x, z, biome = _site(design, i + number // size, k + number % size)
        found[number, 0], found[number, 1], found[number, 2] = x, z, biome
    return found


@inner
def _distance(x: Whole, z: Whole) -> Whole:
    """Returns a distance in whole blocks; IEEE 754 rounds the root the same everywhere."""
    return np.int64(np.sqrt(np.float64(x * x + z * z)))


@inner
def _relevant(about: NDArray[np.int64], x: Whole, z: Whole, spread: Whole) -> Whole:
    """Moves to the front the sites that may count within `spread` of a place; how many."""
    nearest = _distance(about[0, 0] - x, about[0, 1] - z)
    for number in range(1, len(about)):
        nearest = min(nearest, _distance(about[number, 0] - x, about[number, 1] - z))
    count = 0
    for number in range(len(about)):
        if (
            _distance(about[number, 0] - x, about[number, 1] - z)
            <= nearest + 2 * spread + _BLEND + 2
        ):
            for part in range(3):
                about[count, part] = about[number, part]
            count += 1
    return count


@inner
def _blended(
    design: Design,
    about: NDArray[np.int64],
    count: Whole,
    x: Whole,
    z: Whole,
    blend: NDArray[np.int64],
) -> Whole:
    """Returns a column's biome; `blend` becomes its traits, blended across borders, in `ONE`."""
    nearest, biome = np.int64(1) << 40, np.int64(0)
    for number in range(count):
        distance = _distance(about[number, 0] - x, about[number, 1] - z)
        if distance < nearest:
            nearest, biome = distance, about[number, 2]
    total = np.int64(0)
    for trait in range(4):
        blend[trait] = 0
    for number in range(count):
        weight = _BLEND - _distance(about[number, 0] - x, about[number, 1] - z) + nearest
        if weight > 0:
            weight *= weight
            total += weight
            for trait in range(4):
                blend[trait] += weight * design.traits[about[number, 2], trait] * ONE
    for trait in range(4):
        blend[trait] //= total
    return biome


@inner
def _raised(layers: NDArray[np.int64], x: Whole, z: Whole, blend: NDArray[np.int64]) -> Whole:
    """Returns the ground's height before rivers, in fixed point."""
    hills = (
        layers[_HILLS, x, z] * 2 + layers[_HILLS_MIDDLE, x, z] + (layers[_HILLS_FINE, x, z] >> 1)
    )
    # A ridge runs where its layer is near 0.
    ridge = max(0, ONE - 3 * abs(layers[_CRAGS, x, z]))
    ridge = ridge * ridge >> ONE_BITS
    height = blend[0] + (blend[1] * hills + blend[2] * ridge >> ONE_BITS + 2)
    # A wide, level strip at the shores.
    above = height - (SEA_LEVEL + 1) * ONE - ONE // 2
    levelled = min(max(above * 2 // 3, -3 * ONE), 3 * ONE)
    return height - (levelled * min(8 * blend[3], ONE) >> ONE_BITS)


@compiled
def columns(design: Design, chunk_x: Whole, chunk_z: Whole) -> Columns:
    """Returns the columns of one chunk."""
    x0, z0 = 16 * chunk_x - MARGIN, 16 * chunk_z - MARGIN
    layers = _layers(design, x0, z0)
    bent_x = np.empty((SIDE, SIDE), dtype=np.int64)
    bent_z = np.empty((SIDE, SIDE), dtype=np.int64)
    for x in range(SIDE):
        for z in range(SIDE):
            bent_x[x, z] = (
                x0 + x + (layers[_BEND_X, x, z] * 50 + layers[_BEND_X_FINE, x, z] * 14 >> ONE_BITS)
            )
            bent_z[x, z] = (
                z0 + z + (layers[_BEND_Z, x, z] * 50 + layers[_BEND_Z_FINE, x, z] * 14 >> ONE_BITS)
            )
    middle_x, middle_z = bent_x[SIDE // 2, SIDE // 2], bent_z[SIDE // 2, SIDE // 2]
    spread = np.int64(0)
    for x in range(SIDE):
        for z in range(SIDE):
            spread = max(spread, _distance(bent_x[x, z] - middle_x, bent_z[x, z] - middle_z) + 1)
    about = sites(design, (x0 - 40) // REGION - 1, (z0 - 40) // REGION - 1, _SITES)
    count = _relevant(about, middle_x, middle_z, spread)
    biomes = np.empty((SIDE, SIDE), dtype=np.uint8)
    heights = np.empty((SIDE, SIDE), dtype=np.int64)
    blend = np.empty(4, dtype=np.int64)
    for x in range(SIDE):
        for z in range(SIDE):
            biome = _blended(design, about, count, bent_x[x, z], bent_z[x, z], blend)
            raised = _raised(layers, x, z, blend)
            away = abs(layers[_RIVER, x, z] + (layers[_RIVER_FINE, x, z] >> 4))
            height = _cut(raised, away)
            in_river = away < _BANK and height < SEA_LEVEL - 1 and biome != design.ocean
            in_river = in_river and raised >> ONE_BITS >= SEA_LEVEL - 1
            height = min(height, HIGHEST)
            heights[x, z] = height
            biomes[x, z] = _shored(design, biome, height, in_river, blend[3])
    # Copies: else all the layers would be held.
    grove, mouth, patch = layers[_GROVE].copy(), layers[_MOUTH].copy(), layers[_PATCH].copy()
    return Columns(biomes, heights, grove, mouth, patch)


_BED, _BANK = ONE // 80, ONE // 13


@inner
def _cut(height: Whole, away: Whole) -> Whole:
    """Returns a height in blocks, with the bed of the river cut in that runs where `away` is 0."""
    pull = min(max((_BANK - away) * ONE // (_BANK - _BED), 0), ONE)
    pull = pull * pull >> ONE_BITS
    bottom = min(height, RIVER_BED * ONE)
    return (height + ((bottom - height) * pull >> ONE_BITS)) >> ONE_BITS


@inner
def _shored(design: Design, biome: Whole, height: Whole, in_river: bool, sea: Whole) -> Whole:
    """Returns the biome, rivers and shores put in."""
    if in_river:
        biome = design.river
    elif sea > ONE // 16 and height <= SEA_LEVEL + 1:
        biome = design.beach if height >= SEA_LEVEL - 2 else design.ocean
    return design.stone_shore if biome == design.ocean and height > SEA_LEVEL + 1 else biome
