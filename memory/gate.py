"""The gate: what every new or changed entry must pass, whoever proposes it.

Schema (it is what it says it is), match (it says what was the case), executability (its words
are words here and its steps can be tried), specificity (it doesn't forbid what has worked) and
conflict (it doesn't close the last way that another leaves open). A refusal is one sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from pydantic import ValidationError

from envs import (
    SUBGOAL_CLASSES,
    Attempt,
    Condition,
    Has,
    HasTool,
    Near,
    Not,
    Vocabulary,
    tier_rank,
)
from memory._asked import items_asked
from memory._building import parts, primitive_step
from memory._draft import pattern_of
from memory._lesson import violates
from memory._nesting import Known, NestingError, expansion, is_composed
from memory._shown import before
from memory._unknown import NAMING, no_word, unknown_in_guardrail, unknown_in_skill
from memory.calling import expand
from memory.entries import (
    Entry,
    Guardrail,
    Remedy,
    Skill,
    entry_adapter,
)
from memory.experience import Experience
from memory.parameters import Parameter
from memory.patterns import SubgoalPattern, Tried

MAX_CHARACTERS = 16_384
"""How many characters of JSON an entry takes at most, its evidence aside: it has to stand in
prompts beside others. A skill of `MAX_SKILL_STEPS` steps takes about half."""


def skill_refusal(
    skill: Skill, attempt: Attempt, vocabulary: Vocabulary, known: Known | None = None
) -> str | None:
    """Returns why a skill isn't let in, `None` if it is.

    Args:
        skill: The skill.
        attempt: The success that it is made, or changed, from; the first of a composed skill.
        vocabulary: The world's words.
        known: Finds the skills that it calls; `None` if there are none.
    """
    if (malformed := _malformed(skill)) is not None:
        return malformed
    if (endless := _nesting_refusal(skill, known)) is not None:
        return endless
    if (unknown := unknown_in_skill(skill, vocabulary)) is not None:
        return f"Not executable: {unknown!r} is no word of this world."
    needs = skill.preconditions
    if needs is not None and needs.evaluate(before(attempt, vocabulary)) is False:
        return "No match: its preconditions didn't hold when it worked."
    return None


def guardrail_refusal(
    guardrail: Guardrail,
    failure: Experience,
    successes: Iterable[Experience],
    skills: Iterable[Skill],
    guardrails: Iterable[Guardrail],
    vocabulary: Vocabulary,
    *,
    certain: bool = True,
    vain: Sequence[Tried] = (),
) -> str | None:
    """Returns why a guardrail isn't let in, `None` if it is.

    Args:
        guardrail: The guardrail.
        failure: The failure that it is made, or changed, from.
        successes: The successes on record that did something, of the same kind of subgoal.
        skills: Ways that have worked, of the same kind of subgoal.
        guardrails: The living guardrails.
        vocabulary: The world's words.
        certain: Whether the world itself said what was lacking. Then a skill that has just
            failed is no witness; against what was inferred it is, until it fails again.
        vain: What the failure's episode had tried in vain before.
    """
    if (malformed := _malformed(guardrail)) is not None:
        return malformed
    if not _violated_by(guardrail, failure, vocabulary, vain):
        return "No match: it would not have forbidden the failure that it comes from."
    if (unknown := unknown_in_guardrail(guardrail, vocabulary)) is not None:
        return f"Not executable: {unknown!r} is no word of this world."
    for success in successes:
        if _violated_by(guardrail, success, vocabulary):
            return f"Not specific: it forbids what worked in {success.id}."
    for skill in skills:
        if _is_witness(skill, certain) and _forbids(guardrail, skill, vocabulary):
            return f"Not specific: it forbids what {skill.id} has shown to work."
    return _conflict(guardrail, guardrails)


def offer_refusal(
    entry: Entry,
    guardrails: Iterable[Guardrail],
    vocabulary: Vocabulary,
    known: Known | None = None,
) -> str | None:
    """Returns why an entry that was learned elsewhere isn't let in, `None` if it is.

    There is no experience yet that it could be held against.

    Args:
        entry: The entry.
        guardrails: The living guardrails.
        vocabulary: The world's words.
        known: Finds the skills that a skill calls; `None` if there are none.
    """
    if (malformed := _malformed(entry)) is not None:
        return malformed
    if re.fullmatch(rf"{entry.kind}-[0-9a-f]{{10}}", entry.id) is None:
        # Its id stands in prompts, and could say anything there.
        return f"Not in the schema: expected an id such as {entry.kind}-0123456789."
    if isinstance(entry, Skill) and (endless := _nesting_refusal(entry, known)) is not None:
        return endless
    if isinstance(entry, Guardrail):
        fields = ((f.name, f.value) for f in pattern_of(entry.forbidden).fields)
        unknown = no_word(fields, vocabulary) or unknown_in_guardrail(entry, vocabulary)
    else:
        unknown = unknown_in_skill(entry, vocabulary)
    if unknown is not None:
        return f"Not executable: {unknown!r} is no word of this world."
    return _conflict(entry, guardrails) if isinstance(entry, Guardrail) else None


def with_exception(
    guardrail: Guardrail,
    failure: Experience,
    successes: Sequence[Experience],
    vocabulary: Vocabulary,
) -> Guardrail | None:
    """Returns the guardrail with an exception for the successes that it would have forbidden.

    The exception is one thing that was near, or one tool that was carried, in all of them and
    not in the failure; `None` if nothing sets them apart, or there are none.
    """
    wronged = [s for s in successes if _violated_by(guardrail, s, vocabulary)]
    if not wronged:
        return None
    lost = before(failure.attempt, vocabulary)
    for exception in _set_apart(wronged[0].attempt):
        if exception.evaluate(lost) is False and all(
            exception.holds(before(s.attempt, vocabulary)) for s in wronged
        ):
            return guardrail.model_copy(update={"exception": exception})
    return None


def implies(known: Condition, wanted: Condition, vocabulary: Vocabulary) -> bool:
    """Returns whether `wanted` follows from one of the parts of `known`."""
    return any(_atom_implies(part, wanted, vocabulary) for part in parts(known))


def _atom_implies(known: Condition, wanted: Condition, vocabulary: Vocabulary) -> bool:
    match known, wanted:
        case Has(), Has():
            return known.count >= wanted.count and vocabulary.covers(wanted.item, known.item)
        case HasTool(), HasTool():
            return known.tool == wanted.tool and tier_rank(known.tier) >= tier_rank(wanted.tier)
        case Near(), Near():
            return known.distance <= wanted.distance and vocabulary.covers(wanted.name, known.name)
        case _:
            return known == wanted


def _nesting_refusal(skill: Skill, known: Known | None) -> str | None:
    """Returns why the calls of a skill can't be carried out; `None` if it has none, or they can."""
    if not is_composed(skill):
        return None
    try:
        expansion(skill, known or (lambda _: None))
    except NestingError as error:
        return f"Not executable: {error}"
    return None


