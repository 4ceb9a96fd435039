"""The JSON in which a model answers a plan: its schema, how it is read, and what is wrong with it.

A plan is `{"steps": [...]}`. Each step is a subgoal in its JSON notation, without `checks` and
`budget_ticks`, or a call of a skill: `{"kind": "skill", "skill": ID, "arguments": {...}}`. Calls
are expanded here, into subgoals that name the skill they came from.
"""

from __future__ import annotations

import json
import types
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args, get_origin

from pydantic import TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from envs import (
    SUBGOAL_CLASSES,
    Explore,
    GoTo,
    Heights,
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
from memory import Skill, SkillCall, expand

MAX_STEPS = 40
"""How many subgoals a plan has at most, after skills are expanded; more are cut off."""

MAX_DEPTH = 8
"""How deep calls of skills by skills go at most."""

_NOT_ASKED = frozenset({"checks", "budget_ticks"})

# A small model under a grammar can run on in a string for ever, so that names are bounded.
_NAME = {"type": "string", "pattern": "^#?[a-z0-9_:./-]{1,64}$"}
_WHOLE = {"type": "integer"}


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


def plan_schema() -> dict[str, Any]:
    """Returns the JSON schema of a plan.

    It is kept to what grammar samplers can do: no references, no recursion, kinds by `const`,
    every object closed.
    """
    kinds = [_kind_schema(kind, fields) for kind, fields in step_fields().items()]
    skill = _closed(
        {
            "kind": {"const": "skill"},
            "skill": _NAME,
            "arguments": {
                "type": "object",
                "additionalProperties": {"type": ["string", "integer"]},
            },
        },
        ("kind", "skill"),
    )
    steps = {"type": "array", "maxItems": MAX_STEPS, "items": {"anyOf": [*kinds, skill]}}
    return _closed({"steps": steps}, ("steps",))


def step_fields() -> dict[str, dict[str, FieldInfo]]:
    """Returns the fields that a model may fill in, by kind of subgoal."""
    return {
        kind: {
            name: field
            for name, field in subgoal.model_fields.items()
            if name not in _NOT_ASKED | {"kind"}
        }
        for kind, subgoal in SUBGOAL_CLASSES.items()
    }


def _kind_schema(kind: str, fields: Mapping[str, FieldInfo]) -> dict[str, Any]:
    properties = {"kind": {"const": kind}, **{n: _field_schema(n, f) for n, f in fields.items()}}
    required = ("kind", *(n for n, f in fields.items() if f.is_required()))
    return _closed(properties, required)


def _closed(properties: Mapping[str, Any], required: Sequence[str]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(required),
        "additionalProperties": False,
    }


def _field_schema(name: str, field: FieldInfo) -> dict[str, Any]:
    if name == "until":
        # Conditions nest; as text they need no schema of their own.
        return {"type": "string"}
    types_ = _alternatives(field.annotation)
    if Heights in types_:
        return {"type": "array", "items": _WHOLE, "minItems": 2, "maxItems": 2}
    if choices := [c for t in types_ if get_origin(t) is Literal for c in get_args(t)]:
        return {"enum": choices}
    return _WHOLE if any(_is_whole(t) for t in types_) else _NAME


def _alternatives(annotation: Any) -> tuple[Any, ...]:
    return get_args(annotation) if isinstance(annotation, types.UnionType) else (annotation,)


def _is_whole(annotation: Any) -> bool:
    schema = TypeAdapter(annotation).json_schema()
    return schema.get("type") == "integer"


def read_reply(text: str) -> list[Any]:
    """Returns the steps of a reply as they stand in it.

    The plan may stand inside prose or a code fence: the first JSON object with `steps` counts.

    Raises:
        PlanFormatError: If there is none.
    """
    for found in _objects(text):
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


def _objects(text: str) -> Iterator[dict[str, Any]]:
    """Yields the JSON objects in `text` from left to right, those inside of others left out."""
    decoder = json.JSONDecoder()
    at = text.find("{")
    while at >= 0:
        try:
            found, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            end = at + 1
        else:
            yield found
        at = text.find("{", end)


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
    for number, entry in enumerate(raw, start=1):
        try:
            steps += _step(entry, vocabulary, known)
        except (ValueError, NotationError, UnknownNameError) as error:
            complaints.append(safe_text(f"Step {number}: {error}", 400))
    if len(steps) > MAX_STEPS:
        complaints.append(f"Expected at most {MAX_STEPS} steps, found {len(steps)}.")
    return Checked(tuple(steps[:MAX_STEPS]), tuple(complaints))


def _step(entry: Any, vocabulary: Vocabulary, skills: Mapping[str, Skill]) -> list[Step]:
    if not isinstance(entry, dict):
        raise ValueError("expected an object with kind.")
    given = {str(name): value for name, value in entry.items() if value is not None}
    if given.get("kind") != "skill":
        return [Step(subgoal=_subgoal(given, vocabulary))]
    arguments = given.pop("arguments", {})
    if not isinstance(arguments, dict):
        raise ValueError("arguments: expected an object.")
    call = _valid(
        SkillCall, {**given, "arguments": sorted((str(n), v) for n, v in arguments.items())}
    )
    steps = list(_expanded(call, skills, 1))
    for step in steps:
        _check_words(step.subgoal, vocabulary)
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


def _expanded(call: SkillCall, skills: Mapping[str, Skill], depth: int) -> Iterator[Step]:
    """Yields the subgoals that `call` stands for; each names the innermost skill it is a step of.

    Raises:
        UnknownNameError: If a skill isn't known.
        ValueError: If the arguments don't fit, or calls nest too deep or in a circle.
    """
    if call.skill not in skills:
        raise UnknownNameError("skill", call.skill, skills)
    if depth > MAX_DEPTH:
        raise ValueError(f"skill {call.skill} nests deeper than {MAX_DEPTH} calls.")
    for count, step in enumerate(expand(skills[call.skill], dict(call.arguments)), start=1):
        if count > MAX_STEPS:
            raise ValueError(f"skill {call.skill} has more than {MAX_STEPS} steps.")
        if isinstance(step, SkillCall):
            yield from _expanded(step, skills, depth + 1)
        else:
            yield Step(subgoal=step, origin="skill", source=call.skill)


def _check_words(subgoal: Subgoal, vocabulary: Vocabulary) -> None:
    """Raises UnknownNameError if a field of `subgoal` holds what is no word of its kind."""
    for field, what, known in (
        ("item", "item", vocabulary.items),
        ("fuel", "item", vocabulary.items),
        ("tool", "item", vocabulary.items | {"none"}),
        ("entity", "entity", vocabulary.entities),
        ("source", "item or block", vocabulary.items | vocabulary.blocks),
        ("station", "block", vocabulary.blocks),
        ("container", "block", vocabulary.blocks),
        ("on", "block or entity", vocabulary.blocks | vocabulary.entities),
    ):
        name = getattr(subgoal, field, None)
        if isinstance(name, str):
            _check_word(name, what, known, vocabulary)
    if isinstance(subgoal, Explore) and subgoal.sought == "biome":
        _check_word(subgoal.target, "biome", vocabulary.biomes, vocabulary)
    elif isinstance(subgoal, Explore) and subgoal.sought == "thing":
        things = vocabulary.blocks | vocabulary.entities
        _check_word(subgoal.target, "block or entity", things, vocabulary)
    elif isinstance(subgoal, Wait) and subgoal.until is not None:
        for word in unknown_words(subgoal.until, vocabulary):
            _check_word(word, "word", vocabulary.items, vocabulary)
    # Where to go may be a place, and names of places are no words of the vocabulary.
    elif isinstance(subgoal, GoTo) and str(subgoal.target).startswith("#"):
        _check_word(str(subgoal.target), "tag", (), vocabulary)


def _check_word(
    name: str, what: str, known: frozenset[str] | tuple[str, ...], vocabulary: Vocabulary
) -> None:
    if name.startswith("#"):
        if name[1:] not in vocabulary.tags:
            raise UnknownNameError("tag", name, (f"#{tag}" for tag in vocabulary.tags))
    elif name not in known:
        raise UnknownNameError(what, name, known)
