"""Figures: Minecraft Wiki, 1.16, normal difficulty, on the page that each section names."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envs.craftworld.beings.flock import Creature, Flock
from envs.craftworld.beings.foes import Foes, Player, blast_points
from envs.craftworld.daylight import Weather
from envs.craftworld.dice import Dice
from envs.craftworld.footing import Cell, Land
from envs.craftworld.game.datapack import load
from envs.craftworld.game.effects import Effect
from envs.craftworld.harm import Harm

MakeLand = Callable[..., Land]

NOON, MIDNIGHT = 6_000, 18_000
HERE: Cell = (0, 64, 0)
FAR: Cell = (0, 64, 200)


class Scene:
    """One monster and a player, for a while."""

    def __init__(
        self, land: Land, kind: str, at: Cell, *, tick: int = MIDNIGHT, angry: bool = False
    ) -> None:
        self.flock = Flock()
        self.foes = Foes(land, self.flock, Dice(1), Dice(2), load().biomes)
        self.mob = load().mobs[kind]
        self.foe = Creature(1, kind, *at, 10 * self.mob.health, born_at=tick, angry=angry)
        self.flock.add(self.foe)
        self.tick = tick

    @property
    def gone(self) -> bool:
        return self.flock.get(1) is None

    def play(
        self,
        ticks: int,
        player: Cell = HERE,
        *,
        light: int = 4,
        moving: bool = False,
        weather: Weather = "clear",
        step: int = 10,
    ) -> list[tuple[int, Harm]]:
        """Returns what hurt the player, each with the ticks after the start."""
        hurts = []
        for passed in range(step, ticks + 1, step):
            if self.gone:
                break
            who = Player(player, light, moving, weather)
            hurt = self.foes.act(self.foe, self.mob, who, self.tick + passed, step)
            if hurt:
                hurts.append((passed, hurt))
        self.tick += ticks
        return hurts


# Zombie


def test_a_zombie_strikes_for_3_points_a_second(flat_land: MakeLand) -> None:
    hurts = Scene(flat_land(), "zombie", (1, 64, 0)).play(100)
    assert [harm[:2] for _, harm in hurts] == [(30, "zombie")] * 5
    assert [b[0] - a[0] for a, b in pairwise(hurts)] == [20] * 4


def test_a_zombie_notices_a_player_35_blocks_away_and_no_further(flat_land: MakeLand) -> None:
    near, far = (Scene(flat_land(), "zombie", (x, 64, 0)) for x in (35, 36))
    near.play(20)
    far.play(20)
    assert near.foe.seen_at == near.tick
    assert far.foe.seen_at < far.tick


def test_a_zombie_walks_2_33_blocks_a_second(flat_land: MakeLand) -> None:
    scene = Scene(flat_land(), "zombie", (33, 64, 0))
    scene.play(40)
    before = scene.foe.x
    scene.play(200)
    assert scene.foe.x == before - 23


def test_a_zombie_stops_beside_the_player(flat_land: MakeLand) -> None:
    scene = Scene(flat_land(), "zombie", (10, 64, 0))
    scene.play(400)
    assert scene.foe.cell == (1, 64, 0)


def test_a_wall_hides_the_player(flat_land: MakeLand) -> None:
    wall = [(5, y, z) for y in range(64, 70) for z in range(-40, 40)]
    scene = Scene(flat_land(rock=wall), "zombie", (8, 64, 0))
    assert scene.play(400) == []
    assert scene.foe.x > 5


def test_a_trench_in_its_way_stops_a_zombie_that_sees_the_player(flat_land: MakeLand) -> None:
    trench = {(x, y, z) for x in (3, 4) for y in range(58, 64) for z in range(-40, 40)}
    scene = Scene(flat_land(holes=trench), "zombie", (9, 64, 0))
    assert scene.play(400) == []
    assert scene.foe.cell == (5, 64, 0)


def test_a_zombie_gives_up_five_seconds_after_it_lost_sight(flat_land: MakeLand) -> None:
    scene = Scene(flat_land(), "zombie", (20, 64, 0))
    scene.play(20)
    scene.play(60, (0, 40, 0))  # Under the ground: it still goes there.
    assert scene.foe.x == 20 - 8
    scene.play(140, (0, 40, 0))
    assert scene.foe.x > 5


# Skeleton


def test_a_skeleton_shoots_every_three_seconds_for_2_to_5_points(flat_land: MakeLand) -> None:
    hurts = Scene(flat_land(), "skeleton", (3, 64, 0)).play(60_000)
    amounts = {hurt.amount_tenths for _, hurt in hurts}
    assert amounts == {20, 30, 40, 50}
    assert {(b[0] - a[0]) % 60 for a, b in pairwise(hurts)} == {0}
    assert hurts[0][0] >= 20  # It draws the bow first.


def test_a_skeleton_shoots_from_less_than_15_blocks(flat_land: MakeLand) -> None:
    scene = Scene(flat_land(), "skeleton", (14, 64, 0))
    assert scene.play(600)
    assert scene.foe.cell == (14, 64, 0)  # It comes no nearer.


def test_arrows_miss_more_from_afar_and_a_player_who_moves(flat_land: MakeLand) -> None:
    def hits(blocks: int, moving: bool) -> int:
        return len(Scene(flat_land(), "skeleton", (blocks, 64, 0)).play(60_000, moving=moving))

    assert hits(2, False) > hits(14, False) > hits(14, True) > 0


# Creeper


def test_a_creeper_blows_up_a_second_and_a_half_after_it_came_near(flat_land: MakeLand) -> None:
    scene = Scene(flat_land(), "creeper", (2, 64, 0))
    [(passed, _)] = scene.play(100)
    assert passed == 10 + 30  # It first looks after 20 ticks, and swells from the 10th on.
    assert scene.gone


def test_a_creeper_calms_down_when_the_player_is_7_blocks_away(flat_land: MakeLand) -> None:
    scene = Scene(flat_land(), "creeper", (2, 64, 0))
    scene.play(30)
    assert scene.foe.fuse_ticks == 20
    scene.play(20, (-8, 64, 0))
    assert scene.foe.fuse_ticks == 0
    assert not scene.gone


@pytest.mark.parametrize(("blocks", "points"), [(0, 43), (1, 33), (2, 24), (3, 16), (5, 5), (6, 0)])
def test_a_blast_takes_what_the_wikis_formula_says(blocks: int, points: int) -> None:
    impact = 1 - blocks / 6
    wiki = int((impact**2 + impact) / 2 * 7 * 6 + 1) if impact > 0 else 0
    assert blast_points(43, blocks**2) == points == wiki


@given(st.integers(0, 60))
def test_a_blast_is_weaker_further_off(squared: int) -> None:
    assert blast_points(43, squared) >= blast_points(43, squared + 1) >= 0


# Spider


def test_a_spider_strikes_for_2_points_in_the_dark(flat_land: MakeLand) -> None:
    hurts = Scene(flat_land(), "spider", (1, 64, 0)).play(40)
    assert {harm[:2] for _, harm in hurts} == {(20, "spider")}


def test_a_spider_starts_no_fight_in_the_light(flat_land: MakeLand) -> None:
    assert Scene(flat_land(), "spider", (1, 64, 0), tick=NOON).play(200, light=12) == []
    angry = Scene(flat_land(), "spider", (1, 64, 0), tick=NOON, angry=True)
    assert angry.play(200, light=12)


# Neutral mobs


def test_an_enderman_fights_only_when_struck(flat_land: MakeLand) -> None:
    assert Scene(flat_land(), "enderman", (1, 64, 0)).play(200) == []
    struck = Scene(flat_land(), "enderman", (1, 64, 0), angry=True).play(200)
    assert {harm[:2] for _, harm in struck} == {(70, "enderman")}


# Day, rain, distance


@pytest.mark.parametrize("kind", ["zombie", "skeleton"])
def test_the_undead_burn_a_point_a_second_under_the_daylit_sky(
    flat_land: MakeLand, kind: str
) -> None:
    scene = Scene(flat_land(), kind, (30, 64, 0), tick=NOON)
    scene.play(380, (30, 20, 0))
    assert scene.foe.health_tenths == 10
    scene.play(20, (30, 20, 0))
    assert scene.gone


@pytest.mark.parametrize(
    ("kind", "tick", "weather"),
    [
        ("creeper", NOON, "clear"),
        ("zombie", MIDNIGHT, "clear"),
        ("zombie", NOON, "rain"),
        ("zombie", NOON, "thunder"),
    ],
)
def test_others_and_at_other_times_do_not(
    flat_land: MakeLand, kind: str, tick: int, weather: Weather
) -> None:
    scene = Scene(flat_land(), kind, (10, 64, 0), tick=tick)
    scene.play(200, (10, 20, 0), weather=weather)
    assert scene.foe.health_tenths == 200


def test_where_no_rain_falls_the_undead_burn_though_it_rains_elsewhere(
    flat_land: MakeLand,
) -> None:
    scene = Scene(flat_land("desert"), "zombie", (10, 64, 0), tick=NOON)
    scene.play(200, (10, 20, 0), weather="rain")
    assert scene.foe.health_tenths == 100


def test_a_husk_brings_hunger_for_7_seconds(flat_land: MakeLand) -> None:
    hurts = Scene(flat_land("desert"), "husk", (1, 64, 0)).play(100)
    assert {harm.effect for _, harm in hurts} == {Effect("hunger", 1, 140)}


def test_shade_saves_the_undead(flat_land: MakeLand) -> None:
    roof = [(x, 68, z) for x in range(-60, 60) for z in range(-60, 60)]
    scene = Scene(flat_land(rock=roof), "zombie", (10, 64, 0), tick=NOON)
    scene.play(200, (10, 20, 0))
    assert scene.foe.health_tenths == 200


def test_a_monster_vanishes_at_once_beyond_128_blocks(flat_land: MakeLand) -> None:
    scene = Scene(flat_land(), "creeper", (0, 64, 0))
    scene.play(10, (0, 64, 128))
    assert not scene.gone
    scene.play(10, (0, 64, 140))
    assert scene.gone


def test_a_monster_vanishes_by_and_by_beyond_32_blocks(flat_land: MakeLand) -> None:
    scene = Scene(flat_land(), "creeper", (0, 64, 0))
    scene.play(600, (0, 64, 60))
    assert not scene.gone  # In its first half minute it stays.
    scene.play(20_000, (0, 64, 60))
    assert scene.gone
