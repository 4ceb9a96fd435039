"""Rounds: many episodes that see the same memory, at any width, with the same result.

Every episode of a round sees the store as it stood when the round began, plus what it lives
through itself. So it doesn't matter in which order, or in how many processes, they run: rows
come out in the order of the jobs. At the end of a training round its experiences are distilled
in a fixed order, once.
"""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path

from agent.config import RunConfig
from agent.job import Job
from agent.runner import run_job
from agent.scores import Row
from agent.worlds import Worlds, world_for
from envs import SteveError
from memory import Store

Progress = Callable[[Row], None]


def ignored(row: Row) -> None:
    """Lets a row pass unremarked."""


@dataclass
class _Worker:
    """What a worker process keeps from job to job."""

    config: RunConfig
    store: Store
    worlds: Worlds
    calls: Path | None


# One per worker process, set by its initialiser: making a world anew for every job would cost
# more than many an episode.
_worker: _Worker | None = None


def run_round(
    jobs: Sequence[Job],
    config: RunConfig,
    store: Store,
    *,
    width: int = 1,
    progress: Progress = ignored,
    calls: Path | None = None,
) -> tuple[Row, ...]:
    """Runs the jobs that have no row yet; returns the rows of all of them, in their order.

    Args:
        jobs: Episodes of one round.
        config: The run's configuration.
        store: The store, open in this process.
        width: How many processes run them; 1 for this one alone.
        progress: Is told of each row as it comes.
        calls: The folder in which the calls of models are recorded; `None` if they aren't.
    """
    done = {row.episode: row for row in recorded(store, jobs)}
    waiting = [job for job in jobs if str(job.key) not in done]
    runner = (
        _in_turn(waiting, config, store, calls)
        if width == 1
        else _at_once(waiting, config, store, calls, width)
    )
    for row in runner:
        done[row.episode] = row
        progress(row)
    return tuple(done[str(job.key)] for job in jobs)


def recorded(store: Store, jobs: Sequence[Job]) -> tuple[Row, ...]:
    """Returns the rows that the store has of these jobs."""
    runs = dict.fromkeys(job.key.run for job in jobs)
    wanted = {str(job.key) for job in jobs}
    rows = (Row.model_validate(row) for run in runs for row in store.episode_rows(run))
    return tuple(row for row in rows if row.episode in wanted)


def _in_turn(
    jobs: Sequence[Job], config: RunConfig, store: Store, calls: Path | None
) -> Iterator[Row]:
    if not jobs:
        return
    worlds = Worlds(config, world_for)
    try:
        for job in jobs:
            yield run_job(job, config, worlds.of(job.task), store, calls=calls)
    finally:
        worlds.close()


def _at_once(
    jobs: Sequence[Job], config: RunConfig, store: Store, calls: Path | None, width: int
) -> Iterator[Row]:
    if not jobs:
        return
    # Workers start afresh rather than as copies: a fork would share the store's connection.
    spawn = multiprocessing.get_context("spawn")
    try:
        with ProcessPoolExecutor(
            min(width, len(jobs)),
            mp_context=spawn,
            initializer=_begin,
            initargs=(config, store.location, calls),
        ) as pool:
            try:
                yield from pool.map(_work, jobs)
            except GeneratorExit:
                # Nobody waits for the rest any more.
                pool.shutdown(cancel_futures=True)
                raise
    except BrokenProcessPool as error:
        raise SteveError(
            "A worker process died; the same command goes on where this one stopped."
        ) from error


def _begin(config: RunConfig, store_url: str, calls: Path | None) -> None:
    # An interrupt reaches the whole group; the parent tells of it, once.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    global _worker  # noqa: PLW0603  # set once, by the pool's initialiser
    _worker = _Worker(config, Store.open(store_url, create=False), Worlds(config), calls)


def _work(job: Job) -> Row:
    if _worker is None:
        raise SteveError("Expected a worker that was begun, found one that wasn't.")
    world = _worker.worlds.of(job.task)
    return run_job(job, _worker.config, world, _worker.store, calls=_worker.calls)
