"""What is asked while a call lasts: it is answered at once, and no line of the call is lost."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from envs import Event
from envs.bridge import Bridge, WorkerFault

WORKER = """
import json, sys

def say(**line):
    print(json.dumps(line), flush=True)

def chat(number, text):
    say(id=number, event={"kind": "chat", "tick": 1, "sender": "bat", "text": text})

say(hello={"protocol": 1, "worker": "w", "version": "1"})
last = None
for line in sys.stdin:
    asked = json.loads(line)
    number, call = asked["id"], asked["call"]
    if call == "attempt":
        last = number
        chat(number, "first")
    elif call == "look":
        chat(last, "second")
        chat(last, "third")
        say(id=number, result=asked["with"])
        say(id=last, result="ended")
    elif call == "fail":
        say(id=number, error={"kind": "fault", "message": "It is gone."})
    elif call == "close":
        break
"""


@pytest.fixture
def bridge() -> Iterator[Bridge]:
    with Bridge([sys.executable, "-c", WORKER]) as started:
        yield started


def test_lines_of_the_call_wait_for_the_answer_and_keep_their_order(bridge: Bridge) -> None:
    heard: list[str] = []

    def on_event(event: Event) -> None:
        assert event.kind == "chat"
        assert bridge.is_calling
        heard.append(event.text)
        if event.text == "first":
            assert bridge.aside("look", {"x": 3}) == {"x": 3}
            heard.append("seen")

    assert bridge.call("attempt", on_event=on_event) == "ended"
    assert heard == ["first", "seen", "second", "third"]
    assert not bridge.is_calling


def test_a_fault_aside_is_the_fault_of_the_call(bridge: Bridge) -> None:
    with pytest.raises(WorkerFault, match="It is gone"):
        bridge.call("attempt", on_event=lambda _: bridge.aside("fail"))
    assert not bridge.is_usable
