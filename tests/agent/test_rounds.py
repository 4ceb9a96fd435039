"""Rounds: the same memory for every episode of one, at any width and in any order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from agent import loop, rounds
from agent.arms import arm_named
from agent.config import RunConfig
from agent.distilling import end_round
from agent.job import Job
from agent.rounds import run_round
from agent.scores import Row
from envs import EpisodeKey, SteveError
from memory import Store

SEEDS = (0, 1)
Made = Callable[..., Any]

pytestmark = pytest.mark.usefixtures("fake_worlds")


@pytest.fixture
def flawed(config: Made, task: Made) -> RunConfig:
    """A run whose novice is wrong so often that it fails before it has learned."""
    tasks = (task(), task('has("stick", 9)', "nine"))
    made: RunConfig = config(tasks=tasks, model_options=(("errors", "4"),))
    return made


@pytest.fixture
def stores(tmp_path: Path) -> Iterator[Callable[[str], Store]]:
    opened: list[Store] = []

    def opening(name: str) -> Store:
        opened.append(Store.open(str(tmp_path / f"{name}.db")))
        return opened[-1]

    yield opening
    for store in opened:
        store.close()


def jobs_of(config: RunConfig, store: Store, round_: int = 0, phase: str = "train") -> list[Job]:
    run = store.begin_run(config.canonical()).id
    (arm,) = config.arms
    keys = [
        (task, {"run": run, "round": round_, "phase": phase, "arm": arm.name, "task": task.id})
        for task in config.tasks
    ]
    return [
        Job(EpisodeKey.model_validate({**key, "seed": seed}), round_, task, arm)
        for task, key in keys
        for seed in SEEDS
    ]


def log_of(store: Store) -> list[dict[str, Any]]:
    return [entry.model_dump(mode="json") for entry in store.log("fake-v1", "full")]


def test_rows_come_in_the_order_of_the_jobs(flawed: RunConfig, store: Store) -> None:
    jobs = jobs_of(flawed, store)
    rows = run_round(jobs[::-1], flawed, store)
    assert [row.episode for row in rows] == [str(job.key) for job in jobs[::-1]]


def test_every_episode_of_a_round_sees_what_was_known_when_it_began(
    flawed: RunConfig, store: Store
) -> None:
    first = run_round(jobs_of(flawed, store), flawed, store)
    learned = end_round(jobs_of(flawed, store)[0], flawed, store)
    assert learned.skills > 0
    # Held-out episodes of the same round, run after it was distilled, know no more than it did.
    late = run_round(jobs_of(flawed, store, 0, "eval"), flawed, store)
    second = run_round(jobs_of(flawed, store, 1), flawed, store)
    (before,), (after,) = {r.knowledge for r in (*first, *late)}, {r.knowledge for r in second}
    assert before != after
    assert [r.outcome for r in late] == [r.outcome for r in first]
    assert sum(r.outcome == "succeeded" for r in second) > sum(
        r.outcome == "succeeded" for r in first
    )


def test_an_episode_recalls_no_experience_of_its_own_round(flawed: RunConfig, store: Store) -> None:
    run_round(jobs_of(flawed, store), flawed, store)
    for experience in store.experiences(scope="fake-v1", arm="full"):
        assert experience.recall is not None
        assert store.recall(experience.recall).recall.hits == ()
    end_round(jobs_of(flawed, store)[0], flawed, store)
    run_round(jobs_of(flawed, store, 1), flawed, store)
    for experience in store.experiences(scope="fake-v1", arm="full", rounds=range(1, 2)):
        hits = store.recall(experience.recall or "").recall.hits
        assert hits
        assert {store.experience(hit.experience).episode.round for hit in hits} == {0}


def test_the_order_of_the_jobs_changes_neither_rows_nor_what_is_learned(
    flawed: RunConfig, stores: Callable[[str], Store]
) -> None:
    results = []
    for name in ("forward", "backward"):
        store = stores(name)
        jobs = jobs_of(flawed, store)
        rows = run_round(jobs if name == "forward" else jobs[::-1], flawed, store)
        learned = end_round(jobs[0], flawed, store)
        after = run_round(jobs_of(flawed, store, 1), flawed, store)
        results.append((set(rows), learned, log_of(store), after))
    assert results[0] == results[1]


def test_a_round_is_distilled_once_however_often_it_is_ended(
    flawed: RunConfig, store: Store
) -> None:
    jobs = jobs_of(flawed, store)
    run_round(jobs, flawed, store)
    first = end_round(jobs[0], flawed, store)
    log = log_of(store)
    assert end_round(jobs[-1], flawed, store) == first
    assert log_of(store) == log
    assert store.next_round("fake-v1", "full") == 1


def test_jobs_that_have_their_row_are_not_run_again(flawed: RunConfig, store: Store) -> None:
    jobs = jobs_of(flawed, store)
    begun = run_round(jobs[:2], flawed, store)
    told: list[Row] = []
    rows = run_round(jobs, flawed, store, progress=told.append)
    assert rows[:2] == begun
    assert tuple(told) == rows[2:]
    assert all(record.attempt_try == 0 for record in store.episodes())


def test_a_finished_round_makes_no_world(
    flawed: RunConfig, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs = jobs_of(flawed, store)
    rows = run_round(jobs, flawed, store)
    monkeypatch.setattr(
        rounds, "world_for", lambda config, packs=(): pytest.fail("a world was made")
    )
    for width in (1, 2):
        assert run_round(jobs, flawed, store, width=width) == rows


def test_an_episode_that_was_cut_off_is_repeated_with_the_same_row(
    flawed: RunConfig, stores: Callable[[str], Store]
) -> None:
    undisturbed, cut_off = stores("undisturbed"), stores("cut off")
    expected = run_round(jobs_of(flawed, undisturbed), flawed, undisturbed)
    jobs = jobs_of(flawed, cut_off)
    cut_off.begin_episode(jobs[1].key)
    assert run_round(jobs, flawed, cut_off) == expected
    tries = [r.attempt_try for r in cut_off.episodes() if r.key == jobs[1].key]
    assert tries == [0, 1]
    end_round(jobs[0], flawed, cut_off)
    end_round(jobs_of(flawed, undisturbed)[0], flawed, undisturbed)
    assert [e["entry"] | {"evidence": 0} for e in log_of(cut_off)] == [
        e["entry"] | {"evidence": 0} for e in log_of(undisturbed)
    ]


def test_the_world_is_closed_also_when_a_job_fails(
    flawed: RunConfig, store: Store, monkeypatch: pytest.MonkeyPatch, watched_world: Any
) -> None:
    closed: list[bool] = []
    world = watched_world()
    world.close = lambda: closed.append(True)
    monkeypatch.setattr(loop, "diagnose", lambda *_, **__: 1 / 0)
    monkeypatch.setattr(rounds, "world_for", lambda config, packs=(): world)
    with pytest.raises(ZeroDivisionError):
        run_round(jobs_of(flawed, store), flawed, store)
    assert closed == [True]


def test_an_episode_that_broke_leaves_the_others_as_they_were(
    flawed: RunConfig,
    stores: Callable[[str], Store],
    monkeypatch: pytest.MonkeyPatch,
    watched_world: Any,
) -> None:
    sound, broken = stores("sound"), stores("broken")
    expected = run_round(jobs_of(flawed, sound), flawed, sound)
    monkeypatch.setattr(rounds, "world_for", lambda config, packs=(): watched_world(breaks_at=1))
    rows = run_round(jobs_of(flawed, broken), flawed, broken)
    differing = [row for row, other in zip(rows, expected, strict=True) if row != other]
    assert [row.outcome for row in differing] == ["broken"]


@pytest.mark.slow
def test_a_worker_that_dies_is_told_in_a_sentence(config: Made, store: Store) -> None:
    dying = config(env="dying")
    with pytest.raises(SteveError, match="the same command goes on"):
        run_round(jobs_of(dying, store), dying, store, width=2)


def test_an_arm_that_does_not_learn_has_nothing_to_end(config: Made, store: Store) -> None:
    run = config(arms=(arm_named("planning_only"),))
    jobs = jobs_of(run, store)
    run_round(jobs, run, store)
    assert end_round(jobs[0], run, store).skills == 0
    assert store.log("fake-v1", "planning_only") == []
