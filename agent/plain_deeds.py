"""What a subgoal does, and what a guardrail forbids, in plain words for people."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from agent.plain_conditions import a, clause, heights
from envs import Gather, Heights, Subgoal
from memory import AtMost, Before, Forbidden, Inside, SubgoalPattern


def done_by(subgoal: Subgoal, it: str | None = None) -> str:
    """Returns what a subgoal does, such as `craft 4 stick`.

    Args:
        subgoal: The subgoal.
        it: What to call its item, where that and how many were named before: then it is said
            where it is done instead, such as `craft it in the hand`.
    """
    say = _DOES.get(subgoal.kind)
    return f"do {subgoal}" if say is None else say(subgoal, it)


def _gathering(gather: Gather, it: str | None) -> str:
    where = "" if gather.height is None else f" {heights(*gather.height)}"
    if it is None:
        return f"gather {gather.count} {gather.item}{where}"
    verb = "break" if gather.height is None else "dig for"
    return f"{verb} {gather.source or gather.item}{where}"


def _making(verb: str) -> Callable[[Any, str | None], str]:
    def said(made: Any, it: str | None) -> str:
        if it is None:
            return f"{verb} {made.count} {made.item}"
        return f"{verb} {it} {field_in_words('station', made.station)}"

    return said


_DOES: Mapping[str, Callable[[Any, str | None], str]] = {
    "craft": _making("craft"),
    "eat": lambda s, _: f"eat {a(s.item)}",
    "equip": lambda s, _: f"take {a(s.item)} in hand",
    "explore": lambda s, _: f"explore for {a(s.target)}",
    "gather": _gathering,
    "hunt": lambda s, _: f"hunt {a(s.entity)}",
    "place": lambda s, _: f"place {a(s.item)}",
    "sleep": lambda _, __: "sleep",
    "smelt": _making("smelt"),
    "trade": lambda s, it: f"trade with {a(s.entity)}{'' if it else f' for {s.count} {s.item}'}",
    "use": lambda s, _: f"use {a(s.item)}{f' on {a(s.on)}' if s.on else ''}",
}
"""How each kind of subgoal is said, its item named or not."""


def forbidden_in_words(forbidden: Forbidden) -> str:
    """Returns what is forbidden, to stand after `Don't`."""
    match forbidden:
        case SubgoalPattern():
            return _deed(forbidden)
        case Before(first=first, then=then):
            return f"{_deed(then)} with no step before it to {_deed(first)}"
        case AtMost(count=count, pattern=pattern, within_blocks=None):
            return f"{_deed(pattern)} more than {_times(count)} in one plan"
        case AtMost(count=count, pattern=pattern, within_blocks=blocks):
            return f"{_deed(pattern)} again where it failed {_times(count)} within {blocks} blocks"
        case Inside(pattern=pattern, region=region):
            return f"{_deed(pattern)} while {clause(region)}"


def field_in_words(name: str, value: str | int | Heights | None) -> str:
    """Returns what a field of a subgoal says, such as `at a crafting_table`."""
    return _SAID[name](value).strip() if name in _SAID else f"{name} {value}"


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


_SAID: dict[str, Callable[[str | int | Heights | None], str]] = {
    "item": lambda v: "" if v is None else f" {v}",
    "source": lambda v: " as a block" if v is None else f" from {v}",
    "entity": lambda v: "" if v is None else f" from {a(str(v))}",
    "station": lambda v: " in the hand" if v is None else f" at {a(str(v))}",
    "container": lambda v: "" if v is None else f" into {a(str(v))}",
    "fuel": lambda v: " without naming a fuel" if v is None else f" with {v} as fuel",
    "tool": lambda v: " with the best tool" if v is None else f" with {a(str(v))}",
    "height": lambda v: f" {heights(*v)}" if isinstance(v, tuple) else " where it lies open",
    "target": lambda v: "" if v is None else f" for {a(str(v))}",
    "sought": lambda _: "",
}
"""How each field of a pattern is said, in the order of a sentence."""


def _deed(pattern: SubgoalPattern) -> str:
    given = {field.name: field.value for field in pattern.fields}
    if not given.keys() <= _SAID.keys():
        return str(pattern)
    if pattern.verb in {"hunt", "trade"} and (whom := given.get("entity")) is not None:
        wanted = given.get("item")
        verb = "hunt" if pattern.verb == "hunt" else "trade with"
        return f"{verb} {a(str(whom))}{f' for {wanted}' if wanted else ''}"
    if pattern.verb != "gather":
        # Elsewhere what isn't set says nothing.
        given = {n: v for n, v in given.items() if v is not None or n not in {"source", "height"}}
    verb = (
        "go anywhere" if pattern.verb == "go_to" and not given else pattern.verb.replace("_", " ")
    )
    return verb + "".join(say(given[name]) for name, say in _SAID.items() if name in given)
