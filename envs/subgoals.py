"""`Subgoal`: what a plan asks of an executor, a closed union discriminated by `kind`.

An executor does what the subgoal says and no more: it fetches no missing material, crafts no
missing tool and places no missing table. Counts are of what is carried *afterwards*: with 3
logs in the bag, `gather(item="oak_log", count=5)` needs two more, and asking again does nothing.

Like conditions, subgoals have two notations, JSON and text:

    craft(item="wooden_pickaxe", count=1, station="crafting_table")

`parse_subgoal(str(subgoal)) == subgoal` where `checks` is empty; checks are written in JSON.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, TypeAdapter, ValidationError, model_validator

from envs._frozen import Coordinate, Count, Frozen, Name, Pattern
from envs._notation import Call, complaint, read, written
from envs.conditions import (
    Condition,
    EquippedWith,
    Happened,
    Has,
    InBiome,
    InDimension,
    Knows,
    Near,
    Or,
    Within,
    parse,
)
from envs.errors import NotationError, UnknownNameError
from envs.state import DIMENSIONS

Heights = tuple[Annotated[int, Field(ge=-2048, le=2048)], Annotated[int, Field(ge=-2048, le=2048)]]
"""The lowest and the highest y, both included."""


class _Subgoal(Frozen):
    checks: tuple[Condition, ...] = ()
    """What else must hold at the end, besides what the subgoal itself says."""
    budget_ticks: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    """At most so many ticks, 20 a second; null for the planner's usual bound."""

    def own_checks(self) -> tuple[Condition, ...]:
        """Returns what the subgoal itself says must hold; empty if it says nothing."""
        return ()

    def all_checks(self) -> tuple[Condition, ...]:
        """Returns all that must hold, on the post-state and the attempt's own tally."""
        return (*self.own_checks(), *self.checks)

    def __str__(self) -> str:
        fields = [f for f in type(self).model_fields if f not in {"kind", "checks", "budget_ticks"}]
        given = [(f, getattr(self, f)) for f in fields]
        named = [
            (f, str(v) if isinstance(v, Frozen) else v)
            for f, v in (*given, ("budget_ticks", self.budget_ticks))
            if v is not None and (f == "count" or v != type(self).model_fields[f].default)
        ]
        return written(self.kind, (), named)  # type: ignore[attr-defined]


class Gather(_Subgoal):
    """Break blocks and pick up what drops, until enough of an item is carried."""

    kind: Literal["gather"] = "gather"
    item: Pattern
    """What to carry in the end; a name or a #tag."""
    count: Count = 1
    source: Pattern | None = None
    """The block to break for it; null if the block has the item's name."""
    tool: Name | None = None
    """What to hold while breaking; "none" for the bare hand; null for the best that is carried."""
    height: Heights | None = None
    """Dig for it well between these heights; null to look for it where it lies open."""

    def own_checks(self) -> tuple[Condition, ...]:  # noqa: D102
        return (Has(item=self.item, count=self.count),)


class Craft(_Subgoal):
    """Craft an item, until enough of it is carried."""

    kind: Literal["craft"] = "craft"
    item: Name
    count: Count = 1
    station: Name | None = None
    """The block to craft at, within reach; null for the 2x2 grid in the inventory."""

    def own_checks(self) -> tuple[Condition, ...]:  # noqa: D102
        return (Has(item=self.item, count=self.count),)


class Smelt(_Subgoal):
    """Smelt or cook an item, until enough of it is carried."""

    kind: Literal["smelt"] = "smelt"
    item: Name
    """The result."""
    count: Count = 1
    source: Pattern | None = None
    """What to put in; null for what the recipe book offers."""
    fuel: Pattern | None = None
    """What to burn; null for whatever is carried that burns longest."""
    station: Name = "furnace"

    def own_checks(self) -> tuple[Condition, ...]:  # noqa: D102
        return (Has(item=self.item, count=self.count),)


class Hunt(_Subgoal):
    """Kill entities, until enough of an item is carried, or enough are dead."""

    kind: Literal["hunt"] = "hunt"
    entity: Name
    item: Pattern | None = None
    """What to get from them; null to only kill `count` of them."""
    count: Count = 1
    tool: Name | None = None
    """What to hold; null for the best that is carried."""

    def own_checks(self) -> tuple[Condition, ...]:  # noqa: D102
        if self.item is None:
            return (Happened(verb="killed", object=self.entity, count=self.count),)
        return (Has(item=self.item, count=self.count),)


class Place(_Subgoal):
    """Place a carried block beside the agent.

    `nether_portal` is no block that one carries: placing it builds the frame of a portal out of
    carried obsidian and lights it.
    """

    kind: Literal["place"] = "place"
    item: Name

    def own_checks(self) -> tuple[Condition, ...]:  # noqa: D102
        return (Happened(verb="placed", object=self.item),)


