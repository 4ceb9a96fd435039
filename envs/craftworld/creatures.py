"""`Creatures`: all that lives about a player, in one dimension.

    creatures = Creatures(land, rules, seed)
    creatures.populate(x, z)                      # herds and villagers near there exist now
    for creature in creatures.visible(eye, 32):
        ...
    hurts = creatures.advance(20, tick, (x, y, z), sky=True, light=15)
    if creatures.strike(creature.id, 50):         # it died; what it drops is the caller's
        ...

Equal seeds and calls give equal creatures, in any process. Each concern draws from a generator
of its own. While nothing hostile is about, time passes from one event to the next.
"""

from __future__ import annotations

from typing import NamedTuple

from envs.craftworld.daylight import Weather, spawns_outside
from envs.craftworld.dice import Dice
from envs.craftworld.flock import LONG_AGO, Creature, CreatureRow, Flock
from envs.craftworld.foes import BLOCK_TRAVEL, FORGETS_AFTER, Foes, Player
from envs.craftworld.footing import Cell, Land
from envs.craftworld.herds import Herds
from envs.craftworld.life import Hurt
from envs.craftworld.noise import stream
from envs.craftworld.rules import Rules
from envs.craftworld.spawning import MOST, PERIOD_TICKS, Attempt, Spawner

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
_FLIGHT_TICKS, _FLIGHT_STEPS = 100, 8
"""How long an animal that was struck runs, and how far at a time."""
_FLIGHT_SPEED = 25, 16
"""How much faster it runs: a pig by 1.25 squared (`PanicGoal`)."""
_SHAKEN_TICKS, _PUSHED = 20, 2
_CALMS_BEYOND = 64
"""Blocks beyond which an animal that fought back lets it be."""


class CreaturesSnapshot(NamedTuple):
    """All there is to know of a dimension's creatures."""

    rows: tuple[CreatureRow, ...]
    foes: tuple[int, ...]
    met: frozenset[tuple[bool, int, int]]
    dice: tuple[int, ...]
    born: int
    shield: tuple[int, int]
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
        self._monsters = Foes(land, self._flock, self._attacks, self._strolls)
        self._foes: dict[int, Creature] = {}
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
                self._flock.add(creature)

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
    ) -> list[Hurt]:
        """Lets time pass around a player who stays where they are.

        Args:
            ticks: How long, at least 0.
            tick_now: The episode's tick when it begins.
            player_xyz: The cell of the player's feet.
            sky: Whether the sky is open above them.
            light: Light level at their feet, in [0, 15].
            weather: All the while.

        Returns:
            What hurt the player, in order; it isn't taken from anyone's health yet, and goes
            on though the player be dead.
        """
        moving = self._player is not None and self._player != player_xyz
        player = Player(player_xyz, light, moving, weather)
        now, end = tick_now, tick_now + ticks
        hurts: list[Hurt] = []
        while now < end:
            until = self._until(now, end, player_xyz)
            for foe in tuple(self._foes.values()):
                hurt = self._monsters.act(foe, self._mobs[foe.kind], player, until, until - now)
                if hurt:
                    hurts.append(hurt)
                self._keep(foe, player_xyz)
            now = until
            if now % PERIOD_TICKS == 0 and (not sky or spawns_outside(now, weather)):
                self._spawn(now, player)
        if tick_now < self._startled_until or _passes(_LIVE_TICKS, tick_now, end):
            self._live(ticks, tick_now, player_xyz)
        self._tick, self._player = end, player_xyz
        return hurts

    def strike(self, creature_id: int, damage_tenths: int) -> bool:
        """Lets the player strike a creature; returns whether it died, and is gone.

        One that lives is pushed back two blocks. Animals run, and what can fight does.
        A creature that is gone already is no error, and didn't die of it.
        """
        creature = self._flock.get(creature_id)
        if creature is None:
            return False
        creature.health_tenths -= damage_tenths
        if creature.health_tenths <= 0:
            self._flock.remove(creature)
            self._foes.pop(creature_id, None)
            return True
        if self._mobs[creature.kind].temper == "passive":
            creature.shaken_until = self._startled_until = self._tick + _FLIGHT_TICKS
        else:
            creature.angry, creature.seen_at = True, self._tick
            creature.shaken_until = self._tick + _SHAKEN_TICKS
            self._foes[creature_id] = creature
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
            shield=self._monsters.shield,
            tick=self._tick,
            startled_until=self._startled_until,
            player=self._player,
        )

    def restore(self, snapshot: CreaturesSnapshot) -> None:
        """Puts everything back to what it was at `snapshot`."""
        self._flock.refill(snapshot.rows)
        by_id = {creature.id: creature for creature in self._flock}
        self._foes = {foe: by_id[foe] for foe in snapshot.foes}
        self._herds.met = set(snapshot.met)
        self._attacks.state, self._strolls.state, self._spawner.dice.state = snapshot.dice
        self._spawner.born = snapshot.born
        self._monsters.shield = snapshot.shield
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
                self._monsters.stroll(animal)

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
