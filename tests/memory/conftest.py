"""A store in a folder of the test's own, and experiences of a tiny made-up world."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from diagnosis import Cause, Diagnosis, Difference, Finding, Indicators, Need
from envs import (
    Attempt,
    EpisodeKey,
    Inventory,
    ItemCount,
    Nearby,
    Plan,
    Position,
    State,
    Step,
    Task,
    Vitals,
    Vocabulary,
    parse,
    parse_subgoal,
)
from memory import Experience, LogEntry, Query, Recall, Store, experience_id

ITEMS = ("cobblestone", "crafting_table", "oak_log", "oak_planks", "stick", "wooden_pickaxe")


class World:
    """Makes episodes and experiences of a made-up world, in a store or apart from one."""

    scope = "vanilla"
    arm = "full"
    vocabulary = Vocabulary(
        items=frozenset(ITEMS),
        blocks=frozenset({"crafting_table", "oak_log", "stone"}),
        entities=frozenset({"zombie"}),
        biomes=frozenset({"forest", "plains"}),
        tags={"logs": ("oak_log",), "planks": ("oak_planks",)},
    )

    def task(self, item: str = "wooden_pickaxe") -> Task:
        return Task(
            id=f"wooden-{item}",
            instruction=f"Craft a {item.replace('_', ' ')}",
            goal=parse(f'has("{item}")'),
            group="wooden",
        )

    def state(
        self,
        items: dict[str, int] | None = None,
        *,
        x: int = 8,
        y: int = 64,
        biome: str = "forest",
        time: int = 1_000,
        near: tuple[str, ...] = (),
        tick: int = 0,
    ) -> State:
        held = tuple(ItemCount(item=i, count=n) for i, n in sorted((items or {}).items()))
        stations = tuple(Nearby(name=n, count=1, x=x, y=y, z=9, distance=1) for n in sorted(near))
        return State(
            tick=tick,
            inventory=Inventory(items=held, free_slots=36 - len(held)),
            position=Position(x=x, y=y, z=8, sky=True),
            biome=biome,
            vitals=Vitals(health=20, food=20),
            time=time,
            stations=stations,
            blocks=(),
            entities=(),
        )

    def key(self, **fields: Any) -> EpisodeKey:
        values = {
            "run": "0123456789ab-0",
            "round": 0,
            "phase": "train",
            "arm": self.arm,
            "task": "wooden-wooden_pickaxe",
            "seed": 0,
        }
        return EpisodeKey.model_validate({**values, **fields})

    def diagnosis(self, cause: Cause | None, needs: tuple[Need, ...] = ()) -> Diagnosis:
        found = None if cause is None else Finding(cause=cause, needs=needs, certainty=1.0)
        return Diagnosis(
            subject="craft",
            succeeded=cause is None,
            primary=found,
            difference=Difference(ticks=1, items=(), health=0.0, food=0.0, moved_blocks=0.0),
            indicators=Indicators(
                progress=float(cause is None),
                gain=0.0,
                path_efficiency=None,
                spatial_spread_blocks=None,
                inventory_change=0,
                damage_rate=0.0,
                budget_used=None,
            ),
        )

    def experience(
        self,
        key: EpisodeKey | None = None,
        *,
        attempt_try: int = 0,
        index: int = 0,
        subgoal: str = 'craft(item="stick", count=4)',
        cause: Cause | None = None,
        state: State | None = None,
        ticks: int = 40,
        scope: str | None = None,
        task: Task | None = None,
        before: tuple[str, ...] = (),
        needs: tuple[Need, ...] = (),
        **fields: Any,
    ) -> Experience:
        key = key or self.key()
        before_state = state or self.state()
        tried = parse_subgoal(subgoal)
        steps = tuple(Step(subgoal=parse_subgoal(s)) for s in (*before, subgoal))
        return Experience(
            id=experience_id(key, attempt_try, index),
            episode=key,
            attempt_try=attempt_try,
            index=index,
            scope=scope or self.scope,
            world="toy-v1",
            task=task or self.task(),
            plan=Plan(steps=steps, frozen=len(before)),
            attempt=Attempt(
                subgoal=tried, pre_state=before_state, post_state=before_state, ticks=ticks
            ),
            diagnosis=self.diagnosis(cause, needs),
            knowledge="0" * 16,
            **fields,
        )

    def begun(self, store: Store, **fields: Any) -> EpisodeKey:
        """Returns the key of an episode that runs, in the store's only run."""
        run = store.begin_run({"suite": "toy"})
        key = self.key(**{"run": run.id, **fields})
        store.begin_episode(key)
        return key

    def lived(
        self,
        store: Store,
        attempts: list[dict[str, Any]],
        *,
        outcome: str = "succeeded",
        scope: str | None = None,
        goal: Task | None = None,
        **fields: Any,
    ) -> EpisodeKey:
        """Returns the key of an episode that was lived through and ended."""
        key = self.begun(store, **fields)
        for index, attempt in enumerate(attempts):
            made = {"scope": scope, "task": goal, **attempt}
            store.add(self.experience(key, index=index, **made))
        store.end_episode(key, 0, {"outcome": outcome, "ticks": 40 * len(attempts)})
        return key


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(tmp_path / "steve.db")


@pytest.fixture
def store(path: str) -> Iterator[Store]:
    with Store.open(path) as opened:
        yield opened


@pytest.fixture
def lived(path: str, world: World) -> str:
    """A store with two rounds, an abandoned try, a recall and a log."""
    with Store.open(path) as store:
        for round_ in (0, 1):
            world.lived(store, [{"cause": Cause.stuck}, {"ticks": 9}], round=round_)
            world.lived(store, [{}], round=round_, phase="eval")
        key = world.begun(store, seed=5)
        store.add(world.experience(key))
        store.begin_episode(key)
        query = Query(episode=key, task=world.task(), state=world.state())
        store.add_recall(Recall(id="recall-1", view="0" * 16), query)
        store.append_log(0, "vanilla", "full", [entry("skill-0"), entry("skill-1")])
        store.append_log(1, "vanilla", "full", [])
        store.finish_run(key.run)
    return path


def entry(name: str) -> LogEntry:
    stick = {"kind": "has", "item": "stick"}
    skill = {
        "kind": "skill",
        "id": name,
        "scope": "vanilla",
        "goal": stick,
        "steps": [{"kind": "craft", "item": "stick"}],
        "verification": stick,
    }
    learned = {"round": 0, "change": "created", "entry": skill, "reason": "It worked."}
    return LogEntry.model_validate(learned)
