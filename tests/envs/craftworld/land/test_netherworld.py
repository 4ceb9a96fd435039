"""Figures: Minecraft Wiki, the Nether and Ore (section Availability), Java Edition 1.16."""

from __future__ import annotations

from hashlib import sha256

import numpy as np
import pytest
from numpy.typing import NDArray

from envs.craftworld.game.datapack import load
from envs.craftworld.land.blocktable import AIR
from envs.craftworld.land.filling import CHUNK_SHAPE
from envs.craftworld.land.netherbiomes import NETHER_BIOMES
from envs.craftworld.land.netherworld import Nether
from envs.craftworld.land.scenery import block_table, nether_of, nether_veins

SEED = 550
TABLE = block_table(load())


def _nether(seed: int = SEED) -> Nether:
    return Nether(seed, TABLE, nether_veins(load()))


@pytest.fixture(scope="module")
def land() -> NDArray[np.uint16]:
    """12 by 12 chunks as one array."""
    nether = _nether()
    rows = [np.concatenate([nether.chunk(i, k) for k in range(12)], axis=2) for i in range(12)]
    return np.concatenate(rows, axis=0)


def _heights(land: NDArray[np.uint16], *names: str) -> NDArray[np.intp]:
    return np.nonzero(np.isin(land, [TABLE.id(name) for name in names]))[1]


def test_a_chunk_is_a_function_of_seed_and_coordinates() -> None:
    one, other = _nether(), _nether()
    for at in ((3, -2), (0, 0), (-7, 5)):
        other.chunk(*at)
    assert np.array_equal(one.chunk(0, 0), other.chunk(0, 0))
    assert not np.array_equal(one.chunk(0, 0), _nether(SEED + 1).chunk(0, 0))
    assert not np.array_equal(one.chunk(0, 0), one.chunk(0, 1))


def test_what_is_remembered_is_what_is_generated() -> None:
    chunk = nether_of(load(), SEED).chunk(2, 3)
    assert chunk.shape == CHUNK_SHAPE
    assert np.array_equal(chunk, _nether().chunk(2, 3))
    assert not chunk.flags.writeable


def test_bedrock_closes_it_below_and_above(land: NDArray[np.uint16]) -> None:
    bedrock = TABLE.id("bedrock")
    assert (land[:, 0] == bedrock).all()
    assert (land[:, 127] == bedrock).all()
    found = np.unique(_heights(land, "bedrock"))
    assert set(found.tolist()) == {0, 1, 2, 3, 4, 123, 124, 125, 126, 127}


def test_a_sea_of_lava_reaches_up_to_31(land: NDArray[np.uint16]) -> None:
    assert (land[:, :32] != AIR).all()
    lava = land == TABLE.id("lava")
    assert lava[:, 31].mean() > 0.05
    # Above it there is lava inside the rock alone, sometimes two blocks side by side.
    x, y, z = np.nonzero(lava[1:-1, 32:-1, 1:-1])
    x, y, z = x + 1, y + 32, z + 1
    for dx, dy, dz in ((1, 0, 0), (-1, 0, 0), (0, 1, 0), (0, -1, 0), (0, 0, 1), (0, 0, -1)):
        beside = land[x + dx, y + dy, z + dz]
        assert (TABLE.solid[beside] | (beside == TABLE.id("lava"))).all()


def test_there_are_pockets_of_lava_in_the_rock(land: NDArray[np.uint16]) -> None:
    pockets = _heights(land, "lava")
    assert (pockets > 31).sum() > 144


def test_caverns_take_about_half_of_what_is_above_the_lava(land: NDArray[np.uint16]) -> None:
    assert 0.3 < (land[:, 32:120] == AIR).mean() < 0.65


@pytest.mark.parametrize(
    ("block", "low", "high"),
    [("nether_quartz_ore", 10, 117), ("nether_gold_ore", 10, 117), ("magma_block", 27, 36)],
)
def test_ores_lie_at_their_heights(
    land: NDArray[np.uint16], block: str, low: int, high: int
) -> None:
    found = _heights(land, block)
    # A vein reaches some blocks beyond its middle.
    assert len(found) > 1000
    assert low - 4 <= found.min()
    if block != "magma_block":  # basalt deltas have it on all floors
        assert found.max() <= high + 4


def test_quartz_is_commoner_than_gold_by_veins_and_sizes(land: NDArray[np.uint16]) -> None:
    quartz, gold = (len(_heights(land, f"nether_{ore}_ore")) for ore in ("quartz", "gold"))
    # 16 veins of 14 a chunk and 10 of 10; the smaller vein is smaller still than its figure.
    assert 16 * 14 / (10 * 10) < quartz / gold < 4


def test_no_vein_of_quartz_stops_at_a_chunks_border(land: NDArray[np.uint16]) -> None:
    quartz = land == TABLE.id("nether_quartz_ore")
    across = quartz[15:-1:16] & quartz[16::16]
    within = quartz[7:-1:16] & quartz[8::16]
    assert across.sum() > within[:-1].sum() / 2 > 20


def test_glowstone_hangs_from_something(land: NDArray[np.uint16]) -> None:
    x, y, z = np.nonzero(land == TABLE.id("glowstone"))
    assert len(x) > 100
    touches = np.zeros(len(x), dtype=bool)
    for dx, dy, dz in ((1, 0, 0), (-1, 0, 0), (0, 1, 0), (0, -1, 0), (0, 0, 1), (0, 0, -1)):
        beside = land[np.clip(x + dx, 0, 191), y + dy, np.clip(z + dz, 0, 191)]
        touches |= beside != AIR
    assert touches.all()


def test_each_biome_has_its_ground() -> None:
    nether = nether_of(load(), SEED)
    ground = {
        "basalt_deltas": "basalt", "crimson_forest": "crimson_nylium",
        "nether_wastes": "netherrack", "soul_sand_valley": "soul_sand",
        "warped_forest": "warped_nylium",
    }  # fmt: skip
    met: set[str] = set()
    for chunk_x in range(-24, 24, 3):
        for chunk_z in range(-24, 24, 3):
            biome = nether.biome(16 * chunk_x + 8, 16 * chunk_z + 8)
            column = nether.chunk(chunk_x, chunk_z)[8, :, 8]
            if TABLE.id(ground[biome]) in column:
                met.add(biome)
    assert met == set(NETHER_BIOMES)


def test_the_nether_stays_what_it_was() -> None:
    # Another world version is due if this changes.
    names = np.array(TABLE.names)
    text = "".join("\n".join(names[_nether(500).chunk(i, k).ravel()]) for i, k in ((0, 0), (5, 9)))
    assert sha256(text.encode()).hexdigest()[:16] == "ee9854058a7ddc65"


def test_nobody_is_outside_or_has_a_village_there() -> None:
    nether = _nether()
    assert nether.ground(10, 10) == -1
    assert nether.villages_near(0, 0, 400) == ()
