"""A world behind a bridge keeps the contract, and each way to break ends as its own fault."""

from __future__ import annotations

import gc
import os
import re
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from envs import (
    Attempt,
    Chat,
    ContractError,
    Environment,
    EnvironmentFault,
    Event,
    Gather,
    InputError,
    State,
    Stopped,
    Wait,
)
from envs.bridge import BridgedWorld, WorkerFault, inherited
from envs.bridge.child import Child
from envs.conformance import LOOK_AROUND, check_environment

Make = Any

SECRETS = (
    "API_KEY",
    "AWS_SECRET_ACCESS_KEY",
    "GITHUB_PAT",
    "OPENAI_KEY",
    "PGPASSWORD",
    "SOME_API_KEY",
    "STEVE_STORE",
    "my_token",
)


def broken(world: Environment) -> WorkerFault:
    world.reset(LOOK_AROUND, 0)
    with pytest.raises(WorkerFault) as caught:
        world.attempt(Gather(item="#logs", count=2), 1_000)
    return caught.value


def descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def test_a_bridged_world_keeps_the_contract(make: Make) -> None:
    check_environment(make)


def test_nothing_is_started_until_it_is_needed(make: Make) -> None:
    world = make("no-hello")
    assert world.id == "clearing-v1"
    world.close()


def test_a_worker_says_what_its_world_is_and_what_it_could_not_do(make: Make) -> None:
    world = make(options={"host": "there"})
    world.reset(LOOK_AROUND, 0)
    assert world.identity == "clearing {'host': 'there'}"
    assert world.notes == ("Made up.", "The time stays.")


def test_what_comes_unsorted_is_sorted(make: Make) -> None:
    state = make().reset(LOOK_AROUND, 0)
    assert [place.name for place in state.places or ()] == ["bed", "village"]


def test_there_is_no_attempt_before_an_episode(make: Make) -> None:
    with pytest.raises(ContractError):
        make().attempt(Wait(ticks=1), 10)


@pytest.mark.parametrize(
    ("mode", "kind", "says"),
    [
        ("die", "died", r"exit code 7; its last words: .*fell\[31m off"),
        ("kill", "died", "killed by SIGKILL"),
        ("half-line", "died", "exit code 0"),
        ("orphan", "died", "exit code 3"),
        ("garbage", "garbage", "Hello, I print where I shouldn't"),
        ("bad-event", "garbage", "no_such_kind"),
        ("bad-result", "garbage", "state.tick"),
        ("oversized", "oversized", "at most 100,000 bytes"),
        ("says-fault", "world", "The server kicked us: no"),
    ],
)
def test_each_way_to_break_is_its_own_fault(make: Make, mode: str, kind: str, says: str) -> None:
    fault = broken(make(mode))
    assert fault.kind == kind
    assert re.search(says, str(fault))
    attempt = fault.attempt
    assert attempt is not None
    assert attempt.trace[-1] == Stopped(tick=0, by="fault", reason=str(fault))
    assert Attempt.model_validate_json(attempt.model_dump_json()) == attempt


@pytest.mark.parametrize(
    ("mode", "kind", "patience"),
    [
        ("hang", "hung", {"silence_s": 0.5}),
        ("beats", "timeout", {"margin_s": 0.5, "silence_s": 0.4}),
        ("babble", "timeout", {"margin_s": 0.5}),
    ],
)
def test_a_worker_that_does_not_answer_is_given_up(
    make: Make, mode: str, kind: str, patience: dict[str, float]
) -> None:
    fault = broken(make(mode, **patience))
    assert fault.kind == kind
    assert fault.attempt is not None
    assert isinstance(fault.attempt.trace[0], Chat)


@pytest.mark.parametrize(
    ("mode", "kind"),
    [("no-hello", "handshake"), ("wrong-hello", "handshake"), ("protocol-2", "handshake")],
)
def test_a_worker_that_does_not_greet_is_refused(make: Make, mode: str, kind: str) -> None:
    world = make(mode, hello_s=1.0)
    with pytest.raises(WorkerFault) as caught:
        world.reset(LOOK_AROUND, 0)
    assert caught.value.kind == kind


