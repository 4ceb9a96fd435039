"""`BridgedWorld`: an `Environment` whose world runs in a worker.

    world = BridgedWorld("mine-v1", ["node", "worker.js"], {"host": "localhost"})

The worker is started when it is first needed. One that broke is replaced at the next `reset`,
after a pause that grows with each try in vain; between the fault and that `reset` every call is
the fault again. A world says the same words as long as it lives.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from tenacity import Retrying, retry_if_exception, stop_after_attempt, wait_exponential

from envs._notation import complaint
from envs.attempt import Attempt
from envs.bridge.bridge import MAX_LINE_BYTES, Bridge
from envs.bridge.faults import WorkerFault
from envs.bridge.messages import Attempted, Begun, Opened
from envs.bridge.patience import Patience
from envs.bridge.stretch import Stretch
from envs.bridge.tidying import tidied
from envs.bridge.watching import Watch
from envs.environment import Monitor
from envs.errors import ContractError, InputError
from envs.state import State
from envs.subgoals import Subgoal
from envs.task import Task
from envs.vocabulary import Vocabulary

_Said = TypeVar("_Said", bound=BaseModel)
_Made = TypeVar("_Made")


class BridgedWorld:
    """A world in another process."""

    def __init__(
        self,
        id: str,
        command: Sequence[str] = (),
        configuration: Mapping[str, Any] | None = None,
        *,
        patience: Patience | None = None,
        max_line_bytes: int = MAX_LINE_BYTES,
        env: Mapping[str, str] | None = None,
        cwd: str | os.PathLike[str] | None = None,
        say: Callable[[str], None] | None = None,
    ) -> None:
        """Says what is to be started; nothing is yet.

        Args:
            id: The world's id with its version.
            command: The worker: a program and its arguments; see also `command`.
            configuration: What `open` is given, as plain JSON data; see also `configuration`.
            patience: Time-outs and tries.
            max_line_bytes: The bound of a line.
            env: The worker's environment; `None` for what `inherited` says.
            cwd: The worker's folder; `None` for ours.
            say: Is told each line of the worker's standard error, from a thread of its own.
        """
        self.patience = patience or Patience()
        self._id = id
        self._command = tuple(command)
        self._configuration = dict(configuration or {})
        self._max_line_bytes = max_line_bytes
        self._env = env
        self._cwd = cwd
        self._say = say
        self._sleep: Callable[[float], None] = time.sleep
        self._bridge: Bridge | None = None
        self._opened: Opened | None = None
        self._vocabulary: Vocabulary | None = None
        self._began: Begun | None = None
        self._prelude = Stretch()

    @property
    def id(self) -> str:
        """The world's id with its version."""
        return self._id

    def command(self) -> Sequence[str]:
        """Returns the worker's program and arguments; asked whenever one is to be started.

        Raises:
            InputError: If it isn't installed.
        """
        return self._command

    def configuration(self) -> Mapping[str, Any]:
        """Returns what `open` is given; asked whenever a worker is started.

        Raises:
            InputError: If the world can't be had as it is configured.
        """
        return self._configuration

    def beginning(self, task: Task, seed: int) -> Mapping[str, Any]:
        """Returns what `reset` is given; the goal is not the world's business."""
        return {"biome": task.biome, "seed": seed}

    @property
    def vocabulary(self) -> Vocabulary:
        """The world's words; the worker is started for them if it wasn't yet.

        Raises:
            EnvironmentFault: If it can't be, or the world isn't there.
            InputError: If the world can't be had as it is configured.
        """
        if self._vocabulary is None:
            self._trying(self._running)
        if self._vocabulary is None:
            raise AssertionError("a running worker has told its words")
        return self._vocabulary

    @property
    def identity(self) -> str:
        """Which world it is, as the worker says: a server's address, a simulator's version."""
        return self._opened.identity if self._opened else ""

    @property
    def notes(self) -> tuple[str, ...]:
        """What the worker says of the world and of what the last `reset` couldn't do."""
        opened = self._opened.notes if self._opened else ()
        return (*opened, *(self._began.notes if self._began else ()))

    @property
    def worker_id(self) -> int | None:
        """The worker's process id, for who measures it; `None` where none runs."""
        return self._bridge.process_id if self._bridge is not None else None

    def reset(self, task: Task, seed: int) -> State:
        """Starts an episode, as far as the world allows; `notes` says what it doesn't.

        Raises:
            EnvironmentFault: If the world isn't there after all tries.
            InputError: If the world can't be had as it is configured.
        """
        self._began = None

        def begin() -> Begun:
            given = dict(self.beginning(task, seed))
            return self._asked(self._running(), "reset", given, Begun, self.patience.call_s)

        self._began = self._trying(begin)
        # All that was told up to here belongs to the last episode, or to none.
        self._prelude = Stretch()
        return tidied(self._began.state)

    def observe(self) -> State:
        """Returns what is seen now.

        Raises:
            ContractError: If `reset` was never called.
            EnvironmentFault: If the world broke.
        """
        state = self._asked(self._of_episode(), "observe", {}, State, self.patience.call_s)
        return tidied(state)

    def attempt(
        self, subgoal: Subgoal, budget_ticks: int, monitor: Monitor | None = None
    ) -> Attempt:
        """Tries `subgoal` and returns what was seen.

        Raises:
            ContractError: If `reset` was never called.
            EnvironmentFault: If the world broke; it carries the attempt as far as it went.
        """
        pre_state = self.observe()
        bridge = self._of_episode()
        prelude, self._prelude = self._prelude, Stretch()
        watch = Watch(subgoal, prelude, pre_state, bridge.stop, monitor)
        given = {"subgoal": subgoal.model_dump(mode="json"), "budget_ticks": budget_ticks}
        try:
            ended = self._asked(
                bridge,
                "attempt",
                given,
                Attempted,
                self.patience.attempt_s(budget_ticks),
                watch,
            )
        except WorkerFault as fault:
            raise fault.during(watch.broken(str(fault))) from fault
        return watch.ended(tidied(ended.state))

    def close(self) -> None:
        """Ends the worker; more than once does no harm."""
        if self._bridge is not None:
            self._bridge.close()
        self._bridge = None
        self._began = None

    def _running(self) -> Bridge:
        """Returns a worker whose world is there, the one that runs or a new one."""
        if self._bridge is not None and self._bridge.is_usable:
            return self._bridge
        bridge = Bridge(
            self.command(),
            patience=self.patience,
            max_line_bytes=self._max_line_bytes,
            env=self._env,
            cwd=self._cwd,
            say=self._say,
        )
        opened = self._opening(bridge)
        words = opened.vocabulary.vocabulary()
        if self._vocabulary is not None and words != self._vocabulary:
            bridge.close()
            raise WorkerFault(
                f"World {self._id}: expected the words it had before, found others; "
                "it isn't the same world any more, so begin a new run."
            )
        self._bridge, self._opened, self._vocabulary = bridge, opened, words
        return bridge

    def _opening(self, bridge: Bridge) -> Opened:
        try:
            given = dict(self.configuration())
        except InputError:
            bridge.close()
            raise
        return self._asked(bridge, "open", given, Opened, self.patience.open_s)

    def _of_episode(self) -> Bridge:
        if self._bridge is None or self._began is None:
            raise ContractError("Expected an episode, found none: call reset() first.")
        return self._bridge

    def _trying(self, do: Callable[[], _Made]) -> _Made:
        """Returns what comes of it, tried again with pauses where a new worker may do better."""
        patience = self.patience
        retrying = Retrying(
            stop=stop_after_attempt(patience.tries),
            wait=wait_exponential(patience.first_pause_s, max=patience.longest_pause_s),
            retry=retry_if_exception(lambda e: isinstance(e, WorkerFault) and e.may_pass),
            sleep=self._sleep,
            reraise=True,
        )
        return retrying(do)

    def _asked_any_time(self, name: str, given: dict[str, Any], expected: type[_Said]) -> _Said:
        """Returns the result of a call that the worker answers also while an attempt lasts."""
        bridge = self._of_episode()
        if not bridge.is_calling:
            return self._asked(bridge, name, given, expected, self.patience.call_s)
        return _as_expected(bridge, name, bridge.aside(name, given), expected)

    def _asked(
        self,
        bridge: Bridge,
        name: str,
        given: dict[str, Any],
        expected: type[_Said],
        timeout_s: float,
        watch: Watch | None = None,
    ) -> _Said:
        """Returns the result of a call; what happened meanwhile goes to `watch` or the prelude."""
        meanwhile = Stretch()
        said = bridge.call(
            name,
            given,
            on_event=watch.event if watch else meanwhile.add,
            on_state=watch.state if watch else None,
            timeout_s=timeout_s,
        )
        result = _as_expected(bridge, name, said, expected)
        earlier = bridge.take_between()
        if watch is not None:
            watch.precede(earlier)
        else:
            self._prelude.join(earlier)
            self._prelude.join(meanwhile)
        return result


def _as_expected(bridge: Bridge, name: str, said: Any, expected: type[_Said]) -> _Said:
    """Returns a call's result as what it should be.

    Raises:
        WorkerFault: If it isn't that; the worker has been ended.
    """
    try:
        return expected.model_validate(said)
    except ValidationError as error:
        found = f"was expected to give a result of {name}, found {complaint(error)}"
        raise bridge.condemned(found) from error
