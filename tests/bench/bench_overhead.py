"""What the framework costs a subgoal: recall, enforcement, diagnosis and recording.

    python tests/bench/bench_overhead.py                          # beside 20,000 experiences
    python tests/bench/bench_overhead.py --folder stores 100000   # keeps the stores it makes

A store of made-up experiences is given what a real round teaches, and episodes of the suite are
run on it. What world, model and embedder take is left out: it is what an episode takes with
nothing around it. Times are of the processor.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from unittest.mock import patch

from bench_recall import fill
from made_up_lives import ARM, SCOPE

from agent import loop, planners, remembering, runner
from agent.arms import arm_named
from agent.config import RunConfig
from agent.distilling import end_round
from agent.job import Job
from agent.rounds import run_round
from agent.runner import run_job
from envs import EpisodeKey, Task, load_suite, make
from memory import LogEntry, Store
from memory.store import Store as OpenStore
from planner import make_model

TASKS = ("wooden-04", "stone-00", "stone-09", "iron-00", "iron-08", "iron-14")
TAUGHT_BY, TRIED_ON = (400, 401), (410, 411, 412)
ROUND = 10**6


class Clock:
    """Sums up processor time by what it goes to; what is in another isn't counted twice."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self.calls: Counter[str] = Counter()
        self._open: list[float] = []

    def on(self, part: str, call: Callable[..., Any]) -> Callable[..., Any]:
        """Returns a function that does the same and is counted towards a part."""

        def timed(*arguments: Any, **named: Any) -> Any:
            began = time.process_time()
            self._open.append(0.0)
            try:
                return call(*arguments, **named)
            finally:
                whole, inner = time.process_time() - began, self._open.pop()
                self.seconds[part] += whole - inner
                self.calls[part] += 1
                if self._open:
                    self._open[-1] += whole

        return timed


def config(tasks: tuple[Task, ...], scope: str) -> RunConfig:
    """Returns what is run."""
    return RunConfig(
        command="suite", suite="mcu70", tasks=tasks, arms=(arm_named(ARM),), scope=scope
    )


def jobs(run: str, made: RunConfig, seeds: tuple[int, ...], round_: int, phase: Any) -> list[Job]:
    """Returns the episodes of all tasks and seeds."""
    return [
        Job(
            EpisodeKey(run=run, round=round_, phase=phase, arm=ARM, task=task.id, seed=seed),
            0,
            task,
            made.arms[0],
        )
        for task in made.tasks
        for seed in seeds
    ]


def taught(tasks: tuple[Task, ...]) -> list[LogEntry]:
    """Returns what a round of these tasks teaches, as if learned in the bench's scope."""
    made = config(tasks, SCOPE)
    with tempfile.TemporaryDirectory() as name, Store.open(f"{name}/steve.db") as store:
        run = store.begin_run(made.canonical()).id
        lived = jobs(run, made, TAUGHT_BY, 0, "train")
        run_round(lived, made, store)
        end_round(lived[0], made, store)
        log = store.log(SCOPE, ARM)
    return [change.model_copy(update={"round": ROUND - 1}) for change in log]


def measured(path: Path, tasks: tuple[Task, ...], log: list[LogEntry]) -> tuple[Clock, int]:
    """Returns where the time of some episodes on a store goes, and how many subgoals they tried."""
    made, clock = config(tasks, SCOPE), Clock()
    world = make("craftworld")
    for name in ("reset", "observe", "attempt"):
        setattr(world, name, clock.on("world", getattr(world, name)))

    def timed_model(*arguments: Any, **named: Any) -> Any:
        model = make_model(*arguments, **named)
        object.__setattr__(model, "complete", clock.on("model", model.complete))
        return model

    with Store.open(str(path)) as store, ExitStack() as patched:
        store.append_log(ROUND - 1, SCOPE, ARM, log)
        embedder = store.embedder
        object.__setattr__(embedder, "embed", clock.on("embedding", embedder.embed))
        run = store.begin_run(made.canonical(), again=True).id
        first, *rest = jobs(run, made, TRIED_ON, ROUND, "eval")
        run_job(first, made, world, store)  # loads the index, compiles what is compiled
        clock.seconds.clear()
        for where, name, part in (
            (remembering.EpisodeMemory, "recall", "recall"),
            (loop, "enforce", "enforcement"),
            (loop, "diagnose", "diagnosis"),
            (OpenStore, "add", "recording"),
            (runner, "method_for", "opening the round's memory"),
        ):
            patched.enter_context(patch.object(where, name, clock.on(part, getattr(where, name))))
        patched.enter_context(patch.object(planners, "make_model", timed_model))
        timed_job = clock.on("the rest", run_job)
        rows = [timed_job(job, made, world, store) for job in rest]
    return clock, sum(row.attempts for row in rows)


def main() -> int:
    """Prints the figures for each size."""
    parser = argparse.ArgumentParser()
    parser.add_argument("sizes", nargs="*", type=int, default=[20_000])
    parser.add_argument("--folder", type=Path, help="where stores are kept and looked for")
    asked = parser.parse_args()
    tasks = load_suite("mcu70").chosen(ids=TASKS)
    log = taught(tasks)
    for size in asked.sizes:
        with tempfile.TemporaryDirectory() as name:
            path = (asked.folder or Path(name)) / f"recall-{size}.db"
            if not path.exists():
                fill(path, size)
            clock, attempts = measured(path, tasks, log)
        apart = {"world", "model", "embedding"}
        ours = sum(s for part, s in clock.seconds.items() if part not in apart)
        sys.stdout.write(f"{size} experiences, {len(log)} changes of knowledge\n")
        for part, seconds in sorted(clock.seconds.items(), key=lambda pair: -pair[1]):
            shown = f"{1e3 * seconds / attempts:9.2f} ms a subgoal"
            sys.stdout.write(f"  {part:34}{shown}{'  (apart)' if part in apart else ''}\n")
        sys.stdout.write(f"{'the framework':36}{1e3 * ours / attempts:9.2f} ms a subgoal\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
