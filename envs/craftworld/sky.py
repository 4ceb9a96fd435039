"""`Sky`: the weather, as it comes and goes.

Rain and thunder go on and off by themselves, each by its own draws; where both are on there is a
thunderstorm. Nothing is done between two changes.

    sky = Sky(seed)
    sky.advance(tick)
    sky.weather                     # "clear", "rain" or "thunder"

Left out: lightning, snow that settles, and that the sky darkens by and by. Source: Minecraft Wiki,
Weather and Thunderstorm, 1.16, and `ServerLevel.tick` of 1.16.5.
"""

from __future__ import annotations

from typing import NamedTuple

from envs.craftworld.daylight import Weather
from envs.craftworld.dice import Dice
from envs.craftworld.game.rules import Biome
from envs.craftworld.noise import stream

_PAUSE = (12_000, 179_999)
"""Ticks without rain, and without thunder, least and most: half a day to seven and a half."""
_RAIN = (12_000, 23_999)
_THUNDER = (3_600, 15_599)

_SEA_LEVEL = 64
_COLDER_PER_BLOCK = 600
"""Above the sea a block takes a six hundredth of a degree (`Biome.getTemperature`: 0.05 / 30)."""
_SNOWS_BELOW = 15
"""Hundredths of temperature below which it snows."""


class SkySnapshot(NamedTuple):
    """All there is to know of the weather."""

    dice: int
    raining: bool
    thundering: bool
    rain_turns_at: int
    thunder_turns_at: int


class Sky:
    """Holds the weather of one episode."""

    def __init__(self, seed: int) -> None:
        """Begins at tick 0 under a clear sky."""
        self._dice = Dice(stream(seed, "weather"))
        self._raining = self._thundering = False
        self._clear(0)

    @property
    def weather(self) -> Weather:
        """The weather now."""
        if not self._raining:
            return "clear"
        return "thunder" if self._thundering else "rain"

    def advance(self, tick: int) -> None:
        """Lets the weather be what it is at a tick, which isn't before the last one."""
        while tick >= min(self._rain_turns_at, self._thunder_turns_at):
            if self._thunder_turns_at <= self._rain_turns_at:
                self._thundering = not self._thundering
                lengths = _THUNDER if self._thundering else _PAUSE
                self._thunder_turns_at += self._dice.between(*lengths)
            else:
                self._raining = not self._raining
                self._rain_turns_at += self._dice.between(*(_RAIN if self._raining else _PAUSE))

    def clear_up(self, tick: int) -> None:
        """Ends rain and thunder, as a night that was slept through does."""
        self._raining = self._thundering = False
        self._clear(tick)

    def snapshot(self) -> SkySnapshot:
        """Returns all there is to know, as an immutable value."""
        return SkySnapshot(
            self._dice.state,
            self._raining,
            self._thundering,
            self._rain_turns_at,
            self._thunder_turns_at,
        )

    def restore(self, snapshot: SkySnapshot) -> None:
        """Puts the weather back to what it was at `snapshot`."""
        self._dice.state, self._raining, self._thundering = snapshot[:3]
        self._rain_turns_at, self._thunder_turns_at = snapshot[3:]

    def _clear(self, tick: int) -> None:
        self._thunder_turns_at = tick + self._dice.between(*_PAUSE)
        self._rain_turns_at = tick + self._dice.between(*_PAUSE)


def rains_in(biome: Biome, y: int) -> bool:
    """Returns whether water falls at a height of a biome when it rains: no snow, nor nothing.

    Source: Minecraft Wiki, Rain and Biome, section Temperature, 1.16; the small noise that vanilla
    adds to the height at which rain turns to snow is left out.
    """
    if not biome.rains:
        return False
    height = max(0, y - _SEA_LEVEL)
    return biome.temperature_hundredths - 100 * height // _COLDER_PER_BLOCK >= _SNOWS_BELOW
