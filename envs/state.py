"""`State`: one observation of the world, in thirteen facets.

What the field calls an observation is called a state here. A facet that a world cannot see
is `None`: absent, not invented. Everything is in block coordinates and whole numbers; lists
are sorted tuples, so that two equal states are equal data.
"""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import Field

from envs._frozen import Coordinate, Frozen, Name

DAY_TICKS = 24_000
"""Ticks in a Minecraft day; 20 a second."""

Dimension = Literal["overworld", "the_nether", "the_end"]

DIMENSIONS: tuple[Dimension, ...] = get_args(Dimension)
"""Names of the dimensions."""


class ItemCount(Frozen):
    """Says how many of an item there are."""

    item: Name
    count: Annotated[int, Field(ge=0)]


class Inventory(Frozen):
    """What is carried."""

    items: tuple[ItemCount, ...] = ()
    """One entry an item, sorted by name, counts of at least 1."""
    free_slots: Annotated[int, Field(ge=0, le=64)] = 36
    """Slots with nothing in them."""

    def count(self, item: str) -> int:
        """Returns how many of `item` are carried."""
        return next((held.count for held in self.items if held.item == item), 0)


class Equipped(Frozen):
    """One equipment slot with something in it."""

    slot: Literal["mainhand", "offhand", "head", "chest", "legs", "feet"]
    item: Name
    durability: int | None = None
    """Uses left; `None` where the item doesn't wear."""


class Equipment(Frozen):
    """What is held and worn; a slot that isn't listed is empty."""

    slots: tuple[Equipped, ...] = ()
    """Sorted by slot."""


class Position(Frozen):
    """Where the agent's feet are."""

    x: Coordinate
    y: Annotated[int, Field(ge=-2048, le=2048)]
    z: Coordinate
    dimension: Dimension = "overworld"
    sky: bool | None = None
    """Whether the sky is open above; `None` where that can't be seen."""


class Vitals(Frozen):
    """Bodily state, in the world's own points (vanilla: 0 to 20)."""

    health: float
    food: float | None = None
    drink: float | None = None
    energy: float | None = None
    air: float | None = None
    """Breath left, in ticks (vanilla: 300 when full)."""
    effects: tuple[Name, ...] = ()
    """Status effects in force, sorted."""


class Nearby(Frozen):
    """A kind of block, entity, station or container in view, and the nearest of its kind."""

    name: Name
    count: Annotated[int, Field(ge=1)]
    """How many of this kind are in view."""
    x: Coordinate
    y: int
    z: Coordinate
    distance: Annotated[int, Field(ge=0)]
    """Blocks from the agent to the nearest one (Euclidean, rounded down)."""


class KnownPlace(Frozen):
    """A place that the agent knows by name: a village it saw, a bed it set, where it died."""

    name: Name
    x: Coordinate
    y: int
    z: Coordinate
    dimension: Dimension = "overworld"


class State(Frozen):
    """What the agent can observe at one moment; an absent facet is `None`."""

    tick: Annotated[int, Field(ge=0)]
    """Ticks since the episode began, 20 a second."""
    inventory: Inventory | None = None
    equipment: Equipment | None = None
    position: Position | None = None
    biome: Name | None = None
    vitals: Vitals | None = None
    time: Annotated[int, Field(ge=0, lt=DAY_TICKS)] | None = None
    """Ticks since sunrise: 0 sunrise, 6,000 noon, 12,000 sunset, 18,000 midnight."""
    light: Annotated[int, Field(ge=0, le=15)] | None = None
    """Light level at the agent's feet."""
    weather: Literal["clear", "rain", "thunder"] | None = None
    blocks: tuple[Nearby, ...] | None = None
    """Kinds of block exposed within view, sorted by name."""
    entities: tuple[Nearby, ...] | None = None
    """Kinds of entity in line of sight, sorted by name."""
    stations: tuple[Nearby, ...] | None = None
    """Stations and containers near enough to be walked to and used, sorted by name."""
    window: Name | None = None
    """The window that is open, `"none"` if none is."""
    places: tuple[KnownPlace, ...] | None = None
    """Sorted by name, then by coordinates."""


FACETS = (
    "inventory",
    "equipment",
    "position",
    "biome",
    "vitals",
    "time",
    "light",
    "weather",
    "blocks",
    "entities",
    "stations",
    "window",
    "places",
)
"""The thirteen facets of a `State`, by field name."""
