"""Figures: Minecraft Wiki, Daylight cycle, and the code of 1.16.5 that they come from."""

from __future__ import annotations

import math

import numpy as np
import pytest

from envs.craftworld.daylight import (
    Weather,
    can_sleep,
    day_time,
    is_night,
    next_sunrise,
    sky_light,
    spawning_light,
    spawns_outside,
    undead_burn,
)
from envs.state import DAY_TICKS

DAY = range(DAY_TICKS)
_SINES = np.sin(np.arange(65536) * math.pi * 2 / 65536).astype(np.float32)


def _light_by_the_game(tick: int, rain: int, thunder: int) -> int:
    """Follows `DimensionType.timeOfDay`, `Mth.cos` and `Level.updateSkyBrightness`."""
    turn = (tick / 24000 - 0.25) % 1.0
    bent = 0.5 - math.cos(turn * math.pi) / 2
    angle = np.float32(turn * 2 + bent) / np.float32(3) * np.float32(math.pi * 2)
    index = int(np.float32(angle * np.float32(10430.378) + np.float32(16384))) & 65535
    height = 0.5 + 2 * min(0.25, max(-0.25, float(_SINES[index])))
    return 15 - int((1 - height * (1 - rain * 5 / 16) * (1 - thunder * 5 / 16)) * 11)


@pytest.mark.parametrize(
    ("weather", "rain", "thunder"), [("clear", 0, 0), ("rain", 1, 0), ("thunder", 1, 1)]
)
def test_sky_light_is_what_the_games_own_formula_gives_at_every_tick(
    weather: Weather, rain: int, thunder: int
) -> None:
    ours = [sky_light(tick, weather) for tick in DAY]
    assert ours == [_light_by_the_game(tick, rain, thunder) for tick in DAY]


def test_an_episode_begins_at_sunrise_and_days_repeat() -> None:
    assert (day_time(0), day_time(24_001)) == (0, 1)
    assert sky_light(0) == 15
    assert sky_light(18_000) == sky_light(24_000 * 7 + 18_000) == 4


def test_beds_work_from_12542_to_23459_in_clear_weather() -> None:
    ticks = [tick for tick in DAY if can_sleep(tick)]
    assert ticks == list(range(12_542, 23_460))


def test_beds_work_from_12010_to_23991_in_rain_and_always_in_thunder() -> None:
    assert [t for t in DAY if can_sleep(t, "rain")] == list(range(12_010, 23_992))
    assert all(can_sleep(t, "thunder") for t in DAY)


def test_monsters_spawn_outside_from_13188_to_22812_in_clear_weather() -> None:
    assert [t for t in DAY if spawns_outside(t)] == list(range(13_188, 22_813))


def test_monsters_spawn_outside_from_12969_in_rain_and_always_in_thunder() -> None:
    assert next(t for t in DAY if spawns_outside(t, "rain")) == 12_969
    assert {spawning_light(t, "thunder") for t in DAY} == {5}
    assert all(spawns_outside(t, "thunder") for t in DAY)


def test_undead_burn_by_day_and_not_in_the_wet() -> None:
    assert [t for t in DAY if not undead_burn(t)] == list(range(12_542, 23_460))
    assert undead_burn(6_000, "rain")
    assert not undead_burn(6_000, "rain", wet=True)
    assert not undead_burn(6_000, "thunder")
    assert not is_night(6_000, "rain")


def test_a_sleeper_wakes_at_the_next_sunrise() -> None:
    assert next_sunrise(12_542) == 24_000
    assert next_sunrise(24_000) == 48_000
