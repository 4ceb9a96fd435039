"""Trees and what else grows: where, and of which shape.

A chunk is cut into squares of 4 by 4 columns, each of which holds at most one tree, cactus or
none. Whether and which follows from the square's own bits and its column alone, so that a
chunk knows its neighbours' trees (whose leaves reach into it) without asking them. Trunk
heights are vanilla 1.16's (oak 4 to 6, birch 5 to 7, spruce 6 to 9); leaves follow its blob
and its spruce foliage.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from envs.craftworld.columns import BIOME_NUMBER, BIOMES, MARGIN, SEA_LEVEL, SIDE, Columns
from envs.craftworld.noise import ONE, below, scatter, stream
from envs.craftworld.soil import SOILS

_SQUARE = 4


class Tree(NamedTuple):
    """One tree or cactus."""

    x: int
    z: int
    ground: int
    """Height of the block on which it stands."""
    wood: str
    """`"oak"`, `"birch"`, `"spruce"` or `"cactus"`."""
    trunk: int
    """Blocks of its trunk."""
    variant: int
    """Which of its leaves' corners are missing, in [0, 4)."""


class _Growth(NamedTuple):
    """How one biome is wooded."""

    woods: tuple[str, ...]
    """Drawn from with equal chances."""
    scattered: int
    """Squares in 1,000 with a tree outside groves."""
    grove: int
    """Squares in 1,000 with a tree in groves."""


_FOREST = ("oak", "oak", "oak", "oak", "birch")
_GROWTH = {
    "forest": _Growth(_FOREST, 420, 620),
    "birch_forest": _Growth(("birch",), 420, 620),
    "taiga": _Growth(("spruce",), 400, 620),
    "plains": _Growth(("oak",), 3, 200),
    "mountains": _Growth(("oak", "spruce"), 15, 240),
    "swamp": _Growth(("oak",), 110, 200),
    "desert": _Growth(("cactus",), 60, 60),
}
_TRUNKS = {"oak": (4, 3), "birch": (5, 3), "spruce": (6, 4), "cactus": (1, 3)}
_FERTILE = np.array([soil.name in ("grass", "sand") for soil in SOILS])
_GROVE = ONE * 30 // 100
MOUTH = ONE * 20 // 100
"""Above this value of `Columns.mouth` caves may break through the surface, and no tree stands."""

_NOTHING = _Growth((), 0, 0)
_BY_NUMBER = [_GROWTH.get(biome.name, _NOTHING) for biome in BIOMES]
_SCATTERED = np.array([growth.scattered for growth in _BY_NUMBER], dtype=np.int64)
_IN_GROVE = np.array([growth.grove for growth in _BY_NUMBER], dtype=np.int64)


def native_wood(biome: int) -> str | None:
    """Returns the wood that a biome (by number) has most of, or `None` if it has no trees."""
    woods = _BY_NUMBER[biome].woods
    return None if not woods or woods[0] == "cactus" else woods[0]


class Plants:
    """Says what grows in a seed's world."""

    def __init__(self, seed: int) -> None:
        self._squares = stream(seed, "trees")
        self._herbs = stream(seed, "herbs")

    def trees(
        self, chunk_x: int, chunk_z: int, columns: Columns, soil: NDArray[np.uint8]
    ) -> tuple[Tree, ...]:
        """Returns the trees within a chunk and its margin, by x then z.

        Of the margin, the outermost column is not to be relied on; no leaf reaches from there.
        """
        side = SIDE // _SQUARE
        square_x = 4 * chunk_x - MARGIN // _SQUARE + np.arange(side)[:, None]
        square_z = 4 * chunk_z - MARGIN // _SQUARE + np.arange(side)[None, :]
        bits = scatter(self._squares, square_x, square_z)
        at_x = _SQUARE * np.arange(side)[:, None] + below(bits, 3)
        at_z = _SQUARE * np.arange(side)[None, :] + below(bits, 3, 16)
        biome, height = columns.biome[at_x, at_z], columns.height[at_x, at_z]
        in_grove = columns.grove[at_x, at_z] > _GROVE
        chance = np.where(in_grove, _IN_GROVE[biome], _SCATTERED[biome])
        grows = (below(bits, 1000, 32) < chance) & (height >= SEA_LEVEL - 1)
        grows &= (columns.mouth[at_x, at_z] <= MOUTH) & (height < 100)
        grows &= _FERTILE[soil[at_x, at_z]]
        x0, z0 = 16 * chunk_x - MARGIN, 16 * chunk_z - MARGIN
        trees = []
        for i, k in np.argwhere(grows).tolist():
            draw = int(bits[i, k]) >> 48
            woods = _BY_NUMBER[biome[i, k]].woods
            wood = woods[draw % len(woods)]
            if wood == "cactus" and _hemmed_in(columns.height, int(at_x[i, k]), int(at_z[i, k])):
                continue
            shortest, spread = _TRUNKS[wood]
            trunk = shortest + (draw >> 4) % spread
            x, z = x0 + int(at_x[i, k]), z0 + int(at_z[i, k])
            trees.append(Tree(x, z, int(height[i, k]), wood, trunk, draw >> 12 & 3))
        return tuple(sorted(trees))

    def herbs(self, chunk_x: int, chunk_z: int, columns: Columns) -> NDArray[np.uint8]:
        """Returns which herb stands on each column of a chunk, where the ground carries it.

        Returns:
            uint8 array of shape (16, 16), x then z, numbers into `HERBS`; 0 is none.
        """
        inner = slice(MARGIN, MARGIN + 16)
        biome, height = columns.biome[inner, inner], columns.height[inner, inner]
        along = np.arange(16)
        bits = scatter(self._herbs, 16 * chunk_x + along[:, None], 16 * chunk_z + along[None, :])
        herb = _herb_table()[biome, below(bits, _HERB_DRAWS)]
        bank = _beside_water(columns.height) & (below(bits, 100, 16) < 12)
        herb = np.where(bank, HERBS.index("sugar_cane"), herb)
        return np.where(height >= SEA_LEVEL - 1, herb, 0).astype(np.uint8)


