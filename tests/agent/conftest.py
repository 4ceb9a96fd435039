"""Fake worlds, scripted planners, and episodes, jobs and suites of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from agent.arms import Arm, Budget, arm_named
from agent.config import RunConfig
from agent.episode import Episode
from agent.job import Job
from agent.loop import run_episode
from agent.observers import Observer
from agent.remembering import EpisodeMemory
from envs import (
    Attempt,
    EnvironmentFault,
    EpisodeKey,
    Has,
    Monitor,
    State,
    Subgoal,
    Task,
    all_of,
    parse,
    parse_subgoal,
)
from envs.fake import FakeWorld
from memory import (
    Effect,
    Experience,
    Guardrail,
    KnowledgeView,
    Learned,
    Method,
    MethodContext,
    Query,
    Recall,
    Skill,
    Store,
    SubgoalPattern,
)
from memory.methods import recall_of
from memory.registry import make_method
from planner import ChatPlanner, Metered, ModelBounds, Planner, Scripted

STICK = ('gather(item="oak_log")', 'craft(item="oak_planks", count=4)', 'craft(item="stick")')


def plan_of(*subgoals: str) -> str:
    """Returns what a model answers that plans these subgoals."""
    parsed = (parse_subgoal(text) for text in subgoals)
    exclude = {"checks", "budget_ticks"}
    steps = [s.model_dump(mode="json", exclude=exclude, exclude_none=True) for s in parsed]
    return json.dumps({"steps": steps})


class WatchedWorld(FakeWorld):
    """A fake world that keeps what it was asked to do, and may break.

    Attributes:
        tried: The subgoals that reached it, with the ticks each was given.
        breaks_at: At which attempt it breaks, counted from 0; -1 on reset; `None` never.
    """

    def __init__(self, breaks_at: int | None = None) -> None:
        super().__init__()
        self.tried: list[tuple[str, int]] = []
        self.breaks_at = breaks_at

    @property
    def subgoals(self) -> list[str]:
        return [subgoal for subgoal, _ in self.tried]

    def reset(self, task: Task, seed: int) -> State:
        if self.breaks_at == -1:
            raise EnvironmentFault("The fake world broke on reset.")
        return super().reset(task, seed)

    def attempt(
        self, subgoal: Subgoal, budget_ticks: int, monitor: Monitor | None = None
    ) -> Attempt:
        self.tried.append((str(subgoal), budget_ticks))
        attempt = super().attempt(subgoal, budget_ticks, monitor)
        if len(self.tried) - 1 == self.breaks_at:
            raise EnvironmentFault("The fake world broke.", attempt)
        return attempt


class Knowing:
    """A method that recalls what it was given, and nothing else."""

    def __init__(self, *entries: Skill | Guardrail) -> None:
        self.queries: list[Query] = []
        self.observed: list[Experience] = []
        self._skills = tuple(entry for entry in entries if isinstance(entry, Skill))
        self._guardrails = tuple(entry for entry in entries if isinstance(entry, Guardrail))

    def recall(self, query: Query) -> Recall:
        self.queries.append(query)
        return recall_of(
            query, view="0" * 16, skills=self._skills, guardrails=self._guardrails, tokens=1
        )

    def observe(self, experience: Experience) -> None:
        self.observed.append(experience)

    def end_round(self) -> Learned:
        return Learned()

    def snapshot(self) -> str:
        return "0" * 16


@dataclass
class Told(Observer):
    """An observer that keeps what it is told."""

    experiences: list[Experience] = field(default_factory=list)
    endings: list[Episode] = field(default_factory=list)

    def observe(self, experience: Experience) -> None:
        self.experiences.append(experience)

    def ended(self, episode: Episode) -> None:
        self.endings.append(episode)


@dataclass
class Lived:
    """An episode that was lived through, with all that took part in it."""

    episode: Episode
    world: WatchedWorld
    model: Scripted
    memory: EpisodeMemory
    told: Told

    @property
    def prompts(self) -> list[str]:
        """What the model was asked, a text for each call."""
        return ["\n".join(m.content for m in messages) for messages in self.model.asked]


Live = Callable[..., Lived]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(str(tmp_path / "steve.db")) as opened:
        yield opened


def _task(goal: str = 'has("stick")', id_: str = "sticks", **fields: Any) -> Task:
    return Task.model_validate(
        {"id": id_, "instruction": "Make it", "goal": parse(goal), "budget_ticks": 2_400, **fields}
    )


@pytest.fixture
def task() -> Callable[..., Task]:
    return _task


@pytest.fixture
def live(store: Store) -> Live:
    """Runs an episode in a fake world under a scripted model, or any other planner."""

    def lived(
        *replies: Sequence[str] | str | Exception,
        arm: Arm | str = "full",
        budget: Budget | None = None,
        goal: Task | str = 'has("stick")',
        seed: int = 0,
        world: WatchedWorld | None = None,
        method: Method | None = None,
        known: tuple[Guardrail, ...] = (),
        planner: Planner | None = None,
    ) -> Lived:
        arm = arm_named(arm) if isinstance(arm, str) else arm
        world = world or WatchedWorld()
        said = [r if isinstance(r, str | Exception) else plan_of(*r) for r in replies]
        model = Scripted(said)
        asked = _task(goal) if isinstance(goal, str) else goal
        run = store.begin_run({"a run of": "tests"}, again=True).id
        key = EpisodeKey(run=run, round=0, phase="train", arm=arm.name, task=asked.id, seed=seed)
        context = MethodContext(
            store=store, scope="fake-v1", arm=arm.name, round=0, vocabulary=world.vocabulary
        )
        memory = EpisodeMemory(
            store=store,
            method=method or make_method(arm.method, context),
            arm=arm,
            scope="fake-v1",
            world=world.id,
            attempt_try=store.begin_episode(key),
            known=KnowledgeView(scope="fake-v1", round=0, guardrails=known),
            clock=lambda: 0.0,
        )
        told = Told()
        episode = run_episode(
            world,
            planner or ChatPlanner(Metered(model, ModelBounds(30, 10**6))),
            memory,
            asked,
            key=key,
            arm=arm,
            budget=budget or Budget(),
            observers=(told,),
        )
        return Lived(episode, world, model, memory, told)

    return lived


@pytest.fixture
def watched_world() -> type[WatchedWorld]:
    return WatchedWorld


@pytest.fixture
def knowing() -> type[Knowing]:
    return Knowing


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def stick() -> tuple[str, ...]:
    """Returns the subgoals that lead to a stick."""
    return STICK


@pytest.fixture
def guardrail() -> Callable[..., Guardrail]:
    """Makes an active guardrail against a kind of subgoal."""

    def made(verb: str, *, trigger: str | None = None, **fields: Any) -> Guardrail:
        changed = {name: fields.pop(name) for name in ("status", "remedy") if name in fields}
        return Guardrail.model_validate(
            {
                "id": f"guardrail-{verb}",
                "scope": "fake-v1",
                "trigger": parse(trigger) if trigger else None,
                "forbidden": SubgoalPattern.of(verb, **fields),
                "cause": "hazard",
                "reason": "It ended badly.",
                "status": "active",
                **changed,
            }
        )

    return made


@pytest.fixture
def skill() -> Callable[..., Skill]:
    """Makes an active skill of one step."""

    def made(goal: str, step: str, *, uses: dict[str, int] | None = None, batch: int = 1) -> Skill:
        verb, uses = parse_subgoal(step).kind, uses or {}
        needs = [Has(item=item, count=count) for item, count in sorted(uses.items())]
        return Skill(
            id=f"skill-{verb}-{parse_subgoal(step).item}",  # type: ignore[union-attr]
            scope="fake-v1",
            goal=parse(goal),
            preconditions=all_of(*needs) if needs else None,
            steps=(parse_subgoal(step),),
            verification=parse(goal),
            effects=tuple(Effect(item=has.item, delta=-has.count) for has in needs),
            batch=batch,
            status="active",
        )

    return made


@pytest.fixture
def config() -> Callable[..., RunConfig]:
    """Makes the configuration of a run in the fake world."""

    def made(**fields: Any) -> RunConfig:
        return RunConfig.model_validate(
            {
                "command": "suite",
                "suite": "tiny",
                "tasks": (_task(),),
                "arms": (arm_named("full"),),
                "env": "fake",
                "scope": "fake-v1",
                "seeds": (0,),
                **fields,
            }
        )

    return made


@pytest.fixture
def job(store: Store) -> Callable[..., Job]:
    """Makes a job in a run that was begun for it."""

    def made(config: RunConfig, **fields: Any) -> Job:
        arm: Arm = fields.pop("arm", config.arms[0])
        task: Task = fields.pop("task", config.tasks[0])
        run = store.begin_run(config.canonical())
        usual = {"run": run.id, "round": 0, "phase": "train", "seed": 0}
        key = EpisodeKey.model_validate({**usual, "arm": arm.name, "task": task.id, **fields})
        return Job(key, key.round, task, arm)

    return made


@pytest.fixture
def says(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Scripted]:
    """Puts a scripted model in the place of every model that a job asks for."""

    def scripted(*replies: Sequence[str] | str | Exception) -> Scripted:
        model = Scripted([r if isinstance(r, str | Exception) else plan_of(*r) for r in replies])
        monkeypatch.setattr("agent.planners.make_model", lambda name, **options: model)
        return model

    return scripted


_BREAKING = '''
"""Worlds that break: in their second attempt, for good, or together with their process."""

import os

from envs import EnvironmentFault, Wait
from envs.fake import FakeWorld


class Breaking(FakeWorld):
    attempts = 0

    def attempt(self, subgoal, budget_ticks, monitor=None):
        self.attempts += 1
        attempt = super().attempt(subgoal, budget_ticks, monitor)
        if self.attempts > 1:
            raise EnvironmentFault("The world broke.", attempt)
        return attempt


class Dying(FakeWorld):
    def attempt(self, subgoal, budget_ticks, monitor=None):
        os._exit(9)


class Secretive:
    """A world that doesn't tell its rules."""

    def __init__(self):
        world = FakeWorld()
        for name in ("reset", "observe", "attempt", "close", "id", "vocabulary"):
            setattr(self, name, getattr(world, name))


