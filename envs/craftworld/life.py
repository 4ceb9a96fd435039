"""Bodily life: health, food, breath, fire and effects, by the rules of 1.16 on normal difficulty.

Whole numbers only: health and saturation in tenths of a point, exhaustion in thousandths.
Time passes from one event to the next, so that a quiet hour costs what a quiet second does.

    vitals = Vitals()
    vitals.exert(METRE_SPRINTED * 12)
    for hurt in vitals.pass_time(200, Surroundings(under_water=True)):    # already taken
        ...
    if vitals.suffer(30, "zombie", guard):                                # what got through
        ...

Whatever hurts shields for half a second from what is no stronger. Figures are from the Minecraft
Wiki, 1.16, pages Hunger, Damage, Drowning, Fire, Lava and Effect.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

from envs.craftworld.game.armor import BARE, FIERY, PIERCING, Guard, guarded
from envs.craftworld.game.effects import (
    ABSORPTION_TENTHS,
    HUNGER_MILLI,
    Effect,
    Effects,
    given,
    level_of,
    without,
)
from envs.craftworld.harm import DRY, Harm, Hurt, Surroundings

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

SHIELD_TICKS = 10
"""After a hurt only what is stronger hurts, and by as much (Minecraft Wiki, Damage, Immunity)."""

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
"""Tenths of health that starvation leaves on normal difficulty; poison leaves as many."""
_DROWNING, _DROWNS_AT = 20, -20
_AIR_BACK = 4
"""Ticks of breath that come back in a tick."""
_FIRE, _FIRE_TICKS = 10, 20
"""What burns takes a point a second."""
_POISON = _WITHER = _REGENERATION = 10
_RESISTED = 5
"""Of 25 parts of a hurt, resistance holds off so many a level (Minecraft Wiki, Resistance)."""
_FALL_FREE = 3
"""Blocks that one falls unharmed."""
_NEVER = 1 << 60


VitalsSnapshot = tuple[int | Effects, ...]
"""A body's condition as an immutable value."""


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
        shield_ticks: How long the last hurt shields yet.
        shield_tenths: From what the last hurt shields: what is no stronger than this.
        meal_ticks: Ticks since food last healed, or its lack last hurt.
        absorption_tenths: Health beside the own that goes first.
        effects: The status effects in force.
    """

    health_tenths: int = FULL_HEALTH
    food: int = FULL_FOOD
    saturation_tenths: int = 50
    exhaustion_milli: int = 0
    air_ticks: int = FULL_AIR
    fire_ticks: int = 0
    shield_ticks: int = 0
    shield_tenths: int = 0
    meal_ticks: int = 0
    absorption_tenths: int = 0
    effects: Effects = ()

    @property
    def dead(self) -> bool:
        """Whether no health is left."""
        return self.health_tenths == 0

    @property
    def _breathes_water(self) -> bool:
        return bool(self.effects) and level_of(self.effects, "water_breathing") > 0

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

    def affect(self, effect: Effect) -> None:
        """Brings a status effect about."""
        before, self.effects = self.effects, given(self.effects, effect)
        if effect.name == "absorption" and self.effects is not before:
            self._absorb(-level_of(before, "absorption"))
            self._absorb(effect.level)

    def cure(self, name: str | None = None) -> None:
        """Ends a status effect, as honey does poison, or every one, as milk does."""
        for effect in self.effects:
            if name in (None, effect.name):
                self._end(effect)

    def suffer(self, amount_tenths: int, source: str, guard: Guard = BARE) -> Hurt | None:
        """Takes a blow, of which armor, effects and the shield of the last one may hold some off.

        Returns:
            What it did, already taken; `None` if it did nothing.
        """
        if self.dead or (source in FIERY and level_of(self.effects, "fire_resistance")):
            return None
        blow = amount_tenths - (self.shield_tenths if self.shield_ticks else 0)
        if blow <= 0:
            return None
        self.shield_ticks = self.shield_ticks or SHIELD_TICKS
        self.shield_tenths = amount_tenths
        pierces = source in PIERCING
        taken = self._resisted(blow if pierces else guarded(blow, guard), source)
        if not taken:
            return None
        spared = min(taken, self.absorption_tenths)
        self.absorption_tenths -= spared
        if taken > spared and not pierces:
            self.exert(HURT)
        self.health_tenths = max(0, self.health_tenths - taken + spared)
        return Hurt(taken, source, 0 if pierces else blow)

    def harmed(self, harm: Harm, guard: Guard = BARE) -> tuple[Hurt, ...]:
        """Takes what a creature does; returns the hurt that it did, if any."""
        hurt = self.suffer(harm.amount_tenths, harm.source, guard)
        if hurt is None:
            return ()
        if harm.effect is not None:
            self.affect(harm.effect)
        return (hurt,)

    def fall(self, blocks: int) -> Hurt | None:
        """Takes a fall of so many blocks; returns what it did, `None` if nothing."""
        return self.suffer(10 * max(0, blocks - _FALL_FREE), "fall")

    def pass_time(self, ticks: int, around: Surroundings = DRY, guard: Guard = BARE) -> list[Hurt]:
        """Lets time pass where the body is, and returns what hurt it, in order.

        The hurts are already taken. Nothing happens to the dead, so that the last hurt is the
        one that killed.

        Args:
            ticks: At least 0.
            around: Where the body is all the while.
            guard: What it wears all the while.
        """
        if around.wet or around.under_water:
            self.fire_ticks = 0
        else:
            self.fire_ticks = max(self.fire_ticks, around.alight_ticks)
        hurts: list[Hurt] = []
        if around is DRY and not (self.fire_ticks or self.effects or self._meal_pace()):
            # Nothing is at work but breath and the last hurt's shield, as nearly always.
            if ticks > 0 and self.health_tenths:
                self.meal_ticks = 0
                self.shield_ticks = max(0, self.shield_ticks - ticks)
                self.air_ticks = min(FULL_AIR, self.air_ticks + _AIR_BACK * ticks)
            return hurts
        while ticks > 0 and self.health_tenths:
            meal = self._meal_pace()
            step = min(ticks, self._quiet_ticks(meal, around))
            ticks -= step
            self.meal_ticks = self.meal_ticks + step if meal else 0
            self.shield_ticks = max(0, self.shield_ticks - step)
            if not around.under_water:
                self.air_ticks = min(FULL_AIR, self.air_ticks + _AIR_BACK * step)
            elif not self._breathes_water:
                self.air_ticks -= step
            self._burn_down(step, around)
            self._harm(meal, around, guard, hurts)
            if self.effects:
                self._feel(step, hurts)
        return hurts

    def snapshot(self) -> VitalsSnapshot:
        """Returns the condition as an immutable value."""
        return tuple(getattr(self, field.name) for field in fields(self))

    def restore(self, snapshot: VitalsSnapshot) -> None:
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

    def _quiet_ticks(self, meal: int, around: Surroundings) -> int:
        """Returns how long nothing happens, at least 1 tick."""
        due = meal - self.meal_ticks if meal else _NEVER
        if around.under_water and not self._breathes_water:
            due = min(due, self.air_ticks - _DROWNS_AT)
        for touch in around.touches:
            shielded = touch.amount_tenths <= self.shield_tenths
            due = min(due, self.shield_ticks if shielded else 1)
        if self.fire_ticks and not around.alight_ticks:
            due = min(due, self.fire_ticks % _FIRE_TICKS + 1, self.fire_ticks)
        for effect in self.effects:
            due = min(due, effect.due)
            if effect.name == "hunger":
                spent = HUNGER_MILLI * effect.level
                due = min(due, (_EXHAUSTED - self.exhaustion_milli) // spent + 1)
        return max(1, due)

    def _burn_down(self, step: int, around: Surroundings) -> None:
        if self.fire_ticks and not around.alight_ticks:
            self.fire_ticks = max(0, self.fire_ticks - step)

    def _harm(self, meal: int, around: Surroundings, guard: Guard, hurts: list[Hurt]) -> None:
        """Does what is due now and adds the hurts among it."""
        burns = self.fire_ticks and (self.fire_ticks + 1) % _FIRE_TICKS == 0
        if burns and not around.alight_ticks:
            self._take(_FIRE, "fire", hurts)
        for touch in around.touches:
            self._take(touch.amount_tenths, touch.source, hurts, guard)
        if around.under_water and self.air_ticks <= _DROWNS_AT:
            self.air_ticks = 0
            self._take(_DROWNING, "drowning", hurts)
        if meal and self.meal_ticks >= meal:
            self.meal_ticks = 0
            if self.food:
                self._heal(meal)
            else:
                self._take(10, "starvation", hurts)

    def _take(self, tenths: int, source: str, hurts: list[Hurt], guard: Guard = BARE) -> None:
        if hurt := self.suffer(tenths, source, guard):
            hurts.append(hurt)

    def _heal(self, meal: int) -> None:
        """Turns food into health, at the pace `meal`."""
        if self.dead:
            return
        if meal == _FAST_TICKS:
            spent = min(self.saturation_tenths, _SATURATED)
            # A sixth of what is spent; less than a tenth of a point is rounded up.
            healed, effort = max(1, spent // 6), spent * POINT_HEALED // _SATURATED
        else:
            healed, effort = 10, POINT_HEALED
        self.health_tenths = min(FULL_HEALTH, self.health_tenths + healed)
        self.exert(effort)

    def _feel(self, step: int, hurts: list[Hurt]) -> None:
        """Lets the effects work after `step` ticks, at whose end one may beat or end."""
        self.effects = tuple(effect.after(step) for effect in self.effects)
        for effect in self.effects:
            if effect.name == "hunger":
                self.exert(step * HUNGER_MILLI * effect.level)
            elif effect.beats and effect.name == "poison":
                if self.health_tenths > _STARVING_STOPS:
                    self._take(_POISON, "magic", hurts)
            elif effect.beats and effect.name == "wither":
                self._take(_WITHER, "wither", hurts)
            elif effect.beats and not self.dead:
                self.health_tenths = min(FULL_HEALTH, self.health_tenths + _REGENERATION)
            if not effect.ticks:
                self._end(effect)

    def _end(self, effect: Effect) -> None:
        self.effects = without(self.effects, effect.name)
        if effect.name == "absorption":
            self._absorb(-effect.level)

    def _absorb(self, levels: int) -> None:
        self.absorption_tenths = max(0, self.absorption_tenths + levels * ABSORPTION_TENTHS)

    def _resisted(self, tenths: int, source: str) -> int:
        """Returns what the effect of resistance lets through; hunger knows no resistance."""
        level = 0 if source == "starvation" else level_of(self.effects, "resistance")
        return tenths * max(0, 25 - _RESISTED * level) // 25
