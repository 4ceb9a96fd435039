"""`ChatModel`: messages and a JSON schema in; text, usage and cost out.

Models are named `provider:model`, such as `openai:gpt-5-mini`, `replay:FILE` or `novice`.
Providers are entry points in the group `steve.chat_models`, ours and others' alike.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from types import MappingProxyType
from typing import Annotated, Any, Literal, Protocol, runtime_checkable

from pydantic import Field

from envs import ContractError, Frozen, InputError, SteveError, UnknownNameError

GROUP = "steve.chat_models"


class Message(Frozen):
    """One message of a conversation."""

    role: Literal["system", "user", "assistant"]
    content: str


class Usage(Frozen):
    """What a call took."""

    input_tokens: Annotated[int, Field(ge=0)] = 0
    output_tokens: Annotated[int, Field(ge=0)] = 0
    cost_usd: float | None = None
    """`None` where the price isn't known."""


Ending = Literal["whole", "cut_off", "refused", "filtered", "too_long"]
"""How an answer ended: by itself, at the bound on its length, as a refusal, kept back, or so far
on that only its beginning is looked at."""

MAX_REPLY_CHARACTERS = 200_000
"""How much of an answer is looked at; a long plan has 10,000 characters."""


class Reply(Frozen):
    """What a model answered."""

    text: str
    """As it came: nothing is stripped, parsed or mended."""
    ended: Ending = "whole"
    usage: Usage = Usage()


def bounded(reply: Reply) -> Reply:
    """Returns a reply with no more text than is looked at."""
    if len(reply.text) <= MAX_REPLY_CHARACTERS:
        return reply
    text = reply.text[:MAX_REPLY_CHARACTERS]
    return reply.model_copy(update={"text": text, "ended": "too_long"})


class ChatModel(Protocol):
    """A language model, or a stand-in for one."""

    @property
    def name(self) -> str:
        """The model as `provider:model`."""
        ...

    def complete(self, messages: Sequence[Message], schema: Mapping[str, Any]) -> Reply:
        """Returns the model's answer to `messages`.

        Args:
            messages: The conversation, oldest first; the last one is the user's.
            schema: The JSON schema that the answer should satisfy. A model that can't be held
                to it may answer anything: the planner validates and asks again.

        Raises:
            ModelFault: If the model can't be reached or gave no answer for good.
        """
        ...


@runtime_checkable
class FromFile(Protocol):
    """Is a model whose answers are in a file."""

    @property
    def digest(self) -> str:
        """The SHA-256 of what the file says, as 64 hexadecimal digits."""
        ...


@runtime_checkable
class Billed(Protocol):
    """Is a model that says whether its calls cost money."""

    @property
    def paid(self) -> bool:
        """Whether they do, as far as can be told."""
        ...


@runtime_checkable
class Hurried(Protocol):
    """Is a model that gives up in time where only so much time is left for it."""

    def hurry(self, left_s: float) -> None:
        """Says how long the next call may take, its repetitions included.

        Args:
            left_s: Above 0, in seconds; what the model's own time-out says holds besides.
        """
        ...


@dataclass(frozen=True)
class ModelContext:
    """What a chat model is made from.

    Attributes:
        model: What stands behind the provider's name; empty for none.
        seed: The episode's seed; a stand-in for an LLM draws from it.
        options: The model's own options as text (`-M key=value` on the command line).
        episode: Which episode of its run the model is for, as a file name; empty for none.
    """

    model: str
    seed: int = 0
    options: Mapping[str, str] = field(default_factory=dict)
    episode: str = ""


class ChatModelFactory(Protocol):
    """Is what an entry point in the group `steve.chat_models` names."""

    def __call__(self, context: ModelContext) -> ChatModel:
        """Returns the model.

        Raises:
            InputError: If the model's name, its options or its key can't be used.
        """
        ...


@cache
def providers() -> Mapping[str, EntryPoint]:
    """Returns the providers that are installed, by name, as this process found them first.

    Looking reads what every installed distribution says of itself, and each episode asks.
    """
    found = sorted(entry_points(group=GROUP), key=lambda e: e.name)
    return MappingProxyType({e.name: e for e in found})


def make_model(
    name: str, *, seed: int = 0, options: Mapping[str, str] | None = None, episode: str = ""
) -> ChatModel:
    """Returns the chat model called `name`.

    Args:
        name: `provider:model`, or a provider that needs no more, such as `novice`.
        seed: The episode's seed.
        options: The model's own options.
        episode: Which episode of its run it is for, as a file name; empty for none.

    Raises:
        UnknownNameError: If no provider has that name.
        InputError: If the model can't be used as asked.
        ContractError: If the provider's entry point can't be loaded.
    """
    provider, _, model = name.partition(":")
    found = providers()
    if provider not in found:
        raise UnknownNameError("model provider", provider, found, "See `steve models`.")
    try:
        factory: ChatModelFactory = found[provider].load()
    except Exception as error:
        raise ContractError(
            f"Provider {provider!r}: expected to load {found[provider].value}, found {error!r}."
        ) from error
    try:
        return factory(ModelContext(model, seed, dict(options or {}), episode))
    except SteveError:
        raise
    except TypeError as error:
        raise InputError(f"Provider {provider!r} can't make {name!r}: {error}.") from error
