"""`TurnTaking`: what worlds share that stand still between two attempts.

There is one episode at a time. A look is kept until something is done, and an attempt is put
together of what was seen before it, during it and after it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Generic, Protocol, TypeVar

from envs.attempt import Attempt, bounded_trace
from envs.environment import Monitor
from envs.errors import ContractError
from envs.events import Event
from envs.state import State
from envs.subgoals import Subgoal
from envs.tally import Tally


class HasTick(Protocol):
    """Is an episode that knows its tick."""

    @property
    def tick(self) -> int:
        """Ticks since it began."""
        ...


_Episode = TypeVar("_Episode", bound=HasTick)


class TurnTaking(ABC, Generic[_Episode]):
    """Is a world in which nothing happens between two attempts, so that preludes are empty."""

    def __init__(self) -> None:
        self._episode: _Episode | None = None
        # Nothing changes between two acts, so that the last look is as good as a new one.
        self._seen: State | None = None

    @abstractmethod
    def _look(self, episode: _Episode) -> State:
        """Returns what is seen of an episode; changes nothing."""

    @abstractmethod
    def _carry_out(
        self, episode: _Episode, subgoal: Subgoal, budget_ticks: int, monitor: Monitor | None
    ) -> list[Event]:
        """Tries a subgoal and returns all that happened, in order."""

    def observe(self) -> State:
        """Returns the current state.

        Raises:
            ContractError: If `reset` was never called.
        """
        episode = self._running()
        if self._seen is None:
            self._seen = self._look(episode)
        return self._seen

    def attempt(
        self, subgoal: Subgoal, budget_ticks: int, monitor: Monitor | None = None
    ) -> Attempt:
        """Tries `subgoal`; see `envs.Environment.attempt`.

        Raises:
            ContractError: If `reset` was never called, or the budget is below 1.
        """
        episode = self._running()
        if budget_ticks < 1:
            raise ContractError(
                f"Expected a budget of at least 1 tick, found {budget_ticks}: give it more."
            )
        pre_state, started = self.observe(), episode.tick
        self._seen = None
        events = self._carry_out(episode, subgoal, budget_ticks, monitor)
        trace, dropped = bounded_trace(events)
        return Attempt(
            subgoal=subgoal,
            pre_state=pre_state,
            trace=trace,
            trace_dropped=dropped,
            tally=Tally.of(events),
            post_state=self.observe(),
            ticks=episode.tick - started,
        )

    def close(self) -> None:
        """Forgets the episode."""
        self._episode = self._seen = None

    def _running(self) -> _Episode:
        if self._episode is None:
            raise ContractError("Expected an episode, found none: call reset() first.")
        return self._episode
