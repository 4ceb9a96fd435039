"""Trees and what else grows, on land and in water: where, and of which shape.

A chunk is cut into squares of 4 by 4 columns, each of which holds at most one tree, cactus or
none. Whether and which follows from the square's own bits and its column alone, so that a
chunk knows its neighbours' trees (whose leaves reach into it) without asking them. Trunk
heights are vanilla 1.16's (oak 4 to 6, birch 5 to 7, spruce 6 to 9); leaves follow its blob
and its spruce foliage.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from envs.craftworld.kernels import growth, herbage
from envs.craftworld.kernels.columns import Columns
from envs.craftworld.land.blocktable import AIR, BlockTable
from envs.craftworld.land.columns import BIOME_NUMBER, BIOMES
from envs.craftworld.land.soil import SOILS
from envs.craftworld.noise import ONE, stream


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
_VARIANTS = 4
_GROVE = ONE * 30 // 100
MOUTH = ONE * 20 // 100
"""Above this value of `Columns.mouth` caves may break through the surface, and no tree stands."""

# Vanilla 1.16 tries 48 columns of a chunk's 256 in rivers and oceans, 64 in swamps.
_SEAGRASS = np.array(
    [{"ocean": 188, "river": 188, "swamp": 250}.get(biome.name, 0) for biome in BIOMES]
)
"""Columns in 1,000 on whose bed seagrass grows (Minecraft Wiki, Seagrass, Generation)."""
_KELP, _KELP_HIGHEST = 300, 10
"""Columns in 1,000 with kelp in its patches, and its greatest height (Minecraft Wiki, Kelp)."""
_KELP_PATCH = ONE * 25 // 100

WOODS = ("oak", "birch", "spruce", "cactus")
"""The kinds of wood by number."""

_NOTHING = _Growth((), 0, 0)
_BY_NUMBER = [_GROWTH.get(biome.name, _NOTHING) for biome in BIOMES]
_MOST_WOODS = max(len(biome.woods) for biome in _BY_NUMBER)
_TREES = growth.Growth(
    scattered=np.array([biome.scattered for biome in _BY_NUMBER], dtype=np.int64),
    in_grove=np.array([biome.grove for biome in _BY_NUMBER], dtype=np.int64),
    woods=np.array(
        [
            [*(WOODS.index(wood) for wood in biome.woods), *[-1] * (_MOST_WOODS - len(biome.woods))]
            for biome in _BY_NUMBER
        ],
        dtype=np.int64,
    ),
    trunks=np.array([_TRUNKS[wood] for wood in WOODS], dtype=np.int64),
    fertile=_FERTILE,
    cactus=WOODS.index("cactus"),
    grove=_GROVE,
    mouth=MOUTH,
    highest=100,
)


def native_wood(biome: int) -> str | None:
    """Returns the wood that a biome (by number) has most of, or `None` if it has no trees."""
    woods = _BY_NUMBER[biome].woods
    return None if not woods or woods[0] == "cactus" else woods[0]


class Plants:
    """Says where trees stand in a seed's world, and sets what grows into chunks."""

    def __init__(self, seed: int, table: BlockTable) -> None:
        ids = table.id
        self._squares = np.uint64(stream(seed, "trees"))
        self._shapes = tree_shapes(
            [ids("cactus" if wood == "cactus" else f"{wood}_log") for wood in WOODS],
            [AIR if wood == "cactus" else ids(f"{wood}_leaves") for wood in WOODS],
            ids("grass_block"),
            ids("dirt"),
        )
        self._herbs = herbage.Herbs(
            key=np.uint64(stream(seed, "herbs")),
            table=_herb_table(),
            cane=HERBS.index("sugar_cane"),
            carrying=table.mask(["grass_block", "sand", "dirt"]),
            numbers=np.array([AIR, *(ids(name) for name in HERBS[1:])], dtype=np.uint16),
        )
        self._sea = herbage.SeaPlants(
            key=np.uint64(stream(seed, "sea plants")),
            seagrass=_SEAGRASS,
            kelp_biome=BIOME_NUMBER["ocean"],
            kelp_patch=_KELP_PATCH,
            kelp=_KELP,
            highest=_KELP_HIGHEST,
            water=ids("water"),
            seagrass_block=ids("seagrass"),
            kelp_top=ids("kelp"),
            kelp_stem=ids("kelp_plant"),
        )

    def trees(
        self,
        chunk_x: int,
        chunk_z: int,
        columns: Columns,
        soil: NDArray[np.uint8],
        clearings: growth.Clearings,
    ) -> NDArray[np.int64]:
        """Returns the trees within a chunk and its margin, by x then z.

        Of the margin, the outermost column is not to be relied on; no leaf reaches from there.

        Returns:
            int64 array of shape (n, 6): the fields of a `Tree`, the wood by its number in `WOODS`.
        """
        return growth.trees(self._squares, chunk_x, chunk_z, columns, soil, _TREES, clearings)

    def plant(
        self, blocks: NDArray[np.uint16], chunk_x: int, chunk_z: int, grown: NDArray[np.int64]
    ) -> None:
        """Sets the leaves of trees into a chunk where there is air, then their trunks."""
        growth.plant(blocks.reshape(-1), chunk_x, chunk_z, grown, self._shapes)

    def strew(
        self, blocks: NDArray[np.uint16], chunk_x: int, chunk_z: int, columns: Columns
    ) -> None:
        """Sets what grows on single columns: herbs on bare ground, and sea plants in water."""
        flat = blocks.reshape(-1)
        herbage.strew(flat, chunk_x, chunk_z, columns, self._herbs)
        herbage.sow(flat, chunk_x, chunk_z, columns, self._sea)


def tree_shapes(
    logs: Sequence[int], leaf_blocks: Sequence[int], grass: int, dirt: int
) -> growth.Shapes:
    """Returns the shapes of all trees as arrays.

    Args:
        logs: Number of the block of a trunk, by kind of wood.
        leaf_blocks: Number of the block of its leaves.
        grass: Number of the block that a trunk kills.
        dirt: Number of what becomes of it.
    """
    longest = max(shortest + spread for shortest, spread in _TRUNKS.values())
    stems = np.zeros((len(WOODS), longest, _VARIANTS, 2), dtype=np.int64)
    leaves, cells, end = np.zeros_like(stems), [], 0
    for wood, name in enumerate(WOODS):
        shortest, spread = _TRUNKS[name]
        for trunk in range(shortest, shortest + spread):
            for variant in range(_VARIANTS):
                for spans, part in zip((stems, leaves), shape(name, trunk, variant), strict=True):
                    spans[wood, trunk, variant] = end, end + len(part)
                    cells.append(part)
                    end += len(part)
    return growth.Shapes(
        np.concatenate(cells), stems, leaves,
        np.array(logs, dtype=np.uint16), np.array(leaf_blocks, dtype=np.uint16), grass, dirt,
    )  # fmt: skip


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
