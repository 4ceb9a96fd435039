"""The JSON in which a model answers a plan: how it is read, and what is wrong with it.

A plan is `{"steps": [...]}`. Each step is a subgoal in its JSON notation, without `checks` and
`budget_ticks`, or a call of a skill: `{"kind": "skill", "skill": ID, "arguments": {...}}`. Calls
are expanded here, into subgoals that name the skill they came from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError

from envs import (
    SUBGOAL_CLASSES,
    Explore,
    GoTo,
    NotationError,
    Step,
    Subgoal,
    UnknownNameError,
    Vocabulary,
    Wait,
    parse,
    safe_text,
    subgoal_adapter,
    unknown_words,
)
from memory import MAX_SKILL_DEPTH, Skill, SkillCall, expand
from planner.json_objects import objects_in
from planner.plan_schema import MAX_STEPS

_BARE_HAND = frozenset({"none"})


class PlanFormatError(ValueError):
    """Says why a reply is no plan at all, in one sentence for the model that gave it."""


@dataclass(frozen=True)
class Checked:
    """What came of a reply's steps.

    Attributes:
        steps: The valid ones, skills expanded, in order, at most `MAX_STEPS`.
        complaints: What is wrong with the others, one sentence each, in order.
    """

    steps: tuple[Step, ...]
    complaints: tuple[str, ...]


def read_reply(text: str) -> list[Any]:
    """Returns the steps of a reply as they stand in it.

    The plan may stand inside prose or a code fence: the first JSON object with `steps` counts.

    Raises:
        PlanFormatError: If there is none.
    """
    for found in objects_in(text):
        if isinstance(steps := found.get("steps"), list):
            return steps
    if not text.strip():
        raise PlanFormatError("The reply was empty; expected a JSON object with steps.")
    if "{" in text:
        raise PlanFormatError(
            "Found no complete JSON object with a list of steps; it may have been cut off. "
            "Answer with one shorter object and nothing else."
        )
    raise PlanFormatError('Expected one JSON object {"steps": [...]}, found no object.')


def checked(raw: Sequence[Any], vocabulary: Vocabulary, skills: Sequence[Skill]) -> Checked:
    """Returns the valid steps of `raw` and what is wrong with the others.

    Args:
        raw: Steps as they stand in the reply.
        vocabulary: The words of the world.
        skills: The skills that may be called.
    """
    known = {skill.id: skill for skill in skills}
    steps: list[Step] = []
    complaints: list[str] = []
    # What is far beyond any plan isn't even looked at.
    for number, entry in enumerate(raw[: 2 * MAX_STEPS], start=1):
        try:
            steps += _step(entry, vocabulary, known)
        except (ValueError, NotationError, UnknownNameError) as error:
            complaints.append(safe_text(f"Step {number}: {error}", 400))
    if max(len(steps), len(raw)) > MAX_STEPS:
        found = max(len(steps), len(raw))
        complaints.append(f"Expected at most {MAX_STEPS} steps, found {found}.")
    return Checked(tuple(steps[:MAX_STEPS]), tuple(complaints))


def read_step(entry: Any, vocabulary: Vocabulary) -> Subgoal | SkillCall:
    """Returns a step as it stands in a reply.

    Raises:
        ValueError: If it is none.
        NotationError: If a condition in it can't be read.
        UnknownNameError: If a name in it is no word of the world.
    """
    if not isinstance(entry, dict):
        raise ValueError("expected an object with kind.")
    given = {str(name): value for name, value in entry.items() if value is not None}
    if given.get("kind") != "skill":
        return _subgoal(given, vocabulary)
    arguments = given.pop("arguments", {})
    if not isinstance(arguments, dict):
        raise ValueError("arguments: expected an object.")
    # As with fields, what is null isn't given.
    pairs = sorted((str(n), v) for n, v in arguments.items() if v is not None)
    for name, value in pairs:
        if not _is_argument(value):
            wanted = "expected a name, a whole number or two heights"
            raise ValueError(f"arguments.{name}: {wanted}, found {value!r}.")
    call: SkillCall = _valid(SkillCall, {**given, "arguments": pairs})
    return call


def _is_argument(value: Any) -> bool:
    try:
        SkillCall(skill="skill", arguments=(("count", value),))
    except ValidationError:
        return False
    return True


def _step(entry: Any, vocabulary: Vocabulary, skills: Mapping[str, Skill]) -> list[Step]:
    step = read_step(entry, vocabulary)
    if not isinstance(step, SkillCall):
        return [Step(subgoal=step)]
    steps = _expanded(step, skills, vocabulary)
    for expanded in steps:
        _check_words(expanded.subgoal, vocabulary)
    return steps


def _subgoal(given: dict[str, Any], vocabulary: Vocabulary) -> Subgoal:
    kind = given.get("kind")
    if kind not in SUBGOAL_CLASSES:
        raise UnknownNameError("kind", str(kind), (*SUBGOAL_CLASSES, "skill"))
    if kind == Wait.model_fields["kind"].default and isinstance(given.get("until"), str):
        given = {**given, "until": parse(given["until"])}
    subgoal: Subgoal = _valid(subgoal_adapter, given)
    _check_words(subgoal, vocabulary)
    return subgoal


def _valid(form: Any, data: Any) -> Any:
    validate = form.validate_python if isinstance(form, TypeAdapter) else form.model_validate
    try:
        return validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        # The union's tag stands before the field.
        place = [str(part) for part in first["loc"] if str(part) not in SUBGOAL_CLASSES]
        said = first["msg"].removeprefix("Value error, ")
        raise ValueError(f"{'.'.join(place) or 'step'}: {said}.") from error


def _expanded(call: SkillCall, skills: Mapping[str, Skill], vocabulary: Vocabulary) -> list[Step]:
    """Returns the subgoals that `call` stands for; each names the innermost skill it is a step of.

    Raises:
        UnknownNameError: If a skill isn't known.
        ValueError: If arguments don't fit, or calls nest too deep, in a circle, or come to too
            many subgoals.
    """
    found: list[Step] = []
    # What is still to be expanded, the next last, with the skill it is from and how deep it is.
    waiting: list[tuple[Subgoal | SkillCall, str, int]] = [(call, call.skill, 0)]
    calls = 0
    while waiting:
        step, source, depth = waiting.pop()
        if not isinstance(step, SkillCall):
            found.append(Step(subgoal=step, origin="skill", source=source))
            continue
        if step.skill not in skills:
            raise UnknownNameError("skill", step.skill, skills)
        if depth >= MAX_SKILL_DEPTH:
            raise ValueError(f"skill {call.skill} nests deeper than {MAX_SKILL_DEPTH} calls.")
        calls += 1
        inner = expand(skills[step.skill], dict(step.arguments), vocabulary)
        waiting += [(part, step.skill, depth + 1) for part in reversed(inner)]
        if calls > MAX_STEPS or len(found) + len(waiting) > MAX_STEPS:
            raise ValueError(f"skill {call.skill} comes to more than {MAX_STEPS} steps.")
    return found


def _check_words(subgoal: Subgoal, vocabulary: Vocabulary) -> None:
    """Raises UnknownNameError if a field of `subgoal` holds what is no word of its kind."""
    for field, what, known in (
        ("item", "item", (vocabulary.items,)),
        ("fuel", "item", (vocabulary.items,)),
        ("tool", "item", (vocabulary.items, _BARE_HAND)),
        ("entity", "entity", (vocabulary.entities,)),
        ("source", "item or block", (vocabulary.items, vocabulary.blocks)),
        ("station", "block", (vocabulary.blocks,)),
        ("container", "block", (vocabulary.blocks,)),
        ("on", "item, block or entity", (vocabulary.items, vocabulary.blocks, vocabulary.entities)),
    ):
        name = getattr(subgoal, field, None)
        if isinstance(name, str):
            _check_word(name, what, known, vocabulary)
    if isinstance(subgoal, Explore) and subgoal.sought == "biome":
        _check_word(subgoal.target, "biome", (vocabulary.biomes,), vocabulary)
    elif isinstance(subgoal, Explore) and subgoal.sought == "thing":
        things = (vocabulary.blocks, vocabulary.entities)
        _check_word(subgoal.target, "block or entity", things, vocabulary)
    elif isinstance(subgoal, Wait) and subgoal.until is not None:
        for word in unknown_words(subgoal.until, vocabulary):
            _check_word(word, "word", (vocabulary.items,), vocabulary)
    # Where to go may be a place, and names of places are no words of the vocabulary.
    elif isinstance(subgoal, GoTo) and str(subgoal.target).startswith("#"):
        _check_word(str(subgoal.target), "tag", (), vocabulary)


def _check_word(
    name: str, what: str, known: tuple[frozenset[str], ...], vocabulary: Vocabulary
) -> None:
    if name.startswith("#"):
        if name[1:] not in vocabulary.tags:
            raise UnknownNameError("tag", name, (f"#{tag}" for tag in vocabulary.tags))
    elif not any(name in names for names in known):
        raise UnknownNameError(what, name, frozenset().union(*known))
