"""Lines are sorted by whether they belong to a call, in the order in which they were said."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import orjson

from envs import Chat
from envs.bridge.inbox import Heard, Inbox


@contextmanager
def heard(in_call: int, *said: object) -> Iterator[Inbox]:
    """Yields an inbox that has heard all of that while nobody took it out."""
    reads, writes = os.pipe()
    inbox = Inbox(os.fdopen(reads, "rb"), 10_000)
    inbox.in_call = in_call
    with os.fdopen(writes, "wb") as stream:
        stream.write(b"".join(orjson.dumps(line) + b"\n" for line in said))
    inbox._thread.join()
    yield inbox
    inbox.close(1.0)


def taken(inbox: Inbox) -> list[Heard]:
    """Returns all lines that are queued."""
    lines = []
    with suppress(EOFError):
        while line := inbox.next(1.0):
            lines.append(line)
    return lines


def chat(text: str) -> dict[str, object]:
    return {"event": {"kind": "chat", "tick": 1, "sender": "a", "text": text}}


def texts(line: Heard) -> list[str]:
    events = line.before.events if line.before is not None else ()
    return [event.text for event in events if isinstance(event, Chat)]


def test_what_follows_a_result_comes_before_what_is_told_later() -> None:
    said = ({"id": 1, "result": {}}, chat("first"), chat("second"), {"id": 2, "result": {}})
    with heard(1, *said) as inbox:
        lines = taken(inbox)
    assert [line.line.id for line in lines] == [1, 2]
    assert [texts(line) for line in lines] == [[], ["first", "second"]]


def test_the_answer_to_a_stop_does_not_end_the_call_that_it_stops() -> None:
    said = ({"id": 2, "result": {}}, chat("meanwhile"), {"id": 1, "result": {}})
    with heard(1, *said) as inbox:
        lines = taken(inbox)
    assert [line.line.event is None for line in lines] == [True, False, True]
