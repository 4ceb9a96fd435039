"""Worlds over a worker that is told how to misbehave."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

import pytest

from envs.bridge import BridgedWorld, Patience

WORKER = Path(__file__).with_name("fake_worker.py")

# Long enough for a busy machine; tests of time-outs shorten the one that they are about.
PATIENCE = Patience(
    hello_s=20, open_s=20, call_s=20, silence_s=20, stop_s=20, margin_s=20, ticks_a_second=1e6
)


class Make(Protocol):
    def __call__(
        self, *mode: object, options: dict[str, Any] = ..., **waits: float
    ) -> BridgedWorld:
        """Returns a world whose worker misbehaves so, waited for so long."""
        ...


@pytest.fixture
def pauses() -> list[float]:
    """How long was paused between tries."""
    return []


@pytest.fixture
def make(pauses: list[float]) -> Iterator[Make]:
    """Makes worlds, and closes them."""
    worlds: list[BridgedWorld] = []

    def made(*mode: object, options: dict[str, Any] | None = None, **waits: float) -> BridgedWorld:
        world = BridgedWorld(
            "clearing-v1",
            [sys.executable, "-I", str(WORKER), *map(str, mode)],
            options,
            patience=PATIENCE.model_copy(update=waits),
            max_line_bytes=100_000,
        )
        world._sleep = pauses.append
        worlds.append(world)
        return world

    yield made
    for world in worlds:
        world.close()
