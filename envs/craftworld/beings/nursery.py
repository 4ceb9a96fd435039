"""`Nursery`: the animals that are on their way, and those that grow up, in one dimension.

Everything happens at a tick that is known beforehand, so that it costs nothing until then. What
falls due while nobody is near, or while nobody is in the dimension, is done when time is next
looked at: animals go on growing wherever the agent is (declared as a simplification; vanilla
stops time in chunks that are far away).

Vanilla's turtle eggs hatch by random ticks, mostly in the small hours, and most take four or five
nights (Minecraft Wiki, Turtle Egg). Here all eggs of a place hatch in the next night, at a tick
of those hours that is drawn as they are laid; a night that is slept through counts (declared).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from envs.craftworld.beings.breeding import (
    EGG_LAYERS,
    GROWING_TICKS,
    LEFT_BY_GROWN,
    LOVE_TICKS,
    PARTNER_BLOCKS,
    REST_TICKS,
    gained_by_feeding,
    is_baby,
)
from envs.craftworld.beings.creatures import Creatures
from envs.craftworld.beings.flock import LONG_AGO, Creature
from envs.craftworld.beings.habitat import Habitat
from envs.craftworld.dice import Dice
from envs.craftworld.footing import Cell, settled
from envs.craftworld.ground import GONE_AFTER, Drop, Ground
from envs.craftworld.land.blocktable import AIR
from envs.craftworld.land.terrain import Terrain
from envs.state import DAY_TICKS

HATCHING = (21_061, 21_904)
"""Ticks of the day in which eggs hatch, most of them (Minecraft Wiki, Turtle Egg, Hatching)."""

_EGGS = (1, 4)
_BIRTH_TICKS, _LAYING_TICKS = 60, 200
"""From the meeting of two animals to the baby's birth, or the eggs' laying."""
_AGAIN_TICKS = 600
"""A turtle that finds no sand tries again after so long."""
_LAYS_WITHIN = 8
"""Blocks from a turtle within which it lays."""
_SLOPE = 2
_FIRST_ID = 1 << 55


class Birth(NamedTuple):
    """A birth or a laying to come."""

    due: int
    """Tick of the episode."""
    mother: int
    """The animal's id."""


class Clutch(NamedTuple):
    """Eggs that lie in one cell."""

    hatches_at: int
    """Of the world's clock."""
    cell: Cell
    kind: str
    eggs: int


class NurserySnapshot(NamedTuple):
    """All there is to know of a nursery."""

    births: tuple[Birth, ...]
    clutches: tuple[Clutch, ...]
    born: int
    dice: int


