"""The way into the Nether, what is done there, and the way back."""

from __future__ import annotations

import pytest

from envs import BlockPlaced, Refused, Searched, Task, parse
from envs.conditions import View
from envs.craftworld import make
from envs.craftworld.environment import Craftworld
from envs.craftworld.episode import Episode
from envs.craftworld.meadow import FEET, Meadow
from envs.craftworld.realms import NETHER, OVERWORLD
from envs.state import KnownPlace
from envs.subgoals import Gather, GoTo, Place
from envs.tally import Tally

BUILD = Place(item="nether_portal")
SEED = 550


def _laden(obsidian: int = 10, lighter: int = 1) -> Meadow:
    meadow = Meadow()
    meadow.give("obsidian", obsidian)
    if lighter:
        meadow.give("flint_and_steel")
    return meadow


def test_a_portal_is_built_lit_and_known() -> None:
    meadow = _laden()
    attempt = meadow.attempt(BUILD, 1000)
    placed = [e.block for e in attempt.trace if isinstance(e, BlockPlaced)]
    assert placed == ["obsidian"] * 10 + ["nether_portal"]
    bag = meadow.episode.bag
    assert bag.count("obsidian") == 0
    assert [stack.uses for stack in bag.stacks if stack.item == "flint_and_steel"] == [63]
    place = next(p for p in meadow.episode.places if p.name == "nether_portal")
    assert meadow.name((place.x, place.y, place.z)) == "nether_portal"
    assert place.dimension == OVERWORLD
    view = View(attempt.post_state, attempt.tally, meadow.vocabulary)
    assert all(check.holds(view) for check in BUILD.all_checks())
    # Ten blocks, one to hold the top and the flint: 4 ticks each, and what is dug.
    assert attempt.ticks >= 12 * 4


def test_obsidian_that_is_lacking_is_refused_with_how_much() -> None:
    meadow = _laden(obsidian=7)
    attempt = meadow.attempt(BUILD, 1000)
    refused = [e for e in attempt.trace if isinstance(e, Refused)]
    assert [(e.need, e.name, e.count) for e in refused] == [("item", "obsidian", 3)]
    assert meadow.cause == ("missing_material", "obsidian")


def test_without_a_light_the_tool_is_refused() -> None:
    meadow = _laden(lighter=0)
    attempt = meadow.attempt(BUILD, 1000)
    refused = [e for e in attempt.trace if isinstance(e, Refused)]
    assert [(e.need, e.name) for e in refused] == [("tool", "flint_and_steel")]
    assert meadow.cause == ("missing_tool", "flint_and_steel")
    assert meadow.episode.bag.count("obsidian") == 10


def test_between_walls_that_cannot_be_dug_there_is_no_room() -> None:
    meadow = _laden()
    x, y, z = FEET
    for dx in range(-3, 4):
        for dz in range(-3, 4):
            for dy in range(-2, 6):
                if (dx, dz) != (0, 0) or dy not in (0, 1):
                    meadow.put((x + dx, y + dy, z + dz), "bedrock")
    attempt = meadow.attempt(BUILD, 1000)
    refused = [e for e in attempt.trace if isinstance(e, Refused)]
    assert [(e.need, e.name) for e in refused] == [("room", "nether_portal")]
    assert meadow.cause == ("stuck", "no room for nether_portal")


def test_what_is_in_the_way_is_dug_away() -> None:
    meadow = _laden()
    x, y, z = FEET
    for dx in range(-12, 13):
        for dz in range(-12, 13):
            for dy in range(6):
                if (dx, dz) != (0, 0) or dy > 1:
                    meadow.put((x + dx, y + dy, z + dz), "dirt")
    attempt = meadow.attempt(BUILD, 2000)
    assert "nether_portal" in [e.block for e in attempt.trace if isinstance(e, BlockPlaced)]
    assert len([e for e in attempt.trace if e.kind == "block_broken"]) >= 15


