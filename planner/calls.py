"""What a called skill asks for, held against the state before each of its steps.

A plan calls skills by their ids, and code expands the calls. What such a step's skill is known to
need is as good as a guardrail of the moment: while it is lacking, the step isn't begun, the ways to
it are put before it, or it is handed back with the reason. That it did what it is for shows by the
step's own checks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from diagnosis import Cause
from envs import Condition, Has, HasTool, Near, Not, Step, Subgoal, View, all_of
from memory import Guardrail, Remedy, Skill, SubgoalPattern
from planner.costs import STATION_DISTANCE
from planner.operators_of_skills import atoms_of

_NAMED = ("item", "source", "station", "entity", "target")


def asked_by(step: Step, view: View, skills: Sequence[Skill]) -> Guardrail | None:
    """Returns what stands against a step of a called skill; `None` if nothing does.

    Args:
        step: The step, next in its plan.
        view: The state as it is, and the episode's tally.
        skills: The known skills; candidates' preconditions are no more than guesses.
    """
    if step.origin != "skill":
        return None
    called = (s for s in skills if s.id == step.source and s.status == "active")
    skill = next(called, None)
    if skill is None or len(skill.steps) > 1:
        return None
    needs = (*atoms_of(skill.preconditions), *_given(step.subgoal, skill))
    lacking = tuple(need for need in needs if need.evaluate(view) is False)
    if not lacking:
        return None
    wanted = all_of(*lacking)
    return Guardrail(
        id=skill.id,
        scope=skill.scope,
        trigger=Not(of=wanted),
        forbidden=_pattern(step.subgoal),
        cause=_cause(lacking[0]),
        remedy=Remedy(achieve=wanted),
        reason=f"The skill needs {wanted}, which is lacking.",
        status="active",
    )


def _given(subgoal: Subgoal, skill: Skill) -> Iterator[Condition]:
    """Yields what a call's arguments ask for besides: the tool, or the station, that was given."""
    given = {p.name: getattr(subgoal, p.name, None) for p in skill.parameters if p.among}
    tool, station = given.get("tool"), given.get("station")
    if tool not in {None, "none"}:
        yield Has(item=tool)
    if station is not None:
        yield Near(name=station, distance=STATION_DISTANCE)


def _pattern(subgoal: Subgoal) -> SubgoalPattern:
    named = {
        name: value for name in _NAMED if isinstance(value := getattr(subgoal, name, None), str)
    }
    return SubgoalPattern.of(subgoal.kind, **named)


def _cause(lacking: Condition) -> Cause:
    match lacking:
        case HasTool():
            return Cause.missing_tool
        case Near():
            return Cause.missing_station
        case Has():
            return Cause.missing_material
        case _:
            return Cause.unknown
