"""Figures: Minecraft Wiki, Spawn, 1.16, and `Monster.isDarkEnoughToSpawn`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from envs.craftworld.beings.flock import Creature
from envs.craftworld.beings.spawning import MOST, RING, Attempt, Spawner
from envs.craftworld.daylight import Weather
from envs.craftworld.footing import Cell, Land
from envs.craftworld.game.datapack import load

MakeLand = Callable[..., Land]

NOON, DUSK, MIDNIGHT = 6_000, 13_188, 18_000
SURFACE: Cell = (0, 64, 0)
DEEP: Cell = (0, 20, 0)


def _born(
    land: Land,
    tick: int,
    player: Cell = SURFACE,
    weather: Weather = "clear",
    room: int = MOST,
    tries: int = 400,
) -> list[Creature]:
    spawner = Spawner(land, load(), 5, "overworld")
    attempt = Attempt(tick, player, weather, room)
    return [creature for _ in range(tries) for creature in spawner.spawn(attempt)]


def _cave(y: int = 20) -> set[Cell]:
    side = range(-50, 50)
    return {(x, at, z) for x in side for z in side for at in (y, y + 1)}


def test_nothing_comes_about_on_the_surface_by_day(flat_land: MakeLand) -> None:
    assert _born(flat_land(), NOON) == []


def test_monsters_come_about_on_the_surface_by_night_24_to_40_blocks_away(
    flat_land: MakeLand,
) -> None:
    squares = [c.squared(*SURFACE) for c in _born(flat_land(), MIDNIGHT)]
    assert squares
    assert min(squares) >= RING[0] ** 2 == 24**2
    # Members of a group stray up to 5 blocks from one another.
    assert max(squares) <= (RING[1] + 3 * 8) ** 2


def test_at_dusk_few_places_are_dark_enough(flat_land: MakeLand) -> None:
    # Light 7 needs a draw of 7 of 8, light 4 one of four: a fourth as many at dusk.
    dusk, midnight = (len(_born(flat_land(), tick, tries=3_000)) for tick in (DUSK, MIDNIGHT))
    assert 0.2 < dusk / midnight < 0.3


def test_a_thunderstorm_is_dark_enough_by_day(flat_land: MakeLand) -> None:
    assert _born(flat_land(), NOON, weather="thunder")
    assert _born(flat_land(), NOON, weather="rain") == []


def test_light_of_blocks_keeps_monsters_away(flat_land: MakeLand) -> None:
    lit = flat_land(lit=[(x, 64, z) for x in range(-70, 70) for z in range(-70, 70)])
    assert _born(lit, MIDNIGHT) == []


def test_dark_caves_have_monsters_by_day(flat_land: MakeLand) -> None:
    born = _born(flat_land(holes=_cave()), NOON, DEEP)
    assert {c.y for c in born} == {20}


def test_solid_rock_has_none(flat_land: MakeLand) -> None:
    assert _born(flat_land(), MIDNIGHT, DEEP) == []


def test_no_more_come_about_than_there_is_room_for(flat_land: MakeLand) -> None:
    assert _born(flat_land(), MIDNIGHT, room=0) == []
    spawner = Spawner(flat_land(), load(), 5, "overworld")
    groups = [list(spawner.spawn(Attempt(MIDNIGHT, SURFACE, "clear", 1))) for _ in range(300)]
    assert max(map(len, groups)) == 1


def test_kinds_come_about_by_vanillas_weights(flat_land: MakeLand) -> None:
    kinds = Counter(c.kind for c in _born(flat_land(), MIDNIGHT, tries=4_000))
    common = {"zombie", "skeleton", "spider", "creeper"}
    assert set(kinds) == {*common, "enderman", "zombie_villager"}
    assert kinds["enderman"] * 4 < min(kinds[k] for k in ("zombie", "skeleton", "spider"))


def test_deserts_have_husks_for_most_zombies_and_ice_strays_for_most_skeletons(
    flat_land: MakeLand,
) -> None:
    desert = Counter(c.kind for c in _born(flat_land("desert"), MIDNIGHT, tries=4_000))
    assert desert["husk"] > 2 * desert["zombie"] > 0
    ice = Counter(c.kind for c in _born(flat_land("snowy_tundra"), MIDNIGHT, tries=4_000))
    assert ice["stray"] > 2 * ice["skeleton"] > 0
    assert "stray" not in desert


def test_slimes_come_about_in_swamps_alone(flat_land: MakeLand) -> None:
    swamp, plains = (
        {c.kind for c in _born(flat_land(biome), MIDNIGHT, tries=4_000)}
        for biome in ("swamp", "plains")
    )
    assert "slime" in swamp - plains


def test_ids_are_never_given_twice(flat_land: MakeLand) -> None:
    ids = [c.id for c in _born(flat_land(), MIDNIGHT)]
    assert len(set(ids)) == len(ids)
    assert min(ids) > 1 << 48  # Above those of herds.