def test_without_a_known_portal_none_is_found() -> None:
    meadow = Meadow()
    attempt = meadow.attempt(GoTo(target="the_nether"), 1000)
    assert [e.target for e in attempt.trace if isinstance(e, Searched)] == ["nether_portal"]
    assert meadow.cause == ("target_not_found", "nether_portal")


def test_who_is_there_already_has_nothing_to_do() -> None:
    meadow = Meadow()
    attempt = meadow.attempt(GoTo(target="overworld"), 1000)
    assert (attempt.trace, attempt.ticks) == ((), 0)


def test_no_portal_leads_to_the_end() -> None:
    meadow = _laden()
    meadow.attempt(BUILD, 1000)
    meadow.attempt(GoTo(target="the_end"), 1000)
    assert meadow.cause == ("target_not_found", "nether_portal")


def test_a_portal_that_went_out_leads_nowhere() -> None:
    meadow = _laden()
    meadow.attempt(BUILD, 1000)
    meadow.give("diamond_pickaxe")
    meadow.attempt(Gather(item="obsidian", count=1), 2000)
    meadow.attempt(GoTo(target="the_nether"), 1000)
    assert meadow.cause == ("target_not_found", "nether_portal")


def test_a_place_in_the_other_dimension_is_not_found_here() -> None:
    meadow = Meadow()
    meadow.episode.know(KnownPlace(name="death", x=3, y=64, z=3, dimension=NETHER))
    attempt = meadow.attempt(GoTo(target="death"), 1000)
    assert [e.target for e in attempt.trace if isinstance(e, Searched)] == ["death"]
    assert meadow.cause == ("target_not_found", "death")


@pytest.fixture
def there() -> tuple[Craftworld, Episode]:
    """A world in which the agent just came out in the Nether, well equipped."""
    world = make()
    world.reset(Task(id="t", instruction="-", goal=parse('has("quartz")')), SEED)
    episode = world._episode
    assert episode is not None
    for item, count in (("obsidian", 10), ("flint_and_steel", 1), ("diamond_pickaxe", 1)):
        episode.bag.add(item, count)
    world.attempt(BUILD, 2000)
    attempt = world.attempt(GoTo(target="the_nether"), 2000)
    assert attempt.ticks >= 80
    assert episode.dimension == NETHER
    return world, episode


def test_one_comes_out_at_an_eighth_and_back_where_one_came_from(
    there: tuple[Craftworld, Episode],
) -> None:
    world, episode = there
    known = {p.dimension: p for p in episode.places if p.name == "nether_portal"}
    here, home = known[NETHER], known[OVERWORLD]
    assert abs(here.x - home.x // 8) <= 16
    assert abs(here.z - home.z // 8) <= 16
    assert episode.cell == (here.x, here.y, here.z)
    attempt = world.attempt(GoTo(target="overworld"), 2000)
    position = attempt.post_state.position
    assert position is not None
    assert position.dimension == OVERWORLD
    assert (position.x, position.y, position.z) == (home.x, home.y, home.z)
    assert len([p for p in episode.places if p.name == "nether_portal"]) == 2
    checks = GoTo(target="overworld").all_checks()
    assert all(c.holds(View(attempt.post_state, Tally(), world.vocabulary)) for c in checks)


def test_quartz_is_gathered_by_digging(there: tuple[Craftworld, Episode]) -> None:
    world, episode = there
    subgoal = Gather(item="quartz", count=5, source="nether_quartz_ore", height=(34, 115))
    attempt = world.attempt(subgoal, 12_000)
    assert attempt.post_state.inventory is not None
    assert attempt.post_state.inventory.count("quartz") >= 5
    assert episode.dimension == NETHER


def test_a_snapshot_in_the_nether_repeats_what_follows(there: tuple[Craftworld, Episode]) -> None:
    world, _ = there
    before = world.snapshot()
    subgoal = Gather(item="netherrack", count=20)
    first = world.attempt(subgoal, 3000)
    world.attempt(GoTo(target="overworld"), 4000)
    world.restore(before)
    assert world.attempt(subgoal, 3000) == first
