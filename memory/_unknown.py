"""Which names in an entry are no words of the world."""

from __future__ import annotations

import re
from collections.abc import Iterable

from envs import SUBGOAL_CLASSES, Condition, Subgoal, Vocabulary, unknown_words
from memory.entries import Guardrail, Remedy, Skill, SkillCall
from memory.parameters import Parameter

NAMING = ("item", "source", "station", "entity", "container", "fuel", "on", "tool")
"""The fields of subgoals that hold names of items, blocks or entities."""


def unknown_in_skill(skill: Skill, vocabulary: Vocabulary) -> str | None:
    """Returns the first name in a skill that is no word; `None` if all are."""
    plain = [step for step in skill.steps if not isinstance(step, SkillCall)]
    words = (skill.goal, skill.preconditions, skill.verification)
    given = [("item", n) for p in skill.parameters for n in (p.default, *p.among)]
    strange = (p.name for p in skill.parameters if not _names_something(p, vocabulary))
    return (
        _unknown(words, plain, vocabulary)
        or no_word((*given, *(("item", n) for n in skill.done_with)), vocabulary)
        or next(strange, None)
    )


def unknown_in_guardrail(guardrail: Guardrail, vocabulary: Vocabulary) -> str | None:
    """Returns the first name in a guardrail that is no word, what it forbids aside."""
    remedy = guardrail.remedy or Remedy()
    words = (guardrail.trigger, guardrail.exception, remedy.achieve)
    return _unknown(words, remedy.steps, vocabulary) or no_word(remedy.replace, vocabulary)


def no_word(fields: Iterable[tuple[str, object]], vocabulary: Vocabulary) -> str | None:
    """Returns the first name in a subgoal's fields that is no word; `None` if all are."""
    named = (value for name, value in fields if name in NAMING and isinstance(value, str))
    # Where a tool is named, none is the bare hand.
    return next((word for word in named if word != "none" and not vocabulary.knows(word)), None)


def _unknown(
    conditions: Iterable[Condition | None], steps: Iterable[Subgoal], vocabulary: Vocabulary
) -> str | None:
    for condition in conditions:
        if condition is not None and (unknown := unknown_words(condition, vocabulary)):
            return unknown[0]
    strange = (no_word(step, vocabulary) for step in steps)
    return next((word for word in strange if word is not None), None)


def _names_something(parameter: Parameter, vocabulary: Vocabulary) -> bool:
    """Returns whether a parameter is called after a field, or after what its count is of."""
    fields = {name for _, name in parameter.uses} & {"count", "height", *NAMING}
    plain = (parameter.name, re.sub(r"_\d+$", "", parameter.name))
    named = (
        n in SUBGOAL_CLASSES or vocabulary.knows(n) or vocabulary.knows(f"#{n}") for n in plain
    )
    return parameter.name in fields or any(named)
