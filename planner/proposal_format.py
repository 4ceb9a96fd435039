r"""The JSON in which a model proposes knowledge: its schema, how it is read, and what is wrong.

    {"proposals": [
      {"kind": "guardrail", "verb": "craft", "fields": {"item": "stick"},
       "trigger": "not has(\"#planks\", 2)", "cause": "missing_material"},
      {"kind": "skill", "goal": "has(\"stick\", 4)", "preconditions": "has(\"#planks\", 2)",
       "steps": [{"kind": "craft", "item": "stick", "count": 4}]},
      {"kind": "wording", "entry": "guardrail-0a1b2c3d4e", "wording": "A stick needs planks."}]}

Conditions are written in the language of conditions, steps as in a plan. What is read is a
proposal and no knowledge: `memory` holds it to its gate.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from pydantic import ValidationError

from diagnosis import Cause
from envs import (
    SUBGOAL_CLASSES,
    Condition,
    NotationError,
    UnknownNameError,
    Vocabulary,
    parse,
    safe_text,
)
from memory import SubgoalPattern
from memory.proposals import (
    MAX_STEPS,
    Proposal,
    ProposedGuardrail,
    ProposedSkill,
    ProposedWording,
)
from planner.json_objects import objects_in
from planner.plan_format import read_step
from planner.plan_schema import NAME_SCHEMA, closed, step_schemas

MAX_PROPOSALS = 12
"""How many proposals of one answer are read; more are left out."""

# Conditions nest; as text they need no schema of their own.
_TEXT = {"type": "string", "maxLength": 400}


class ReadProposals(NamedTuple):
    """What an answer proposes.

    Attributes:
        proposals: Those that can be read, in order.
        complaints: What is wrong with the others, one sentence each, in order.
    """

    proposals: tuple[Proposal, ...]
    complaints: tuple[str, ...]


def proposal_schema() -> dict[str, Any]:
    """Returns the JSON schema of an answer, kept to what grammar samplers can do."""
    schema: dict[str, Any] = json.loads(_schema_text())
    return schema


@cache
def _schema_text() -> str:
    value = {"type": ["string", "integer", "null"]}
    guardrail = closed(
        {
            "kind": {"const": "guardrail"},
            "verb": {"enum": list(SUBGOAL_CLASSES)},
            "fields": {"type": "object", "additionalProperties": value},
            "trigger": _TEXT,
            "exception": _TEXT,
            "cause": {"enum": [cause.value for cause in Cause]},
            "achieve": _TEXT,
            "wording": _TEXT,
        },
        ("kind", "verb", "fields", "cause"),
    )
    steps = {"type": "array", "maxItems": MAX_STEPS, "items": {"anyOf": step_schemas()}}
    skill = closed(
        {"kind": {"const": "skill"}, "goal": _TEXT, "preconditions": _TEXT, "steps": steps},
        ("kind", "goal", "steps"),
    )
    wording = closed(
        {"kind": {"const": "wording"}, "entry": NAME_SCHEMA, "wording": _TEXT},
        ("kind", "entry", "wording"),
    )
    kinds = {"anyOf": [guardrail, skill, wording]}
    proposals = {"type": "array", "maxItems": MAX_PROPOSALS, "items": kinds}
    return json.dumps(closed({"proposals": proposals}, ("proposals",)))


def read_proposals(text: str, vocabulary: Vocabulary) -> ReadProposals:
    """Returns the proposals in a model's answer, which may stand inside prose or a code fence.

    Args:
        text: The answer as it came.
        vocabulary: The world's words.
    """
    found = next(
        (o["proposals"] for o in objects_in(text) if isinstance(o.get("proposals"), list)), None
    )
    if found is None:
        return ReadProposals((), ('Expected one JSON object {"proposals": [...]}, found none.',))
    proposals: list[Proposal] = []
    complaints: list[str] = []
    for number, entry in enumerate(found[:MAX_PROPOSALS], start=1):
        try:
            proposals.append(_proposal(entry, vocabulary))
        except (ValueError, NotationError, UnknownNameError) as error:
            complaints.append(safe_text(f"Proposal {number}: {_plainly(error)}", 300))
    return ReadProposals(tuple(proposals), tuple(complaints))


def _proposal(entry: Any, vocabulary: Vocabulary) -> Proposal:
    if not isinstance(entry, dict):
        raise ValueError("expected an object with kind.")
    given = {name: value for name, value in entry.items() if value not in (None, "")}
    kind = given.pop("kind", None)
    match kind:
        case "guardrail":
            return _guardrail(given)
        case "skill":
            return _skill(given, vocabulary)
        case "wording":
            return ProposedWording.model_validate(given)
        case _:
            raise UnknownNameError("kind of proposal", str(kind), ("guardrail", "skill", "wording"))


def _guardrail(given: dict[str, Any]) -> ProposedGuardrail:
    fields = given.pop("fields", {})
    verb = given.pop("verb", None)
    if not isinstance(fields, dict) or not isinstance(verb, str):
        raise ValueError("expected a verb and an object of fields.")
    pattern = SubgoalPattern.of(verb, **{str(name): _value(v) for name, v in fields.items()})
    conditions = _conditions(given, ("trigger", "exception", "achieve"))
    return ProposedGuardrail.model_validate({**given, **conditions, "forbidden": pattern})


def _skill(given: dict[str, Any], vocabulary: Vocabulary) -> ProposedSkill:
    steps = given.pop("steps", None)
    if not isinstance(steps, Sequence) or isinstance(steps, str):
        raise ValueError("steps: expected a list.")
    read = tuple(read_step(step, vocabulary) for step in steps)
    conditions = _conditions(given, ("goal", "preconditions"))
    return ProposedSkill.model_validate({**given, **conditions, "steps": read})


def _conditions(given: Mapping[str, Any], names: Sequence[str]) -> dict[str, Condition]:
    found: dict[str, Condition] = {}
    for name in names:
        if name in given:
            if not isinstance(given[name], str):
                raise ValueError(f"{name}: expected a condition as text.")
            found[name] = parse(given[name])
    return found


def _value(value: Any) -> Any:
    """Returns a field's value, heights as the pair that they are."""
    return tuple(value) if isinstance(value, list) else value


def _plainly(error: Exception) -> str:
    if not isinstance(error, ValidationError):
        return str(error)
    first = error.errors(include_url=False)[0]
    return f"{'.'.join(map(str, first['loc'])) or 'it'}: {first['msg']}."
