"""Vanilla's words, and builders of states, situations and knowledge."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from diagnosis import Diagnosis, History, diagnose
from envs import (
    Attempt,
    Event,
    Inventory,
    ItemCount,
    Nearby,
    Position,
    State,
    Subgoal,
    Tally,
    Task,
    View,
    Vocabulary,
    parse,
    parse_subgoal,
)
from envs.craftworld.game.datapack import load
from memory import (
    Effect,
    Evidence,
    Guardrail,
    Parameter,
    Recall,
    Remedy,
    Skill,
    SubgoalPattern,
)
from planner import Situation


@pytest.fixture(scope="session")
def words() -> Vocabulary:
    return load().vocabulary


def _things(named: Mapping[str, int]) -> tuple[Nearby, ...]:
    return tuple(
        Nearby(name=name, count=1, x=0, y=64, z=0, distance=distance)
        for name, distance in sorted(named.items())
    )


@pytest.fixture
def state() -> Callable[..., State]:
    def built(
        carried: Mapping[str, int] | None = None,
        *,
        blocks: Mapping[str, int] | None = None,
        stations: Mapping[str, int] | None = None,
        **facets: Any,
    ) -> State:
        items = tuple(ItemCount(item=i, count=n) for i, n in sorted((carried or {}).items()) if n)
        return State(
            tick=facets.pop("tick", 0),
            inventory=Inventory(items=items),
            position=Position(x=3, y=64, z=-7),
            blocks=_things(blocks or {}),
            stations=_things(stations or {}),
            **facets,
        )

    return built


@pytest.fixture
def view(words: Vocabulary, state: Callable[..., State]) -> Callable[..., View]:
    def built(*arguments: Any, **named: Any) -> View:
        return View(state(*arguments, **named), Tally(), words)

    return built


@pytest.fixture
def situation(words: Vocabulary, view: Callable[..., View]) -> Callable[..., Situation]:
    def built(goal: str, *, now: View | None = None, **named: Any) -> Situation:
        return Situation(
            task=Task(id="task", instruction=named.pop("instruction", "Do it"), goal=parse(goal)),
            view=now or view(),
            history=named.pop("history", History(words)),
            ticks_left=named.pop("ticks_left", 20_000),
            **named,
        )

    return built


@pytest.fixture
def recall() -> Callable[..., Recall]:
    return lambda **named: Recall(id="recall", view="view", **named)


@pytest.fixture
def skill() -> Callable[..., Skill]:
    def built(goal: str, step: str, **named: Any) -> Skill:
        used: Mapping[str, int] = named.pop("uses", {})
        needs = named.pop("needs", None)
        return Skill(
            id=named.pop("id", f"skill-{abs(sum(map(ord, goal + step))):08x}"),
            scope="test",
            goal=parse(goal),
            preconditions=parse(needs) if needs else None,
            steps=named.pop("steps", None) or (parse_subgoal(step),),
            verification=parse(goal),
            effects=tuple(Effect(item=i, delta=-n) for i, n in sorted(used.items())),
            evidence=Evidence(supporting=named.pop("supporting", 4)),
            **named,
        )

    return built


@pytest.fixture
def guardrail() -> Callable[..., Guardrail]:
    def built(forbidden: SubgoalPattern, **named: Any) -> Guardrail:
        achieve, trigger = named.pop("achieve", None), named.pop("trigger", None)
        remedy = named.pop("remedy", None)
        if achieve is not None:
            remedy = Remedy(achieve=parse(achieve))
        return Guardrail.model_validate(
            {
                "id": "guardrail-1",
                "scope": "test",
                "trigger": parse(trigger) if trigger else None,
                "forbidden": forbidden,
                "cause": "missing_material",
                "remedy": remedy,
                "status": "active",
                **named,
            }
        )

    return built


@pytest.fixture
def lived(
    words: Vocabulary, state: Callable[..., State]
) -> Callable[..., tuple[Attempt, Diagnosis]]:
    """Returns an attempt at a subgoal and what diagnosis makes of it."""

    def built(
        subgoal: Subgoal | str, *trace: Event, carried: Mapping[str, int] | None = None
    ) -> tuple[Attempt, Diagnosis]:
        now = state(carried)
        attempt = Attempt(
            subgoal=parse_subgoal(subgoal) if isinstance(subgoal, str) else subgoal,
            pre_state=now,
            trace=trace,
            tally=Tally.of(trace),
            post_state=now,
            ticks=100,
        )
        return attempt, diagnose(attempt, History(words))

    return built


@pytest.fixture
def any_log(skill: Callable[..., Skill]) -> Skill:
    """A skill that gathers any of #logs."""
    return skill(
        'has("#logs")',
        'gather(item="oak_log", count=1)',
        id="skill-any-log",
        cost_ticks=120,
        parameters=(
            Parameter(name="item", default="oak_log", uses=((0, "item"),), among=("#logs",)),
            Parameter(name="count", default=1, uses=((0, "count"),)),
        ),
    )
