"""Arms are compositions of one loop, on one budget."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from agent.arms import ARMS, Arm, arm_named
from agent.runner import run_job
from envs import UnknownNameError
from memory.registry import methods

CHATTING = [arm for arm in ARMS.values() if arm.planner == "chat"]


@pytest.mark.parametrize("arm", ARMS.values(), ids=str)
def test_an_arm_is_found_by_its_name_and_its_method_is_installed(arm: Arm) -> None:
    assert arm_named(arm.name) is arm
    assert arm.method in methods()


def test_an_arm_that_is_not_there_is_told_with_what_was_meant() -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'no_injection'"):
        arm_named("no_injections")


def test_the_full_arm_goes_without_nothing() -> None:
    assert arm_named("full") == Arm(name="full")


@pytest.mark.parametrize(
    ("name", "goes_without"),
    [
        ("no_guardrails", {"guardrails"}),
        ("no_skills", {"skills"}),
        ("no_injection", {"inject", "enforce"}),
        ("planning_only", {"enforce", "guardrails", "inject", "learn", "skills"}),
        ("oracle", {"enforce", "guardrails", "inject", "learn", "skills"}),
    ],
)
def test_an_ablation_goes_without_what_its_name_says(name: str, goes_without: set[str]) -> None:
    switches = ("enforce", "guardrails", "inject", "learn", "skills")
    assert {switch for switch in switches if not getattr(arm_named(name), switch)} == goes_without


@pytest.mark.parametrize("arm", CHATTING, ids=lambda arm: arm.name)
def test_every_arm_gets_the_same_budget_of_ticks_calls_tokens_and_replans(
    arm: Arm,
    config: Callable[..., Any],
    job: Callable[..., Any],
    says: Callable[..., Any],
    store: Any,
    watched_world: Any,
    task: Callable[..., Any],
) -> None:
    budget = {"replans": 5, "attempts": 9, "model_calls": 4, "tokens": 10**6}
    run = config(budget=budget, arms=(arm,), tasks=(task(budget_ticks=900),))
    # A model that never gets on: it waits, once with each answer.
    model, world = says(*[("wait(ticks=10)",)] * 12), watched_world()
    row = run_job(job(run), run, world, store)
    assert row.outcome == "failed"
    assert {ticks for _, ticks in world.tried[:1]} == {301}
    once = arm.replan == "none"
    assert (row.replans, row.model_calls) == ((0, 1) if once else (5, 4))
    assert len(model.asked) == row.model_calls
    assert row.attempts == row.model_calls


@pytest.mark.parametrize("arm", CHATTING, ids=lambda arm: arm.name)
def test_every_arm_stops_asking_once_its_tokens_are_used_up(
    arm: Arm,
    config: Callable[..., Any],
    job: Callable[..., Any],
    says: Callable[..., Any],
    store: Any,
    watched_world: Any,
) -> None:
    run = config(budget={"tokens": 1}, arms=(arm,))
    says(*[("wait(ticks=10)",)] * 12)
    assert run_job(job(run), run, watched_world(), store).model_calls == 1