class Late(Secretive):
    """A world whose episodes have begun before they begin."""

    def __init__(self):
        super().__init__()
        begin = self.reset

        def late(task, seed):
            begin(task, seed)
            return self.attempt(Wait(ticks=7), 10).post_state

        self.reset = late


class Needs:
    """Needs a Python, and a JDK besides."""

    python = ""

    def missing(self):
        return () if Needs.python else ("Expected a JDK, found none: install one.",)

    def install(self, say, *, python="", size="small"):
        Needs.python = python
        say(f"Getting it: python {python}, size {size}.")


def unmakeable():
    raise EnvironmentFault("There is no server: install worlds[server].")
'''


@pytest.fixture
def install(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., None]:
    """Installs worlds by name beside the shipped ones, as a distribution of somebody's would."""

    def installed(group: str = "steve.environments", **worlds: str) -> None:
        folder = tmp_path_factory.mktemp("site")
        info = folder / "more_worlds-1.dist-info"
        info.mkdir()
        (folder / "worlds_that_break.py").write_text(_BREAKING, encoding="utf-8")
        (info / "METADATA").write_text("Metadata-Version: 2.1\nName: more-worlds\nVersion: 1\n")
        lines = [f"{name} = {target}\n" for name, target in worlds.items()]
        (info / "entry_points.txt").write_text(f"[{group}]\n{''.join(lines)}")
        monkeypatch.syspath_prepend(folder)

    return installed


@pytest.fixture
def fake_worlds(install: Callable[..., None]) -> None:
    install(
        fake="envs.fake:make",
        breaking="worlds_that_break:Breaking",
        dying="worlds_that_break:Dying",
        secretive="worlds_that_break:Secretive",
    )


@pytest.fixture
def tiny_suite(tmp_path: Path) -> Path:
    """Returns the file of a suite that the fake world can do, of two groups and three tasks."""
    path = tmp_path / "tiny.yaml"
    path.write_text(
        "suite: tiny\n"
        "groups:\n"
        "  wood: {minutes: 2}\n"
        "  sticks: {minutes: 2}\n"
        "tasks:\n"
        "  - {id: wood-log, instruction: Chop an oak log, goal: 'has(\"oak_log\")'}\n"
        "  - {id: sticks-one, instruction: Make a stick, goal: 'has(\"stick\")'}\n"
        "  - {id: sticks-nine, instruction: Make nine sticks, goal: 'has(\"stick\", 9)'}\n",
        encoding="utf-8",
    )
    return path
