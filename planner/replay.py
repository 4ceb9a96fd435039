"""`replay:RECORD`: answers as it was recorded, with no model and no key.

The record is a file, or the folder of a run that was recorded, with a file for each episode.

Each call is known again by its content address. Calls with one address are answered in the order
in which they were recorded; a call that isn't there, or not so often, has left the record.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from envs import InputError, ModelFault
from planner.chat import Message, ModelContext, Reply
from planner.recording import RecordedCall, call_address

CALLS = "calls"
"""The folder of a run's folder that the calls are recorded in."""


class Replay:
    """Answers from recorded calls."""

    def __init__(self, calls: Iterable[RecordedCall], source: str) -> None:
        """Takes the record in.

        Args:
            calls: In the order in which they were made.
            source: Where they are from, for messages.
        """
        self.name = f"replay:{source}"
        self._source = source
        self._calls = 0
        self._said = tuple(calls)
        self._answers: dict[str, deque[RecordedCall]] = {}
        for call in self._said:
            self._answers.setdefault(call.address, deque()).append(call)

    @property
    def digest(self) -> str:
        """The SHA-256 of the recorded calls in their order, as 64 hexadecimal digits."""
        said = "\n".join(call.model_dump_json() for call in self._said)
        return sha256(said.encode()).hexdigest()

    def complete(self, messages: Sequence[Message], schema: Mapping[str, Any]) -> Reply:
        """Returns the recorded answer.

        Raises:
            ModelFault: If the model broke when that was recorded; or if the call has left the
                record, and then the error says which call it was.
        """
        self._calls += 1
        answers = self._answers.get(call_address(messages, schema))
        if not answers:
            found = "was answered less often" if answers is not None else "was never asked"
            raise ModelFault(
                f"Call {self._calls} has left the record {self._source}: it {found} there. Run "
                "with the configuration, the store and the version that were recorded."
            )
        return answers.popleft().answered()


def replay(context: ModelContext) -> Replay:
    """Returns the model that answers from a record: `replay:RECORD`. It takes no options.

    Of a folder, what was recorded of the context's episode answers; of no episode, all of it.

    Raises:
        InputError: If there is no record, or an option is given.
    """
    if context.options:
        raise InputError(f"replay takes no options; found {min(context.options)!r}.")
    if not context.model:
        raise InputError(
            "Expected a record after replay:, such as a run's folder or replay:calls.jsonl."
        )
    calls = [call for file in _files(context) for call in recorded_calls(file)]
    return Replay(calls, context.model)


def _files(context: ModelContext) -> list[Path]:
    path = Path(context.model)
    if not path.is_dir():
        return [path]
    # Beside a run's calls there are files of other lines.
    ours = (path / CALLS).is_dir() or (path / "config.json").exists()
    files = sorted((path / CALLS if ours else path).glob("*.jsonl"))
    if not files:
        raise InputError(f"Expected a record of calls in {path}, found none; --record makes one.")
    # An episode may have ended before it asked anything.
    return [f for f in files if context.episode in {"", f.stem}]


def recorded_calls(path: Path) -> tuple[RecordedCall, ...]:
    """Returns the calls in a record, in order.

    Raises:
        InputError: If the file can't be read or a line isn't a recorded call.
    """
    try:
        # Not `splitlines`: JSON strings may hold what Unicode takes for the end of a line.
        lines = path.read_text(encoding="utf-8").removesuffix("\n").split("\n")
    except OSError as error:
        raise InputError(
            f"Expected a record of calls at {path}, found that it can't be read: {error.strerror}."
        ) from error
    except UnicodeDecodeError as error:
        raise InputError(f"Expected a record of calls at {path}, found no text.") from error
    calls: list[RecordedCall] = []
    for number, line in enumerate(lines, start=1):
        try:
            calls.append(RecordedCall.model_validate_json(line))
        except ValidationError as error:
            raise InputError(
                f"{path}, line {number}: expected a recorded call as JSON; the file may be cut "
                "off or no record."
            ) from error
    return tuple(calls)
