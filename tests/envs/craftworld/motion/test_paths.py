from __future__ import annotations

from itertools import pairwise

import pytest

from envs.craftworld.land.blocktable import AIR, TERRAIN_KINDS, BlockTable
from envs.craftworld.land.flatworld import FlatWorld
from envs.craftworld.land.terrain import Terrain
from envs.craftworld.land.worldgen import Overworld
from envs.craftworld.motion.goals import At, Reach, Within, can_reach
from envs.craftworld.motion.paths import (
    FALL_MILLITICKS,
    JUMP_MILLITICKS,
    SPRINT_MILLITICKS,
    SWIM_MILLITICKS,
    WALK_MILLITICKS,
    Path,
    can_stand,
    find_path,
)
from envs.craftworld.sight import Cell, exposed

TABLE = BlockTable(TERRAIN_KINDS)
STONE, WATER, LAVA = TABLE.id("stone"), TABLE.id("water"), TABLE.id("lava")
FEET = (0, 64, 0)


@pytest.fixture
def flat() -> Terrain:
    return Terrain(FlatWorld(TABLE))


def fill(terrain: Terrain, low: Cell, high: Cell, number: int) -> None:
    for x in range(low[0], high[0] + 1):
        for y in range(low[1], high[1] + 1):
            for z in range(low[2], high[2] + 1):
                terrain.set_block(x, y, z, number)


def found(path: Path | None) -> Path:
    assert path is not None
    assert path.arrived
    return path


def test_the_straight_way_is_taken_at_a_sprint(flat: Terrain) -> None:
    path = found(find_path(flat, FEET, At([(10, 64, 0)])))

    assert path.cells == tuple((x, 64, 0) for x in range(11))
    assert path.costs == tuple(SPRINT_MILLITICKS * x for x in range(11))
    assert path.ticks == 36
    assert path.end == (10, 64, 0)


def test_a_walk_takes_longer(flat: Terrain) -> None:
    path = found(find_path(flat, FEET, At([(10, 64, 0)]), sprint=False))

    assert path.milliticks == 10 * WALK_MILLITICKS


