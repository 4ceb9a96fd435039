from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from envs.craftworld.land.blocktable import AIR, TERRAIN_KINDS, BlockTable
from envs.craftworld.land.flatworld import FlatWorld
from envs.craftworld.land.terrain import Terrain
from envs.craftworld.land.worldgen import Overworld
from envs.craftworld.sight import (
    VIEW_HEIGHT,
    VIEW_RADIUS,
    Cell,
    block_light,
    clear_line,
    exposed,
    sky_light,
    survey,
)

TABLE = BlockTable(TERRAIN_KINDS)
ORE, LOG, TORCH, STONE = (TABLE.id(n) for n in ("iron_ore", "oak_log", "torch", "stone"))
GLASS, WATER = TABLE.id("glass"), TABLE.id("water")
EYE = (0, 65, 0)


@pytest.fixture
def flat() -> Terrain:
    return Terrain(FlatWorld(TABLE))


def tunnel(terrain: Terrain, y: int, length: int) -> None:
    for x in range(length):
        terrain.set_block(x, y, 0, AIR)
        terrain.set_block(x, y + 1, 0, AIR)


def test_a_block_in_the_open_is_seen(flat: Terrain) -> None:
    flat.set_block(5, 64, 3, LOG)

    assert exposed(flat, EYE, [LOG]) == [(5, 64, 3, LOG)]


def test_a_buried_block_is_not_seen(flat: Terrain) -> None:
    flat.set_block(5, 50, 3, ORE)

    assert exposed(flat, EYE, [ORE]) == []


def test_nothing_is_seen_through_rock_from_one_cave_to_another(flat: Terrain) -> None:
    tunnel(flat, 30, 5)
    flat.set_block(10, 30, 0, AIR)
    flat.set_block(11, 30, 0, ORE)
    flat.set_block(4, 32, 0, ORE)

    assert exposed(flat, (1, 31, 0), [ORE]) == [(4, 32, 0, ORE)]


def test_an_opened_wall_shows_what_was_behind(flat: Terrain) -> None:
    tunnel(flat, 30, 5)
    flat.set_block(6, 31, 0, ORE)
    assert exposed(flat, (1, 31, 0), [ORE]) == []

    flat.set_block(5, 31, 0, AIR)
    assert exposed(flat, (1, 31, 0), [ORE]) == [(6, 31, 0, ORE)]


def test_nothing_is_seen_from_inside_rock(flat: Terrain) -> None:
    assert exposed(flat, (0, 40, 0)) == []


def test_sight_passes_glass_and_water(flat: Terrain) -> None:
    tunnel(flat, 30, 6)
    for y in (30, 31):
        flat.set_block(2, y, 0, GLASS)
        flat.set_block(3, y, 0, WATER)
    flat.set_block(6, 30, 0, ORE)

    assert exposed(flat, (0, 31, 0), [ORE]) == [(6, 30, 0, ORE)]


def test_blocks_come_nearest_first_then_by_their_coordinates(flat: Terrain) -> None:
    for x, z in ((4, 0), (0, 4), (-4, 0), (0, -4), (2, 0)):
        flat.set_block(x, 65, z, LOG)

    assert [block[:3] for block in exposed(flat, EYE, [LOG])] == [
        (2, 65, 0),
        (-4, 65, 0),
        (0, 65, -4),
        (0, 65, 4),
        (4, 65, 0),
    ]
    assert len(exposed(flat, EYE, [LOG], limit=2)) == 2


@pytest.mark.parametrize(
    "cell", [(VIEW_RADIUS + 1, 64, 0), (0, 64, -VIEW_RADIUS - 1), (0, EYE[1] + VIEW_HEIGHT + 1, 0)]
)
def test_what_is_beyond_the_view_is_not_seen(flat: Terrain, cell: Cell) -> None:
    flat.set_block(*cell, LOG)

    assert exposed(flat, EYE, [LOG]) == []


def test_a_high_eye_looks_down_through_the_air(flat: Terrain) -> None:
    assert exposed(flat, (0, 75, 0), [TABLE.id("grass_block")], limit=1) == [
        (0, 63, 0, TABLE.id("grass_block"))
    ]


@pytest.mark.parametrize("seed", range(4))
def test_exposed_never_returns_a_buried_block(seed: int) -> None:
    world = Overworld(seed, TABLE)
    terrain = Terrain(world)
    x, y, z = world.spawn("forest")
    seen = exposed(terrain, (x, y + 1, z))

    assert len(seen) > 500
    for a, b, c, number in seen:
        assert terrain.block(a, b, c) == number != AIR
        around = [
            terrain.block(a + dx, b + dy, c + dz)
            for dx, dy, dz in ((1, 0, 0), (-1, 0, 0), (0, 1, 0), (0, -1, 0), (0, 0, 1), (0, 0, -1))
        ]
        assert TABLE.see_through[around].any() or TABLE.see_through[number]