def _hemmed_in(height: NDArray[np.int64], i: int, k: int) -> bool:
    """Returns whether a column has a higher neighbour, beside which no cactus stands."""
    around = height[max(i - 1, 0) : i + 2, max(k - 1, 0) : k + 2]
    return bool(around.max() > height[i, k])


def _beside_water(height: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Returns, for a chunk's columns, whether they lie at sea level beside water."""
    wet = height < SEA_LEVEL - 1
    low, mid, high = (slice(MARGIN + d, MARGIN + 16 + d) for d in (-1, 0, 1))
    beside: NDArray[np.bool_] = wet[low, mid] | wet[high, mid] | wet[mid, low] | wet[mid, high]
    level: NDArray[np.bool_] = height[mid, mid] == SEA_LEVEL - 1
    return beside & level


HERBS = (
    "", "grass", "fern", "dandelion", "poppy", "dead_bush", "brown_mushroom", "red_mushroom",
    "sugar_cane",
)  # fmt: skip
"""What grows on single columns; the first stands for nothing."""

_HERB_DRAWS = 2000
_HERB_SHARES: dict[str, dict[str, int]] = {
    "plains": {"grass": 340, "dandelion": 16, "poppy": 16},
    "forest": {"grass": 110, "dandelion": 10, "poppy": 14, "brown_mushroom": 3, "red_mushroom": 2},
    "birch_forest": {"grass": 110, "dandelion": 12, "poppy": 12, "brown_mushroom": 3},
    "taiga": {"fern": 140, "grass": 60, "brown_mushroom": 6, "red_mushroom": 3},
    "mountains": {"grass": 60, "dandelion": 4},
    "swamp": {"grass": 160, "brown_mushroom": 16, "red_mushroom": 8},
    "desert": {"dead_bush": 16},
}


@cache
def _herb_table() -> NDArray[np.uint8]:
    """Returns the herb's number by biome's number and draw in [0, _HERB_DRAWS)."""
    table = np.zeros((len(BIOMES), _HERB_DRAWS), dtype=np.uint8)
    for biome, shares in _HERB_SHARES.items():
        start = 0
        for herb, share in sorted(shares.items()):
            table[BIOME_NUMBER[biome], start : start + share] = HERBS.index(herb)
            start += share
    return table


@cache
def shape(wood: str, trunk: int, variant: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Returns the cells of a tree's trunk and of its leaves.

    Returns:
        Two int64 arrays of shape (n, 3): x, y, z from the block on which it stands; no leaf
        is further than 2 from the trunk.
    """
    stem = [(0, y, 0) for y in range(1, trunk + 1)]
    if wood == "cactus":
        leaves = []
    elif wood == "spruce":
        leaves = _spruce(trunk)
    else:
        leaves = _blob(trunk, variant)
    above = sorted(set(leaves) - set(stem))
    return np.array(stem, dtype=np.int64), np.array(above, dtype=np.int64).reshape(-1, 3)


def _blob(trunk: int, variant: int) -> list[tuple[int, int, int]]:
    """Returns the leaves of an oak or a birch: two wide layers and two narrow ones."""
    leaves = []
    for y, radius in ((trunk - 2, 2), (trunk - 1, 2), (trunk, 1), (trunk + 1, 1)):
        for x in range(-radius, radius + 1):
            for z in range(-radius, radius + 1):
                corner = abs(x) == radius and abs(z) == radius
                quarter = (x > 0) + 2 * (z > 0)
                missing = y > trunk or (quarter + y + variant) % 4 < 2
                if not (corner and missing):
                    leaves.append((x, y, z))
    return leaves


def _spruce(trunk: int) -> list[tuple[int, int, int]]:
    """Returns the leaves of a spruce: layers that widen twice from the tip down."""
    leaves = []
    for y in range(2, trunk + 2):
        radius = (0, 1, 1, 2)[trunk + 1 - y] if y > trunk - 3 else 1 + (trunk - y) % 2
        for x in range(-radius, radius + 1):
            for z in range(-radius, radius + 1):
                if abs(x) + abs(z) <= radius or (radius == 2 and abs(x) + abs(z) == 3):
                    leaves.append((x, y, z))
    return leaves
