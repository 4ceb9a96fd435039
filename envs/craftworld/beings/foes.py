"""What monsters do: notice, hunt, strike, shoot, blow up, burn, vanish.

Figures of each mob are `Mob`'s; the rest is from the Minecraft Wiki, 1.16, normal difficulty
(pages Zombie, Husk, Skeleton, Creeper, Spider, Ghast, Piglin, Explosion, Spawn) and from the code
of 1.16.5 where the wiki is vague. Left out: water, climbing, doors, other targets. A ghast hovers
where it came about, and its fireballs can't be struck back.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import isqrt
from typing import NamedTuple

from envs.craftworld.beings.flock import LONG_AGO, Creature, Flock
from envs.craftworld.daylight import Weather, undead_burn
from envs.craftworld.dice import Dice
from envs.craftworld.footing import Cell, Land, stepped
from envs.craftworld.game.effects import Effect
from envs.craftworld.game.rules import Biome, Mob
from envs.craftworld.harm import Harm
from envs.craftworld.sky import rains_in

UNDEAD = frozenset({"drowned", "skeleton", "stray", "zombie", "zombie_villager"})
"""Those that burn in daylight; husks and wither skeletons don't."""

_GONE = 128
"""Blocks from the player beyond which a monster vanishes at once."""
_FADING, _FADING_AFTER, _FADING_ONE_IN = 32, 600, 800
"""Beyond so many blocks, and so many ticks old, one in so many vanishes each tick."""
_CALM_LIGHT = 12
"""A spider starts no fight at this light or above (`Entity.getBrightness` of at least 0.5)."""
_LOOK_TICKS = 20
"""A monster looks for the player at multiples of this, and acts on it until the next."""
FORGETS_AFTER = 100
"""Ticks without sight of the player until a monster gives up."""
_BLOW_TICKS = 20
"""Between two blows of a monster (`MeleeAttackGoal`)."""
_DRAW_TICKS, _SHOT_TICKS = 20, 60
"""To draw the bow, and between two shots on normal difficulty (`RangedBowAttackGoal`)."""
_MISS_PERCENT = 3
"""Of shots at a player who stands still, for each block of distance; twice at one who moves."""
_FIREBALL_TICKS = 60
"""Between two shots of a ghast (`ShootFireballGoal`: 20 ticks to charge, 40 to rest)."""
_DODGED_PERCENT, _DODGED_MOST = 6, 95
"""Of fireballs at one who moves, for each block of distance, since they are slow; and at most."""
_IMPACT = 6
"""Points that a fireball takes at least by hitting; its blast takes up to the mob's figure."""
_FUSE_TICKS = 30
_FUSE_DIES = 7
"""Blocks beyond which a creeper calms down."""
_BLAST_BLOCKS = 6
"""Blocks at which a creeper's blast ends: twice its power of 3."""
_VENOMS = {"husk": Effect("hunger", 1, 140), "wither_skeleton": Effect("wither", 1, 200)}
"""The status effects of blows; a husk's lasts 7 s while the world is young."""
_STROLL_ONE_IN, _STROLL = 400, 7
"""A creature strolls in one of so many ticks, the walk included, and so far in x and z."""
_BURN_TICKS = 20
BLOCK_TRAVEL = 2000
"""Travel that a block costs: hundredths of a block a second, times ticks."""


class Player(NamedTuple):
    """What monsters see of the player, while a short time passes."""

    cell: Cell
    light: int
    """Light level at the player's feet, in [0, 15]."""
    moving: bool
    weather: Weather
    gilded: bool = False
    """Whether they wear gold, which piglins respect."""


