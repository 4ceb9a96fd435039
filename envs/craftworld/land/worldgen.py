"""The overworld of a seed: chunks of blocks, biomes, villages and places to start.

A chunk depends on the seed, its coordinates and the `veins` in force, and on nothing that was
asked before: chunks may be made in any order, made again, or never.

    world = Overworld(seed, BlockTable(TERRAIN_KINDS))
    world.chunk(0, 0)           # uint16 (16, 128, 16), by x, y, z
    world.spawn("plains")       # (x, y, z) of a player's feet
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from envs.craftworld.kernels import growth
from envs.craftworld.land.blocktable import BlockTable
from envs.craftworld.land.caves import Caves
from envs.craftworld.land.columns import BIOME_NUMBER, BIOMES, MARGIN, SEA_LEVEL, ColumnMap
from envs.craftworld.land.filling import Filler
from envs.craftworld.land.plants import MOUTH, WOODS, Plants, Tree, native_wood
from envs.craftworld.land.soil import SNOW_LINE, SOIL_NUMBER, soils
from envs.craftworld.land.veins import VEINS, Vein, VeinFiller
from envs.craftworld.land.villages import VILLAGE_RADIUS, Village, Villages
from envs.craftworld.noise import scatter, stream
from envs.errors import InputError, UnknownNameError

SPAWN_BIOMES = (
    "beach", "birch_forest", "desert", "forest", "mountains", "plains", "swamp", "taiga",
)  # fmt: skip
"""Biomes in which an episode may start, sorted."""
TREE_IN_SIGHT = 20
"""A start has a tree within so many blocks, where its biome has trees at all."""

VILLAGE_AWAY = 100
"""No episode starts within so many blocks of a village."""

_INNER = slice(MARGIN, MARGIN + 16)
_REGIONS = 24


class Generator(Protocol):
    """Makes the chunks of one dimension; what a `Terrain` stands on."""

    table: BlockTable

    def chunk(self, chunk_x: int, chunk_z: int) -> NDArray[np.uint16]:
        """Returns a new array of `CHUNK_SHAPE`, the same at every call."""

    def biome(self, x: int, z: int) -> str:
        """Returns the name of the biome of a column."""


class Overworld:
    """Generates the overworld of one seed.

    Attributes:
        seed: The world's seed.
        table: The blocks' numbers.
        veins: The veins in force.
    """

    def __init__(self, seed: int, table: BlockTable, veins: Sequence[Vein] = VEINS) -> None:
        """Prepares a world; nothing is generated yet.

        Args:
            seed: Any whole number.
            table: Has at least the blocks that terrain and `veins` name.
            veins: What lies in the stone.

        Raises:
            UnknownNameError: `table` lacks a block that is needed.
        """
        self.seed = seed
        self.table = table
        self.veins = tuple(veins)
        self._map = ColumnMap(seed)
        self._caves = Caves(seed, table)
        self._plants = Plants(seed, table)
        self._villages = Villages(seed, self._map, self.ground)
        self._filler = Filler(table, stream(seed, "bedrock"))
        names = [biome.name for biome in BIOMES]
        self._veins = VeinFiller(stream(seed, "veins"), veins, table, names, shadows=True)
        self._starts = stream(seed, "starts")
        self._columns = lru_cache(maxsize=256)(self._map.columns)
        self._soils = lru_cache(maxsize=512)(lambda x, z: soils(self._columns(x, z)))
        self._trees = lru_cache(maxsize=512)(self._grown)
        self._built = lru_cache(maxsize=32)(
            lambda village: self._filler.numbered(self._villages.cells(village))
        )

    def chunk(self, chunk_x: int, chunk_z: int) -> NDArray[np.uint16]:
        """Returns the blocks of a chunk: a new uint16 array of `CHUNK_SHAPE`."""
        columns = self._columns(chunk_x, chunk_z)
        blocks = self._filler.lay(columns, self._soils(chunk_x, chunk_z))
        clearings = _clearings(self._villages_about(chunk_x, chunk_z))
        ceiling = growth.ceiling(chunk_x, chunk_z, columns, clearings, MOUTH)
        self._caves.carve(blocks, chunk_x, chunk_z, ceiling)
        biome = columns.biome[_INNER, _INNER].copy()
        self._veins.fill(blocks, chunk_x, chunk_z, biome, int(columns.height.max()))
        self._filler.lay_bedrock(blocks, chunk_x, chunk_z)
        for village in self._villages_about(chunk_x, chunk_z):
            self._filler.build(blocks, chunk_x, chunk_z, self._built(village))
        self._plants.plant(blocks, chunk_x, chunk_z, self._trees(chunk_x, chunk_z))
        self._plants.strew(blocks, chunk_x, chunk_z, columns)
        return blocks

    def forget(self) -> None:
        """Lets go of what is remembered only to be quicker: some 10 MiB."""
        self._caves.forget()
        for remembered in (self._columns, self._soils, self._trees):
            remembered.cache_clear()

    def biome(self, x: int, z: int) -> str:
        """Returns the name of the biome of a column."""
        columns = self._columns(x >> 4, z >> 4)
        return BIOMES[columns.biome[(x & 15) + MARGIN, (z & 15) + MARGIN]].name

    def ground(self, x: int, z: int) -> int:
        """Returns the height of a column's ground, before caves, plants and buildings."""
        columns = self._columns(x >> 4, z >> 4)
        return int(columns.height[(x & 15) + MARGIN, (z & 15) + MARGIN])

    def trees(self, chunk_x: int, chunk_z: int) -> tuple[Tree, ...]:
        """Returns the trees (and cacti) that stand in a chunk, by x then z."""
        return tuple(
            Tree(x, z, ground, WOODS[wood], trunk, variant)
            for x, z, ground, wood, trunk, variant in self._trees(chunk_x, chunk_z).tolist()
            if x >> 4 == chunk_x and z >> 4 == chunk_z
        )

    def villages_near(self, x: int, z: int, radius: int = 400) -> tuple[Village, ...]:
        """Returns the villages within `radius` blocks, nearest first."""
        return self._villages.near(x, z, radius)

    def spawn(self, biome: str | None = None) -> tuple[int, int, int]:
        """Returns where an episode starts: a dry, open, level column near the origin.

        A tree stands within `TREE_IN_SIGHT` blocks (deserts and beaches may lack one); that an
        episode starts in sight of a tree is a declared simplification.

        Args:
            biome: One of `SPAWN_BIOMES`, or `None` for any that has trees.

        Returns:
            x, y, z of the player's feet; solid ground is below.

        Raises:
            UnknownNameError: No episode can start in that biome.
        """
        if biome is not None and biome not in SPAWN_BIOMES:
            raise UnknownNameError("biome to start in", biome, SPAWN_BIOMES)
        wooded = [name for name in SPAWN_BIOMES if native_wood(BIOME_NUMBER[name])]
        numbers = [BIOME_NUMBER[name] for name in ([biome] if biome else wooded)]
        for chunk_x, chunk_z in self._start_chunks(numbers):
            for x, z in self._starts_in(chunk_x, chunk_z, numbers):
                return x, self.ground(x, z) + 1, z
        raise InputError(
            f"Expected a place to start in biome {biome!r}, found none in the world of seed "
            f"{self.seed}: take another seed."
        )

    def _start_chunks(self, biomes: list[int]) -> Iterator[tuple[int, int]]:
        """Yields the chunks in which to look for a start, regions near the origin first."""
        # Beaches have no regions of their own: look about those of the ocean.
        beach = biomes == [BIOME_NUMBER["beach"]]
        regions, rings = ([BIOME_NUMBER["ocean"]], range(3, 9)) if beach else (biomes, range(7))
        for site in self._map.sites_around_origin(_REGIONS):
            if site.biome in regions:
                for ring in rings:
                    yield from _ring(site.x >> 4, site.z >> 4, ring)

    def _starts_in(
        self, chunk_x: int, chunk_z: int, biomes: list[int]
    ) -> Iterator[tuple[int, int]]:
        """Yields the columns of a chunk where an episode may start."""
        if self._villages.near(16 * chunk_x + 8, 16 * chunk_z + 8, VILLAGE_AWAY):
            return
        columns = self._columns(chunk_x, chunk_z)
        biome, height = columns.biome[_INNER, _INNER], columns.height[_INNER, _INNER]
        soil = self._soils(chunk_x, chunk_z)[_INNER, _INNER]
        around = [
            columns.height[MARGIN + dx : MARGIN + dx + 16, MARGIN + dz : MARGIN + dz + 16]
            for dx in (-1, 0, 1)
            for dz in (-1, 0, 1)
        ]
        fits = np.isin(biome, biomes) & (height >= SEA_LEVEL) & (height < SNOW_LINE)
        fits &= np.max(around, axis=0) - np.min(around, axis=0) <= 1
        fits &= columns.mouth[_INNER, _INNER] <= MOUTH
        fits &= (soil == SOIL_NUMBER["grass"]) | (soil == SOIL_NUMBER["sand"])
        places = np.argwhere(fits)
        order = scatter(self._starts, 16 * chunk_x + places[:, 0], 16 * chunk_z + places[:, 1])
        for i, k in places[np.argsort(order, kind="stable")][:8].tolist():
            x, z = 16 * chunk_x + i, 16 * chunk_z + k
            if self._is_open(x, z) and self._tree_in_sight(x, z, native_wood(biome[i, k])):
                yield x, z

    def _is_open(self, x: int, z: int) -> bool:
        """Returns whether a column is under no tree."""
        away = np.abs(self._trees(x >> 4, z >> 4)[:, :2] - (x, z))
        return bool((away.max(axis=1) > 3).all())

    def _tree_in_sight(self, x: int, z: int, wood: str | None) -> bool:
        """Returns whether a tree of `wood` is near; also where no wood is native."""
        if wood is None:
            return True
        return any(
            tree.wood == wood and (tree.x - x) ** 2 + (tree.z - z) ** 2 <= TREE_IN_SIGHT**2
            for ring in range(3)
            for chunk_x, chunk_z in _ring(x >> 4, z >> 4, ring)
            for tree in self.trees(chunk_x, chunk_z)
        )

    def _grown(self, chunk_x: int, chunk_z: int) -> NDArray[np.int64]:
        """Returns the trees in and about a chunk, villages left out, as `Plants.trees`."""
        columns, soil = self._columns(chunk_x, chunk_z), self._soils(chunk_x, chunk_z)
        clearings = _clearings(self._villages_about(chunk_x, chunk_z))
        return self._plants.trees(chunk_x, chunk_z, columns, soil, clearings)

    def _villages_about(self, chunk_x: int, chunk_z: int) -> tuple[Village, ...]:
        """Returns the villages whose square may touch a chunk or its margin."""
        return self._villages.near(16 * chunk_x + 8, 16 * chunk_z + 8, 2 * VILLAGE_RADIUS + 16)


def _clearings(villages: Sequence[Village]) -> growth.Clearings:
    """Returns where no tree stands and no cave has its mouth."""
    middles = np.array([(village.x, village.z) for village in villages], dtype=np.int64)
    return growth.Clearings(middles.reshape(-1, 2), VILLAGE_RADIUS)


def _ring(chunk_x: int, chunk_z: int, radius: int) -> list[tuple[int, int]]:
    """Returns the chunks at a distance (the larger of both axes), by x then z."""
    span = range(-radius, radius + 1)
    return [
        (chunk_x + dx, chunk_z + dz)
        for dx in span
        for dz in span
        if max(abs(dx), abs(dz)) == radius
    ]
