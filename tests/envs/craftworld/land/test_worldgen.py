from __future__ import annotations

from hashlib import sha256

import numpy as np
import pytest
from numpy.typing import NDArray

from envs.craftworld.land.blocktable import AIR, TERRAIN_KINDS, BlockTable
from envs.craftworld.land.columns import BIOMES, SIDE, ColumnMap
from envs.craftworld.land.filling import CHUNK_SHAPE
from envs.craftworld.land.veins import VEINS, Vein
from envs.craftworld.land.villages import VILLAGE_RADIUS
from envs.craftworld.land.worldgen import SPAWN_BIOMES, TREE_IN_SIGHT, VILLAGE_AWAY, Overworld
from envs.errors import InputError, UnknownNameError

TABLE = BlockTable(TERRAIN_KINDS)
SEED = 11


@pytest.fixture(scope="module")
def world() -> Overworld:
    return Overworld(SEED, TABLE)


@pytest.fixture(scope="module")
def land(world: Overworld) -> NDArray[np.uint16]:
    """8 by 8 chunks about a start in a forest, as one array."""
    x, _, z = world.spawn("forest")
    rows = [
        np.concatenate([world.chunk((x >> 4) + i, (z >> 4) + k) for k in range(8)], axis=2)
        for i in range(8)
    ]
    return np.concatenate(rows, axis=0)


def heights(land: NDArray[np.uint16], name: str) -> NDArray[np.intp]:
    return np.nonzero(land == TABLE.id(name))[1]


def digest(blocks: NDArray[np.uint16]) -> str:
    assert blocks.shape == CHUNK_SHAPE
    return sha256(blocks.astype("<u2").tobytes()).hexdigest()[:16]


@pytest.mark.parametrize(
    ("seed", "chunk", "expected"),
    [
        (0, (0, 0), "e3db5fb1b5ffa44c"),
        (1, (8, -11), "0ffe008a85d02a72"),
        (1, (-40, 25), "83efae5f00b1d066"),
        (2**40 + 3, (100, 100), "97e06b5d8c2d2458"),
        (-7, (-3, -200), "8c77498b2d5e7e94"),
    ],
)
def test_chunks_are_pinned(seed: int, chunk: tuple[int, int], expected: str) -> None:
    assert digest(Overworld(seed, TABLE).chunk(*chunk)) == expected


def test_chunks_do_not_depend_on_the_order_in_which_they_are_made() -> None:
    places = [(i, k) for i in range(-2, 2) for k in range(-2, 2)]
    one, other = Overworld(4, TABLE), Overworld(4, TABLE)
    other.spawn("taiga")

    forwards = {place: digest(one.chunk(*place)) for place in places}
    backwards = {place: digest(other.chunk(*place)) for place in reversed(places)}

    assert forwards == backwards
    assert len(set(forwards.values())) == len(places)


def test_a_chunk_has_the_same_names_whatever_the_table() -> None:
    padded = BlockTable([*TERRAIN_KINDS, *(k._replace(name=f"a_{k.name}") for k in TERRAIN_KINDS)])

    ours = np.array(TABLE.names)[Overworld(5, TABLE).chunk(3, 4)]
    theirs = np.array(padded.names)[Overworld(5, padded).chunk(3, 4)]

    assert (ours == theirs).all()


def test_margins_say_the_same_as_the_neighbours() -> None:
    columns = ColumnMap(6)
    for i, k in ((0, 0), (-7, 12), (30, -30)):
        here, east = columns.columns(i, k), columns.columns(i + 1, k)
        for field in here._fields:
            ours: NDArray[np.int64] = getattr(here, field)
            theirs: NDArray[np.int64] = getattr(east, field)
            assert ours.shape == (SIDE, SIDE)
            assert (ours[16:] == theirs[: SIDE - 16]).all()


def test_leaves_cross_the_borders_of_chunks(land: NDArray[np.uint16]) -> None:
    leaves = land == TABLE.id("oak_leaves")
    both_sides = leaves[15:-1:16] & leaves[16::16]

    assert both_sides.any()


def test_every_trunk_stands_on_dirt_or_on_itself(land: NDArray[np.uint16]) -> None:
    for wood in ("oak", "birch", "spruce"):
        log = TABLE.id(f"{wood}_log")
        x, y, z = np.nonzero(land == log)
        below = land[x, y - 1, z]
        assert np.isin(below, [log, TABLE.id("dirt")]).all()


