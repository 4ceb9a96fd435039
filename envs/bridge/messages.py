"""What goes over the bridge: one JSON object a line, each of them one of these.

The worker greets once, then answers each request with events and states as they come and one
result or error. `docs/bridge.md` says the protocol for whoever writes a worker.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

import orjson
from pydantic import Field, JsonValue, ValidationError, model_validator

from envs._frozen import Frozen, Name
from envs._notation import complaint
from envs.bridge.faults import WorkerFault
from envs.errors import InputError
from envs.events import Event
from envs.state import State
from envs.text import SafeText, safe_text
from envs.vocabulary import Vocabulary

PROTOCOL = 1
"""The number of the protocol that is spoken here."""

MAX_REQUEST_BYTES = 60_000
"""The bound of a request: so much fits into a pipe even if nobody reads, so that writing ends."""


class Hello(Frozen):
    """Is the first line of a worker."""

    protocol: int
    worker: SafeText
    """What the worker is called."""
    version: SafeText


class WorkerError(Frozen):
    """Says why a request came to nothing."""

    kind: Literal["fault", "input"]
    """`fault`: the world broke. `input`: what was asked for can't be used."""
    message: SafeText
    final: bool = False
    """Whether a new worker would only be told the same, as by a server that bans it."""


class Line(Frozen):
    """One line of a worker: exactly one of its fields, with the request's id where it has one."""

    id: Annotated[int, Field(ge=1)] | None = None
    """The request that it belongs to; `None` for a greeting, a beat, or an event between calls."""
    hello: Hello | None = None
    event: Event | None = None
    state: State | None = None
    result: JsonValue = None
    error: WorkerError | None = None
    beat: int | None = None

    @model_validator(mode="after")
    def _one_thing(self) -> Self:
        said = self.model_fields_set - {"id"}
        if len(said) != 1:
            raise ValueError("expected one of hello, event, state, result, error and beat")
        if self.id is None and said & {"state", "result", "error"}:
            raise ValueError("expected the id of the request that it belongs to")
        return self

    @property
    def ends_call(self) -> bool:
        """Whether this is a request's last line."""
        return bool(self.model_fields_set & {"result", "error"})


class Words(Frozen):
    """The words of a world, as `open` tells them."""

    items: tuple[Name, ...]
    blocks: tuple[Name, ...]
    entities: tuple[Name, ...] = ()
    biomes: tuple[Name, ...] = ()
    tags: dict[Name, tuple[Name, ...]] = Field(default_factory=dict)
    """Without `#`."""
    stack_sizes: dict[Name, Annotated[int, Field(ge=1)]] = Field(default_factory=dict)

    def vocabulary(self) -> Vocabulary:
        """Returns them as everyone reads them."""
        return Vocabulary(
            items=frozenset(self.items),
            blocks=frozenset(self.blocks),
            entities=frozenset(self.entities),
            biomes=frozenset(self.biomes),
            tags={tag: tuple(sorted(set(members))) for tag, members in sorted(self.tags.items())},
            stack_sizes=dict(sorted(self.stack_sizes.items())),
        )


class Opened(Frozen):
    """The result of `open`."""

    vocabulary: Words
    identity: SafeText = ""
    """Which world it is: a server's address and version, a simulator's."""
    notes: tuple[SafeText, ...] = ()
    """What people should know of it, a sentence each."""


class Begun(Frozen):
    """The result of `reset`."""

    state: State
    notes: tuple[SafeText, ...] = ()
    """What of a fresh start could not be done, a sentence each."""


class Attempted(Frozen):
    """The result of `attempt`."""

    state: State
    ticks: Annotated[int, Field(ge=0)]


def parsed(line: bytes) -> Line:
    """Returns what a worker's line says.

    Raises:
        WorkerFault: If it isn't one of the protocol's.
    """
    try:
        return Line.model_validate_json(line)
    except ValidationError as error:
        start = safe_text(line[:200].decode("utf-8", "replace"), 80)
        raise WorkerFault(
            f"expected a line of the protocol, found {start!r} ({complaint(error)})", "garbage"
        ) from error


def request(number: int, call: str, given: dict[str, Any]) -> bytes:
    """Returns a request as the line that is sent.

    Raises:
        InputError: If it is longer than `MAX_REQUEST_BYTES`.
    """
    line = orjson.dumps({"id": number, "call": call, "with": given}) + b"\n"
    if len(line) > MAX_REQUEST_BYTES:
        raise InputError(
            f"Expected a request of at most {MAX_REQUEST_BYTES:,} bytes, found {len(line):,}."
        )
    return line
