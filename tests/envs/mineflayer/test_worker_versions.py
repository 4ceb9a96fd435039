"""One bot for many versions of the game; and many bots on one server."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

import pytest

from envs import State

BOTS = 3
"""tests/bench/bench_mineflayer.py has eight."""

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("mineflayer")]


@pytest.mark.parametrize("version", ["1.12.2", "1.18.2", "1.20.4", "1.21.4"])
def test_things_go_by_one_name_in_every_version(
    serve: Callable[..., Any], work: Callable[..., Any], version: str
) -> None:
    with serve(version=version) as server, work() as worker:
        opened = worker.call("open", host="127.0.0.1", port=server.port, username="bot")
        assert opened["identity"] == f"127.0.0.1:{server.port} (Minecraft {version})"
        state = State.model_validate(worker.call("reset", biome=None, seed=0)["state"])
        blocks = {block.name for block in state.blocks or ()}
        assert {"grass_block", "oak_log", "oak_leaves", "stone", "iron_ore"} <= blocks
        words = opened["vocabulary"]
        assert state.biome in words["biomes"]
        assert blocks <= set(words["blocks"])
        assert {"oak_log", "birch_log"} <= set(words["tags"]["logs"])
        assert {"zombified_piglin", "experience_orb"} <= set(words["entities"])
        outcome = worker.attempt("go_to(target='#logs', distance=2)", 300)
        (near,) = (b for b in outcome.state.blocks or () if b.name == "oak_log")
        assert near.distance <= 2
        # This server tells of what lies about under other versions' numbers, and late.
        assert worker.attempt("gather(item='#logs')", 400).carried("oak_log") >= 1
        refused = worker.attempt("craft(item='crafting_table')").of("window_rejected")
        assert [(lack.item, lack.count) for lack in refused[0].lacking] == [("#planks", 4)]


def test_windows_that_confirm_no_click_are_looked_at_again(
    serve: Callable[..., Any], work: Callable[..., Any]
) -> None:
    with serve(version="1.18.2") as server, work() as worker:
        worker.call("open", host="127.0.0.1", port=server.port, username="bot")
        worker.call("reset", biome=None, seed=0)
        server.say("give bot oak_log 3")
        worker.attempt("wait(ticks=200, until='has(\"oak_log\", 3)')")
        assert worker.attempt("craft(item='oak_planks', count=8)").carried("oak_planks") == 8
        server.say("refuse oak_planks")
        refused = worker.attempt("craft(item='oak_planks', count=12)")
        assert [event.kind for event in refused.events] == ["window_rejected"]
        assert refused.carried("oak_log") == 1
        worker.attempt("craft(item='crafting_table')")
        worker.attempt("place(item='crafting_table')")
        worker.attempt("craft(item='stick')")
        made = worker.attempt("craft(item='wooden_shovel', station='crafting_table')")
        assert made.carried("wooden_shovel") == 1
        assert made.carried("oak_planks") == 1
        for order in ("cook 20", "give bot furnace", "give bot coal", "give bot raw_iron"):
            server.say(order)
        worker.attempt("wait(ticks=200, until='has(\"raw_iron\")')")
        worker.attempt("place(item='furnace')")
        assert worker.attempt("smelt(item='iron_ingot')").carried("iron_ingot") == 1


def test_bots_on_one_server_leave_each_other_alone(server: Any, work: Callable[..., Any]) -> None:
    with ExitStack() as stack:
        bots = [stack.enter_context(work()) for _ in range(BOTS)]
        place = {"host": "127.0.0.1", "port": server.port}
        calls = [b.send("open", **place, username=f"crowd{n}") for n, b in enumerate(bots)]
        answers = [b.answer(call)[0] for b, call in zip(bots, calls, strict=True)]
        assert [answer["error"] for answer in answers if "error" in answer] == []
        calls = [b.send("reset", biome=None, seed=0) for b in bots]
        answers = [b.answer(call)[0] for b, call in zip(bots, calls, strict=True)]
        assert [answer["error"] for answer in answers if "error" in answer] == []
        for n in range(BOTS):
            server.say(f"give crowd{n} oak_log {n + 1}")
        steps = [
            f"go_to(x={12 * (n % 4) - 20}, z={12 * (n // 4) + 20}, distance=2)" for n in range(BOTS)
        ]
        calls = [bot.begin(step, 900) for bot, step in zip(bots, steps, strict=True)]
        went = [bot.outcome(call) for bot, call in zip(bots, calls, strict=True)]
        assert not [outcome for outcome in went if outcome.of("path_failed")]
        crafts = [f"craft(item='oak_planks', count={4 * n + 4})" for n in range(BOTS)]
        calls = [bot.begin(craft, 900) for bot, craft in zip(bots, crafts, strict=True)]
        made = [bot.outcome(call) for bot, call in zip(bots, calls, strict=True)]
        assert [outcome.carried("oak_planks") for outcome in made] == [
            4 * n + 4 for n in range(BOTS)
        ]
        assert [outcome.carried("oak_log") for outcome in made] == [0] * BOTS
