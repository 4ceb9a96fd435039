from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable
from itertools import groupby

from hypothesis import given, settings
from hypothesis import strategies as st

from envs.craftworld.beings.flock import Creature
from envs.craftworld.beings.herds import HERD_SIDE, NEAR, Herds, by_biome
from envs.craftworld.footing import Land
from envs.craftworld.game.datapack import load

MakeLand = Callable[..., Land]

VILLAGE = (20, 64, 20)
_WIDE = [(x, z) for x in range(-40, 40, 3) for z in range(-40, 40, 3)]


def _met(land: Land, chunks: Iterable[tuple[int, int]], seed: int = 1) -> list[Creature]:
    herds = Herds(land, load(), seed, "overworld")
    met = [creature for chunk in chunks for creature in herds.meet(*chunk)]
    return sorted(met, key=lambda creature: creature.id)


def _places(creatures: list[Creature]) -> list[tuple[int, str, int, int, int]]:
    return [(c.id, c.kind, *c.cell) for c in creatures]


def _herds(creatures: list[Creature]) -> list[list[Creature]]:
    """Ids of one herd differ in their last 5 bits alone."""
    return [list(herd) for _, herd in groupby(creatures, key=lambda c: c.id >> 5)]


@settings(max_examples=20)
@given(seed=st.integers(0, 2**40), turn=st.integers(0, 2**32))
def test_it_does_not_matter_in_which_order_places_are_visited(
    flat_land: MakeLand, seed: int, turn: int
) -> None:
    land = flat_land("plains", "ocean", "forest", villages=[VILLAGE])
    chunks = [(x, z) for x in range(-6, 6, 2) for z in range(-6, 6, 2)]
    shuffled = random.Random(turn).sample(chunks, len(chunks))
    assert _places(_met(land, chunks, seed)) == _places(_met(land, shuffled, seed))


def test_nobody_is_met_twice(flat_land: MakeLand) -> None:
    creatures = _met(flat_land(villages=[VILLAGE]), [(0, 0), (1, 0), (0, 0), (2, 2)])
    assert len({c.id for c in creatures}) == len(creatures) > 0


def test_another_seed_has_other_herds(flat_land: MakeLand) -> None:
    land = flat_land()
    assert _places(_met(land, [(0, 0)], 1)) != _places(_met(land, [(0, 0)], 2))


def test_one_chunk_of_ten_has_a_herd(flat_land: MakeLand) -> None:
    # Minecraft Wiki, Spawn, 1.16: passive mobs generate with a tenth of the chunks.
    herds = _herds(_met(flat_land(), _WIDE))
    inside = [h for h in herds if max(abs(h[0].x), abs(h[0].z)) < 12 * HERD_SIDE]
    assert 0.87 < len(inside) / 24**2 < 0.93


def test_animals_of_a_herd_are_of_a_kind_and_stand_together(flat_land: MakeLand) -> None:
    for herd in _herds(_met(flat_land(), _WIDE)):
        assert len({animal.kind for animal in herd}) == 1
        assert len(herd) <= 6
        xs, zs = [animal.x for animal in herd], [animal.z for animal in herd]
        assert max(xs) - min(xs) <= 10
        assert max(zs) - min(zs) <= 10
        assert {animal.y for animal in herd} == {64}


def test_plains_have_vanillas_animals_by_their_weights(flat_land: MakeLand) -> None:
    # Minecraft Wiki, Spawn, 1.16, plains: sheep 12, pig 10, chicken 10, cow 8, horse 5.
    kinds = Counter(herd[0].kind for herd in _herds(_met(flat_land(), _WIDE)))
    assert set(kinds) == {"sheep", "pig", "chicken", "cow", "horse"}
    assert kinds["sheep"] > kinds["cow"] > kinds["horse"]


def test_cows_come_in_fours_with_ten_points_of_health(flat_land: MakeLand) -> None:
    herds = [h for h in _herds(_met(flat_land(), _WIDE)) if h[0].kind == "cow"]
    assert {len(herd) for herd in herds} == {4}
    assert {cow.health_tenths for herd in herds for cow in herd} == {100}


def test_nothing_lives_where_its_biome_has_no_animals(flat_land: MakeLand) -> None:
    assert _met(flat_land("ocean"), _WIDE[:50]) == []


def test_turtles_live_on_beaches(flat_land: MakeLand) -> None:
    assert {c.kind for c in _met(flat_land("beach"), _WIDE)} == {"turtle"}


def test_a_village_has_three_to_five_villagers_one_of_them_in_the_open_place(
    flat_land: MakeLand,
) -> None:
    counts = set()
    for seed in range(40):
        met = _met(flat_land("ocean", villages=[VILLAGE]), [(0, 0)], seed)
        villagers = [c for c in met if c.kind == "villager"]
        counts.add(len(villagers))
        assert VILLAGE in [c.cell for c in villagers]
        assert all(abs(c.x - 20) <= 8 and abs(c.z - 20) <= 8 for c in villagers)
    assert counts == {3, 4, 5}


def test_who_is_far_is_not_met_yet(flat_land: MakeLand) -> None:
    far = flat_land("ocean", villages=[(NEAR + 30, 64, 0)])
    assert _met(far, [(0, 0)]) == []
    assert len(_met(far, [(0, 0), (2, 0)])) >= 3


def test_animals_stand_on_ground_that_is_otherwise_than_it_was_made(flat_land: MakeLand) -> None:
    dug = flat_land(holes=[(x, 63, z) for x in range(-80, 80) for z in range(-80, 80)])
    assert {c.y for c in _met(dug, [(0, 0)])} == {63}


def test_the_nether_has_no_herds(flat_land: MakeLand) -> None:
    assert list(Herds(flat_land(), load(), 1, "the_nether").meet(0, 0)) == []


def test_monsters_of_the_dark_are_known_by_biome() -> None:
    dark = {name: [mob.name for mob in mobs] for name, mobs in by_biome(
        load(), "dark", "overworld"
    ).items()}  # fmt: skip
    assert "husk" in dark["desert"]
    assert "husk" not in dark["plains"]
    assert {"zombie", "skeleton", "spider", "creeper"} <= set(dark["plains"])
