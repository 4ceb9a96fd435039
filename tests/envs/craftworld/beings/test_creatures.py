from __future__ import annotations

from collections.abc import Callable
from time import process_time

from hypothesis import given, settings
from hypothesis import strategies as st

from envs.craftworld.beings.creatures import Creatures
from envs.craftworld.footing import Cell, Land
from envs.craftworld.game.datapack import load
from envs.craftworld.harm import Harm

MakeLand = Callable[..., Land]

NIGHTFALL, DAWN = 13_188, 22_812
HERE: Cell = (0, 64, 0)
EYE: Cell = (0, 65, 0)


def _populated(land: Land, seed: int = 1) -> Creatures:
    creatures = Creatures(land, load(), seed)
    creatures.populate(0, 0)
    return creatures


def _night(creatures: Creatures, player: Cell = HERE, until: int = DAWN) -> list[tuple[int, Harm]]:
    """Returns what a player who stays where they are suffers in a night."""
    hurts = []
    for tick in range(NIGHTFALL, until, 20):
        hurts += [(tick, hurt) for hurt in creatures.advance(20, tick, player, True, 4)]
    return hurts


def _zombie(creatures: Creatures) -> int:
    """Waits until a zombie hunts, and returns its id."""
    for tick in range(NIGHTFALL, DAWN, 20):
        creatures.advance(20, tick, HERE, True, 4)
        near = [c for c in creatures.hostile_near(*HERE, 30) if c.kind == "zombie"]
        if near and creatures.hunted:
            return near[0].id
    raise AssertionError("no zombie came")


# Who is there


def test_herds_are_there_before_anyone_comes(flat_land: MakeLand) -> None:
    first, second = _populated(flat_land()), _populated(flat_land())
    second.populate(100, 100)
    second.populate(0, 0)
    near = [(c.id, c.kind, c.cell) for c in first.near(*HERE, 45)]
    assert near == [(c.id, c.kind, c.cell) for c in second.near(*HERE, 45)]
    assert near


def test_near_is_sorted_by_distance(flat_land: MakeLand) -> None:
    squared = [c.squared(*HERE) for c in _populated(flat_land()).near(*HERE, 60)]
    assert squared == sorted(squared)
    assert squared[-1] <= 60**2


def test_nothing_is_seen_through_rock(flat_land: MakeLand) -> None:
    wall = {
        (x, y, z)
        for x in range(-3, 4) for y in range(64, 70) for z in range(-3, 4)
        if 3 in (abs(x), abs(z)) or y == 69
    }  # fmt: skip
    open_land, walled = _populated(flat_land()), _populated(flat_land(rock=wall))
    outside = [c.id for c in walled.near(*EYE, 50) if max(abs(c.x), abs(c.z)) > 3]
    assert outside
    assert set(outside) <= {c.id for c in open_land.visible(EYE, 50)}
    assert not set(outside) & {c.id for c in walled.visible(EYE, 50)}


def test_looking_changes_nothing(flat_land: MakeLand) -> None:
    creatures = _populated(flat_land())
    before = creatures.snapshot()
    creatures.visible(EYE, 50)
    creatures.near(*HERE, 50)
    creatures.hostile_near(*HERE, 50)
    assert creatures.snapshot() == before


# Time


def test_animals_stroll_and_stay_in_the_neighbourhood(flat_land: MakeLand) -> None:
    creatures = _populated(flat_land())
    before = {c.id: c.cell for c in creatures.near(*HERE, 30)}
    assert before
    for tick in range(0, 10_000, 100):
        creatures.advance(100, tick, HERE, True, 15)
    after = {number: creatures.get(number) for number in before}
    assert any(c is not None and c.cell != before[number] for number, c in after.items())
    assert all(c is not None and c.y == 64 and c.squared(*HERE) < 90**2 for c in after.values())


def test_a_day_in_the_open_brings_no_monsters(flat_land: MakeLand) -> None:
    creatures = _populated(flat_land())
    assert creatures.advance(12_000, 0, HERE, True, 15) == []
    assert creatures.hostile_near(*HERE, 200) == []
    assert not creatures.hunted


def test_a_night_in_the_open_brings_monsters_within_minutes(flat_land: MakeLand) -> None:
    first = []
    for seed in range(15):
        hurts = _night(_populated(flat_land(), seed), until=NIGHTFALL + 6_000)
        first.append(hurts[0][0] - NIGHTFALL if hurts else 6_000)
    # Vanilla's feel: within a minute or two, sometimes sooner, sometimes later.
    assert 600 < sorted(first)[7] < 3_000
    assert sorted(first)[12] < 6_000


def test_who_does_nothing_in_the_open_does_not_live_through_the_night(flat_land: MakeLand) -> None:
    taken = [
        sum(hurt.amount_tenths for _, hurt in _night(_populated(flat_land(), seed)))
        for seed in range(5)
    ]
    assert min(taken) > 200


