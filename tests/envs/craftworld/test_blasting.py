"""Figures: Minecraft Wiki, Explosion and Creeper, 1.16."""

from __future__ import annotations

from collections import Counter

from envs import Damage
from envs.craftworld.blasting import torn_up
from envs.craftworld.footing import Cell
from envs.craftworld.meadow import FEET, GROUND, Meadow
from envs.subgoals import Wait

X, Y, Z = FEET
POWER = 3


def _cube(meadow: Meadow, block: str, centre: Cell, half: int = 3) -> list[Cell]:
    x, y, z = centre
    side = range(-half, half + 1)
    cells = [(x + dx, y + dy, z + dz) for dx in side for dy in side for dz in side]
    for cell in cells:
        meadow.put(cell, "air" if cell == centre else block)
    return [cell for cell in cells if cell != centre]


def _broken(block: str) -> tuple[int, Counter[str]]:
    """Returns how many blocks of a cube a blast in it tore up, and what dropped."""
    meadow = Meadow()
    cells = _cube(meadow, block, (X + 20, Y + 20, Z))
    dropped: Counter[str] = Counter()
    for stack, _ in torn_up(meadow.episode, (X + 20, Y + 20, Z), POWER):
        dropped[stack.item] += stack.count
    return sum(meadow.name(cell) == "air" for cell in cells), dropped


def test_soft_blocks_are_torn_up_far_stone_close_by_and_obsidian_never() -> None:
    dirt, stone, obsidian = (_broken(block)[0] for block in ("dirt", "stone", "obsidian"))
    assert dirt > stone > 0
    assert obsidian == 0


def test_a_third_of_what_is_torn_up_drops() -> None:
    count, dropped = 0, 0
    for seed in range(8):
        meadow = Meadow()
        meadow.episode.dice.state = seed
        cells = _cube(meadow, "dirt", (X + 20, Y + 20, Z))
        drops = torn_up(meadow.episode, (X + 20, Y + 20, Z), POWER)
        count += sum(meadow.name(cell) == "air" for cell in cells)
        dropped += sum(stack.count for stack, _ in drops)
    assert count > 100
    assert 0.25 < dropped / count < 0.42


def test_water_holds_a_blast_off() -> None:
    meadow = Meadow()
    cells = _cube(meadow, "water", (X + 20, Y + 20, Z), half=1)
    meadow.put((X + 22, Y + 20, Z), "dirt")
    torn_up(meadow.episode, (X + 20, Y + 20, Z), POWER)
    assert meadow.name((X + 22, Y + 20, Z)) == "dirt"
    assert all(meadow.name(cell) == "water" for cell in cells)


def test_what_is_in_a_chest_falls_out_whole() -> None:
    meadow = Meadow()
    chest = (X + 11, Y, Z)
    meadow.put(chest, "chest")
    meadow.give("diamond", 7)
    meadow.episode.chests[chest] = [meadow.episode.bag.take_stack("diamond", 7)]
    found = {stack.item: stack.count for stack, _ in torn_up(meadow.episode, (X + 10, Y, Z), POWER)}
    assert meadow.name(chest) == "air"
    assert found["diamond"] == 7


def test_sand_above_a_crater_comes_down() -> None:
    meadow = Meadow()
    square = [(X + 20 + dx, Z + dz) for dx in range(-4, 5) for dz in range(-4, 5)]
    for x, z in square:
        meadow.put((x, GROUND, z), "sand")
    torn_up(meadow.episode, (X + 20, GROUND - 1, Z), POWER)
    sand = [
        (x, y, z)
        for x, z in square
        for y in range(GROUND - 6, GROUND + 1)
        if meadow.name((x, y, z)) == "sand"
    ]
    assert any(y < GROUND for _, y, _ in sand)
    assert all(meadow.name((x, y - 1, z)) != "air" for x, y, z in sand)


def test_a_creeper_leaves_a_crater_and_who_stands_there_comes_down_into_it() -> None:
    meadow = Meadow()
    for piece in ("helmet", "chestplate", "leggings", "boots"):
        meadow.give(f"netherite_{piece}")
        meadow.episode.bag.put_on(f"netherite_{piece}")
    meadow.episode.skipped_ticks = 14_000
    meadow.bring("creeper", (X + 1, Y, Z))
    attempt = meadow.attempt(Wait(ticks=80), 80)
    hurt = [e for e in attempt.trace if isinstance(e, Damage)]
    assert [e.source for e in hurt][:1] == ["creeper"]
    assert meadow.name((X + 1, GROUND, Z)) == "air"
    position = attempt.post_state.position
    assert position is not None
    assert meadow.episode.terrain.table.solid[
        meadow.episode.terrain.block(position.x, position.y - 1, position.z)
    ]


def test_equal_dice_tear_up_the_same() -> None:
    def crater() -> list[tuple[str, int, Cell]]:
        meadow = Meadow()
        return [(s.item, s.count, c) for s, c in torn_up(meadow.episode, FEET, POWER)]

    assert crater() == crater()
