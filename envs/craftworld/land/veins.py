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
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from envs.craftworld.kernels import digging
from envs.craftworld.land.blocktable import BlockTable
from envs.craftworld.noise import below, scatter
from envs.errors import InputError

_SHAPES = 32
_UNIT = 64
_REACH = digging.REACH


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


class _Shapes(NamedTuple):
    """The shapes of one size, by variant."""

    runs: NDArray[np.int64]
    """The lowest cell of each column, packed, end to end."""
    talls: NDArray[np.int64]
    """How many cells each of them has."""
    starts: NDArray[np.int64]
    """By variant, in `runs`; so are the next two."""
    lengths: NDArray[np.int64]
    reaches: NDArray[np.int64]
    """Along x and z, shape (variants, 2)."""


@cache
def _shapes(size: int) -> _Shapes:
    """Returns the shapes of a size."""
    shapes = [vein_shape(size, variant) for variant in range(_SHAPES)]
    reaches = np.array([np.abs(shape[:, ::2]).max(axis=0, initial=0) for shape in shapes])
    runs = [_runs(shape) for shape in shapes]
    lengths = np.array([len(run) for run in runs], dtype=np.int64)
    x, y, z, tall = np.concatenate(runs).T
    # Offsets: without the bias, which the vein's middle brings.
    packed = (x << 14) + (y << 5) + z
    return _Shapes(packed, tall.copy(), np.cumsum(lengths) - lengths, lengths, reaches)


def _runs(shape: NDArray[np.int64]) -> NDArray[np.int64]:
    """Returns x, y, z and height of the columns that a shape is made of, shape (n, 4)."""
    x, y, z = shape[np.lexsort((shape[:, 1], shape[:, 2], shape[:, 0]))].T
    begins = np.ones(len(x), dtype=np.bool_)
    begins[1:] = (np.diff(x) != 0) | (np.diff(z) != 0) | (np.diff(y) != 1)
    first = np.flatnonzero(begins)
    tall = np.diff(np.append(first, len(x)))
    return np.stack((x[first], y[first], z[first], tall), axis=1)


def vein_shape(size: int, variant: int) -> NDArray[np.int64]:
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


class VeinFiller:
    """Fills the veins of a world into its chunks.

    Args:
        key: From `noise.stream`.
        veins: What lies in the rock, in order.
        table: The blocks' numbers.
        biomes: The biomes, by number.
        shadows: Whether a later vein keeps earlier ones from where they meet, also where it may
            not lie itself.

    Raises:
        UnknownNameError: `table` lacks a vein's block.
    """

    def __init__(
        self,
        key: int,
        veins: Sequence[Vein],
        table: BlockTable,
        biomes: Sequence[str],
        *,
        shadows: bool,
    ) -> None:
        kind = np.repeat(np.arange(len(veins), dtype=np.int64), [vein.count for vein in veins])
        low, high, peaked = (
            np.array([getattr(vein, name) for vein in veins], dtype=np.int64)[kind]
            for name in ("low", "high", "peaked")
        )
        parts = [_shapes(vein.size) for vein in veins]
        nothing = np.zeros(0, dtype=np.int64)
        first = np.cumsum([0, *(len(part.runs) for part in parts)])[:-1]
        shape = (len(veins), _SHAPES)
        starts = [part.starts + at for part, at in zip(parts, first, strict=True)]
        lengths = [part.lengths for part in parts]
        reaches = [part.reaches for part in parts]
        lies_in = [[not v.biomes or biome in v.biomes for biome in biomes] for v in veins]
        self._lode = digging.Lode(
            key=np.uint64(key),
            kind=kind,
            low=low,
            span=high - low,
            peaked=peaked.astype(np.bool_),
            starts=np.array(starts, dtype=np.int64).reshape(shape)[kind],
            lengths=np.array(lengths, dtype=np.int64).reshape(shape)[kind],
            reaches=np.array(reaches, dtype=np.int64).reshape(*shape, 2)[kind],
            runs=np.concatenate([nothing, *(part.runs for part in parts)]),
            talls=np.concatenate([nothing, *(part.talls for part in parts)]),
            numbers=np.array([table.id(vein.block) for vein in veins], dtype=np.uint16),
            replaces=np.array(
                [table.mask(vein.replaces) for vein in veins], dtype=np.bool_
            ).reshape(len(veins), len(table)),
            lies_in=np.array(lies_in, dtype=np.bool_).reshape(len(veins), len(biomes)),
            shadows=shadows,
        )

    def fill(
        self,
        blocks: NDArray[np.uint16],
        chunk_x: int,
        chunk_z: int,
        biome: NDArray[np.uint8],
        top: int,
    ) -> None:
        """Replaces rock by the veins that reach into a chunk; where they meet the last counts.

        Args:
            blocks: The chunk's array.
            chunk_x: The chunk's x.
            chunk_z: Its z.
            biome: Numbers of biomes, shape (16, 16), x then z.
            top: Height above which there is nothing to be replaced.
        """
        digging.fill_veins(blocks.reshape(-1), self._lode, chunk_x, chunk_z, biome, top)
