"""A Minecraft server on the loopback, and the worker that plays on it, told what to do by lines.

Both run in Node and are stopped by their process ids. The packages are those that `npm ci` puts
beside the worker (`make` does so where npm is).
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import IO, Any

import pytest

from envs import Event, State, parse_subgoal
from envs.events import event_adapter
from envs.mineflayer import Mineflayer, make, nodes

WORKER = Path(__file__).parents[3] / "envs" / "mineflayer" / "worker"
SERVER = Path(__file__).parent / "server"
PACKAGES = WORKER / "node_modules"
ANSWERS_S = 120


@dataclass(frozen=True)
class Outcome:
    """What came of an attempt."""

    events: list[Event]
    state: State
    ticks: int

    def of(self, kind: str) -> list[Any]:
        """Returns the events of a kind."""
        return [event for event in self.events if event.kind == kind]

    def carried(self, item: str) -> int:
        """Returns how many of an item are carried afterwards."""
        assert self.state.inventory is not None
        return self.state.inventory.count(item)


class Lines:
    """A Node process that is talked to by JSON lines."""

    def __init__(self, script: Path, said: IO[str], *arguments: str) -> None:
        node = nodes.node()
        self.process = subprocess.Popen(
            [str(node), str(script), *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=said,
            text=True,
            env={**os.environ, "NODE_PATH": str(PACKAGES)},
        )
        self._lines: Queue[str] = Queue()
        Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as lines:
            for line in lines:
                self._lines.put(line)
        self._lines.put("")

    def say(self, line: str) -> None:
        """Sends a line."""
        assert self.process.stdin is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def read(self) -> Any:
        """Returns the next line."""
        line = self._lines.get(timeout=ANSWERS_S)
        assert line, "the process ended"
        return json.loads(line)

    def end(self) -> None:
        """Ends the process, and takes back its pipes."""
        self.process.kill()
        self.process.wait()
        if self.process.stdin is not None:
            with suppress(BrokenPipeError):
                self.process.stdin.close()


class Server(Lines):
    """A server; what is said to it are its operators' orders."""

    def __init__(self, said: IO[str], script: str = "index.js", **options: Any) -> None:
        super().__init__(SERVER / script, said, json.dumps(options))
        self.port = int(self.read()["ready"])


@dataclass
class Worker:
    """A worker, and a bot of its own where it was opened."""

    lines: Lines
    hello: Any
    calls: int = 0
    between: list[Event] = field(default_factory=list)

    def send(self, call: str, **with_: Any) -> int:
        """Calls the worker and returns the call's id, without waiting for what comes of it."""
        self.calls += 1
        self.lines.say(json.dumps({"id": self.calls, "call": call, "with": with_}))
        return self.calls

    def answer(self, call: int) -> tuple[Any, list[Event]]:
        """Returns what came of a call, and the events on the way."""
        events: list[Event] = []
        while True:
            line = self.lines.read()
            if "event" in line:
                event = event_adapter.validate_python(line["event"])
                (events if line.get("id") == call else self.between).append(event)
            elif line.get("id") == call and ("result" in line or "error" in line):
                return line, events
            elif "state" in line:
                State.model_validate(line["state"])

    def call(self, name: str, **with_: Any) -> Any:
        """Returns the result of a call."""
        line, _ = self.answer(self.send(name, **with_))
        assert "result" in line, line
        return line["result"]

    def fault(self, name: str, **with_: Any) -> str:
        """Returns the sentence of the fault in which a call ends."""
        line, _ = self.answer(self.send(name, **with_))
        assert line["error"]["kind"] == "fault", line
        return str(line["error"]["message"])

    def begin(self, text: str, ticks: int) -> int:
        """Begins an attempt and returns its id."""
        subgoal = parse_subgoal(text).model_dump(mode="json")
        return self.send("attempt", subgoal=subgoal, budget_ticks=ticks)

    def outcome(self, call: int) -> Outcome:
        """Returns what came of an attempt that was begun."""
        line, events = self.answer(call)
        assert "result" in line, line
        state = State.model_validate(line["result"]["state"])
        return Outcome(events, state, line["result"]["ticks"])

    def attempt(self, text: str, ticks: int = 1_200) -> Outcome:
        """Tries a subgoal."""
        return self.outcome(self.begin(text, ticks))


