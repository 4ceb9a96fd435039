"""How fast craftworld is: the oracle's iron episodes against the clock of the game.

    python tests/bench/bench_world.py

All times are processor time of one process on one core. What compiles and loads on first use is
left out: a dozen episodes go before that aren't counted, and what they and the imports leave
behind is kept from the collector, one round of which takes five episodes' time. The yardsticks
are the game itself, 20 ticks a second, and Crafter with random actions, a world whose speed others
know; a step of Crafter is one act of its player, a tick of craftworld a twentieth of a second of
the game.
"""

from __future__ import annotations

import gc
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import crafter
import numpy as np

from diagnosis import History, diagnose
from envs import Plan, Task, load_suite, make
from memory import Recall
from planner import OraclePlanner, Situation

SEEDS = range(300, 312)
WARM_UP_SEEDS = range(288, 300)
TICKS_A_SECOND = 20
MINUTES = (10, 60, 300)
CRAFTER_STEPS = 2_000


@dataclass
class Clock:
    """Sums up processor time, in seconds, by what it went to."""

    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def on(self, part: str) -> Iterator[None]:
        """Counts what happens meanwhile towards a part."""
        began = time.process_time()
        yield
        self.seconds[part] = self.seconds.get(part, 0.0) + time.process_time() - began


@dataclass
class Run:
    """One of the oracle's episodes."""

    seed: int
    clock: Clock = field(default_factory=Clock)
    ticks: int = 0
    subgoals: list[Any] = field(default_factory=list)


def episode(world: Any, task: Task, seed: int) -> Run:
    """Returns how one of the oracle's episodes went; snapshot and restore are taken at its end."""
    run = Run(seed)
    clock = run.clock
    with clock.on("reset"):
        state = world.reset(task, seed)
    with clock.on("planner"):
        planner, nothing = OraclePlanner(world), Recall(id="", view="")
    history, plan = History(world.vocabulary), Plan(steps=())
    while not task.goal.holds(history.view(state)) and state.tick < task.budget_ticks:
        if not plan.unfinished:
            left = task.budget_ticks - state.tick
            with clock.on("planner"):
                plan = planner.plan(Situation(task, history.view(state), history, left), nothing)
        subgoal = plan.current.subgoal
        run.subgoals.append(subgoal.model_dump(mode="json"))
        with clock.on("world"):
            attempt = world.attempt(subgoal, 6_000)
        with clock.on("diagnosis"):
            diagnosis = diagnose(attempt, history)
            history, state = history.extended(attempt, diagnosis), attempt.post_state
        plan = plan.advanced() if diagnosis.succeeded else Plan(steps=())
    run.ticks = state.tick
    with clock.on("snapshot"):
        snapshot = world.snapshot()
    world.attempt(subgoal, 200)
    with clock.on("restore"):
        world.restore(snapshot)
    return run


def alone(runs: list[Run]) -> Any:
    """Returns what the same subgoals and a long session take in a process with nothing else."""
    work = {
        "episodes": [(run.seed, run.subgoals) for run in runs],
        "ticks": [minutes * 60 * TICKS_A_SECOND for minutes in MINUTES],
    }
    child = Path(__file__).with_name("world_alone.py")
    done = subprocess.run(
        [sys.executable, str(child)], input=json.dumps(work), capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    return json.loads(done.stdout)


def crafter_steps_a_second() -> float:
    """Returns how many steps Crafter makes, with random actions from a fixed seed."""
    env = crafter.Env(seed=0)
    rng = np.random.default_rng(0)
    env.reset()
    began = time.process_time()
    for _ in range(CRAFTER_STEPS):
        _, _, over, _ = env.step(int(rng.integers(env.action_space.n)))
        if over:
            env.reset()
    return CRAFTER_STEPS / (time.process_time() - began)


def report(runs: list[Run], by_itself: Any, crafter_steps: float) -> str:
    """Returns the figures as a table."""
    total = {
        part: sum(run.clock.seconds.get(part, 0.0) for run in runs)
        for part in ("world", "planner", "diagnosis")
    }
    ticks = sum(run.ticks for run in runs)
    world, loop = ticks / total["world"], ticks / sum(total.values())

    def median(part: str) -> float:
        return statistics.median(run.clock.seconds[part] for run in runs) * 1000

    rows = [
        (
            "world, its own work",
            f"{world:9.0f} ticks/s",
            f"{world / TICKS_A_SECOND:8.0f} x the game",
        ),
        ("with planner and diagnosis", f"{loop:9.0f} ticks/s", f"{loop / TICKS_A_SECOND:8.0f} x"),
        ("Crafter, random actions", f"{crafter_steps:9.0f} steps/s", ""),
    ]
    for part, seconds in total.items():
        rows.append((f"  {part}", f"{1000 * seconds / len(runs):9.1f} ms an episode", ""))
    for part in ("reset", "snapshot", "restore"):
        rows.append((f"{part}, median", f"{median(part):9.1f} ms", ""))
    rows.append(("memory, world alone", f"{by_itself['mib']:9.0f} MiB at most", ""))
    for minutes, at in zip(MINUTES, by_itself["long"], strict=True):
        rate = f"{at['ticks_a_second']:9.0f} ticks/s"
        rows.append((f"one session, {minutes} min", rate, f"{at['mib']:8.0f} MiB"))
    head = f"{len(runs)} iron episodes of the oracle, {ticks} ticks\n"
    return head + "".join(f"{name:28}{figure}{more}\n" for name, figure, more in rows)


def main() -> int:
    """Prints the figures."""
    (task,) = load_suite("mcu70").chosen(ids=["iron-00"])
    world = make("craftworld")
    for seed in WARM_UP_SEEDS:
        episode(world, task, seed)
    gc.collect()
    gc.freeze()
    runs = [episode(world, task, seed) for seed in SEEDS]
    sys.stdout.write(report(runs, alone(runs), crafter_steps_a_second()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
