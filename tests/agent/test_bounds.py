"""How long an attempt may take where its subgoal doesn't say."""

from __future__ import annotations

import pytest

from agent.bounds import DEFAULT_BUDGET_TICKS, bound_of
from envs import Gather, Has, Subgoal, Task, Vocabulary, parse_subgoal
from memory import Skill

WORDS = Vocabulary(
    items=frozenset({"gold_ore"}),
    blocks=frozenset({"gold_ore"}),
    entities=frozenset(),
    biomes=frozenset(),
    tags={},
)
GOLD = Skill(
    id="skill-gold",
    scope="vanilla",
    goal=Has(item="gold_ore"),
    steps=(Gather(item="gold_ore", height=(20, 28)),),
    verification=Has(item="gold_ore"),
    cost_ticks=1_000,
    status="active",
)


def bound(subgoal: str | Subgoal, *skills: Skill, horizon: int = 50_000) -> int:
    asked = parse_subgoal(subgoal) if isinstance(subgoal, str) else subgoal
    task = Task(id="t", instruction="Do it", goal=Has(item="gold_ore"), budget_ticks=horizon)
    return bound_of(asked, task, skills, WORDS)


def test_a_subgoal_that_names_a_bound_has_that() -> None:
    assert bound('gather(item="gold_ore", count=9, budget_ticks=70)', GOLD) == 70


def test_one_that_names_none_has_the_usual_or_a_third_of_the_horizon() -> None:
    assert bound('gather(item="gold_ore")') == DEFAULT_BUDGET_TICKS
    assert bound('gather(item="gold_ore")', horizon=900) == 301


def test_a_wait_has_all_the_time_that_it_waits() -> None:
    assert bound("wait(ticks=12000)") == 12_001
    assert bound("wait(ticks=10)") == DEFAULT_BUDGET_TICKS


@pytest.mark.parametrize(
    ("subgoal", "ticks"),
    [
        ('gather(item="gold_ore", count=1, height=(5, 31))', DEFAULT_BUDGET_TICKS),
        ('gather(item="gold_ore", count=8, height=(5, 31))', 24_000),
        ('gather(item="gold_ore", count=8)', DEFAULT_BUDGET_TICKS),
        ('gather(item="gold_ore", count=8, height=(40, 50))', DEFAULT_BUDGET_TICKS),
    ],
    ids=["few", "many", "another way", "elsewhere"],
)
def test_what_is_known_to_work_has_three_times_as_long_as_it_takes(
    subgoal: str, ticks: int
) -> None:
    assert bound(subgoal, GOLD) == ticks


def test_what_others_say_it_takes_gives_no_more_time() -> None:
    offered = GOLD.model_copy(update={"status": "candidate", "cost_ticks": 90_000})
    assert bound('gather(item="gold_ore", count=8, height=(5, 31))', offered) == (
        DEFAULT_BUDGET_TICKS
    )
