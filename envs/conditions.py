"""The one language of conditions: goals, checks, preconditions, triggers and signatures.

A condition is data, a union discriminated by `kind`. It has two notations: JSON for machines
(pydantic's own) and text for people, prompts and YAML:

    has("iron_ingot", 3) and (near("crafting_table", 4) or has("crafting_table"))

`parse(str(condition)) == condition`. A condition is evaluated on a `View` in Kleene's
three-valued logic: an atom over an absent facet is unknown (`None`), and a condition *holds*
only when it is known to.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import Field, TypeAdapter, ValidationError, field_validator, model_validator

from envs._frozen import Coordinate, Count, Frozen, Name, Pattern
from envs._notation import MAX_LEVELS, Call, Expression, complaint, read, written
from envs.errors import NotationError, UnknownNameError
from envs.state import Dimension, State
from envs.tally import Tally, Verb
from envs.vocabulary import Vocabulary, tier_rank, tool_of


@dataclass(frozen=True)
class View:
    """What a condition is evaluated on.

    Attributes:
        state: The observation.
        tally: What happened: over the episode for a goal, over the attempt for a check.
        vocabulary: The words of the world.
    """

    state: State
    tally: Tally
    vocabulary: Vocabulary

    @cached_property
    def distances(self) -> dict[str, int] | None:
        """How near the nearest thing of each kind in view is, `None` if none of it is seen."""
        state = self.state
        seen = [f for f in (state.blocks, state.stations, state.entities) if f is not None]
        if not seen:
            return None
        found: dict[str, int] = {}
        for facet in seen:
            for thing in facet:
                found[thing.name] = min(thing.distance, found.get(thing.name, thing.distance))
        return found

    @cached_property
    def counts(self) -> dict[str, int] | None:
        """How many of each item are carried, `None` if that isn't seen."""
        inventory = self.state.inventory
        return None if inventory is None else {held.item: held.count for held in inventory.items}


class _Condition(Frozen):
    def evaluate(self, view: View) -> bool | None:
        """Returns whether this is so, `None` if it can't be known."""
        raise NotImplementedError

    def holds(self, view: View) -> bool:
        """Returns whether this is known to be so."""
        return self.evaluate(view) is True

    def atoms(self) -> Iterator[Atom]:
        """Yields the atoms in order, without the logic between them."""
        raise NotImplementedError


class _Atom(_Condition):
    positional: ClassVar[int] = 3
    """How many leading fields are written without their names."""

    def atoms(self) -> Iterator[Atom]:
        yield self  # type: ignore[misc]  # every concrete atom is a member of the union

    def __str__(self) -> str:
        fields = [f for f in type(self).model_fields if f != "kind"]
        given = [(f, getattr(self, f)) for f in fields]
        while given and given[-1][1] == type(self).model_fields[given[-1][0]].default:
            given.pop()
        plain = list(takewhile(lambda v: v is not None, (v for _, v in given[: self.positional])))
        named = [(f, v) for f, v in given[len(plain) :] if v is not None]
        return written(self.kind, plain, named)  # type: ignore[attr-defined]


class Has(_Atom):
    """At least `count` of an item are carried."""

    kind: Literal["has"] = "has"
    item: Pattern
    count: Count = 1

    def evaluate(self, view: View) -> bool | None:  # noqa: D102
        return None if (n := carried(view, self.item)) is None else n >= self.count


class FreeSlots(_Atom):
    """At least `count` inventory slots are empty."""

    kind: Literal["free_slots"] = "free_slots"
    count: Count = 1

    def evaluate(self, view: View) -> bool | None:  # noqa: D102
        inventory = view.state.inventory
        return None if inventory is None else inventory.free_slots >= self.count


class EquippedWith(_Atom):
    """An item is held or worn."""

    kind: Literal["equipped"] = "equipped"
    item: Pattern

    def evaluate(self, view: View) -> bool | None:  # noqa: D102
        equipment = view.state.equipment
        if equipment is None:
            return None
        return any(view.vocabulary.matches(self.item, slot.item) for slot in equipment.slots)


class HasTool(_Atom):
    """A tool of a kind, of a tier or better, is carried."""

    kind: Literal["tool"] = "tool"
    tool: Literal["axe", "hoe", "pickaxe", "shears", "shovel", "sword"]
    tier: Literal["wooden", "golden", "stone", "iron", "diamond", "netherite"] = "wooden"

    def evaluate(self, view: View) -> bool | None:  # noqa: D102
        if view.counts is None:
            return None
        tools = map(tool_of, view.counts)
        return any(
            t is not None and t[0] == self.tool and tier_rank(t[1]) >= tier_rank(self.tier)
            for t in tools
        )


class Near(_Atom):
    """A block, station, container or entity is in view within `distance` blocks."""

    kind: Literal["near"] = "near"
    name: Pattern
    distance: Annotated[int, Field(ge=0, le=512)] = 4

    def evaluate(self, view: View) -> bool | None:  # noqa: D102
        return in_view(view, self.name, self.distance)


