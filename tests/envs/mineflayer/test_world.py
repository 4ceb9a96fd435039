"""The world `mineflayer` on a real server: it keeps the contract, and each fault is told."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from agent.cli.main import carried_out
from diagnosis import History
from envs import (
    Event,
    Gather,
    GoTo,
    MapPicture,
    MapRegion,
    State,
    Stopped,
    Task,
    Wait,
    parse,
)
from envs.conformance import LOOK_AROUND, checks_of
from envs.mineflayer import Mineflayer
from memory import Recall, Store
from planner import OraclePlanner, Situation

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("mineflayer")]

Join = Callable[..., Mineflayer]


class Once:
    """Does something at the first sampled state of an attempt, and lets it go on."""

    def __init__(self, do: Callable[[], None]) -> None:
        self._do: Callable[[], None] | None = do

    def on_event(self, event: Event) -> str | None:
        return None

    def on_state(self, state: State) -> str | None:
        do, self._do = self._do, None
        if do is not None:
            do()
        return None


class Objects:
    """Has an attempt stopped at the first thing that is seen."""

    def on_event(self, event: Event) -> str | None:
        return "seen enough"

    def on_state(self, state: State) -> str | None:
        return "seen enough"


# The contract's check of `stops` waits for 20 s of the server's time; a test below is shorter.
@pytest.mark.parametrize("what", ["begins with reset", "states", "nonsense", "no more than asked"])
def test_a_server_keeps_the_contract(server: Any, join: Join, what: str) -> None:
    checks_of(lambda: join(server.port))[what]()


def test_budgets_and_monitors_stop_an_attempt(server: Any, join: Join) -> None:
    world = join(server.port)
    world.reset(LOOK_AROUND, 0)
    used_up = world.attempt(Wait(ticks=5_000), 30)
    assert [event.by for event in used_up.trace if event.kind == "stopped"] == ["budget"]
    assert 30 <= used_up.ticks < 1_000
    objected = world.attempt(Wait(ticks=5_000), 5_000, Objects())
    assert objected.trace[-1] == Stopped(
        tick=objected.post_state.tick, by="monitor", reason="seen enough"
    )
    assert objected.ticks < 1_000


def test_what_is_tried_on_a_server_adds_up(server: Any, join: Join) -> None:
    tried = (Gather(item="#logs", count=1), Wait(ticks=20))
    checks = checks_of(lambda: join(server.port), subgoals=tried)
    checks["attempts"]()
    checks["looking changes nothing"]()


def test_a_server_says_which_it_is(server: Any, join: Join) -> None:
    world = join(server.port)
    world.reset(LOOK_AROUND.model_copy(update={"biome": "desert"}), 0)
    assert world.identity == f"127.0.0.1:{server.port} (Minecraft 1.16.5)"
    assert world.notes == ("The task starts in the biome desert; the bot stands in plains.",)
    assert {"logs", "planks"} <= set(world.vocabulary.tags)


def test_a_server_is_seen_from_above_also_while_an_attempt_lasts(server: Any, join: Join) -> None:
    world = join(server.port)
    state = world.reset(LOOK_AROUND, 0)
    checks_of(lambda: join(server.port), subgoals=(Wait(ticks=5),))["pictures"]()
    where = state.position
    assert where is not None
    here, far = (MapRegion.around(where.x + away, where.z, 48, 48) for away in (0, 100_000))
    seen = world.picture(here)
    assert seen.known.all()
    assert seen.dimension == "overworld"
    assert seen.slice_y is None
    green = (seen.pixels[..., 1] > seen.pixels[..., 0]) & (
        seen.pixels[..., 1] > seen.pixels[..., 2]
    )
    assert green.mean() > 0.5
    assert len(np.unique(seen.pixels.reshape(-1, 3), axis=0)) > 3
    assert not world.picture(far).known.any()

    meanwhile: list[MapPicture] = []
    attempt = world.attempt(
        Wait(ticks=250), 300, Once(lambda: meanwhile.append(world.picture(here)))
    )
    assert attempt.ticks >= 250
    assert meanwhile[0].known.all()


def test_a_region_that_is_none_is_refused(work: Callable[..., Any], server: Any) -> None:
    with work() as worker:
        worker.call("open", host="127.0.0.1", port=server.port, username="Mapper")
        wrong: list[dict[str, Any]] = [{"width": 0}, {"width": 300, "height": 300}, {"x": 0.5}]
        for change in wrong:
            region = {"x": 0, "z": 0, "width": 1, "height": 1} | change
            line, _ = worker.answer(worker.send("picture", **region))
            assert line["error"]["kind"] == "input"
            assert line["error"]["message"].startswith("A region has")


def test_two_bots_of_one_name_play_side_by_side(server: Any, join: Join) -> None:
    worlds = [join(server.port, username="Twin") for _ in range(2)]
    for world in worlds:
        world.reset(LOOK_AROUND, 0)
    seen = worlds[0].observe().entities or ()
    assert "player" in {entity.name for entity in seen}


def test_a_bot_digs_its_way_out_of_a_pit(server: Any, join: Join) -> None:
    world = join(server.port, username="Digger")
    world.reset(LOOK_AROUND, 0)
    server.say("hasten Digger 9")
    dug = world.attempt(Gather(item="dirt", source="dirt", count=6, height=(58, 61)), 1_200)
    assert dug.post_state.position is not None
    assert dug.post_state.position.y < 63
    out = world.attempt(GoTo(x=24, z=24, distance=4), 1_200)
    assert out.post_state.position is not None
    assert out.post_state.position.y == 64
    assert (out.post_state.position.x - 24) ** 2 + (out.post_state.position.z - 24) ** 2 <= 25


def test_an_agent_learns_on_a_server(
    server: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("envs.mineflayer.seats.user_cache_path", lambda _: tmp_path)
    where = ["--env", "mineflayer", "--host", "127.0.0.1", "--port", str(server.port)]
    code = carried_out(["run", "Craft a wooden pickaxe", *where, "--seed", "507", "--json"])
    said = json.loads(capsys.readouterr().out)
    assert (code, said["outcome"]) == (0, "succeeded")
    assert "missing_station" in {attempt["cause"] for attempt in said["attempts"]}
    assert said["learned"]["guardrails"] > 0
    assert said["identity"] == f"127.0.0.1:{server.port} (Minecraft 1.16.5)"
    with Store.open("steve.db", create=False) as store:
        lived = store.experience(said["attempts"][0]["experience"])
    assert (lived.scope, lived.shared_map) == (f"127.0.0.1:{server.port}", True)


def test_the_oracle_plans_by_vanillas_rules(server: Any, join: Join) -> None:
    world = join(server.port)
    task = Task(id="iron", instruction="Smelt iron", goal=parse('has("iron_ingot")'))
    state = world.reset(task, 0)
    history = History(world.vocabulary)
    situation = Situation(task, history.view(state), history, task.budget_ticks)
    plan = OraclePlanner(world).plan(situation, Recall(id="", view=""))
    kinds = [step.subgoal.kind for step in plan.steps]
    assert kinds[0] == "gather"
    assert kinds[-1] == "smelt"
