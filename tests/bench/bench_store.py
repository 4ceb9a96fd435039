"""What remembering costs, beside a bare sqlite3 that writes the same documents.

    python tests/bench/bench_store.py

Both are durable (WAL, synchronous=FULL), one transaction each, turn by turn in one run.
"""

from __future__ import annotations

import sqlite3
import statistics
import sys
import tempfile
import time
from pathlib import Path

from agent import Job, RunConfig, arm_named, run_job
from envs import EpisodeKey, load_suite, make
from memory import Experience, Store

COPIES = 12


def lived(folder: Path) -> list[Experience]:
    """Returns the experiences of one of the oracle's episodes."""
    (task,) = load_suite("mcu70").chosen(ids=["stone-05"])
    arm = arm_named("oracle")
    config = RunConfig(
        command="run", suite="single", tasks=(task,), arms=(arm,), scope="bench", seeds=(300,)
    )
    with Store.open(str(folder / "lived.db")) as store:
        run = store.begin_run(config.canonical()).id
        key = EpisodeKey(run=run, round=0, phase="train", arm=arm.name, task=task.id, seed=300)
        run_job(Job(key, 0, task, arm), config, make("craftworld"), store)
        return list(store.experiences(scope="bench", arm=arm.name))


def main() -> int:
    """Prints the medians and their ratio."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        experiences = lived(folder)
        ours, bare = _timed(folder, experiences)
    size = statistics.mean(len(e.model_dump_json()) for e in experiences)
    sys.stdout.write(
        f"{len(ours)} experiences, {size / 1000:.1f} kB each as JSON\n"
        f"{'store.add, median':32}{statistics.median(ours) * 1e6:9.0f} us\n"
        f"{'bare sqlite3, median':32}{statistics.median(bare) * 1e6:9.0f} us\n"
        f"{'rate beside the bare one':32}"
        f"{statistics.median(bare) / statistics.median(ours):9.2f}\n"
    )
    return 0


def _timed(folder: Path, experiences: list[Experience]) -> tuple[list[float], list[float]]:
    ours: list[float] = []
    bare: list[float] = []
    connection = sqlite3.connect(folder / "bare.db", isolation_level=None)
    connection.execute("pragma journal_mode=wal")
    connection.execute("pragma synchronous=full")
    connection.execute("create table documents (id text primary key, document blob)")
    with Store.open(str(folder / "ours.db")) as store:
        run = store.begin_run({"bench": "store"}).id
        for copy in range(COPIES):
            key = experiences[0].episode.model_copy(update={"run": run, "seed": copy})
            attempt_try = store.begin_episode(key)
            for experience in experiences:
                id_ = f"{key}/{attempt_try}/{experience.index:04d}"
                other = experience.model_copy(update={"id": id_, "episode": key})
                began = time.perf_counter()
                store.add(other)
                ours.append(time.perf_counter() - began)
                document = other.model_dump_json().encode()
                began = time.perf_counter()
                connection.execute("insert into documents values (?, ?)", (id_, document))
                bare.append(time.perf_counter() - began)
    connection.close()
    return ours, bare


if __name__ == "__main__":
    sys.exit(main())
