"""`Episode`: all there is of one episode, and nothing about any attempt in it.

Whatever can change is held here or below here, so that `snapshot` and `restore` are exact.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TypedDict

from envs.craftworld import sight
from envs.craftworld._ledger import Ledger
from envs.craftworld.beings.creatures import Creatures
from envs.craftworld.beings.habitat import Habitat
from envs.craftworld.daylight import Weather, day_time
from envs.craftworld.daylight import sky_light as daylight
from envs.craftworld.dice import Dice
from envs.craftworld.flows import Flows
from envs.craftworld.footing import Cell
from envs.craftworld.game.armor import TURTLE_BREATH, guard_of, wears_shell
from envs.craftworld.game.furnace import Furnace
from envs.craftworld.game.inventory import Bag, Stack
from envs.craftworld.game.rules import Rules
from envs.craftworld.ground import Ground
from envs.craftworld.harm import Hurt
from envs.craftworld.land.blocktable import AIR
from envs.craftworld.land.scenery import nether_of
from envs.craftworld.land.terrain import Terrain
from envs.craftworld.land.worldgen import Overworld
from envs.craftworld.life import Vitals, VitalsSnapshot
from envs.craftworld.noise import stream
from envs.craftworld.realms import NETHER, OVERWORLD, Realm, RealmSnapshot
from envs.craftworld.sky import Sky, SkySnapshot, rains_in
from envs.craftworld.surroundings import exposure_over
from envs.errors import ContractError
from envs.state import Dimension, KnownPlace, Nearby

VILLAGE_SEEN = 96
"""Blocks from which a village is seen by someone who isn't under ground.

Declared as a simplification: it is half of what a client shows, and hills don't hide it.
"""

_BRIGHTEST = 14
"""No block lights a cell beside it more than this, so that what is brighter needs no search."""

_SHALLOW = 6
"""Blocks below the ground's height at which one still counts as being outside."""

_ROOFED_TRAIL = 128
"""Cells of the way here that are remembered where there is no sky."""


class Here(TypedDict):
    """Coordinates, as a known place takes them."""

    x: int
    y: int
    z: int
    dimension: Dimension


@dataclass(frozen=True)
class EpisodeSnapshot:
    """All there is to know of an episode; nothing in it is ever changed."""

    seed: int
    tick: int
    skipped_ticks: int
    cell: Cell
    chunk: tuple[int, int] | None
    trail: tuple[Cell, ...]
    facing: tuple[int, int]
    spawn: Cell
    bed: Cell | None
    places: tuple[KnownPlace, ...]
    bag: Bag
    vitals: VitalsSnapshot
    sky: SkySnapshot
    strikes_at: int
    dimension: Dimension
    realms: tuple[RealmSnapshot, ...]
    dice: int
    meals: int
    ledger: Ledger


