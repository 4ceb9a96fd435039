"""How a skill is amended by what a failure showed it to lack."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from diagnosis import Finding, Need
from envs import Condition, Craft, HasTool, Near, Smelt, Subgoal, Vocabulary
from memory._building import held_of, needs_of, primitive_step, with_needs
from memory._recipes import generalised, joined
from memory._shown import STATION_BLOCKS
from memory._tools import needed_tool
from memory.entries import Skill

CERTAIN = 0.85
"""From this certainty on, a cause is taken at its word after one failure: not where a single block
gave nothing, whose drop may have fallen out of reach."""


def believed(skill: Skill, findings: Iterable[Finding]) -> bool:
    """Returns whether one more failure suffices to amend a skill by what was lacking.

    What the world itself said does. What was inferred, from a block that gave nothing, say, may
    be bad luck: a skill that has worked before is amended only if it fails twice in a row, or for
    want of the same tool again without having worked with a weaker one meanwhile.
    """
    evidence, findings = skill.evidence, tuple(findings)
    said = all(finding.certainty == 1.0 for finding in findings)
    again = skill.doubted is not None and skill.doubted == _tool_lacking(findings)
    return said or again or evidence.supporting < 2 or evidence.latest[-1:] == (False,)


def doubtful(skill: Skill, findings: Iterable[Finding]) -> Skill:
    """Returns the skill with the tool that a failure, not yet believed, showed it to lack."""
    tool = _tool_lacking(findings)
    return skill if tool is None else skill.model_copy(update={"doubted": tool})


def amended(skill: Skill, findings: Collection[Finding], vocabulary: Vocabulary) -> Skill:
    """Returns the skill with what a failure showed it to lack; as it is if it lacks nothing."""
    step = primitive_step(skill)
    if step is None:
        return skill
    needs, held = dict(needs_of(skill)), list(held_of(skill))
    for need in (n for f in findings if f.certainty >= CERTAIN for n in f.needs):
        if need.kind == "item":
            _raise(needs, need, vocabulary)
        elif need.kind == "station" and isinstance(step, Craft | Smelt):
            step = step.model_copy(update={"station": need.name})
            held = [part for part in held if not isinstance(part, Near)]
            held.append(Near(name=need.name, distance=STATION_BLOCKS))
        elif need.kind == "tool" and (tool := needed_tool(need)) is not None:
            held = [*(part for part in held if not _same_kind(part, tool)), tool]
    if _tool_lacking(findings) is not None:
        # It is believed by now; what else was lacking says nothing of the tool.
        skill = skill.model_copy(update={"doubted": None})
    return with_needs(skill, step, joined(needs, vocabulary), tuple(held))


def raised(
    skill: Skill, subgoal: Subgoal, findings: Iterable[Finding], vocabulary: Vocabulary
) -> Skill:
    """Returns the skill with the counts that the world itself said are needed.

    It is for failures that aren't the skill's: they say how many of its ingredients are needed,
    and not that another way to the same item needs others.
    """
    step = primitive_step(skill)
    if not isinstance(step, Craft | Smelt) or not isinstance(subgoal, Craft | Smelt):
        return skill
    if (step.kind, step.item) != (subgoal.kind, subgoal.item):
        return skill
    needs = dict(needs_of(skill))
    for need in (n for f in findings if f.certainty == 1.0 for n in f.needs):
        for name in needs if need.kind == "item" else ():
            if vocabulary.covers(name, need.name):
                needs[name] = max(needs[name], need.count)
    return with_needs(skill, step, tuple(sorted(needs.items())), held_of(skill))


def renamed(
    skill: Skill, subgoal: Subgoal, findings: Iterable[Finding], vocabulary: Vocabulary
) -> Skill:
    """Returns the skill with the tags by which a refused window called its ingredients."""
    step = primitive_step(skill)
    if not isinstance(step, Craft) or not isinstance(subgoal, Craft) or step.item != subgoal.item:
        return skill
    tags = {n.name for f in findings for n in f.needs if n.kind == "item" and n.name[0] == "#"}
    needs = generalised(needs_of(skill), tags, vocabulary)
    return skill if needs == needs_of(skill) else with_needs(skill, step, needs, held_of(skill))


def _raise(needs: dict[str, int], need: Need, vocabulary: Vocabulary) -> None:
    """Sets a need to what the world said, though all that is known to be needed was there.

    If there was enough of the tag by which it is known, just the one named will do.
    """
    covering = [name for name in sorted(needs) if vocabulary.covers(name, need.name)]
    if covering and needs[covering[0]] < need.count:
        needs[covering[0]] = need.count
        return
    for name in (*covering, *(n for n in sorted(needs) if vocabulary.covers(need.name, n))):
        needs.pop(name, None)
    needs[need.name] = need.count


def _tool_lacking(findings: Iterable[Finding]) -> HasTool | None:
    needs = (n for f in findings if f.certainty >= CERTAIN for n in f.needs if n.kind == "tool")
    return next(filter(None, map(needed_tool, needs)), None)


def _same_kind(condition: Condition, tool: HasTool) -> bool:
    return isinstance(condition, HasTool) and condition.tool == tool.tool
