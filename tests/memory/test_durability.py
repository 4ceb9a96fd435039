"""What was acknowledged survives, whoever is killed and whoever else writes."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from memory import Store
from memory.check import check_store

WRITER = """
import importlib.util, sys
from memory import Store

here, path, seed, count = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
spec = importlib.util.spec_from_file_location("fixtures", here)
fixtures = importlib.util.module_from_spec(spec)
spec.loader.exec_module(fixtures)
world = fixtures.World()
with Store.open(path) as store:
    key = world.begun(store, seed=seed)
    for index in range(count):
        store.add(world.experience(key, index=index))
        print(index, flush=True)
    store.end_episode(key, 0, {"outcome": "failed"})
"""
FIXTURES = Path(__file__).with_name("conftest.py")


def writer(path: str, seed: int, count: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(FIXTURES), path, str(seed), str(count)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )


@pytest.mark.parametrize("after", [1, 2, 5, 13])
def test_nothing_acknowledged_is_lost_to_a_kill(path: str, world: Any, after: int) -> None:
    with writer(path, seed=0, count=100_000) as process:
        assert process.stdout is not None
        acknowledged = [process.stdout.readline() for _ in range(after)]
        os.kill(process.pid, signal.SIGKILL)
        acknowledged += process.stdout.readlines()

    with Store.open(path, create=False) as store:
        assert check_store(store) == []
        found = list(store.experiences(scope="vanilla", arm="full", finished_only=False))
        # The last one may have been stored and not yet acknowledged.
        assert len(acknowledged) <= len(found) <= len(acknowledged) + 1
        (key,) = {experience.episode for experience in found}
        assert store.begin_episode(key) == 1
        assert store.summaries("vanilla", "full") == {}


LIMITED = """
import resource, signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, 600_000))
"""


def test_a_full_disk_is_told_and_costs_nothing_acknowledged(path: str) -> None:
    arguments = [str(FIXTURES), path, "0", "100000"]
    process = subprocess.run(
        [sys.executable, "-c", LIMITED + WRITER, *arguments],
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        timeout=120,
    )

    assert process.returncode != 0
    assert process.stderr.rstrip().splitlines()[-1].startswith("envs.errors.StoreError: ")
    assert "What was acknowledged is safe." in process.stderr
    with Store.open(path, create=False) as store:
        assert check_store(store) == []
        found = store.experience_rows(scope="vanilla", arm="full", finished_only=False)
        assert len(found) >= len(process.stdout.split()) > 10


def test_two_processes_write_into_one_store(path: str) -> None:
    # Neither finds the store made: both may try to.
    writers = [writer(path, seed, count=60) for seed in (0, 1)]
    for process in writers:
        with process:
            process.communicate(timeout=120)
        assert process.returncode == 0

    with Store.open(path, create=False) as store:
        found = list(store.experiences(scope="vanilla", arm="full"))
        places = [(experience.episode.seed, experience.index) for experience in found]
        assert places == [(seed, index) for seed in (0, 1) for index in range(60)]
        (line,) = store.summaries("vanilla", "full").values()
        assert line.attempts == 120
        assert check_store(store) == []
