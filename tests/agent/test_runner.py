"""One episode from its key to its row, and what is a fault rather than a failure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from agent import loop
from agent.arms import ARMS, arm_named
from agent.checking import check
from agent.planners import planner_for
from agent.runner import method_for, run_job
from agent.worlds import world_for
from diagnosis import Cause
from envs import InputError, ModelFault, UnknownNameError
from memory import Store

GATHER, PLANKS, CRAFT = (
    'gather(item="oak_log")',
    'craft(item="oak_planks", count=4)',
    'craft(item="stick")',
)
Made = Callable[..., Any]


def statuses(store: Store) -> list[tuple[int, str]]:
    return [(record.attempt_try, record.status) for record in store.episodes()]


def test_a_row_says_what_became_of_the_episode(
    config: Made, job: Made, says: Made, store: Store, watched_world: Any
) -> None:
    run = config()
    model = says((GATHER, CRAFT), (PLANKS, CRAFT))
    asked = job(run, seed=3)
    row = run_job(asked, run, watched_world(), store)
    assert (row.task, row.seed, row.arm, row.round, row.phase) == ("sticks", 3, "full", 0, "train")
    assert (row.outcome, row.reason, row.ticks) == ("succeeded", "the goal holds", 70)
    assert (row.attempts, row.failures, row.replans, row.repairs) == (4, 1, 1, 0)
    assert row.causes == (("missing_material", 1),)
    assert row.model_calls == len(model.asked) == 2
    assert row.input_tokens > row.output_tokens > 0
    assert row.episode == str(asked.key)
    assert row.knowledge == method_for(asked, run, watched_world(), store).snapshot()


@pytest.mark.parametrize("persistent", [True, False])
def test_a_persistent_world_has_one_map_for_all_its_episodes(
    config: Made, job: Made, says: Made, store: Store, watched_world: Any, persistent: bool
) -> None:
    says((GATHER, PLANKS, CRAFT))
    world, run = watched_world(), config()
    if persistent:
        world.persistent = True

    run_job(job(run), run, world, store)

    (row, *_) = store.experience_rows(scope=run.scope, arm="full")
    lived = store.experience(row.row.id)
    assert lived.shared_map is persistent
    assert ("map:shared" in row.row.tags) is persistent
    assert lived.recall is not None
    assert store.recall(lived.recall).query.shared_map is persistent


def test_a_row_says_which_world_it_was_and_what_could_not_be_had(
    config: Made, job: Made, says: Made, store: Store, watched_world: Any
) -> None:
    says((GATHER, PLANKS, CRAFT))
    world, run = watched_world(), config()
    assert run_job(job(run), run, world, store).notes == ()

    world.identity = "there:25565 (Minecraft 1.16.5)"
    world.notes = ("The time of day\u0007 stays as it is.",)
    row = run_job(job(run, seed=1), run, world, store)

    assert row.identity == "there:25565 (Minecraft 1.16.5)"
    assert row.notes == ("The time of day stays as it is.",)


def test_the_row_is_in_the_store_when_it_is_returned(
    config: Made, job: Made, says: Made, store: Store, watched_world: Any
) -> None:
    says((GATHER, PLANKS, CRAFT))
    run = config()
    asked = job(run)
    row = run_job(asked, run, watched_world(), store)
    assert store.episode_rows(asked.key.run) == [row.model_dump(mode="json")]
    assert statuses(store) == [(0, "finished")]


def test_a_row_counts_no_ticks_beyond_the_horizon(
    config: Made, job: Made, says: Made, store: Store, watched_world: Any, task: Made
) -> None:
    says(*[("wait(ticks=90)",)] * 9)
    run = config(tasks=(task(budget_ticks=100),))
    row = run_job(job(run), run, watched_world(), store)
    assert (row.outcome, row.ticks) == ("failed", 100)


def test_a_world_that_breaks_gives_a_broken_row_and_keeps_what_was_lived_through(
    config: Made, job: Made, says: Made, store: Store, watched_world: Any
) -> None:
    says((GATHER, PLANKS, CRAFT))
    run = config()
    asked = job(run)
    row = run_job(asked, run, watched_world(breaks_at=2), store)
    assert (row.outcome, row.reason) == ("broken", "The fake world broke.")
    assert row.ticks == 70
    assert statuses(store) == [(0, "broken")]
    kept = [store.experience(f"{asked.key}/0/{index:04d}") for index in range(2)]
    assert [str(experience.attempt.subgoal.kind) for experience in kept] == ["gather", "craft"]


def test_the_attempt_in_which_the_world_broke_is_recorded_as_its_fault(
    config: Made, job: Made, says: Made, store: Store, watched_world: Any
) -> None:
    says((GATHER, PLANKS, CRAFT))
    run = config()
    asked = job(run)
    row = run_job(asked, run, watched_world(breaks_at=2), store)
    last = store.experience(f"{asked.key}/0/0002")
    assert last.diagnosis.cause is Cause.environment_fault
    assert row.causes == (("environment_fault", 1),)


def test_nothing_is_learned_from_a_broken_episode(
    config: Made, job: Made, says: Made, store: Store, watched_world: Any
) -> None:
    says((CRAFT,), (GATHER, PLANKS, CRAFT))
    run, world = config(), watched_world(breaks_at=3)
    asked = job(run)
    assert run_job(asked, run, world, store).attempts >= 3
    learned = method_for(asked, run, world, store).end_round()
    assert (learned.skills, learned.guardrails) == (0, 0)
    assert store.log("fake-v1", "full") == []
    assert store.stored_summaries() == {}
    assert list(store.experiences(scope="fake-v1", arm="full")) == []


def test_a_world_that_breaks_on_reset_gives_a_broken_row_with_no_attempt(
    config: Made, job: Made, says: Made, store: Store, watched_world: Any
) -> None:
    says()
    run = config()
    row = run_job(job(run), run, watched_world(breaks_at=-1), store)
    assert (row.outcome, row.attempts, row.ticks, row.model_calls) == ("broken", 0, 0, 0)


def test_a_model_that_breaks_gives_a_broken_row_and_keeps_what_was_lived_through(
    config: Made, job: Made, says: Made, store: Store, watched_world: Any
) -> None:
    says((GATHER, CRAFT), ModelFault("The line is dead."))
    run = config()
    asked = job(run)
    row = run_job(asked, run, watched_world(), store)
    assert (row.outcome, row.reason) == ("broken", "The line is dead.")
    assert (row.attempts, row.failures, row.model_calls) == (2, 1, 2)
    assert store.experience(f"{asked.key}/0/0001").diagnosis.cause is Cause.missing_material
    assert method_for(asked, run, watched_world(), store).end_round().guardrails == 0


def test_a_model_that_breaks_at_once_gives_a_broken_row(
    config: Made, job: Made, says: Made, store: Store, watched_world: Any
) -> None:
    says(ModelFault("The line is dead."))
    run = config()
    assert run_job(job(run), run, watched_world(), store).outcome == "broken"


def test_a_defect_of_ours_is_no_fault_of_the_world_and_is_not_swallowed(
    config: Made,
    job: Made,
    says: Made,
    store: Store,
    watched_world: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    says((GATHER, PLANKS, CRAFT))
    run = config()
    asked = job(run)
    with monkeypatch.context() as patched:
        patched.setattr(loop, "diagnose", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            run_job(asked, run, watched_world(), store)
    # It was cut off; its repetition is another try, and the first is left aside.
    says((GATHER, PLANKS, CRAFT))
    run_job(asked, run, watched_world(), store)
    assert statuses(store) == [(0, "abandoned"), (1, "finished")]


def test_an_evaluation_episode_is_recorded_and_never_distilled_or_recalled(
    config: Made, job: Made, says: Made, store: Store, watched_world: Any
) -> None:
    says((CRAFT,), (GATHER, PLANKS, CRAFT))
    run, world = config(), watched_world()
    asked = job(run, phase="eval")
    row = run_job(asked, run, world, store)
    assert (row.phase, row.outcome, row.failures) == ("eval", "succeeded", 1)
    assert store.experience(f"{asked.key}/0/0000").diagnosis.cause is Cause.missing_material
    assert method_for(asked, run, world, store).end_round().skills == 0
    assert store.stored_summaries() == {}
    model = says((GATHER, PLANKS, CRAFT))
    run_job(job(run, round=1), run, world, store)
    prompt = model.asked[0][1].content
    assert not any(f"## {known}" in prompt for known in ("Skills", "Guardrails", "Experience"))


def test_a_training_episode_is_distilled_and_recalled_in_the_next_round(
    config: Made, job: Made, says: Made, store: Store, watched_world: Any
) -> None:
    says((CRAFT,), (GATHER, PLANKS, CRAFT))
    run, world = config(), watched_world()
    asked = job(run)
    run_job(asked, run, world, store)
    learned = method_for(asked, run, world, store).end_round()
    assert learned.guardrails > 0
    model = says((GATHER, PLANKS, CRAFT))
    run_job(job(run, round=1), run, world, store)
    prompt = model.asked[0][1].content
    assert 'never craft(item="stick") while not has("oak_planks", 2)' in prompt
    assert "## Experience" in prompt


@pytest.mark.parametrize("other", [name for name in ARMS if name not in {"full", "oracle"}])
def test_an_arm_learns_from_its_own_episodes_alone(
    config: Made, job: Made, says: Made, store: Store, watched_world: Any, other: str
) -> None:
    says((CRAFT,), (GATHER, PLANKS, CRAFT))
    run, world = config(arms=(arm_named("full"), arm_named(other))), watched_world()
    asked = job(run)
    run_job(asked, run, world, store)
    method_for(asked, run, world, store).end_round()
    model = says((GATHER, PLANKS, CRAFT))
    run_job(job(run, round=1, arm=arm_named(other)), run, world, store)
    prompt = model.asked[0][1].content
    knows = ("Skills", "Guardrails", "Experience", "Plans that worked")
    assert not any(f"## {known}" in prompt for known in knows)


def test_the_oracle_needs_no_model(
    config: Made, job: Made, store: Store, watched_world: Any
) -> None:
    run = config(arms=(arm_named("oracle"),), llm="openai:none")
    row = run_job(job(run), run, watched_world(), store)
    assert (row.outcome, row.model_calls, row.input_tokens, row.replans) == ("succeeded", 0, 0, 0)


def test_the_oracle_is_refused_by_a_world_that_does_not_tell_its_rules(
    config: Made, job: Made, store: Store, fake_worlds: None
) -> None:
    run = config(arms=(arm_named("oracle"),), env="secretive")
    world = world_for(run)
    asked = job(run)
    with pytest.raises(InputError, match="can tell its rules"):
        planner_for(asked, run, world)


@pytest.mark.parametrize(
    ("arms", "llm", "error"),
    [
        (("full",), "novise", UnknownNameError),
        (("oracle", "full"), "novice:wise", InputError),
        (("oracle",), "novise", None),
        (("full",), "novice", None),
    ],
)
def test_a_model_is_checked_before_anything_runs_if_an_arm_needs_one(
    config: Made,
    watched_world: Any,
    arms: tuple[str, ...],
    llm: str,
    error: type[Exception] | None,
) -> None:
    run = config(arms=tuple(map(arm_named, arms)), llm=llm)
    if error is None:
        check(run, watched_world())
    else:
        with pytest.raises(error):
            check(run, watched_world())


def test_the_novice_draws_its_prior_from_the_episodes_seed(
    config: Made, job: Made, watched_world: Any
) -> None:
    run = config(model_options=(("compliance", "0.5"),))
    _, meter = planner_for(job(run, seed=7), run, watched_world())
    assert meter is not None
    assert (meter.name, meter._model.seed, meter._model.compliance) == (  # type: ignore[attr-defined]
        "novice",
        7,
        0.5,
    )
