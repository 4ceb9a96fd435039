"""The steps of a composed skill: leaves of a chain as calls of the skills that do them.

Each count is a parameter of the composed skill, in the order of its leaves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from envs import Subgoal, Vocabulary
from memory._draft import Draft
from memory._nesting import named
from memory.entries import Skill, SkillCall, SkillStep
from memory.parameters import Parameter
from memory.skills import fits


@dataclass(frozen=True)
class Step:
    """One step of a chain.

    Attributes:
        name: What is done, its count aside: the id of the active skill that does it, or its text.
        step: The subgoal.
        skill: The active skill that does it; `None` if none does.
    """

    name: str
    step: Subgoal
    skill: str | None

    @property
    def count(self) -> int | None:
        """How many are asked for; `None` if it has no count."""
        return getattr(self.step, "count", None)


@dataclass(frozen=True)
class Body:
    """The steps of a composed skill, and the counts in them that may differ from call to call."""

    steps: tuple[SkillStep, ...]
    parameters: tuple[Parameter, ...]


def step_by(step: Subgoal, draft: Draft, vocabulary: Vocabulary) -> Step:
    """Returns a step of a chain with the active skill that does it, if one does."""
    for skill in draft.skills(step):
        if skill.status == "active" and fits(skill, step, vocabulary):
            return Step(skill.id, step, skill.id)
    return Step(named(step), step, None)


def body(leaves: Sequence[Step], id_: str, draft: Draft) -> Body:
    """Returns leaves as calls, the longest runs that composed skills come to as one call each."""
    active = (s for s in draft.composed() if s.status == "active" and s.id != id_)
    runs = [(inner, skill) for skill in active if (inner := draft.names(skill))]
    runs.sort(key=lambda run: (-len(run[0]), run[1].id))
    names = tuple(leaf.name for leaf in leaves)
    steps: list[SkillStep] = []
    parameters: list[Parameter] = []
    at = 0
    while at < len(leaves):
        fitting = (r for r in runs if len(r[0]) < len(names) and names[at:][: len(r[0])] == r[0])
        run = next(fitting, None)
        length = 1 if run is None else len(run[0])
        called = None if run is None else run[1]
        steps.append(_step(leaves[at : at + length], called, len(steps), parameters))
        at += length
    return Body(tuple(steps), tuple(parameters))


def _step(
    leaves: Sequence[Step], called: Skill | None, index: int, parameters: list[Parameter]
) -> SkillStep:
    """Returns the step that does some leaves, and appends a parameter for each of their counts."""
    counted = [leaf for leaf in leaves if leaf.count is not None]
    inner = ["count"] * len(counted) if called is None else [p.name for p in called.parameters]
    given: list[tuple[str, str | int]] = []
    for leaf, name in zip(counted, inner, strict=True):
        own = _name_for(leaf.step, parameters)
        count = leaf.count or 1
        parameters.append(Parameter(name=own, default=count, uses=((index, name),)))
        given.append((name, count))
    if called is None and leaves[0].skill is None:
        return leaves[0].step
    callee = leaves[0].skill if called is None else called.id
    return SkillCall(skill=str(callee), arguments=tuple(sorted(given)))


def _name_for(step: Subgoal, parameters: Sequence[Parameter]) -> str:
    """Returns a name for how many of a step's thing are asked for that isn't taken yet."""
    named = getattr(step, "item", None) or getattr(step, "entity", None) or step.kind
    name = str(named).removeprefix("#")
    taken = {parameter.name for parameter in parameters}
    tries = (name if n == 1 else f"{name}_{n}" for n in range(1, len(taken) + 2))
    return next(one for one in tries if one not in taken)