class GoTo(_Subgoal):
    """Go to something in view or known by name, or to a column.

    A dimension is a target too: the agent goes to a portal that it knows and through it.
    """

    kind: Literal["go_to"] = "go_to"
    target: Pattern | None = None
    """A block, entity, known place or dimension; null if `x` and `z` are given."""
    x: Coordinate | None = None
    z: Coordinate | None = None
    distance: Annotated[int, Field(ge=1, le=256)] = 4
    """How near is near enough, in blocks."""

    @model_validator(mode="after")
    def _one_aim(self) -> Self:
        if (self.target is None) == (self.x is None or self.z is None):
            raise ValueError("expected either target or both x and z")
        return self

    def own_checks(self) -> tuple[Condition, ...]:  # noqa: D102
        if self.x is not None and self.z is not None:
            return (Within(x=self.x, z=self.z, distance=self.distance),)
        if self.target in DIMENSIONS:
            return (InDimension.model_validate({"name": self.target}),)
        # A place is no thing in view: its check is arrival, which the executor reports.
        return ()


class Explore(_Subgoal):
    """Look around and walk on, until something comes into view."""

    kind: Literal["explore"] = "explore"
    target: Pattern
    sought: Literal["thing", "biome", "place"] = "thing"
    """Whether the target is a block or entity, a biome, or a kind of place such as a village."""
    height: Heights | None = None
    """Dig along between these heights to see it; null to look for it above ground."""

    def own_checks(self) -> tuple[Condition, ...]:  # noqa: D102
        if self.sought == "place":
            return (Knows(place=self.target),)
        if self.sought == "biome":
            return (InBiome(name=self.target),)
        return (Near(name=self.target, distance=64),)


class Equip(_Subgoal):
    """Hold or wear a carried item."""

    kind: Literal["equip"] = "equip"
    item: Name

    def own_checks(self) -> tuple[Condition, ...]:  # noqa: D102
        return (EquippedWith(item=self.item),)


class Eat(_Subgoal):
    """Eat or drink a carried item."""

    kind: Literal["eat"] = "eat"
    item: Name

    def own_checks(self) -> tuple[Condition, ...]:  # noqa: D102
        eaten = Happened(verb="eaten", object=self.item)
        return (Or(of=(eaten, Happened(verb="drunk", object=self.item))),)


class Use(_Subgoal):
    """Use a carried item, on a block, an entity or another carried item, or in the air."""

    kind: Literal["use"] = "use"
    item: Name
    on: Pattern | None = None
    """The block, entity or carried item; null for none."""
    count: Count = 1
    """How many times."""


class Trade(_Subgoal):
    """Trade for an item, until enough of it was got."""

    kind: Literal["trade"] = "trade"
    item: Name
    """What to get."""
    count: Count = 1
    entity: Name = "villager"

    def own_checks(self) -> tuple[Condition, ...]:  # noqa: D102
        return (Happened(verb="traded", object=self.item, count=self.count),)


class Sleep(_Subgoal):
    """Sleep until morning."""

    kind: Literal["sleep"] = "sleep"

    def own_checks(self) -> tuple[Condition, ...]:  # noqa: D102
        return (Happened(verb="slept"),)


class Deposit(_Subgoal):
    """Put carried items into a container within reach."""

    kind: Literal["deposit"] = "deposit"
    item: Pattern
    count: Count = 1
    """How many to put in."""
    container: Name = "chest"


class Discard(_Subgoal):
    """Throw carried items away."""

    kind: Literal["discard"] = "discard"
    item: Pattern
    count: Count = 1
    """How many to throw away."""


class Wait(_Subgoal):
    """Stay and let time pass."""

    kind: Literal["wait"] = "wait"
    ticks: Annotated[int, Field(ge=1, le=100_000)] = 100
    """At most so many ticks."""
    until: Condition | None = None
    """Stop as soon as this holds; null to wait all the ticks."""

    def own_checks(self) -> tuple[Condition, ...]:  # noqa: D102
        return () if self.until is None else (self.until,)


Subgoal = Annotated[
    Gather
    | Craft
    | Smelt
    | Hunt
    | Place
    | GoTo
    | Explore
    | Equip
    | Eat
    | Use
    | Trade
    | Sleep
    | Deposit
    | Discard
    | Wait,
    Field(discriminator="kind"),
]

subgoal_adapter: TypeAdapter[Subgoal] = TypeAdapter(Subgoal)
"""Validates and dumps any subgoal in its JSON notation."""

SUBGOAL_CLASSES: dict[str, type[Subgoal]] = {
    c.model_fields["kind"].default: c
    for c in (
        Gather,
        Craft,
        Smelt,
        Hunt,
        Place,
        GoTo,
        Explore,
        Equip,
        Eat,
        Use,
        Trade,
        Sleep,
        Deposit,
        Discard,
        Wait,
    )
}
"""The class of each kind of subgoal."""


def parse_subgoal(text: str) -> Subgoal:
    """Returns the subgoal that `text` says.

    Raises:
        NotationError: If it isn't one; the error says where.
    """
    text = text.strip()
    call = read(text)
    if not isinstance(call, Call):
        raise NotationError("Expected one subgoal, found and, or, not.", text)
    if call.name not in SUBGOAL_CLASSES:
        unknown = UnknownNameError("subgoal", call.name, SUBGOAL_CLASSES)
        raise NotationError(str(unknown), text, call.offset)
    given: dict[str, object] = {**call.bound_to((), text)}
    if isinstance(given.get("until"), str):
        given["until"] = parse(str(given["until"]))
    try:
        return SUBGOAL_CLASSES[call.name].model_validate(given)
    except ValidationError as error:
        raise NotationError(f"{call.name}(): {complaint(error)}", text, call.offset) from error
