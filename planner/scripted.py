"""`Scripted`: a chat model that says what it is told to, for tests of one's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from envs import ModelFault
from planner.chat import Message, Reply, Usage
from planner.prompt import estimated_tokens


class Scripted:
    """Answers with given replies, one a call, in order.

        model = Scripted(['{"steps": [{"kind": "sleep"}]}', ModelFault("The line is dead.")])

    Attributes:
        asked: The messages of each call so far.
    """

    name = "scripted"

    def __init__(self, replies: Sequence[str | Exception]) -> None:
        """Sets what it says; an exception is raised instead of being said."""
        self.asked: list[tuple[Message, ...]] = []
        self._replies = tuple(replies)

    def complete(self, messages: Sequence[Message], schema: Mapping[str, Any]) -> Reply:  # noqa: ARG002
        """Returns the next reply.

        Raises:
            ModelFault: If all replies were used.
        """
        self.asked.append(tuple(messages))
        if len(self.asked) > len(self._replies):
            raise ModelFault(
                f"scripted was given {len(self._replies)} replies and is asked once more."
            )
        said = self._replies[len(self.asked) - 1]
        if isinstance(said, Exception):
            raise said
        answer = Message(role="assistant", content=said)
        return Reply(
            text=said,
            usage=Usage(
                input_tokens=estimated_tokens(messages), output_tokens=estimated_tokens([answer])
            ),
        )
