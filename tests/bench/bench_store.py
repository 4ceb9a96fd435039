"""What remembering costs, beside a bare sqlite3 that writes the same rows and bytes.

    python tests/bench/bench_store.py [FOLDER]

All are durable (WAL, synchronous=FULL) and take turns in one run; times are medians, by the clock
and of the processor, which doesn't count the wait for the disk. Two bare ones are beside ours:
one is given every value as it is written; the other is given the experience, as ours is, and
writes it out as JSON, compressed and with a checksum, but derives nothing from it. Embedding is
left out: an embedder that knows the answer stands in for it.
"""

from __future__ import annotations

import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import zstandard

from agent import Job, RunConfig, arm_named, run_job
from envs import EpisodeKey, load_suite, make
from memory import Experience, Store

COPIES = 60
BATCH = 256
_VALUES = {"experiences": 16, "documents": 3, "vectors": 2, "summaries": 7}

Values = list[tuple[str, tuple[Any, ...]]]
"""(table, row) of all that one experience writes."""


class Known:
    """An embedder that knows the answer."""

    name = "hashed-ngrams-256/1"
    dimensions = 256

    def embed(self, texts: Sequence[str]) -> np.ndarray[Any, np.dtype[np.float32]]:
        """Returns the same row for each text."""
        return np.full((len(texts), self.dimensions), 1 / 16, dtype=np.float32)


class Bare:
    """The store's own tables, written by hand."""

    def __init__(self, path: Path, like: Path) -> None:
        """Makes the tables and indices of another store."""
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=FULL")
        with sqlite3.connect(like) as other:
            made = other.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
        other.close()
        for (sql,) in made:
            self._connection.execute(sql)

    def write(self, experiences: Sequence[Values]) -> None:
        """Writes all values of experiences in one transaction."""
        self._connection.execute("BEGIN IMMEDIATE")
        for values in experiences:
            for table, row in values:
                marks = ",".join("?" * len(row))
                self._connection.execute(f"INSERT OR REPLACE INTO {table} VALUES ({marks})", row)
        self._connection.execute("COMMIT")

    def close(self) -> None:
        """Closes the database."""
        self._connection.close()


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


def copied(store: Store, experiences: list[Experience]) -> list[Experience]:
    """Returns copies of them in running episodes of a store, one episode a copy."""
    run = store.begin_run({"bench": "store"}).id
    copies = []
    for seed in range(COPIES):
        key = experiences[0].episode.model_copy(update={"run": run, "seed": seed})
        number = store.begin_episode(key)
        for experience in experiences:
            id_ = f"{key}/{number}/{experience.index:04d}"
            copies.append(experience.model_copy(update={"id": id_, "episode": key}))
    return copies


def values_of(path: Path) -> list[Values]:
    """Returns what a store wrote for each experience, with a summary line for each."""
    with sqlite3.connect(path) as other:
        lines = other.execute("SELECT * FROM summaries").fetchall()
        rows = [
            [("experiences", row)]
            + [
                (
                    table,
                    other.execute(
                        f"SELECT * FROM {table} WHERE experience = ?", row[:1]
                    ).fetchone(),
                )
                for table in ("documents", "vectors")
            ]
            for row in other.execute("SELECT * FROM experiences ORDER BY seq").fetchall()
        ]
    other.close()
    return [[*row, ("summaries", lines[n % len(lines)])] for n, row in enumerate(rows)]


def serialised(experience: Experience, values: Values) -> Values:
    """Returns the values with the document written out anew, as anyone would by hand."""
    body = zstandard.compress(experience.model_dump_json().encode())
    check = blake2b(body, digest_size=16).digest()
    row, (_, document), *rest = values
    return [row, ("documents", (document[0], body, check)), *rest]


class Taken(NamedTuple):
    """Microseconds an experience."""

    clock: float
    processor: float


def compared(folder: Path, experiences: list[Experience], batch: int) -> dict[str, Taken]:
    """Returns the median times an experience, of ours and of the bare ones."""
    with Store.open(str(folder / "first.db")) as first:
        copies = copied(first, experiences)
        first.embedder = Known()
        first.add_many(copies)
    prepared = values_of(folder / "first.db")
    with Store.open(str(folder / "ours.db")) as ours:
        assert copied(ours, experiences) == copies, "a store's run has the same id as another's"
        ours.embedder = Known()
        bare, serialising = (Bare(folder / f"{n}.db", folder / "first.db") for n in "ab")
        ways: dict[str, Callable[[slice], None]] = {
            "ours": lambda some: ours.add_many(copies[some]),
            "bare": lambda some: bare.write(prepared[some]),
            "bare, serialising": lambda some: serialising.write(
                [serialised(e, v) for e, v in zip(copies[some], prepared[some], strict=True)]
            ),
        }
        times: dict[str, list[Taken]] = {name: [] for name in ways}
        for start in range(0, len(copies), batch):
            some = slice(start, start + batch)
            for name, write in ways.items():
                began, worked = time.perf_counter(), time.process_time()
                write(some)
                each = 1e6 / len(copies[some])
                clock, processor = time.perf_counter() - began, time.process_time() - worked
                times[name].append(Taken(clock * each, processor * each))
        bare.close()
        serialising.close()
    medians = (
        (name, map(statistics.median, zip(*took, strict=True))) for name, took in times.items()
    )
    return {name: Taken(*median) for name, median in medians}


def main() -> int:
    """Prints medians and ratios, of single rows and of batches."""
    where = sys.argv[1] if len(sys.argv) > 1 else None
    with tempfile.TemporaryDirectory(dir=where) as name:
        folder = Path(name)
        experiences = lived(folder)
        size = statistics.mean(len(e.model_dump_json()) for e in experiences)
        sys.stdout.write(f"experiences of {size / 1000:.1f} kB as JSON, microseconds each\n")
        for batch in (1, BATCH):
            inner = folder / str(batch)
            inner.mkdir()
            times = compared(inner, experiences, batch)
            title = "one a transaction" if batch == 1 else f"{batch} a transaction"
            sys.stdout.write(f"{title:24}{'clock':>8}{'ours':>10}{'processor':>12}{'ours':>10}\n")
            for way, taken in times.items():
                reached = [bare / ours for bare, ours in zip(taken, times["ours"], strict=True)]
                sys.stdout.write(
                    f"  {way:22}{taken.clock:8.0f}{reached[0]:10.2f}"
                    f"{taken.processor:12.0f}{reached[1]:10.2f}\n"
                )
    return 0


if __name__ == "__main__":
    sys.exit(main())
