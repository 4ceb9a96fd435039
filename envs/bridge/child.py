"""`Child`: a process in a group of its own that is sure to end, with all that it started.

Its standard error is read all the time and its last words kept, so that it never blocks on it.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import weakref
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

from envs.bridge.faults import WorkerFault
from envs.bridge.inheriting import inherited
from envs.text import safe_text

TAIL_BYTES = 8_192
"""How much of what it says on standard error is kept, in bytes."""

_TAIL_CHARACTERS = 300
_LAST_WORDS_S = 1.0
_AFTER_TERMINATION_S = 1.0


class Child:
    """A running process.

    Attributes:
        stdout: What it says, in bytes; for one reader, who closes it.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        env: Mapping[str, str] | None = None,
        cwd: str | os.PathLike[str] | None = None,
        say: Callable[[str], None] | None = None,
    ) -> None:
        """Starts it.

        Args:
            command: The program and its arguments.
            env: Its environment; `None` for what `inherited` says.
            cwd: Its folder; `None` for ours.
            say: Is told each line of its standard error, made safe, from a thread of its own.

        Raises:
            WorkerFault: If there is no such program.
        """
        if cwd is not None and not Path(cwd).is_dir():
            raise WorkerFault(f"expected a folder at {cwd}, found none", "not_started")
        try:
            self._process = subprocess.Popen(
                [*command],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=inherited() if env is None else dict(env),
                cwd=cwd,
                start_new_session=True,
            )
        except OSError as error:
            found = error.strerror or str(error)
            raise WorkerFault(
                f"expected to start {command[0]}, found: {found}", "not_started"
            ) from error
        self.stdout = _piped(self._process.stdout)
        self._stdin = _piped(self._process.stdin)
        self._tail = _Tail(_piped(self._process.stderr), say)
        # A world that nobody closed, or that outlives an interrupted program, ends too.
        self._end = weakref.finalize(self, _end, self._process, self._tail)

    @property
    def process_id(self) -> int:
        """Its id, which is its group's too."""
        return self._process.pid

    def write(self, line: bytes) -> None:
        """Sends a line.

        Raises:
            WorkerFault: If it reads no more.
        """
        try:
            self._stdin.write(line)
            self._stdin.flush()
        except (OSError, ValueError) as error:
            raise WorkerFault(self.epitaph(), "died") from error

    def has_ended(self) -> bool:
        """Returns whether the process is gone."""
        return self._process.poll() is not None

    def epitaph(self) -> str:
        """Returns how it ended, with its last words; waits a moment for both."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_LAST_WORDS_S)
        code = self._process.poll()
        if code is None:
            how = "it closed its standard output"
        elif code < 0:
            how = f"it was killed by {_signal_name(-code)}"
        else:
            how = f"it ended with exit code {code}"
        return f"{how}{self.last_words()}"

    def last_words(self) -> str:
        """Returns what it said last on standard error, as the tail of a sentence."""
        words = self._tail.text(wait_s=_LAST_WORDS_S if self.has_ended() else 0.0)
        return f"; its last words: {words}" if words else ""

    def end(self, grace_s: float = 0.0) -> None:
        """Ends it and its group; more than once does no harm.

        Args:
            grace_s: How long it may take to end by itself once its input is closed, in seconds.
        """
        with suppress(OSError):
            self._stdin.close()
        if grace_s > 0:
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(grace_s)
        self._end()


class _Tail:
    """Reads a stream to its end in a thread and keeps the last of it."""

    def __init__(self, stream: IO[bytes], say: Callable[[str], None] | None) -> None:
        self._stream = stream
        self._say = say
        self._kept = bytearray()
        self._thread = threading.Thread(target=self._read, name="worker's stderr", daemon=True)
        self._thread.start()

    def text(self, wait_s: float) -> str:
        self._thread.join(wait_s)
        text = bytes(self._kept[-TAIL_BYTES:]).decode("utf-8", "replace")
        return safe_text(text[-_TAIL_CHARACTERS:])

    def _read(self) -> None:
        with self._stream:
            while read := self._stream.readline(TAIL_BYTES):
                self._kept += read
                del self._kept[:-TAIL_BYTES]
                text = safe_text(read.decode("utf-8", "replace"))
                if self._say is not None and text:
                    self._say(text)


def _piped(stream: IO[bytes] | None) -> IO[bytes]:
    if stream is None:
        raise AssertionError("all three streams are pipes")
    return stream


def _end(process: subprocess.Popen[bytes], tail: _Tail) -> None:
    """Ends a process and whatever its group still holds, and leaves no zombie."""
    if process.poll() is None:
        _signal(process, signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(_AFTER_TERMINATION_S)
    # The leader may be gone and have left others behind.
    _signal(process, signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL)
    process.wait()
    if process.stdin is not None:
        with suppress(OSError):
            process.stdin.close()
    tail.text(wait_s=_LAST_WORDS_S)


def _signal(process: subprocess.Popen[bytes], number: int) -> None:
    if sys.platform == "win32":
        process.kill()
        return
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)


def _signal_name(number: int) -> str:
    with suppress(ValueError):
        return signal.Signals(number).name
    return f"signal {number}"
