"""What a map of craftworld shows, and what it leaves alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, cast

import numpy as np

from envs import MapRegion, Task, Wait, parse
from envs.colours import colours_of
from envs.craftworld.beings.flock import Creature, Flock
from envs.craftworld.environment import Craftworld, make
from envs.craftworld.episode import Episode
from envs.craftworld.land.blocktable import TERRAIN_KINDS, BlockKind, BlockTable
from envs.craftworld.land.flatworld import FlatWorld
from envs.craftworld.land.terrain import Terrain
from envs.craftworld.picture import picture_of

GROUND = 63
TABLE = BlockTable((*TERRAIN_KINDS, BlockKind("netherrack")))
TASK = Task(id="look", instruction="Look", goal=parse("free_slots(1)"))


@dataclass
class Herd:
    """Creatures, some of them hostile."""

    flock: Flock = field(default_factory=Flock)
    hostile: set[int] = field(default_factory=set)

    def near(self, x: int, y: int, z: int, radius: int) -> list[Creature]:
        return self.flock.near(x, y, z, radius)

    def hostile_near(self, x: int, y: int, z: int, radius: int) -> list[Creature]:
        return [c for c in self.near(x, y, z, radius) if c.id in self.hostile]


@dataclass
class Scene:
    """As much of an episode as a picture needs, on a plain."""

    terrain: Terrain = field(default_factory=lambda: Terrain(FlatWorld(TABLE, GROUND)))
    creatures: Herd = field(default_factory=Herd)
    cell: tuple[int, int, int] = (8, GROUND + 1, 8)
    dimension: str = "overworld"

    def __post_init__(self) -> None:
        self.terrain.box(-16, 0, -16, 32, 128, 32)

    def put(self, name: str, *cells: tuple[int, int, int]) -> None:
        for cell in cells:
            self.terrain.set_block(*cell, TABLE.id(name))

    def seen(self, region: MapRegion | None = None) -> Any:
        return picture_of(cast(Episode, self), region or MapRegion(0, 0, 16, 16))


def colour(name: str) -> list[int]:
    return [int(c) for c in colours_of([name])[0]]


def near(pixel: Any, name: str, tolerance: int = 40) -> bool:
    return bool(np.abs(pixel.astype(int) - np.array(colour(name))).max() <= tolerance)


def square(y: int, *, x0: int = 4, x1: int = 13) -> list[tuple[int, int, int]]:
    return [(x, y, z) for x in range(x0, x1) for z in range(x0, x1)]


def test_a_pixel_is_the_highest_block_of_its_column_by_row_z_and_column_x() -> None:
    scene = Scene()
    scene.put("sand", (3, GROUND, 5))
    pixels = scene.seen().pixels
    assert pixels.shape == (16, 16, 3)
    assert near(pixels[5, 3], "sand")
    assert near(pixels[3, 5], "grass_block")


def test_higher_ground_is_lighter_than_lower_ground() -> None:
    scene = Scene()
    scene.put("grass_block", *((x, GROUND + 1, z) for x in range(8, 16) for z in range(16)))
    pixels = scene.seen().pixels.astype(int).sum(axis=2)
    assert pixels[8, 12] > pixels[8, 3]
    # The edge that faces the light in the north-west is lighter still.
    assert pixels[8, 8] > pixels[8, 12]


def test_deep_water_is_darker_than_shallow_water() -> None:
    scene = Scene()
    scene.put("water", (2, GROUND, 2), *((9, y, 9) for y in range(GROUND - 12, GROUND + 1)))
    pixels = scene.seen().pixels.astype(int).sum(axis=2)
    assert pixels[2, 2] > pixels[9, 9]


def test_ground_that_was_never_made_is_unknown_and_is_not_made_for_a_picture() -> None:
    scene = Scene()
    seen = scene.seen(MapRegion(16, 0, 64, 16))
    assert seen.known[:, :16].all()
    assert not seen.known[:, 16:].any()
    assert not seen.pixels[:, 16:].any()
    assert scene.terrain.held(3, 0) is None


def test_under_the_sky_and_under_a_tree_the_surface_is_shown() -> None:
    scene = Scene()
    assert scene.seen().slice_y is None
    scene.put("oak_leaves", *square(GROUND + 5))
    scene.put("stone", (8, GROUND + 3, 8))
    assert scene.seen().slice_y is None


def test_under_ground_a_slice_at_the_agents_height_is_shown_unless_the_sky_is_asked_for() -> None:
    scene = Scene(cell=(8, 20, 8))
    scene.put("air", *square(20), *square(21))
    scene.put("iron_ore", (1, 20, 1))
    seen = scene.seen()
    assert seen.slice_y == 20
    floor, rock, ore = seen.pixels[8, 8], seen.pixels[2, 14], seen.pixels[1, 1]
    assert int(floor.sum()) > 2 * int(rock.sum())
    assert near(ore, "iron_ore")
    from_sky = scene.seen(MapRegion(0, 0, 16, 16, from_sky=True))
    assert from_sky.slice_y is None
    assert near(from_sky.pixels[8, 8], "grass_block")


def test_a_dimension_with_a_roof_is_shown_in_slices_whatever_is_asked_for() -> None:
    scene = Scene(dimension="the_nether", cell=(8, 40, 8))
    seen = scene.seen(MapRegion(0, 0, 16, 16, from_sky=True))
    assert (seen.dimension, seen.slice_y) == ("the_nether", 40)


def test_creatures_are_shown_with_their_temper_where_the_view_shows_them() -> None:
    scene = Scene()
    for creature in (
        Creature(1, "cow", 3, GROUND + 1, 3, 100),
        Creature(2, "zombie", 5, GROUND + 1, 5, 200),
        Creature(3, "bat", 6, 20, 6, 60),
        Creature(4, "pig", 40, GROUND + 1, 3, 100),
    ):
        scene.creatures.flock.add(creature)
    scene.creatures.hostile.add(2)
    seen = {(c.name, c.temper) for c in scene.seen().creatures}
    assert seen == {("cow", "passive"), ("zombie", "hostile")}
    scene.cell = (8, 20, 8)
    assert [c.name for c in scene.seen().creatures] == ["bat"]


def test_stations_that_were_placed_are_shown_at_any_height() -> None:
    scene = Scene()
    scene.put("furnace", (4, 30, 6))
    scene.put("cobblestone", (5, 30, 6))
    (station,) = scene.seen().stations
    assert (station.name, station.x, station.z) == ("furnace", 4, 6)


def test_every_block_of_the_game_has_a_colour_and_woods_dyes_and_stones_have_their_own() -> None:
    world = make()
    names = sorted(world.vocabulary.blocks)
    assert colours_of(names).shape == (len(names), 3)
    assert colour("oak_stairs") == colour("oak_planks")
    assert colour("light_blue_wool") != colour("blue_wool")
    assert colour("dark_oak_log") != colour("oak_log")
    assert colour("granite_slab") == colour("granite")


def test_a_picture_may_be_taken_while_an_attempt_lasts_and_changes_nothing_that_follows() -> None:
    class Painter:
        def __init__(self, world: Craftworld) -> None:
            self.world, self.taken = world, 0

        def on_event(self, event: object) -> None:
            return None

        def on_state(self, state: Any) -> None:
            where = MapRegion.around(state.position.x, state.position.z, 64, 64)
            self.taken += bool(self.world.picture(where).known.any())

    traces = []
    for paints in (True, False):
        world = make()
        world.reset(TASK, 500)
        painter = Painter(world)
        attempt = world.attempt(Wait(ticks=600), 600, painter if paints else None)
        traces.append((attempt.trace, world.observe()))
        assert painter.taken == (6 if paints else 0)
    assert traces[0] == traces[1]