@pytest.mark.parametrize("biome", ["forest", "mountains"])
def test_looking_for_one_kind_is_looking_for_all_and_picking_it(biome: str) -> None:
    world = Overworld(1, TABLE)
    terrain = Terrain(world)
    x, y, z = world.spawn(biome)
    everything = exposed(terrain, (x, y + 1, z))

    for name in ("oak_log", "coal_ore", "grass", "stone"):
        number = TABLE.id(name)
        picked = [block for block in everything if block[3] == number]
        assert exposed(terrain, (x, y + 1, z), [number]) == picked


def test_a_survey_counts_each_kind_and_names_its_nearest() -> None:
    world = Overworld(1, TABLE)
    terrain = Terrain(world)
    x, y, z = world.spawn("forest")
    seen = exposed(terrain, (x, y + 1, z))
    sightings = survey(terrain, (x, y + 1, z))

    assert [sighting.block for sighting in sightings] == sorted({block[3] for block in seen})
    for sighting in sightings:
        of_kind = [block[:3] for block in seen if block[3] == sighting.block]
        a, b, c = of_kind[0]
        assert sighting.count == len(of_kind)
        assert sighting.nearest == (a, b, c)
        assert sighting.squared_distance == (a - x) ** 2 + (b - y - 1) ** 2 + (c - z) ** 2


def test_looking_changes_nothing(flat: Terrain) -> None:
    survey(flat, EYE)
    sky_light(flat, EYE)
    block_light(flat, EYE)
    clear_line(flat, EYE, (9, 65, 9))

    assert flat.snapshot() == ()
    assert flat.revision == 0


CELLS = st.tuples(st.integers(-12, 12), st.integers(60, 76), st.integers(-12, 12))


@given(end=CELLS)
def test_a_line_in_the_open_is_clear(end: Cell) -> None:
    flat = Terrain(FlatWorld(TABLE, ground=40))

    assert clear_line(flat, EYE, end)


@given(start=CELLS, end=CELLS, wall=st.lists(CELLS, max_size=40))
def test_a_line_is_the_same_both_ways(start: Cell, end: Cell, wall: list[Cell]) -> None:
    flat = Terrain(FlatWorld(TABLE, ground=40))
    for cell in wall:
        flat.set_block(*cell, STONE)

    assert clear_line(flat, start, end) == clear_line(flat, end, start)


@given(end=CELLS)
def test_a_line_hits_whatever_its_middle_is_in(end: Cell) -> None:
    flat = Terrain(FlatWorld(TABLE, ground=40))
    middle = tuple((a + b) // 2 for a, b in zip(EYE, end, strict=True))
    odd = [(a + b) % 2 for a, b in zip(EYE, end, strict=True)]
    if any(odd) or middle in (EYE, end):
        return
    flat.set_block(middle[0], middle[1], middle[2], STONE)

    assert not clear_line(flat, EYE, end)


def test_no_line_slips_between_two_blocks_at_an_edge(flat: Terrain) -> None:
    flat.set_block(1, 65, 0, STONE)

    assert not clear_line(flat, EYE, (2, 65, 2))
    assert clear_line(flat, EYE, (-2, 65, 2))


def test_no_light_of_the_sky_comes_through_a_single_block(flat: Terrain) -> None:
    for y in (61, 62):
        flat.set_block(0, y, 0, AIR)

    assert sky_light(flat, (0, 61, 0)) == 0


def test_light_of_the_sky_fades_with_the_way(flat: Terrain) -> None:
    for x in range(-20, 21):
        for z in range(-20, 21):
            flat.set_block(x, 70, z, STONE)
    flat.set_block(0, 70, 0, AIR)

    assert sky_light(flat, (0, 64, 0)) == 15
    assert sky_light(flat, (3, 64, 1)) == 11
    assert sky_light(flat, (0, 40, 0)) == 0


def test_light_of_a_torch_fades_with_the_way_round(flat: Terrain) -> None:
    flat.set_block(0, 64, 0, TORCH)
    for y in (64, 65, 66):
        for z in range(-20, 21):
            flat.set_block(2, y, z, STONE)

    assert block_light(flat, (0, 64, 0)) == 14
    assert block_light(flat, (-3, 64, 2)) == 9
    # Three up, four along, three down.
    assert block_light(flat, (4, 64, 0)) == 4
    assert block_light(flat, (0, 64, 15)) == 0


def test_no_light_passes_rock(flat: Terrain) -> None:
    tunnel(flat, 30, 3)
    flat.set_block(5, 30, 0, TORCH)

    assert block_light(flat, (1, 30, 0)) == 0
    assert sky_light(flat, (1, 30, 0)) == 0


def test_the_view_is_a_box_about_the_eye(flat: Terrain) -> None:
    seen = np.array([block[:3] for block in exposed(flat, EYE)])

    assert np.abs(seen[:, [0, 2]]).max() == VIEW_RADIUS
