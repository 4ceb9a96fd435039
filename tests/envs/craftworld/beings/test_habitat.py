from __future__ import annotations

from envs.craftworld.beings.creatures import Creatures
from envs.craftworld.beings.habitat import Habitat
from envs.craftworld.game.datapack import load
from envs.craftworld.land.scenery import block_table, overworld_veins
from envs.craftworld.land.terrain import Terrain
from envs.craftworld.land.worldgen import Overworld


def _world(seed: int = 3) -> tuple[Terrain, Overworld, Habitat]:
    rules = load()
    overworld = Overworld(seed, block_table(rules), overworld_veins(rules))
    terrain = Terrain(overworld)
    return terrain, overworld, Habitat(terrain, overworld)


def test_one_stands_on_the_ground_and_not_in_it_or_above_it() -> None:
    _, overworld, land = _world()
    x, y, z = overworld.spawn("plains")
    assert land.stands(x, y, z)
    assert not land.stands(x, y - 1, z)
    assert not land.stands(x, y + 1, z)
    assert land.ground(x, z) == y - 1


def test_what_is_placed_counts_at_once() -> None:
    terrain, overworld, land = _world()
    x, y, z = overworld.spawn("plains")
    terrain.set_block(x, y, z, terrain.table.id("stone"))
    assert not land.free(x, y, z)
    assert land.stands(x, y + 1, z)
    terrain.set_block(x, y, z, terrain.table.id("water"))
    assert not land.free(x, y, z)
    terrain.set_block(x, y, z, terrain.table.id("cactus"))
    assert not land.stands(x, y + 1, z)


def test_a_torch_lights_a_dark_place_by_the_blocks_between() -> None:
    terrain, overworld, land = _world()
    x, y, z = overworld.spawn("plains")
    assert land.block_light(x, y, z) == 0
    terrain.set_block(x + 3, y, z - 2, terrain.table.id("torch"))
    assert land.block_light(x, y, z) == 14 - 5
    assert land.block_light(x + 3, y, z - 2) == 14
    assert land.block_light(x + 3, y + 14, z - 2) == 0


def test_rock_hides_and_glass_does_not() -> None:
    terrain, overworld, land = _world()
    x, y, z = overworld.spawn("plains")
    for name, seen in (("stone", False), ("glass", True), ("air", True)):
        for height in range(4):
            for aside in range(-2, 3):
                terrain.set_block(x + 2, y + height, z + aside, terrain.table.id(name))
                for clear in (1, 3, 4):
                    terrain.set_block(x + clear, y + height, z + aside, 0)
        assert land.sees((x, y + 1, z), (x + 4, y + 1, z)) is seen


def test_villagers_stand_in_a_real_village_and_herds_on_real_ground() -> None:
    _, overworld, land = _world()
    village = overworld.villages_near(0, 0, 1_500)[0]
    creatures = Creatures(land, load(), 3)
    creatures.populate(village.x, village.z)
    near = creatures.near(*village, 60)
    assert 3 <= sum(c.kind == "villager" for c in near) <= 5
    assert all(land.stands(*c.cell) for c in near)


def test_real_country_is_populated_alike_in_any_order() -> None:
    def met(places: list[tuple[int, int]]) -> list[tuple[int, str, int, int, int]]:
        _, _, land = _world()
        creatures = Creatures(land, load(), 3)
        for place in places:
            creatures.populate(*place)
        return sorted((c.id, c.kind, *c.cell) for c in creatures.near(0, 64, 0, 250))

    places = [(0, 0), (90, -40), (-60, 100), (20, 30)]
    assert met(places) == met(places[::-1])
    assert met(places)