class Height(_Atom):
    """The agent's feet are between two heights, both included."""

    kind: Literal["height"] = "height"
    low: Annotated[int, Field(ge=-2048, le=2048)]
    high: Annotated[int, Field(ge=-2048, le=2048)]

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.low > self.high:
            raise ValueError(f"expected low <= high, found {self.low} and {self.high}")
        return self

    def evaluate(self, view: View) -> bool | None:  # noqa: D102
        position = view.state.position
        return None if position is None else self.low <= position.y <= self.high


class InBiome(_Atom):
    """The agent is in a biome."""

    kind: Literal["biome"] = "biome"
    name: Name

    def evaluate(self, view: View) -> bool | None:  # noqa: D102
        return None if view.state.biome is None else view.state.biome == self.name


class InDimension(_Atom):
    """The agent is in a dimension."""

    kind: Literal["dimension"] = "dimension"
    name: Dimension

    def evaluate(self, view: View) -> bool | None:  # noqa: D102
        return None if view.state.position is None else view.state.position.dimension == self.name


# When hostile mobs spawn under a clear sky, rounded to the hundred ticks
# (Minecraft Wiki, Daylight cycle: 13,188 to 22,812).
_NIGHT = range(13_200, 22_800)


class AtTime(_Atom):
    """It is day, or it is night: the hours in which hostile mobs spawn under the open sky."""

    kind: Literal["time"] = "time"
    phase: Literal["day", "night"]

    def evaluate(self, view: View) -> bool | None:  # noqa: D102
        time = view.state.time
        return None if time is None else (time in _NIGHT) == (self.phase == "night")


class Vital(_Atom):
    """A vital is at least `least` points."""

    kind: Literal["vital"] = "vital"
    name: Literal["air", "drink", "energy", "food", "health"]
    least: Annotated[int, Field(ge=0, le=10_000)]

    def evaluate(self, view: View) -> bool | None:  # noqa: D102
        value = None if view.state.vitals is None else getattr(view.state.vitals, self.name)
        return None if value is None else value >= self.least


class Knows(_Atom):
    """A place of that name is known."""

    kind: Literal["knows"] = "knows"
    place: Name

    def evaluate(self, view: View) -> bool | None:  # noqa: D102
        places = view.state.places
        return None if places is None else any(p.name == self.place for p in places)


class Within(_Atom):
    """The agent is within `distance` blocks of a column, heights aside."""

    kind: Literal["within"] = "within"
    x: Coordinate
    z: Coordinate
    distance: Annotated[int, Field(ge=0, le=40_000_000)]

    def evaluate(self, view: View) -> bool | None:  # noqa: D102
        here = view.state.position
        return (
            None if here is None else math.hypot(here.x - self.x, here.z - self.z) <= self.distance
        )


class UnderSky(_Atom):
    """The sky is open above the agent."""

    kind: Literal["sky"] = "sky"

    def evaluate(self, view: View) -> bool | None:  # noqa: D102
        return None if view.state.position is None else view.state.position.sky


class Happened(_Atom):
    """Something was done at least `count` times; see `Tally` for the verbs."""

    kind: Literal["happened"] = "happened"
    positional: ClassVar[int] = 2
    verb: Verb
    object: Pattern | None = None
    """A name or tag; `None` for anything."""
    tool: Pattern | None = None
    """What was in the hand; `"none"` for nothing in it, `None` for anything."""
    count: Count = 1

    def evaluate(self, view: View) -> bool | None:  # noqa: D102
        deeds = (d for d in view.tally.deeds if d.verb == self.verb)
        fitting = (
            d.count
            for d in deeds
            if (self.object is None or view.vocabulary.matches(self.object, d.object))
            and (self.tool is None or view.vocabulary.matches(self.tool, d.tool))
        )
        return sum(fitting) >= self.count


class _Compound(_Condition):
    @model_validator(mode="after")
    def _bounded(self) -> Self:
        if _levels(self) > MAX_LEVELS:
            raise ValueError(f"expected at most {MAX_LEVELS} levels")
        return self

    def _parts(self) -> tuple[Condition, ...]:
        raise NotImplementedError

    def atoms(self) -> Iterator[Atom]:
        for part in self._parts():
            yield from part.atoms()


class Not(_Compound):
    """What it negates is not so."""

    kind: Literal["not"] = "not"
    of: Condition

    def _parts(self) -> tuple[Condition, ...]:
        return (self.of,)

    def evaluate(self, view: View) -> bool | None:  # noqa: D102
        return None if (value := self.of.evaluate(view)) is None else not value

    def __str__(self) -> str:
        return f"not ({self.of})" if isinstance(self.of, And | Or) else f"not {self.of}"


