"""How a skill is put together from a step, what it uses up and what else must hold."""

from __future__ import annotations

from statistics import median_low

from envs import And, Condition, Gather, Has, Smelt, Subgoal, all_of
from memory._recipes import Needs
from memory._ways import Shown
from memory._yields import band
from memory.entries import MAX_COSTS, Effect, Parameter, Skill, SkillStep


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
        }
    )
    return with_needs(update, step, needs, held)


def with_needs(skill: Skill, step: Subgoal, needs: Needs, held: tuple[Condition, ...]) -> Skill:
    """Returns the skill with another step, and with these needs and other preconditions."""
    step = _naming(step, needs)
    counted = "count" in type(step).model_fields
    if counted:
        step = step.model_copy(update={"count": skill.batch})
    count = Parameter(name="count", default=skill.batch, uses=((0, "count"),))
    given = tuple(e for e in skill.effects if e.delta > 0)
    used = tuple(Effect(item=item, delta=-count) for item, count in needs)
    carried = (Has(item=item, count=count) for item, count in needs)
    conditions = (*carried, *sorted(held, key=str))
    return skill.model_copy(
        update={
            "steps": (step,),
            "parameters": (count,) if counted else (),
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
