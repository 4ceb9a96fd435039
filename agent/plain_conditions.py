"""Conditions as clauses of a sentence, for people: what holds, or what doesn't."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from envs import And, Condition, FreeSlots, Has, HasTool, Not, Or

_FAR = 2_048
"""As far down, or up, as heights go: there is no bound."""


def clause(condition: Condition, *, holds: bool = True) -> str:
    """Returns what a condition says, or its contrary, such as `no stick is carried`."""
    match condition:
        case Not(of=inner):
            return clause(inner, holds=not holds)
        case And(of=parts) | Or(of=parts):
            joint = " and " if isinstance(condition, And) == holds else " or "
            return joint.join(clause(part, holds=holds) for part in parts)
        case atom:
            say = _CLAUSES.get(atom.kind)
            both = say(atom) if say else (f"{atom} holds", f"{atom} does not hold")
            return both[0] if holds else both[1]


def heights(low: int, high: int) -> str:
    """Returns a band of heights, such as `between y 5 and 12`."""
    if low <= -_FAR:
        return f"at y {high} or below"
    return f"at y {low} or above" if high >= _FAR else f"between y {low} and {high}"


def a(name: str) -> str:
    """Returns a name with its article, or what a tag stands for."""
    if name.startswith("#"):
        return f"one of {name}"
    return f"{'an' if name[:1] in 'aeiou' else 'a'} {name}"


def _some(name: str, rest: str) -> tuple[str, str]:
    none = f"none of {name}" if name.startswith("#") else f"no {name}"
    return f"{a(name)} {rest}", f"{none} {rest}"


def _one_is(where: str) -> tuple[str, str]:
    return f"one is {where}", f"one isn't {where}"


def _carried(has: Has) -> tuple[str, str]:
    if has.count == 1:
        return _some(has.item, "is carried")
    many = f"{has.count} {has.item} are carried"
    return many, f"fewer than {many}"


def _free(slots: FreeSlots) -> tuple[str, str]:
    if slots.count == 1:
        return "a slot is free", "no slot is free"
    return f"{slots.count} slots are free", f"fewer than {slots.count} slots are free"


def _tool(has: HasTool) -> tuple[str, str]:
    if has.tool == "shears":
        return "shears are carried", "no shears are carried"
    better = "" if has.tier == "wooden" else f" of {has.tier} or better"
    return _some(f"{has.tool}{better}", "is carried")


_CLAUSES: Mapping[str, Callable[[Any], tuple[str, str]]] = {
    "biome": lambda c: _one_is(f"in the biome {c.name}"),
    "dimension": lambda c: _one_is(f"in the {c.name}"),
    "equipped": lambda c: (f"{c.item} is held or worn", f"{c.item} isn't held or worn"),
    "free_slots": _free,
    "has": _carried,
    "height": lambda c: _one_is(heights(c.low, c.high)),
    "knows": lambda c: _some(c.place, "is known"),
    "near": lambda c: _some(c.name, f"is within {c.distance} blocks"),
    "sky": lambda _: ("the sky is open above", "something is overhead"),
    "time": lambda c: (f"it is {c.phase}", f"it is {'day' if c.phase == 'night' else 'night'}"),
    "tool": _tool,
    "vital": lambda c: (f"{c.name} is {c.least} or more", f"{c.name} is under {c.least}"),
}
"""How each kind of atom is said, and its contrary."""