class _Joined(_Compound):
    of: tuple[Condition, ...] = Field(min_length=2)

    @field_validator("of", mode="after")
    @classmethod
    def _flattened(cls, of: tuple[Condition, ...]) -> tuple[Condition, ...]:
        # (a and b) and c is a and b and c: one meaning has one form.
        return tuple(
            p for part in of for p in (part._parts() if isinstance(part, cls) else (part,))
        )

    def _parts(self) -> tuple[Condition, ...]:
        return self.of


class And(_Joined):
    """All are so."""

    kind: Literal["and"] = "and"

    def evaluate(self, view: View) -> bool | None:  # noqa: D102
        values = [part.evaluate(view) for part in self.of]
        return False if False in values else None if None in values else True

    def __str__(self) -> str:
        return " and ".join(f"({p})" if isinstance(p, Or) else str(p) for p in self.of)


class Or(_Joined):
    """At least one is so."""

    kind: Literal["or"] = "or"

    def evaluate(self, view: View) -> bool | None:  # noqa: D102
        values = [part.evaluate(view) for part in self.of]
        return True if True in values else None if None in values else False

    def __str__(self) -> str:
        return " or ".join(str(part) for part in self.of)


Atom = (
    Has
    | FreeSlots
    | EquippedWith
    | HasTool
    | Near
    | Height
    | InBiome
    | InDimension
    | AtTime
    | Vital
    | Knows
    | Within
    | UnderSky
    | Happened
)

Condition = Annotated[
    Has
    | FreeSlots
    | EquippedWith
    | HasTool
    | Near
    | Height
    | InBiome
    | InDimension
    | AtTime
    | Vital
    | Knows
    | Within
    | UnderSky
    | Happened
    | Not
    | And
    | Or,
    Field(discriminator="kind"),
]

for _class in (Not, And, Or):
    _class.model_rebuild()

condition_adapter: TypeAdapter[Condition] = TypeAdapter(Condition)
"""Validates and dumps any condition in its JSON notation."""

_ATOMS: dict[str, type[_Atom]] = {
    c.model_fields["kind"].default: c
    for c in (
        Has,
        FreeSlots,
        EquippedWith,
        HasTool,
        Near,
        Height,
        InBiome,
        InDimension,
        AtTime,
        Vital,
        Knows,
        Within,
        UnderSky,
        Happened,
    )
}


def parse(text: str) -> Condition:
    """Returns the condition that `text` says.

    Raises:
        NotationError: If it isn't one; the error says where.
    """
    return _built(read(text), text.strip())


def _built(expression: Expression, text: str) -> Condition:
    if isinstance(expression, Call):
        return _atom(expression, text)
    parts = tuple(_built(part, text) for part in expression.of)
    if expression.operator == "not":
        return Not(of=parts[0])
    return And(of=parts) if expression.operator == "and" else Or(of=parts)


def _atom(call: Call, text: str) -> Condition:
    atom = _ATOMS.get(call.name)
    if atom is None:
        unknown = UnknownNameError("condition", call.name, _ATOMS)
        raise NotationError(str(unknown), text, call.offset)
    fields = [f for f in atom.model_fields if f != "kind"]
    try:
        return atom.model_validate(call.bound_to(fields, text))  # type: ignore[return-value]
    except ValidationError as error:
        raise NotationError(f"{call.name}(): {complaint(error)}", text, call.offset) from error


def all_of(*conditions: Condition) -> Condition:
    """Returns their conjunction; the condition itself where there is just one.

    Raises:
        ValueError: If there is none.
    """
    if not conditions:
        raise ValueError("Expected at least one condition, found none.")
    return conditions[0] if len(conditions) == 1 else And(of=conditions)


def in_view(view: View, pattern: str, distance: int) -> bool | None:
    """Returns whether what `pattern` names is so near, `None` if nothing around is seen."""
    distances = view.distances
    if distances is None:
        return None
    named = view.vocabulary.named(pattern)
    return any(distances[name] <= distance for name in named if name in distances)


def carried(view: View, pattern: str) -> int | None:
    """Returns how many items that `pattern` names are carried, `None` if that isn't seen."""
    counts = view.counts
    return None if counts is None else sum(counts.get(n, 0) for n in view.vocabulary.named(pattern))


def unknown_words(condition: Condition, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Returns the item, block, entity and tag names in `condition` that are no words, sorted."""
    named: set[str] = set()
    for atom in condition.atoms():
        if isinstance(atom, Has | EquippedWith):
            named.add(atom.item)
        elif isinstance(atom, Near):
            named.add(atom.name)
        elif isinstance(atom, Happened):
            named |= {word for word in (atom.object, atom.tool) if word and word != "none"}
    return tuple(sorted(word for word in named if not vocabulary.knows(word)))


def _levels(condition: Any) -> int:
    deepest, waiting = 1, [(condition, 1)]
    while waiting:
        part, level = waiting.pop()
        deepest = max(deepest, level)
        if isinstance(part, _Compound):
            waiting += [(p, level + 1) for p in part._parts()]
    return deepest
