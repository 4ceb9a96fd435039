"""The JSON schema in which a model answers a plan: what grammar samplers of all servers can do."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from envs import SUBGOAL_CLASSES
from memory import MAX_SKILL_STEPS

MAX_STEPS = MAX_SKILL_STEPS
"""How many subgoals a plan has at most, after skills are expanded; more are cut off."""

NAME_SCHEMA = {"type": "string", "pattern": "^#?[a-z0-9_:./-]{1,64}$"}
"""A name; bounded, since a small model under a grammar can run on in a string for ever."""

_NOT_ASKED = frozenset({"budget_ticks", "checks", "kind"})
_WHOLE = {"type": "integer"}
_PAIR = {"type": "array", "items": _WHOLE, "minItems": 2, "maxItems": 2}


def plan_schema() -> dict[str, Any]:
    """Returns the JSON schema of a plan.

    It is kept to what grammar samplers can do: no references, no recursion, kinds by `const`,
    every object closed.
    """
    schema: dict[str, Any] = json.loads(_schema_text())
    return schema


@cache
def _schema_text() -> str:
    steps = {"type": "array", "maxItems": MAX_STEPS, "items": {"anyOf": step_schemas()}}
    return json.dumps(closed({"steps": steps}, ("steps",)))


def step_schemas() -> list[dict[str, Any]]:
    """Returns the JSON schemas of the kinds of step, calls of skills last."""
    kinds = [_kind_schema(kind, fields) for kind, fields in step_fields().items()]
    skill = closed(
        {
            "kind": {"const": "skill"},
            "skill": NAME_SCHEMA,
            "arguments": {
                "type": "object",
                "additionalProperties": {"anyOf": [{"type": "string"}, _WHOLE, _PAIR]},
            },
        },
        ("kind", "skill"),
    )
    return [*kinds, skill]


def step_fields() -> dict[str, dict[str, bool]]:
    """Returns the fields that a model may fill in, and whether it must, by kind of subgoal."""
    return {
        kind: {
            name: field.is_required()
            for name, field in subgoal.model_fields.items()
            if name not in _NOT_ASKED
        }
        for kind, subgoal in SUBGOAL_CLASSES.items()
    }


def _kind_schema(kind: str, fields: Mapping[str, bool]) -> dict[str, Any]:
    own = SUBGOAL_CLASSES[kind].model_json_schema()["properties"]
    properties = {"kind": {"const": kind}, **{n: _field_schema(n, own[n]) for n in fields}}
    return closed(properties, ("kind", *(n for n, required in fields.items() if required)))


def closed(properties: Mapping[str, Any], required: Sequence[str]) -> dict[str, Any]:
    """Returns the schema of an object with these properties and no others."""
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(required),
        "additionalProperties": False,
    }


def _field_schema(name: str, own: Mapping[str, Any]) -> dict[str, Any]:
    """Returns the schema of a field, without what only validation needs and without null."""
    if name == "until":
        # Conditions nest; as text they need no schema of their own.
        return {"type": "string"}
    first: Mapping[str, Any] = own.get("anyOf", [own])[0]
    if "enum" in first:
        return {"enum": first["enum"]}
    if first["type"] == "array":
        return _PAIR
    return _WHOLE if first["type"] == "integer" else NAME_SCHEMA