class Foes:
    """Moves the monsters of a flock.

    Attributes:
        attacks: Dice for blows and shots; part of the world's state.
        strolls: Dice for aimless steps and for vanishing; part of the world's state.
    """

    def __init__(
        self,
        land: Land,
        flock: Flock,
        attacks: Dice,
        strolls: Dice,
        biomes: Mapping[str, Biome],
    ) -> None:
        self._land = land
        self._biomes = biomes
        self._flock = flock
        self.attacks = attacks
        self.strolls = strolls

    def act(self, foe: Creature, mob: Mob, player: Player, now: int, step: int) -> Harm | None:
        """Lets a monster do what it does in `step` ticks up to `now`.

        It may be gone from the flock afterwards. Returns what it did to the player.
        """
        squared = foe.squared(*player.cell)
        if self._fades(foe, squared, now, step) or self._burns(foe, now, step, player.weather):
            self._flock.remove(foe)
            return None
        if not self._hunts(foe, mob, player, now, step):
            foe.fuse_ticks = 0
            if mob.speed_hundredths and self.strolls.randrange(_STROLL_ONE_IN) < step:
                self.stroll(foe)
            return None
        if mob.attack == "blast":
            return self._swell(foe, mob, player, now, step)
        sees = now - foe.seen_at < _LOOK_TICKS
        in_reach = squared < mob.reach**2 and sees
        if not in_reach or mob.attack == "melee":
            self._approach(foe, mob, player.cell, step)
            in_reach = foe.squared(*player.cell) < mob.reach**2 and sees
        if not in_reach or now < foe.ready_at:
            return None
        return self._blow(foe, mob, player, now)

    def _fades(self, foe: Creature, squared: int, now: int, step: int) -> bool:
        """Returns whether a monster vanishes; an animal that fights back doesn't."""
        if foe.born_at == LONG_AGO:
            return False
        if squared > _GONE**2:
            return True
        old = now - foe.born_at > _FADING_AFTER
        return squared > _FADING**2 and old and self.strolls.randrange(_FADING_ONE_IN) < step

    def _burns(self, foe: Creature, now: int, step: int, weather: Weather) -> bool:
        """Burns the undead under the daylit sky, a point a second; returns whether it died."""
        beats = now // _BURN_TICKS - (now - step) // _BURN_TICKS
        if (
            beats
            and foe.kind in UNDEAD
            and self._land.open_to_sky(*foe.cell)
            and undead_burn(now, weather, wet=weather != "clear" and self._rains_on(foe))
        ):
            foe.health_tenths -= 10 * beats
        return foe.health_tenths <= 0

    def _rains_on(self, foe: Creature) -> bool:
        return rains_in(self._biomes[self._land.biome(foe.x, foe.z)], foe.y)

    def _hunts(self, foe: Creature, mob: Mob, player: Player, now: int, step: int) -> bool:
        """Returns whether a monster is after the player; notes when it sees them."""
        hunting = now - foe.seen_at <= FORGETS_AFTER
        calm = foe.kind == "spider" and player.light >= _CALM_LIGHT and not foe.angry
        respects = foe.kind == "piglin" and player.gilded
        peaceful = (mob.temper != "hostile" or respects) and not foe.angry
        far = foe.squared(*player.cell) > mob.sight**2
        if far or peaceful or (calm and not hunting):
            return False
        if now // _LOOK_TICKS > (now - step) // _LOOK_TICKS and self._sees(foe, player.cell):
            if not hunting:
                shoots = mob.attack in {"arrow", "fireball"}
                foe.ready_at = now + _DRAW_TICKS if shoots else now
            foe.seen_at = now
            return True
        return hunting

    def _sees(self, foe: Creature, player: Cell) -> bool:
        # From the player's end, who is often in a tunnel: there the line soon ends.
        eye = player[0], player[1] + 1, player[2]
        return self._land.sees(eye, (foe.x, foe.y + 1, foe.z))

    def stroll(self, foe: Creature) -> None:
        """Lets a creature walk a few blocks at random."""
        to_x = foe.x + self.strolls.between(-_STROLL, _STROLL)
        to_z = foe.z + self.strolls.between(-_STROLL, _STROLL)
        self.walk(foe, to_x, to_z, _STROLL)

    def walk(self, creature: Creature, to_x: int, to_z: int, steps: int) -> None:
        """Takes up to so many steps towards a column, until something is in the way."""
        self._flock.move(creature, self._land.walked(creature.cell, to_x, to_z, steps))

    def _approach(self, foe: Creature, mob: Mob, goal: Cell, step: int) -> None:
        """Walks towards the player as far as time allows, and stops beside them."""
        foe.travel = min(foe.travel, BLOCK_TRAVEL) + mob.speed_hundredths * step
        while foe.travel >= BLOCK_TRAVEL and foe.squared(*goal) > 2:
            taken = stepped(self._land, foe.cell, goal[0], goal[2])
            if taken is None:
                return
            self._flock.move(foe, taken.cell)
            foe.travel -= taken.length * BLOCK_TRAVEL // 1000

    def _blow(self, foe: Creature, mob: Mob, player: Player, now: int) -> Harm | None:
        """Strikes or shoots; returns what it did, `None` if it missed."""
        if mob.attack == "arrow":
            foe.ready_at = now + _SHOT_TICKS
            blocks = isqrt(foe.squared(*player.cell))
            missed = blocks * _MISS_PERCENT * (2 if player.moving else 1)
            if self.attacks.randrange(100) < missed:
                return None
            # An arrow of a skeleton takes 2 to 5 points on normal difficulty.
            points = mob.damage + self.attacks.between(-1, 2)
        elif mob.attack == "fireball":
            foe.ready_at = now + _FIREBALL_TICKS
            blocks = isqrt(foe.squared(*player.cell))
            missed = min(_DODGED_MOST, blocks * _DODGED_PERCENT) if player.moving else blocks
            if self.attacks.randrange(100) < missed:
                return None
            # It is rarely right in the middle of the blast.
            points = min(self.attacks.between(_IMPACT, max(_IMPACT, mob.damage)) for _ in (0, 1))
        else:
            foe.ready_at = now + _BLOW_TICKS
            if now < foe.shaken_until and self.attacks.randrange(2):
                return None
            points = mob.damage
        return Harm(10 * max(1, points), foe.kind, now, _VENOMS.get(foe.kind))

    def _swell(self, foe: Creature, mob: Mob, player: Player, now: int, step: int) -> Harm | None:
        """Lets a creeper come near, and blow up once it was near for long enough."""
        squared = foe.squared(*player.cell)
        seen = now - foe.seen_at < _LOOK_TICKS
        if seen and squared < mob.reach**2:
            foe.fuse_ticks += step
        elif not seen or squared > _FUSE_DIES**2:
            foe.fuse_ticks = max(0, foe.fuse_ticks - step)
        elif foe.fuse_ticks:
            foe.fuse_ticks += step
        if not foe.fuse_ticks:
            self._approach(foe, mob, player.cell, step)
        if foe.fuse_ticks < _FUSE_TICKS:
            return None
        self._flock.remove(foe)
        points = blast_points(mob.damage, foe.squared(*player.cell))
        return Harm(10 * points, foe.kind, now, blast=foe.cell)


def blast_points(most: int, squared: int, reach: int = _BLAST_BLOCKS) -> int:
    """Returns the points that a blast takes at the square of a distance in blocks.

    Source: Minecraft Wiki, Explosion, Damage: `(i * i + i) / 2 * 7 * 2 power + 1`, rounded down,
    `i` falling from 1 in the middle to 0 at twice the power; 43 points at most for a creeper.

    Args:
        most: Points in the middle.
        squared: The square of the distance.
        reach: Twice the power.
    """
    near = 1000 - isqrt(squared * 1_000_000) // reach
    return (most - 1) * near * (near + 1000) // 2_000_000 + 1 if near > 0 else 0
