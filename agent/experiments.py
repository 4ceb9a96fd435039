"""Experiments: a run, a suite, an evolution; each a list of rounds over a store.

`suite` is one evaluation round: what is known is used, and nothing is learned. `evolve` goes
round by round: evaluate on held-out seeds, train, distil; once more at the end.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from agent.arms import Arm
from agent.config import RunConfig
from agent.distilling import Noted, end_round, unsaid
from agent.job import Job
from agent.rounds import Progress, ignored, recorded, run_round
from agent.scores import Rate, Row, summarise
from envs import EpisodeKey, InputError, Phase, Task
from memory import Learned, Store


@dataclass(frozen=True)
class Result:
    """What a run came to.

    Attributes:
        run: The run's id.
        rows: One an episode, in the order in which they were asked for.
        summary: Rates of the evaluation rows.
        began: The store's number of the run's round 0, by arm.
        learned: What each arm's training rounds brought, by arm, in order.
    """

    run: str
    rows: tuple[Row, ...]
    summary: tuple[Rate, ...]
    began: dict[str, int]
    learned: dict[str, tuple[Learned, ...]] = field(default_factory=dict)


def suite(
    config: RunConfig,
    store: Store,
    run: str,
    *,
    width: int = 1,
    progress: Progress = ignored,
    calls: Path | None = None,
) -> Result:
    """Runs every task, seed and arm once, in evaluation; arguments as `run_round`'s."""
    rows: list[Row] = []
    began: dict[str, int] = {}
    for arm in config.arms:
        base = began[arm.name] = base_round(store, config, run, arm)
        jobs = _jobs(config, run, arm, "eval", base, 0, config.seeds)
        rows += run_round(jobs, config, store, width=width, progress=progress, calls=calls)
    return Result(run, tuple(rows), summarise(rows), began)


def evolve(
    config: RunConfig,
    store: Store,
    run: str,
    *,
    width: int = 1,
    progress: Progress = ignored,
    calls: Path | None = None,
    noted: Noted = unsaid,
) -> Result:
    """Evaluates, then trains and evaluates in turn for `config.rounds` rounds, arm by arm.

    An arm that doesn't learn is evaluated once, as round 0. Arguments are `run_round`'s; `noted`
    is told what came of asking a language model at a round's end.
    """
    rows: list[Row] = []
    began: dict[str, int] = {}
    learned: dict[str, tuple[Learned, ...]] = {}
    for arm in config.arms:
        base = began[arm.name] = base_round(store, config, run, arm)
        brought: list[Learned] = []
        last = config.rounds if arm.learn else 0
        for number in range(last + 1):
            if number > 0:
                jobs = _jobs(
                    config, run, arm, "train", base + number - 1, number - 1, config.train_seeds
                )
                _check_open(jobs, config, store)
                rows += run_round(jobs, config, store, width=width, progress=progress, calls=calls)
                brought.append(end_round(jobs[0], config, store, calls=calls, noted=noted))
            if config.eval_rounds == "all" or number in {0, last}:
                jobs = _jobs(config, run, arm, "eval", base + number, number, config.eval_seeds)
                rows += run_round(jobs, config, store, width=width, progress=progress, calls=calls)
        learned[arm.name] = tuple(brought)
    return Result(run, tuple(rows), summarise(rows), began, learned)


def waiting(config: RunConfig, store: Store, run: str) -> int:
    """Returns how many episodes of a run have no row yet."""
    episodes = 0
    for arm in config.arms:
        rounds = config.rounds if arm.learn else 0
        evaluations = 1 + (rounds if config.eval_rounds == "all" else min(rounds, 1))
        seeds = (
            evaluations * len(config.eval_seeds) + rounds * len(config.train_seeds)
            if config.command == "evolve"
            else len(config.seeds)
        )
        episodes += seeds * len(config.tasks)
    return episodes - len(store.episode_rows(run))


def _check_open(jobs: Sequence[Job], config: RunConfig, store: Store) -> None:
    """Checks that no other run has ended the round that these jobs are still to be part of.

    Raises:
        InputError: If one has: what these would live through could no longer be learned from.
    """
    first = jobs[0].key
    done = store.round_done(config.scope, first.arm, first.round)
    if done and len(recorded(store, jobs)) < len(jobs):
        raise InputError(
            f"Expected round {first.round} of arm {first.arm} to be open, found it learned from by "
            "another run since this one stopped; start anew with --again."
        )


def train_once(
    config: RunConfig,
    store: Store,
    run: str,
    *,
    runner: Callable[[Job], Row],
    calls: Path | None = None,
    noted: Noted = unsaid,
) -> tuple[Row, Learned]:
    """Runs one training round of one episode, and distils it; arguments as `end_round`'s."""
    (arm,), (task,), (seed,) = config.arms, config.tasks, config.seeds
    base = base_round(store, config, run, arm)
    job = _job(run, arm, "train", base, 0, task, seed)
    row = runner(job)
    if not arm.learn:
        return row, Learned()
    return row, end_round(job, config, store, calls=calls, noted=noted)


def base_round(store: Store, config: RunConfig, run: str, arm: Arm) -> int:
    """Returns the store's round at which this run's round 0 stands, for one arm.

    A run that goes on stands where it began, however much it has learned since.
    """
    keys = [record.key for record in store.episodes(run)]
    begun = [key.round for key in keys if key.arm == arm.name]
    return min(begun) if begun else store.next_round(config.scope, arm.name)


def _jobs(
    config: RunConfig,
    run: str,
    arm: Arm,
    phase: Phase,
    store_round: int,
    round_: int,
    seeds: Sequence[int],
) -> list[Job]:
    return [
        _job(run, arm, phase, store_round, round_, task, seed)
        for task in config.tasks
        for seed in seeds
    ]


def _job(
    run: str, arm: Arm, phase: Phase, store_round: int, round_: int, task: Task, seed: int
) -> Job:
    key = EpisodeKey(run=run, round=store_round, phase=phase, arm=arm.name, task=task.id, seed=seed)
    return Job(key, round_, task, arm)
