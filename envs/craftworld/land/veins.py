"""Ores and pockets: how much of what lies at which height, and the shapes of the veins.

The figures of `VEINS` are vanilla 1.16's (net.minecraft.world.gen.feature.DefaultBiomeFeatures,
also the wiki's page "Ore" before 1.17); a data pack may bring its own. A vein's shape follows
vanilla's OreFeature: spheres of varying size along a slanted line. Here the sine is replaced by
Bhaskara's fraction and all is in whole numbers.

A vein starts in its chunk's south-eastern neighbourhood (8 to 23 blocks from the chunk's
corner, as in vanilla), so that it only ever reaches into four chunks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from envs.craftworld.kernels import digging
from envs.craftworld.noise import below, scatter
from envs.errors import InputError

_SHAPES = 32
_UNIT = 64
_REACH = 8
_BIAS = digging.BIAS


def _packed(x: NDArray[np.int64], y: NDArray[np.int64], z: NDArray[np.int64]) -> NDArray[np.int32]:
    """Returns a place within 2 by 2 chunks as one number; its sum with an offset's is a place."""
    return ((x << 14) + (y + _BIAS << 5) + z).astype(np.int32)


BASE_STONE = ("andesite", "diorite", "granite", "stone")
"""What ores replace in the overworld (1.16's tag `base_stone_overworld`)."""


@dataclass(frozen=True, slots=True)
class Vein:
    """Says how one kind of block lies in the stone.

    Raises:
        InputError: A figure makes no sense.
    """

    block: str
    """Name of the block."""
    count: int
    """Veins a chunk, at least 0."""
    size: int
    """Vanilla's measure of a vein, in [1, 64]: about this many blocks, 1 is exactly one."""
    low: int
    """Lowest height of a vein's middle, at least 0."""
    high: int
    """The height above `low` from which on none starts, at most 256."""
    peaked: bool = False
    """Whether the middle of the heights is likeliest (a triangle) rather than all alike."""
    biomes: tuple[str, ...] = ()
    """The biomes in which it lies; empty means everywhere."""
    replaces: tuple[str, ...] = BASE_STONE
    """The blocks that give way."""

    def __post_init__(self) -> None:
        if self.count < 0 or not 1 <= self.size <= 64 or not 0 <= self.low < self.high <= 256:
            raise InputError(
                "Expected a vein with count >= 0, size in 1..64 and 0 <= low < high <= 256, "
                f"found {self}: correct its figures."
            )


VEINS: tuple[Vein, ...] = (
    Vein("dirt", 10, 33, 0, 256),
    Vein("gravel", 8, 33, 0, 256),
    Vein("granite", 10, 33, 0, 80),
    Vein("diorite", 10, 33, 0, 80),
    Vein("andesite", 10, 33, 0, 80),
    Vein("coal_ore", 20, 17, 0, 128),
    Vein("iron_ore", 20, 9, 0, 64),
    Vein("gold_ore", 2, 9, 0, 32),
    Vein("redstone_ore", 8, 8, 0, 16),
    Vein("diamond_ore", 1, 8, 0, 16),
    Vein("lapis_ore", 1, 7, 0, 31, peaked=True),
    Vein("emerald_ore", 6, 1, 4, 32, biomes=("mountains",)),
)
"""Vanilla 1.16's figures; a later entry replaces an earlier one where they meet."""


@cache
def _shapes(size: int) -> tuple[NDArray[np.int32], NDArray[np.int64], NDArray[np.int64]]:
    """Returns the packed cells of a size's shapes, end to end, and each's start and length."""
    shapes = [_shape(size, variant) for variant in range(_SHAPES)]
    lengths = np.array([len(shape) for shape in shapes], dtype=np.int64)
    x, y, z = np.concatenate(shapes).T
    # Offsets: without the bias, which the vein's middle brings.
    return _packed(x, y - _BIAS, z), np.cumsum(lengths) - lengths, lengths


def _shape(size: int, variant: int) -> NDArray[np.int64]:
    """Returns the cells of one shape, as int64 array of shape (n, 3) of offsets x, y, z."""
    if size == 1:
        return np.zeros((1, 3), dtype=np.int64)
    rolls = scatter(size * _SHAPES + variant, np.arange(size), 0)
    # A direction in the half plane, by the rational points of the circle.
    slope = (2 * variant + 1) - _SHAPES
    norm = _SHAPES**2 + slope**2
    half = size * _UNIT // 8
    end_x, end_z = half * (_SHAPES**2 - slope**2) // norm, half * 2 * slope * _SHAPES // norm
    rise = (below(rolls[:2], 3, 16) - 2) * _UNIT
    along = np.arange(size)
    # Bhaskara's approximation of sin(pi * k / size), in units.
    bell = 16 * along * (size - along)
    bell = _UNIT * bell // (5 * size**2 - bell // 4)
    girth = below(rolls, size * _UNIT // 16 + 1)
    radius = ((bell + _UNIT) * girth // _UNIT + _UNIT) // 2
    middle_x = end_x - 2 * end_x * along // size
    middle_y = rise[0] + (rise[1] - rise[0]) * along // size
    middle_z = end_z - 2 * end_z * along // size
    # Half the line (or the two blocks that it may sink), the largest sphere, and one for middles.
    reach = min(max(2, -(-size // 8)) + size // 16 + 1, _REACH)
    span = np.arange(-reach, reach + 1)
    far = span * _UNIT + _UNIT // 2
    squared = (
        (far[:, None, None, None] - middle_x) ** 2
        + (far[None, :, None, None] - middle_y) ** 2
        + (far[None, None, :, None] - middle_z) ** 2
    )
    return np.argwhere((squared < radius**2).any(axis=3)).astype(np.int64) - reach


class VeinCells:
    """Lays out the veins that start at one chunk.

    Attributes:
        veins: What is laid out; a later entry replaces an earlier one where they meet.
    """

    def __init__(self, key: int, veins: Sequence[Vein]) -> None:
        self.veins = tuple(veins)
        kind = np.repeat(np.arange(len(veins), dtype=np.int64), [vein.count for vein in veins])
        low, high, peaked = (
            np.array([getattr(vein, name) for vein in veins], dtype=np.int64)[kind]
            for name in ("low", "high", "peaked")
        )
        parts = [_shapes(vein.size) for vein in veins]
        cells = np.concatenate([np.zeros(0, dtype=np.int32), *(part[0] for part in parts)])
        first = np.cumsum([0, *(len(part[0]) for part in parts)])[:-1]
        shape = (len(veins), _SHAPES)
        starts = [part[1] + at for part, at in zip(parts, first, strict=True)]
        lengths = [part[2] for part in parts]
        self._lode = digging.Lode(
            key=np.uint64(key),
            kind=kind,
            low=low,
            span=high - low,
            peaked=peaked.astype(np.bool_),
            starts=np.array(starts, dtype=np.int64).reshape(shape)[kind],
            lengths=np.array(lengths, dtype=np.int64).reshape(shape)[kind],
            cells=cells.astype(np.int64),
        )

    def at(self, chunk_x: int, chunk_z: int) -> tuple[NDArray[np.int32], ...]:
        """Returns the cells of the veins that start at a chunk.

        Returns:
            For the chunk itself, the one to the south (z + 1), to the east (x + 1) and to the
            south-east: an int32 array of `cell << 8 | kind`, in which `cell` is the index into
            a flattened chunk (16, 128, 16) and `kind` into `veins`.
        """
        placed, ends = digging.veins(self._lode, chunk_x, chunk_z)
        first, second, third, last = ends.tolist()
        return placed[:first], placed[first:second], placed[second:third], placed[third:last]
