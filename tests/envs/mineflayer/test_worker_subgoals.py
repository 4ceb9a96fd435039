"""Each kind of subgoal, carried out on a server by the worker alone."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("mineflayer")]


def test_the_worker_says_who_it_is(bot: Any) -> None:
    assert bot.worker.hello == {"protocol": 1, "worker": "mineflayer", "version": "1.0.0"}
    assert bot.reset["notes"] == []
    assert bot.reset["state"]["inventory"]["items"] == []
    words = bot.opened["vocabulary"]
    assert "oak_planks" in words["tags"]["planks"]
    assert words["stack_sizes"]["wooden_pickaxe"] == 1


def test_tools_and_ingots_come_from_nothing(bot: Any) -> None:
    bot.server.say("cook 20")
    steps = [
        'gather(item="#logs", count=4)',
        'craft(item="oak_planks", count=16)',
        'craft(item="stick", count=4)',
        'craft(item="crafting_table")',
        'place(item="crafting_table")',
        'craft(item="wooden_pickaxe", station="crafting_table")',
    ]
    for step in steps:
        outcome = bot.attempt(step)
    assert outcome.carried("wooden_pickaxe") == 1
    assert [e.kind for e in outcome.events] == [
        "window_opened",
        "item_lost",
        "item_lost",
        "item_gained",
        "crafted",
    ]
    bot.server.say(f"send {bot.name} 6 64 -10")
    steps = [
        'gather(item="cobblestone", source="stone", count=11)',
        'craft(item="stick", count=4)',
        'craft(item="crafting_table")',
        'place(item="crafting_table")',
        'craft(item="stone_pickaxe", station="crafting_table")',
        'gather(item="iron_ore")',
        'craft(item="furnace", station="crafting_table")',
        'place(item="furnace")',
    ]
    for step in steps:
        outcome = bot.attempt(step)
    outcome = bot.attempt('smelt(item="iron_ingot")')
    assert outcome.carried("iron_ingot") == 1
    assert [e.item for e in outcome.of("smelted")] == ["iron_ingot"]
    assert {e.way for e in outcome.of("item_lost")} == {"smelt"}
