"""Status effects: how they beat, last, and give way to one another.

    effects = given(effects, Effect("poison", 1, 100))
    for effect in effects:
        effect.due                                  # ticks until it does something, or ends

Only those that bear on this world's figures work: hunger, poison, wither, regeneration,
absorption, resistance, fire resistance and water breathing. Others are had and pass.
Source: Minecraft Wiki, Effect, and the page of each, 1.16.
"""

from __future__ import annotations

from typing import NamedTuple

HUNGER_MILLI = 5
"""Exhaustion a tick and level (Minecraft Wiki, Hunger (effect): 0.005)."""

ABSORPTION_TENTHS = 40
"""Tenths of a point a level (Minecraft Wiki, Absorption: two hearts)."""

_PACES = {"poison": 25, "regeneration": 50, "wither": 40}
"""Ticks from one beat to the next at level I; each further level halves them."""


class Effect(NamedTuple):
    """A status effect, or what is left of it."""

    name: str
    level: int
    """1 is what the game shows with no number or as I."""
    ticks: int
    """How long it lasts yet."""

    @property
    def pace(self) -> int:
        """Ticks from one beat to the next; 0 if it doesn't beat."""
        pace = _PACES.get(self.name, 0)
        return max(1, pace >> (self.level - 1)) if pace else 0

    @property
    def due(self) -> int:
        """Ticks until it beats or ends, at least 1."""
        return min(self.ticks, self.ticks % self.pace + 1) if self.pace else self.ticks

    @property
    def beats(self) -> bool:
        """Whether it does something at the end of the tick that just passed."""
        return bool(self.pace) and (self.ticks + 1) % self.pace == 0

    def after(self, ticks: int) -> Effect:
        """Returns what is left of it after so many ticks."""
        return self._replace(ticks=self.ticks - ticks)


Effects = tuple[Effect, ...]
"""The effects in force, one a name, sorted by name."""


def level_of(effects: Effects, name: str) -> int:
    """Returns the level at which an effect is in force, 0 if it isn't."""
    return next((effect.level for effect in effects if effect.name == name), 0)


def given(effects: Effects, new: Effect) -> Effects:
    """Returns the effects with one more; the stronger stands, of equal ones the longer.

    A weaker one that would outlast a stronger is lost, where vanilla lets it come back.
    """
    old = next((effect for effect in effects if effect.name == new.name), None)
    if old is not None and (old.level, old.ticks) >= (new.level, new.ticks):
        return effects
    return tuple(sorted((*without(effects, new.name), new)))


def without(effects: Effects, name: str) -> Effects:
    """Returns the effects less one."""
    return tuple(effect for effect in effects if effect.name != name)
