"""What a subgoal is after: the items to get, the thing to come to, and what brings it forward."""

from __future__ import annotations

from typing import Any, NamedTuple

from diagnosis._words import are_kin
from envs import (
    BlockPlaced,
    Craft,
    Crafted,
    Deposit,
    Discard,
    Eat,
    Equip,
    Event,
    Explore,
    Gather,
    GoTo,
    Hunt,
    ItemGained,
    ItemLost,
    Killed,
    Place,
    Sleep,
    Smelt,
    Smelted,
    Subgoal,
    Trade,
    Traded,
    Use,
    Used,
    Vocabulary,
)


class _Part(NamedTuple):
    """Which events of one class are a part of what is asked for.

    Attributes:
        field: The event's field that names the object.
        names: What may stand there; `None` for anything.
        way: The way by which items must have come or gone; `None` for any.
    """

    field: str
    names: frozenset[str] | None
    way: str | None = None


class Aims:
    """What one subgoal is after, with tags resolved once.

    Attributes:
        wanted: The items to get, a name or `#tag`; `None` if the subgoal is after none.
        names: All names of `aim`.
        parts: Which events bring the subgoal forward, by class.
        aim: What the agent must come to, a block, entity, station or place; `None` if nothing.
        loose: The item to gather where no block is named for it, so that the executor is free to
            break any that gives it; else `None`.
        by_kin: Whether no block is called like that item, so that one is told by its name alone.
    """

    def __init__(self, subgoal: Subgoal, vocabulary: Vocabulary) -> None:
        self.wanted = wanted_of(subgoal)
        self.aim = aim_of(subgoal)
        self._vocabulary = vocabulary
        self._wanted = names_of(self.wanted, vocabulary)
        self.names = names_of(self.aim, vocabulary)
        self.loose = _loose(subgoal)
        self.by_kin = self.loose is not None and self.loose not in vocabulary.blocks
        self.parts = _parts(subgoal, self._wanted, vocabulary)

    def is_wanted(self, item: str) -> bool:
        """Returns whether `item` is what the subgoal is to get."""
        return item in self._wanted

    def is_aim(self, name: str) -> bool:
        """Returns whether `name`, a name or `#tag`, is what the agent must come to."""
        if name in self.names or name == self.aim:
            return True
        if self.by_kin and self.loose is not None and are_kin(name, self.loose):
            # Nothing that lies in a world is called diamond, so it is diamond ore.
            return True
        return (
            self.aim is not None
            and name.startswith("#")
            and self._vocabulary.covers(name, self.aim)
        )

    def brings_forward(self, event: Event) -> bool:
        """Returns whether `event` is a part of what the subgoal asks for."""
        part = self.parts.get(type(event))
        if part is None:
            return False
        seen: Any = event
        if part.way is not None and seen.way != part.way:
            return False
        return part.names is None or getattr(seen, part.field) in part.names


def _loose(subgoal: Subgoal) -> str | None:
    if not isinstance(subgoal, Gather) or subgoal.source is not None:
        return None
    return None if subgoal.item.startswith("#") else subgoal.item


def names_of(pattern: str | None, vocabulary: Vocabulary) -> frozenset[str]:
    """Returns the names that `pattern` stands for; none for `None`."""
    return frozenset() if pattern is None else frozenset(vocabulary.members(pattern))


def wanted_of(subgoal: Subgoal) -> str | None:
    """Returns the items that `subgoal` is to get, a name or `#tag`; `None` if it is after none."""
    if isinstance(subgoal, Gather | Craft | Smelt | Hunt | Trade):
        return subgoal.item
    return None


def aim_of(subgoal: Subgoal) -> str | None:
    """Returns what the agent must come to for `subgoal`; `None` if nothing in particular."""
    match subgoal:
        case Gather():
            return subgoal.source or subgoal.item
        case Hunt() | Trade():
            return subgoal.entity
        case Craft() | Smelt():
            return subgoal.station
        case GoTo() | Explore():
            return subgoal.target
        case Deposit():
            return subgoal.container
        case Use():
            return subgoal.on
        case _:
            return None


def subject_of(subgoal: Subgoal) -> str:
    """Returns what `subgoal` is about in two words, such as `craft wooden_pickaxe`."""
    match subgoal:
        case Hunt():
            about = subgoal.entity
        case GoTo():
            about = subgoal.target or f"{subgoal.x},{subgoal.z}"
        case Explore():
            about = subgoal.target
        case (
            Gather()
            | Craft()
            | Smelt()
            | Place()
            | Equip()
            | Eat()
            | Use()
            | Trade()
            | Deposit()
            | Discard()
        ):
            about = subgoal.item
        case _:
            about = ""
    return f"{subgoal.kind} {about}".strip()


def _parts(subgoal: Subgoal, wanted: frozenset[str], vocabulary: Vocabulary) -> dict[type, _Part]:
    gained: dict[type, _Part] = {ItemGained: _Part("item", wanted)} if wanted else {}
    match subgoal:
        case Craft():
            return {**gained, Crafted: _Part("item", wanted)}
        case Smelt():
            return {**gained, Smelted: _Part("item", wanted)}
        case Trade():
            return {**gained, Traded: _Part("item", wanted)}
        case Hunt():
            return {**gained, Killed: _Part("entity", frozenset({subgoal.entity}))}
        case Place():
            return {BlockPlaced: _Part("block", frozenset({subgoal.item}))}
        case Eat() | Sleep():
            return {Used: _Part("object", None)}
        case Use() | Deposit() | Discard():
            way = {"use": "use", "deposit": "container", "discard": "drop"}[subgoal.kind]
            spent = _Part("item", names_of(subgoal.item, vocabulary), way)
            used: dict[type, _Part] = {Used: _Part("object", None)} if way == "use" else {}
            return {ItemLost: spent, **used}
        case _:
            return dict(gained)
