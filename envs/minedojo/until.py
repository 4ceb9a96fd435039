"""`Until`: ends a wait once a condition holds, which the worker can't evaluate."""

from __future__ import annotations

from envs.attempt import Attempt
from envs.conditions import Condition, View
from envs.environment import Monitor
from envs.events import Event, Stopped
from envs.state import State
from envs.tally import Tally
from envs.vocabulary import Vocabulary

_REASON = "what was waited for holds"


class Until:
    """A monitor that stops as soon as a condition holds, or another monitor objects."""

    def __init__(
        self, condition: Condition, vocabulary: Vocabulary, monitor: Monitor | None
    ) -> None:
        """Takes what is waited for, the world's words, and who else watches."""
        self._condition = condition
        self._vocabulary = vocabulary
        self._monitor = monitor
        self._tally = Tally()

    def on_event(self, event: Event) -> str | None:
        """Returns why to stop now, or `None`."""
        self._tally = self._tally.plus(Tally.of((event,)))
        return self._monitor.on_event(event) if self._monitor else None

    def on_state(self, state: State) -> str | None:
        """Returns why to stop now, or `None`."""
        if self._condition.holds(View(state, self._tally, self._vocabulary)):
            return _REASON
        return self._monitor.on_state(state) if self._monitor else None

    @staticmethod
    def told(attempt: Attempt) -> Attempt:
        """Returns the attempt as the subgoal's own end, where it was this that stopped it."""
        *before, last = attempt.trace or (None,)
        if isinstance(last, Stopped) and last.reason == _REASON:
            return attempt.model_copy(update={"trace": tuple(before)})
        return attempt
