"""Villages: a well, a field and a few huts, at most one in each 24 by 24 chunks.

A village lies near the middle of a region of plains. What stands there is small (declared as a
simplification); what counts is the place where villagers stand, and the field's carrots.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple

from envs.craftworld.land.columns import BIOME_NUMBER, REGION, SEA_LEVEL, ColumnMap
from envs.craftworld.noise import below, scatter, stream

DISTRICT = 2 * REGION
"""Blocks a side of the squares that hold at most one village each: 24 chunks, 384 blocks."""
VILLAGE_RADIUS = 20
"""Blocks from the middle within which a village's blocks lie, and no tree stands."""

Ground = Callable[[int, int], int]
"""Gives the height of the ground before anything was built, by x and z."""
_Cell = tuple[int, int, int, str]


class Village(NamedTuple):
    """Where a village is: the open place beside its well, where villagers stand."""

    x: int
    y: int
    z: int
    """Cell of a villager's feet."""


class Villages:
    """Says where a seed's villages are, and which blocks they are made of."""

    def __init__(self, seed: int, column_map: ColumnMap, ground: Ground) -> None:
        self._key = stream(seed, "villages")
        self._map = column_map
        self._ground = ground
        self._in_district = lru_cache(maxsize=256)(self._found)

    def near(self, x: int, z: int, radius: int) -> tuple[Village, ...]:
        """Returns the villages within `radius` blocks, nearest first, then by x and z."""
        found = []
        for i in range((x - radius) // DISTRICT, (x + radius) // DISTRICT + 1):
            for k in range((z - radius) // DISTRICT, (z + radius) // DISTRICT + 1):
                village = self._in_district(i, k)
                if village is not None:
                    squared = (village.x - x) ** 2 + (village.z - z) ** 2
                    if squared <= radius**2:
                        found.append((squared, village))
        return tuple(village for _, village in sorted(found))

    def _found(self, i: int, k: int) -> Village | None:
        """Returns a district's village: on the first of its dry sites of plains, if any."""
        places = [(2 * i + a, 2 * k + b) for a in (0, 1) for b in (0, 1)]
        turn = int(scatter(self._key, i, k)[0]) % 4
        for a, b in places[turn:] + places[:turn]:
            site = self._map.site(a, b)
            if site.biome != BIOME_NUMBER["plains"]:
                continue
            roll = scatter(self._key, a, b, 1)
            x, z = (
                middle + int(below(roll, 97, s)[0]) - 48
                for middle, s in ((site.x, 0), (site.z, 16))
            )
            heights = [self._ground(x + dx, z + dz) for dx in (-12, 0, 12) for dz in (-12, 0, 12)]
            if min(heights) >= SEA_LEVEL and max(heights) - min(heights) <= 6:
                return Village(x, heights[4] + 1, z)
        return None

    def cells(self, village: Village) -> tuple[_Cell, ...]:
        """Returns the blocks of a village as x, y, z, name; a later one replaces an earlier."""
        x, z = village.x, village.z
        cells = [*self._well(x + 4, z + 1), *self._field(x - 13, z + 3)]
        turn = int(scatter(self._key, x, z, 1)[0])
        places = [(9, -12), (-2, -14), (-14, -9), (10, 9), (-1, 11)]
        for number, (dx, dz) in enumerate(places):
            # Two of three huts stand, at least the first.
            if number == 0 or (turn >> 4 * number) % 3:
                cells += self._hut(x + dx, z + dz, door_south=dz < 0)
        return tuple(cells)

    def _levelled(self, x: int, z: int, size: int, floor: str) -> Iterator[_Cell]:
        """Yields a square floor at the ground's height in its middle, clear above."""
        y = self._ground(x + size // 2, z + size // 2)
        for at_x in range(x, x + size):
            for at_z in range(z, z + size):
                for depth in range(max(1, y - self._ground(at_x, at_z))):
                    yield at_x, y - 1 - depth, at_z, "dirt"
                yield at_x, y, at_z, floor
                for height in range(1, max(6, self._ground(at_x, at_z) - y + 1)):
                    yield at_x, y + height, at_z, "air"

    def _hut(self, x: int, z: int, *, door_south: bool) -> Iterator[_Cell]:
        """Yields a hut of 5 by 5 with a doorway and a torch inside."""
        yield from self._levelled(x, z, 5, "oak_planks")
        y = self._ground(x + 2, z + 2)
        for at_x in range(5):
            for at_z in range(5):
                edges = (at_x in (0, 4)) + (at_z in (0, 4))
                wall = ("", "cobblestone", "oak_log")[edges]
                for height in (1, 2, 3) if edges else ():
                    yield x + at_x, y + height, z + at_z, wall
                yield x + at_x, y + 4, z + at_z, "oak_planks"
        for height in (1, 2):
            yield x + 2, y + height, z + (4 if door_south else 0), "air"
        yield x + 1, y + 1, z + 2, "torch"

    def _well(self, x: int, z: int) -> Iterator[_Cell]:
        """Yields a ring of stone with two blocks of water in it, and the bell."""
        yield from self._levelled(x, z, 3, "cobblestone")
        y = self._ground(x + 1, z + 1)
        for depth in (1, 0):
            yield x + 1, y - depth, z + 1, "water"
        yield x, y + 1, z, "bell"

    def _field(self, x: int, z: int) -> Iterator[_Cell]:
        """Yields a field of carrots and wheat along a ditch."""
        yield from self._levelled(x, z, 7, "farmland")
        y = self._ground(x + 3, z + 3)
        for at_x in range(7):
            for at_z in range(7):
                if at_x in (0, 6) or at_z in (0, 6):
                    yield x + at_x, y, z + at_z, "oak_log"
                elif at_x == 3:
                    yield x + at_x, y, z + at_z, "water"
                else:
                    crop = "carrots" if at_x < 3 else "wheat"
                    yield x + at_x, y + 1, z + at_z, crop