class Episode:
    """Holds one episode.

    Attributes:
        rules: The rules in force.
        seed: The world's seed.
        recipe_book: Whether a refused window says what is lacking.
        realm: The dimension where the agent is, with all that is in it.
        vitals: The agent's condition.
        sky: The weather.
        blasts: Where something blew up and hasn't torn up blocks yet; empty between two acts.
        bag: What it carries.
        tick: Ticks since the start.
        skipped_ticks: Ticks of nights that were slept through; nothing happened in them.
        cell: The agent's feet.
        trail: The way by which the agent came from under the open sky to where it is.
        facing: Which way the agent looks, as a step along x or z.
        spawn: Where it came into the world.
        bed: Where its bed stands, if it slept in one.
        places: The places that it knows, sorted.
        strikes_at: Tick from which its next blow is a full one.
        dice: Draws what drops.
        meals: Draws what comes of eating.
        ledger: The true reasons of failures.
        seen: The blocks in view when somebody last looked, by name.
        seen_from: The terrain, its revision and the feet's cell at that time.
    """

    def __init__(
        self,
        rules: Rules,
        overworld: Overworld,
        seed: int,
        *,
        biome: str | None = None,
        recipe_book: bool = True,
    ) -> None:
        """Starts an episode at tick 0.

        Args:
            rules: The rules in force.
            overworld: What generates the ground, over `block_table(rules)`.
            seed: The world's seed.
            biome: Where to start; `None` for anywhere.
            recipe_book: Whether a refused window says what is lacking.

        Raises:
            UnknownNameError: If no episode can start in that biome.
        """
        self.rules = rules
        self.seed = seed
        self.recipe_book = recipe_book
        self._overworld = overworld
        self._realms = {OVERWORLD: Realm(OVERWORLD, overworld, rules, seed)}
        self.realm = self._realms[OVERWORLD]
        self.vitals = Vitals()
        self.sky = Sky(seed)
        self.blasts: list[Cell] = []
        self._exposure = exposure_over(self.terrain.table)
        self.bag = Bag(*_sizes(rules))
        self.tick = 0
        self.skipped_ticks = 0
        self.facing = (0, 1)
        self.spawn: Cell = overworld.spawn(biome)
        self.bed: Cell | None = None
        self.places: tuple[KnownPlace, ...] = ()
        self.strikes_at = 0
        self.dice = Dice(stream(seed, "drops"))
        self.meals = Dice(stream(seed, "meals"))
        self.ledger = Ledger()
        self.seen: tuple[Nearby, ...] = ()
        self.seen_from: tuple[Terrain, int, Cell] | None = None
        self.cell: Cell = self.spawn
        self.trail: list[Cell] = []
        self._chunk: tuple[int, int] | None = None
        self.stand(self.spawn)

    # The dimension where the agent is.

    @property
    def dimension(self) -> Dimension:
        """The dimension where the agent is."""
        return self.realm.dimension

    @property
    def terrain(self) -> Terrain:
        """The blocks."""
        return self.realm.terrain

    @property
    def land(self) -> Habitat:
        """The blocks, as creatures know them."""
        return self.realm.land

    @property
    def creatures(self) -> Creatures:
        """What lives about."""
        return self.realm.creatures

    @property
    def ground(self) -> Ground:
        """What lies about."""
        return self.realm.ground

    @property
    def flows(self) -> Flows:
        """Water and lava on their way."""
        return self.realm.flows

    @property
    def furnaces(self) -> dict[Cell, Furnace]:
        """What is in each furnace, by its cell."""
        return self.realm.furnaces

    @property
    def chests(self) -> dict[Cell, list[Stack]]:
        """What is in each chest, by its cell."""
        return self.realm.chests

    def realm_of(self, dimension: Dimension) -> Realm:
        """Returns a dimension; it is made now if nobody has been there yet."""
        if dimension not in self._realms:
            if dimension != NETHER:
                raise ContractError(f"Expected the Nether or the overworld, found {dimension}.")
            country = nether_of(self.rules, self.seed)
            self._realms[dimension] = Realm(dimension, country, self.rules, self.seed)
        return self._realms[dimension]

    def enter(self, dimension: Dimension, cell: Cell) -> None:
        """Puts the agent into a dimension, at a cell of it."""
        if dimension != self.dimension:
            self.realm.leave(self.tick)
            self.realm = self.realm_of(dimension)
            self.realm.enter(self.tick)
            self._chunk, self.trail = None, []
        self.stand(cell)

    # Where the agent is.

    @property
    def eye(self) -> Cell:
        """The cell of the agent's eye."""
        x, y, z = self.cell
        return x, y + 1, z

    def here(self) -> Here:
        """Returns the agent's coordinates."""
        x, y, z = self.cell
        return {"x": x, "y": y, "z": z, "dimension": self.dimension}

    def stand(self, cell: Cell) -> None:
        """Puts the agent somewhere; what lives there exists, and villages near are known."""
        chunk = cell[0] >> 4, cell[2] >> 4
        self.cell = cell
        self._keep_trail(cell)
        if chunk != self._chunk:
            self._chunk = chunk
            self.ground.attend(cell, self.tick)
            self.creatures.populate(cell[0], cell[2])
            if cell[1] >= self.land.ground(cell[0], cell[2]) - _SHALLOW:
                for x, y, z in self.land.villages_near(cell[0], cell[2], VILLAGE_SEEN):
                    self.know(KnownPlace(name="village", x=x, y=y, z=z), only=False)

    def _keep_trail(self, cell: Cell) -> None:
        """Remembers the way from the open sky to where the agent is, loops left out."""
        if self.terrain.is_open_to_sky(*cell):
            self.trail = [cell]
        elif cell in self.trail:
            del self.trail[self.trail.index(cell) + 1 :]
        else:
            self.trail.append(cell)
            if not self.realm.has_sky:
                # No way leads to the sky: the last of it is enough to go back to where it is safe.
                del self.trail[:-_ROOFED_TRAIL]

    def know(self, place: KnownPlace, *, only: bool = True) -> None:
        """Remembers a place; the only one of its name, unless told otherwise."""
        kept = [p for p in self.places if not (only and p.name == place.name)]
        if place not in kept:
            kept.append(place)
        self.places = tuple(sorted(kept, key=lambda p: (p.name, p.x, p.y, p.z)))

    def respawn_cell(self) -> Cell:
        """Returns where the agent comes back in the overworld: by its bed if that still stands."""
        home = self._realms[OVERWORLD]
        if self.bed is not None and home.terrain.name(*self.bed).endswith("_bed"):
            x, y, z = self.bed
            for dx, dz in ((1, 0), (-1, 0), (0, 1), (0, -1)):
                if home.land.stands(x + dx, y, z + dz):
                    return x + dx, y, z + dz
        return self.spawn

    @property
    def under_sky(self) -> bool:
        """Whether the sky is open above the agent."""
        return self.realm.has_sky and self.terrain.is_open_to_sky(*self.cell)

    @property
    def light(self) -> int:
        """The light at the agent's feet, in [0, 15]."""
        if not self.realm.has_sky:
            return sight.block_light(self.terrain, self.cell)
        darkened = 15 - daylight(self.clock, self.weather)
        dimmed = sight.sky_light(self.terrain, self.cell) - darkened
        if dimmed >= _BRIGHTEST:
            return dimmed
        return max(sight.block_light(self.terrain, self.cell), dimmed, 0)

    @property
    def clock(self) -> int:
        """The world's time in ticks, by which day and night go: a night slept is skipped."""
        return self.tick + self.skipped_ticks

    @property
    def day_time(self) -> int:
        """Ticks since sunrise."""
        return day_time(self.clock)

    # What changes by itself.

    def pass_time(self, ticks: int) -> list[Hurt]:
        """Lets time pass and returns what hurt the agent; it is already taken."""
        creatures, vitals = self.creatures, self.vitals
        around = self._exposure.of(self.terrain, self.cell, rained_on=self.rained_on)
        if not around.under_water and wears_shell(self.bag):
            vitals.affect(TURTLE_BREATH)
        guard, now, end = guard_of(self.bag, self.rules), self.clock, self.clock + ticks
        hurts: list[Hurt] = []
        for harm in creatures.advance(
            ticks,
            now,
            self.cell,
            self.under_sky,
            self._rough_light(),
            self.weather,
            gilded=self._wears_gold(),
        ):
            hurts += vitals.pass_time(harm.tick - now, around, guard)
            now = harm.tick
            hurts += vitals.harmed(harm, guard)
            if harm.blast is not None:
                self.blasts.append(harm.blast)
        hurts += vitals.pass_time(end - now, around, guard)
        self.tick += ticks
        self.sky.advance(self.tick)
        self.flows.advance(self.tick, self.terrain)
        self.realm.nursery.advance(self.tick, self.clock, self.ground, self.cell)
        return hurts

    def _rough_light(self) -> int:
        """Returns the light at the agent's feet as monsters judge it: the sky's, or none."""
        return daylight(self.clock, self.weather) if self.under_sky else 0

    @property
    def weather(self) -> Weather:
        """The weather, the same all over the world: where it is dry, or cold, no rain falls."""
        return self.sky.weather

    @property
    def rained_on(self) -> bool:
        """Whether rain falls on the agent."""
        if self.weather == "clear" or not self.under_sky:
            return False
        x, y, z = self.cell
        return rains_in(self.rules.biomes[self.land.biome(x, z)], y)

    def _wears_gold(self) -> bool:
        """Returns whether any piece of armor is of gold, which piglins respect."""
        worn = self.bag.worn.values()
        return any(stack.item.startswith("golden_") for stack in worn)

    def resting_place(self, cell: Cell) -> Cell:
        """Returns where something that is let fall in a cell comes to lie; in water it floats."""
        x, y, z = cell
        table, block = self.terrain.table, self.terrain.block
        while table.solid[block(x, y, z)]:
            y += 1  # sand came down on it
        while y > 0 and not table.liquid[block(x, y, z)] and not table.solid[block(x, y - 1, z)]:
            y -= 1
        while table.liquid[block(x, y + 1, z)]:
            y += 1
        return x, y, z

    def set_block(self, cell: Cell, name: str) -> None:
        """Changes a block."""
        self.terrain.set_block(*cell, AIR if name == "air" else self.terrain.table.id(name))

    # Stations.

    def furnace_at(self, cell: Cell, station: str) -> Furnace:
        """Returns the furnace that stands in a cell."""
        if cell not in self.furnaces:
            self.furnaces[cell] = Furnace(station, as_of=self.tick)
        return self.furnaces[cell]

    def contents_of(self, cell: Cell) -> tuple[Stack, ...]:
        """Takes out what is in the furnace or chest of a cell, and returns it; water is lost."""
        self.realm.cauldrons.pop(cell, None)
        furnace = self.furnaces.pop(cell, None)
        if furnace is not None:
            furnace.advance(self.tick, self.rules)
            return furnace.contents
        return tuple(self.chests.pop(cell, ()))

    # Once more, and never again.

    def close(self) -> None:
        """Lets go of the ground, which takes most of the memory; snapshots stay good."""
        for realm in self._realms.values():
            realm.terrain.close()
        self._overworld.forget()

    def snapshot(self) -> EpisodeSnapshot:
        """Returns all there is to know, as a value that nothing changes any more."""
        return EpisodeSnapshot(
            seed=self.seed,
            tick=self.tick,
            skipped_ticks=self.skipped_ticks,
            cell=self.cell,
            chunk=self._chunk,
            trail=tuple(self.trail),
            facing=self.facing,
            spawn=self.spawn,
            bed=self.bed,
            places=self.places,
            bag=self.bag.copy(),
            vitals=self.vitals.snapshot(),
            sky=self.sky.snapshot(),
            strikes_at=self.strikes_at,
            dimension=self.dimension,
            realms=tuple(realm.snapshot() for realm in self._realms.values()),
            dice=self.dice.state,
            meals=self.meals.state,
            ledger=self.ledger.copy(),
        )

    def restore(self, snapshot: EpisodeSnapshot) -> None:
        """Puts everything back to what it was at `snapshot`.

        Raises:
            ContractError: If the snapshot is of another seed's world.
        """
        if snapshot.seed != self.seed:
            raise ContractError(
                f"Expected a snapshot of seed {self.seed}, found one of seed {snapshot.seed}: "
                "reset the world with that seed first."
            )
        self.tick, self.cell, self.facing = snapshot.tick, snapshot.cell, snapshot.facing
        self.skipped_ticks = snapshot.skipped_ticks
        self._chunk, self.trail = snapshot.chunk, list(snapshot.trail)
        self.spawn, self.bed, self.places = snapshot.spawn, snapshot.bed, snapshot.places
        self.bag = snapshot.bag.copy()
        self.vitals.restore(snapshot.vitals)
        self.sky.restore(snapshot.sky)
        self.blasts = []
        self.strikes_at = snapshot.strikes_at
        for realm in snapshot.realms:
            self.realm_of(realm.dimension).restore(realm)
        # What nobody had gone to yet is as if it had never been made.
        self._realms = {r.dimension: self._realms[r.dimension] for r in snapshot.realms}
        self.realm = self._realms[snapshot.dimension]
        self.dice, self.meals = Dice(snapshot.dice), Dice(snapshot.meals)
        self.ledger = snapshot.ledger.copy()


@cache
def _sizes(rules: Rules) -> tuple[Mapping[str, int], Mapping[str, int]]:
    """Returns stack sizes and uses of new items, by item."""
    items = rules.items.values()
    return (
        {item.name: item.stack for item in items},
        {item.name: item.durability for item in items if item.durability is not None},
    )
