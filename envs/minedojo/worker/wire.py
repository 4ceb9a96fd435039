"""`Wire`: the bridge's JSON lines, on the real standard streams.

Whatever else writes to standard output (MineDojo prints, Java logs) is led to standard error.
While a call lasts a beat says every few seconds that the worker is alive; `stop` is answered at
once, by the thread that reads.
"""

from __future__ import annotations

import json
import os
import queue
import sys
import threading
from collections.abc import Iterator
from typing import Any

PROTOCOL = 1
_BEAT_S = 3.0

Request = dict[str, Any]


class Wire:
    """Takes requests and sends lines."""

    def __init__(self, version: str) -> None:
        """Takes the standard streams over and greets."""
        self.stop = threading.Event()
        """Set once the running call was told to stop."""
        self._out = os.fdopen(os.dup(1), "wb")
        os.dup2(2, 1)
        self._in = os.fdopen(os.dup(0), "rb")
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        sys.stdout = sys.stderr
        self._lock = threading.Lock()
        self._requests: queue.Queue[Request | None] = queue.Queue()
        self._call: int | None = None
        self._beats = 0
        self.send({"hello": {"protocol": PROTOCOL, "worker": "minedojo", "version": version}})
        threading.Thread(target=self._read, daemon=True).start()
        threading.Thread(target=self._beat, daemon=True).start()

    def requests(self) -> Iterator[Request]:
        """Yields requests until the other side closes; each must be answered before the next."""
        while (request := self._requests.get()) is not None:
            self._call = int(request["id"])
            self.stop.clear()
            yield request
            self._call = None

    def result(self, result: object) -> None:
        """Answers the running call."""
        self._answer({"result": result})

    def error(self, kind: str, message: str) -> None:
        """Answers the running call with what went wrong."""
        self._answer({"error": {"kind": kind, "message": message}})

    def event(self, event: dict[str, Any]) -> None:
        """Tells an event of the running call."""
        self.send({"id": self._call, "event": event})

    def state(self, state: dict[str, Any]) -> None:
        """Shows a sampled state of the running call."""
        self.send({"id": self._call, "state": state})

    def send(self, line: dict[str, Any]) -> None:
        """Writes a line; without a reader the worker has nothing more to do."""
        data = json.dumps(line, separators=(",", ":"), allow_nan=False).encode() + b"\n"
        try:
            with self._lock:
                self._out.write(data)
                self._out.flush()
        except OSError:
            os._exit(0)

    def _answer(self, what: dict[str, Any]) -> None:
        call, self._call = self._call, None
        self.send({"id": call, **what})

    def _read(self) -> None:
        for line in self._in:
            request = json.loads(line)
            if request["call"] == "stop":
                self.stop.set()
                self.send({"id": request["id"], "result": {}})
            else:
                self._requests.put(request)
        self.stop.set()
        self._requests.put(None)

    def _beat(self) -> None:
        pause = threading.Event()
        while not pause.wait(_BEAT_S):
            if self._call is not None:
                self._beats += 1
                self.send({"beat": self._beats})