def test_a_diagonal_costs_the_root_of_two(flat: Terrain) -> None:
    path = found(find_path(flat, FEET, At([(5, 64, 5)])))

    assert path.cells == tuple((x, 64, x) for x in range(6))
    assert path.milliticks == 5 * (SPRINT_MILLITICKS * 1415 // 1000)


def test_the_way_is_found_round_a_wall(flat: Terrain) -> None:
    fill(flat, (5, 64, -6), (5, 66, 6), STONE)
    path = found(find_path(flat, FEET, At([(10, 64, 0)])))

    assert any(abs(z) == 7 for _, _, z in path.cells)


def test_no_corner_is_cut(flat: Terrain) -> None:
    fill(flat, (1, 64, 0), (1, 66, 0), STONE)
    path = found(find_path(flat, FEET, At([(1, 64, 1)])))

    assert path.cells == ((0, 64, 0), (0, 64, 1), (1, 64, 1))


def test_a_step_of_one_is_jumped_and_a_step_of_two_is_not(flat: Terrain) -> None:
    fill(flat, (3, 64, -40), (6, 64, 40), STONE)
    path = found(find_path(flat, FEET, At([(4, 65, 0)])))
    assert path.milliticks == 4 * SPRINT_MILLITICKS + JUMP_MILLITICKS

    fill(flat, (3, 65, -40), (6, 65, 40), STONE)
    assert find_path(flat, FEET, At([(4, 66, 0)])) is None


def test_a_jump_needs_room_above_the_head(flat: Terrain) -> None:
    fill(flat, (1, 64, -40), (4, 64, 40), STONE)
    fill(flat, (-40, 66, -40), (0, 66, 40), STONE)

    assert find_path(flat, FEET, At([(2, 65, 0)])) is None


@pytest.mark.parametrize("blocks", [1, 2, 3])
def test_a_drop_of_up_to_three_is_taken(flat: Terrain, blocks: int) -> None:
    fill(flat, (-60, 64, -60), (0, 63 + blocks, 60), STONE)
    path = found(find_path(flat, (0, 64 + blocks, 0), At([(2, 64, 0)])))

    assert path.milliticks == 2 * SPRINT_MILLITICKS + FALL_MILLITICKS[blocks - 1]


def test_a_drop_of_four_is_never_taken(flat: Terrain) -> None:
    fill(flat, (-60, 64, -60), (0, 67, 60), STONE)

    assert find_path(flat, (0, 68, 0), At([(2, 64, 0)])) is None


def test_a_doorway_of_one_block_is_too_low(flat: Terrain) -> None:
    fill(flat, (3, 64, -60), (3, 70, 60), STONE)
    flat.set_block(3, 64, 0, AIR)
    assert find_path(flat, FEET, At([(6, 64, 0)])) is None

    flat.set_block(3, 65, 0, AIR)
    assert (3, 64, 0) in found(find_path(flat, FEET, At([(6, 64, 0)]))).cells


def test_water_is_swum_at_its_own_pace(flat: Terrain) -> None:
    fill(flat, (2, 61, -60), (4, 63, 60), WATER)
    path = found(find_path(flat, FEET, At([(7, 64, 0)])))

    swum = [cell for cell in path.cells if flat.block(*cell) == WATER]
    assert [cell[1] for cell in swum] == [63, 63, 63]
    assert path.costs[path.cells.index(swum[2])] - path.costs[path.cells.index(swum[1])] == (
        SWIM_MILLITICKS
    )


def test_a_swimmer_below_the_surface_comes_up(flat: Terrain) -> None:
    fill(flat, (-3, 58, -3), (3, 63, 3), WATER)
    path = found(find_path(flat, (0, 59, 0), At([(6, 64, 0)])))

    assert (0, 63, 0) in path.cells or any(flat.block(*c) == WATER for c in path.cells[1:])


def test_lava_is_gone_round(flat: Terrain) -> None:
    fill(flat, (3, 63, -5), (6, 63, 5), LAVA)
    path = found(find_path(flat, FEET, At([(10, 64, 0)])))

    assert all(flat.block(x, y - 1, z) != LAVA for x, y, z in path.cells)


def test_no_path_leads_over_a_cactus(flat: Terrain) -> None:
    fill(flat, (3, 63, -60), (3, 63, 60), TABLE.id("cactus"))

    assert find_path(flat, FEET, At([(6, 64, 0)])) is None


def test_the_nearest_way_will_do_where_none_leads_to_the_goal(flat: Terrain) -> None:
    fill(flat, (5, 63, -60), (8, 63, 60), LAVA)
    path = find_path(flat, FEET, At([(20, 64, 0)]), partial=True)

    assert path is not None
    assert not path.arrived
    assert path.end == (4, 64, 0)


def test_a_way_that_costs_too_much_is_none(flat: Terrain) -> None:
    assert find_path(flat, FEET, At([(30, 64, 0)]), limit_ticks=100) is None
    assert find_path(flat, FEET, At([(30, 64, 0)]), limit_ticks=110) is not None


def test_a_player_who_is_there_stays(flat: Terrain) -> None:
    path = found(find_path(flat, FEET, At([FEET])))

    assert path.cells == (FEET,)
    assert path.ticks == 0


def test_a_far_place_is_reached_in_legs(flat: Terrain) -> None:
    feet, legs = FEET, 0
    while max(abs(feet[0] - 200), abs(feet[2] + 90)) > 3:
        away = round(((feet[0] - 200) ** 2 + (feet[2] + 90) ** 2) ** 0.5)
        feet = found(find_path(flat, feet, Within(200, -90, max(2, away - 24)))).end
        legs += 1

    assert 9 <= legs <= 11


def test_the_nearest_of_several_blocks_is_gone_to(flat: Terrain) -> None:
    logs = [(20, 65, 0), (-12, 65, 3), (0, 65, 30)]
    for log in logs:
        flat.set_block(*log, TABLE.id("oak_log"))
    path = found(find_path(flat, FEET, Reach(logs)))

    assert can_reach(flat, path.end, (-12, 65, 3))


@pytest.mark.parametrize(
    ("below", "feet", "head", "stands"),
    [
        ("stone", "air", "air", True),
        ("stone", "grass", "air", True),
        ("air", "air", "air", False),
        ("stone", "stone", "air", False),
        ("stone", "air", "stone", False),
        ("lava", "air", "air", False),
        ("cactus", "air", "air", False),
        ("stone", "lava", "air", False),
        ("stone", "water", "air", False),
    ],
)
def test_standing_takes_room_and_ground(
    flat: Terrain, below: str, feet: str, head: str, stands: bool
) -> None:
    for dy, name in ((-1, below), (0, feet), (1, head)):
        flat.set_block(0, 64 + dy, 0, TABLE.id(name))

    assert can_stand(flat, FEET) is stands


def step_is_sound(terrain: Terrain, here: Cell, there: Cell) -> bool:
    """Whether a body gets from one cell to the next, judged block by block."""
    rise = there[1] - here[1]
    sideways = abs(there[0] - here[0]) + abs(there[2] - here[2])
    room = all(not TABLE.solid[terrain.block(there[0], there[1] + dy, there[2])] for dy in (0, 1))
    wet = TABLE.liquid[terrain.block(*there)]
    ground = can_stand(terrain, there) or wet
    if sideways == 0:
        return bool(rise == 1 and wet)
    if sideways == 2:
        corners = [
            (x, here[1] + dy, z)
            for x, z in ((here[0], there[2]), (there[0], here[2]))
            for dy in (0, 1)
        ]
        return bool(
            rise == 0
            and room
            and ground
            and not TABLE.solid[[terrain.block(*c) for c in corners]].any()
        )
    way = range(there[1], max(here[1], there[1]) + 2)
    open_way = not TABLE.solid[[terrain.block(there[0], y, there[2]) for y in way]].any()
    head = rise <= 0 or not TABLE.solid[terrain.block(here[0], here[1] + 2, here[2])]
    return bool(-3 <= rise <= 1 and open_way and ground and head)


@pytest.mark.parametrize("biome", ["forest", "mountains", "plains", "swamp"])
@pytest.mark.parametrize("seed", range(3))
def test_every_step_in_a_grown_world_is_sound(seed: int, biome: str) -> None:
    world = Overworld(seed, TABLE)
    terrain = Terrain(world)
    start = world.spawn(biome)
    for dx, dz in ((30, 0), (-20, 20), (0, -30), (17, -25)):
        path = find_path(terrain, start, Within(start[0] + dx, start[2] + dz, 3), partial=True)
        assert path is not None
        assert list(path.costs) == sorted(set(path.costs))
        for here, there in pairwise(path.cells):
            assert step_is_sound(terrain, here, there)
            assert not TABLE.harmful[terrain.block(there[0], there[1] - 1, there[2])]


@pytest.mark.parametrize("seed", range(6))
def test_a_tree_in_sight_can_be_walked_to(seed: int) -> None:
    world = Overworld(seed, TABLE)
    terrain = Terrain(world)
    x, y, z = world.spawn("forest")
    log = exposed(terrain, (x, y + 1, z), [TABLE.id("oak_log")])[0][:3]
    path = found(find_path(terrain, (x, y, z), Reach([log])))

    assert can_reach(terrain, path.end, log)


def test_the_same_blocks_give_the_same_path() -> None:
    world = Overworld(2, TABLE)
    start = world.spawn("forest")
    goal = Within(start[0] + 30, start[2] + 11, 2)

    first, second = (find_path(Terrain(Overworld(2, TABLE)), start, goal) for _ in range(2))

    assert first == second