class Nursery:
    """Holds what is to be born, laid and hatched.

    Attributes:
        clutches: The eggs that lie about, those that hatch first first.
    """

    def __init__(
        self,
        creatures: Creatures,
        terrain: Terrain,
        land: Habitat,
        health: Mapping[str, int],
        key: int,
    ) -> None:
        """Prepares a dimension in which nothing was bred yet.

        Args:
            creatures: What lives there.
            terrain: The blocks.
            land: The same, as creatures know it.
            health: Health points of a newborn, by kind.
            key: From `stream`; decides how many eggs there are, and when they hatch.
        """
        self._creatures = creatures
        self._terrain = terrain
        self._land = land
        self._health = health
        self._dice = Dice(key)
        self._births: list[Birth] = []
        self._born = 0
        self.clutches: list[Clutch] = []

    def feed(self, animal: Creature, tick: int) -> None:
        """Lets an animal eat what it likes: a baby grows faster, a grown one looks for another."""
        if is_baby(animal):
            animal.grows_at -= gained_by_feeding(animal, tick)
            return
        animal.loves_until = tick + LOVE_TICKS
        partner = next(self._partners(animal, tick), None)
        if partner is not None:
            for one in (animal, partner):
                one.loves_until, one.breeds_from = LONG_AGO, tick + REST_TICKS
            wait = _LAYING_TICKS if animal.kind in EGG_LAYERS else _BIRTH_TICKS
            self._births.append(Birth(tick + wait, animal.id))
            self._births.sort()

    def lovers(self, kind: str, cell: Cell, tick: int) -> Iterator[Creature]:
        """Yields those near a cell that were fed and look for another, the nearest first."""
        for other in self._creatures.near(*cell, PARTNER_BLOCKS):
            if other.kind == kind and other.loves_until > tick:
                yield other

    def advance(self, tick: int, clock: int, ground: Ground, agent: Cell) -> None:
        """Does all that is due.

        Args:
            tick: The episode's tick.
            clock: The world's clock, in ticks.
            ground: Takes what the grown let fall.
            agent: The agent's feet, where nothing is laid.
        """
        for animal in self._creatures.grown(tick, GROWING_TICKS):
            item = LEFT_BY_GROWN.get(animal.kind)
            if item is not None:
                ground.lay(Drop(item, 1, None, animal.cell, tick + GONE_AFTER))
        while self._births and self._births[0].due <= tick:
            self._deliver(self._births.pop(0), tick, clock, agent)
        while self.clutches and self.clutches[0].hatches_at <= clock:
            self._hatch(self.clutches.pop(0), tick)

    def snapshot(self) -> NurserySnapshot:
        """Returns all there is to know, as an immutable value."""
        return NurserySnapshot(
            tuple(self._births), tuple(self.clutches), self._born, self._dice.state
        )

    def restore(self, snapshot: NurserySnapshot) -> None:
        """Puts everything back to what it was at `snapshot`."""
        self._births, self.clutches = list(snapshot.births), list(snapshot.clutches)
        self._born, self._dice.state = snapshot.born, snapshot.dice

    def _partners(self, animal: Creature, tick: int) -> Iterator[Creature]:
        lovers = self.lovers(animal.kind, animal.cell, tick)
        return (other for other in lovers if other.id != animal.id)

    def _deliver(self, birth: Birth, tick: int, clock: int, agent: Cell) -> None:
        mother = self._creatures.get(birth.mother)
        if mother is None:
            return
        block = EGG_LAYERS.get(mother.kind)
        if block is None:
            self._bear(mother.kind, mother.cell, tick)
            return
        cell = self._nest(mother.cell, agent)
        if cell is None:
            self._births.append(Birth(tick + _AGAIN_TICKS, mother.id))
            self._births.sort()
            return
        self._terrain.set_block(*cell, self._terrain.table.id(block))
        eggs = self._dice.between(*_EGGS)
        self.clutches.append(Clutch(self._hatching(clock), cell, mother.kind, eggs))
        self.clutches.sort()

    def _hatching(self, clock: int) -> int:
        """Returns when eggs that are laid now hatch."""
        day, at = clock - clock % DAY_TICKS, self._dice.between(*HATCHING)
        return day + at if day + HATCHING[0] > clock else day + DAY_TICKS + at

    def _nest(self, mother: Cell, agent: Cell) -> Cell | None:
        """Returns the nearest free cell on sand, none where the agent or an animal stands."""
        x, y, z = mother
        span = range(-_LAYS_WITHIN, _LAYS_WITHIN + 1)
        for _, dx, dz in sorted((dx * dx + dz * dz, dx, dz) for dx in span for dz in span):
            at = settled(self._land, x + dx, y, z + dz, _SLOPE)
            if at is None or self._terrain.name(x + dx, at - 1, z + dz) != "sand":
                continue
            cell = (x + dx, at, z + dz)
            is_free = self._terrain.block(*cell) == AIR and cell != agent
            if is_free and not self._creatures.near(*cell, 0):
                return cell
        return None

    def _hatch(self, clutch: Clutch, tick: int) -> None:
        """Lets babies come out of eggs, unless somebody broke them."""
        if self._terrain.name(*clutch.cell) != EGG_LAYERS[clutch.kind]:
            return
        self._terrain.set_block(*clutch.cell, AIR)
        for _ in range(clutch.eggs):
            self._bear(clutch.kind, clutch.cell, tick)

    def _bear(self, kind: str, cell: Cell, tick: int) -> None:
        self._born += 1
        baby = Creature(_FIRST_ID + self._born, kind, *cell, 10 * self._health[kind])
        baby.grows_at = tick + GROWING_TICKS
        if kind in EGG_LAYERS:
            baby.home_x, _, baby.home_z = cell
        self._creatures.join(baby)