def test_a_program_that_is_not_there_is_said_to_be_missing() -> None:
    with pytest.raises(WorkerFault, match="no_such_program") as caught:
        BridgedWorld("x-v1", ["no_such_program"]).reset(LOOK_AROUND, 0)
    assert caught.value.kind == "not_started"


def test_what_a_world_cannot_use_is_an_input_error(make: Make) -> None:
    with pytest.raises(InputError, match="no wrong option"):
        _ = make(options={"wrong": 1}).vocabulary


def test_words_that_are_none_are_a_fault(make: Make) -> None:
    with pytest.raises(WorkerFault, match=r"result of open.*vocabulary"):
        _ = make("bad-words").vocabulary


def test_a_world_that_is_not_there_is_tried_a_bounded_number_of_times(
    make: Make, pauses: list[float]
) -> None:
    world = make("no-server")
    with pytest.raises(EnvironmentFault, match="Nobody is at localhost:1"):
        world.reset(LOOK_AROUND, 0)
    assert pauses == [0.5, 1.0]


def test_a_world_that_lets_us_in_no_more_is_tried_once(make: Make, pauses: list[float]) -> None:
    with pytest.raises(WorkerFault, match="has banned us") as caught:
        make("banned").reset(LOOK_AROUND, 0)
    assert (caught.value.kind, pauses) == ("world", [])


def test_the_next_episode_has_a_new_worker(make: Make, tmp_path: Path) -> None:
    world = make("die", tmp_path / "died")
    fault = broken(world)
    with pytest.raises(WorkerFault, match="exit code 7"):
        world.observe()
    world.reset(LOOK_AROUND, 1)
    assert world.attempt(Gather(item="#logs", count=2), 1_000).tally.deeds
    assert fault.attempt is not None


def test_a_reply_too_many_is_noticed(make: Make) -> None:
    world = make("extra-reply")
    world.reset(LOOK_AROUND, 0)
    world.attempt(Wait(ticks=5), 100)
    with pytest.raises(WorkerFault, match="to answer call") as caught:
        world.attempt(Wait(ticks=5), 100)
    assert caught.value.kind == "garbage"


def test_a_flood_of_events_is_counted_and_cut(make: Make) -> None:
    world = make("flood")
    world.reset(LOOK_AROUND, 0)
    attempt = world.attempt(Wait(ticks=5), 100)
    assert (len(attempt.trace), attempt.trace_dropped) == (512, 20_000 - 512)
    assert [deed.count for deed in attempt.tally.deeds] == [20_000]


def test_what_happens_between_attempts_is_the_next_ones_prelude(make: Make) -> None:
    world = make("between")
    world.reset(LOOK_AROUND, 0)
    world.observe()
    attempt = world.attempt(Wait(ticks=5), 100)
    assert [e.text for e in attempt.prelude if isinstance(e, Chat)] == ["b", "b"]
    assert [e.text for e in world.attempt(Wait(ticks=5), 100).prelude if isinstance(e, Chat)] == [
        "b"
    ]


def test_what_happens_before_an_episode_is_none_of_its_concern(make: Make) -> None:
    world = make("between")  # tells of 2,000 kills at its start and one in each reset
    for episode in range(2):
        world.reset(LOOK_AROUND, episode)
        attempt = world.attempt(Wait(ticks=5), 100)
        assert [event.kind for event in attempt.prelude] == ["chat"]
        assert attempt.prelude_tally.deeds == ()
        world.observe()  # tells of something that the next attempt would have as its prelude


class StopsAtOnce:
    def on_event(self, event: Event) -> str | None:
        return "no more of this"

    def on_state(self, state: State) -> str | None:
        return "no more of this"


