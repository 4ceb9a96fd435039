"""`Stretch`: any number of events in bounded memory."""

from __future__ import annotations

from collections import deque

from envs.attempt import MAX_TRACE_EVENTS
from envs.events import Event
from envs.tally import Tally

_HALF = MAX_TRACE_EVENTS // 2


class Stretch:
    """Events in order, the first and the last halves kept as `bounded_trace` does.

    Attributes:
        dropped: How many events from the middle were left out.
    """

    def __init__(self) -> None:
        """Begins with none."""
        self.dropped = 0
        self._first: list[Event] = []
        self._last: deque[Event] = deque(maxlen=_HALF)
        self._tally = Tally()
        self._uncounted: list[Event] = []

    @property
    def events(self) -> tuple[Event, ...]:
        """What is kept."""
        return (*self._first, *self._last)

    @property
    def tally(self) -> Tally:
        """What was done in all events, also the dropped ones."""
        self._count()
        return self._tally

    def add(self, event: Event) -> None:
        """Puts one event at the end."""
        self._keep(event)
        self._uncounted.append(event)
        if len(self._uncounted) >= _HALF:
            self._count()

    def join(self, later: Stretch) -> None:
        """Puts another stretch at the end."""
        for event in later._first:
            self._keep(event)
        # What the other left out lay between its halves; it fell out of the middle here too.
        self.dropped += later.dropped
        for event in later._last:
            self._keep(event)
        self._tally = self.tally.plus(later.tally)

    def _keep(self, event: Event) -> None:
        if len(self._first) < _HALF:
            self._first.append(event)
            return
        self.dropped += len(self._last) == _HALF
        self._last.append(event)

    def _count(self) -> None:
        self._tally = self._tally.plus(Tally.of(self._uncounted))
        self._uncounted.clear()
