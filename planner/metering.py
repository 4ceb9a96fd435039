"""`Metered`: a chat model whose calls and tokens are counted and bounded, for one episode."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from envs import ModelFault, SteveError
from planner.chat import ChatModel, Message, Reply


class LimitReached(Exception):
    """A bound on calls or tokens is reached: the episode has used up its share, nothing broke."""


class Metered:
    """Passes calls on to a model until a bound is reached.

    Attributes:
        calls: How many calls were made.
        input_tokens: How many tokens went in, over all calls, as the model counts them.
        output_tokens: How many came out.
        exhausted: Which bound kept the model from being asked; `None` while none did.
    """

    def __init__(self, model: ChatModel, max_calls: int, max_tokens: int) -> None:
        """Sets the bounds.

        Args:
            model: The model to ask.
            max_calls: At most so many calls, repeated ones included.
            max_tokens: No more calls once so many tokens were used, in and out together.
        """
        self.calls = 0
        self.input_tokens = 0
        self.output_tokens = 0
        self.exhausted: str | None = None
        self._model = model
        self._max_calls = max_calls
        self._max_tokens = max_tokens

    @property
    def name(self) -> str:
        """The model as `provider:model`."""
        return self._model.name

    def complete(self, messages: Sequence[Message], schema: Mapping[str, Any]) -> Reply:
        """Returns the model's answer.

        Raises:
            LimitReached: If a bound is reached; the model isn't asked.
            ModelFault: If the model broke; the call counts all the same.
        """
        if self.calls >= self._max_calls:
            self.exhausted = f"{self._max_calls} calls were made"
        elif self.input_tokens + self.output_tokens >= self._max_tokens:
            self.exhausted = f"{self._max_tokens} tokens were used"
        if self.exhausted is not None:
            raise LimitReached(self.exhausted)
        self.calls += 1
        try:
            reply = self._model.complete(messages, schema)
        except SteveError:
            raise
        except Exception as error:
            raise ModelFault(
                f"Model {self.name}: expected an answer, found {type(error).__name__}: {error}."
            ) from error
        self.input_tokens += reply.usage.input_tokens
        self.output_tokens += reply.usage.output_tokens
        return reply
