"""Pictures for people: their sizes, and that what they are to show is on them."""

from __future__ import annotations

import numpy as np
import pytest

from envs import (
    BlockBroken,
    KnownPlace,
    MapCreature,
    MapPicture,
    MapRegion,
    MapStation,
    Moved,
    Position,
    Respawned,
    State,
    Task,
    Vitals,
    parse,
)
from envs.drawing import FRAME_SIZE, Pin, Track, chart, clipped, clock, day_of, font, frame, panel
from envs.drawing.chart import AGENT, PATH, lit_by
from envs.fake import FakeWorld

REGION = MapRegion(0, 0, 40, 30)


def meadow(*, slice_y: int | None = None, known: bool = True) -> MapPicture:
    shape = (REGION.height, REGION.width)
    pixels = np.full((*shape, 3), (100, 200, 80) if known else 0, dtype=np.uint8)
    return MapPicture(REGION, "overworld", pixels, np.full(shape, known), slice_y=slice_y)


def at(x: int, z: int, y: int = 64, dimension: str = "overworld") -> State:
    position = Position.model_validate({"x": x, "y": y, "z": z, "dimension": dimension})
    return State(tick=0, position=position)


def has(image: object, colour: tuple[int, int, int]) -> bool:
    return bool((np.asarray(image) == np.array(colour)).all(axis=2).any())


# The way.


def test_a_track_follows_states_and_moves_and_leaves_out_standing_still() -> None:
    track = Track()
    for _ in range(2):
        track.on_state(at(0, 0))
    track.on_event(Moved(tick=1, x=4, y=64, z=0))
    assert [(p.x, p.z, p.jumped) for p in track.points] == [(0, 0, True), (4, 0, False)]
    assert track.facing == (1, 0)


def test_a_respawn_and_another_dimension_are_jumps() -> None:
    track = Track()
    track.on_state(at(0, 0))
    track.on_state(at(3, 3, dimension="the_nether"))
    track.on_event(Respawned(tick=1, x=9, y=64, z=9))
    assert [(p.dimension, p.jumped) for p in track.points] == [
        ("overworld", True),
        ("the_nether", True),
        ("overworld", True),
    ]


def test_blocks_broken_in_reach_are_no_way_and_those_beyond_it_are() -> None:
    track = Track()
    track.on_state(at(0, 0))
    for x in (1, 3, 6):
        track.on_event(BlockBroken(tick=1, block="stone", x=x, y=40, z=0))
    assert [p.x for p in track.points] == [0, 6]


# The chart.


def test_a_chart_is_as_large_as_its_region_and_scale_say() -> None:
    assert chart(meadow(), scale=4).size == (160, 120)
    assert chart(meadow(), scale=0.5).size == (20, 15)


def test_way_agent_creatures_stations_places_and_pins_are_on_it() -> None:
    track = Track()
    for x in (5, 30):
        track.on_state(at(x, 15))
    plain = chart(meadow(), scale=4)
    assert not has(plain, PATH)
    assert not has(plain, AGENT)
    drawn = chart(meadow(), scale=4, track=track, agent=(30, 15))
    assert has(drawn, PATH)
    assert has(drawn, AGENT)
    marked = meadow()
    marked = MapPicture(
        marked.region, "overworld", marked.pixels, marked.known,
        creatures=(MapCreature("zombie", "hostile", 3, 3),),
        stations=(MapStation("furnace", 9, 9),),
    )  # fmt: skip
    place = KnownPlace(name="village", x=20, y=64, z=5)
    pins = (Pin("7", 30, 25, (1, 2, 3)),)
    full = np.asarray(chart(marked, scale=4, places=(place,), pins=pins))
    for x, z in ((3, 3), (9, 9), (20, 5)):
        assert (full[4 * z + 2, 4 * x + 2] != np.asarray(plain)[0, 0]).any()
    assert has(full, (1, 2, 3))


def test_the_way_of_another_dimension_is_not_on_it() -> None:
    track = Track()
    for x in (5, 30):
        track.on_state(at(x, 15, dimension="the_nether"))
    assert not has(chart(meadow(), scale=4, track=track), PATH)


def test_night_darkens_the_surface_and_no_slice() -> None:
    noon, midnight = (np.asarray(chart(meadow(), scale=1, time=t)).mean() for t in (6000, 18000))
    assert midnight < noon / 1.5
    below = meadow(slice_y=20)
    assert (
        np.asarray(chart(below, scale=1, time=18000)) == np.asarray(chart(below, scale=1))
    ).all()


def test_dusk_comes_little_by_little() -> None:
    pixels = meadow().pixels
    light = [int(lit_by(pixels, time).mean()) for time in (12_000, 12_500, 13_000, 14_000)]
    assert light == sorted(light, reverse=True)
    assert len(set(light)) == 4


def test_what_is_unknown_is_hatched() -> None:
    hatched = np.asarray(chart(meadow(known=False), scale=1))
    assert len({tuple(pixel) for row in hatched.tolist() for pixel in row}) == 2


# The panel and the frame.


def test_time_is_told_as_the_game_has_it() -> None:
    assert [day_of(t) for t in (0, 6_000, 12_000, 18_000)] == ["06:00", "12:00", "18:00", "00:00"]
    assert clock(24_000) == "20:00"
    assert clock(1_219) == "1:00"


def test_a_panel_shows_health_and_leaves_out_what_is_absent() -> None:
    whole = panel(State(tick=0, vitals=Vitals(health=20, food=20)), width=448)
    hurt = panel(State(tick=0, vitals=Vitals(health=3, food=20)), width=448)
    bare = panel(State(tick=0), width=448)
    reds = [int((np.asarray(i)[..., 0] > 200).sum()) for i in (whole, hurt, bare)]
    assert reds[0] > reds[1] > reds[2]


def test_long_text_is_clipped_to_its_room() -> None:
    text = "gather(item='oak_log') " * 20
    short = clipped(text, 12, 200)
    assert short.endswith("...")
    assert font(12).getlength(short) <= 200
    assert clipped("short", 12, 200) == "short"


@pytest.mark.parametrize("title", ["Craft a stick", "Ünïcödé ✓ " * 50])
def test_a_frame_has_one_size_whatever_it_says(title: str) -> None:
    world, track = FakeWorld(), Track()
    task = Task(id="t", instruction="Look", goal=parse("free_slots(1)"))
    state = world.reset(task, 1)
    track.on_state(state)
    assert frame(world, state, track, title=title, subgoal=title).size == FRAME_SIZE
    assert all(side % 16 == 0 for side in FRAME_SIZE)
