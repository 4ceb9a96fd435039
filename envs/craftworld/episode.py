"""`Episode`: all there is of one episode, and nothing about any attempt in it.

Whatever can change is held here or below here, so that `snapshot` and `restore` are exact.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypedDict

from envs.craftworld import sight
from envs.craftworld._ledger import Ledger
from envs.craftworld.blocktable import AIR
from envs.craftworld.creatures import Creatures, CreaturesSnapshot
from envs.craftworld.daylight import Weather, day_time
from envs.craftworld.daylight import sky_light as daylight
from envs.craftworld.dice import Dice
from envs.craftworld.flows import Flows
from envs.craftworld.footing import Cell
from envs.craftworld.furnace import Furnace
from envs.craftworld.ground import Drop, Ground
from envs.craftworld.habitat import Habitat
from envs.craftworld.inventory import Bag, Stack
from envs.craftworld.life import Hurt, Vitals
from envs.craftworld.noise import stream
from envs.craftworld.rules import Rules
from envs.craftworld.terrain import Snapshot as TerrainSnapshot
from envs.craftworld.terrain import Terrain
from envs.craftworld.worldgen import Overworld
from envs.errors import ContractError
from envs.state import KnownPlace

VILLAGE_SEEN = 96
"""Blocks from which a village is seen by someone who isn't under ground.

Declared as a simplification: it is half of what a client shows, and hills don't hide it.
"""

_BRIGHTEST = 14
"""No block lights a cell beside it more than this, so that what is brighter needs no search."""

_SHALLOW = 6
"""Blocks below the ground's height at which one still counts as being outside."""


class Here(TypedDict):
    """Coordinates, as a known place takes them."""

    x: int
    y: int
    z: int


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
    drops: tuple[Drop, ...]
    vitals: tuple[int, ...]
    strikes_at: int
    furnaces: tuple[tuple[Cell, Furnace], ...]
    chests: tuple[tuple[Cell, tuple[Stack, ...]], ...]
    terrain: TerrainSnapshot
    creatures: CreaturesSnapshot
    flows: Flows
    dice: int
    ledger: Ledger


