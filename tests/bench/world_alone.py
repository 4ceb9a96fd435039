"""Runs craftworld with nothing else in the process, for `bench_world.py`; prints JSON.

Standard input is JSON: `{"episodes": [[seed, [subgoal, ...]], ...], "ticks": [12000, ...]}`. The
episodes are run first; then one long session, at whose ticks speed and memory are noted.
"""

from __future__ import annotations

import json
import re
import resource
import sys
import time
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from envs import Explore, Gather, Subgoal, Task, Wait, load_suite, make

LONG_SEED = 301
BUDGET = 6_000


def peak_mib() -> float:
    """Returns the most memory that this process had so far, in MiB."""
    # On Linux the resource usage begins with what the parent process had.
    status = Path("/proc/self/status")
    if status.exists():
        found = re.search(r"^VmHWM:\s+(\d+) kB$", status.read_text(encoding="ascii"), re.MULTILINE)
        if found:
            return int(found[1]) / 2**10
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**20 if sys.platform == "darwin" else 2**10)


def chores() -> Iterator[Subgoal]:
    """Yields what one does all day: wood, dirt, stone, a walk and a rest, ever again."""
    return cycle(
        (
            Gather(item="#logs", count=4, tool="none"),
            Gather(item="dirt", count=16, tool="none"),
            Explore(target="sand"),
            Gather(item="cobblestone", source="stone", count=8),
            Explore(target="village", sought="place"),
            Wait(ticks=1_200),
        )
    )


def long_session(world: Any, task: Task, ticks: list[int]) -> list[dict[str, float]]:
    """Returns, for each of some ticks of one episode, the ticks a second since the last one."""
    tick = world.reset(task, LONG_SEED).tick
    found = []
    began, since = time.process_time(), tick
    todo = chores()
    for goal in ticks:
        while tick < goal:
            tick = world.attempt(next(todo), BUDGET).post_state.tick
        now = time.process_time()
        found.append(
            {"tick": tick, "ticks_a_second": (tick - since) / (now - began), "mib": peak_mib()}
        )
        began, since = time.process_time(), tick
    return found


def main() -> int:
    """Runs what standard input says."""
    work = json.load(sys.stdin)
    (task,) = load_suite("mcu70").chosen(ids=["iron-00"])
    world = make("craftworld")
    subgoals: TypeAdapter[Subgoal] = TypeAdapter(Subgoal)
    for seed, steps in work["episodes"]:
        world.reset(task, seed)
        for step in steps:
            world.attempt(subgoals.validate_python(step), BUDGET)
    mib = peak_mib()
    json.dump({"mib": mib, "long": long_session(world, task, work["ticks"])}, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