def test_a_tunnel_deep_in_the_rock_is_safe(flat_land: MakeLand) -> None:
    tunnel = {(x, y, 0) for x in range(10) for y in (20, 21)}
    creatures = _populated(flat_land(holes=tunnel))
    for tick in range(0, 48_000, 400):
        assert creatures.advance(400, tick, (4, 20, 0), False, 0) == []
    assert creatures.hostile_near(4, 20, 0, 100) == []


def test_never_are_there_more_than_a_few_monsters(flat_land: MakeLand) -> None:
    creatures = _populated(flat_land())
    for tick in range(NIGHTFALL, DAWN, 200):
        creatures.advance(200, tick, HERE, True, 4)
        assert len(creatures.hostile_near(*HERE, 200)) <= 4


def test_equal_seeds_and_calls_give_equal_nights(flat_land: MakeLand) -> None:
    nights = [_night(_populated(flat_land(), seed), until=17_000) for seed in (4, 4, 5)]
    assert nights[0] == nights[1] != nights[2]


# Blows


def test_a_struck_animal_dies_of_enough_and_is_gone(flat_land: MakeLand) -> None:
    creatures = _populated(flat_land())
    animal = creatures.near(*HERE, 60)[0]
    assert not creatures.strike(animal.id, animal.health_tenths - 1)
    assert creatures.strike(animal.id, 1)
    assert creatures.get(animal.id) is None
    assert animal not in creatures.near(*HERE, 100)
    assert not creatures.strike(animal.id, 1)


def test_a_struck_animal_runs(flat_land: MakeLand) -> None:
    creatures = _populated(flat_land())
    animal = creatures.near(*HERE, 30)[0]
    player = animal.x + 1, 64, animal.z
    creatures.advance(1, 0, player, True, 15)
    creatures.strike(animal.id, 1)
    for tick in range(1, 101, 10):
        creatures.advance(10, tick, player, True, 15)
    assert animal.squared(*player) > 8**2


def test_a_struck_monster_is_pushed_back_and_strikes_less(flat_land: MakeLand) -> None:
    creatures = _populated(flat_land())
    number = _zombie(creatures)
    foe = creatures.get(number)
    assert foe is not None
    tick = creatures.snapshot().tick
    while foe.squared(*HERE) > 2:
        creatures.advance(10, tick, HERE, True, 4)
        tick += 10
    creatures.strike(number, 10)
    assert foe.squared(*HERE) >= 3**2
    assert foe.health_tenths == 190


def test_a_wolf_fights_back_and_calms_down_when_it_is_far(flat_land: MakeLand) -> None:
    for seed in range(60):
        creatures = _populated(flat_land("forest"), seed)
        wolves = [c for c in creatures.near(*HERE, 60) if c.kind == "wolf"]
        if wolves:
            break
    wolf = wolves[0]
    beside = wolf.x + 1, 64, wolf.z
    assert creatures.advance(200, 0, beside, True, 15) == []
    beside = wolf.x + 1, 64, wolf.z
    creatures.strike(wolf.id, 10)
    hurts = creatures.advance(200, 200, beside, True, 15)
    assert {harm[:2] for harm in hurts} == {(40, "wolf")}
    assert creatures.hostile_near(*beside, 30) == [wolf]
    creatures.advance(200, 400, (wolf.x + 300, 64, 0), True, 15)
    assert creatures.hostile_near(*wolf.cell, 30) == []
    assert creatures.get(wolf.id) is wolf


def test_who_is_hunted_can_know_it(flat_land: MakeLand) -> None:
    creatures = _populated(flat_land())
    assert not creatures.hunted
    _zombie(creatures)
    assert creatures.hunted


# Once more


@settings(max_examples=15)
@given(st.integers(0, 40), st.lists(st.integers(1, 300), min_size=1, max_size=8))
def test_what_is_restored_goes_on_as_it_did(
    flat_land: MakeLand, seed: int, steps: list[int]
) -> None:
    creatures = _populated(flat_land(), seed)
    _night(creatures, until=NIGHTFALL + 2_500)
    before = creatures.snapshot()

    def goes_on(them: Creatures) -> list[object]:
        tick, seen = 16_000, list[object]()
        for step in steps:
            seen.append(them.advance(step, tick, HERE, True, 4))
            tick += step
            for foe in them.hostile_near(*HERE, 4):
                seen.append((foe.id, them.strike(foe.id, 40)))
            them.populate(tick % 97, -step)
        return [*seen, them.snapshot()]

    once = goes_on(creatures)
    creatures.restore(before)
    assert creatures.snapshot() == before
    assert goes_on(creatures) == once
    other = Creatures(flat_land(), load(), seed)
    other.restore(before)
    assert goes_on(other) == once


def test_an_uneventful_time_costs_little(flat_land: MakeLand) -> None:
    creatures = _populated(flat_land())
    begun = process_time()
    for tick in range(0, 12_000, 2_000):
        creatures.advance(2_000, tick, HERE, True, 15)
    # Six times 0.2 ms on a slow machine; ticking through would take a hundred times as long.
    assert process_time() - begun < 0.05
