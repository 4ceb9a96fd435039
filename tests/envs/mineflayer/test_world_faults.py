"""What breaks while the world `mineflayer` is played in: each way is its own fault, in time."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from envs import Event, Gather, MapRegion, State, Wait
from envs.bridge import WorkerFault, inherited
from envs.conformance import LOOK_AROUND
from envs.mineflayer import Mineflayer

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("mineflayer")]

Join = Callable[..., Mineflayer]

ASTRAY = Path(__file__).with_name("astray.js")
"""Has a worker write what it shouldn't."""


class AtOnce:
    """Does something at the first event of an attempt, and lets it go on."""

    def __init__(self, do: Callable[[], None]) -> None:
        self._do: Callable[[], None] | None = do

    def on_event(self, event: Event) -> str | None:
        do, self._do = self._do, None
        if do is not None:
            do()
        return None

    def on_state(self, state: State) -> str | None:
        return None


def signalled(world: Mineflayer, number: signal.Signals) -> None:
    """Sends a signal to a world's worker."""
    assert world.worker_id is not None
    os.kill(world.worker_id, number)


def broken_while(world: Mineflayer, do: Callable[[], None]) -> WorkerFault:
    """Returns the fault in which a long attempt ends when something happens."""
    world.reset(LOOK_AROUND, 0)
    with pytest.raises(WorkerFault) as caught:
        world.attempt(Gather(item="oak_log", count=640), 10_000, AtOnce(do))
    attempt = caught.value.attempt
    assert attempt is not None
    assert attempt.trace[0].kind == "found"
    assert attempt.trace[-1].kind == "stopped"
    assert attempt.ticks < 2_000
    return caught.value


def goes_on(world: Mineflayer) -> None:
    """Checks that the next episode is played by a new worker."""
    world.reset(LOOK_AROUND, 1)
    assert world.attempt(Wait(ticks=5), 100).ticks >= 5


@pytest.mark.usefixtures("node")
def test_a_server_that_is_not_there_is_said_so(join: Join) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(WorkerFault, match=f"No server answers at 127.0.0.1:{port}") as caught:
        join(port).reset(LOOK_AROUND, 0)
    assert caught.value.kind == "world"


def test_a_bot_that_is_kicked_out_comes_back_with_the_next_episode(server: Any, join: Join) -> None:
    world = join(server.port, username="Kicked")
    fault = broken_while(world, lambda: server.say("kickout Kicked Away with you"))
    assert fault.kind == "world"
    assert "Away with you" in str(fault)
    assert not world.picture(MapRegion(0, 0, 4, 4)).known.any()
    goes_on(world)


def test_a_worker_that_is_killed_is_replaced(server: Any, join: Join) -> None:
    world = join(server.port)
    fault = broken_while(world, lambda: signalled(world, signal.SIGKILL))
    assert fault.kind == "died"
    assert "SIGKILL" in str(fault)
    goes_on(world)


def test_a_server_that_stops_in_the_middle_breaks_the_episode(
    serve: Callable[..., Any], join: Join
) -> None:
    with serve() as server:
        world = join(server.port)
        fault = broken_while(world, server.process.kill)
    assert fault.kind == "world"
    assert f"127.0.0.1:{server.port}" in str(fault)


def test_a_worker_that_hangs_is_ended_and_replaced(server: Any, join: Join) -> None:
    world = join(server.port)
    # It gives a sign of life every 4 s.
    world.patience = world.patience.model_copy(update={"silence_s": 8.0})
    fault = broken_while(world, lambda: signalled(world, signal.SIGSTOP))
    assert fault.kind == "hung"
    assert "found none for 8 s" in str(fault)
    hung = world.worker_id
    goes_on(world)
    assert hung is not None
    with pytest.raises(ProcessLookupError):
        os.kill(hung, 0)


@pytest.mark.parametrize(
    ("characters", "kind", "says"),
    [(40, "garbage", "x" * 40), (5_000_000, "oversized", "at most 4,194,304 bytes")],
)
def test_a_worker_that_prints_is_ended_and_replaced(
    server: Any,
    join: Join,
    monkeypatch: pytest.MonkeyPatch,
    characters: int,
    kind: str,
    says: str,
) -> None:
    world = join(server.port)
    node, entry = world.command()
    astray: Sequence[str] = (node, "--require", str(ASTRAY), entry)
    monkeypatch.setattr(world, "command", lambda: astray)
    monkeypatch.setattr(world, "_env", inherited() | {"ASTRAY": str(characters)})
    fault = broken_while(world, lambda: signalled(world, signal.SIGUSR2))
    assert fault.kind == kind
    assert says in str(fault)
    goes_on(world)
