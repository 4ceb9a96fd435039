"""The atoms of a signature that a subgoal brings: what its own fields say of where it is begun."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from envs import Subgoal, View, carried, in_view
from memory.own_words import WORDS


class SubgoalAtom(NamedTuple):
    """What is told of a subgoal by one of its fields.

    Attributes:
        field: The field.
        absent: What is told of a subgoal that has no such field.
        holds: What is told of one that has it.
    """

    field: str
    absent: bool | None
    holds: Callable[[Subgoal, View], bool | None]


def _named(field: str) -> SubgoalAtom:
    return SubgoalAtom(field, False, lambda subgoal, _view: vars(subgoal)[field] is not None)


def _carried(field: str, counted: bool = False) -> SubgoalAtom:
    def holds(subgoal: Subgoal, view: View) -> bool | None:
        name: str | None = vars(subgoal)[field]
        if name is None or _strange(name):
            return None
        count = vars(subgoal).get("count", 1) if counted else 1
        held = carried(view, name)
        return name == "none" or (None if held is None else held >= count)

    return SubgoalAtom(field, None, holds)


def _near(field: str, distance: int) -> SubgoalAtom:
    def holds(subgoal: Subgoal, view: View) -> bool | None:
        name: str | None = vars(subgoal)[field]
        if name is None or _strange(name):
            return None
        return in_view(view, name, distance)

    return SubgoalAtom(field, None, holds)


def _strange(pattern: str) -> bool:
    return pattern.startswith("#") and not WORDS.knows(pattern)


def _more_than(count: int) -> SubgoalAtom:
    return SubgoalAtom("count", False, lambda subgoal, _view: vars(subgoal)["count"] > count)


OF_THE_SUBGOAL: tuple[tuple[str, SubgoalAtom], ...] = (
    ("its item is carried", _carried("item")),
    ("enough of its item is carried", _carried("item", counted=True)),
    ("its item is in view", _near("item", 24)),
    ("it names a tool", _named("tool")),
    ("its tool is carried", _carried("tool")),
    ("it names a station", _named("station")),
    ("its station is in reach", _near("station", 4)),
    ("its station is carried", _carried("station")),
    ("it names a source", _named("source")),
    ("its source is carried", _carried("source")),
    ("its source is in view", _near("source", 24)),
    ("it names a fuel", _named("fuel")),
    ("its fuel is carried", _carried("fuel")),
    ("it names heights", _named("height")),
    ("its entity is in view", _near("entity", 24)),
    ("its target is in view", _near("target", 24)),
    ("its container is in reach", _near("container", 4)),
    ("more than one is asked for", _more_than(1)),
    ("more than eight are asked for", _more_than(8)),
)
"""Each atom in plain words, in the order of the bits."""
