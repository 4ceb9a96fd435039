"""Bots on a server: eight at once, one whose worker is killed at random, and one that lives on.

    python tests/bench/bench_mineflayer.py            # all three, some minutes
    python tests/bench/bench_mineflayer.py --bots 8 --subgoals 0

The server is the tests' own, on the loopback. Told are wrong outcomes and faults that nobody
caused, of which there should be none, and what memory does: the parent's while workers come and
go, and a worker's that is left alone.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import IO

from bench_bridge import print_, resident

from envs import Attempt, Craft, Gather, Task, Wait, parse
from envs.bridge import WorkerFault
from envs.mineflayer import Mineflayer, make, nodes

TESTS = Path(__file__).parents[1] / "envs" / "mineflayer"
PACKAGES = Path(__file__).parents[2] / "envs" / "mineflayer" / "worker" / "node_modules"
START = Task(id="bench", instruction="Chop", goal=parse('has("oak_planks")'))
SEED = 500
WARM = 20
WAIT_TICKS = 10
BLOCK = "put 2 64 1 dirt"
"""Sets what is to be dug beside the bot, so that one subgoal is like the other."""


@dataclass(frozen=True)
class Served:
    """A server that runs, and its operators' console."""

    port: str
    console: IO[str]

    def order(self, text: str) -> None:
        """Has the server do something."""
        self.console.write(f"{text}\n")
        self.console.flush()


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--bots", type=int, default=8)
    parser.add_argument("--subgoals", type=int, default=100)
    given = parser.parse_args()
    with served() as server:
        if given.bots:
            at_once(server, given.bots)
        if given.subgoals:
            killed(server, given.subgoals)
            spared(server, given.subgoals)


@contextmanager
def served() -> Iterator[Served]:
    """Runs the tests' server."""
    environment = {**os.environ, "NODE_PATH": str(PACKAGES)}
    with subprocess.Popen(
        [nodes.node(), TESTS / "server" / "index.js", "{}"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=environment,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        port = str(json.loads(process.stdout.readline())["ready"])
        yield Served(port, process.stdin)
        process.kill()


def at_once(server: Served, bots: int) -> None:
    """Has bots chop and craft side by side, and tells what came of it."""
    with ThreadPoolExecutor(bots) as pool:
        outcomes = Counter(pool.map(lambda _: chopped(server.port), range(bots)))
    print_(f"{bots} bots at once: {told(outcomes)}")


def chopped(port: str) -> str:
    """Returns what came of a log and the planks of it."""
    world = make(host="127.0.0.1", port=port)
    try:
        world.reset(START, SEED)
        gathered = world.attempt(Gather(item="#logs", count=1), 2_400)
        if not gathered.tally.deeds:
            return "found no log"
        crafted = world.attempt(Craft(item="oak_planks", count=4), 1_200)
    except WorkerFault as fault:
        return f"fault: {fault}"
    finally:
        world.close()
    return "right" if carried(crafted, "oak_planks") == 4 else "wrong"


def killed(server: Served, subgoals: int) -> None:
    """Tries subgoals, one worker in three killed meanwhile, and tells outcomes and memory."""
    draws, outcomes = Random(SEED), Counter[str]()
    world = make(host="127.0.0.1", port=server.port)
    warm, workers = 0, []
    for number in range(subgoals):
        if number == WARM:
            warm = resident(os.getpid())
        after_s = draws.choice((None, None, draws.uniform(0.0, 2.0)))
        outcome = tried(world, server, after_s)
        outcomes[outcome] += 1
        if outcome == "right":
            workers.append(resident(worker_of(world)))
    world.close()
    grown = (resident(os.getpid()) - warm) / 2**10
    print_(f"{subgoals} subgoals, workers killed at random: {told(outcomes)}")
    print_(
        f"memory: parent {grown:+.0f} kB since subgoal {WARM}; workers after a subgoal "
        f"{min(workers) / 2**20:.0f} to {max(workers) / 2**20:.0f} MB"
    )


def spared(server: Served, subgoals: int) -> None:
    """Tries subgoals with one worker that is left alone, and tells outcomes and memory."""
    outcomes, sizes = Counter[str](), []
    world = make(host="127.0.0.1", port=server.port)
    for number in range(subgoals):
        outcomes[tried(world, server, None)] += 1
        if number % WARM == WARM - 1:
            sizes.append(resident(worker_of(world)))
    world.close()
    print_(f"{subgoals} subgoals, one worker: {told(outcomes)}")
    print_(f"memory every {WARM} subgoals: {', '.join(f'{n / 2**20:.0f}' for n in sizes)} MB")


def tried(world: Mineflayer, server: Served, after_s: float | None) -> str:
    """Returns what came of an episode; the worker is killed after a while, or not if `None`."""
    server.order(BLOCK)
    world.reset(START, SEED)
    killer = threading.Timer(after_s or 600, os.kill, (worker_of(world), signal.SIGKILL))
    killer.start()
    try:
        dug = world.attempt(Gather(item="dirt", source="dirt", count=1), 600)
        waited = world.attempt(Wait(ticks=WAIT_TICKS), 100)
    except WorkerFault as fault:
        was_us = after_s is not None and fault.kind == "died" and "SIGKILL" in str(fault)
        return "killed, and told so" if was_us else f"fault: {fault}"
    finally:
        killer.cancel()
        killer.join()
    return judged(carried(dug, "dirt"), carried(waited, "dirt"), waited.ticks)


def judged(dug: int, kept: int, waited_ticks: int) -> str:
    """Returns whether a block was dug, is still carried after a wait, and the wait lasted."""
    return "right" if dug >= 1 and kept == dug and waited_ticks >= WAIT_TICKS else "wrong"


def worker_of(world: Mineflayer) -> int:
    """Returns the process id of a world's worker."""
    process = world.worker_id
    assert process is not None
    return process


def carried(attempt: Attempt, item: str) -> int:
    """Returns how many of an item are carried after an attempt."""
    bag = attempt.post_state.inventory
    return bag.count(item) if bag is not None else 0


def told(outcomes: Counter[str]) -> str:
    """Returns outcomes with their numbers."""
    return ", ".join(f"{count} {outcome}" for outcome, count in sorted(outcomes.items()))


if __name__ == "__main__":
    main()
