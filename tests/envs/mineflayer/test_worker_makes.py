"""A server of another make, which has no more than a server must, and keeps a client waiting."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from envs import State

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("mineflayer")]

Entered = Callable[..., Any]


@pytest.fixture
def entered(serve: Callable[..., Any], work: Callable[..., Any]) -> Entered:
    """Has a worker enter such a server: `with entered(version="26.1") as (worker, state):`."""

    @contextmanager
    def inside(**options: Any) -> Iterator[tuple[Any, State]]:
        with serve(script="bare.js", **options) as server, work() as worker:
            worker.call(
                "open", host="127.0.0.1", port=server.port, username="bot", deny=["commands"]
            )
            begun = worker.call("reset", biome=None, seed=0)
            yield worker, State.model_validate(begun["state"])

    return inside


@pytest.mark.parametrize("version", ["1.8.8", "26.1"])
def test_the_oldest_and_the_newest_version_are_played(entered: Entered, version: str) -> None:
    with entered(version=version) as (worker, state):
        assert {block.name for block in state.blocks or ()} == {"grass_block"}
        assert not worker.attempt("go_to(x=8, z=4, distance=2)", 300).of("path_failed")
        dug = worker.attempt("gather(item='dirt', source='grass_block')", 60)
        assert dug.of("block_broken")[0].block == "grass_block"


def test_a_packet_that_makes_no_sense_keeps_no_bot_out(entered: Entered) -> None:
    with entered(version="26.1", odd=True) as (worker, state):
        assert state.vitals is not None
        assert not worker.attempt("go_to(x=8, z=4, distance=2)", 300).of("path_failed")


def test_a_server_that_tells_no_health_and_has_little_land(entered: Entered) -> None:
    with entered(version="1.21.4", columns=0, health=False) as (worker, state):
        assert state.vitals is None
        beyond = worker.attempt("go_to(x=90, z=4)", 300)
        assert [event.target for event in beyond.of("path_failed")] == ["column"]


@pytest.mark.parametrize(
    ("version", "spares_ms"), [("1.12.2", 60), ("1.16.5", 400), ("1.20.4", 400)]
)
def test_what_a_server_puts_back_late_is_not_broken(
    entered: Entered, version: str, spares_ms: int
) -> None:
    with entered(version=version, pack=True, spares=spares_ms) as (worker, _):
        tried = worker.attempt("gather(item='dirt', source='grass_block')", 80)
    assert tried.of("path_failed")
    assert not tried.of("block_broken")
