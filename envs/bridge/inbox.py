"""`Inbox`: reads a worker's lines in a thread, into a bounded queue.

Events between calls are taken up here, so that a world that goes on while a model thinks never
waits for a reader; all else waits in the queue for its call, and a full queue slows the worker.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import IO

from envs.bridge.faults import WorkerFault
from envs.bridge.messages import Line, parsed
from envs.bridge.stretch import Stretch

_QUEUED_LINES = 256
_RETRY_S = 0.2


@dataclass(frozen=True)
class Heard:
    """A line as it was heard.

    Attributes:
        line: What it says.
        before: With a call's last line: the events that belong to no call, up to that line.
    """

    line: Line
    before: Stretch | None = None


class Inbox:
    """A worker's lines, in order.

    Attributes:
        heard_at: When the last line came, by the clock.
        in_call: The number of the call that lasts, or `None`; while one does, events of no call
            are queued as well.
    """

    def __init__(
        self,
        stream: IO[bytes],
        max_line_bytes: int,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Begins to read.

        Args:
            stream: The worker's output; closed when it has ended.
            max_line_bytes: The bound of a line.
            clock: Returns seconds.
        """
        self.heard_at = clock()
        self.in_call: int | None = None
        self._clock = clock
        self._stream = stream
        self._max_line_bytes = max_line_bytes
        self._queue: queue.Queue[Heard | WorkerFault | None] = queue.Queue(_QUEUED_LINES)
        self._between = Stretch()
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._read, name="worker's stdout", daemon=True)
        self._thread.start()

    def next(self, timeout_s: float) -> Heard | None:
        """Returns the next line that concerns a call, or `None` if none comes in time.

        Raises:
            WorkerFault: If the line is none of the protocol's.
            EOFError: If there are no more.
        """
        try:
            heard = self._queue.get(timeout=max(0.0, timeout_s))
        except queue.Empty:
            return None
        if heard is None:
            raise EOFError
        if isinstance(heard, WorkerFault):
            raise heard
        return heard

    def close(self, timeout_s: float) -> None:
        """Stops reading, once the worker has ended."""
        self._closed.set()
        self._thread.join(timeout_s)

    def _read(self) -> None:
        with self._stream:
            try:
                while raw := self._stream.readline(self._max_line_bytes + 1):
                    if not raw.endswith(b"\n"):
                        if len(raw) <= self._max_line_bytes:
                            break  # it ended within a line
                        raise WorkerFault(
                            f"expected lines of at most {self._max_line_bytes:,} bytes, "
                            "found a longer one",
                            "oversized",
                        )
                    self.heard_at = self._clock()
                    self._sort(parsed(raw))
            except WorkerFault as fault:
                self._put(fault)
        self._put(None)

    def _sort(self, line: Line) -> None:
        if line.beat is not None:
            return  # hearing it was all
        if line.event is not None and line.id is None and self.in_call is None:
            self._between.add(line.event)
            return
        before = None
        if line.ends_call:
            before, self._between = self._between, Stretch()
            if line.id == self.in_call:
                self.in_call = None  # here, so that what comes next is heard as between calls
        self._put(Heard(line, before))

    def _put(self, heard: Heard | WorkerFault | None) -> None:
        while not self._closed.is_set():
            with suppress(queue.Full):
                self._queue.put(heard, timeout=_RETRY_S)
                return
