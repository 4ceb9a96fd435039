"""What breaks between the worker and a server, each told as a fault in one sentence."""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("mineflayer")]


@pytest.fixture(scope="module")
def worker(work: Callable[..., Any]) -> Iterator[Any]:
    with work() as started:
        yield started


def where(port: int, **more: Any) -> dict[str, Any]:
    return {"host": "127.0.0.1", "port": port, "username": "fault", **more}


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def test_a_server_that_isnt_there(worker: Any) -> None:
    port = free_port()
    assert worker.fault("open", **where(port)) == f"No server answers at 127.0.0.1:{port}."
    assert worker.fault("open", **where(port, version="1.16.5")).startswith("No server answers")


def test_something_that_is_no_server(worker: Any) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        said = worker.fault("open", **where(port, version="1.16.5", connect_timeout_s=1))
    assert said == f"The server at 127.0.0.1:{port} didn't let the bot in within 1 s."


def test_a_server_of_another_version(worker: Any, server: Any) -> None:
    line, _ = worker.answer(worker.send("open", **where(server.port, version="1.18.2")))
    said = line["error"]["message"]
    assert said.startswith(f"The server at 127.0.0.1:{server.port} speaks another version")
    assert line["error"]["final"] is True


def test_a_version_that_nobody_knows(worker: Any, server: Any) -> None:
    line, _ = worker.answer(worker.send("open", **where(server.port, version="newest")))
    assert line["error"]["kind"] == "input"
    assert "'newest' is no version of Minecraft" in line["error"]["message"]
    said = worker.fault("open", **where(server.port, version="9.9.9"))
    assert "version" in said


@pytest.mark.parametrize(
    ("reason", "sentence", "final"),
    [
        (
            "You are not whitelisted on this server!",
            "is whitelisted, and this account is not on the list.",
            True,
        ),
        ("You are banned from this server", "has banned this account.", True),
        ("You are already logged in here", "already has a player of this name.", True),
        ("The server is full!", "is full.", False),
        ("\u0007go \u202eaway", "sent the bot away. It said: go away", False),
    ],
)
def test_a_server_that_lets_nobody_in(
    worker: Any, server: Any, reason: str, sentence: str, final: bool
) -> None:
    server.say(f"shut {reason}")
    try:
        line, _ = worker.answer(worker.send("open", **where(server.port)))
    finally:
        server.say("shut")
    error = line["error"]
    assert error["message"].startswith(f"The server at 127.0.0.1:{server.port} {sentence}")
    assert (error["kind"], error.get("final", False)) == ("fault", final)


def test_two_bots_of_one_name(worker: Any, server: Any, work: Callable[..., Any]) -> None:
    worker.call("open", **where(server.port))
    with work() as second:
        second.call("open", **where(server.port))
        assert second.call("observe")["vitals"]["health"] == 20
    assert "already has a player of this name" in worker.fault("observe")


def test_being_thrown_out_ends_an_attempt(worker: Any, server: Any) -> None:
    worker.call("open", **where(server.port))
    worker.call("reset", biome=None, seed=0)
    call = worker.begin("wait(ticks=4000)", 4_000)
    server.say("kickout fault enough of you")
    line, events = worker.answer(call)
    assert line["error"]["kind"] == "fault"
    assert line["error"]["message"].endswith("sent the bot away. It said: enough of you")
    assert worker.fault("observe") == line["error"]["message"]
    assert not [event for event in events if event.kind == "stopped"]


def test_what_is_tried_while_a_server_hangs_is_answered_once_it_speaks(
    serve: Callable[..., Any], work: Callable[..., Any]
) -> None:
    with serve() as server, work() as worker:
        worker.call("open", **where(server.port))
        worker.call("reset", biome=None, seed=0)
        call = worker.begin("wait(ticks=70)", 200)
        server.process.send_signal(signal.SIGSTOP)
        beats = 0
        while beats < 2:  # every four seconds
            line = worker.lines.read()
            assert "result" not in line
            beats += "beat" in line
        server.process.send_signal(signal.SIGCONT)
        assert worker.outcome(call).ticks < 100


def test_being_thrown_out_before_there_is_ground_is_told(worker: Any, server: Any) -> None:
    server.say("blind no room for you")
    try:
        said = worker.fault("open", **where(server.port))
    finally:
        server.say("blind")
    assert said.endswith("sent the bot away. It said: no room for you")


def test_a_bot_without_land_or_life_is_no_failed_task(
    server: Any, work: Callable[..., Any]
) -> None:
    with work() as lost, work() as dead, work() as bound:
        for worker, name in ((lost, "lost"), (dead, "dead"), (bound, "bound")):
            worker.call("open", **where(server.port, username=name))
            worker.call("reset", biome=None, seed=0)
        server.say("blind on")
        try:
            server.say("send lost 2000 64 2000")
            server.say("send bound 56 64 0")
            waits = lost.begin("wait(ticks=20)", 100)
            walks = bound.begin("go_to(x=300, z=0)", 4_000)
            server.say("bury dead")
            while dead.lines.read().get("event", {}).get("kind") != "died":
                pass
            begins = dead.send("reset", biome=None, seed=0)
            tried, reset = lost.answer(waits)[0], dead.answer(begins)[0]
            went, on_the_way = bound.answer(walks)
        finally:
            server.say("blind")
    assert tried["error"]["kind"] == reset["error"]["kind"] == went["error"]["kind"] == "fault"
    assert tried["error"]["message"].endswith("sent no ground for the bot.")
    assert went["error"]["message"].endswith("sends no land where the bot goes.")
    assert "path_failed" not in {event.kind for event in on_the_way}
    assert reset["error"]["message"].startswith("The bot is dead")


