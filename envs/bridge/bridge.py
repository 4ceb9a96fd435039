"""`Bridge`: calls to a worker in a child process, over JSON lines on its standard streams.

    bridge = Bridge(["node", "worker.js"])        # starts it and awaits its greeting
    opened = bridge.call("open", {"host": "localhost"})
    bridge.call("attempt", {...}, on_event=show, timeout_s=90)
    bridge.close()

One call at a time; while it lasts, what the worker answers at once can be asked `aside`. Whatever
goes wrong (it died, hung, talks nonsense, answers too late) ends as a `WorkerFault` within a
time-out; the child and its group are gone by then, and a new bridge has to be made. `close` always
ends it.
"""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

from envs.bridge.child import Child
from envs.bridge.faults import WorkerFault, WorkerFaultKind
from envs.bridge.inbox import Heard, Inbox
from envs.bridge.messages import PROTOCOL, Hello, Line, WorkerError, request
from envs.bridge.patience import Patience
from envs.bridge.stretch import Stretch
from envs.errors import InputError
from envs.events import Event
from envs.state import State

MAX_LINE_BYTES = 4 * 2**20
"""The usual bound of a line, in bytes."""

_LOOK_S = 0.5
_JOIN_S = 2.0


class Bridge:
    """A worker that runs.

    Attributes:
        hello: How it greeted.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        patience: Patience | None = None,
        max_line_bytes: int = MAX_LINE_BYTES,
        env: Mapping[str, str] | None = None,
        cwd: str | os.PathLike[str] | None = None,
        say: Callable[[str], None] | None = None,
    ) -> None:
        """Starts the worker and awaits its greeting.

        Args:
            command: The program and its arguments.
            patience: How long it is waited for.
            max_line_bytes: The bound of a line.
            env: Its environment; `None` for what `inherited` says.
            cwd: Its folder; `None` for ours.
            say: Is told each line of its standard error, from a thread of its own.

        Raises:
            WorkerFault: If it can't be started or doesn't greet as it should.
        """
        self._patience = patience or Patience()
        self._name = Path(command[0]).name
        self._count = 0
        self._deadline = 0.0
        self._stops: set[int] = set()
        self._calling = False
        self._waiting: deque[Heard] = deque()
        self._between = Stretch()
        self._broken: WorkerFault | None = None
        self._child = self._named(lambda: Child(command, env=env, cwd=cwd, say=say))
        self._inbox = Inbox(self._child.stdout, max_line_bytes)
        self.hello = self._greeting(self._patience.hello_s)
        self._name = self.hello.worker or self._name

    @property
    def is_usable(self) -> bool:
        """Whether it can be called: it is neither broken nor closed."""
        return self._broken is None

    @property
    def is_calling(self) -> bool:
        """Whether a call lasts: it is asked from within `on_event` or `on_state`."""
        return self._calling

    @property
    def process_id(self) -> int:
        """The worker's, for who measures it."""
        return self._child.process_id

    def call(
        self,
        name: str,
        with_: Mapping[str, Any] | None = None,
        on_event: Callable[[Event], None] | None = None,
        on_state: Callable[[State], None] | None = None,
        timeout_s: float | None = None,
    ) -> Any:
        """Returns the result of a call, as plain JSON data.

        Args:
            name: What is called.
            with_: With which arguments, as plain JSON data.
            on_event: Is told of each event as it comes; it may `stop` the call.
            on_state: Is shown each sampled state as it comes; it may `stop` the call.
            timeout_s: How long the call may take; `None` for the bridge's usual.

        Raises:
            WorkerFault: If the worker or its world broke; the worker has been ended.
            InputError: If the worker can't use what it was given; it has been ended, too.
        """
        if self._broken is not None:
            raise self._broken
        self._calling = True
        try:
            return self._call(name, dict(with_ or {}), on_event, on_state, timeout_s)
        except BaseException as error:
            # After a fault, an interrupt or a caller's own error nobody knows what comes next.
            if isinstance(error, WorkerFault):
                self._broken = error
            else:
                self._broken = self._fault("died", f"was ended in call {name}")
            self._end(0.0)
            raise
        finally:
            self._inbox.in_call = None
            self._calling = False

    def aside(self, name: str, with_: Mapping[str, Any] | None = None) -> Any:
        """Returns what the worker answers at once while a call lasts; for `on_event`, `on_state`.

        It is within the time-out of the call that lasts, whose lines wait meanwhile.

        Raises:
            WorkerFault: If the worker or its world broke.
            InputError: If the worker can't use what it was given.
        """
        self._count += 1
        number, began = self._count, time.monotonic()
        self._write(number, name, dict(with_ or {}))
        earlier, self._waiting = self._waiting, deque()
        others: list[Heard] = []
        try:
            while True:
                heard = self._await(name, began)
                if heard.line.ends_call and heard.line.id == number:
                    self._keep(heard)
                    return self._result(heard.line)
                others.append(heard)
        finally:
            self._waiting = deque((*earlier, *others))

    def stop(self) -> None:
        """Tells the running call to end soon; for `on_event` and `on_state`."""
        self._count += 1
        self._stops.add(self._count)
        self._deadline = min(self._deadline, time.monotonic() + self._patience.stop_s)
        self._write(self._count, "stop", {})

    def take_between(self) -> Stretch:
        """Returns the events that belonged to no call, up to the last call's end, once."""
        taken, self._between = self._between, Stretch()
        return taken

    def condemned(self, why: str) -> WorkerFault:
        """Returns the fault of a worker whose result can't be used; it has been ended."""
        self._broken = self._fault("garbage", why)
        self._end(0.0)
        return self._broken

    def close(self) -> None:
        """Ends the worker, by asking first; more than once does no harm."""
        if self._broken is None:
            self._count += 1
            with suppress(WorkerFault):  # it may be gone already
                self._write(self._count, "close", {})
            self._broken = self._fault("died", "was closed")
            self._end(self._patience.close_s)

    def __enter__(self) -> Self:
        """Returns itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Closes it."""
        self.close()

    def _greeting(self, timeout_s: float) -> Hello:
        try:
            heard = self._heard_within(timeout_s)
            hello = None if heard is None else heard.line.hello
            if hello is None:
                found = "none in time" if heard is None else "something else"
                raise self._fault(
                    "handshake",
                    f"was expected to greet within {timeout_s:g} s, found {found}"
                    f"{self._child.last_words()}",
                )
            if hello.protocol != PROTOCOL:
                raise self._fault(
                    "handshake",
                    f"was expected to speak protocol {PROTOCOL}, found {hello.protocol}; "
                    "install the worker of this version",
                )
            return hello
        except BaseException:
            self._end(0.0)
            raise

    def _call(
        self,
        name: str,
        given: dict[str, Any],
        on_event: Callable[[Event], None] | None,
        on_state: Callable[[State], None] | None,
        timeout_s: float | None,
    ) -> Any:
        self._count += 1
        number = self._count
        limit_s = self._patience.call_s if timeout_s is None else timeout_s
        began = time.monotonic()
        self._deadline = began + limit_s
        self._inbox.in_call = number
        self._write(number, name, given)
        while True:
            heard = self._await(name, began)
            line = heard.line
            if line.id in self._stops:
                self._stops.discard(line.id)
                self._keep(heard)
            elif line.event is not None and line.id in {number, None}:
                if on_event is not None:
                    on_event(line.event)
            elif line.state is not None and line.id == number:
                if on_state is not None:
                    on_state(line.state)
            elif line.ends_call and line.id == number:
                self._keep(heard)
                return self._result(line)
            else:
                raise self._fault(
                    "garbage", f"was expected to answer call {number}, found one to {line.id}"
                )

    def _keep(self, heard: Heard) -> None:
        if heard.before is not None:
            self._between.join(heard.before)

    def _result(self, line: Line) -> Any:
        match line.error:
            case WorkerError(kind="input", message=message):
                raise InputError(message)
            case WorkerError(message=message, final=final):
                raise self._fault("world", f"says: {message}", final)
        return line.result

    def _await(self, name: str, began: float) -> Heard:
        """Returns the next line of a call, or says within the time-outs that none comes."""
        if self._waiting:
            return self._waiting.popleft()
        while True:
            now = time.monotonic()
            # Also while lines come: a worker that only babbles doesn't answer either.
            if now >= self._deadline:
                raise self._fault(
                    "timeout",
                    f"was expected to answer {name} within {self._deadline - began:.0f} s, "
                    f"found it still at it{self._child.last_words()}",
                )
            silent_for = now - max(began, self._inbox.heard_at)
            left = min(self._deadline - now, self._patience.silence_s - silent_for)
            heard = self._heard_within(min(_LOOK_S, left))
            if heard is None and self._child.has_ended():
                # What it started may live on and hold its output open.
                heard = self._heard_within(_LOOK_S)
                if heard is None:
                    raise self._fault("died", f"died: {self._child.epitaph()}")
            if heard is not None:
                return heard
            silent_for = time.monotonic() - max(began, self._inbox.heard_at)
            if silent_for >= self._patience.silence_s:
                raise self._fault(
                    "hung",
                    f"was expected to give a sign of life during {name}, found none for "
                    f"{self._patience.silence_s:g} s{self._child.last_words()}",
                )

    def _heard_within(self, timeout_s: float) -> Heard | None:
        try:
            return self._inbox.next(timeout_s)
        except EOFError:
            raise self._fault("died", f"died: {self._child.epitaph()}") from None
        except WorkerFault as fault:
            raise self._fault(fault.kind, f"went astray: {fault}") from fault

    def _write(self, number: int, call: str, given: dict[str, Any]) -> None:
        try:
            self._child.write(request(number, call, given))
        except WorkerFault as fault:
            raise self._fault(fault.kind, f"died: {fault}") from fault

    def _named(self, make: Callable[[], Child]) -> Child:
        try:
            return make()
        except WorkerFault as fault:
            raise self._fault(fault.kind, f"can't be started: {fault}") from fault

    def _fault(self, kind: WorkerFaultKind, what: str, final: bool = False) -> WorkerFault:
        said = f"The worker {self._name} {what.removesuffix('.')}."
        return WorkerFault(said, kind, final=final)

    def _end(self, grace_s: float) -> None:
        self._child.end(grace_s)
        self._inbox.close(_JOIN_S)
