"""Figures: Minecraft Wiki, Weather, Thunderstorm and Rain, 1.16."""

from __future__ import annotations

from itertools import groupby

from envs.craftworld.game.datapack import load
from envs.craftworld.meadow import FEET, Meadow
from envs.craftworld.sky import Sky, rains_in
from envs.subgoals import Sleep, Wait

STEP = 100
DAYS = 2_000


def _spells(seed: int = 500) -> list[tuple[str, int]]:
    """Returns the weather of many days, with how many ticks it lasted each time."""
    sky, seen = Sky(seed), []
    for tick in range(0, DAYS * 24_000, STEP):
        sky.advance(tick)
        seen.append(sky.weather)
    return [(weather, STEP * len(list(run))) for weather, run in groupby(seen)]


def test_it_is_clear_for_the_first_half_day() -> None:
    for seed in range(500, 540):
        sky = Sky(seed)
        sky.advance(11_999)
        assert sky.weather == "clear"


def test_clear_spells_last_half_a_day_to_seven_and_a_half() -> None:
    # Two runs of one length may join where it rained between two looks only: that can't be.
    lengths = [ticks for weather, ticks in _spells()[:-1] if weather == "clear"]
    assert min(lengths) >= 12_000 - STEP
    assert max(lengths) <= 180_000 + STEP


def test_rain_with_its_thunder_lasts_half_a_day_to_a_whole_one() -> None:
    wet = [
        sum(ticks for _, ticks in run)
        for is_clear, run in groupby(_spells(), key=lambda spell: spell[0] == "clear")
        if not is_clear
    ]
    assert min(wet[:-1]) >= 12_000 - STEP
    assert max(wet) <= 24_000 + STEP


def test_it_rains_for_about_a_sixth_of_the_time_and_thunders_seldom() -> None:
    total = {"clear": 0, "rain": 0, "thunder": 0}
    for weather, ticks in _spells():
        total[weather] += ticks
    share = {weather: ticks / sum(total.values()) for weather, ticks in total.items()}
    # 18,000 of 18,000 + 96,000 ticks on average; 9,600 of 9,600 + 96,000 of these thunder.
    assert 0.14 < share["rain"] + share["thunder"] < 0.18
    assert 0.005 < share["thunder"] < 0.03


def test_equal_seeds_have_equal_weather_however_time_is_cut() -> None:
    often, seldom = Sky(501), Sky(501)
    for tick in range(0, 2_000_000, 777):
        often.advance(tick)
    seldom.advance(2_000_000 - 1)
    often.advance(2_000_000 - 1)
    assert often.snapshot() == seldom.snapshot()


def test_a_restored_sky_goes_on_the_same_way() -> None:
    sky, twin = Sky(502), Sky(503)
    sky.advance(300_000)
    twin.restore(sky.snapshot())
    for held in (sky, twin):
        held.advance(3_000_000)
    assert sky.snapshot() == twin.snapshot()


def test_no_rain_falls_in_deserts_nor_where_it_snows() -> None:
    biomes = load().biomes
    assert rains_in(biomes["forest"], 64)
    assert not rains_in(biomes["desert"], 64)
    assert not rains_in(biomes["snowy_tundra"], 64)
    assert rains_in(biomes["mountains"], 80)
    assert not rains_in(biomes["mountains"], 110)


def _storm() -> Meadow:
    meadow = Meadow()
    sky = meadow.episode.sky
    sky.restore(
        sky.snapshot()._replace(
            raining=True, thundering=True, rain_turns_at=99_000, thunder_turns_at=99_000
        )
    )
    return meadow


def test_a_storm_is_seen_and_dark() -> None:
    meadow = _storm()
    meadow.attempt(Wait(ticks=6_000), 6_000)
    state = meadow.observe()
    assert (state.weather, state.light) == ("thunder", 10)


def test_a_thunderstorm_can_be_slept_through_by_day_and_is_over_then() -> None:
    meadow = _storm()
    meadow.put((FEET[0] + 1, FEET[1], FEET[2]), "white_bed")
    attempt = meadow.attempt(Sleep(), 500)
    assert attempt.post_state.time == 0
    assert attempt.post_state.weather == "clear"


def test_rain_puts_out_who_burns_under_the_sky_and_where_it_falls() -> None:
    burnt = {}
    for biome, roof in (("forest", False), ("forest", True), ("desert", False)):
        meadow = _storm()
        meadow.episode.land.biome = lambda x, z, name=biome: name  # type: ignore[misc]
        meadow.put((FEET[0], FEET[1] + 5, FEET[2]), "stone" if roof else "air")
        meadow.episode.vitals.fire_ticks = 200
        meadow.attempt(Wait(ticks=50), 50)
        burnt[biome, roof] = bool(meadow.episode.vitals.fire_ticks)
    assert burnt == {("forest", False): False, ("forest", True): True, ("desert", False): True}


def test_a_snapshot_keeps_the_weather() -> None:
    meadow = _storm()
    snapshot = meadow.snapshot()
    meadow.episode.sky.clear_up(0)
    meadow.restore(snapshot)
    assert meadow.observe().weather == "thunder"
