"""Skills: what successes show, and how that lives on under evidence.

The first success of a way makes a skill, each later one bears it out and generalises it. A
failure although all preconditions held speaks against it; where the world said what was
lacking, the preconditions are amended at once, so that a world whose rules changed is caught up
with. How sure a skill is, is its posterior; its life is decided by its latest outcomes.
"""

from __future__ import annotations

from collections.abc import Iterable

from diagnosis import Cause, Diagnosis
from envs import (
    Attempt,
    Craft,
    Explore,
    Gather,
    Has,
    HasTool,
    Heights,
    Hunt,
    Smelt,
    Subgoal,
    Trade,
    Vocabulary,
    tier_rank,
    tool_of,
)
from memory._building import held_of, needs_of, primitive_step, rebuilt
from memory._recipes import generalised
from memory._shown import Shown, before, same_block
from memory._wording import doing, listed
from memory.calling import for_item
from memory.entries import Evidence, Skill, SkillCall, SkillStep, Status, entry_id

SURE_VERBS = frozenset({"craft", "eat", "equip", "place", "smelt"})
"""Steps that don't depend on luck: what worked once works again under the same conditions."""

_LACK = frozenset(
    {
        Cause.invalid_subgoal,
        Cause.missing_fuel,
        Cause.missing_material,
        Cause.missing_station,
        Cause.missing_tool,
        Cause.tool_too_weak,
        Cause.window_blocked,
    }
)

LUCK = frozenset({Cause.out_of_time, Cause.stuck, Cause.target_not_found, Cause.target_unreachable})
"""Causes that lie in where one happened to be; they are counted once an episode."""


def new_skill(
    shown: Shown, scope: str, hints: Iterable[str], vocabulary: Vocabulary, *, variant: bool
) -> Skill:
    """Returns the skill that one success makes, its evidence not yet counted.

    Args:
        shown: What the success shows.
        scope: To what the skill belongs.
        hints: Tags that a window named for the same result.
        vocabulary: The world's words.
        variant: Whether the plain id is taken by another way to the same end.
    """
    needs = generalised(shown.needs, hints, vocabulary)
    content = {
        "verb": shown.step.kind,
        "gives": shown.gives or str(shown.goal),
        "way": _way(shown.step),
        **({"needs": listed(needs)} if variant else {}),
    }
    skill = Skill(
        id=entry_id("skill", content),
        scope=scope,
        goal=shown.goal,
        steps=(shown.step,),
        verification=shown.goal,
        status="active",
        evidence=Evidence(),
    )
    return rebuilt(skill, shown, needs, shown.held)


def fits(skill: Skill, subgoal: Subgoal, vocabulary: Vocabulary) -> bool:
    """Returns whether `subgoal` is what the skill's one step does, its count aside.

    A subgoal that insists on another tool than the skill needs is another thing to do. What a
    skill for any item of a tag does, it does for each of them.
    """
    if skill.any_of is not None:
        item = getattr(subgoal, "item", None)
        if item is None or not vocabulary.matches(skill.any_of, item):
            return False
        skill = for_item(skill, item)
    step = primitive_step(skill)
    if step is None or not _serves(skill, getattr(subgoal, "tool", None)):
        return False
    match subgoal, step:
        case Gather(), Gather():
            plain = same_block(subgoal)
            same = (plain.item, plain.source) == (step.item, step.source)
            return same and _overlap(plain.height, step.height)
        case Smelt(), Smelt():
            return (
                (subgoal.item, subgoal.station) == (step.item, step.station)
                and _may_be(step.source, subgoal.source, vocabulary)
                and _may_be(step.fuel, subgoal.fuel, vocabulary)
            )
        case _:
            # Most differ in the item, which is told sooner than by bare copies.
            return (
                subgoal.kind == step.kind
                and getattr(subgoal, "item", None) == getattr(step, "item", None)
                and _bare(subgoal) == _bare(step)
            )


