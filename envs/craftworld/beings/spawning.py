"""How monsters come about in the dark around a player.

Vanilla fills 289 chunks with up to 70 monsters, and what is more than 32 blocks away vanishes
by and by. Here only the ring from which they come is filled, `RING` blocks around the player,
at a pace that gives about as many as vanilla has there (declared as a simplification). Where
they come about, in which light and in which groups, is vanilla's.

In the Nether, which has no sky, all of them come about at light 11 or less: vanilla has that for
most, 7 for skeletons and endermen, and any for magma cubes and ghasts (declared). A ghast hovers
above the floor.

Source: Minecraft Wiki, Spawn, 1.16, and `Monster.isDarkEnoughToSpawn`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from envs.craftworld.beings.flock import Creature
from envs.craftworld.beings.herds import by_biome
from envs.craftworld.daylight import SPAWN_LIGHT, Weather, spawning_light, spawns_outside
from envs.craftworld.dice import Dice
from envs.craftworld.footing import Cell, Land, fallen
from envs.craftworld.game.rules import Rules
from envs.craftworld.noise import stream

PERIOD_TICKS = 300
"""A group may come about at each multiple of this."""
RING = (24, 40)
"""Blocks from the player at which groups come about, least and most."""
MOST = 4
"""No more monsters come about while there are so many."""

_FIRST_ID = 1 << 50
_PROBES = 8
"""Draws of a cell until one is found to stand in."""
_SPREAD = 5
"""Blocks between the members of a group, in x and z, at most."""
_LEVELS = 8
"""Blocks above and below the player that caves are looked for."""
_ROOFED_LIGHT = 11
"""The highest block light at which mobs come about where there is no sky."""
_HOVERS = (4, 12)
"""Blocks above the floor at which a ghast hovers, least and most."""
_GHAST_HEIGHT = 4
_SKY_SHARE = 17, 32
"""Of places under the sky, so many are dark enough: full sky light must not exceed a draw."""


class Attempt(NamedTuple):
    """Says when and around whom a group may come about."""

    tick: int
    player: Cell
    weather: Weather
    room: int
    """How many more monsters there may be."""


class Spawner:
    """Brings monsters about.

    Attributes:
        dice: What decides; part of the world's state.
        born: How many came about so far; part of the world's state.
    """

    def __init__(self, land: Land, rules: Rules, seed: int, dimension: str) -> None:
        self._land = land
        self._roofed = dimension != "overworld"
        self._by_biome = by_biome(rules, "dark", dimension)
        self._health = {mob.name: 10 * mob.health for mob in rules.mobs.values()}
        self.dice = Dice(stream(seed, f"spawning {dimension}"))
        self.born = 0

    def spawn(self, attempt: Attempt) -> Iterator[Creature]:
        """Yields the group that comes about, often nobody."""
        px, py, pz = attempt.player
        outside = not self._roofed and py > self._land.ground(px, pz) - _LEVELS
        if attempt.room <= 0 or (outside and not spawns_outside(attempt.tick, attempt.weather)):
            return
        at = self._place(attempt.player, outside)
        mobs = self._by_biome.get(self._land.biome(at[0], at[2]), ()) if at else ()
        if at is None or not mobs:
            return
        mob = mobs[self.dice.weighted([mob.weight for mob in mobs])]
        left, (x, y, z) = attempt.room, at
        for _ in range(self.dice.between(*mob.group)):
            if at is not None and mob.attack == "fireball":
                at = self._aloft(at)
            if at is not None and left and self._fits(at, attempt):
                left -= 1
                self.born += 1
                number = _FIRST_ID + self.born
                yield Creature(number, mob.name, *at, self._health[mob.name], attempt.tick)
            x += self.dice.between(-_SPREAD, _SPREAD)
            z += self.dice.between(-_SPREAD, _SPREAD)
            at = self._floor(x, y, z, outside)

    def _place(self, player: Cell, outside: bool) -> Cell | None:
        """Draws a cell of the ring to stand in; `None` if a few draws found none."""
        (nearest, farthest), (x, y, z) = RING, player
        wide, high = 2 * farthest + 1, 2 * _LEVELS + 1
        for _ in range(_PROBES):
            rest, dx = divmod(self.dice.randrange(wide * wide * high), wide)
            dy, dz = divmod(rest, wide)
            dx, dy, dz = dx - farthest, dy - _LEVELS, dz - farthest
            if nearest**2 <= dx * dx + dz * dz <= farthest**2:
                found = self._floor(x + dx, y + dy, z + dz, outside)
                if found is not None:
                    return found
        return None

    def _floor(self, x: int, y: int, z: int, outside: bool) -> Cell | None:
        """Returns where one would stand in a column: outside, or in a cave at `y`."""
        if outside:
            y = self._land.ground(x, z) + 1
        at = fallen(self._land, x, y, z, _LEVELS)
        return None if at is None else (x, at, z)

    def _aloft(self, floor: Cell) -> Cell | None:
        """Returns where a ghast hovers above a floor, `None` if there's no room for it."""
        (low, high), (x, y, z) = _HOVERS, floor
        free = 0
        while free < high + _GHAST_HEIGHT and self._land.free(x, y + free, z):
            free += 1
        return (x, y + free - _GHAST_HEIGHT, z) if free >= low + _GHAST_HEIGHT else None

    def _fits(self, cell: Cell, attempt: Attempt) -> bool:
        """Returns whether it is dark there, by the draw, and not too near the player."""
        dx, dy, dz = (a - b for a, b in zip(cell, attempt.player, strict=True))
        if dx * dx + dy * dy + dz * dz < RING[0] ** 2:
            return False
        if self._roofed:
            return self._land.block_light(*cell) <= _ROOFED_LIGHT
        limit = self.dice.randrange(SPAWN_LIGHT + 1)
        if cell[1] > self._land.ground(cell[0], cell[2]) or self._land.open_to_sky(*cell):
            share, whole = _SKY_SHARE
            if self.dice.randrange(whole) >= share:
                return False
            if spawning_light(attempt.tick, attempt.weather) > limit:
                return False
        return self._land.block_light(*cell) <= limit
