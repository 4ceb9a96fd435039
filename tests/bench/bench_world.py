"""How fast craftworld is: the oracle's iron episodes against the clock of the game.

    python tests/bench/bench_world.py

The yardstick is the game itself, 20 ticks a second.
"""

from __future__ import annotations

import statistics
import sys
import time

from diagnosis import History, diagnose
from envs import Plan, Solvable, Task, load_suite, make
from memory import Recall
from planner import OraclePlanner, Situation

SEEDS = range(300, 306)
TICKS_A_SECOND = 20


def episode(world: object, task: Task, seed: int) -> tuple[float, float, int]:
    """Returns (seconds to reset, seconds after it, ticks) of one of the oracle's episodes."""
    assert isinstance(world, Solvable)
    began = time.perf_counter()
    state = world.reset(task, seed)  # type: ignore[attr-defined]
    reset = time.perf_counter()
    history = History(world.vocabulary)  # type: ignore[attr-defined]
    planner, nothing = OraclePlanner(world), Recall(id="", view="")
    plan = Plan(steps=())
    while not task.goal.holds(history.view(state)) and state.tick < task.budget_ticks:
        if not plan.unfinished:
            left = task.budget_ticks - state.tick
            plan = planner.plan(Situation(task, history.view(state), history, left), nothing)
        attempt = world.attempt(plan.current.subgoal, 6_000)  # type: ignore[attr-defined]
        diagnosis = diagnose(attempt, history)
        history, state = history.extended(attempt, diagnosis), attempt.post_state
        plan = plan.advanced() if diagnosis.succeeded else Plan(steps=())
    return reset - began, time.perf_counter() - reset, state.tick


def main() -> int:
    """Prints resets, ticks a second, and how many times faster than the game that is."""
    (task,) = load_suite("mcu70").chosen(ids=["iron-00"])
    world = make("craftworld")
    runs = [episode(world, task, seed) for seed in SEEDS]
    resets = statistics.median(reset for reset, _, _ in runs)
    rate = sum(ticks for _, _, ticks in runs) / sum(seconds for _, seconds, _ in runs)
    sys.stdout.write(
        f"{len(runs)} iron episodes of the oracle, planning and diagnosis included\n"
        f"{'reset, median':32}{resets * 1000:9.1f} ms\n"
        f"{'world':32}{rate:9.0f} ticks/s\n"
        f"{'times the game':32}{rate / TICKS_A_SECOND:9.0f} x\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