def test_a_forest_has_several_trees_a_chunk(world: Overworld) -> None:
    x, _, z = world.spawn("forest")
    counts = [
        len(world.trees(i, k))
        for i in range((x >> 4) - 4, (x >> 4) + 5)
        for k in range((z >> 4) - 4, (z >> 4) + 5)
        if world.biome(16 * i + 8, 16 * k + 8) == "forest"
    ]

    assert 4 <= sum(counts) / len(counts) <= 11


def test_bedrock_closes_the_world_raggedly(land: NDArray[np.uint16]) -> None:
    bedrock = land == TABLE.id("bedrock")

    assert bedrock[:, 0].all()
    shares = [bedrock[:, y].mean() for y in range(6)]
    assert shares == pytest.approx([1, 0.8, 0.6, 0.4, 0.2, 0], abs=0.02)


def test_water_stands_at_sea_level_and_lava_at_the_bottom(land: NDArray[np.uint16]) -> None:
    assert heights(land, "lava").max() == 10
    assert not (land[:, 63:] == TABLE.id("water")).any()


@pytest.mark.parametrize(
    "vein", [vein for vein in VEINS if vein.high <= 64], ids=lambda vein: vein.block
)
def test_ores_lie_at_their_heights(land: NDArray[np.uint16], vein: Vein) -> None:
    found = heights(land, vein.block)
    assert found.min() >= max(vein.low - 4, 1)
    assert found.max() <= vein.high + 4


@pytest.mark.parametrize(
    ("block", "least", "most"),
    # Vanilla's shapes give about 3.3 diamonds, 26 redstone, 11 gold, 105 iron a chunk.
    [("diamond_ore", 2, 5), ("redstone_ore", 18, 36), ("gold_ore", 7, 15), ("iron_ore", 80, 130)],
)
def test_ores_are_as_frequent_as_in_the_game(
    land: NDArray[np.uint16], block: str, least: float, most: float
) -> None:
    assert least <= len(heights(land, block)) / 64 <= most


def test_emeralds_lie_under_mountains_alone(world: Overworld) -> None:
    mountains = world.spawn("mountains")
    desert = world.spawn("desert")

    def emeralds(x: int, z: int) -> int:
        return sum(
            len(heights(world.chunk((x >> 4) + i, (z >> 4) + k), "emerald_ore"))
            for i in range(3)
            for k in range(3)
            if world.biome(x + 16 * i, z + 16 * k) == world.biome(x, z)
        )

    assert emeralds(mountains[0], mountains[2]) > 5
    assert emeralds(desert[0], desert[2]) <= 2


def test_lapis_is_likeliest_in_the_middle_of_its_heights() -> None:
    world = Overworld(1, TABLE, [Vein("lapis_ore", 40, 1, 0, 32, peaked=True)])
    found = np.concatenate([heights(world.chunk(i, 0), "lapis_ore") for i in range(20)])

    middle = ((found >= 8) & (found < 24)).mean()
    assert 0.7 < middle < 0.85


def test_a_pack_moves_an_ore() -> None:
    world = Overworld(1, TABLE, [Vein("diamond_ore", 30, 8, 40, 50)])
    found = np.concatenate([heights(world.chunk(i, 0), "diamond_ore") for i in range(4)])

    assert len(found) > 200
    assert found.min() >= 36
    assert found.max() <= 54
    assert not len(heights(world.chunk(0, 0), "iron_ore"))


def test_a_vein_lies_in_its_biomes_and_replaces_what_it_says() -> None:
    veins = [Vein("gold_ore", 20, 9, 40, 60), Vein("obsidian", 30, 9, 40, 60, biomes=("desert",))]
    veins.append(Vein("glass", 30, 9, 40, 60, replaces=("dirt",)))
    world = Overworld(1, TABLE, veins)
    x, _, z = world.spawn("desert")

    blocks = world.chunk(x >> 4, z >> 4)
    forest = world.chunk(*(at >> 4 for at in world.spawn("forest")[::2]))

    assert len(heights(blocks, "obsidian")) > 20
    assert not len(heights(forest, "obsidian"))
    assert not (blocks[:, :50] == TABLE.id("glass")).any()


@pytest.mark.parametrize("figures", [(-1, 8, 0, 16), (1, 0, 0, 16), (1, 8, 16, 16), (1, 8, 0, 257)])
def test_a_vein_without_sense_is_refused(figures: tuple[int, int, int, int]) -> None:
    with pytest.raises(InputError, match="diamond_ore"):
        Vein("diamond_ore", *figures)


