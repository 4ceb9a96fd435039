"""Lessons of repetition and place drawn from what was lived through in craftworld."""

from collections.abc import Sequence

import pytest

from diagnosis import Cause, History, diagnose
from envs import EpisodeKey, Plan, Step, Task, make, parse, parse_subgoal
from memory import AtMost, Experience, Guardrail, Inside, KnowledgeView, experience_id
from memory.distil import distil
from memory.knowledge import knowledge_at

SHEEP = ('hunt(entity="sheep")', 900)
NIGHT = ("wait(ticks=12500)", 12_501)
SKELETON = ('hunt(entity="skeleton")', 700)
LOGS = ('gather(item="#logs", count=9)', 1_500)
ZOMBIE = ('hunt(entity="zombie")', 700)
A_NIGHT = (('gather(item="#logs")', 900), SHEEP, NIGHT, *[SKELETON] * 3, *[LOGS, ZOMBIE] * 3)


def learned(seeds: Sequence[int], tries: Sequence[tuple[str, int]]) -> KnowledgeView:
    """Returns what a round of the same attempts under several seeds teaches."""
    task = Task(id="task", instruction="Do it", goal=parse('has("diamond")'), budget_ticks=100_000)
    lived: list[Experience] = []
    world = make("craftworld")
    for seed in seeds:
        key = EpisodeKey(run="r-0", round=0, phase="train", arm="full", task="task", seed=seed)
        world.reset(task, seed)
        history = History(world.vocabulary)
        for index, (text, ticks) in enumerate(tries):
            attempt = world.attempt(parse_subgoal(text), ticks)
            diagnosis = diagnose(attempt, history, budget_ticks=ticks)
            history = history.extended(attempt, diagnosis)
            lived.append(
                Experience(
                    id=experience_id(key, 0, index),
                    episode=key,
                    index=index,
                    scope="here",
                    world=world.id,
                    task=task,
                    plan=Plan(steps=(Step(subgoal=attempt.subgoal),)),
                    attempt=attempt,
                    diagnosis=diagnosis,
                    knowledge="0" * 16,
                )
            )
    world.close()
    log = distil(lived, knowledge_at([], "here", 0), world.vocabulary, 0)
    return knowledge_at(log, "here", 1)


def of_kind(known: KnowledgeView, kind: type) -> list[Guardrail]:
    return [g for g in known.guardrails if isinstance(g.forbidden, kind) and g.status == "active"]


@pytest.mark.slow
def test_sheep_that_arent_found_here_are_not_sought_here_again() -> None:
    (lesson,) = of_kind(learned(range(501, 507), [SHEEP, SHEEP]), AtMost)

    assert str(lesson.forbidden) == (
        'hunt(entity="sheep", item=null) again after it failed once within 48 blocks'
    )
    assert lesson.evidence.supporting >= 3
    assert lesson.evidence.contradicting == 0


@pytest.mark.slow
def test_nobody_hunts_weak_at_night_in_the_open() -> None:
    (lesson,) = of_kind(learned((507, 509, 510, 515, 517), A_NIGHT), Inside)

    assert str(lesson.forbidden) == (
        'hunt() while time("night") and sky() and not vital("health", 10)'
    )
    assert lesson.cause is Cause.killed
    assert lesson.evidence.supporting >= 3