def usual_cost(skills: Iterable[Skill], subgoal: Subgoal, vocabulary: Vocabulary) -> int:
    """Returns how many ticks a subgoal takes as a rule, by skills whose one step it is.

    Args:
        skills: What is known; of those that have proved themselves here the longest counts. One
            for any item of a tag counts where there is none of its own.
        subgoal: What is to be done, as often as it asks for if nothing were carried yet.
        vocabulary: The world's words.

    Returns:
        Ticks; 0 where no skill does it.
    """
    count = getattr(subgoal, "count", 1)
    active = (skill for skill in skills if skill.status == "active")
    known = [skill for skill in active if fits(skill, subgoal, vocabulary)]
    own = [skill for skill in known if skill.any_of is None] or known
    return max((skill.cost_ticks * -(-count // skill.batch) for skill in own), default=0)


def speaks_against(
    skill: Skill, attempt: Attempt, diagnosis: Diagnosis, vocabulary: Vocabulary
) -> bool:
    """Returns whether a failed attempt at the skill's step goes against the skill.

    It doesn't if a precondition didn't hold, if it got some of what was wanted, if it dug at a
    part of the skill's heights only, if it named a tool that wasn't carried, or if what went wrong
    (a creeper, a full bag, a station behind a wall) is nothing that the skill is about.
    """
    if not _where_it_is(skill.steps[0], attempt.subgoal):
        return False
    causes = _LACK if skill.steps[0].kind in SURE_VERBS else _LACK | LUCK
    if diagnosis.cause not in causes or diagnosis.indicators.gain > 0:
        return False
    needs = () if diagnosis.primary is None else diagnosis.primary.needs
    if any(n.kind == "station" and n.name == station_of(skill.steps[0]) for n in needs):
        return False
    view, tool = before(attempt, vocabulary), getattr(attempt.subgoal, "tool", None)
    if tool not in {None, "none"} and Has(item=tool).evaluate(view) is False:
        return False
    return skill.preconditions is None or skill.preconditions.holds(view)


def status_by_evidence(skill: Skill) -> Status:
    """Returns the skill's status by its latest outcomes.

    What doesn't depend on luck is retired once most of its last five outcomes went against it,
    what does once a whole run of eight did. What was retired comes back once most of the last
    three bear it out.
    """
    evidence = skill.evidence
    if skill.status == "retired":
        return "active" if evidence.recent(3) > 0.5 else "retired"
    if skill.steps[0].kind in SURE_VERBS:
        failing = evidence.recent(5) < 0.5
    else:
        failing = evidence.recent(8) < 0.2
    return "retired" if failing else "active" if evidence.recent(8) > 0.5 else skill.status


def sentence(skill: Skill) -> str:
    """Returns in one sentence what a skill says."""
    step = primitive_step(skill)
    if step is None:
        does = (s.skill if isinstance(s, SkillCall) else str(s) for s in skill.steps)
        return f"{skill.goal} comes of {', then '.join(does)}."
    if skill.any_of is not None:
        return sentence(for_item(skill, skill.any_of))
    needs, held = listed(needs_of(skill)), " and ".join(map(str, held_of(skill)))
    takes = f" from {needs}" if needs else ""
    under = f" where {held}" if held else ""
    return f"{doing(step)} works{takes}{under}."


def station_of(step: SkillStep) -> str | None:
    """Returns the block at which a step is done; `None` if at none."""
    return step.station if isinstance(step, Craft | Smelt) else None


def _where_it_is(step: SkillStep, subgoal: Subgoal) -> bool:
    """Returns whether a digging went through all the heights that a skill names."""
    known, tried = (getattr(s, "height", None) for s in (step, subgoal))
    return known is None or tried is None or (tried[0] <= known[0] and known[1] <= tried[1])


def _way(step: Subgoal) -> str:
    """Returns what sets a way apart from others to the same item, whatever else is learned."""
    match step:
        case Gather():
            return f"{step.source or step.item} {'open' if step.height is None else 'dug'}"
        case Smelt():
            return step.station
        case Hunt() | Trade():
            return step.entity
        case Explore():
            return step.sought
        case _:
            return ""


def _serves(skill: Skill, tool: str | None) -> bool:
    """Returns whether a skill may be done with a tool, `None` for the best that is carried."""
    if tool is None:
        return True
    named = tool_of(tool)
    needed = [part for part in held_of(skill) if isinstance(part, HasTool)]
    return named is not None and any(
        named[0] == part.tool and tier_rank(part.tier) <= tier_rank(named[1]) for part in needed
    )


def _overlap(one: Heights | None, other: Heights | None) -> bool:
    if one is None or other is None:
        return one == other
    return one[0] <= other[1] and other[0] <= one[1]


def _may_be(known: str | None, asked: str | None, vocabulary: Vocabulary) -> bool:
    return known is None or asked is None or vocabulary.covers(known, asked)


def _bare(subgoal: Subgoal) -> Subgoal:
    plain: dict[str, object] = {"checks": (), "budget_ticks": None}
    if "count" in type(subgoal).model_fields:
        plain["count"] = 1
    return subgoal.model_copy(update=plain)
