"""`Creatures`: all that lives about a player, in one dimension.

    creatures = Creatures(land, rules, seed)
    creatures.populate(x, z)                      # herds and villagers near there exist now
    for creature in creatures.visible(eye, 32):
        ...
    harms = creatures.advance(20, tick, (x, y, z), sky=True, light=15)
    if creatures.strike(creature.id, 50):         # it died; what it drops is the caller's
        ...

Equal seeds and calls give equal creatures, in any process. Each concern draws from a generator
of its own. While nothing hostile is about, time passes from one event to the next.
"""

from __future__ import annotations

from typing import NamedTuple

from envs.craftworld.beings.flock import LONG_AGO, NOT_YET, Creature, CreatureRow, Flock
from envs.craftworld.beings.foes import BLOCK_TRAVEL, FORGETS_AFTER, Foes, Player
from envs.craftworld.beings.herds import Herds
from envs.craftworld.beings.spawning import MOST, PERIOD_TICKS, Attempt, Spawner
from envs.craftworld.daylight import Weather, spawns_outside
from envs.craftworld.dice import Dice
from envs.craftworld.footing import Cell, Land, stepped
from envs.craftworld.game.rules import Rules
from envs.craftworld.harm import Harm
from envs.craftworld.noise import stream

_CLOSE, _CLOSE_TICKS = 12, 10
_WITHIN, _WITHIN_TICKS = 40, 40
_FAR_TICKS = 100
"""Ticks that monsters act at a time, by the nearest one's distance; few once one hunts."""
_STROLLS_WITHIN = 32
"""Blocks from the player within which animals stroll."""
_LIVE_TICKS = 40
"""Animals are looked after when a multiple of this passes, or while one runs."""
_STROLL_TICKS = (60, 180)
"""Between two strolls of an animal (`RandomStrollGoal` has one in 120 a tick)."""
_HOME_BLOCKS = 8
"""Blocks that an animal with a home strays from it."""
_FLIGHT_TICKS, _FLIGHT_STEPS = 100, 8
"""How long an animal that was struck runs, and how far at a time."""
_FLIGHT_SPEED = 25, 16
"""How much faster it runs: a pig by 1.25 squared (`PanicGoal`)."""
_SHAKEN_TICKS, _PUSHED = 20, 2
_PACKS = frozenset({"zombified_piglin"})
"""Kinds of which all are angry when one is struck."""
_PACK_BLOCKS = 35
"""Blocks within which they are (Minecraft Wiki, Zombified Piglin: 35 in its follow range)."""
_CALMS_BEYOND = 64
"""Blocks beyond which an animal that fought back lets it be."""


class CreaturesSnapshot(NamedTuple):
    """All there is to know of a dimension's creatures."""

    rows: tuple[CreatureRow, ...]
    foes: tuple[int, ...]
    met: frozenset[tuple[int, int, int]]
    dice: tuple[int, ...]
    born: int
    tick: int
    startled_until: int
    player: Cell | None


