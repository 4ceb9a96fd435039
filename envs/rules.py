"""`GameRules`: what it takes to get things, as one flat table.

The true rules of a running world come only from its `Solvable` ability, which the oracle and
the evaluation alone may use. The same form holds what somebody *believes* of a game, such as a
novice's prior, so that both can be planned over by the same code.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from envs._frozen import Count, Frozen, Name, Pattern
from envs.conditions import Condition, View
from envs.state import Dimension
from envs.subgoals import Heights, Subgoal
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
    place: Name | None = None
    """The kind of place that has it, such as `village`; `None` for anywhere."""
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
    """What comes of using an item on something.

    What it takes besides the item itself is in `consumes`, `needs` and the two states: dyed
    armor is `use_state="dyed"`, a cauldron with water in it `on_state="filled"`. A state is
    brought about by a rule that `leaves` it, used on the same name.
    """

    use: Name
    """What is used; one of it has to be carried."""
    on: Pattern | None = None
    """The block, entity or carried item; `None` for the air."""
    on_is: Literal["carried", "placed", "found"] | None = None
    """Whether `on` has to be carried, as the item that it is; to stand near, as a station does;
    or to be looked for, as a block or entity of the land; `None` if it is used on nothing."""
    height: Heights | None = None
    """Where `on` is looked for by digging along; `None` if it lies open, or isn't looked for."""
    dimension: Dimension = "overworld"
    """Where `on` is found."""
    use_state: Name | None = None
    """The state in which `use` has to be, such as `dyed`; `None` for any."""
    on_state: Name | None = None
    """The state in which `on` has to be, such as `filled`; `None` for any."""
    leaves: Name | None = None
    """The state in which it leaves `on`; `None` for none that matters."""
    item: Name | None = None
    """What it gives; `None` if it only does something."""
    count: Count = 1
    """How many one use gives, at least or on average."""
    source: Name | None = None
    """The block that it makes, from which the item is then gathered; `None` if it is in hand."""
    tool: Name | None = None
    """The weakest tool with which that block drops it; `None` for the bare hand, or no block."""
    verb: Verb | None = None
    """What it counts as, done to `use`; `None` if it counts as nothing."""
    consumes: tuple[Ingredient, ...] = ()
    """What one use takes away, `use` itself too if it is used up."""
    needs: tuple[Ingredient, ...] = ()
    """What has to be carried besides, and is kept: of an item that is in both, the sum."""


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
    station: Name | None = None
    """The block beside which it had better be built; `None` for anywhere."""
    then: tuple[Subgoal, ...] = ()
    """What had better be done as soon as it stands, such as closing it in."""


class RaisingRule(Frozen):
    """An item that the young of an animal give as they grow up; two that are fed have some."""

    item: Name
    entity: Name
    food: Name
    """What both the grown and the young are fed with."""
    feedings: Count = 1
    """How much food there had better be for one item: for the parents, and to grow sooner."""
    biome: Name | None = None
    """Where they live; `None` for anywhere."""
    eggs: Name | None = None
    """The block of their eggs, which hatch in the night; `None` if the young are born."""


class DeedRule(Frozen):
    """Something that is done where it is, with nothing carried for it."""

    verb: Verb
    """What it counts as."""
    object: Name
    """What it is done to."""
    subgoal: Subgoal
    """What does it."""
    tool: Name | None = None
    """The weakest tool that has to be carried; `None` for none."""
    station: Name | None = None
    """The block that has to be near; `None` for none."""
    ticks: Annotated[int, Field(ge=1)] = 600
    """How long it takes, roughly, the way included."""


class UpkeepRule(Frozen):
    """What keeps one alive: while this is so, that comes before everything else."""

    when: Condition
    steps: tuple[Subgoal, ...]
    hours: tuple[int, int] | None = None
    """From when to when in the day, in ticks since sunrise, the end left out; `None` for always."""
    of_recipes: bool = False
    """Whether it rests on what things take, rather than on what a body needs."""
    spares: tuple[Name, ...] = ()
    """What may be gathered instead, by its source, if that leads to what is wanted."""

    def due(self, view: View) -> bool:
        """Returns whether it is known to be so now."""
        time = view.state.time
        if self.hours is not None and (time is None or not self.hours[0] <= time < self.hours[1]):
            return False
        return self.when.holds(view)


class FuelRule(Frozen):
    """What burns, and how long."""

    item: Pattern
    ticks: Annotated[int, Field(ge=1)]


class FoodRule(Frozen):
    """What can be eaten and does no harm."""

    item: Name
    points: Annotated[int, Field(ge=1)]
    """How much less hungry it makes; nobody has more than 20."""


class GameRules(Frozen):
    """All that it takes to get things."""

    crafting: tuple[CraftingRule, ...] = ()
    smelting: tuple[SmeltingRule, ...] = ()
    gathering: tuple[GatheringRule, ...] = ()
    hunting: tuple[HuntingRule, ...] = ()
    trading: tuple[TradingRule, ...] = ()
    using: tuple[UsingRule, ...] = ()
    structures: tuple[StructureRule, ...] = ()
    raising: tuple[RaisingRule, ...] = ()
    food: tuple[FoodRule, ...] = ()
    fuel: tuple[FuelRule, ...] = ()
    deeds: tuple[DeedRule, ...] = ()
    upkeep: tuple[UpkeepRule, ...] = ()
    """The most urgent first."""
