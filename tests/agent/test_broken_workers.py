"""An episode whose worker dies is broken, not failed, and what was lived through is kept."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from agent.runner import run_job
from diagnosis import Cause
from envs.bridge import BridgedWorld, Patience
from memory import Store
from memory.check import check_store

Made = Callable[..., Any]
WORKER = Path(__file__).parents[1] / "envs" / "bridge" / "fake_worker.py"


@pytest.mark.parametrize("mode", ["die", "kill", "garbage", "says-fault"])
def test_a_dead_worker_breaks_its_episode_and_no_other(
    config: Made, job: Made, task: Made, says: Made, store: Store, tmp_path: Path, mode: str
) -> None:
    chop = ('gather(item="oak_log", count=2)',)
    run = config(tasks=(task('has("oak_log", 2)', "logs"),))
    command = [sys.executable, "-I", str(WORKER), mode, str(tmp_path / "broke")]
    world = BridgedWorld("clearing-v1", command)

    says(chop)
    first = run_job(job(run, seed=0), run, world, store)
    says(chop)
    second = run_job(job(run, seed=1), run, world, store)
    world.close()

    assert (first.outcome, first.attempts) == ("broken", 1)
    assert first.causes == ((Cause.environment_fault.value, 1),)
    assert (second.outcome, second.attempts) == ("succeeded", 1)
    assert second.identity == "clearing {}"
    assert [record.status for record in store.episodes()] == ["broken", "finished"]
    assert check_store(store) == []


@pytest.mark.parametrize("mode", ["no-server", "no-hello"])
def test_a_world_that_is_not_there_at_first_breaks_its_episode_and_no_other(
    config: Made, job: Made, task: Made, says: Made, store: Store, tmp_path: Path, mode: str
) -> None:
    run = config(tasks=(task('has("oak_log", 2)', "logs"),))
    command = [sys.executable, "-I", str(WORKER), mode, str(tmp_path / "broke")]
    world = BridgedWorld("clearing-v1", command, patience=Patience(tries=1, hello_s=1))

    says(('gather(item="oak_log", count=2)',))
    first = run_job(job(run, seed=0), run, world, store)
    says(('gather(item="oak_log", count=2)',))
    second = run_job(job(run, seed=1), run, world, store)
    world.close()

    assert (first.outcome, first.attempts, first.model_calls) == ("broken", 0, 0)
    assert "worker" in first.reason
    assert second.outcome == "succeeded"
    assert [record.status for record in store.episodes()] == ["broken", "finished"]
    assert check_store(store) == []
