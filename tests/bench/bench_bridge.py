"""What a world in a process of its own costs: a round trip, an event, and memory over many calls.

    python tests/bench/bench_bridge.py

An empty call goes to the tests' worker in Python, and to mineflayer's in Node where that is
installed (it joins no server for it). The median is told, which a busy machine disturbs least.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median, quantiles

from envs import InputError, Wait
from envs.bridge import Bridge, BridgedWorld
from envs.conformance import LOOK_AROUND
from envs.mineflayer import make

CALLS = 2_000
EVENTS = 20_000
FAKE = Path(__file__).parents[1] / "envs" / "bridge" / "fake_worker.py"


def main() -> None:
    """Prints the figures."""
    print_(
        "an empty call                      median     99 %   memory after, of parent and worker"
    )
    fake = [sys.executable, "-I", str(FAKE)]
    round_trips("the tests' worker (Python)", fake)
    try:
        round_trips("mineflayer's worker (Node)", make().command())
    except InputError as error:
        print_(f"mineflayer's worker: {error}")
    events([*fake, "flood"])


def round_trips(name: str, command: Sequence[str]) -> None:
    """Prints how long an empty call takes, and what memory is like after many."""
    with Bridge(command) as bridge:
        for _ in range(100):
            bridge.call("ping")
        worker = bridge.process_id
        before = resident(os.getpid()), resident(worker)
        took = []
        for _ in range(CALLS):
            began = time.perf_counter()
            bridge.call("ping")
            took.append(time.perf_counter() - began)
        grown = [
            f"{after / 2**20:.1f} MB ({(after - was) / 2**10:+.0f} kB)"
            for after, was in zip((resident(os.getpid()), resident(worker)), before, strict=True)
        ]
    slow = quantiles(took, n=100)[-1]
    print_(f"{name:32}  {median(took) * 1e3:5.2f} ms  {slow * 1e3:5.2f} ms   {', '.join(grown)}")


def events(command: Sequence[str]) -> None:
    """Prints what an event costs that is checked, counted and shown to a monitor."""
    world = BridgedWorld("flood-v1", command)
    world.reset(LOOK_AROUND, 0)
    began = time.process_time()
    attempt = world.attempt(Wait(ticks=1), 100)
    took = time.process_time() - began
    world.close()
    seen = len(attempt.trace) + attempt.trace_dropped
    print_(f"\nan event: {took / seen * 1e6:.0f} us of the processor ({seen:,} in one attempt)")


def resident(process: int) -> int:
    """Returns how much memory a process has, in bytes."""
    pages = int(Path(f"/proc/{process}/statm").read_text(encoding="utf-8").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def print_(line: str) -> None:
    """Prints a line."""
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