def test_a_table_without_the_terrains_blocks_is_refused() -> None:
    with pytest.raises(UnknownNameError, match="gravel"):
        Overworld(1, BlockTable(kind for kind in TERRAIN_KINDS if kind.name != "gravel"))


def test_caves_are_there_and_some_reach_the_surface(world: Overworld) -> None:
    hollow = mouths = 0
    for i in range(12):
        for k in range(12):
            at_x, at_z = 3 * i, 3 * k
            blocks = world.chunk(at_x, at_z)
            hollow += int((blocks[:, 11:50] == AIR).sum())
            ground = np.array(
                [[world.ground(16 * at_x + a, 16 * at_z + b) for b in range(16)] for a in range(16)]
            )
            columns = np.arange(16)
            mouths += int((blocks[columns[:, None], ground, columns] == AIR).sum())

    assert 0.01 < hollow / (144 * 256 * 39) < 0.1
    assert mouths > 10


@pytest.mark.parametrize("biome", SPAWN_BIOMES)
def test_a_start_is_dry_open_and_in_its_biome(biome: str) -> None:
    world = Overworld(2, TABLE)
    x, y, z = world.spawn(biome)
    blocks = world.chunk(x >> 4, z >> 4)
    column = blocks[x & 15, :, z & 15]

    assert world.biome(x, z) == biome
    assert TABLE.solid[column[y - 1]]
    assert not TABLE.solid[column[y:]].any()
    assert not TABLE.liquid[column[y - 1 :]].any()
    assert y >= 63


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("biome", ["forest", "plains"])
def test_an_episode_starts_in_sight_of_an_oak(seed: int, biome: str) -> None:
    world = Overworld(seed, TABLE)
    x, _, z = world.spawn(biome)

    oaks = [
        (tree.x - x) ** 2 + (tree.z - z) ** 2
        for i in range(-2, 3)
        for k in range(-2, 3)
        for tree in world.trees((x >> 4) + i, (z >> 4) + k)
        if tree.wood == "oak"
    ]

    assert min(oaks) <= TREE_IN_SIGHT**2
    assert not world.villages_near(x, z, VILLAGE_AWAY - 16)


def test_no_start_is_in_a_biome_without_one(world: Overworld) -> None:
    with pytest.raises(UnknownNameError, match="ocean"):
        world.spawn("ocean")


def test_a_start_anywhere_has_trees(world: Overworld) -> None:
    x, _, z = world.spawn()

    assert world.biome(x, z) not in {"desert", "beach", "ocean"}


def test_most_starts_in_plains_have_a_village_not_far() -> None:
    worlds = [Overworld(seed, TABLE) for seed in range(12)]
    found = [world.villages_near(*world.spawn("plains")[::2], 320) for world in worlds]

    assert sum(1 for villages in found if villages) >= 9


def test_a_village_stands_on_its_ground_and_clear_of_trees(world: Overworld) -> None:
    village = world.villages_near(0, 0, 2000)[0]
    chunks = {
        (i, k): world.chunk(i, k)
        for i in range((village.x - 24) >> 4, ((village.x + 24) >> 4) + 1)
        for k in range((village.z - 24) >> 4, ((village.z + 24) >> 4) + 1)
    }
    names = {TABLE.name(int(number)) for blocks in chunks.values() for number in np.unique(blocks)}
    column = chunks[village.x >> 4, village.z >> 4][village.x & 15, :, village.z & 15]

    assert TABLE.solid[column[village.y - 1]]
    assert not TABLE.solid[column[village.y]]
    assert {"bell", "carrots", "farmland", "oak_planks", "wheat"} <= names
    for i, k in chunks:
        for tree in world.trees(i, k):
            assert max(abs(tree.x - village.x), abs(tree.z - village.z)) > VILLAGE_RADIUS


def test_villages_come_nearest_first(world: Overworld) -> None:
    villages = world.villages_near(100, -50, 1500)
    away = [(village.x - 100) ** 2 + (village.z + 50) ** 2 for village in villages]

    assert len(villages) >= 3
    assert away == sorted(away)
    assert away[-1] <= 1500**2


def test_every_biome_of_weight_has_land() -> None:
    world = Overworld(9, TABLE)
    found = {world.biome(x, z) for x in range(-1300, 1300, 64) for z in range(-1300, 1300, 64)}

    assert {biome.name for biome in BIOMES if biome.weight} <= found
    assert {"river", "beach"} <= found
