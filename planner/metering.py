"""`Metered`: a chat model whose use is counted and bounded, for one episode."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from envs import InputError, ModelFault, SteveError
from planner.chat import ChatModel, Hurried, Message, Reply, bounded


class LimitReached(Exception):
    """A bound is reached: the episode has used up its share, nothing broke."""


@dataclass(frozen=True)
class ModelBounds:
    """What an episode may use of a model. No call is made once a bound is reached.

    The last call may go beyond it, though not in seconds where the model is `Hurried`.

    Attributes:
        calls: How many calls, repeated ones included.
        tokens: How many tokens, in and out together, over all calls.
        usd: How many US dollars; infinite for no bound.
        seconds: How long the model may be waited for in all; infinite for no bound.
    """

    calls: int
    tokens: int
    usd: float = math.inf
    seconds: float = math.inf


class Metered:
    """Passes calls on to a model until a bound is reached.

    Attributes:
        calls: How many calls were made.
        input_tokens: How many tokens went in, over all calls, as the model counts them.
        output_tokens: How many came out.
        usd: What they cost; `None` while no call said so.
        seconds: How long the model was waited for.
        exhausted: Which bound kept the model from being asked; `None` while none did.
    """

    def __init__(
        self,
        model: ChatModel,
        bounds: ModelBounds,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Sets the bounds; `clock` returns seconds."""
        self.calls = 0
        self.input_tokens = 0
        self.output_tokens = 0
        self.usd: float | None = None
        self.seconds = 0.0
        self.exhausted: str | None = None
        self._model = model
        self._bounds = bounds
        self._clock = clock

    @property
    def name(self) -> str:
        """The model as `provider:model`."""
        return self._model.name

    def complete(self, messages: Sequence[Message], schema: Mapping[str, Any]) -> Reply:
        """Returns the model's answer, as much of it as is looked at.

        Raises:
            LimitReached: If a bound is reached: the model isn't asked, or its time was up.
            ModelFault: If the model broke; the call counts all the same.
            InputError: If dollars are bounded, and the model doesn't say what it costs.
        """
        self.exhausted = self.exhausted or self._reached()
        if self.exhausted is not None:
            raise LimitReached(self.exhausted)
        try:
            reply = self._ask(messages, schema)
        except ModelFault as fault:
            if fault.kind != "timeout" or self.seconds < self._bounds.seconds:
                raise
            self.exhausted = f"{self._bounds.seconds:g} seconds were waited"
            raise LimitReached(self.exhausted) from fault
        self._count(reply)
        return reply

    def _ask(self, messages: Sequence[Message], schema: Mapping[str, Any]) -> Reply:
        self.calls += 1
        if isinstance(self._model, Hurried) and self._bounds.seconds < math.inf:
            self._model.hurry(self._bounds.seconds - self.seconds)
        began = self._clock()
        try:
            return bounded(self._model.complete(messages, schema))
        except SteveError:
            raise
        except Exception as error:
            raise ModelFault(
                f"Model {self.name}: expected an answer, found {type(error).__name__}: {error}."
            ) from error
        finally:
            self.seconds += self._clock() - began

    def _reached(self) -> str | None:
        bounds, tokens = self._bounds, self.input_tokens + self.output_tokens
        if self.calls >= bounds.calls:
            return f"{bounds.calls} calls were made"
        if tokens >= bounds.tokens:
            return f"{bounds.tokens} tokens were used"
        if (self.usd or 0.0) >= bounds.usd:
            return f"${bounds.usd:g} were spent"
        if self.seconds >= bounds.seconds:
            return f"{bounds.seconds:g} seconds were waited"
        return None

    def _count(self, reply: Reply) -> None:
        self.input_tokens += reply.usage.input_tokens
        self.output_tokens += reply.usage.output_tokens
        if reply.usage.cost_usd is not None:
            self.usd = (self.usd or 0.0) + reply.usage.cost_usd
        elif self._bounds.usd < math.inf:
            raise InputError(
                f"Expected {self.name} to say what a call costs, since dollars are bounded, and "
                "it doesn't; give its prices by -M input_usd and -M output_usd, or bound tokens."
            )
