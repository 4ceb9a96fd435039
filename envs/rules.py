"""`GameRules`: what it takes to get things, as one flat table.

The true rules of a running world come only from its `Solvable` ability, which the oracle and
the evaluation alone may use. The same form holds what somebody *believes* of a game, such as a
novice's prior, so that both can be planned over by the same code.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from envs._frozen import Count, Frozen, Name, Pattern
from envs.state import Dimension
from envs.subgoals import Heights
from envs.tally import Verb


class Ingredient(Frozen):
    """One ingredient, a name or a tag, and how many of it."""

    item: Pattern
    count: Count = 1


class CraftingRule(Frozen):
    """A recipe."""

    item: Name
    count: Count = 1
    """How many one crafting gives."""
    station: Name | None = None
    """The block to craft at; `None` for the grid in the inventory."""
    ingredients: tuple[Ingredient, ...]


class SmeltingRule(Frozen):
    """What becomes what in a furnace."""

    item: Name
    source: Pattern
    station: Name = "furnace"
    ticks: Annotated[int, Field(ge=1)] = 200


class GatheringRule(Frozen):
    """A block that drops an item."""

    item: Name
    source: Pattern
    """The block to break."""
    tool: Name | None = None
    """The weakest tool with which it drops; `None` for the bare hand."""
    height: Heights | None = None
    """Where to dig for it; `None` if it lies open on the surface."""
    dimension: Dimension = "overworld"
    """Where it is found."""
    expected_blocks: Annotated[float, Field(gt=0)] = 1.0
    """How many blocks must be broken for one item, on average."""


class HuntingRule(Frozen):
    """An entity that drops an item."""

    item: Name
    entity: Name
    expected_kills: Annotated[float, Field(gt=0)] = 1.0
    """How many must be killed for one item, on average."""
    dimension: Dimension = "overworld"
    """Where it lives."""


class TradingRule(Frozen):
    """An offer."""

    item: Name
    count: Count = 1
    entity: Name = "villager"
    price: tuple[Ingredient, ...]


class UsingRule(Frozen):
    """What comes of using an item on something."""

    use: Name
    """What is used."""
    on: Pattern | None = None
    """The block, entity or carried item; `None` for the air."""
    item: Name | None = None
    """What it gives; `None` if it only does something."""
    count: Count = 1
    """How many one use gives."""
    source: Name | None = None
    """The block that it makes, from which the item is then gathered; `None` if it is in hand."""
    verb: Verb | None = None
    """What it counts as, done to `use`; `None` if it counts as nothing."""
    consumes: tuple[Ingredient, ...] = ()
    """What one use takes away, `use` itself too if it is used up."""
    needs: tuple[Ingredient, ...] = ()
    """What has to be carried besides, and is kept."""


class StructureRule(Frozen):
    """What can be built as a whole by placing it."""

    item: Name
    """The structure, such as `nether_portal`."""
    ingredients: tuple[Ingredient, ...]
    """What it is built of."""
    tools: tuple[Name, ...] = ()
    """What has to be carried, and is kept."""
    leads_to: Dimension | None = None
    """Where one gets by it."""


class FuelRule(Frozen):
    """What burns, and how long."""

    item: Pattern
    ticks: Annotated[int, Field(ge=1)]


class GameRules(Frozen):
    """All that it takes to get things."""

    crafting: tuple[CraftingRule, ...] = ()
    smelting: tuple[SmeltingRule, ...] = ()
    gathering: tuple[GatheringRule, ...] = ()
    hunting: tuple[HuntingRule, ...] = ()
    trading: tuple[TradingRule, ...] = ()
    using: tuple[UsingRule, ...] = ()
    structures: tuple[StructureRule, ...] = ()
    fuel: tuple[FuelRule, ...] = ()
