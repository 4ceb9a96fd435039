"""`Watch`: what is seen of one attempt while it lasts, and the `Attempt` that comes of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from envs.attempt import Attempt
from envs.bridge.stretch import Stretch
from envs.environment import Monitor
from envs.events import Event, Stopped
from envs.state import State
from envs.subgoals import Subgoal


class Watch:
    """Takes up events and states, shows them to the monitor and stops at its word."""

    def __init__(
        self,
        subgoal: Subgoal,
        prelude: Stretch,
        pre_state: State,
        stop: Callable[[], None],
        monitor: Monitor | None = None,
    ) -> None:
        """Begins to watch.

        Args:
            subgoal: What is tried.
            prelude: What happened since the last attempt.
            pre_state: The state before.
            stop: Tells the worker to end the attempt soon.
            monitor: Who may have it stopped.
        """
        self._subgoal = subgoal
        self._prelude = prelude
        self._pre_state = pre_state
        self._stop = stop
        self._monitor = monitor
        self._trace = Stretch()
        self._last_state = pre_state
        self._tick = pre_state.tick
        self._objection: str | None = None

    def event(self, event: Event) -> None:
        """Takes up an event."""
        self._tick = max(self._tick, event.tick)
        self._trace.add(event)
        if self._monitor is not None and self._objection is None:
            self._heed(self._monitor.on_event(event))

    def state(self, state: State) -> None:
        """Takes up a sampled state."""
        self._tick = max(self._tick, state.tick)
        self._last_state = state
        if self._monitor is not None and self._objection is None:
            self._heed(self._monitor.on_state(state))

    def precede(self, earlier: Stretch) -> None:
        """Puts events before all others: those on their way while the attempt began."""
        earlier.join(self._trace)
        self._trace = earlier

    def ended(self, post_state: State) -> Attempt:
        """Returns the attempt, which ended in `post_state`."""
        if self._objection is not None:
            self._end_with("monitor", self._objection, post_state.tick)
        return self._attempt(post_state)

    def broken(self, why: str) -> Attempt:
        """Returns the attempt as far as it went before the world broke."""
        self._end_with("fault", why, self._tick)
        return self._attempt(self._last_state.model_copy(update={"tick": self._tick}))

    def _heed(self, objection: str | None) -> None:
        if objection is not None:
            self._objection = objection
            self._stop()

    def _end_with(self, by: Literal["monitor", "fault"], reason: str, tick: int) -> None:
        self._trace.add(Stopped(tick=tick, by=by, reason=reason))

    def _attempt(self, post_state: State) -> Attempt:
        return Attempt(
            subgoal=self._subgoal,
            prelude=self._prelude.events,
            pre_state=self._pre_state,
            trace=self._trace.events,
            trace_dropped=self._trace.dropped,
            tally=self._trace.tally,
            prelude_tally=self._prelude.tally,
            post_state=post_state,
            ticks=max(0, post_state.tick - self._pre_state.tick),
        )
