"""`Realm`: one dimension of an episode, with all that is in it.

A realm is made when somebody goes there first. While nobody is there its creatures and liquids
stand still and what lies about doesn't age, as in vanilla's unloaded chunks; furnaces go on by
the clock, which is a declared simplification.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from envs.craftworld.beings.creatures import Creatures, CreaturesSnapshot
from envs.craftworld.beings.habitat import Country, Habitat
from envs.craftworld.beings.nursery import Nursery, NurserySnapshot
from envs.craftworld.flows import Flows
from envs.craftworld.footing import Cell
from envs.craftworld.game.furnace import Furnace
from envs.craftworld.game.inventory import Stack
from envs.craftworld.game.rules import Rules
from envs.craftworld.ground import Drop, Ground
from envs.craftworld.land.terrain import Snapshot as TerrainSnapshot
from envs.craftworld.land.terrain import Terrain
from envs.craftworld.noise import stream
from envs.state import Dimension

OVERWORLD: Dimension = "overworld"
NETHER: Dimension = "the_nether"

TABLE_NAMES: Mapping[Dimension, str] = MappingProxyType({OVERWORLD: "overworld", NETHER: "nether"})
"""What the tables of a data pack call the dimensions that can be gone to."""


@dataclass(frozen=True)
class RealmSnapshot:
    """All there is to know of a realm; nothing in it is ever changed."""

    dimension: Dimension
    drops: tuple[Drop, ...]
    furnaces: tuple[tuple[Cell, Furnace], ...]
    chests: tuple[tuple[Cell, tuple[Stack, ...]], ...]
    cauldrons: tuple[tuple[Cell, int], ...]
    terrain: TerrainSnapshot
    creatures: CreaturesSnapshot
    nursery: NurserySnapshot
    flows: Flows
    left_at: int | None


class Realm:
    """Holds one dimension.

    Attributes:
        dimension: Which one.
        terrain: The blocks.
        land: The same, as creatures know it.
        creatures: What lives there.
        nursery: What is to be born and hatched there.
        ground: What lies about.
        flows: Water and lava on their way.
        furnaces: What is in each furnace, by its cell.
        chests: What is in each chest, by its cell.
        cauldrons: How many of three levels of water are in each cauldron that has some.
        has_sky: Whether there is a sky, with its light, above it.
        allows_water: Whether water stays that is poured out.
    """

    def __init__(self, dimension: Dimension, country: Country, rules: Rules, seed: int) -> None:
        """Prepares a dimension in which nobody has been yet.

        Args:
            dimension: One of `TABLE_NAMES`.
            country: What generates the ground.
            rules: The rules in force.
            seed: The world's seed.
        """
        self.dimension = dimension
        self.terrain = Terrain(country)
        self.land = Habitat(self.terrain, country)
        self.creatures = Creatures(self.land, rules, seed, TABLE_NAMES[dimension])
        self.nursery = Nursery(
            self.creatures,
            self.terrain,
            self.land,
            {mob.name: mob.health for mob in rules.mobs.values()},
            stream(seed, f"nursery {TABLE_NAMES[dimension]}"),
        )
        self.ground = Ground()
        self.flows = Flows()
        self.furnaces: dict[Cell, Furnace] = {}
        self.chests: dict[Cell, list[Stack]] = {}
        self.cauldrons: dict[Cell, int] = {}
        self.has_sky = self.allows_water = dimension == OVERWORLD
        self._left_at: int | None = None

    def leave(self, tick: int) -> None:
        """Notes that nobody is there from a tick on."""
        self._left_at = tick

    def enter(self, tick: int) -> None:
        """Lets time go on there: what lies about is as old as when somebody was last there."""
        if self._left_at is not None:
            away = tick - self._left_at
            drops = (replace(drop, gone_at=drop.gone_at + away) for drop in self.ground.drops)
            self.ground = Ground(tuple(drops))
        self._left_at = None

    def snapshot(self) -> RealmSnapshot:
        """Returns all there is to know, as a value that nothing changes any more."""
        return RealmSnapshot(
            dimension=self.dimension,
            drops=self.ground.drops,
            furnaces=tuple((cell, furnace.copy()) for cell, furnace in self.furnaces.items()),
            chests=tuple((cell, tuple(stacks)) for cell, stacks in self.chests.items()),
            cauldrons=tuple(self.cauldrons.items()),
            terrain=self.terrain.snapshot(),
            creatures=self.creatures.snapshot(),
            nursery=self.nursery.snapshot(),
            flows=self.flows.copy(),
            left_at=self._left_at,
        )

    def restore(self, snapshot: RealmSnapshot) -> None:
        """Puts everything back to what it was at `snapshot`, one of the same dimension."""
        self.ground = Ground(snapshot.drops)
        self.furnaces = {cell: furnace.copy() for cell, furnace in snapshot.furnaces}
        self.chests = {cell: list(stacks) for cell, stacks in snapshot.chests}
        self.cauldrons = dict(snapshot.cauldrons)
        self.terrain.restore(snapshot.terrain)
        self.creatures.restore(snapshot.creatures)
        self.nursery.restore(snapshot.nursery)
        self.flows = snapshot.flows.copy()
        self._left_at = snapshot.left_at
