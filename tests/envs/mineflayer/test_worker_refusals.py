"""What an attempt leaves that doesn't come to its end."""

from __future__ import annotations

from typing import Any

import pytest

from envs import Event, State, Tally, parse
from envs.conditions import View
from envs.vocabulary import Vocabulary

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("mineflayer")]


def kinds(events: list[Event]) -> list[str]:
    return [event.kind for event in events]


@pytest.mark.parametrize(
    ("subgoal", "field"),
    [
        ('gather(item="no_such_item")', "item"),
        ('gather(item="coal", source="no_such_block")', "source"),
        ('craft(item="no_such_item")', "item"),
        ('craft(item="bedrock")', "item"),
        ('smelt(item="stick")', "item"),
        ('smelt(item="iron_ingot", station="chest")', "station"),
        ('hunt(entity="no_such_entity")', "entity"),
        ('place(item="stick")', "item"),
        ('go_to(target="nowhere")', "target"),
        ('explore(target="nowhere")', "target"),
        ('deposit(item="coal", container="furnace")', "container"),
        ('use(item="no_such_item")', "item"),
    ],
)
def test_nonsense_is_told_by_its_field(joined: Any, subgoal: str, field: str) -> None:
    outcome = joined.attempt(subgoal)
    assert [(e.kind, e.field) for e in outcome.events] == [("invalid", field)]


@pytest.mark.parametrize(
    ("subgoal", "need", "name"),
    [
        ('place(item="furnace")', "item", "furnace"),
        ('eat(item="apple")', "item", "apple"),
        ('equip(item="apple")', "item", "apple"),
        ('discard(item="apple")', "item", "apple"),
        ('use(item="bucket")', "item", "bucket"),
        ('craft(item="iron_axe", station="smithing_table")', "station", "smithing_table"),
        ('smelt(item="iron_ingot", station="smoker")', "station", "smoker"),
        ('gather(item="coal", source="coal_ore", tool="iron_pickaxe")', "tool", "iron_pickaxe"),
        ('trade(item="bread", entity="wandering_trader")', "entity", "wandering_trader"),
        ('hunt(entity="player")', "entity", "player"),
    ],
)
def test_what_is_absent_is_told(bot: Any, subgoal: str, need: str, name: str) -> None:
    outcome = bot.attempt(subgoal)
    assert [(e.need, e.name) for e in outcome.of("refused")] == [(need, name)]
    assert outcome.state.inventory.items == ()


def test_the_book_shows_what_is_lacking_and_where(bot: Any) -> None:
    bot.give("oak_planks 2")
    (rejected,) = bot.attempt('craft(item="wooden_pickaxe")').events
    assert (rejected.kind, rejected.window, rejected.station) == (
        "window_rejected",
        "none",
        "crafting_table",
    )
    lacking = {(lack.item, lack.count) for lack in rejected.lacking}
    assert lacking == {("#planks", 1), ("stick", 2)}


def test_a_refusal_counts_after_a_second_try(bot: Any) -> None:
    bot.give("oak_log")
    bot.server.say("refuse oak_planks")
    outcome = bot.attempt('craft(item="oak_planks")')
    bot.server.say("take oak_planks")
    assert kinds(outcome.events) == ["window_rejected"]
    assert outcome.of("window_rejected")[0].lacking is None
    assert outcome.carried("oak_log") == 1
    assert bot.attempt('craft(item="oak_planks")').carried("oak_planks") == 4


def test_a_window_that_doesnt_open_refuses_nothing(bot: Any) -> None:
    bot.give("oak_planks 2", "crafting_table", "emerald 2")
    bot.attempt('place(item="crafting_table")')
    bot.order("beast villager -4 4", "mute on")
    crafted = bot.attempt('craft(item="stick", station="crafting_table")')
    traded = bot.attempt('trade(item="bread")')
    bot.order("mute off")
    assert [(e.kind, e.target) for e in crafted.events] == [("path_failed", "crafting_table")]
    assert {(e.kind, e.target) for e in traded.events} == {("path_failed", "villager")}


def test_a_furnace_stalls_for_want_of_what_goes_in(bot: Any) -> None:
    bot.give("furnace", "iron_ore 2")
    bot.attempt('place(item="furnace")')
    outcome = bot.attempt('smelt(item="iron_ingot")')
    assert [(e.item, e.slot) for e in outcome.of("window_stalled")] == [("iron_ingot", "fuel")]
    bot.give("coal")
    bot.attempt('discard(item="iron_ore", count=2)')
    outcome = bot.attempt('smelt(item="iron_ingot")')
    assert [e.slot for e in outcome.of("window_stalled")] == ["input"]


def test_a_block_gives_nothing_to_the_bare_hand(bot: Any) -> None:
    bot.order(f"send {bot.name} 6 64 -9")
    outcome = bot.attempt('gather(item="coal", source="coal_ore", count=1, tool="none")')
    broken = outcome.of("block_broken")
    assert {(e.block, e.tool) for e in broken} == {("coal_ore", "none")}
    assert not outcome.of("item_gained")


