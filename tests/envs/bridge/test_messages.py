"""Lines are what docs/bridge.md says they are."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from envs.bridge import PROTOCOL, WorkerFault
from envs.bridge.messages import MAX_REQUEST_BYTES, Attempted, Begun, Opened, parsed, request
from envs.errors import InputError

PAGE = Path(__file__).parents[3] / "docs" / "bridge.md"


def exchanged(who: str) -> list[bytes]:
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    return [line[len(who) :].strip().encode() for line in lines if line.startswith(f"{who}  ")]


def test_the_pages_exchange_is_one() -> None:
    said = [parsed(line) for line in exchanged("worker")]
    assert said[0].hello is not None
    assert said[0].hello.protocol == PROTOCOL
    results = {line.id: line.result for line in said if line.ends_call}
    Opened.model_validate(results[1])
    Begun.model_validate(results[2])
    Attempted.model_validate(results[4])
    for line in exchanged("steve "):
        asked = json.loads(line)
        assert json.loads(request(asked["id"], asked["call"], asked["with"])) == asked


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b"\xff\xfe",
        b'{"id": 1}',
        b'{"result": {}}',
        b'{"id": 0, "result": {}}',
        b'{"id": 1, "result": {}, "error": {"kind": "fault", "message": ""}}',
        b'{"id": 1, "error": {"kind": "other", "message": ""}}',
        b'{"id": 1, "event": {"kind": "chat", "tick": -1, "sender": "a", "text": "b"}}',
        b'{"id": 1, "event": {"kind": "died", "tick": 1, "source": "A Name"}}',
        b'{"id": 1, "more": 1}',
        b'{"beat": 1' + b"0" * 5_000 + b"}",
        b"[" * 100_000,
    ],
)
def test_what_is_no_line_of_the_protocol_is_a_fault(line: bytes) -> None:
    with pytest.raises(WorkerFault) as caught:
        parsed(line)
    assert caught.value.kind == "garbage"
    assert len(str(caught.value)) < 1_000


def test_text_is_made_safe_on_its_way_in() -> None:
    chat = b'{"event": {"kind": "chat", "tick": 1, "sender": "a\\u0000", "text": "\\u001b[31mb"}}'
    event = parsed(chat).event
    assert event is not None
    assert event.model_dump()["sender"] == "a"
    assert event.model_dump()["text"] == "[31mb"


def test_a_request_that_no_pipe_holds_is_refused() -> None:
    with pytest.raises(InputError):
        request(1, "open", {"motd": "x" * MAX_REQUEST_BYTES})