class Episode:
    """Holds one episode.

    Attributes:
        rules: The rules in force.
        seed: The world's seed.
        recipe_book: Whether a refused window says what is lacking.
        terrain: The blocks.
        creatures: What lives about.
        vitals: The agent's condition.
        bag: What it carries.
        ground: What lies about.
        flows: Water and lava on their way.
        tick: Ticks since the start.
        skipped_ticks: Ticks of nights that were slept through; nothing happened in them.
        cell: The agent's feet.
        trail: The way by which the agent came from under the open sky to where it is.
        facing: Which way the agent looks, as a step along x or z.
        spawn: Where it came into the world.
        bed: Where its bed stands, if it slept in one.
        places: The places that it knows, sorted.
        strikes_at: Tick from which its next blow is a full one.
        furnaces: What is in each furnace, by its cell.
        chests: What is in each chest, by its cell.
        dice: Draws what drops.
        ledger: The true reasons of failures.
    """

    weather: Weather = "clear"
    """It is always fair."""

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
        self.terrain = Terrain(overworld)
        self.land = Habitat(self.terrain, overworld)
        self.creatures = Creatures(self.land, rules, seed)
        self.vitals = Vitals()
        self.bag = Bag(*_sizes(rules))
        self.ground = Ground()
        self.flows = Flows()
        self.tick = 0
        self.skipped_ticks = 0
        self.facing = (0, 1)
        self.spawn: Cell = overworld.spawn(biome)
        self.bed: Cell | None = None
        self.places: tuple[KnownPlace, ...] = ()
        self.strikes_at = 0
        self.furnaces: dict[Cell, Furnace] = {}
        self.chests: dict[Cell, list[Stack]] = {}
        self.dice = Dice(stream(seed, "drops"))
        self.ledger = Ledger()
        self.cell: Cell = self.spawn
        self.trail: list[Cell] = []
        self._chunk: tuple[int, int] | None = None
        self.stand(self.spawn)

    # Where the agent is.

    @property
    def eye(self) -> Cell:
        """The cell of the agent's eye."""
        x, y, z = self.cell
        return x, y + 1, z

    def here(self) -> Here:
        """Returns the agent's coordinates."""
        x, y, z = self.cell
        return {"x": x, "y": y, "z": z}

    def stand(self, cell: Cell) -> None:
        """Puts the agent somewhere; what lives there exists, and villages near are known."""
        chunk = cell[0] >> 4, cell[2] >> 4
        self.cell = cell
        self._keep_trail(cell)
        if chunk != self._chunk:
            self._chunk = chunk
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

    def know(self, place: KnownPlace, *, only: bool = True) -> None:
        """Remembers a place; the only one of its name, unless told otherwise."""
        kept = [p for p in self.places if not (only and p.name == place.name)]
        if place not in kept:
            kept.append(place)
        self.places = tuple(sorted(kept, key=lambda p: (p.name, p.x, p.y, p.z)))

    def respawn_cell(self) -> Cell:
        """Returns where the agent comes back: beside its bed if that still stands."""
        if self.bed is not None and self.terrain.name(*self.bed).endswith("_bed"):
            x, y, z = self.bed
            for dx, dz in ((1, 0), (-1, 0), (0, 1), (0, -1)):
                if self.land.stands(x + dx, y, z + dz):
                    return x + dx, y, z + dz
        return self.spawn

    @property
    def under_sky(self) -> bool:
        """Whether the sky is open above the agent."""
        return self.terrain.is_open_to_sky(*self.cell)

    @property
    def light(self) -> int:
        """The light at the agent's feet, in [0, 15]."""
        dimmed = sight.sky_light(self.terrain, self.cell) - (15 - daylight(self.clock))
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
        table, block = self.terrain.table, self.terrain.block
        feet, head = block(*self.cell), block(*self.eye)
        hurts = vitals.pass_time(
            ticks,
            under_water=bool(table.liquid[head]) and not table.harmful[head],
            in_lava=bool(table.liquid[feet] and table.harmful[feet]),
            burning=False,
        )
        for blow in creatures.advance(
            ticks, self.clock, self.cell, self.under_sky, self._rough_light(), self.weather
        ):
            if not vitals.dead:
                vitals.hurt(blow.amount_tenths)
                hurts.append(blow)
        self.tick += ticks
        self.flows.advance(self.tick, self.terrain)
        return hurts

    def _rough_light(self) -> int:
        """Returns the light at the agent's feet as monsters judge it: the sky's, or none."""
        return daylight(self.clock) if self.under_sky else 0

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
        """Takes out what is in the furnace or chest of a cell, and returns it."""
        furnace = self.furnaces.pop(cell, None)
        if furnace is not None:
            furnace.advance(self.tick, self.rules)
            return furnace.contents
        return tuple(self.chests.pop(cell, ()))

    # Once more.

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
            drops=self.ground.drops,
            vitals=self.vitals.snapshot(),
            strikes_at=self.strikes_at,
            furnaces=tuple((cell, furnace.copy()) for cell, furnace in self.furnaces.items()),
            chests=tuple((cell, tuple(stacks)) for cell, stacks in self.chests.items()),
            terrain=self.terrain.snapshot(),
            creatures=self.creatures.snapshot(),
            flows=self.flows.copy(),
            dice=self.dice.state,
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
        self.ground = Ground(snapshot.drops)
        self.vitals.restore(snapshot.vitals)
        self.strikes_at = snapshot.strikes_at
        self.furnaces = {cell: furnace.copy() for cell, furnace in snapshot.furnaces}
        self.chests = {cell: list(stacks) for cell, stacks in snapshot.chests}
        self.terrain.restore(snapshot.terrain)
        self.creatures.restore(snapshot.creatures)
        self.flows = snapshot.flows.copy()
        self.dice = Dice(snapshot.dice)
        self.ledger = snapshot.ledger.copy()


def _sizes(rules: Rules) -> tuple[dict[str, int], dict[str, int]]:
    """Returns stack sizes and uses of new items, by item."""
    items = rules.items.values()
    return (
        {item.name: item.stack for item in items},
        {item.name: item.durability for item in items if item.durability is not None},
    )