def test_a_tool_that_breaks_is_told(bot: Any) -> None:
    bot.give("wooden_pickaxe")
    bot.attempt('equip(item="wooden_pickaxe")')
    bot.order(f"wear {bot.name} 58", f"send {bot.name} 14 64 -4")
    outcome = bot.attempt(
        'gather(item="cobblestone", source="stone", count=3, tool="wooden_pickaxe")'
    )
    assert [e.item for e in outcome.of("tool_broke")] == ["wooden_pickaxe"]
    assert [(e.item, e.way) for e in outcome.of("item_lost")] == [("wooden_pickaxe", "wear")]
    assert outcome.of("refused")[-1].need == "tool"


def test_a_full_bag_leaves_things_lying(bot: Any) -> None:
    words = bot.opened["vocabulary"]["tags"]
    bot.give(*(words["wool"] + words["carpets"] + words["planks"])[:36])
    outcome = bot.attempt('gather(item="oak_log")')
    assert [e.item for e in outcome.of("item_left")] == ["oak_log"]
    assert outcome.carried("oak_log") == 0


def test_a_budget_ends_an_attempt(bot: Any) -> None:
    outcome = bot.attempt('explore(target="diamond_ore")', 60)
    assert [(e.kind, e.by) for e in outcome.events[-1:]] == [("stopped", "budget")]
    assert 60 <= outcome.ticks <= 80
    still = outcome.state.position
    later = bot.attempt("wait(ticks=10)").state.position
    assert abs(still.x - later.x) + abs(still.z - later.z) <= 1


def test_a_word_stops_an_attempt(bot: Any) -> None:
    call = bot.worker.begin("wait(ticks=4000)", 4_000)
    stop = bot.worker.send("stop")
    outcome = bot.worker.outcome(call)
    assert outcome.ticks < 40
    assert not outcome.of("stopped")
    assert stop == call + 1


def test_nothing_is_lost_where_crafting_is_cut_short(bot: Any) -> None:
    bot.give("oak_log 16")
    for ticks in (1, 2, 3, 5):
        outcome = bot.attempt('craft(item="oak_planks", count=64)', ticks)
        assert outcome.carried("oak_log") + outcome.carried("oak_planks") / 4 == 16
    assert bot.attempt('craft(item="oak_planks", count=64)').carried("oak_planks") == 64


def test_what_happens_between_two_attempts_is_told(bot: Any) -> None:
    bot.worker.between.clear()
    bot.server.say(f"hurt {bot.name} 3 drown")
    hurt = bot.attempt("wait(ticks=10)")
    bot.server.say(f"say <somebody> hello {'x' * 3000}")
    outcome = bot.attempt("wait(ticks=10)")
    events = [*hurt.events, *bot.worker.between, *outcome.events]
    told = [(e.amount, e.source) for e in events if e.kind == "damage"]
    assert told == [(3, "drowning")]
    texts = [e.text for e in events if e.kind == "chat"]
    assert any(text.endswith("x") and len(text) <= 1_000 for text in texts)


def test_who_struck_is_told_and_struck_back(bot: Any) -> None:
    bot.give("iron_sword")
    bot.attempt('equip(item="iron_sword")')
    bot.order(f"send {bot.name} 44 64 44", "beast enderman 45 44")
    bot.order(f"hunger {bot.name} 0", f"hurt {bot.name} 1 fall")
    call = bot.worker.begin('wait(ticks=200, until=\'happened("killed", "zombie")\')', 200)
    bot.server.say("beast zombie 42 44")
    bot.server.say(f"strike zombie {bot.name} 2")
    outcome = bot.worker.outcome(call)
    assert [e.source for e in outcome.of("damage")] == ["zombie"]
    assert [e.entity for e in outcome.of("killed")] == ["zombie"]


def test_death_ends_an_attempt_and_is_told(bot: Any) -> None:
    bot.give("feather 2")
    call = bot.worker.begin("wait(ticks=400)", 400)
    bot.server.say(f"hurt {bot.name} 100 lava")
    outcome = bot.worker.outcome(call)
    assert kinds(outcome.events) == ["damage", "died", "item_lost", "respawned"]
    assert {e.source for e in outcome.events[:2]} == {"lava"}
    assert outcome.of("item_lost")[0].way == "death"
    assert outcome.ticks < 200
    assert "death" in {place.name for place in outcome.state.places}
    assert outcome.state.vitals.health == 20


def test_conditions_hold_alike_on_both_sides(bot: Any) -> None:
    state = State.model_validate(bot.worker.call("observe"))
    words = bot.opened["vocabulary"]
    vocabulary = Vocabulary(
        items=frozenset(words["items"]),
        blocks=frozenset(words["blocks"]),
        entities=frozenset(words["entities"]),
        biomes=frozenset(words["biomes"]),
        tags={tag: tuple(members) for tag, members in words["tags"].items()},
    )
    for text in (
        'near("#logs", 16)',
        'near("oak_log", 2)',
        'time("day") and not has("stick")',
        "height(60, 70) and free_slots(36)",
        'biome("desert") or sky()',
        'vital("health", 21) or vital("food", 1)',
        'tool("pickaxe", "stone") or within(0, 0, 3)',
        'equipped("stick") or knows("village")',
        'dimension("the_nether")',
        'happened("mined", "#logs")',
    ):
        condition = parse(text)
        waits = f"wait(ticks=6, until='{text}')"
        held = bot.attempt(waits).ticks < 6
        assert held == condition.holds(View(state, Tally(), vocabulary)), text
