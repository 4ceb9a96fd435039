"""Figures: Minecraft Wiki, the page of each mob and Spawn, Java Edition 1.16, normal."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from envs.craftworld.beings.creatures import Creatures
from envs.craftworld.beings.flock import Creature, Flock
from envs.craftworld.beings.foes import Foes, Player
from envs.craftworld.beings.herds import by_biome
from envs.craftworld.beings.spawning import Attempt, Spawner
from envs.craftworld.dice import Dice
from envs.craftworld.footing import Cell, Land
from envs.craftworld.game.datapack import load
from envs.craftworld.harm import Harm
from envs.errors import DataPackError

MakeLand = Callable[..., Land]
HERE: Cell = (0, 64, 0)


def _lived(land: Land, kind: str, at: Cell, ticks: int, player: Player) -> list[Harm]:
    flock, mob = Flock(), load().mobs[kind]
    foes = Foes(land, flock, Dice(1), Dice(2), load().biomes)
    foe = Creature(1, kind, *at, 10 * mob.health, born_at=0)
    flock.add(foe)
    acts = (foes.act(foe, mob, player, now, 10) for now in range(10, ticks + 1, 10))
    return [harm for harm in acts if harm]


def _player(*, moving: bool = False, gilded: bool = False) -> Player:
    return Player(HERE, 0, moving, "clear", gilded)


@pytest.mark.parametrize(
    ("biome", "kinds"),
    [
        ("basalt_deltas", {"ghast", "magma_cube"}),
        ("crimson_forest", {"hoglin", "piglin", "zombified_piglin"}),
        ("nether_wastes", {"enderman", "ghast", "magma_cube", "piglin", "zombified_piglin"}),
        ("soul_sand_valley", {"enderman", "ghast", "skeleton"}),
        ("warped_forest", {"enderman"}),
    ],
)
def test_each_biome_has_its_mobs(biome: str, kinds: set[str]) -> None:
    assert {mob.name for mob in by_biome(load(), "dark", "nether")[biome]} == kinds


def test_a_haunt_has_figures_of_its_own() -> None:
    found = by_biome(load(), "dark", "nether")
    deltas = next(m for m in found["basalt_deltas"] if m.name == "magma_cube")
    wastes = next(m for m in found["nether_wastes"] if m.name == "magma_cube")
    assert (deltas.weight, deltas.group) == (100, (2, 5))
    assert (wastes.weight, wastes.group) == (2, (4, 4))


def test_mobs_of_the_nether_stay_out_of_the_overworld() -> None:
    found = by_biome(load(), "dark", "overworld")
    kinds = {mob.name for mobs in found.values() for mob in mobs}
    assert not kinds & {"ghast", "hoglin", "magma_cube", "piglin", "zombified_piglin"}
    assert {"enderman", "skeleton"} <= kinds


def test_a_piglin_lets_be_who_wears_gold(flat_land: MakeLand) -> None:
    land = flat_land()
    assert _lived(land, "piglin", (1, 64, 0), 200, _player())
    assert _lived(land, "piglin", (1, 64, 0), 200, _player(gilded=True)) == []


def test_a_zombified_piglin_is_peaceful(flat_land: MakeLand) -> None:
    assert _lived(flat_land(), "zombified_piglin", (1, 64, 0), 200, _player()) == []


def test_one_struck_zombified_piglin_angers_those_about_it(flat_land: MakeLand) -> None:
    creatures = Creatures(flat_land(), load(), 7, "nether")
    for number, z in enumerate((2, 20, 60), start=1):
        creatures.join(Creature(number, "zombified_piglin", 0, 64, z, 200))
    creatures.strike(1, 10)
    angry = [c.id for c in creatures.hostile_near(0, 64, 0, 100)]
    assert angry == [1, 2]


def test_a_ghast_shoots_from_afar_and_stays_where_it_is(flat_land: MakeLand) -> None:
    harms = _lived(flat_land(), "ghast", (0, 74, 30), 1200, _player())
    assert harms
    # The impact's 6 at least, the whole blast's 17 at most.
    assert {60 <= harm.amount_tenths <= 170 for harm in harms} == {True}
    assert all(harm.source == "ghast" for harm in harms)
    moving = _lived(flat_land(), "ghast", (0, 74, 30), 1200, _player(moving=True))
    assert len(moving) < len(harms) / 2


def test_a_ghast_sees_nobody_behind_a_wall(flat_land: MakeLand) -> None:
    wall = {(x, y, 15) for x in range(-20, 21) for y in range(64, 90)}
    assert _lived(flat_land(rock=wall), "ghast", (0, 66, 30), 1200, _player()) == []


def _born(land: Land, tries: int = 600) -> list[Creature]:
    spawner = Spawner(land, load(), 5, "nether")
    attempt = Attempt(6_000, HERE, "clear", 4)
    return [creature for _ in range(tries) for creature in spawner.spawn(attempt)]


def test_mobs_come_about_in_the_nether_by_day_too(flat_land: MakeLand) -> None:
    kinds = {creature.kind for creature in _born(flat_land("nether_wastes"))}
    assert {"piglin", "zombified_piglin"} <= kinds


def test_ghasts_come_about_in_the_air(flat_land: MakeLand) -> None:
    ghasts = [c for c in _born(flat_land("soul_sand_valley")) if c.kind == "ghast"]
    assert ghasts
    assert {68 <= ghast.y <= 76 for ghast in ghasts} == {True}


def test_a_pack_that_names_no_biome_in_a_haunt_is_refused(tmp_path: Path) -> None:
    haunt = {"dimension": "nether", "biomes": ["nether_waste"], "weight": 1, "group": [1, 1]}
    (tmp_path / "tables").mkdir()
    rows = {"mobs": [{"name": "blaze", "haunts": [haunt]}]}
    (tmp_path / "tables" / "mobs.json").write_text(json.dumps(rows), "utf-8")
    (tmp_path / "pack.mcmeta").write_text('{"pack": {"pack_format": 6, "description": ""}}')
    with pytest.raises(DataPackError, match="nether_waste"):
        load([tmp_path])
