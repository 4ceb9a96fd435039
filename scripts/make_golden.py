"""Writes the golden traces of craftworld anew.

    python -m scripts.make_golden

Some episodes are planned by the oracle, who meets no failure that can be helped; others are
written out here for what it never does. Seeds are of those that nothing is reported on.
"""

from __future__ import annotations

from diagnosis import History, diagnose
from envs import Attempt, Plan, Solvable, State, Subgoal, make
from memory import Recall
from planner import OraclePlanner, Situation
from scripts.golden_traces import BUDGET_TICKS, FOLDER, scripted, task_of, told

PLANNED = {
    "wooden-00": 500,
    "stone-05": 501,
    "iron-00": 502,
    "gold-00": 503,
    "redstone-00": 504,
    "diamond-00": 505,
    "armor-03": 506,
    "armor-10": 507,
}
"""The seed of each task of `mcu70` that the oracle plays."""

WRITTEN = {
    "refusals": (
        "wooden-00",
        508,
        (
            'craft(item="wooden_pickaxe", station="crafting_table")',
            'gather(item="no_such_item")',
            'gather(item="#logs", count=2)',
            'craft(item="oak_planks", count=8)',
            'craft(item="birch_planks", count=8)',
            'craft(item="stone_pickaxe")',
            'smelt(item="iron_ingot")',
            'place(item="chest")',
            'equip(item="iron_sword")',
            'eat(item="bread")',
            'deposit(item="#logs")',
            'go_to(target="village")',
            'use(item="bucket", on="water")',
            'trade(item="emerald")',
            "sleep()",
            'discard(item="#planks", count=1)',
            'hunt(entity="zombie", budget_ticks=600)',
        ),
    ),
    "night": (
        "wooden-00",
        509,
        (
            'gather(item="#logs", count=4)',
            "wait(ticks=12600, budget_ticks=13000)",
            'explore(target="zombie", budget_ticks=2000)',
            'hunt(entity="zombie", budget_ticks=2000)',
            "wait(ticks=6000, budget_ticks=6000)",
            "sleep()",
        ),
    ),
    "food": (
        "stone-00",
        510,
        (
            'hunt(entity="cow", item="beef", count=2)',
            'hunt(entity="sheep", item="#wool", count=3)',
            "wait(ticks=3000)",
            'eat(item="beef")',
            'explore(target="village", sought="place", budget_ticks=6000)',
            'go_to(target="village")',
        ),
    ),
    "depths": (
        "stone-00",
        511,
        (
            'gather(item="dirt", count=5)',
            'gather(item="cobblestone", source="stone", count=3, height=(50, 60))',
            "go_to(x=0, z=0)",
            'explore(target="iron_ore", height=(12, 40))',
            'explore(target="lava", height=(8, 11))',
            'gather(item="coal", source="coal_ore", height=(8, 60))',
        ),
    ),
}
"""Task, seed and subgoals of the episodes that are written out."""

_MOST_ATTEMPTS = 40


class OraclePlays:
    """Tries the oracle's plan for a task until its goal holds; plans anew where it fails."""

    def __init__(self, task_id: str) -> None:
        world = make("craftworld")
        if not isinstance(world, Solvable):
            raise TypeError("Expected craftworld to tell its rules.")
        self._planner, self._task = OraclePlanner(world), task_of(task_id)
        self._history = History(world.vocabulary)
        self._plan = Plan(steps=())

    def __call__(self, attempt: Attempt | None, state: State) -> Subgoal | None:
        """Returns what to try next; see `NextSubgoal`."""
        worked = attempt is not None and self._judge(attempt)
        view = self._history.view(state)
        left = self._task.budget_ticks - state.tick
        if self._task.goal.holds(view) or left <= 0 or len(self._history.pairs) >= _MOST_ATTEMPTS:
            return None
        self._plan = self._plan.advanced() if worked else Plan(steps=())
        if not self._plan.unfinished:
            now = Situation(task=self._task, view=view, history=self._history, ticks_left=left)
            self._plan = self._planner.plan(now, Recall(id="none", view="none"))
        return self._plan.current.subgoal if self._plan.unfinished else None

    def _judge(self, attempt: Attempt) -> bool:
        diagnosis = diagnose(attempt, self._history, budget_ticks=BUDGET_TICKS)
        self._history = self._history.extended(attempt, diagnosis)
        return diagnosis.succeeded


def files() -> dict[str, str]:
    """Returns the text of each golden file by its name."""
    planned = {
        f"{task_id}.txt": told(task_of(task_id), seed, OraclePlays(task_id))
        for task_id, seed in PLANNED.items()
    }
    written = {
        f"{name}.txt": told(task_of(task_id), seed, scripted(subgoals))
        for name, (task_id, seed, subgoals) in WRITTEN.items()
    }
    return planned | written


def main() -> None:
    """Writes the files that aren't as they would be now, and says which."""
    FOLDER.mkdir(exist_ok=True)
    for name, text in files().items():
        path = FOLDER / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            print(f"wrote {path.name}: {text.count(chr(10))} lines")


if __name__ == "__main__":
    main()
