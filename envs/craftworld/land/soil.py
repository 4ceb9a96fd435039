"""What the ground of each column is made of, from the top down."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from envs.craftworld.kernels import growth
from envs.craftworld.kernels.columns import Columns
from envs.craftworld.land.columns import BIOME_NUMBER, BIOMES
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


_GROUND = growth.Ground(
    dry=_DRY,
    wet=_WET,
    other_bed=_OTHER_BED,
    other_patch=ONE // 5,
    mountains=BIOME_NUMBER["mountains"],
    bare_patch=ONE // 8,
    bare_height=SNOW_LINE + 8,
    stone=SOIL_NUMBER["stone"],
)


def soils(columns: Columns) -> NDArray[np.uint8]:
    """Returns the kind of ground of each column.

    Returns:
        uint8 array of shape (SIDE, SIDE), x then z, numbers into `SOILS`. The outermost
        columns do not know their slope and count as flat.
    """
    return growth.soils(columns, _GROUND)
