"""`Scripted`: a chat model that says what it is told to, for tests of one's own.

`scripted:FILE` says what stands in a file: a JSON array whose elements are answers, either as
text or as objects, which are said as JSON.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from envs import InputError, ModelFault
from planner.chat import Message, ModelContext, Reply, Usage
from planner.prompt import estimated_tokens


class Scripted:
    """Answers with given replies, one a call, in order.

        model = Scripted(['{"steps": [{"kind": "sleep"}]}', ModelFault("The line is dead.")])

    Attributes:
        asked: The messages of each call so far.
    """

    name = "scripted"

    def __init__(self, replies: Sequence[str | Reply | Exception]) -> None:
        """Sets what it says; an exception is raised instead of being said."""
        self.asked: list[tuple[Message, ...]] = []
        self._replies = tuple(replies)

    @property
    def digest(self) -> str:
        """The SHA-256 of what it says, as 64 hexadecimal digits."""
        return sha256(repr(self._replies).encode()).hexdigest()

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
        if isinstance(said, Reply):
            return said
        answer = Message(role="assistant", content=said)
        return Reply(
            text=said,
            usage=Usage(
                input_tokens=estimated_tokens(messages), output_tokens=estimated_tokens([answer])
            ),
        )


def scripted(context: ModelContext) -> Scripted:
    """Returns the model that says what stands in a file: `scripted:FILE`. It takes no options.

    Raises:
        InputError: If the file can't be read or isn't a JSON array of answers, or an option is
            given.
    """
    if context.options:
        raise InputError(f"scripted takes no options; found {min(context.options)!r}.")
    try:
        said = json.loads(Path(context.model).read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(
            f"Expected a JSON array of answers at {context.model!r}, found that it can't be read: "
            f"{error.strerror}."
        ) from error
    except (ValueError, RecursionError) as error:
        raise InputError(
            f"Expected a JSON array of answers at {context.model!r}, found {error}."
        ) from error
    if not isinstance(said, list) or not all(isinstance(each, str | dict) for each in said):
        raise InputError(
            f"Expected a JSON array of texts and objects at {context.model!r}, found another thing."
        )
    return Scripted([each if isinstance(each, str) else json.dumps(each) for each in said])
