"""`Recorder`: keeps each call of a model as a JSON line, so that `planner.replay` can answer it.

A line holds the call's content address, the messages, the reply and the model's name. The address
is a SHA-256 over messages and schema in canonical JSON, so that the same question is known again.
A call in which the model broke is kept with what was wrong, so that a replay breaks there too.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, Self

from pydantic import model_validator

from envs import FaultKind, Frozen, InputError, ModelFault, SafeText
from planner.chat import ChatModel, Hurried, Message, Reply, bounded


class RecordedFault(Frozen):
    """What was wrong with a model."""

    kind: FaultKind
    message: SafeText


class RecordedCall(Frozen):
    """One line of a record."""

    address: str
    """The call's content address, 64 hex digits."""
    model: str
    """Who answered, as `provider:model`."""
    messages: tuple[Message, ...]
    reply: Reply | None = None
    """What was answered; `None` if the model broke."""
    fault: RecordedFault | None = None
    """How it broke; `None` if it answered."""

    @model_validator(mode="after")
    def _came_to_one_thing(self) -> Self:
        if (self.reply is None) == (self.fault is None):
            raise ValueError("expected a reply or a fault.")
        return self

    def answered(self) -> Reply:
        """Returns what was answered.

        Raises:
            ModelFault: If the model broke.
        """
        if self.fault is not None:
            raise ModelFault(self.fault.message, self.fault.kind)
        return self.reply or Reply(text="")


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

    def hurry(self, left_s: float) -> None:
        """Tells a model that can be hurried how long the next call may take."""
        if isinstance(self._model, Hurried):
            self._model.hurry(left_s)

    def complete(self, messages: Sequence[Message], schema: Mapping[str, Any]) -> Reply:
        """Returns the model's answer, once it is recorded.

        Raises:
            ModelFault: If the model broke; that is recorded too.
            InputError: If the file can't be written.
        """
        try:
            reply = bounded(self._model.complete(messages, schema))
        except ModelFault as fault:
            broke = RecordedFault(kind=fault.kind, message=str(fault))
            self._keep(messages, schema, fault=broke)
            raise
        self._keep(messages, schema, reply=reply)
        return reply

    def _keep(
        self,
        messages: Sequence[Message],
        schema: Mapping[str, Any],
        *,
        reply: Reply | None = None,
        fault: RecordedFault | None = None,
    ) -> None:
        call = RecordedCall(
            address=call_address(messages, schema),
            model=self.name,
            messages=tuple(messages),
            reply=reply,
            fault=fault,
        )
        try:
            with self._path.open("a", encoding="utf-8") as file:
                # One write a line, so that processes that append to one file don't mix theirs.
                file.write(call.model_dump_json() + "\n")
        except OSError as error:
            raise InputError(
                f"Expected to write the record of calls {self._path}, found {error.strerror}."
            ) from error