class Creatures:
    """Holds the creatures of one dimension and lets them live."""

    def __init__(self, land: Land, rules: Rules, seed: int, dimension: str = "overworld") -> None:
        """Prepares a dimension that nobody has come into yet.

        Args:
            land: Answers for the dimension's ground.
            rules: Their mobs are those that there are.
            seed: The world's seed.
            dimension: As `Mob.dimension` names it.
        """
        self._mobs = rules.mobs
        self._flock = Flock()
        self._herds = Herds(land, rules, seed, dimension)
        self._spawner = Spawner(land, rules, seed, dimension)
        self._land = land
        self._attacks = Dice(stream(seed, f"attacks {dimension}"))
        self._strolls = Dice(stream(seed, f"strolls {dimension}"))
        self._monsters = Foes(land, self._flock, self._attacks, self._strolls, rules.biomes)
        self._foes: dict[int, Creature] = {}
        self._young: dict[int, Creature] = {}
        self._tick = 0
        self._startled_until = 0
        self._player: Cell | None = None
        self._chunk: tuple[int, int] | None = None

    @property
    def hunted(self) -> bool:
        """Whether something is after the player, so that time had better pass in short steps."""
        return any(self._tick - foe.seen_at <= FORGETS_AFTER for foe in self._foes.values())

    def populate(self, x: int, z: int) -> None:
        """Lets the herds and villagers around a column exist.

        Who they are and where they come in doesn't depend on what was visited before.
        """
        chunk = x >> 4, z >> 4
        if chunk != self._chunk:
            self._chunk = chunk
            for creature in self._herds.meet(*chunk):
                self.join(creature)

    def join(self, creature: Creature) -> None:
        """Takes in an animal, grown up or not."""
        self._flock.add(creature)
        if creature.grows_at != LONG_AGO:
            self._young[creature.id] = creature

    def grown(self, tick: int, growing_ticks: int) -> list[Creature]:
        """Lets the babies grow up that are due, and returns them, by id.

        Args:
            tick: The episode's tick.
            growing_ticks: How long a baby takes that somebody meets in its herd.
        """
        if not self._young:
            return []
        due = []
        for creature in self._young.values():
            if creature.grows_at == NOT_YET:
                creature.grows_at = tick + growing_ticks
            elif creature.grows_at <= tick:
                due.append(creature)
        for creature in due:
            creature.grows_at = LONG_AGO
            del self._young[creature.id]
        return sorted(due, key=lambda creature: creature.id)

    def get(self, creature_id: int) -> Creature | None:
        """Returns the creature of an id, `None` if it is dead or gone."""
        return self._flock.get(creature_id)

    def near(self, x: int, y: int, z: int, radius: int) -> list[Creature]:
        """Returns the creatures within `radius` blocks of a cell, by (distance, id)."""
        return self._flock.near(x, y, z, radius)

    def hostile_near(self, x: int, y: int, z: int, radius: int) -> list[Creature]:
        """Returns, as `near`, those that would harm the player."""
        return [c for c in self.near(x, y, z, radius) if self._is_hostile(c)]

    def visible(self, eye: Cell, radius: int) -> list[Creature]:
        """Returns those within `radius` blocks of which `eye` sees feet or head, as `near`."""
        sees = self._land.sees
        return [
            c
            for c in self._flock.near(*eye, radius)
            if sees(eye, (c.x, c.y + 1, c.z)) or sees(eye, c.cell)
        ]

    def advance(
        self,
        ticks: int,
        tick_now: int,
        player_xyz: Cell,
        sky: bool,
        light: int,
        weather: Weather = "clear",
        gilded: bool = False,
    ) -> list[Harm]:
        """Lets time pass around a player who stays where they are.

        Args:
            ticks: How long, at least 0.
            tick_now: The episode's tick when it begins.
            player_xyz: The cell of the player's feet.
            sky: Whether the sky is open above them.
            light: Light level at their feet, in [0, 15].
            weather: All the while.
            gilded: Whether they wear gold.

        Returns:
            What harms the player, in order; nothing is taken from anyone's health yet, and it
            goes on though the player be dead.
        """
        moving = self._player is not None and self._player != player_xyz
        player = Player(player_xyz, light, moving, weather, gilded)
        now, end = tick_now, tick_now + ticks
        harms: list[Harm] = []
        while now < end:
            until = self._until(now, end, player_xyz)
            for foe in tuple(self._foes.values()):
                harm = self._monsters.act(foe, self._mobs[foe.kind], player, until, until - now)
                if harm:
                    harms.append(harm)
                self._keep(foe, player_xyz)
            now = until
            if now % PERIOD_TICKS == 0 and (not sky or spawns_outside(now, weather)):
                self._spawn(now, player)
        if tick_now < self._startled_until or _passes(_LIVE_TICKS, tick_now, end):
            self._live(ticks, tick_now, player_xyz)
        self._tick, self._player = end, player_xyz
        return harms

    def strike(self, creature_id: int, damage_tenths: int) -> bool:
        """Lets the player strike a creature; returns whether it died, and is gone.

        One that lives is pushed back two blocks. Animals run, and what can fight does.
        A creature that is gone already is no error, and didn't die of it.
        """
        creature = self._flock.get(creature_id)
        if creature is None:
            return False
        if creature.kind in _PACKS:
            for other in self._flock.near(*creature.cell, _PACK_BLOCKS):
                if other.kind == creature.kind:
                    self._anger(other)
        creature.health_tenths -= damage_tenths
        if creature.health_tenths <= 0:
            self._flock.remove(creature)
            self._foes.pop(creature_id, None)
            self._young.pop(creature_id, None)
            return True
        if self._mobs[creature.kind].temper == "passive":
            creature.shaken_until = self._startled_until = self._tick + _FLIGHT_TICKS
        else:
            self._anger(creature)
            creature.shaken_until = self._tick + _SHAKEN_TICKS
        creature.travel = 0
        self._flee(creature, _PUSHED)
        return False

    def snapshot(self) -> CreaturesSnapshot:
        """Returns all there is to know, as an immutable value."""
        return CreaturesSnapshot(
            rows=self._flock.rows(),
            foes=tuple(self._foes),
            met=frozenset(self._herds.met),
            dice=(self._attacks.state, self._strolls.state, self._spawner.dice.state),
            born=self._spawner.born,
            tick=self._tick,
            startled_until=self._startled_until,
            player=self._player,
        )

    def restore(self, snapshot: CreaturesSnapshot) -> None:
        """Puts everything back to what it was at `snapshot`."""
        self._flock.refill(snapshot.rows)
        by_id = {creature.id: creature for creature in self._flock}
        self._foes = {foe: by_id[foe] for foe in snapshot.foes}
        self._young = {c.id: c for c in by_id.values() if c.grows_at != LONG_AGO}
        self._herds.met = set(snapshot.met)
        self._attacks.state, self._strolls.state, self._spawner.dice.state = snapshot.dice
        self._spawner.born = snapshot.born
        self._tick, self._startled_until = snapshot.tick, snapshot.startled_until
        self._player, self._chunk = snapshot.player, None

    def _until(self, now: int, end: int, player: Cell) -> int:
        """Returns up to which tick the next step of time goes."""
        until = min(end, now - now % PERIOD_TICKS + PERIOD_TICKS)
        if not self._foes:
            return until
        foes = self._foes.values()
        nearest = min(foe.squared(*player) for foe in foes)
        if nearest <= _CLOSE**2 or any(now - foe.seen_at <= FORGETS_AFTER for foe in foes):
            return min(until, now + _CLOSE_TICKS)
        return min(until, now + (_WITHIN_TICKS if nearest <= _WITHIN**2 else _FAR_TICKS))

    def _spawn(self, now: int, player: Player) -> None:
        room = MOST - len(self._foes)
        for creature in self._spawner.spawn(Attempt(now, player.cell, player.weather, room)):
            self._flock.add(creature)
            self._foes[creature.id] = creature

    def _keep(self, foe: Creature, player: Cell) -> None:
        """Forgets a foe that is gone, or an angry animal that is far."""
        if self._flock.get(foe.id) is None:
            del self._foes[foe.id]
        elif foe.born_at == LONG_AGO and foe.squared(*player) > _CALMS_BEYOND**2:
            foe.angry = False
            del self._foes[foe.id]

    def _live(self, ticks: int, now: int, player: Cell) -> None:
        """Lets the animals near the player run or stroll, each at most once."""
        for animal in self._flock.near(*player, _STROLLS_WITHIN):
            if animal.id in self._foes:
                continue
            if now < animal.shaken_until:
                self._run(animal, min(ticks, animal.shaken_until - now))
            elif animal.stirs_at <= now:
                animal.stirs_at = now + self._strolls.between(*_STROLL_TICKS)
                self._stroll(animal)

    def _anger(self, creature: Creature) -> None:
        """Sets a creature on the player."""
        creature.angry, creature.seen_at = True, self._tick
        self._foes[creature.id] = creature

    def _stroll(self, animal: Creature) -> None:
        """Lets an animal walk a little; one that has a home stays about it, under the sky."""
        if not animal.has_home:
            self._monsters.stroll(animal)
            return
        to_x = animal.home_x + self._strolls.between(-_HOME_BLOCKS, _HOME_BLOCKS)
        to_z = animal.home_z + self._strolls.between(-_HOME_BLOCKS, _HOME_BLOCKS)
        for _ in range(_HOME_BLOCKS):
            step = stepped(self._land, animal.cell, to_x, to_z)
            if step is None or not self._land.open_to_sky(*step.cell):
                return
            self._flock.move(animal, step.cell)

    def _run(self, animal: Creature, ticks: int) -> None:
        """Lets an animal run from the player as far as time allows."""
        more, than = _FLIGHT_SPEED
        animal.travel += self._mobs[animal.kind].speed_hundredths * ticks * more // than
        steps, animal.travel = divmod(animal.travel, BLOCK_TRAVEL)
        self._flee(animal, min(steps, _FLIGHT_STEPS))

    def _flee(self, creature: Creature, steps: int) -> None:
        """Lets a creature go away from the player by some steps."""
        if self._player is not None:
            x, _, z = self._player
            away_x, away_z = creature.x - x, creature.z - z
            to_x, to_z = creature.x + 100 * away_x, creature.z + 100 * away_z
            self._monsters.walk(creature, to_x, to_z, steps)

    def _is_hostile(self, creature: Creature) -> bool:
        return creature.angry or self._mobs[creature.kind].temper == "hostile"


def _passes(period: int, now: int, end: int) -> bool:
    """Returns whether a multiple of `period` is in (now, end]."""
    return end // period > now // period
