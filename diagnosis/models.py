"""What a diagnosis says: outcome, cause and evidence, difference, indicators, loops.

All of it is inferred from what a client could see. A cause is one word of a closed enumeration,
so that it can be counted and compared; what exactly was lacking stands beside it as `Need`s,
so that a remedy can be made of it without reading any text.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from envs import Count, Frozen, Name, Pattern


class Cause(StrEnum):
    """Why an attempt failed."""

    missing_material = "missing_material"
    """An ingredient, or the item to place, eat, wear or give, is not carried."""
    missing_tool = "missing_tool"
    """A tool of the kind that is needed is not at hand."""
    tool_too_weak = "tool_too_weak"
    """The tool is of the right kind and too low a tier."""
    tool_broke = "tool_broke"
    """The tool broke under way, and without it nothing more came of it."""
    missing_station = "missing_station"
    """The block whose window is needed is not within reach."""
    missing_fuel = "missing_fuel"
    """There is nothing to burn."""
    target_not_found = "target_not_found"
    """What was looked for did not come into view."""
    target_unreachable = "target_unreachable"
    """The target was known or seen, and no way led there."""
    stuck = "stuck"
    """The agent stayed where it was, or walked in circles."""
    inventory_full = "inventory_full"
    """What was got found no room."""
    hazard = "hazard"
    """Lava, a fall, water, fire and the like killed the agent or drove it off."""
    killed = "killed"
    """A mob or a player killed the agent."""
    starving = "starving"
    """Hunger killed the agent, or kept it from going on."""
    window_blocked = "window_blocked"
    """A window refused though all that it needs seems to be there."""
    out_of_time = "out_of_time"
    """It was going well, and the time was up."""
    invalid_subgoal = "invalid_subgoal"
    """What was asked for makes no sense in this world."""
    environment_fault = "environment_fault"
    """The world broke; nothing is to be learned from it."""
    unknown = "unknown"
    """Nothing that was seen says why."""


HARD_CAUSES = frozenset(
    {
        Cause.missing_material,
        Cause.missing_tool,
        Cause.tool_too_weak,
        Cause.missing_station,
        Cause.missing_fuel,
        Cause.inventory_full,
        Cause.invalid_subgoal,
    }
)
"""Causes that don't depend on luck: one failure is enough where the inventory agrees."""

Hazard = Literal["lava", "fall", "drowning", "fire", "cactus", "mob", "other"]
"""What did the harm."""

Loop = Literal["none", "state_action_cycle", "repeated_cause"]
"""Whether the agent goes round: through the same states and acts, or into the same cause."""

Share = Annotated[float, Field(ge=0.0, le=1.0)]

ANY_FUEL = "fuel"
"""The name in a `Need` of fuel when no particular fuel was asked for."""

INVENTORY_ROOM = "inventory"
"""The name in a `Need` of room when it isn't seen for which item."""


class Need(Frozen):
    """One thing that was lacking, in a form that a remedy can be made of."""

    kind: Literal["item", "tool", "station", "fuel", "room"]
    name: Pattern
    """An item, block or `#tag`. For `tool` the kind of tool (`pickaxe`), or the name of one
    tool where just that one was asked for. `"fuel"` for any fuel, `"inventory"` for any room."""
    count: Count = 1
    """How many must be carried in all, for the one application that was refused."""
    lacking: Count = 1
    """How many of these are not carried yet."""
    tier_above: str | None = None
    """For `tool`: a tier that was seen to be too weak, one of `TIERS`; a better one is needed."""


class Finding(Frozen):
    """One cause with what it stands on."""

    cause: Cause
    hazard: Hazard | None = None
    """What did the harm, for `hazard`, `killed` and damage; `None` if the cause is no harm."""
    needs: tuple[Need, ...] = ()
    """What was lacking; sorted by kind and name."""
    evidence: tuple[int, ...] = ()
    """Indices of events, ascending: from 0 into the trace; negative ones into the prelude, as
    Python counts (-1 is the prelude's last event). Empty if states alone say it."""
    certainty: Share
    """1 where the world itself said so, less where it was inferred."""


class Change(Frozen):
    """One facet before and after."""

    what: Literal[
        "biome", "chest", "dimension", "feet", "head", "legs", "mainhand", "offhand", "weather"
    ]
    before: Name | None
    """`None` for nothing, or not seen."""
    after: Name | None


class Difference(Frozen):
    """What the attempt changed, as a summary: post-state against pre-state."""

    ticks: Annotated[int, Field(ge=0)]
    items: tuple[tuple[Name, int], ...] | None
    """(item, change of its count), sorted, without zeros; `None` if the inventory isn't seen."""
    health: float | None
    """Change in points; `None` if it isn't seen."""
    food: float | None
    moved_blocks: Annotated[float, Field(ge=0)] | None
    """From the first position to the last in a straight line; `None` if it isn't seen, or across
    dimensions."""
    changes: tuple[Change, ...] = ()
    """Biome, dimension, weather and equipment slots that changed, sorted by `what`."""
    placed: tuple[tuple[Name, int], ...] = ()
    """(block, how many were placed), sorted."""
    mined: tuple[tuple[Name, int], ...] = ()
    """(block, how many were broken), sorted."""
    new_stations: tuple[Name, ...] = ()
    """Stations in reach that weren't before, sorted."""
    new_places: tuple[Name, ...] = ()
    """Places that became known, sorted."""


class Indicators(Frozen):
    """How it went, in continuous figures."""

    progress: Share
    """How far the checks are met at the end: 1 if all hold, each counted alike. For a subgoal
    without checks 1 if it succeeded, else 0."""
    gain: Annotated[float, Field(ge=-1.0, le=1.0)]
    """`progress` less what it was before the attempt."""
    path_efficiency: Share | None
    """Straight distance over the length of the way; `None` if the agent wasn't seen to move."""
    spatial_spread_blocks: Annotated[float, Field(ge=0)] | None
    """Diagonal of the box around all positions seen; `None` if none was seen."""
    inventory_change: Annotated[int, Field(ge=0)] | None
    """How many items came and went, net for each kind; `None` if the inventory isn't seen."""
    damage_rate: Annotated[float, Field(ge=0)]
    """Damage in health points a minute (1,200 ticks)."""
    budget_used: Share | None
    """Ticks used over the budget; `None` if no budget is known."""


class Diagnosis(Frozen):
    """What came of an attempt, and why."""

    subject: Annotated[str, Field(max_length=300)]
    """What was attempted, in two words such as `craft wooden_pickaxe`."""
    succeeded: bool
    primary: Finding | None
    """Why it failed; `None` if it succeeded."""
    secondary: tuple[Finding, ...] = ()
    """What else was seen to go wrong, the most certain first; also in a success."""
    difference: Difference
    indicators: Indicators
    stagnant: bool = False
    """Whether it failed after a long stretch with nothing new: see `StagnationMonitor`."""
    loop: Loop = "none"

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.succeeded != (self.primary is None):
            raise ValueError("expected a primary finding exactly where the attempt failed")
        return self

    @property
    def outcome(self) -> Literal["succeeded", "failed"]:
        """`succeeded` or `failed`, as rows and indices write it."""
        return "succeeded" if self.succeeded else "failed"

    @property
    def cause(self) -> Cause | None:
        """The primary cause; `None` if it succeeded."""
        return None if self.primary is None else self.primary.cause
