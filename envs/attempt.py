"""`Attempt`: all that was seen while one subgoal was tried."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from envs._frozen import Frozen
from envs.conditions import View
from envs.errors import SteveError
from envs.events import Event
from envs.state import State
from envs.subgoals import Subgoal
from envs.tally import Tally
from envs.vocabulary import Vocabulary

MAX_TRACE_EVENTS = 512
"""How many events a trace holds at most; the first and last halves are kept."""


class Attempt(Frozen):
    """One subgoal as it was tried, in what a client could see."""

    subgoal: Subgoal
    prelude: tuple[Event, ...] = ()
    """What happened between the last attempt and this one, in order; a server runs while a
    model thinks."""
    pre_state: State
    trace: tuple[Event, ...] = ()
    """What happened during the attempt, in order; bounded."""
    trace_dropped: Annotated[int, Field(ge=0)] = 0
    """How many events from the middle of the trace were left out."""
    tally: Tally = Tally()
    """What was done in the attempt, of all events, also the dropped ones."""
    prelude_tally: Tally = Tally()
    """What was done in the prelude."""
    post_state: State
    ticks: Annotated[int, Field(ge=0)]
    """How long it took, 20 ticks a second."""

    def view(self, vocabulary: Vocabulary) -> View:
        """Returns what the subgoal's checks are evaluated on: post-state and own tally."""
        return View(self.post_state, self.tally, vocabulary)


class EnvironmentFault(SteveError):
    """Says that the world broke; the episode is broken, and never a failed task.

    Attributes:
        attempt: The attempt as far as it went, or `None` where none was under way.
    """

    def __init__(self, message: str, attempt: Attempt | None = None) -> None:
        super().__init__(message)
        self.attempt = attempt


def bounded_trace(events: list[Event]) -> tuple[tuple[Event, ...], int]:
    """Returns (trace, dropped): at most `MAX_TRACE_EVENTS`, first and last halves kept."""
    surplus = len(events) - MAX_TRACE_EVENTS
    if surplus <= 0:
        return tuple(events), 0
    half = MAX_TRACE_EVENTS // 2
    return (*events[:half], *events[-half:]), surplus
