"""Day and night: how light the sky is, and what hangs on it.

An episode begins at sunrise, at tick 0; a day has `DAY_TICKS`. The tables below are what
1.16's own formula gives (`Level.updateSkyBrightness` with its table of cosines), so that the
times agree with those of the Minecraft Wiki, Daylight cycle, tick for tick.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import Literal

from envs.state import DAY_TICKS

Weather = Literal["clear", "rain", "thunder"]

SPAWN_LIGHT = 7
"""The highest light level at which hostile mobs spawn (Minecraft Wiki, Spawn, 1.16)."""

_DAY_LIGHT = 12
"""It is day at this sky light and above (`Level.isDay`: darkened by less than 4)."""

_STORM_LIGHT = 5
"""Sky light that a thunderstorm's spawning goes by at any time (`Monster.isDarkEnoughToSpawn`)."""

# From which tick of the day the sky has which light.
_CHANGES: dict[Weather, tuple[tuple[int, int], ...]] = {
    "clear": (
        (0, 15), (12041, 14), (12210, 13), (12377, 12), (12542, 11), (12705, 10), (12867, 9),
        (13027, 8), (13188, 7), (13348, 6), (13509, 5), (13670, 4), (22331, 5), (22492, 6),
        (22653, 7), (22813, 8), (22974, 9), (23135, 10), (23297, 11), (23460, 12), (23624, 13),
        (23791, 14), (23961, 15),
    ),
    "rain": (
        (0, 12), (12010, 11), (12256, 10), (12497, 9), (12734, 8), (12969, 7), (13203, 6),
        (13436, 5), (13670, 4), (22331, 5), (22566, 6), (22799, 7), (23032, 8), (23267, 9),
        (23505, 10), (23746, 11), (23992, 12),
    ),
    "thunder": (
        (0, 9), (60, 10), (11941, 9), (12300, 8), (12648, 7), (12990, 6), (13330, 5), (13670, 4),
        (22331, 5), (22672, 6), (23011, 7), (23353, 8), (23701, 9),
    ),
}  # fmt: skip
_STARTS = {weather: [tick for tick, _ in changes] for weather, changes in _CHANGES.items()}


def day_time(tick: int) -> int:
    """Returns ticks since sunrise, in [0, `DAY_TICKS`)."""
    return tick % DAY_TICKS


def sky_light(tick: int, weather: Weather = "clear") -> int:
    """Returns the light level under the open sky, in [4, 15]."""
    at = bisect_right(_STARTS[weather], tick % DAY_TICKS) - 1
    return _CHANGES[weather][at][1]


def spawning_light(tick: int, weather: Weather = "clear") -> int:
    """Returns the open sky's light as the spawning of mobs goes by it, in [4, 15]."""
    return _STORM_LIGHT if weather == "thunder" else sky_light(tick, weather)


def is_night(tick: int, weather: Weather = "clear") -> bool:
    """Returns whether it counts as night: in clear weather from 12,542 to 23,459."""
    return sky_light(tick, weather) < _DAY_LIGHT


def can_sleep(tick: int, weather: Weather = "clear") -> bool:
    """Returns whether a bed can be slept in: at night, and in any thunderstorm."""
    return is_night(tick, weather)


def spawns_outside(tick: int, weather: Weather = "clear") -> bool:
    """Returns whether hostile mobs spawn under the sky: in clear weather 13,188 to 22,812."""
    return spawning_light(tick, weather) <= SPAWN_LIGHT


def undead_burn(tick: int, weather: Weather = "clear", *, wet: bool = False) -> bool:
    """Returns whether zombies and skeletons under the sky burn: by day, and not in the rain.

    Args:
        tick: The world's time.
        weather: The weather; a thunderstorm is too dark.
        wet: Whether rain falls where they are.
    """
    return not wet and not is_night(tick, weather)


def next_sunrise(tick: int) -> int:
    """Returns the first sunrise after `tick`, which is when a sleeper wakes."""
    return (tick // DAY_TICKS + 1) * DAY_TICKS
