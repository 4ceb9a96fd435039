"""One bot for many versions of the game; and many bots on one server."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

import pytest

from envs import State

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
        refused = worker.attempt("craft(item='crafting_table')").of("window_rejected")
        assert [(lack.item, lack.count) for lack in refused[0].lacking] == [("#planks", 4)]


def test_eight_bots_play_on_one_server(server: Any, work: Callable[..., Any]) -> None:
    with ExitStack() as stack:
        bots = [stack.enter_context(work()) for _ in range(8)]
        place = {"host": "127.0.0.1", "port": server.port}
        calls = [b.send("open", **place, username=f"crowd{n}") for n, b in enumerate(bots)]
        answers = [b.answer(call)[0] for b, call in zip(bots, calls, strict=True)]
        assert [answer["error"] for answer in answers if "error" in answer] == []
        calls = [b.send("reset", biome=None, seed=0) for b in bots]
        answers = [b.answer(call)[0] for b, call in zip(bots, calls, strict=True)]
        assert [answer["error"] for answer in answers if "error" in answer] == []
        for n in range(8):
            server.say(f"give crowd{n} oak_log {n + 1}")
        steps = [
            f"go_to(x={12 * (n % 4) - 20}, z={12 * (n // 4) + 20}, distance=2)" for n in range(8)
        ]
        calls = [bot.begin(step, 900) for bot, step in zip(bots, steps, strict=True)]
        went = [bot.outcome(call) for bot, call in zip(bots, calls, strict=True)]
        assert not [outcome for outcome in went if outcome.of("path_failed")]
        crafts = [f"craft(item='oak_planks', count={4 * n + 4})" for n in range(8)]
        calls = [bot.begin(craft, 900) for bot, craft in zip(bots, crafts, strict=True)]
        made = [bot.outcome(call) for bot, call in zip(bots, calls, strict=True)]
        assert [outcome.carried("oak_planks") for outcome in made] == [4 * n + 4 for n in range(8)]
        assert [outcome.carried("oak_log") for outcome in made] == [0] * 8
