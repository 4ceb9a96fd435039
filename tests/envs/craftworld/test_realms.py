"""Several dimensions in one episode."""

from __future__ import annotations

from time import perf_counter

import pytest

from envs.craftworld.environment import Craftworld
from envs.craftworld.episode import Episode
from envs.craftworld.ground import Drop
from envs.craftworld.meadow import FEET, Meadow
from envs.craftworld.realms import NETHER, OVERWORLD
from envs.errors import ContractError
from envs.subgoals import Explore, parse_subgoal

LEDGE = (4, 90, 4)


def _in_the_nether() -> tuple[Meadow, Episode]:
    meadow = Meadow()
    episode = meadow.episode
    nether = episode.realm_of(NETHER)
    for dx in range(-2, 3):
        for dz in range(-2, 3):
            nether.terrain.set_block(4 + dx, 89, 4 + dz, nether.terrain.table.id("netherrack"))
            for y in (90, 91, 92):
                nether.terrain.set_block(4 + dx, y, 4 + dz, 0)
    episode.enter(NETHER, LEDGE)
    return meadow, episode


def test_nothing_of_the_nether_is_there_before_somebody_goes() -> None:
    episode = Meadow().episode
    assert [realm.dimension for realm in episode.snapshot().realms] == [OVERWORLD]


def test_no_other_dimension_can_be_gone_to() -> None:
    with pytest.raises(ContractError, match="the_end"):
        Meadow().episode.realm_of("the_end")


def test_the_state_says_where_one_is() -> None:
    meadow, episode = _in_the_nether()
    state = meadow.observe()
    assert state.position is not None
    assert (state.position.dimension, state.position.sky) == (NETHER, False)
    assert state.biome == episode.terrain.biome(4, 4)
    assert state.time == 0
    assert episode.here() == {"x": 4, "y": 90, "z": 4, "dimension": NETHER}


def test_no_light_comes_from_a_sky_that_is_not_there() -> None:
    meadow, episode = _in_the_nether()
    assert episode.light == 0
    meadow.put((4, 90, 5), "torch")
    assert episode.light == 13


def test_water_stays_in_the_overworld_alone() -> None:
    episode = Meadow().episode
    assert episode.realm.allows_water
    assert not episode.realm_of(NETHER).allows_water


def test_each_dimension_has_blocks_and_drops_of_its_own() -> None:
    meadow, episode = _in_the_nether()
    episode.ground.lay(Drop("stick", 1, None, LEDGE, 500))
    meadow.put(LEDGE, "chest")
    episode.enter(OVERWORLD, FEET)
    assert not episode.ground.drops
    assert episode.terrain.name(*LEDGE) == "air"
    episode.enter(NETHER, LEDGE)
    assert [drop.item for drop in episode.ground.drops] == ["stick"]
    assert episode.terrain.name(*LEDGE) == "chest"


def test_what_lies_about_does_not_age_while_nobody_is_there() -> None:
    _, episode = _in_the_nether()
    episode.ground.lay(Drop("stick", 1, None, (4, 90, 5), episode.tick + 100))
    episode.enter(OVERWORLD, FEET)
    episode.pass_time(1000)
    episode.enter(NETHER, LEDGE)
    assert [d.item for d in episode.ground.within_reach(LEDGE, episode.tick)] == ["stick"]
    episode.pass_time(100)
    assert episode.ground.within_reach(LEDGE, episode.tick) == ()


def test_day_goes_on_in_the_nether() -> None:
    _, episode = _in_the_nether()
    episode.pass_time(700)
    assert episode.day_time == 700


def test_who_dies_in_the_nether_comes_back_in_the_overworld_without_the_bag() -> None:
    meadow, episode = _in_the_nether()
    meadow.give("diamond", 3)
    episode.vitals.health_tenths = 10
    episode.set_block((4, 91, 4), "netherrack")
    episode.set_block(LEDGE, "lava")
    attempt = meadow.attempt(parse_subgoal("wait(ticks=100)"), 200)
    assert "died" in [event.kind for event in attempt.trace]
    position = attempt.post_state.position
    assert position is not None
    assert (position.x, position.y, position.z, position.dimension) == (*FEET, OVERWORLD)
    assert episode.bag.count("diamond") == 0
    assert episode.realm_of(OVERWORLD).ground.drops == ()
    death = next(p for p in episode.places if p.name == "death")
    assert (death.x, death.y, death.z, death.dimension) == (*LEDGE, NETHER)


def test_a_bed_blows_up_in_the_nether() -> None:
    meadow, episode = _in_the_nether()
    meadow.give("white_bed")
    attempt = meadow.attempt(parse_subgoal("sleep()"), 400)
    hurts = [event for event in attempt.trace if event.kind == "damage"]
    assert [event.source for event in hurts] == ["white_bed"]
    assert [event.kind for event in attempt.trace][-2:] == ["died", "respawned"]
    assert meadow.cause == ("hazard", "white_bed in the_nether")
    assert episode.bed is None
    assert episode.dimension == OVERWORLD


def test_a_snapshot_holds_both_dimensions_exactly() -> None:
    meadow, episode = _in_the_nether()
    meadow.put((4, 90, 6), "chest")
    before, state = meadow.snapshot(), meadow.observe()
    lived = Explore(target="nether_quartz_ore", height=(40, 100))
    first = meadow.attempt(lived, 600)
    episode.enter(OVERWORLD, FEET)
    meadow.put(FEET, "stone")
    meadow.restore(before)
    assert episode.dimension == NETHER
    assert meadow.observe() == state
    assert episode.realm_of(OVERWORLD).terrain.name(*FEET) == "air"
    assert meadow.attempt(lived, 600) == first


def test_a_snapshot_from_before_the_nether_forgets_it() -> None:
    meadow = Meadow()
    before = meadow.snapshot()
    nether = meadow.episode.realm_of(NETHER)
    nether.terrain.set_block(*LEDGE, nether.terrain.table.id("chest"))
    meadow.restore(before)
    assert meadow.episode.realm_of(NETHER).terrain.name(*LEDGE) != "chest"


def test_snapshot_and_restore_are_quick_with_two_dimensions() -> None:
    meadow: Craftworld
    meadow, episode = _in_the_nether()
    for x in range(0, 400, 16):
        episode.terrain.set_block(x, 60, 0, 0)
    times = []
    for _ in range(5):
        start = perf_counter()
        meadow.restore(meadow.snapshot())
        times.append(perf_counter() - start)
    # 10 ms each is what is asked for; a laden machine gets twice that.
    assert min(times) < 0.04
