"""What the ground of each column is made of, from the top down."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from envs.craftworld.columns import BIOME_NUMBER, BIOMES, SEA_LEVEL, Columns
from envs.craftworld.noise import ONE

SNOW_LINE = 94
"""Mountains carry snow from this height on (vanilla 1.16: from about 95)."""


class Soil(NamedTuple):
    """One kind of ground; names are of blocks."""

    name: str
    top: str
    filler: str
    """The three blocks below the top."""
    under: str
    """The three blocks below the filler."""


SOILS = (
    Soil("grass", "grass_block", "dirt", "stone"),
    Soil("dirt", "dirt", "dirt", "stone"),
    Soil("sand", "sand", "sand", "sandstone"),
    Soil("gravel", "gravel", "gravel", "stone"),
    Soil("clay", "clay", "dirt", "stone"),
    Soil("stone", "stone", "stone", "stone"),
)
"""The kinds of ground by number."""

SOIL_NUMBER = {soil.name: number for number, soil in enumerate(SOILS)}
"""Number of a kind of ground in `SOILS`, by name."""

_MOUNTAINS = BIOME_NUMBER["mountains"]
_DRY = np.full(len(BIOMES), SOIL_NUMBER["grass"], dtype=np.uint8)
_WET = np.full(len(BIOMES), SOIL_NUMBER["dirt"], dtype=np.uint8)
for _name, _dry, _wet in (
    ("desert", "sand", "sand"),
    ("beach", "sand", "sand"),
    ("stone_shore", "stone", "stone"),
    ("river", "grass", "sand"),
    ("ocean", "gravel", "gravel"),
):
    _DRY[BIOME_NUMBER[_name]] = SOIL_NUMBER[_dry]
    _WET[BIOME_NUMBER[_name]] = SOIL_NUMBER[_wet]
# Where the patch noise is high, the bed of a water is of another kind.
_OTHER_BED = _WET.copy()
for _name, _bed in (("river", "clay"), ("swamp", "clay"), ("ocean", "sand")):
    _OTHER_BED[BIOME_NUMBER[_name]] = SOIL_NUMBER[_bed]


def soils(columns: Columns) -> NDArray[np.uint8]:
    """Returns the kind of ground of each column.

    Returns:
        uint8 array of shape (SIDE, SIDE), x then z, numbers into `SOILS`. The outermost
        columns do not know their slope and count as flat.
    """
    biome, height = columns.biome, columns.height
    bed = np.where(columns.patch > ONE // 5, _OTHER_BED[biome], _WET[biome])
    soil = np.where(height < SEA_LEVEL - 1, bed, _DRY[biome])
    steepness = _steepness(height)
    bare = (biome == _MOUNTAINS) & ((columns.patch > ONE // 8) | (height >= SNOW_LINE + 8))
    bare |= steepness > np.where(biome == _MOUNTAINS, 2, 3)
    soil[bare & (height >= SEA_LEVEL - 1)] = SOIL_NUMBER["stone"]
    return soil


def _steepness(height: NDArray[np.int64]) -> NDArray[np.int64]:
    """Returns by how much a column is higher than the lowest of its four neighbours."""
    drop = np.zeros_like(height)
    inner = height[1:-1, 1:-1]
    lowest = np.minimum(
        np.minimum(height[:-2, 1:-1], height[2:, 1:-1]),
        np.minimum(height[1:-1, :-2], height[1:-1, 2:]),
    )
    drop[1:-1, 1:-1] = inner - lowest
    return drop
