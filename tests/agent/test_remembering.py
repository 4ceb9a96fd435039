"""`EpisodeMemory`: what stands between the loop and the memory."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from agent import remembering
from agent.arms import Arm
from agent.episode import Episode
from agent.remembering import EpisodeMemory
from diagnosis import Cause, Finding, History
from envs import EpisodeKey, Plan, Step, parse, parse_subgoal
from envs.fake import FakeWorld
from memory import Guardrail, KnowledgeView, Recall, Skill, Store, SubgoalPattern

Make = Callable[..., EpisodeMemory]
NOTHING = KnowledgeView(scope="fake-v1", round=0)
CRAFT = parse_subgoal('craft(item="stick", count=1)')


@pytest.fixture
def episode(task: Callable[..., Any], store: Store) -> Episode:
    world, sticks = FakeWorld(), task()
    run = store.begin_run({"a run of": "tests"})
    key = EpisodeKey(run=run.id, round=0, phase="train", arm="full", task="sticks", seed=0)
    return Episode(key, sticks, world.reset(sticks, 0), History(world.vocabulary))


@pytest.fixture
def memory(store: Store, episode: Episode, knowing: Any) -> Make:
    def made(
        arm: Arm | None = None, method: Any = None, known: KnowledgeView = NOTHING
    ) -> EpisodeMemory:
        return EpisodeMemory(
            store=store,
            method=method or knowing(),
            arm=arm or Arm(name="full"),
            scope="fake-v1",
            world="fake-v1",
            attempt_try=store.begin_episode(episode.key),
            known=known,
            clock=lambda: 12.5,
        )

    return made


@pytest.fixture
def failed(live: Callable[..., Any]) -> Any:
    """Returns an episode whose only attempt failed for want of planks."""
    return live(('craft(item="stick")',), arm=Arm(name="once", replan="none")).episode


def test_a_first_query_asks_for_the_task_and_the_state(
    memory: Make, episode: Episode, knowing: Any
) -> None:
    method = knowing()
    memory(method=method).recall(episode)
    (query,) = method.queries
    assert (query.task, query.state, query.episode) == (episode.task, episode.state, episode.key)
    assert (query.failed, query.cause) == (None, None)


def test_a_query_after_a_failure_says_what_failed_and_why(
    memory: Make, failed: Episode, knowing: Any
) -> None:
    method = knowing()
    memory(method=method).recall(failed)
    assert method.queries[0].failed == CRAFT
    assert method.queries[0].cause is Cause.missing_material


def test_a_query_after_a_success_asks_for_no_failure(
    memory: Make, live: Callable[..., Any], knowing: Any, stick: tuple[str, ...]
) -> None:
    method = knowing()
    memory(method=method).recall(live(stick).episode)
    assert method.queries[0].failed is None


def test_each_recall_is_recorded_with_its_question(
    memory: Make, episode: Episode, store: Store
) -> None:
    kept = memory()
    recall = kept.recall(episode)
    recorded = store.recall(recall.id)
    assert recorded.recall == recall == kept.last
    assert recorded.query.state == episode.state


def test_before_the_first_recall_nothing_is_known(memory: Make, episode: Episode) -> None:
    kept = memory()
    assert (kept.last, kept.skills, kept.guardrails(episode)) == (None, (), ())
    assert kept.in_force(episode) == ()


@pytest.mark.parametrize(
    ("arm", "skills", "guardrails"),
    [
        (Arm(name="full"), 1, 1),
        (Arm(name="no_skills", skills=False), 0, 1),
        (Arm(name="no_guardrails", guardrails=False), 1, 0),
    ],
    ids=lambda value: value.name if isinstance(value, Arm) else "",
)
def test_an_arm_goes_without_what_its_method_recalls(
    memory: Make,
    episode: Episode,
    knowing: Any,
    skill: Callable[..., Skill],
    guardrail: Callable[..., Guardrail],
    arm: Arm,
    skills: int,
    guardrails: int,
) -> None:
    method = knowing(skill('has("oak_log")', 'gather(item="oak_log")'), guardrail("craft"))
    kept = memory(arm, method)
    recall = kept.recall(episode)
    assert (len(recall.skills), len(recall.guardrails)) == (skills, guardrails)
    assert (len(kept.skills), len(kept.guardrails(episode))) == (skills, guardrails)


def test_the_episodes_own_guardrails_come_after_the_recalled_ones_and_none_twice(
    memory: Make, failed: Episode, knowing: Any, guardrail: Callable[..., Guardrail]
) -> None:
    recalled = guardrail("gather", item="stick")
    kept = memory(method=knowing(recalled))
    kept.recall(failed)
    first, own = kept.guardrails(failed)
    assert first == recalled
    assert str(own.forbidden) == 'craft(item="stick")'
    again = memory(method=knowing(own))
    again.recall(failed)
    assert again.guardrails(failed) == (own,)


def test_an_arm_without_guardrails_has_none_of_its_own_either(
    memory: Make, failed: Episode
) -> None:
    kept = memory(Arm(name="no_guardrails", guardrails=False))
    kept.recall(failed)
    assert kept.guardrails(failed) == ()


def test_what_is_known_is_in_force_though_no_recall_had_room_for_it(
    memory: Make,
    episode: Episode,
    knowing: Any,
    skill: Callable[..., Skill],
    guardrail: Callable[..., Guardrail],
) -> None:
    recalled, unrecalled = guardrail("gather"), guardrail("craft")
    known = NOTHING.model_copy(
        update={
            "guardrails": (recalled, unrecalled),
            "skills": (skill('has("oak_log")', 'gather(item="oak_log")'),),
        }
    )
    kept = memory(method=knowing(recalled), known=known)
    kept.recall(episode)
    assert kept.guardrails(episode) == (recalled,)
    assert kept.in_force(episode) == (recalled, unrecalled)
    assert kept.skills == known.skills


@pytest.mark.parametrize("without", ["enforce", "guardrails"])
def test_an_arm_that_enforces_nothing_has_nothing_in_force(
    memory: Make, episode: Episode, guardrail: Callable[..., Guardrail], without: str
) -> None:
    known = NOTHING.model_copy(update={"guardrails": (guardrail("craft"),)})
    kept = memory(Arm.model_validate({"name": "arm", without: False}), known=known)
    kept.recall(episode)
    assert kept.in_force(episode) == ()


def test_an_arm_that_injects_nothing_shows_an_empty_recall(memory: Make) -> None:
    recall = Recall(id="recall-1", view="v", notes=("Beware of the cow.",), tokens=9)
    assert memory(Arm(name="full")).shown(recall) is recall
    shown = memory(Arm(name="no_injection", inject=False)).shown(recall)
    assert shown == Recall(id="recall-1", view="v")


@pytest.mark.parametrize("passed_on", ["full", "cause", "binary"])
def test_a_success_stays_a_success_whatever_is_passed_on(
    memory: Make, live: Callable[..., Any], stick: tuple[str, ...], passed_on: Any
) -> None:
    diagnosis = live(stick).told.experiences[0].diagnosis
    kept = memory(Arm(name="arm", diagnosis=passed_on))
    assert kept.passed_on(diagnosis).succeeded
    assert kept.passed_on(diagnosis).cause is None


def test_less_of_a_diagnosis_keeps_no_need_no_evidence_and_no_second_cause(
    memory: Make, failed: Episode
) -> None:
    diagnosis = failed.experiences[0].diagnosis
    assert diagnosis.primary is not None
    assert diagnosis.primary.needs
    for passed_on, cause in (("cause", Cause.missing_material), ("binary", Cause.unknown)):
        less = memory(Arm(name="arm", diagnosis=passed_on)).passed_on(diagnosis)  # type: ignore[arg-type]
        assert less.primary is not None
        assert (less.cause, less.primary.needs, less.primary.evidence) == (cause, (), ())
        assert (less.secondary, less.primary.certainty) == ((), 0.0)


@pytest.mark.parametrize(("passed_on", "cause"), [("cause", Cause.killed), ("binary", None)])
def test_less_of_a_diagnosis_keeps_no_figures_no_loop_and_no_stagnation(
    memory: Make, failed: Episode, passed_on: Any, cause: Cause | None
) -> None:
    told = failed.experiences[0].diagnosis
    kept = memory(Arm(name="arm", diagnosis=passed_on))
    # Two failures that differ in all but their outcome, and their cause if that is passed on.
    other = told.model_copy(
        update={
            "primary": Finding(cause=cause or Cause.killed, hazard="mob", certainty=1.0),
            "difference": told.difference.model_copy(update={"ticks": 77, "health": -3.0}),
            "indicators": told.indicators.model_copy(update={"progress": 0.5, "damage_rate": 9.0}),
            "loop": "repeated_cause",
            "stagnant": True,
        }
    )
    less = kept.passed_on(other)
    assert (less.loop, less.stagnant, less.secondary) == ("none", False, ())
    assert (less.difference.ticks, less.indicators.progress, less.indicators.damage_rate) == (
        0,
    ) * 3
    assert less.primary is not None
    assert less.primary.hazard is None
    assert less.cause is (cause or Cause.unknown)
    if passed_on == "binary":
        assert less == kept.passed_on(told)


def test_an_experience_says_what_it_stood_on_and_is_durable(
    memory: Make, episode: Episode, failed: Episode, store: Store, knowing: Any
) -> None:
    method = knowing()
    kept = memory(method=method)
    recall = kept.recall(episode)
    attempt, diagnosis = failed.experiences[0].attempt, failed.experiences[0].diagnosis
    plan = Plan(steps=(Step(subgoal=CRAFT),))
    experience = kept.remember(episode, plan, attempt, diagnosis)
    assert experience.id == f"{episode.key}/0/0000"
    assert (experience.recall, experience.knowledge) == (recall.id, recall.view)
    assert (experience.plan, experience.recorded_at) == (plan, 12.5)
    assert method.observed == [experience]
    with Store.open(store.name, create=False) as other:
        assert other.experience(experience.id) == experience


def test_what_was_just_lived_stands_before_a_stored_candidate_of_the_same_lesson() -> None:
    pattern = SubgoalPattern.of("craft", item="stick")
    stored = Guardrail(
        id="g", scope="s", forbidden=pattern, cause=Cause.missing_material, status="candidate"
    )
    lived = stored.model_copy(update={"status": "active"})
    assert remembering._standing((stored,), (lived,)) == (lived,)
    narrowed = lived.model_copy(update={"exception": parse('has("stick")')})
    assert remembering._standing((narrowed,), (lived,)) == (narrowed,)
