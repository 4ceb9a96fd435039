"""A plan is rolled forward: what is certain to be forbidden beyond repair is said at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from diagnosis import has_succeeded
from envs import Plan, Step, Tally, Task, View, parse, parse_subgoal
from envs.fake import FakeWorld
from memory import AtMost, Before, Guardrail, Skill, SubgoalPattern
from planner import violates
from planner.foresight import foreseen

STICK = SubgoalPattern.of("craft", item="stick")
IRON = SubgoalPattern.of("gather", item="iron_ore")
GUARDRAIL = Callable[..., Guardrail]
Views = Callable[..., View]


def plan_of(*subgoals: str, frozen: int = 0) -> Plan:
    return Plan(steps=tuple(Step(subgoal=parse_subgoal(text)) for text in subgoals), frozen=frozen)


def steps(plan: Plan, view: View, *guardrails: Guardrail, skills: tuple[Skill, ...] = ()) -> Any:
    return [found.step for found in foreseen(plan, view, guardrails, skills)]


def test_a_step_that_is_always_forbidden_is_seen_wherever_it_stands(
    guardrail: GUARDRAIL, view: Views
) -> None:
    plan = plan_of('gather(item="oak_log")', 'explore(target="village")', 'craft(item="stick")')
    assert steps(plan, view(), guardrail(STICK)) == [2]
    assert steps(plan, view(), guardrail(STICK, status="candidate")) == []
    assert steps(plan.advanced().advanced().advanced(), view(), guardrail(STICK)) == []


def test_what_the_steps_before_bring_is_taken_in(guardrail: GUARDRAIL, view: Views) -> None:
    lacking = guardrail(IRON, trigger='not tool("pickaxe", "stone")')
    without = plan_of('gather(item="oak_log")', 'gather(item="iron_ore")')
    assert steps(without, view(), lacking) == [1]
    assert steps(without, view({"stone_pickaxe": 1}), lacking) == []
    crafting = plan_of('craft(item="stone_pickaxe")', 'gather(item="iron_ore")')
    assert steps(crafting, view(), lacking) == []


@pytest.mark.parametrize(
    "before",
    ['gather(item="dirt")', 'hunt(entity="cow")', 'explore(target="village")', "go_to(x=9, z=9)"],
)
def test_what_may_have_come_in_by_the_way_is_not_taken_for_lacking(
    guardrail: GUARDRAIL, view: Views, before: str
) -> None:
    lacking = guardrail(STICK, trigger='not has("#planks", 2)')
    plan = plan_of(before, 'craft(item="stick")')
    assert steps(plan, view(), lacking) == []
    # Crafting brings in nothing else.
    assert steps(plan_of('craft(item="bowl")', 'craft(item="stick")'), view(), lacking) == [1]


@pytest.mark.parametrize(
    "trigger",
    ['near("crafting_table", 4)', 'not near("crafting_table", 4)', 'time("night")', "height(0, 70)",
     "free_slots(1)", 'has("dirt")', 'not happened("mined", "dirt")'],
)  # fmt: skip
def test_where_and_when_a_later_step_is_begun_is_not_known(
    guardrail: GUARDRAIL, view: Views, trigger: str
) -> None:
    now = view({"dirt": 3}, stations={"crafting_table": 2}, time=15_000)
    plan = plan_of('gather(item="cobblestone")', 'craft(item="stick")')
    assert steps(plan, now, guardrail(STICK, trigger=trigger)) == []


def test_the_first_step_is_held_against_the_state_as_it_is(
    guardrail: GUARDRAIL, view: Views
) -> None:
    far = guardrail(STICK, trigger='not near("crafting_table", 4)')
    plan = plan_of('craft(item="stick")')
    assert steps(plan, view(), far) == [0]
    assert steps(plan, view(stations={"crafting_table": 2}), far) == []


def test_an_exception_that_may_hold_leaves_it_open(guardrail: GUARDRAIL, view: Views) -> None:
    rail = guardrail(STICK, exception=parse('has("bamboo", 2)'))
    assert steps(plan_of('gather(item="bamboo")', 'craft(item="stick")'), view(), rail) == []
    assert steps(plan_of('craft(item="bowl")', 'craft(item="stick")'), view(), rail) == [1]


def test_order_and_repetition_are_seen_ahead(guardrail: GUARDRAIL, view: Views) -> None:
    table = SubgoalPattern.of("craft", item="crafting_table")
    order = guardrail(Before(first=table, then=STICK))
    assert steps(plan_of("wait(ticks=9)", 'craft(item="stick")'), view(), order) == [1]
    crafted = plan_of('craft(item="crafting_table")', 'craft(item="stick")')
    assert steps(crafted, view(), order) == []
    twice = guardrail(AtMost(count=1, pattern=STICK))
    assert steps(plan_of(*['craft(item="stick")'] * 3, frozen=1), view(), twice) == [1, 2]


def test_what_a_remedy_will_put_right_is_left_to_it(
    guardrail: GUARDRAIL, view: Views, skill: Callable[..., Skill]
) -> None:
    lacking = guardrail(STICK, trigger='not has("oak_planks", 2)', achieve='has("oak_planks", 2)')
    plan, now = plan_of('craft(item="stick")'), view({"oak_log": 1})
    way = skill(
        'has("oak_planks", 4)', 'craft(item="oak_planks", count=4)', needs='has("oak_log")',
        uses={"oak_log": 1}, batch=4,
    )  # fmt: skip
    assert steps(plan, now, lacking) == [0]
    assert steps(plan, now, lacking, skills=(way,)) == []


POOL = (
    'gather(item="oak_log")',
    'gather(item="oak_log", count=2)',
    'craft(item="oak_planks", count=4)',
    'craft(item="oak_planks", count=8)',
    'craft(item="stick")',
    "wait(ticks=30)",
)
TRIGGERS = (
    None,
    'has("oak_log", 2)',
    'has("oak_planks", 3)',
    'not has("oak_log")',
    'not has("oak_planks", 2)',
    'not has("stick")',
    'not tool("axe")',
    "free_slots(36)",
)


@settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much],
)
@given(
    planned=st.lists(st.sampled_from(POOL), min_size=1, max_size=6),
    verb=st.sampled_from(["craft", "gather"]),
    trigger=st.sampled_from(TRIGGERS),
    exception=st.sampled_from(TRIGGERS),
    seed=st.integers(0, 3),
)
def test_what_is_foreseen_comes_true(
    guardrail: GUARDRAIL,
    planned: list[str],
    verb: str,
    trigger: str | None,
    exception: str | None,
    seed: int,
) -> None:
    rail = guardrail(
        SubgoalPattern.of(verb), trigger=trigger, exception=parse(exception) if exception else None
    )
    world, plan = FakeWorld(), plan_of(*planned)
    task = Task(id="t", instruction="Do it", goal=parse('has("stick")'))
    state = world.reset(task, seed)
    found = steps(plan, View(state, Tally(), world.vocabulary), rail)
    assume(found)
    for number, step in enumerate(plan.steps):
        seen = View(world.observe(), Tally(), world.vocabulary)
        if number in found:
            assert violates(plan.model_copy(update={"frozen": number}), seen, rail)
        if not has_succeeded(world.attempt(step.subgoal, 2_000), world.vocabulary):
            return
