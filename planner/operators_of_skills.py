"""The operators that learned skills amount to."""

from __future__ import annotations

from dataclasses import replace

from envs import (
    And,
    Condition,
    Eat,
    Happened,
    Has,
    HasTool,
    Hunt,
    Ingredient,
    Near,
    Place,
    Subgoal,
    Trade,
    Use,
    UsingRule,
    Vocabulary,
    tool_of,
)
from memory import Skill, SkillCall, for_each_item
from planner.operators import TRADE_TICKS, Knowhow, Operator
from planner.operators_of_rules import from_use


def from_skills(skills: tuple[Skill, ...], vocabulary: Vocabulary | None = None) -> Knowhow:
    """Returns the operators that primitive skills amount to, the most reliable first.

    Skills whose goal isn't to carry an item, or that take several steps, are left out. A skill for
    any item of a tag comes last, as an operator for each of them that has no skill of its own.

    Args:
        skills: What is known.
        vocabulary: The world's words; `None` leaves out the skills for any item of a tag.
    """
    ordered = sorted(skills, key=lambda s: (-s.evidence.reliability, s.id))
    own = [op for s in ordered if s.any_of is None and (op := _from_skill(s)) is not None]
    if vocabulary is None:
        return Knowhow(tuple(own))
    known = {operator.item for operator in own}
    each = (one for skill in ordered for one in for_each_item(skill, vocabulary))
    more = (op for s in each if _item(s) not in known and (op := _from_skill(s)) is not None)
    return Knowhow((*own, *more))


def _item(skill: Skill) -> str | None:
    return skill.goal.item if isinstance(skill.goal, Has) else None


def _from_skill(skill: Skill) -> Operator | None:
    if len(skill.steps) != 1 or isinstance(skill.steps[0], SkillCall):
        return None
    uses = tuple(
        Ingredient(item=effect.item, count=-effect.delta)
        for effect in skill.effects
        if effect.delta < 0
    )
    found = learned_operator(
        skill.id, skill.goal, skill.preconditions, uses, skill.steps[0], skill.cost_ticks
    )
    return None if found is None else replace(found, batch=skill.batch)


def learned_operator(
    skill: str,
    goal: Condition,
    needs: Condition | None,
    uses: tuple[Ingredient, ...],
    subgoal: Subgoal,
    ticks: int = 1,
) -> Operator | None:
    """Returns the operator that a learned skill of one step amounts to.

    Args:
        skill: The skill's id.
        goal: What one application brings about.
        needs: What must hold before it; `None` for nothing.
        uses: What one application uses up.
        subgoal: The one step.
        ticks: How long one application usually takes. Where one trades there is the way to
            somebody to trade with besides.

    Returns:
        The operator with a batch as the goal says, or `None` if the goal isn't to carry an item,
        to build something, or a deed that is done where something is.
    """
    if isinstance(goal, Near) and isinstance(subgoal, Place):
        # What is built of other things stands from then on; what is carried is only set down.
        built = uses and all(used.item != goal.name for used in uses)
        return Operator(goal.name, 1, uses, subgoal, skill=skill) if built else None
    if isinstance(goal, Happened) and goal.object is not None and _is_done_there(subgoal, uses):
        return Operator(
            f"{goal.verb}/{goal.object}",
            1,
            (),
            subgoal,
            station=next((a.name for a in atoms_of(needs) if isinstance(a, Near)), None),
            cost=max(1, ticks),
            skill=skill,
            deed=(goal.verb, goal.object),
        )
    if not isinstance(goal, Has):
        return None
    if isinstance(subgoal, Use):
        if goal.item.startswith("#"):
            # A use is known to give one thing; what says otherwise was never lived through.
            return None
        rule = _using(goal.item, needs, uses, subgoal)
        return replace(from_use(rule), cost=max(1, ticks), skill=skill)
    tool = station = None
    for atom in atoms_of(needs):
        match atom:
            case Has():
                tool = tool_of(atom.item) or tool
            case HasTool():
                tool = (atom.tool, atom.tier)
            case Near() if not isinstance(subgoal, Trade):
                # Whom one trades with is walked to, and not carried along and placed.
                station = atom.name
            case _:
                pass
    cost = max(1, ticks) + (TRADE_TICKS if isinstance(subgoal, Trade) else 0)
    return Operator(
        goal.item, goal.count, uses, subgoal, tool=tool, station=station, cost=cost, skill=skill
    )


def _using(
    item: str, needs: Condition | None, uses: tuple[Ingredient, ...], subgoal: Use
) -> UsingRule:
    """Returns the rule by which a use that has worked gives an item."""
    held = atoms_of(needs)
    carried = any(isinstance(atom, Has) and atom.item == subgoal.on for atom in held)
    placed = any(isinstance(atom, Near) and atom.name == subgoal.on for atom in held)
    rule = UsingRule(use=subgoal.item, on=subgoal.on, item=item, consumes=uses)
    if subgoal.on is None:
        return rule
    on_is = "carried" if carried else "placed" if placed else "found"
    return rule.model_copy(update={"on_is": on_is})


def _is_done_there(subgoal: Subgoal, uses: tuple[Ingredient, ...]) -> bool:
    """Returns whether something is done where it is, with nothing carried for it."""
    return isinstance(subgoal, Eat | Hunt) and not uses


def atoms_of(condition: Condition | None) -> tuple[Condition, ...]:
    """Returns the parts of a conjunction; one part for anything else, none for `None`."""
    if condition is None:
        return ()
    return condition.of if isinstance(condition, And) else (condition,)