def test_land_that_comes_late_is_waited_for(worker: Any, server: Any) -> None:
    worker.call("open", **where(server.port, username="early"))
    worker.call("reset", biome=None, seed=0)
    server.say("blind on")
    try:
        server.say("send early 56 64 0")
        walks = worker.begin("go_to(x=84, z=0)", 1_200)
        while "state" not in (line := worker.lines.read()):  # five seconds later
            assert "error" not in line
    finally:
        server.say("blind")
    outcome = worker.outcome(walks)
    assert not outcome.of("path_failed")
    assert outcome.state.position is not None
    assert outcome.state.position.x >= 80


def test_calls_out_of_order_are_refused(worker: Any) -> None:
    for line in ("no json", "[]", '"text"'):
        worker.lines.say(line)
        assert worker.lines.read()["error"]["kind"] == "input"
    line, _ = worker.answer(worker.send("dance"))
    assert line["error"] == {"kind": "input", "message": "Unknown call 'dance'."}
    assert worker.call("ping") == {}


def test_permissions_and_areas_are_checked(worker: Any, server: Any) -> None:
    line, _ = worker.answer(worker.send("open", **where(server.port, allow=["fly"])))
    assert line["error"]["message"].startswith("Unknown permission 'fly'.")
    line, _ = worker.answer(worker.send("open", **where(server.port, area=[1, 2, 3])))
    assert line["error"]["kind"] == "input"


def test_what_a_server_doesnt_let_be_set_is_noted(
    serve: Callable[..., Any], work: Callable[..., Any]
) -> None:
    with serve(operators=False) as server, work() as worker:
        worker.call("open", **where(server.port))
        notes = worker.call("reset", biome=None, seed=0)["notes"]
        (rules,) = [note for note in notes if "game rules" in note]
        assert rules.startswith("It isn't known whether the game rules doDaylightCycle, ")
        again = worker.call("reset", biome=None, seed=0)["notes"]
        assert rules in again


def test_the_owners_limits_hold(worker: Any, server: Any) -> None:
    limits = {"deny": ["dig", "place", "commands"], "area": [-8, -8, 8, 8]}
    worker.call("open", **where(server.port, **limits))
    notes = worker.call("reset", biome=None, seed=0)["notes"]
    assert notes == ["The bot may give no commands, so that it starts as it stands."]
    for item in ("chest", "dirt", "lava_bucket", "stick"):
        server.say(f"give fault {item}")
    worker.attempt("wait(ticks=100, until='has(\"stick\")')")
    gathered = worker.attempt("gather(item='oak_log')", 200)
    assert not gathered.of("block_broken")
    placed = worker.attempt("place(item='chest')")
    assert [(e.need, e.name) for e in placed.of("refused")] == [("room", "chest")]
    for use in ("use(item='dirt', on='#logs')", "use(item='lava_bucket')"):
        used = worker.attempt(use)
        assert [(e.kind, e.need) for e in used.events] == [("refused", "room")]
    assert (used.carried("dirt"), used.carried("lava_bucket")) == (1, 1)
    assert not worker.attempt("use(item='stick', on='#logs')").of("refused")
    went = worker.attempt("go_to(x=20, z=0)", 200)
    assert [e.target for e in went.of("path_failed")] == ["column"]
    assert went.state.position is not None
    assert went.state.position.x <= 8


def test_nothing_is_done_to_the_land_outside_the_area(worker: Any, server: Any) -> None:
    # The oak at 5, 5 is inside; what is set on its far side wouldn't be.
    area = {"area": [-8, -8, 5, 8]}
    line, _ = worker.answer(worker.send("open", **where(server.port, home=[9, 64, 0], **area)))
    assert line["error"]["kind"] == "input"
    assert "is outside the area" in line["error"]["message"]
    worker.call("open", **where(server.port, **area))
    worker.call("reset", biome=None, seed=0)
    server.say("give fault dirt")
    worker.attempt("wait(ticks=100, until='has(\"dirt\")')")
    used = worker.attempt("use(item='dirt', on='oak_log')")
    assert [(e.kind, e.name) for e in used.events] == [("refused", "dirt")]
    went = worker.attempt("go_to(x=9, z=-2, distance=3)", 300)
    assert went.state.position is not None
    assert went.state.position.x <= 5


def test_no_way_round_leads_out_of_the_area(worker: Any, server: Any) -> None:
    # A wall goes from edge to edge; beyond it two pillars in a ditch are there to be jumped on.
    server.say("fill -44 64 -40 -40 65 -40 oak_planks")
    server.say("fill -39 61 -46 -36 63 -34 air")
    for z in (-42, -39):
        server.say(f"put -38 63 {z} dirt")
    area = {"area": [-44, -46, -40, -34], "home": [-41, 64, -44]}
    worker.call("open", **where(server.port, username="walled", **area))
    # This server may still set a bot back that has just come in.
    worker.attempt("wait(ticks=20)")
    worker.call("reset", biome=None, seed=0)
    went = worker.attempt("go_to(x=-41, z=-36, distance=1)", 300)
    assert went.of("path_failed")
    assert all(-44 <= e.x <= -40 for e in went.of("moved"))
    assert went.state.position is not None
    assert went.state.position.z < -40


def test_the_worker_goes_when_nobody_talks_to_it(work: Callable[..., Any]) -> None:
    with work() as worker:
        assert worker.lines.process.stdin is not None
        worker.lines.process.stdin.close()
        assert worker.lines.process.wait(30) == 0


def test_the_worker_goes_when_it_is_closed(work: Callable[..., Any]) -> None:
    with work() as worker:
        worker.call("close")
        assert worker.lines.process.wait(30) == 0
        with pytest.raises(AssertionError, match="the process ended"):
            worker.lines.read()