def test_a_monitor_stops_an_attempt_and_is_told_of_it(make: Make) -> None:
    world = make()
    world.reset(LOOK_AROUND, 0)
    attempt = world.attempt(Wait(ticks=9_000), 10_000, StopsAtOnce())
    last = attempt.trace[-1]
    assert isinstance(last, Stopped)
    assert (last.by, last.reason) == ("monitor", "no more of this")
    assert attempt.ticks < 9_000
    assert world.attempt(Wait(ticks=5), 100).ticks == 5


def test_a_worker_that_does_not_stop_is_given_up(make: Make) -> None:
    world = make("deaf", stop_s=0.5, close_s=0.2)
    world.reset(LOOK_AROUND, 0)
    with pytest.raises(WorkerFault) as caught:
        world.attempt(Wait(ticks=9_000), 10_000, StopsAtOnce())
    assert caught.value.kind == "timeout"


class Bursts:
    def on_event(self, event: Event) -> str | None:
        raise ZeroDivisionError

    def on_state(self, state: State) -> str | None:
        raise ZeroDivisionError


def test_a_monitor_that_bursts_ends_the_worker(make: Make) -> None:
    world = make()
    world.reset(LOOK_AROUND, 0)
    with pytest.raises(ZeroDivisionError):
        world.attempt(Wait(ticks=9_000), 10_000, Bursts())
    with pytest.raises(WorkerFault, match="ended in call attempt"):
        world.observe()


def test_what_a_worker_says_for_people_can_be_shown(make: Make) -> None:
    said: list[str] = []
    world = make("die")
    world._say = said.append
    broken(world)
    assert said[0] == "the axe"
    assert said[-1] == "fell[31m off"


class Chosen(BridgedWorld):
    """Knows its worker only when it is started."""

    def command(self) -> list[str]:
        raise InputError("The worker isn't installed.")


def test_a_worker_can_be_chosen_late() -> None:
    world = Chosen("chosen-v1")
    with pytest.raises(InputError, match="isn't installed"):
        world.reset(LOOK_AROUND, 0)
    world.close()


def test_no_keys_are_handed_to_a_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in SECRETS:
        monkeypatch.setenv(name, "secret")
    for name in ("LC_TIME", "https_proxy", "JAVA_HOME"):
        monkeypatch.setenv(name, "C")
    child = Child([sys.executable, "-Ic", "import os; print(*os.environ)"])
    with child.stdout as said:
        handed = set(said.read().decode().split())
    child.end()
    assert not handed & set(SECRETS)
    assert {"LC_TIME", "PATH", "https_proxy", "JAVA_HOME"} <= handed


def test_a_world_names_what_else_its_worker_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAVE_DEPTH", "12")
    assert "CAVE_DEPTH" not in inherited()
    assert inherited("CAVE_*")["CAVE_DEPTH"] == "12"


@pytest.mark.parametrize("mode", ["good", "deaf", "die", "hang", "garbage", "orphan"])
def test_nothing_is_left_behind(make: Make, mode: str) -> None:
    before, threads = descriptors(), threading.active_count()
    world = make(mode, silence_s=0.5, close_s=0.2)
    world.reset(LOOK_AROUND, 0)
    group = world.worker_id
    assert group is not None
    if mode in {"die", "hang", "garbage", "orphan"}:
        with pytest.raises(WorkerFault):
            world.attempt(Wait(ticks=5), 100)
    world.close()
    assert (descriptors(), threading.active_count()) == (before, threads)
    _await_gone(group)


def test_a_world_that_nobody_closes_ends_with_its_last_reference(make: Make) -> None:
    world = make()
    world.reset(LOOK_AROUND, 0)
    group = world.worker_id
    assert group is not None
    world._bridge = None
    gc.collect()
    _await_gone(group)


def _await_gone(group: int) -> None:
    """Waits for the last of a group to be taken off the books, which another process may do."""
    with suppress(ProcessLookupError):
        while True:
            os.killpg(group, 0)
            time.sleep(0.01)
