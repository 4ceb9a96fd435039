"""`Recorder`: keeps each call of a model as a JSON line, so that `planner.replay` can answer it.

A line holds the call's content address, the messages, the reply and the model's name. The address
is a SHA-256 over messages and schema in canonical JSON, so that the same question is known again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from envs import Frozen, InputError
from planner.chat import ChatModel, Message, Reply


class RecordedCall(Frozen):
    """One line of a record."""

    address: str
    """The call's content address, 64 hex digits."""
    model: str
    """Who answered, as `provider:model`."""
    messages: tuple[Message, ...]
    reply: Reply


def call_address(messages: Sequence[Message], schema: Mapping[str, Any]) -> str:
    """Returns the content address of a call: 64 hex digits."""
    said = [[message.role, message.content] for message in messages]
    canonical = json.dumps([said, schema], sort_keys=True, separators=(",", ":"))
    return sha256(canonical.encode()).hexdigest()


class Recorder:
    """Passes calls on to a model and appends each to a file."""

    def __init__(self, model: ChatModel, path: Path | str) -> None:
        """Wraps `model`; the file is made at the first call, and appended to if it is there."""
        self._model = model
        self._path = Path(path)

    @property
    def name(self) -> str:
        """The model as `provider:model`."""
        return self._model.name

    def complete(self, messages: Sequence[Message], schema: Mapping[str, Any]) -> Reply:
        """Returns the model's answer, once it is recorded.

        Raises:
            ModelFault: If the model broke; such a call isn't recorded.
            InputError: If the file can't be written.
        """
        reply = self._model.complete(messages, schema)
        call = RecordedCall(
            address=call_address(messages, schema),
            model=self.name,
            messages=tuple(messages),
            reply=reply,
        )
        try:
            with self._path.open("a", encoding="utf-8") as file:
                # One write a line, so that processes that append to one file don't mix theirs.
                file.write(call.model_dump_json() + "\n")
        except OSError as error:
            raise InputError(
                f"Expected to write the record of calls {self._path}, found {error.strerror}."
            ) from error
        return reply
