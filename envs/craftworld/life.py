"""Bodily life: health, food, breath and fire, by the rules of 1.16 on normal difficulty.

Whole numbers only: health and saturation in tenths of a point, exhaustion in thousandths.
Time passes from one event to the next, so that a quiet hour costs what a quiet second does.

    vitals = Vitals()
    vitals.exert(METRE_SPRINTED * 12)
    for hurt in vitals.pass_time(200, under_water=True):    # already taken
        ...
    if vitals.hurt(30):                                     # a zombie's blow; True kills
        ...

Figures are from the Minecraft Wiki, 1.16, pages Hunger, Damage, Drowning, Fire and Lava.
Left out: armor, status effects, and that a blow shields for half a second from weaker ones.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass, fields
from typing import NamedTuple

FULL_HEALTH = 200
"""Tenths of a point."""
FULL_FOOD = 20
FULL_AIR = 300
"""Ticks."""

# What acts cost, in thousandths of exhaustion (Minecraft Wiki, Hunger, Exhaustion level increase).
METRE_SWUM = 10
METRE_SPRINTED = 100
JUMP = 50
JUMP_SPRINTING = 200
BLOCK_BROKEN = 5
ATTACK = 100
HURT = 100
"""For each hurt by a mob, a cactus or lava; what no armor would hold off costs nothing."""
POINT_HEALED = 6000

_EXHAUSTED = 4000
"""Exhaustion beyond this is turned into one point of saturation, or else of food."""
_HEALS_FROM = 18
"""Food with which health comes back by itself."""
_SLOW_TICKS = 80
"""Between two points healed by food, or two lost by starvation."""
_FAST_TICKS = 10
"""Between two healings by saturation while food is full."""
_SATURATED = 60
"""Tenths of saturation that heal a whole point."""
_STARVING_STOPS = 10
"""Tenths of health that starvation leaves on normal difficulty."""
_DROWNING, _DROWNS_AT = 20, -20
_AIR_BACK = 4
"""Ticks of breath that come back in a tick."""
_LAVA, _LAVA_TICKS, _LAVA_BURNS = 40, 10, 300
_FIRE, _FIRE_TICKS, _FLAMES_BURN = 10, 20, 160
_FALL_FREE = 3
"""Blocks that one falls unharmed."""
_NEVER = 1 << 60


class Hurt(NamedTuple):
    """Says that something hurt, how much, and what."""

    amount_tenths: int
    """Tenths of a health point, at least 1."""
    source: str
    """As `envs.events.Damage` names it."""


@dataclass(slots=True)
class Vitals:
    """Holds one body's condition.

    Attributes:
        health_tenths: In [0, 200]; 0 is dead.
        food: In [0, 20].
        saturation_tenths: In [0, 10 * food].
        exhaustion_milli: In [0, 4000].
        air_ticks: Breath left, at most 300; below 0 the next hurt of drowning nears.
        fire_ticks: How long the body goes on burning.
        scorch_ticks: How long lava and fire can't hurt again.
        meal_ticks: Ticks since food last healed, or its lack last hurt.
    """

    health_tenths: int = FULL_HEALTH
    food: int = FULL_FOOD
    saturation_tenths: int = 50
    exhaustion_milli: int = 0
    air_ticks: int = FULL_AIR
    fire_ticks: int = 0
    scorch_ticks: int = 0
    meal_ticks: int = 0

    @property
    def dead(self) -> bool:
        """Whether no health is left."""
        return self.health_tenths == 0

    def exert(self, exhaustion_milli: int) -> None:
        """Spends effort, in thousandths of exhaustion; saturation goes first, then food."""
        self.exhaustion_milli += exhaustion_milli
        points = max(0, (self.exhaustion_milli - 1) // _EXHAUSTED)
        self.exhaustion_milli -= points * _EXHAUSTED
        while points and self.saturation_tenths:
            self.saturation_tenths = max(0, self.saturation_tenths - 10)
            points -= 1
        self.food = max(0, self.food - points)

    def eat(self, food: int, saturation_tenths: int) -> None:
        """Takes what an item gives: points of food, and tenths of saturation."""
        self.food = min(FULL_FOOD, self.food + food)
        self.saturation_tenths = min(10 * self.food, self.saturation_tenths + saturation_tenths)

    def hurt(self, amount_tenths: int) -> bool:
        """Takes away health, and the effort that a blow costs; returns whether it killed."""
        self.exert(HURT)
        return self._lose(amount_tenths)

    def fall(self, blocks: int) -> Hurt | None:
        """Takes a fall of so many blocks; returns what it did, `None` if nothing."""
        if blocks <= _FALL_FREE:
            return None
        hurt = Hurt(10 * (blocks - _FALL_FREE), "fall")
        self._lose(hurt.amount_tenths)
        return hurt

    def pass_time(
        self,
        ticks: int,
        *,
        under_water: bool = False,
        in_lava: bool = False,
        burning: bool = False,
    ) -> list[Hurt]:
        """Lets time pass where the body is, and returns what hurt it, in order.

        The hurts are already taken. Nothing happens to the dead, so that the last hurt is the
        one that killed. What burned goes on burning: 15 s after lava, 8 s after flames, until
        it is under water.

        Args:
            ticks: At least 0.
            under_water: The head is, all the while.
            in_lava: The body is, all the while.
            burning: The body is in flames all the while.
        """
        if under_water:
            self.fire_ticks = 0
        elif in_lava or burning:
            self.fire_ticks = max(self.fire_ticks, _LAVA_BURNS if in_lava else _FLAMES_BURN)
        if in_lava:
            self.scorch_ticks = min(self.scorch_ticks, _LAVA_TICKS)
        hurts: list[Hurt] = []
        while ticks > 0 and self.health_tenths:
            meal = self._meal_pace()
            step = min(ticks, self._quiet_ticks(meal, under_water, in_lava))
            ticks -= step
            self.meal_ticks = self.meal_ticks + step if meal else 0
            self.scorch_ticks = max(0, self.scorch_ticks - step)
            if not (in_lava or burning):
                self.fire_ticks = max(0, self.fire_ticks - step)
            breath = -step if under_water else _AIR_BACK * step
            self.air_ticks = min(FULL_AIR, self.air_ticks + breath)
            hurts += self._harmed(meal, under_water, in_lava)
        return hurts

    def snapshot(self) -> tuple[int, ...]:
        """Returns the condition as an immutable value."""
        return astuple(self)

    def restore(self, snapshot: tuple[int, ...]) -> None:
        """Puts the condition back to what it was at `snapshot`."""
        for field, value in zip(fields(self), snapshot, strict=True):
            setattr(self, field.name, value)

    def _meal_pace(self) -> int:
        """Returns the ticks between two works of food or of its lack; 0 if it works nothing."""
        wounded = self.health_tenths < FULL_HEALTH
        if wounded and self.food == FULL_FOOD and self.saturation_tenths:
            return _FAST_TICKS
        if wounded and self.food >= _HEALS_FROM:
            return _SLOW_TICKS
        return _SLOW_TICKS if not self.food and self.health_tenths > _STARVING_STOPS else 0

    def _quiet_ticks(self, meal: int, under_water: bool, in_lava: bool) -> int:
        """Returns how long nothing happens, at least 1 tick."""
        due = meal - self.meal_ticks if meal else _NEVER
        if under_water:
            due = min(due, self.air_ticks - _DROWNS_AT)
        if in_lava:
            due = min(due, self.scorch_ticks)
        elif self.fire_ticks:
            due = min(due, self.scorch_ticks, self.fire_ticks)
        return max(1, due)

    def _harmed(self, meal: int, under_water: bool, in_lava: bool) -> list[Hurt]:
        """Does what is due now and returns the hurts among it."""
        hurts = []
        if meal and self.meal_ticks >= meal:
            self.meal_ticks = 0
            if self.food:
                self._heal(meal)
            else:
                hurts.append(Hurt(10, "starvation"))
        if under_water and self.air_ticks <= _DROWNS_AT:
            self.air_ticks = 0
            hurts.append(Hurt(_DROWNING, "drowning"))
        if in_lava and self.scorch_ticks == 0:
            self.scorch_ticks = _LAVA_TICKS
            self.exert(HURT)
            hurts.append(Hurt(_LAVA, "lava"))
        elif self.fire_ticks and self.scorch_ticks == 0:
            self.scorch_ticks = _FIRE_TICKS
            hurts.append(Hurt(_FIRE, "fire"))
        return self._taken(hurts)

    def _heal(self, meal: int) -> None:
        """Turns food into health, at the pace `meal`."""
        if meal == _FAST_TICKS:
            spent = min(self.saturation_tenths, _SATURATED)
            # A sixth of what is spent; less than a tenth of a point is rounded up.
            healed, effort = max(1, spent // 6), spent * POINT_HEALED // _SATURATED
        else:
            healed, effort = 10, POINT_HEALED
        self.health_tenths = min(FULL_HEALTH, self.health_tenths + healed)
        self.exert(effort)

    def _taken(self, hurts: list[Hurt]) -> list[Hurt]:
        """Takes hurts until one kills; returns those taken."""
        for number, hurt in enumerate(hurts):
            if self._lose(hurt.amount_tenths):
                return hurts[: number + 1]
        return hurts

    def _lose(self, amount_tenths: int) -> bool:
        """Takes away health; returns whether none is left."""
        self.health_tenths = max(0, self.health_tenths - amount_tenths)
        return self.dead
