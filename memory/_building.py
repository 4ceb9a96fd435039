"""How a skill is put together from a step, what it uses up and what else must hold.

What varied from success to success may be given in a call: how many, the tool, the heights and the
station. What was always the same is no parameter.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from statistics import median_low

from envs import (
    And,
    Condition,
    Craft,
    Gather,
    Has,
    HasTool,
    Smelt,
    Subgoal,
    all_of,
    tier_rank,
    tool_of,
)
from memory._recipes import Needs
from memory._shown import Shown
from memory._yields import band
from memory.entries import MAX_COSTS, Effect, Skill, SkillStep
from memory.parameters import Parameter


def needs_of(skill: Skill) -> Needs:
    """Returns what one application uses up."""
    return tuple((e.item, -e.delta) for e in skill.effects if e.delta < 0)


def held_of(skill: Skill) -> tuple[Condition, ...]:
    """Returns the preconditions that one application doesn't use up."""
    used = {Has(item=item, count=count) for item, count in needs_of(skill)}
    return tuple(part for part in parts(skill.preconditions) if part not in used)


def parts(condition: Condition | None) -> tuple[Condition, ...]:
    """Returns what a conjunction joins; none for `None`."""
    if condition is None:
        return ()
    return condition.of if isinstance(condition, And) else (condition,)


def primitive_step(skill: Skill) -> Subgoal | None:
    """Returns the skill's one subgoal; `None` if it takes several, or calls other skills."""
    step: SkillStep = skill.steps[0]
    return None if len(skill.steps) > 1 or step.kind == "skill" else step


def rebuilt(skill: Skill, shown: Shown, needs: Needs, held: tuple[Condition, ...]) -> Skill:
    """Returns the skill doing as `shown` does, with these needs, and one more cost.

    Where it digs, it does so at about the height at which the latest successes found something
    along their tunnels. As long as all was found on the way there, the heights that were asked
    for first stay.
    """
    gives = () if shown.gives is None else (Effect(item=shown.gives, delta=shown.batch),)
    costs = (*skill.costs, shown.cost_ticks)[-MAX_COSTS:]
    found_at = skill.found_at
    if shown.found_at is not None:
        found_at = (*found_at, shown.found_at)[-MAX_COSTS:]
    step, known = shown.step, primitive_step(skill)
    if isinstance(step, Gather) and isinstance(known, Gather):
        height = band(median_low(found_at)) if found_at else known.height
        step = step.model_copy(update={"height": height})
    update = skill.model_copy(
        update={
            "goal": shown.goal,
            "verification": shown.goal,
            "batch": shown.batch,
            "effects": gives,
            "costs": costs,
            "cost_ticks": median_low(costs),
            "found_at": found_at,
            "done_with": tuple(sorted({*skill.done_with, *shown.done_with})),
        }
    )
    return with_needs(update, step, needs, held)


def with_needs(skill: Skill, step: Subgoal, needs: Needs, held: tuple[Condition, ...]) -> Skill:
    """Returns the skill with another step, and with these needs and other preconditions."""
    step = _naming(step, needs)
    if "count" in type(step).model_fields:
        step = step.model_copy(update={"count": skill.batch})
    given = tuple(e for e in skill.effects if e.delta > 0)
    used = tuple(Effect(item=item, delta=-count) for item, count in needs)
    carried = (Has(item=item, count=count) for item, count in needs)
    conditions = (*carried, *sorted(held, key=str))
    return skill.model_copy(
        update={
            "steps": (step,),
            "parameters": _parameters(skill, step, held),
            "preconditions": all_of(*conditions) if conditions else None,
            "effects": tuple(sorted((*used, *given), key=lambda e: (e.item, e.delta))),
        }
    )


def _naming(step: Subgoal, needs: Needs) -> Subgoal:
    """Returns a smelting that names no other source and fuel than what it needs."""
    if not isinstance(step, Smelt):
        return step
    names = {item for item, _ in needs}
    source = step.source if step.source in names else None
    fuel = step.fuel if step.fuel in names else None
    return step.model_copy(update={"source": source, "fuel": fuel})


def _parameters(skill: Skill, step: Subgoal, held: Iterable[Condition]) -> tuple[Parameter, ...]:
    """Returns what may be given in a call of a skill with a step: what varied where it worked."""
    found = []
    if "count" in type(step).model_fields:
        found.append(Parameter(name="count", default=skill.batch, uses=((0, "count"),)))
    match step:
        case Gather():
            found += _given("tool", _tools(skill.done_with, held))
            if step.height is not None and len(set(skill.found_at)) > 1:
                within = (band(min(skill.found_at))[0], band(max(skill.found_at))[1])
                uses = ((0, "height"),)
                found.append(Parameter(name="height", default=None, uses=uses, within=within))
        case Craft(station=None):
            found += _given("station", [name for name in skill.done_with if name != "none"])
    return tuple(found)


def _given(field: str, names: Iterable[str]) -> list[Parameter]:
    among = tuple(names)
    uses = ((0, field),)
    return [Parameter(name=field, default=None, uses=uses, among=among)] if among else []


def _tools(done_with: Iterable[str], held: Iterable[Condition]) -> list[str]:
    """Returns the weakest tool of each kind that worked and does still; none if all were one."""
    needed: dict[str, int] = {
        part.tool: tier_rank(part.tier) for part in held if isinstance(part, HasTool)
    }
    known = [(tool_of(name) or ("", "wooden"), name) for name in done_with]
    ranked = sorted((kind, tier_rank(tier), name) for (kind, tier), name in known)
    serving = [t for t in ranked if not needed or t[1] >= needed.get(t[0], t[1] + 1)]
    weakest = [next(group)[2] for _, group in groupby(serving, key=lambda tool: tool[0])]
    return weakest if len(serving) > 1 else []
