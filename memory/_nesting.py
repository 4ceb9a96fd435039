"""Skills that call skills: what a call comes to, and how deep and long that may be.

A composed skill takes several steps, and a step may be a call of another skill. Calls are expanded
by code, so that they must end: there is no circle, and depth and length are bounded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from envs import Subgoal
from memory.calling import expand
from memory.entries import MAX_SKILL_DEPTH, MAX_SKILL_STEPS, Entry, Skill, SkillCall

Known = Callable[[str], Entry | None]
"""Returns the entry with an id; `None` if there is none."""


class NestingError(ValueError):
    """Says why a skill's calls can't be expanded, in one sentence."""


@dataclass(frozen=True)
class Leaf:
    """One of the subgoals that a skill comes to.

    Attributes:
        name: What is done, the count aside: the id of the plain skill that does it, or its text.
        count: How many are asked for; `None` if it has no count.
    """

    name: str
    count: int | None


def is_composed(skill: Skill) -> bool:
    """Returns whether a skill takes several steps, or calls others."""
    return len(skill.steps) > 1 or isinstance(skill.steps[0], SkillCall)


def callees(skill: Skill) -> tuple[str, ...]:
    """Returns the ids of the skills that a skill calls itself, each once, in order."""
    called = (step.skill for step in skill.steps if isinstance(step, SkillCall))
    return tuple(dict.fromkeys(called))


def named(step: Subgoal) -> str:
    """Returns what a subgoal does in text, its count aside."""
    counted = "count" in type(step).model_fields
    return str(step.model_copy(update={"count": 1}) if counted else step)


def outline(skill: Skill, known: Known) -> tuple[Leaf, ...]:
    """Returns what a skill comes to, without making subgoals of it.

    Args:
        skill: Its parameters have their defaults.
        known: Finds the skills that it calls.

    Raises:
        NestingError: If a call is of no living skill, or goes round in a circle, or all of it goes
            too deep or comes to too much.
    """
    found = tuple(islice(_outlined(skill, known, (skill.id,)), MAX_SKILL_STEPS + 1))
    if len(found) > MAX_SKILL_STEPS:
        raise NestingError(f"It comes to more than {MAX_SKILL_STEPS} steps.")
    return found


def expansion(skill: Skill, known: Known) -> tuple[tuple[Subgoal, str], ...]:
    """Returns the subgoals that a skill comes to, each with the innermost skill that it is from.

    Args:
        skill: Its parameters have their defaults.
        known: Finds the skills that it calls.

    Raises:
        NestingError: If a call is of no living skill, doesn't fit it, or goes round in a circle,
            or all of it goes too deep or comes to too much.
    """
    # Every call comes to a subgoal, so that counting them bounds the work as well.
    found = tuple(islice(_expanded(skill, skill.steps, known, (skill.id,)), MAX_SKILL_STEPS + 1))
    if len(found) > MAX_SKILL_STEPS:
        raise NestingError(f"It comes to more than {MAX_SKILL_STEPS} steps.")
    return found


def _expanded(
    skill: Skill, steps: tuple[Subgoal | SkillCall, ...], known: Known, within: tuple[str, ...]
) -> Iterator[tuple[Subgoal, str]]:
    for step in steps:
        if not isinstance(step, SkillCall):
            yield step, skill.id
            continue
        called = _called(step, known, within)
        try:
            inner = expand(called, dict(step.arguments))
        except ValueError as error:
            raise NestingError(f"It calls {step.skill} wrongly: {error}") from error
        yield from _expanded(called, inner, known, (*within, called.id))


def _outlined(skill: Skill, known: Known, within: tuple[str, ...]) -> Iterator[Leaf]:
    for step in skill.steps:
        if not isinstance(step, SkillCall):
            yield Leaf(named(step), getattr(step, "count", None))
            continue
        called, given = _called(step, known, within), dict(step.arguments)
        if not is_composed(called):
            count = given.get("count", getattr(called.steps[0], "count", None))
            yield Leaf(called.id, count if isinstance(count, int) else None)
            continue
        # A composed skill has a parameter for each count, in the order of its steps.
        counts = [given.get(p.name, p.default) for p in called.parameters]
        for leaf in _outlined(called, known, (*within, called.id)):
            count = counts.pop(0) if leaf.count is not None and counts else leaf.count
            yield Leaf(leaf.name, count if isinstance(count, int) else None)


def _called(step: SkillCall, known: Known, within: tuple[str, ...]) -> Skill:
    called = known(step.skill)
    if step.skill in within:
        raise NestingError(f"It calls {step.skill} in a circle.")
    if not isinstance(called, Skill) or called.status == "retired" or not called.steps:
        raise NestingError(f"It calls {step.skill}, which is no skill in force.")
    if len(within) >= MAX_SKILL_DEPTH:
        raise NestingError(f"Its calls nest deeper than {MAX_SKILL_DEPTH}.")
    return called
