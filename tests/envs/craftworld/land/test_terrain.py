from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from envs.craftworld.land.blocktable import AIR, TERRAIN_KINDS, BlockTable
from envs.craftworld.land.flatworld import FlatWorld
from envs.craftworld.land.terrain import Terrain
from envs.craftworld.land.worldgen import Overworld

TABLE = BlockTable(TERRAIN_KINDS)
STONE, TORCH, WATER = TABLE.id("stone"), TABLE.id("torch"), TABLE.id("water")
LEAVES, GLASS = TABLE.id("oak_leaves"), TABLE.id("glass")

Edit = tuple[int, int, int, int]
EDITS = st.lists(
    st.tuples(
        st.integers(-40, 40),
        st.integers(0, 127),
        st.integers(-40, 40),
        st.integers(0, len(TABLE) - 1),
    ),
    max_size=30,
)


def flat() -> Terrain:
    return Terrain(FlatWorld(TABLE))


def apply(terrain: Terrain, edits: list[Edit]) -> None:
    for edit in edits:
        terrain.set_block(*edit)


def test_a_cell_is_what_its_chunk_says() -> None:
    world = Overworld(3, TABLE)
    terrain = Terrain(world)

    for x, y, z in ((0, 60, 0), (-1, 64, -17), (1000, 11, -999), (15, 127, 16)):
        expected = world.chunk(x >> 4, z >> 4)[x & 15, y, z & 15]
        assert terrain.block(x, y, z) == expected
        assert terrain.name(x, y, z) == TABLE.name(int(expected))


def test_bedrock_is_below_the_world_and_air_above() -> None:
    terrain = flat()

    assert terrain.name(0, -1, 0) == "bedrock"
    assert terrain.name(0, 128, 0) == "air"
    terrain.set_block(0, 128, 0, STONE)
    terrain.set_block(0, -1, 0, AIR)
    assert terrain.snapshot() == ()


def test_a_box_is_the_cells_one_by_one() -> None:
    terrain = Terrain(Overworld(3, TABLE))
    terrain.set_block(2, 65, -3, TORCH)

    box = terrain.box(-20, -2, -5, 5, 131, 20)

    assert box.shape == (25, 133, 25)
    for x, y, z in (
        (-20, -2, -5),
        (4, 130, 19),
        (2, 65, -3),
        (-17, 63, 16),
        (0, 0, 0),
        (-16, 127, 15),
    ):
        assert box[x + 20, y + 2, z + 5] == terrain.block(x, y, z)


@pytest.mark.parametrize(("low", "high", "name"), [(130, 140, "air"), (-9, -3, "bedrock")])
def test_a_box_outside_the_world_is_all_of_one_kind(low: int, high: int, name: str) -> None:
    assert set(flat().box(0, low, 0, 3, high, 3).ravel().tolist()) == {TABLE.id(name)}


def test_changing_a_box_changes_no_terrain() -> None:
    terrain = flat()
    terrain.box(0, 60, 0, 4, 64, 4)[:] = AIR

    assert terrain.name(1, 61, 1) == "dirt"


@given(first=EDITS, second=EDITS)
def test_a_restored_terrain_is_as_it_was(first: list[Edit], second: list[Edit]) -> None:
    terrain = flat()
    apply(terrain, first)
    before = terrain.box(-48, 0, -48, 48, 128, 48)
    digest, snapshot = terrain.digest(), terrain.snapshot()

    apply(terrain, second)
    changed = terrain.snapshot()
    after = terrain.box(-48, 0, -48, 48, 128, 48)
    terrain.restore(snapshot)

    assert (terrain.box(-48, 0, -48, 48, 128, 48) == before).all()
    assert terrain.digest() == digest
    apply(terrain, first[::-1])
    terrain.restore(changed)
    assert (terrain.box(-48, 0, -48, 48, 128, 48) == after).all()


@given(edits=EDITS)
def test_equal_edits_have_an_equal_digest_whatever_was_looked_at(edits: list[Edit]) -> None:
    looked, blind = flat(), flat()
    looked.box(-60, 0, -60, 60, 10, 60)
    apply(looked, edits)
    apply(blind, edits)

    assert looked.digest() == blind.digest()


def test_a_change_taken_back_is_no_difference() -> None:
    terrain = flat()
    untouched = terrain.digest()
    terrain.set_block(1, 63, 1, AIR)
    changed = terrain.digest()
    terrain.set_block(1, 63, 1, TABLE.id("grass_block"))

    assert changed != untouched
    assert terrain.digest() == untouched


def test_edits_outlive_the_chunks_that_are_held() -> None:
    terrain = Terrain(FlatWorld(TABLE), held_chunks=4)
    terrain.set_block(0, 70, 0, TORCH)
    for chunk in range(1, 40):
        terrain.block(16 * chunk, 64, 0)

    assert terrain.name(0, 70, 0) == "torch"
    assert len(terrain._pristine) <= 4


def test_looking_changes_nothing() -> None:
    terrain = Terrain(Overworld(3, TABLE))
    revision = terrain.revision
    terrain.box(0, 0, 0, 40, 128, 40)
    terrain.surface(5, 5)
    terrain.is_open_to_sky(5, 64, 5)
    terrain.biome(80, 80)

    assert terrain.snapshot() == ()
    assert terrain.revision == revision


def test_every_change_raises_the_revision() -> None:
    terrain = flat()
    revisions = [terrain.revision]
    snapshot = terrain.snapshot()
    terrain.set_block(0, 70, 0, TORCH)
    revisions.append(terrain.revision)
    terrain.restore(snapshot)
    revisions.append(terrain.revision)

    assert revisions == sorted(set(revisions))


def test_surface_is_the_highest_solid_block() -> None:
    terrain = flat()
    terrain.set_block(3, 64, 3, TABLE.id("grass"))
    assert terrain.surface(3, 3) == 63

    terrain.set_block(3, 70, 3, LEAVES)
    assert terrain.surface(3, 3) == 70


@pytest.mark.parametrize(
    ("above", "is_open"),
    [(GLASS, True), (TORCH, True), (LEAVES, False), (WATER, False), (STONE, False)],
)
def test_what_takes_light_closes_the_sky(above: int, is_open: bool) -> None:
    terrain = flat()
    terrain.set_block(0, 80, 0, above)

    assert terrain.is_open_to_sky(0, 64, 0) is is_open
    assert terrain.is_open_to_sky(0, 80, 0)


def test_a_column_of_nothing_has_no_surface() -> None:
    terrain = flat()
    for y in range(128):
        terrain.set_block(0, y, 0, AIR)

    assert terrain.surface(0, 0) == -1
    assert terrain.roof(0, 0) == -1


def test_a_box_keeps_its_type() -> None:
    assert flat().box(0, 0, 0, 1, 1, 1).dtype == np.uint16
