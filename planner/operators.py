"""`Operator`: one way to come by an item, whoever knows it.

The oracle's operators come from the running world's rules, the novice's from its flawed prior
and what its prompt tells it, the planner's remedies from the skills that were learned. All are
chained by the same code (`planner.chaining`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from envs import (
    Craft,
    Dimension,
    FuelRule,
    Gather,
    Ingredient,
    Place,
    RaisingRule,
    Smelt,
    Subgoal,
    UsingRule,
)
from planner.raising import DIGGER

# Rough ticks for one application, to prefer the cheaper of two ways. Walking to the nearest
# of something costs about this much in craftworld's biomes; only their order matters.
CRAFT_TICKS = 10
"""Rough ticks of what takes no way, as crafting does."""

TRADE_TICKS = 6_000
"""Rough ticks of a trade, with the way to somebody to trade with."""

_LONG_DIG_TICKS = 1_000


@dataclass(frozen=True, eq=False)
class Operator:
    """One way to come by an item.

    Attributes:
        item: What it gives.
        batch: How many one application gives.
        consumes: What one application uses up.
        subgoal: What is asked of the executor; its count is filled in when planned.
        tool: (kind, tier) that must be carried, or `None`.
        station: The block that must be near, or `None`.
        fuel: Whether it burns fuel while it goes on.
        cost: Rough ticks for one application.
        skill: The id of the skill that it was made from, or `None`.
        keeps: What has to be carried besides, and is still there afterwards.
        dimension: Where alone it works; `None` for anywhere.
        found_at: The kind of place that has it, such as `village`; `None` for anywhere.
        leads_to: The dimension to which it makes a way, or `None`.
        raising: The animals that are raised for it, which takes more than one subgoal; or `None`.
        using: What is used on what for it, which may take more than one subgoal; or `None`.
        deed: (verb, object) of what it counts as, where it gives nothing; or `None`.
        then: What follows it at once.
    """

    item: str
    batch: int
    consumes: tuple[Ingredient, ...]
    subgoal: Subgoal
    tool: tuple[str, str] | None = None
    station: str | None = None
    fuel: bool = False
    cost: int = CRAFT_TICKS
    skill: str | None = None
    keeps: tuple[Ingredient, ...] = ()
    dimension: Dimension | None = None
    found_at: str | None = None
    leads_to: Dimension | None = None
    raising: RaisingRule | None = None
    using: UsingRule | None = None
    deed: tuple[str, str] | None = None
    then: tuple[Subgoal, ...] = ()

    @property
    def is_built(self) -> bool:
        """Whether it is built where the agent is, and stands there from then on."""
        return isinstance(self.subgoal, Place) and self.leads_to is None

    @property
    def leads_away(self) -> bool:
        """Whether carrying it out leads away from the stations that are near."""
        if self.is_built:
            return False
        if self.using is not None:
            return self.using.on_is == "found"
        return not isinstance(self.subgoal, Craft | Smelt)

    @property
    def wears_tools(self) -> bool:
        """Whether it is a dig so long that its tool may not last, and a spare is worth having."""
        if not isinstance(self.subgoal, Gather) or self.subgoal.height is None:
            return False
        source = self.subgoal.source or self.subgoal.item
        return self.cost >= _LONG_DIG_TICKS or source.endswith("_ore")

    @property
    def digs(self) -> bool:
        """Whether it leads under ground."""
        if self.using is not None:
            return self.using.height is not None
        return isinstance(self.subgoal, Gather) and self.subgoal.height is not None

    @property
    def goes_deep(self) -> bool:
        """Whether it leads so deep or far under ground that one had better go there once."""
        return self.wears_tools or (self.using is not None and self.digs)

    @property
    def roams(self) -> bool:
        """Whether it leads about above ground."""
        return self.leads_away and not self.digs and self.leads_to is None

    @property
    def place(self) -> Dimension | None:
        """Where to be for it at last: a way elsewhere is best built just before it is gone."""
        return self.leads_to or self.dimension


@dataclass(frozen=True)
class Knowhow:
    """All that somebody knows of ways to come by things.

    Attributes:
        operators: In order of preference where costs are equal.
        fuels: What burns, and how long.
    """

    operators: tuple[Operator, ...]
    fuels: tuple[FuelRule, ...] = ()


def with_pickaxes(knowhow: Knowhow) -> Knowhow:
    """Returns the operators so that nobody digs in rock with bare hands, whatever for."""
    return replace(knowhow, operators=tuple(_with_pickaxe(op) for op in knowhow.operators))


def _with_pickaxe(operator: Operator) -> Operator:
    bare = operator.digs and operator.tool is None
    return replace(operator, tool=DIGGER) if bare else operator


def way_to(dimension: Dimension) -> str:
    """Returns the name under which a way to a dimension is counted in the books."""
    return f"way/{dimension}"