class Bot:
    """A bot on the server, and what the server gives it."""

    _names = iter(range(10_000))

    def __init__(self, server: Server, worker: Worker, **configuration: Any) -> None:
        self.name = f"bot{next(self._names)}"
        self.server = server
        self.worker = worker
        where = {"host": "127.0.0.1", "port": server.port, "username": self.name}
        self.opened = worker.call("open", **where, **configuration)
        self.begin()

    def begin(self) -> None:
        """Begins an episode."""
        self.reset = self.worker.call("reset", biome=None, seed=0)
        self.order(f"hasten {self.name} 30")

    def order(self, *orders: str) -> None:
        """Has the server do something, and waits until the worker must have seen it."""
        for order in orders:
            self.server.say(order)
        self.worker.attempt("wait(ticks=4)")

    def give(self, *items: str) -> None:
        """Gives things: `give("coal 3", "stick")`; waits until the last is there."""
        self.order(*(f"give {self.name} {item}" for item in items))
        name, _, count = items[-1].partition(" ")
        self.attempt(f"wait(ticks=400, until='has(\"{name}\", {count or 1})')")

    def attempt(self, text: str, ticks: int = 1_200) -> Outcome:
        """Tries a subgoal."""
        return self.worker.attempt(text, ticks)


@pytest.fixture(scope="session")
def node(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the processes write what they say to people; fails where Node isn't set up."""
    trouble = nodes.trouble() or ("" if PACKAGES.is_dir() else f"There are no {PACKAGES}.")
    if trouble:
        pytest.fail(f"{trouble} `make .venv/node.stamp` sets Node and the packages up.")
    return tmp_path_factory.mktemp("node")


@pytest.fixture(scope="session")
def serve(node: Path) -> Callable[..., Any]:
    """Starts servers: `with serve(version="1.20.4") as server:`, or another `script`."""

    @contextmanager
    def started(**options: Any) -> Iterator[Server]:
        with (node / "server.txt").open("a") as said:
            server = Server(said, **options)
            try:
                yield server
            finally:
                server.end()

    return started


@pytest.fixture(scope="session")
def work(node: Path) -> Callable[..., Any]:
    """Starts workers: `with work() as worker:`."""

    @contextmanager
    def started() -> Iterator[Worker]:
        with (node / "worker.txt").open("a") as said:
            lines = Lines(WORKER / "index.js", said)
            try:
                yield Worker(lines, lines.read()["hello"])
            finally:
                lines.end()

    return started


@pytest.fixture(scope="session")
def server(serve: Callable[..., Any]) -> Iterator[Server]:
    """The server of Minecraft 1.16.5 on which survival is as it should be."""
    with serve() as started:
        yield started


@pytest.fixture(scope="session")
def joined(server: Server, work: Callable[..., Any]) -> Iterator[Bot]:
    """The bot that most tests share."""
    with work() as worker:
        yield Bot(server, worker)


@pytest.fixture
def bot(joined: Bot) -> Bot:
    """A bot at its start, with nothing carried and nothing lying about, that digs quickly."""
    joined.server.say("sweep up")
    joined.begin()
    return joined


@pytest.fixture
def join(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Mineflayer]]:
    """Makes worlds of servers on the loopback, and leaves them."""
    monkeypatch.setattr("envs.mineflayer.seats.user_cache_path", lambda _: tmp_path)
    worlds: list[Mineflayer] = []

    def joined(port: int, **options: str) -> Mineflayer:
        world = make(host="127.0.0.1", port=str(port), **options)
        world.patience = world.patience.model_copy(update={"first_pause_s": 0.0})
        worlds.append(world)
        return world

    yield joined
    for world in worlds:
        world.close()
