"""MineDojo's own Python layers, before a simulator of ours that speaks Malmo's protocol."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pytest
from malmo_server import Fault, MalmoServer

from diagnosis import Cause, History, diagnose
from envs import (
    EnvironmentFault,
    Explore,
    Gather,
    InputError,
    Stopped,
    Wait,
    load_suite,
    parse,
    parse_subgoal,
)
from envs.conformance import LOOK_AROUND, check_environment
from envs.minedojo import MineDojo

pytestmark = pytest.mark.slow

Worlds = Callable[..., MineDojo]

TO_A_PICKAXE = (
    'gather(item="#logs", count=3)',
    'craft(item="oak_planks", count=12)',
    'craft(item="stick", count=2)',
    'craft(item="crafting_table", count=1)',
    'place(item="crafting_table")',
    'craft(item="wooden_pickaxe", count=1, station="crafting_table")',
)
AFTER_IT = (
    'gather(item="cobblestone", count=8, source="stone")',
    'hunt(entity="cow", item="beef", count=1)',
    'discard(item="stick", count=1)',
)


def _played(world: MineDojo, *texts: str) -> dict[str, int]:
    """Plays subgoals, each of which must come to what it says; returns what is carried."""
    for text in texts:
        subgoal = parse_subgoal(text)
        attempt = world.attempt(subgoal, 3_000)
        view = attempt.view(world.vocabulary)
        assert all(check.holds(view) for check in subgoal.all_checks()), (text, attempt.trace)
    inventory = world.observe().inventory
    assert inventory is not None
    return {held.item: held.count for held in inventory.items}


def _given(world: MineDojo, server: MalmoServer, *stacks: tuple[str, int, int]) -> None:
    """Puts items in the bag, by old name, variant and count; the next look shows them."""
    assert server.mission is not None
    for stack in stacks:
        assert server.mission.world.give(*stack)
    world.attempt(Wait(ticks=1), 10)


def test_it_keeps_the_contract(worlds: Worlds) -> None:
    check_environment(
        worlds, LOOK_AROUND, (Gather(item="#logs"), Explore(target="#logs"), Wait(ticks=20))
    )


@pytest.mark.parametrize("late_ticks", [0, 2])
def test_a_task_is_done_from_the_first_log_to_a_wooden_pickaxe(
    worlds: Worlds, server: MalmoServer, late_ticks: int
) -> None:
    world = worlds()
    server.lag = late_ticks
    world.reset(LOOK_AROUND, 3)
    carried = _played(world, *TO_A_PICKAXE)
    assert carried == {"oak_planks": 3, "stick": 2, "wooden_pickaxe": 1}
    if late_ticks:
        return
    carried = _played(world, *AFTER_IT)
    assert carried["cobblestone"] == 8
    assert carried["beef"] == 1


def test_a_table_that_is_out_of_view_or_reach_is_refused(worlds: Worlds) -> None:
    world = worlds()
    world.reset(LOOK_AROUND, 3)
    craft = parse_subgoal('craft(item="wooden_pickaxe", station="crafting_table")')
    (event,) = world.attempt(craft, 200).trace
    assert event.kind == "refused"
    assert event.need == "station"


@pytest.mark.parametrize("book", ["on", "off"])
def test_the_recipe_book_says_what_lacks_unless_it_is_off(worlds: Worlds, book: str) -> None:
    world = worlds(recipe_book=book)
    world.reset(LOOK_AROUND, 3)
    event = world.attempt(parse_subgoal('craft(item="crafting_table")'), 200).trace[-1]
    assert event.kind == "window_rejected"
    said = [(lack.item, lack.count) for lack in event.lacking or ()]
    assert said == ([("#planks", 4)] if book == "on" else [])


def test_planks_are_made_of_their_own_wood_and_not_of_another(
    worlds: Worlds, server: MalmoServer
) -> None:
    world = worlds()
    world.reset(LOOK_AROUND, 3)
    _given(world, server, ("log", 2, 1))
    craft = parse_subgoal('craft(item="oak_planks", count=1)')
    event = world.attempt(craft, 200).trace[-1]
    assert event.kind == "window_rejected"
    assert event.lacking is not None
    assert [lack.item for lack in event.lacking] == ["oak_log"]
    _given(world, server, ("log", 0, 1))
    birch = parse_subgoal('craft(item="birch_planks", count=4)')
    # The game would make oak planks.
    assert world.attempt(birch, 200).tally.deeds == ()
    assert _played(world, str(craft), str(birch)) == {"birch_planks": 4, "oak_planks": 4}
    assert _played(world, 'place(item="oak_planks")')["oak_planks"] == 3


def test_stone_is_smelted_at_a_furnace_as_long_as_there_is_fuel(
    worlds: Worlds, server: MalmoServer
) -> None:
    world = worlds()
    world.reset(LOOK_AROUND, 3)
    _given(world, server, ("furnace", 0, 1), ("cobblestone", 0, 12), ("coal", 0, 1))
    smelt = parse_subgoal('smelt(item="stone", count=1)')
    assert [event.kind for event in world.attempt(smelt, 200).trace][-1] == "refused"
    carried = _played(world, 'place(item="furnace")', 'smelt(item="stone", count=8)')
    assert carried == {"cobblestone": 4, "stone": 8}
    stalled = world.attempt(parse_subgoal('smelt(item="stone", count=9)'), 200).trace[-1]
    assert stalled.kind == "window_stalled"
    assert stalled.slot == "fuel"


def test_a_full_bag_is_not_told_as_lack_of_fuel(worlds: Worlds, server: MalmoServer) -> None:
    world = worlds()
    world.reset(LOOK_AROUND, 3)
    filling = [("dirt", 0, 64)] * 33
    _given(world, server, ("furnace", 0, 1), ("cobblestone", 0, 12), ("coal", 0, 2), *filling)
    _played(world, 'place(item="furnace")')
    _given(world, server, filling[0])

    attempt = world.attempt(parse_subgoal('smelt(item="stone", count=1)'), 200)

    stalled = attempt.trace[-1]
    assert stalled.kind == "window_stalled"
    assert stalled.slot == "output"
    assert diagnose(attempt, History(world.vocabulary)).cause is Cause.inventory_full


def test_bread_is_eaten(worlds: Worlds, server: MalmoServer) -> None:
    world = worlds()
    world.reset(LOOK_AROUND, 3)
    assert server.mission is not None
    server.mission.world.food = 10
    _given(world, server, ("bread", 0, 2))
    assert _played(world, 'eat(item="bread")') == {"bread": 1}
    vitals = world.observe().vitals
    assert vitals is not None
    assert vitals.food == 15


def test_a_block_of_another_variant_is_placed_by_hand(worlds: Worlds, server: MalmoServer) -> None:
    world = worlds()
    world.reset(LOOK_AROUND, 3)
    _given(world, server, ("planks", 2, 2))
    assert _played(world, 'place(item="birch_planks")') == {"birch_planks": 1}
    assert server.mission is not None
    assert ("planks", 2) in server.mission.world.blocks.values()


def test_biome_and_seed_reach_the_simulator(worlds: Worlds, server: MalmoServer) -> None:
    world = worlds()
    somewhere = LOOK_AROUND.model_copy(update={"biome": "savanna"})
    state = world.reset(somewhere, 41)
    assert server.mission is not None
    assert (server.mission.biome, server.mission.world.seed) == (35, 41)
    assert state.biome == "savanna"
    # There the client's `wood` is acacia.
    assert {block.name for block in state.blocks or ()} & {"acacia_log"}
    world.reset(LOOK_AROUND.model_copy(update={"biome": "bamboo_jungle"}), 1)
    assert world.notes == ("Minecraft 1.11.2 has no biome bamboo_jungle; it began anywhere.",)


@pytest.mark.parametrize("start", ["bare", "task"])
def test_a_task_of_minedojos_begins_as_it_says_if_asked_to(
    worlds: Worlds, server: MalmoServer, start: str
) -> None:
    world = worlds(start=start)
    identity = "combat_cow_forest_iron_armors_wooden_sword_shield"
    (task,) = load_suite("minedojo").chosen(ids=(identity,))
    state = world.reset(task, 5)
    assert (state.tick, state.biome) == (0, "forest")
    assert server.mission is not None
    assert state.equipment is not None
    worn = {slot.slot: slot.item for slot in state.equipment.slots}
    cows = len(server.mission.world.cows)
    if start == "bare":
        assert (worn, cows) == ({}, 1)
    else:
        assert cows == 2
        assert worn == {
            "mainhand": "wooden_sword",
            "offhand": "shield",
            "head": "iron_helmet",
            "chest": "iron_chestplate",
            "legs": "iron_leggings",
            "feet": "iron_boots",
        }


def test_a_wait_ends_once_its_condition_holds(worlds: Worlds) -> None:
    world = worlds()
    world.reset(LOOK_AROUND, 0)
    attempt = world.attempt(Wait(ticks=900, until=parse("within(0, 0, 5)")), 1_000)
    assert attempt.ticks <= 100
    assert not any(isinstance(event, Stopped) for event in attempt.trace)


def test_death_ends_the_attempt_and_takes_what_was_carried(
    worlds: Worlds, server: MalmoServer
) -> None:
    world = worlds()
    world.reset(LOOK_AROUND, 0)
    assert server.mission is not None
    server.mission.world.give("log", 0, 5)
    server.mission.world.dies_at = server.mission.world.time + 30
    attempt = world.attempt(Wait(ticks=200), 300)
    assert attempt.ticks <= 40
    assert {"item_lost", "damage", "died", "respawned"} <= {e.kind for e in attempt.trace}
    assert attempt.post_state.inventory is not None
    assert attempt.post_state.inventory.items == ()
    assert world.attempt(Wait(ticks=5), 10).ticks == 5


def test_a_controller_of_ones_own_moves_the_agent_as_the_page_shows(
    worlds: Worlds, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = (Path(__file__).resolve().parents[3] / "docs" / "minedojo.md").read_text("utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    (tmp_path / "learned.py").write_text(code, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    world = worlds(controller="learned:Learned")
    world.reset(LOOK_AROUND, 0)
    attempt = world.attempt(Gather(item="oak_log", count=4), 60)
    assert attempt.trace[-1] == Stopped(tick=60, by="budget")
    assert attempt.post_state.position is not None
    assert attempt.post_state.position.z >= 5


def test_a_used_up_budget_stops_the_attempt(worlds: Worlds) -> None:
    world = worlds()
    world.reset(LOOK_AROUND, 0)
    attempt = world.attempt(Gather(item="#logs", count=4), 60)
    assert attempt.trace[-1] == Stopped(tick=60, by="budget")


STEP_TIMEOUT_S = 1.0


@pytest.mark.parametrize("fault", get_args(Fault))
def test_each_fault_is_told_as_one_in_time(
    worlds: Worlds, server: MalmoServer, fault: Fault
) -> None:
    world = worlds(step_timeout_s=str(STEP_TIMEOUT_S))
    world.reset(LOOK_AROUND, 0)
    server.break_down(fault, after=5)
    with pytest.raises(EnvironmentFault, match=SAID[fault]) as caught:
        world.attempt(Wait(ticks=50), 60)
    attempt = caught.value.attempt
    assert attempt is not None
    assert attempt.trace[-1].kind == "stopped"
    assert world.reset(LOOK_AROUND, 1).tick == 0


SAID: dict[Fault, str] = {
    "close": "closed the connection without a word",
    "hang": "gave no answer within 1 s",
    "trickle": "gave no answer within 1 s",
    "oversized": "announced a message of 4294967295 bytes",
    "bad_json": "JSONDecodeError",
    "short_frame": "closed the connection in the midst of a message",
    "missing_key": "no 'nearby_crafting_table'",
    "done": "ended its mission",
}


def test_nothing_on_the_port_is_a_fault_and_an_unknown_controller_an_input_error(
    worlds: Worlds, server: MalmoServer
) -> None:
    with pytest.raises(InputError, match="controller: expected module:factory"):
        worlds(controller="no_such_module:make").reset(LOOK_AROUND, 0)
    server.close()
    world = worlds()
    world.patience = world.patience.model_copy(update={"tries": 1})
    with pytest.raises(EnvironmentFault, match="simulator"):
        world.reset(LOOK_AROUND, 0)
