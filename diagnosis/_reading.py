"""One pass over an attempt, so that each rule asks and none reads the whole trace again."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TypeVar

from diagnosis._aims import Aims
from diagnosis.history import Lore
from envs import Attempt, BlockBroken, Event, Found, State, Stopped, Vocabulary

E = TypeVar("E", bound=Event)

_NONE: list[tuple[int, Event]] = []

IN_VIEW = -1
"""Stands among `sightings` for what was in view before the attempt began."""


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

    def stopped(self, by: str) -> tuple[int, Stopped] | None:
        """Returns the event by which the attempt was cut off, if it was cut off `by` that."""
        last = self.last(Stopped)
        return last if last is not None and last[1].by == by else None

    def carried(self, pattern: str) -> int | None:
        """Returns how many of `pattern` are carried at the end; `None` if that isn't seen."""
        return carried_in(self.attempt.post_state, pattern, self.vocabulary)

    @property
    def free_slots(self) -> int | None:
        """The fewest free slots seen, before or after; `None` if the inventory isn't seen."""
        states = (self.attempt.pre_state, self.attempt.post_state)
        slots = [s.inventory.free_slots for s in states if s.inventory is not None]
        return min(slots, default=None)

    @cached_property
    def aimed_breaks(self) -> list[tuple[int, BlockBroken]]:
        """The breaks of what the agent must come to, in order."""
        names = self.aims.names
        return [(i, e) for i, e in self.seen(BlockBroken) if e.block in names]

    @cached_property
    def sightings(self) -> list[int]:
        """Where what the agent is after was seen or worked on, ascending; `IN_VIEW` may lead."""
        found = [i for i, e in self.seen(Found) if self.aims.is_aim(e.target)]
        seen = sorted({*found, *(i for i, _ in self.aimed_breaks), *self.forward})
        return [IN_VIEW, *seen] if self._in_view(self.attempt.pre_state) else seen

    @cached_property
    def lying(self) -> frozenset[str]:
        """The items that lie in view when the attempt is over."""
        words = self.vocabulary
        seen = (thing.name for thing in self.attempt.post_state.entities or ())
        return frozenset(n for n in seen if n in words.items and n not in words.entities)

    @cached_property
    def in_view_at_the_end(self) -> bool:
        """Whether what the agent is after is in view when the attempt is over."""
        return self._in_view(self.attempt.post_state)

    def _in_view(self, state: State) -> bool:
        facets = (state.blocks, state.entities, state.stations, state.places)
        return any(
            not self.aims.names.isdisjoint([thing.name for thing in facet])
            for facet in facets
            if facet
        )


def carried_in(state: State, pattern: str, vocabulary: Vocabulary) -> int | None:
    """Returns how many of `pattern` are carried in `state`; `None` if that isn't seen."""
    if state.inventory is None:
        return None
    names = vocabulary.named(pattern)
    return sum([held.count for held in state.inventory.items if held.item in names])
