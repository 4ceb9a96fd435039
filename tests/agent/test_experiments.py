"""Suites, evolutions and single runs, as rounds over a store."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from agent.arms import arm_named
from agent.config import RunConfig
from agent.experiments import Result, base_round, evolve, suite, train_once
from agent.runner import run_job
from agent.scores import Row, summarise
from agent.worlds import world_for
from envs import InputError
from memory import Store

Made = Callable[..., Any]

pytestmark = pytest.mark.usefixtures("fake_worlds")


@pytest.fixture
def evolving(config: Made, task: Made) -> Callable[..., RunConfig]:
    """Makes an evolution whose novice is wrong so often that it fails before it has learned."""

    def made(**fields: Any) -> RunConfig:
        settings = {
            "command": "evolve",
            "tasks": (task(),),
            "seeds": (),
            "rounds": 1,
            "train_seeds": (0, 1),
            "eval_seeds": (10, 11),
            "model_options": (("errors", "4"),),
            "budget": {"replans": 2},
        }
        evolution: RunConfig = config(**{**settings, **fields})
        return evolution

    return made


def carried_out(experiment: Callable[..., Result], config: RunConfig, store: Store) -> Result:
    run = store.begin_run(config.canonical())
    result = experiment(config, store, run.id)
    store.finish_run(run.id)
    return result


def rounds_of(rows: tuple[Row, ...]) -> list[tuple[str, str, int]]:
    return list(dict.fromkeys((row.arm, row.phase, row.round) for row in rows))


def test_a_suite_has_a_row_for_each_arm_task_and_seed_in_that_order(
    config: Made, task: Made, store: Store
) -> None:
    arms = tuple(map(arm_named, ("oracle", "planning_only")))
    asked = config(arms=arms, tasks=(task(id_="b"), task(id_="a")), seeds=(4, 2))
    rows = carried_out(suite, asked, store).rows
    assert [(row.arm, row.task, row.seed) for row in rows] == [
        (arm, name, seed)
        for arm in ("oracle", "planning_only")
        for name in ("b", "a")
        for seed in (4, 2)
    ]
    assert {(row.phase, row.round) for row in rows} == {("eval", 0)}


def test_a_suite_learns_nothing(config: Made, store: Store) -> None:
    result = carried_out(suite, config(seeds=(0, 1, 2)), store)
    assert result.learned == {}
    assert store.log("fake-v1", "full") == []
    assert store.next_round("fake-v1", "full") == 0


def test_an_evolution_evaluates_trains_and_evaluates_in_turn(
    evolving: Callable[..., RunConfig], store: Store
) -> None:
    result = carried_out(evolve, evolving(rounds=2), store)
    assert rounds_of(result.rows) == [
        ("full", "eval", 0),
        ("full", "train", 0),
        ("full", "eval", 1),
        ("full", "train", 1),
        ("full", "eval", 2),
    ]
    assert {row.seed for row in result.rows if row.phase == "eval"} == {10, 11}
    assert {row.seed for row in result.rows if row.phase == "train"} == {0, 1}
    assert len(result.learned["full"]) == 2
    assert result.learned["full"][0].skills > 0
    assert result.summary == summarise(result.rows)


def test_what_an_evolution_learned_shows_on_held_out_seeds(
    evolving: Callable[..., RunConfig], store: Store
) -> None:
    seeds = tuple(range(10, 16))
    result = carried_out(evolve, evolving(eval_seeds=seeds), store)
    before, after = (r for r in result.summary if r.group == "overall")
    assert (before.round, after.round) == (0, 1)
    assert before.succeeded < after.succeeded == len(seeds)


def test_evaluating_at_the_ends_alone_leaves_the_rounds_between_out(
    evolving: Callable[..., RunConfig], store: Store
) -> None:
    result = carried_out(evolve, evolving(rounds=2, eval_rounds="ends"), store)
    evaluated = {row.round for row in result.rows if row.phase == "eval"}
    assert evaluated == {0, 2}


def test_evaluating_less_often_changes_nothing_that_is_learned(
    evolving: Callable[..., RunConfig], store: Store
) -> None:
    often = carried_out(evolve, evolving(rounds=2, scope="often"), store)
    seldom = carried_out(evolve, evolving(rounds=2, scope="seldom", eval_rounds="ends"), store)
    assert often.learned == seldom.learned


def test_an_arm_that_does_not_learn_is_evaluated_once(
    evolving: Callable[..., RunConfig], store: Store
) -> None:
    arms = (arm_named("oracle"), arm_named("full"))
    result = carried_out(evolve, evolving(arms=arms), store)
    assert rounds_of(result.rows) == [
        ("oracle", "eval", 0),
        ("full", "eval", 0),
        ("full", "train", 0),
        ("full", "eval", 1),
    ]
    assert result.learned["oracle"] == ()


def test_a_finished_evolution_gives_its_result_again_and_runs_nothing(
    evolving: Callable[..., RunConfig], store: Store
) -> None:
    first = carried_out(evolve, evolving(), store)
    episodes = store.episodes()
    assert carried_out(evolve, evolving(), store) == first
    assert store.episodes() == episodes


def test_a_second_evolution_on_the_same_store_goes_on_from_what_the_first_learned(
    evolving: Callable[..., RunConfig], store: Store
) -> None:
    first = carried_out(evolve, evolving(), store)
    second = carried_out(evolve, evolving(eval_rounds="ends"), store)
    assert second.run != first.run
    # Its own rounds count from 0, the store's go on.
    assert rounds_of(second.rows)[0] == ("full", "eval", 0)
    assert {row.episode.split("/")[1] for row in second.rows} == {"1", "2"}
    known = [row.knowledge for row in first.rows if (row.phase, row.round) == ("eval", 1)]
    assert [row.knowledge for row in second.rows[:2]] == known


def test_a_run_that_goes_on_stands_where_it_began(
    evolving: Callable[..., RunConfig], store: Store
) -> None:
    carried_out(evolve, evolving(), store)
    again = evolving(rounds=2)
    run = store.begin_run(again.canonical()).id
    (arm,) = again.arms
    assert base_round(store, again, run, arm) == 1
    evolve(again, store, run)
    assert store.next_round("fake-v1", "full") == 3
    assert base_round(store, again, run, arm) == 1


def test_an_evolution_cut_off_between_rounds_comes_to_the_same_result(
    evolving: Callable[..., RunConfig], tmp_path: Any
) -> None:
    class CutOff(Exception):
        pass

    def cutting(after: int) -> Callable[[Row], None]:
        told: list[Row] = []

        def progress(row: Row) -> None:
            told.append(row)
            if len(told) == after:
                raise CutOff

        return progress

    config = evolving()
    with Store.open(str(tmp_path / "undisturbed.db")) as store:
        expected = carried_out(evolve, config, store)
    with Store.open(str(tmp_path / "cut.db")) as store:
        run = store.begin_run(config.canonical()).id
        for after in (1, 2, 2):
            with pytest.raises(CutOff):
                evolve(config, store, run, progress=cutting(after))
        assert evolve(config, store, run) == expected


def test_a_scope_knows_nothing_of_what_another_learned(
    evolving: Callable[..., RunConfig], store: Store
) -> None:
    carried_out(evolve, evolving(), store)
    other = carried_out(evolve, evolving(rounds=0, scope="elsewhere"), store)
    alone = carried_out(evolve, evolving(rounds=0, scope="nowhere"), store)
    assert {row.knowledge for row in other.rows} == {row.knowledge for row in alone.rows}


@pytest.mark.parametrize(("arm", "rounds"), [("full", 1), ("planning_only", 0), ("oracle", 0)])
def test_a_single_run_is_a_training_round_of_its_own(
    config: Made, store: Store, arm: str, rounds: int
) -> None:
    asked = config(command="run", arms=(arm_named(arm),), model_options=(("errors", "0"),))
    run = store.begin_run(asked.canonical(), again=True).id
    world = world_for(asked)
    row, learned = train_once(
        asked, store, run, runner=lambda job: run_job(job, asked, world, store)
    )
    assert (row.phase, row.round) == ("train", 0)
    assert bool(learned.skills) == bool(rounds)
    assert store.next_round("fake-v1", arm) == rounds


def test_a_run_whose_round_another_has_ended_says_so_and_learns_nothing_late(
    evolving: Callable[..., RunConfig], config: Made, store: Store
) -> None:
    class CutOff(Exception):
        pass

    def progress(row: Row) -> None:
        if row.phase == "train":
            raise CutOff

    evolution = evolving()
    run = store.begin_run(evolution.canonical()).id
    with pytest.raises(CutOff):
        evolve(evolution, store, run, progress=progress)
    asked = config(command="run", llm="novice:blank")
    between = store.begin_run(asked.canonical(), again=True).id
    world = world_for(asked)
    train_once(asked, store, between, runner=lambda job: run_job(job, asked, world, store))
    with pytest.raises(InputError, match="--again"):
        evolve(evolution, store, run)
