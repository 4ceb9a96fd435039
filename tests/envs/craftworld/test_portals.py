"""Rules: Minecraft Wiki, Nether portal, Java Edition 1.16."""

from __future__ import annotations

import pytest

from envs.craftworld.footing import Cell
from envs.craftworld.game.datapack import load
from envs.craftworld.land.scenery import nether_of
from envs.craftworld.portals import (
    PORTAL,
    Frame,
    answering,
    build,
    keeps_portal,
    put_out,
    standing,
    way_out,
)
from envs.craftworld.realms import NETHER, OVERWORLD, Realm
from envs.state import KnownPlace

SEED = 550
FRAME = Frame((100, 80, -40), (1, 0))


def _nether() -> Realm:
    rules = load()
    return Realm(NETHER, nether_of(rules, SEED), rules, SEED)


def _known(cell: Cell) -> KnownPlace:
    x, y, z = cell
    return KnownPlace(name=PORTAL, x=x, y=y, z=z, dimension=NETHER)


@pytest.mark.parametrize("along", [(1, 0), (0, 1)])
def test_a_frame_without_corners_takes_ten_blocks(along: tuple[int, int]) -> None:
    frame = Frame((0, 70, 0), along)
    border = {*frame.bottom, *frame.sides, *frame.top}
    assert (len(border), len(set(frame.inside)), len(frame.corners)) == (10, 6, 4)
    assert not border & {*frame.inside, *frame.corners}
    xs, ys, zs = zip(*border, strict=True)
    assert max(ys) - min(ys) + 1 == 5
    assert sorted((max(xs) - min(xs) + 1, max(zs) - min(zs) + 1)) == [1, 4]


def test_eight_columns_answer_to_one() -> None:
    assert answering(83, -9, NETHER) == (10, -2)
    assert answering(10, -2, OVERWORLD) == (80, -16)


def test_one_comes_out_of_a_known_portal_within_16_blocks() -> None:
    realm = _nether()
    build(realm.terrain, FRAME)
    places = (_known(FRAME.corner),)
    assert standing(places, realm) == [FRAME.corner]
    assert way_out(places, realm, (116, 40, -56)) == FRAME.corner
    beyond = way_out(places, realm, (117, 40, -56))
    assert beyond != FRAME.corner
    assert realm.terrain.name(*beyond) == PORTAL


def test_a_new_portal_stands_on_safe_ground_and_in_no_lava() -> None:
    realm = _nether()
    terrain, table = realm.terrain, realm.terrain.table
    for x, z in ((0, 0), (40, -70), (-120, 33), (300, 300)):
        corner = way_out((), realm, (x, 60, z))
        assert max(abs(corner[0] - x), abs(corner[2] - z)) <= 16
        sides = [
            (corner[0] + dx, corner[1], corner[2] + dz)
            for dx, dz in ((0, 1), (0, -1), (1, 0), (-1, 0))
        ]
        open_sides = [s for s in sides if table.names[terrain.block(*s)] == "air"]
        assert len(open_sides) == 2
        for dx, dy, dz in open_sides:
            below = terrain.block(dx, dy - 1, dz)
            assert table.solid[below]
            assert not table.harmful[below]


def test_where_no_room_is_a_hollow_is_made() -> None:
    realm = _nether()
    terrain, table = realm.terrain, realm.terrain.table
    for x in range(-20, 21):
        for z in range(-20, 21):
            for y in range(1, 127):
                terrain.set_block(x, y, z, table.id("lava" if y < 100 else "netherrack"))
    corner = way_out((), realm, (0, 60, 0))
    assert corner == (0, 70, 0)
    for dz in (-1, 1):
        assert terrain.name(0, 70, dz) == "air"
        assert terrain.name(0, 69, dz) == "obsidian"
        assert terrain.name(0, 70, 2 * dz) == "obsidian"


def test_a_portal_goes_out_when_its_frame_is_broken() -> None:
    realm = _nether()
    build(realm.terrain, FRAME)
    broken = FRAME.sides[0]
    assert keeps_portal(realm.terrain, broken)
    assert not keeps_portal(realm.terrain, FRAME.corners[0])
    realm.terrain.set_block(*broken, 0)
    put_out(realm.terrain, broken)
    assert {realm.terrain.name(*cell) for cell in FRAME.inside} == {"air"}
    assert standing((_known(FRAME.corner),), realm) == []
