"""One pass over an attempt, so that each rule asks and none reads the whole trace again."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TypeVar

from diagnosis._aims import Aims
from diagnosis._words import are_kin
from diagnosis.history import Lore
from envs import (
    Attempt,
    BlockBroken,
    Died,
    Event,
    Found,
    ItemLost,
    Respawned,
    State,
    Stopped,
    ToolBroke,
    Vocabulary,
)

E = TypeVar("E", bound=Event)

_NONE: list[tuple[int, Event]] = []

DEATHS: frozenset[type[Event]] = frozenset({Died, Respawned})
"""The events that say that the agent died."""

IN_VIEW, NEVER = -1, -2
"""Stand for a last sighting before the attempt began, and for none at all."""


class Reading:
    """An attempt, its events by class, and what its subgoal is after.

    Attributes:
        attempt: What is read.
        subgoal: The attempt's.
        vocabulary: The words of the world.
        lore: What the episode has shown before.
        budget_ticks: How long the attempt might last; `None` if that isn't known.
        aims: What the subgoal is after.
        forward: Indices of the events that brought the subgoal forward, ascending.
        headway: Index of the last event that brought the subgoal forward, -1 if none did.
    """

    def __init__(
        self,
        attempt: Attempt,
        aims: Aims,
        vocabulary: Vocabulary,
        lore: Lore,
        budget_ticks: int | None,
    ) -> None:
        self.attempt = attempt
        self.subgoal = attempt.subgoal
        self.vocabulary = vocabulary
        self.lore = lore
        self.budget_ticks = budget_ticks
        self.aims = aims
        self._by_class = by_class = defaultdict[type, list[tuple[int, Event]]](list)
        for index, event in enumerate(attempt.trace):
            by_class[type(event)].append((index, event))
        self.forward = sorted(
            index
            for of in aims.parts
            for index, event in by_class.get(of, ())
            if aims.brings_forward(event)
        )
        self.headway = self.forward[-1] if self.forward else -1

    def seen(self, of: type[E]) -> list[tuple[int, E]]:
        """Returns the events of a class with their indices, in order."""
        return self._by_class.get(of, _NONE)  # type: ignore[return-value]  # grouped by class

    def last(self, of: type[E]) -> tuple[int, E] | None:
        """Returns the last event of a class with its index."""
        found = self._by_class.get(of)
        return found[-1] if found else None  # type: ignore[return-value]  # grouped by class

    def shows(self, kinds: frozenset[type[Event]]) -> bool:
        """Returns whether there is any event of some classes."""
        return not kinds.isdisjoint(self._by_class)

    def stopped(self, by: str) -> tuple[int, Stopped] | None:
        """Returns the event by which the attempt was cut off, if it was cut off `by` that."""
        last = self.last(Stopped)
        return last if last is not None and last[1].by == by else None

    @cached_property
    def cut_off(self) -> int | None:
        """The event by which the time was up, -1 if only the clock says so; else `None`."""
        last = self.last(Stopped)
        if last is not None:
            return last[0] if last[1].by == "budget" else None
        budget = self.budget_ticks
        return -1 if budget is not None and self.attempt.ticks >= budget else None

    def is_nonsense(self, name: str) -> bool:
        """Returns whether `name` is no word in this world, as far as its words are known.

        If what is carried or broken isn't among them either, they are another world's.
        """
        words = self.vocabulary
        if words.knows(name) or not words.items:
            return False
        states = (self.attempt.pre_state, self.attempt.post_state)
        bags = [s.inventory.items for s in states if s.inventory is not None]
        if not all(words.knows(held.item) for bag in bags for held in bag):
            return False
        return all(words.knows(e.block) for _, e in self.seen(BlockBroken))

    def carried(self, pattern: str) -> int | None:
        """Returns how many of `pattern` are carried at the end; `None` if that isn't seen."""
        return carried_in(self.attempt.post_state, pattern, self.vocabulary)

    @property
    def free_slots(self) -> int | None:
        """The fewest free slots seen, before or after; `None` if the inventory isn't seen."""
        before, after = self.attempt.pre_state.inventory, self.attempt.post_state.inventory
        if before is None or after is None:
            seen = before or after
            return None if seen is None else seen.free_slots
        return min(before.free_slots, after.free_slots)

    @cached_property
    def aimed_breaks(self) -> list[tuple[int, BlockBroken]]:
        """The breaks of what the agent must come to, in order."""
        names = self.dug_for
        return [(i, e) for i, e in self.seen(BlockBroken) if e.block in names]

    @cached_property
    def dug_for(self) -> frozenset[str]:
        """The blocks that are broken for what is wanted: those named, or else what is kin."""
        names, loose = self.aims.names, self.aims.loose
        broken = {e.block for _, e in self.seen(BlockBroken)} if loose is not None else set()
        if loose is None or not names.isdisjoint(broken):
            return names
        return names | {block for block in broken if are_kin(block, loose)}

    @cached_property
    def broken_tools(self) -> list[tuple[int, str]]:
        """The tools that broke, in order, as the world says.

        Or by the loss of what wore out, or because a tool that was dug with is gone for good.
        """
        said = {(e.item, e.tick): i for i, e in self.seen(ToolBroke)}
        for i, lost in self.seen(ItemLost):
            if lost.way == "wear":
                said.setdefault((lost.item, lost.tick), i)
        if not said:
            return self._tools_gone()
        return sorted((i, item) for (item, _), i in said.items())

    def _tools_gone(self) -> list[tuple[int, str]]:
        before, after = self.attempt.pre_state.inventory, self.attempt.post_state.inventory
        gone = {e.tool: i for i, e in self.seen(BlockBroken) if e.tool != "none"}
        if not gone or before is None or after is None or self.shows(DEATHS):
            return []
        for held in after.items:
            # With a spare of it the work goes on.
            gone.pop(held.item, None)
        for _, lost in self.seen(ItemLost):
            gone.pop(lost.item, None)
        return sorted((gone[held.item], held.item) for held in before.items if held.item in gone)

    @cached_property
    def last_sighting(self) -> int:
        """Where what the agent is after was last seen or worked on; `IN_VIEW`, or `NEVER`."""
        marks = [i for i, e in self.seen(Found) if self.aims.is_aim(e.target)][-1:]
        marks += [i for i, _ in self.aimed_breaks[-1:]]
        marks += self.forward[-1:]
        if marks:
            return max(marks)
        return IN_VIEW if self._in_view(self.attempt.pre_state) else NEVER

    def sighted_before(self, index: int) -> bool:
        """Returns whether what the agent is after was seen or worked on before an event."""
        if self.last_sighting in {NEVER, IN_VIEW}:
            return self.last_sighting == IN_VIEW
        return (
            any(i < index and self.aims.is_aim(e.target) for i, e in self.seen(Found))
            or any(i < index for i, _ in self.aimed_breaks[:1])
            or any(i < index for i in self.forward[:1])
            or self._in_view(self.attempt.pre_state)
        )

    @cached_property
    def lying(self) -> frozenset[str]:
        """The items that lie in view when the attempt is over."""
        words = self.vocabulary
        seen = (thing.name for thing in self.attempt.post_state.entities or ())
        return frozenset(n for n in seen if n in words.items and n not in words.entities)

    @property
    def wanted_lies_there(self) -> bool:
        """Whether what the subgoal is to get lies in view when the attempt is over."""
        seen = self.attempt.post_state.entities or ()
        return any(self.aims.is_wanted(e.name) and e.name in self.lying for e in seen)

    @cached_property
    def in_view_at_the_end(self) -> bool:
        """Whether what the agent is after is in view when the attempt is over."""
        return self._in_view(self.attempt.post_state)

    def _in_view(self, state: State) -> bool:
        facets = (state.blocks, state.entities, state.stations, state.places)
        seen = [thing.name for facet in facets if facet for thing in facet]
        if self.aims.by_kin:
            return any(map(self.aims.is_aim, seen))
        return not self.aims.names.isdisjoint(seen)


def at_hand(state: State, pattern: str, vocabulary: Vocabulary) -> int | None:
    """Returns how many of `pattern` are carried or worn; `None` if what is carried isn't seen."""
    carried = carried_in(state, pattern, vocabulary)
    if carried is None or state.equipment is None:
        return carried
    return carried + sum(vocabulary.matches(pattern, s.item) for s in state.equipment.slots)


def carried_in(state: State, pattern: str, vocabulary: Vocabulary) -> int | None:
    """Returns how many of `pattern` are carried in `state`; `None` if that isn't seen."""
    if state.inventory is None:
        return None
    names = vocabulary.named(pattern)
    return sum([held.count for held in state.inventory.items if held.item in names])
