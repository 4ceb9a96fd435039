"""Enforcement by code: a subgoal that an active guardrail forbids never reaches the world.

Whatever the model says, the plan's next step is held against the guardrails in force at that
moment, on the state as it is. A violation is repaired by the guardrail's remedy where there is
one and the ways to it are known, else it is handed back with the reason, for the model to plan
again. Steps that a repair inserts are held against the guardrails in their turn. So are steps of
called skills against what these skills need.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pydantic import ValidationError

from envs import (
    Condition,
    FreeSlots,
    GoTo,
    Plan,
    Step,
    Subgoal,
    View,
    subgoal_adapter,
)
from memory import Guardrail, Skill, Tried, forbids_next, vain_here
from planner.books import ChainedStep, NoWay
from planner.calls import asked_by
from planner.chaining import chain
from planner.operators_of_skills import from_skills
from planner.upkeep import surplus

MAX_REPAIRS = 24
"""How often a plan is repaired before one attempt; beyond that the violation is handed back."""

_SIDES = ((1, 0), (0, 1), (-1, 0), (0, -1))


@dataclass(frozen=True)
class Violation:
    """A step that a guardrail forbids.

    Attributes:
        subgoal: The forbidden step.
        guardrail: What forbids it.
    """

    subgoal: Subgoal
    guardrail: Guardrail


@dataclass(frozen=True)
class Enforced:
    """A plan after enforcement.

    Attributes:
        plan: The plan; its current step is forbidden by nothing unless `violation` is set.
        repaired: The violations that were repaired, in order.
        violation: What couldn't be repaired; `None` if the plan may go on.
    """

    plan: Plan
    repaired: tuple[Violation, ...] = ()
    violation: Violation | None = None


def enforce(
    plan: Plan,
    view: View,
    guardrails: Sequence[Guardrail],
    skills: Sequence[Skill],
    vain: Sequence[Tried] = (),
    goal: Condition | None = None,
) -> Enforced:
    """Returns `plan` with its next step made admissible, or what stands in the way.

    Args:
        plan: The plan; nothing is done if it has no unfinished step.
        view: The state as it is, and the episode's tally.
        guardrails: What is in force; entries that aren't active are passed over.
        skills: The known ways to bring something about, for remedies.
        vain: What the episode tried in vain so far.
        goal: The task's goal, for which what is carried already is kept; `None` if it isn't
            known.
    """
    active = [g for g in guardrails if g.status == "active"]
    repaired: list[Violation] = []
    # What a repair was inserted for: inserting it again would go round in circles.
    tried: set[tuple[str, str]] = set()
    while plan.unfinished:
        asked = asked_by(plan.current, view, skills)
        standing = active if asked is None else (asked, *active)
        guardrail = next((g for g in standing if violates(plan, view, g, vain)), None)
        if guardrail is None:
            return Enforced(plan, tuple(repaired))
        violation = Violation(plan.current.subgoal, guardrail)
        mark = (guardrail.id, str(plan.current.subgoal))
        repair = None
        if mark not in tried and len(repaired) < MAX_REPAIRS:
            repair = mended(plan, view, guardrail, skills, vain, goal)
        if repair is None:
            return Enforced(plan, tuple(repaired), violation)
        # Leaving out shortens the plan each time, so that it can't go round.
        if guardrail.remedy is None or not guardrail.remedy.drop:
            tried.add(mark)
        repaired.append(violation)
        plan = repair
    return Enforced(plan, tuple(repaired))


def violates(plan: Plan, view: View, guardrail: Guardrail, vain: Sequence[Tried] = ()) -> bool:
    """Returns whether beginning the plan's current step now goes against `guardrail`."""
    if guardrail.trigger is not None and not guardrail.trigger.holds(view):
        return False
    if guardrail.exception is not None and guardrail.exception.holds(view):
        return False
    return forbids_next(guardrail.forbidden, plan, view, vain)


def mended(
    plan: Plan,
    view: View,
    guardrail: Guardrail,
    skills: Sequence[Skill],
    vain: Sequence[Tried] = (),
    goal: Condition | None = None,
) -> Plan | None:
    """Returns the plan with the guardrail's remedy applied; `None` if none can be."""
    remedy, current = guardrail.remedy, plan.current
    if remedy is None:
        return None
    if remedy.drop:
        return plan.continued(plan.rest[1:])
    if remedy.away_blocks is not None:
        away = _away(remedy.away_blocks, view, vain)
        if away is None:
            return None
        return plan.continued(
            (Step(subgoal=away, origin="remedy", source=guardrail.id), *plan.rest)
        )
    if remedy.replace:
        changed = _changed(current.subgoal, dict(remedy.replace))
        if changed is None:
            return None
        step = Step(subgoal=changed, origin="remedy", source=guardrail.id)
        return plan.continued((step, *plan.rest[1:]))
    known: tuple[ChainedStep, ...] = ()
    if isinstance(remedy.achieve, FreeSlots):
        wanted = [step.subgoal for step in plan.steps]
        thrown = surplus(view.state.inventory, wanted, goal, view.vocabulary)
        known = tuple(map(ChainedStep, thrown))
    elif remedy.achieve is not None:
        known = _ways_to(remedy.achieve, view, skills)
    steps = known or tuple(ChainedStep(subgoal) for subgoal in remedy.steps)
    inserted = tuple(
        Step(subgoal=step.subgoal, origin="remedy", source=step.skill or guardrail.id)
        for step in steps
    )
    return plan.continued((*inserted, *plan.rest)) if inserted else None


def _away(blocks: int, view: View, vain: Sequence[Tried]) -> GoTo | None:
    """Returns the way out of here, by another side than those tried in vain; `None` if none is."""
    here = view.state.position
    if here is None:
        return None
    failed = sum(isinstance(t.subgoal, GoTo) for t in vain_here(vain, here, blocks // 2))
    if failed >= len(_SIDES):
        return None
    dx, dz = _SIDES[failed]
    return GoTo(x=here.x + dx * blocks, z=here.z + dz * blocks, distance=16)


def _ways_to(achieve: Condition, view: View, skills: Sequence[Skill]) -> tuple[ChainedStep, ...]:
    """Returns the cheapest known steps that bring `achieve` about; empty if none are known."""
    try:
        return chain(achieve, view, from_skills(tuple(skills), view.vocabulary))
    except NoWay:
        return ()


def _changed(subgoal: Subgoal, fields: Mapping[str, object]) -> Subgoal | None:
    try:
        return subgoal_adapter.validate_python({**subgoal.model_dump(), **fields})
    except ValidationError:
        return None
