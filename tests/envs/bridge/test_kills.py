"""A worker that is killed at random: no hang, no wrong outcome, nothing left, memory flat."""

from __future__ import annotations

import gc
import os
import signal
import threading
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from envs import Attempt, Gather
from envs.bridge import BridgedWorld, WorkerFault
from envs.conformance import LOOK_AROUND

Make = Callable[..., BridgedWorld]

SUBGOALS = 100
WARM = 20
GROWTH_BYTES = 8 * 2**20


def resident_bytes() -> int:
    pages = int(Path("/proc/self/statm").read_text(encoding="utf-8").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def tried(world: BridgedWorld) -> Attempt | WorkerFault:
    try:
        return world.attempt(Gather(item="#logs", count=3), 1_000)
    except WorkerFault as fault:
        return fault


class Killer(threading.Timer):
    """Kills a world's worker after a while, or lets it live."""

    def __init__(self, draws: Random, world: BridgedWorld) -> None:
        pid = world.worker_id
        assert pid is not None
        after_s = draws.choice((60.0, 60.0, 0.0, 0.01, 0.02, 0.04))
        super().__init__(after_s, os.kill, (pid, signal.SIGKILL))
        self.start()

    def end(self) -> None:
        self.cancel()
        self.join()


@pytest.mark.slow
def test_a_hundred_subgoals_with_a_worker_killed_at_random(make: Make) -> None:
    draws = Random(500)
    world = make()
    world.reset(LOOK_AROUND, 0)
    before, warm = (descriptors(), threading.active_count()), 0
    done, broke = 0, 0
    for number in range(SUBGOALS):
        if number == WARM:
            gc.collect()
            warm = resident_bytes()
        killer = Killer(draws, world)
        outcome = tried(world)
        killer.end()
        if isinstance(outcome, WorkerFault):
            assert outcome.kind == "died"
            assert "SIGKILL" in str(outcome)
            broke += 1
        else:
            assert outcome.post_state.inventory is not None
            assert outcome.post_state.inventory.count("oak_log") == 3
            assert [deed.count for deed in outcome.tally.deeds] == [3]
            done += 1
        world.reset(LOOK_AROUND, number)
    gc.collect()
    assert resident_bytes() - warm < GROWTH_BYTES
    assert done > 10
    assert broke > 10
    assert (descriptors(), threading.active_count()) == before