def _malformed(entry: Entry) -> str | None:
    try:
        if entry_adapter.validate_python(entry.model_dump()) != entry:
            return "Not in the schema: it reads back as something else."
    except ValidationError as error:
        return f"Not in the schema: {error.errors()[0]['msg']}."
    said = len(entry.model_dump_json(exclude={"evidence"}))
    if said > MAX_CHARACTERS:
        return f"Not in the schema: expected at most {MAX_CHARACTERS} characters, found {said}."
    if isinstance(entry, Skill) and not entry.steps:
        return "Not in the schema: a skill takes at least one step."
    if isinstance(entry, Skill) and not _can_be_called(entry):
        return "Not in the schema: its parameters don't fit its steps."
    if isinstance(entry, Guardrail):
        pattern = pattern_of(entry.forbidden)
        subgoal = SUBGOAL_CLASSES.get(pattern.verb)
        fields = () if subgoal is None else subgoal.model_fields
        if subgoal is None or any(field.name not in fields for field in pattern.fields):
            return f"Not in the schema: {pattern} can match no subgoal."
        changed = (name for name, _ in (entry.remedy or Remedy()).replace)
        if (strange := next((name for name in changed if name not in fields), None)) is not None:
            return f"Not in the schema: {pattern} has no {strange} to change."
    return None


def _can_be_called(skill: Skill) -> bool:
    if not all(_takes_what_is_given(parameter, skill) for parameter in skill.parameters):
        return False
    try:
        expand(skill, {})
    except (ValueError, IndexError):
        return False
    return True


def _takes_what_is_given(parameter: Parameter, skill: Skill) -> bool:
    """Returns whether names are given for names, and heights for heights."""
    fields = {
        name
        for index, name in parameter.uses
        if index < len(skill.steps) and skill.steps[index].kind != "skill"
    }
    named = not parameter.among or fields <= set(NAMING)
    return named and (parameter.within is None or fields <= {"height"})


def _violated_by(
    guardrail: Guardrail,
    experience: Experience,
    vocabulary: Vocabulary,
    vain: Sequence[Tried] = (),
) -> bool:
    attempt = experience.attempt
    view = before(attempt, vocabulary)
    return violates(guardrail, attempt.subgoal, experience.plan, view, vain)


def _is_witness(skill: Skill, certain: bool) -> bool:
    if skill.status != "active":
        return False
    return skill.evidence.latest[-1:] == (True,) if certain else skill.evidence.recent(3) > 0.5


def _forbids(guardrail: Guardrail, skill: Skill, vocabulary: Vocabulary) -> bool:
    """Returns whether what the skill does is forbidden though its preconditions hold."""
    step = primitive_step(skill)
    if step is None or not isinstance(guardrail.forbidden, SubgoalPattern):
        return False
    if guardrail.exception is not None or not guardrail.forbidden.matches(step, vocabulary):
        return False
    trigger, known = guardrail.trigger, skill.preconditions
    if trigger is None or known is None:
        return trigger is None or _asks(trigger) != ()
    needed = _asks(trigger)
    return needed != () and not any(implies(known, one, vocabulary) for one in needed)


def _asks(trigger: Condition) -> tuple[Condition, ...]:
    """Returns what one of must hold, by a trigger that says that all of it is lacking."""
    if isinstance(trigger, Not) and isinstance(trigger.of, HasTool | Near):
        return (trigger.of,)
    return items_asked(trigger)


def _conflict(guardrail: Guardrail, guardrails: Iterable[Guardrail]) -> str | None:
    for other in guardrails:
        if other.id == guardrail.id or other.forbidden != guardrail.forbidden:
            continue
        if other.status == "active" and _opposite(other.trigger, guardrail.trigger):
            return f"Conflict: together with {other.id} it would forbid this always."
    return None


def _opposite(one: Condition | None, other: Condition | None) -> bool:
    if one is None or other is None:
        return False
    return Not(of=one) == other or Not(of=other) == one


def _set_apart(attempt: Attempt) -> Iterator[Condition]:
    """Yields what may have made the difference in a success."""
    for thing in attempt.pre_state.stations or ():
        yield Near(name=thing.name, distance=16)
    for kind in ("axe", "pickaxe", "shovel", "sword", "hoe", "shears"):
        yield HasTool.model_validate({"tool": kind})
