"""The true reason of each failed attempt, as a world's ledger keeps it for the evaluation alone.

A trace holds what a client could see, and `diagnosis` infers causes from it. How well it does
can only be measured against what was really so. A world's executors write that down at the point
where they give up. Nothing else reads it: not the planner, not the memory, not the loop.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Cause = Literal[
    "missing_material",
    "missing_tool",
    "tool_too_weak",
    "tool_broke",
    "missing_station",
    "missing_fuel",
    "target_not_found",
    "target_unreachable",
    "stuck",
    "inventory_full",
    "hazard",
    "killed",
    "starving",
    "window_blocked",
    "out_of_time",
    "invalid_subgoal",
    "unknown",
]
"""The causes that diagnosis may name, as far as a world can bring them about."""


class Entry(NamedTuple):
    """Why one attempt failed."""

    attempt: int
    """The attempt's ordinal in the episode, from 0."""
    cause: Cause
    detail: str
    """What it was about: an item, a block, a mob."""


class Ledger:
    """Holds the entries of one episode, at most one an attempt, in order."""

    def __init__(self) -> None:
        self._entries: tuple[Entry, ...] = ()
        self._attempts = 0

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Why attempts failed; one that isn't listed came to its end."""
        return self._entries

    @property
    def attempts(self) -> int:
        """How many attempts were begun."""
        return self._attempts

    def open(self) -> None:
        """Begins the next attempt."""
        self._attempts += 1

    def write(self, cause: Cause, detail: str) -> None:
        """Notes why the attempt under way fails; what is written first stands."""
        attempt = self._attempts - 1
        if not self._entries or self._entries[-1].attempt != attempt:
            self._entries = (*self._entries, Entry(attempt, cause, detail))

    def copy(self) -> Ledger:
        """Returns a ledger with the same entries, independent of this one."""
        twin = Ledger()
        twin._entries, twin._attempts = self._entries, self._attempts
        return twin
