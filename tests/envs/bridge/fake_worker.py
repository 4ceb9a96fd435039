"""A worker with a clearing of trees behind it, that can misbehave in every way on command.

python fake_worker.py [MODE [FILE]]; with FILE, only if that isn't there yet: it is made then.
"""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

SAMPLE_TICKS = 100
LOG_TICKS = 60

WORDS = {
    "items": ["oak_log"],
    "blocks": ["oak_log"],
    "entities": ["cow"],
    "biomes": ["forest"],
    "tags": {"logs": ["oak_log"]},
    "stack_sizes": {"oak_log": 64},
}


def say(**line: Any) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


class Clearing:
    def __init__(self, mode: str) -> None:
        self.mode = mode
        self.tick = 0
        self.logs = 0
        self.inbox: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self) -> None:
        for line in sys.stdin:
            self.inbox.put(json.loads(line))
        os._exit(0)  # nobody is there any more

    def state(self) -> dict[str, Any]:
        held = [{"item": "oak_log", "count": self.logs}] if self.logs else []
        far = {"name": "oak_log", "count": 3, "x": 9, "y": 64, "z": 0, "distance": 9}
        cow = {"name": "cow", "count": 1, "x": 2, "y": 64, "z": 0, "distance": 2}
        return {
            "tick": self.tick,
            "inventory": {"items": held, "free_slots": 36 - len(held)},
            "position": {"x": 0, "y": 64, "z": 0},
            # Out of order on purpose: who reads it sorts.
            "places": [
                {"name": "village", "x": 1, "y": 64, "z": 1},
                {"name": "bed", "x": 0, "y": 64, "z": 0},
            ],
            "blocks": [far],
            "entities": [cow],
        }

    def serve(self) -> None:
        while True:
            request = self.inbox.get()
            number, call, given = request["id"], request["call"], request["with"]
            if call == "close" and self.mode != "deaf":
                return
            if call == "open":
                self.open(number, given)
            elif call == "reset":
                self.tick, self.logs = 0, 0
                if self.mode == "between":
                    say(event={"kind": "killed", "tick": 0, "entity": "cow"})
                say(id=number, result={"state": self.state(), "notes": ["The time stays."]})
            elif call == "observe":
                if self.mode == "between":
                    say(event={"kind": "chat", "tick": self.tick, "sender": "a", "text": "b\u0007"})
                say(id=number, result=self.state())
            elif call == "attempt":
                self.attempt(number, given)
            elif call == "ping":
                say(id=number, result={})

    def open(self, number: int, given: dict[str, Any]) -> None:
        if "wrong" in given:
            say(id=number, error={"kind": "input", "message": "Expected no wrong option."})
        elif self.mode == "no-server":
            say(id=number, error={"kind": "fault", "message": "Nobody is at localhost:1."})
        elif self.mode == "banned":
            error = {"kind": "fault", "message": "It has banned us.", "final": True}
            say(id=number, error=error)
        elif self.mode == "bad-words":
            say(id=number, result={"vocabulary": {"items": ["A B"]}})
        else:
            who = f"clearing {given}"
            say(id=number, result={"vocabulary": WORDS, "identity": who, "notes": ["Made up."]})

    def attempt(self, number: int, given: dict[str, Any]) -> None:
        subgoal, ends = given["subgoal"], self.tick + given["budget_ticks"]
        self.misbehave(number)
        wanted = subgoal.get("item", subgoal.get("target", "#logs"))
        if wanted not in {"oak_log", "#logs"}:
            self.event(number, kind="invalid", field="item", value=wanted)
        elif subgoal["kind"] == "gather":
            while self.logs < subgoal["count"] and self.spend(number, LOG_TICKS, ends):
                self.event(number, kind="block_broken", block="oak_log", x=9, y=64, z=0)
                self.logs += 1
                self.event(number, kind="item_gained", item="oak_log", count=1, way="pickup")
        elif subgoal["kind"] == "wait":
            self.spend(number, subgoal["ticks"], ends)
        started = ends - given["budget_ticks"]
        say(id=number, result={"state": self.state(), "ticks": self.tick - started})
        if self.mode == "extra-reply":
            say(id=number, result={})

    def event(self, number: int, **event: Any) -> None:
        say(id=number, event={"tick": self.tick, **event})

    def spend(self, number: int, ticks: int, ends: int) -> bool:
        """Lets time pass, with samples; returns whether it wasn't stopped."""
        until = self.tick + ticks
        while self.tick < until:
            self.tick = min(until, ends, self.tick + SAMPLE_TICKS)
            say(id=number, state=self.state())
            try:
                request = self.inbox.get(timeout=0.01)
                if request["call"] == "stop":
                    if self.mode == "deaf":
                        self.sleep(number)
                    say(id=request["id"], result={})
                    return False
            except queue.Empty:
                pass
            if self.tick >= ends:
                self.event(number, kind="stopped", by="budget")
                return False
        return True

    def sleep(self, number: int, beats: bool = False) -> None:
        while True:
            if beats:
                say(beat=1)
            time.sleep(0.05)

    def misbehave(self, number: int) -> None:  # noqa: PLR0912
        if self.mode in {"die", "hang", "garbage", "oversized", "half-line", "beats"}:
            self.event(number, kind="chat", sender="tree", text="Timber!")
        match self.mode:
            case "die":
                sys.stderr.write("the axe\n" * 10_000 + "fell\x1b[31m off\n")
                sys.stderr.flush()
                os._exit(7)
            case "kill":
                os.kill(os.getpid(), signal.SIGKILL)
            case "hang":
                self.sleep(number)
            case "beats":
                self.sleep(number, beats=True)
            case "garbage":
                sys.stdout.write("Hello, I print where I shouldn't\n")
                sys.stdout.flush()
            case "oversized":
                say(id=number, result="x" * 300_000)
            case "half-line":
                sys.stdout.write('{"id": 3, "res')
                sys.stdout.flush()
                os._exit(0)
            case "bad-event":
                self.event(number, kind="no_such_kind")
            case "bad-result":
                say(id=number, result={"state": {"tick": -1}, "ticks": 0})
            case "flood":
                for _ in range(20_000):
                    self.event(number, kind="block_broken", block="oak_log", x=9, y=64, z=0)
            case "babble":
                while True:
                    self.event(number, kind="chat", sender="tree", text="Rustle")
            case "says-fault":
                say(
                    id=number, error={"kind": "fault", "message": "The server kicked us: \u0007no."}
                )
            case "orphan":
                subprocess.Popen(["sleep", "600"], stderr=subprocess.DEVNULL)
                os._exit(3)


def main() -> None:
    mode, *marker = (
        [*sys.argv[1:], "good"][:2] if len(sys.argv) > 2 else [*sys.argv[1:], "good"][:1]
    )
    if marker:
        if Path(marker[0]).exists():
            mode = "good"
        Path(marker[0]).touch()
    if mode == "no-hello":
        time.sleep(600)
    if mode == "wrong-hello":
        say(id=1, result={})
    protocol = 2 if mode == "protocol-2" else 1
    say(hello={"protocol": protocol, "worker": "clearing", "version": "1.0.0"})
    if mode == "between":
        for _ in range(2_000):
            say(event={"kind": "killed", "tick": 0, "entity": "cow"})
    Clearing(mode).serve()


if __name__ == "__main__":
    main()
