"""The closed loop, in a fake world under scripted planners."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent.arms import Arm, Budget
from agent.bounds import DEFAULT_BUDGET_TICKS
from diagnosis import Cause
from envs import EnvironmentFault, ModelFault, Plan, Step, Tally, View, parse_subgoal
from memory import Guardrail, Recall, Remedy, Skill, Store
from planner import Situation, violates

Live = Callable[..., Any]
GATHER, PLANKS, CRAFT = (
    'gather(item="oak_log", count=1)',
    'craft(item="oak_planks", count=4)',
    'craft(item="stick", count=1)',
)


def plan(*subgoals: str) -> Plan:
    return Plan(steps=tuple(Step(subgoal=parse_subgoal(text)) for text in subgoals))


class Insisting:
    """A planner that always plans the same, and keeps what it was asked."""

    def __init__(self, *subgoals: str) -> None:
        self.asked: list[tuple[str, Situation]] = []
        self._steps = plan(*subgoals).steps

    def plan(self, situation: Situation, recall: Recall) -> Plan:
        self.asked.append(("plan", situation))
        return Plan(steps=self._steps)

    def replan(self, plan: Plan, situation: Situation, recall: Recall) -> Plan:
        self.asked.append(("replan", situation))
        return plan.continued(self._steps)


def test_a_plan_that_works_reaches_the_goal_with_one_call(
    live: Live, stick: tuple[str, ...]
) -> None:
    lived = live(stick)
    assert (lived.episode.outcome, lived.episode.reason) == ("succeeded", "the goal holds")
    assert lived.world.subgoals == [GATHER, PLANKS, CRAFT]
    assert lived.episode.replans == 0
    assert len(lived.prompts) == 1


def test_what_is_left_of_a_plan_is_not_tried_once_the_goal_holds(
    live: Live, stick: tuple[str, ...]
) -> None:
    assert live(stick, goal='has("oak_log")').world.subgoals == [GATHER]


def test_a_goal_that_holds_from_the_start_needs_no_attempt(live: Live) -> None:
    lived = live((), goal="free_slots(36)")
    assert lived.episode.outcome == "succeeded"
    assert lived.world.tried == []


def test_a_goal_over_deeds_counts_those_of_the_whole_episode(live: Live) -> None:
    goal = 'happened("mined", "oak_log", count=3)'
    lived = live(
        ('gather(item="oak_log", count=2)', PLANKS, 'gather(item="oak_log", count=2)'), goal=goal
    )
    assert lived.episode.outcome == "succeeded"
    assert len(lived.world.tried) == 3


def test_a_failed_subgoal_is_replanned_and_the_finished_prefix_stays(live: Live) -> None:
    lived = live((GATHER, CRAFT), (PLANKS, CRAFT))
    assert lived.episode.outcome == "succeeded"
    assert lived.world.subgoals == [GATHER, CRAFT, PLANKS, CRAFT]
    assert lived.episode.replans == 1
    failed, after = lived.told.experiences[1:3]
    assert failed.diagnosis.cause is Cause.missing_material
    assert after.plan.parent == failed.plan.id
    assert after.plan.frozen == 1
    assert [str(step.subgoal) for step in after.plan.steps] == [GATHER, PLANKS, CRAFT]


def test_replanning_is_told_what_failed_and_what_is_finished(live: Live) -> None:
    first, second = live((GATHER, CRAFT), (PLANKS, CRAFT)).prompts
    assert "## Failed" not in first
    assert f"{CRAFT} failed: missing_material; needs 2 oak_planks" in second
    assert f"## Finished\n1. {GATHER}" in second


def test_a_plan_that_ran_out_before_its_goal_held_is_continued(live: Live) -> None:
    lived = live((GATHER,), (PLANKS,), (CRAFT,))
    assert lived.episode.outcome == "succeeded"
    assert lived.episode.replans == 2
    assert [str(s.subgoal) for s in lived.told.experiences[-1].plan.prefix] == [GATHER, PLANKS]


def test_an_empty_plan_is_asked_for_again_and_not_for_ever(live: Live) -> None:
    planner = Insisting()
    lived = live(planner=planner, budget=Budget(replans=3))
    assert lived.episode.outcome == "failed"
    assert [asked for asked, _ in planner.asked] == ["plan", "replan", "replan", "replan"]
    assert lived.episode.reason == "3 replans were used up; the planner gave no further step"


@pytest.mark.parametrize("replans", [0, 2])
def test_replans_are_bounded(live: Live, replans: int) -> None:
    planner = Insisting(CRAFT)
    lived = live(planner=planner, arm="no_guardrails", budget=Budget(replans=replans))
    assert (lived.episode.outcome, lived.episode.replans) == ("failed", replans)
    assert lived.episode.reason == f"{replans} replans were used up"
    assert len(planner.asked) == replans + 1
    assert lived.world.subgoals == [CRAFT] * (replans + 1)


def test_attempts_are_bounded_where_none_of_them_takes_time(live: Live) -> None:
    lived = live(planner=Insisting(*[GATHER] * 40), budget=Budget(attempts=7))
    assert (lived.episode.outcome, lived.episode.reason) == ("failed", "7 attempts were made")
    assert len(lived.world.tried) == 7


def test_the_horizon_ends_the_episode(live: Live, task: Callable[..., Any]) -> None:
    wait = "wait(ticks=200, budget_ticks=250)"
    lived = live(planner=Insisting(wait, wait, GATHER), goal=task(budget_ticks=300))
    assert (lived.episode.outcome, lived.episode.reason) == ("failed", "the horizon was reached")
    assert [ticks for _, ticks in lived.world.tried] == [250, 100]
    assert lived.episode.ticks_left == 0


def test_a_subgoal_gets_its_own_bound_else_a_third_of_the_horizon_and_no_more_than_the_usual(
    live: Live, task: Callable[..., Any]
) -> None:
    bounded = 'gather(item="oak_log", count=1, budget_ticks=70)'
    short, long = (
        live(planner=Insisting(bounded, PLANKS, CRAFT), goal=task(budget_ticks=horizon))
        for horizon in (900, 50_000)
    )
    assert [ticks for _, ticks in short.world.tried] == [70, 301, 301]
    assert [ticks for _, ticks in long.world.tried] == [70, *[DEFAULT_BUDGET_TICKS] * 2]


def test_the_whole_arm_starts_its_plan_over(live: Live) -> None:
    whole = Arm(name="whole", replan="whole")
    lived = live((GATHER, CRAFT), (GATHER, PLANKS, CRAFT), arm=whole)
    assert lived.episode.outcome == "succeeded"
    assert lived.world.subgoals == [GATHER, CRAFT, GATHER, PLANKS, CRAFT]
    after = lived.told.experiences[2].plan
    assert (after.frozen, after.parent) == (0, None)
    assert "## Finished" not in lived.prompts[1]
    assert "## Failed" in lived.prompts[1]


@pytest.mark.parametrize("replies", [(GATHER, CRAFT), (GATHER,)], ids=["failed", "ran out"])
def test_the_arm_that_never_replans_gives_up(live: Live, replies: tuple[str, ...]) -> None:
    lived = live(replies, arm=Arm(name="once", replan="none"))
    assert lived.episode.outcome == "failed"
    assert lived.episode.replans == 0
    assert len(lived.prompts) == 1
    assert lived.world.subgoals == list(replies)


def test_a_forbidden_subgoal_never_reaches_the_world(
    live: Live, knowing: Any, guardrail: Callable[..., Guardrail]
) -> None:
    planner = Insisting(CRAFT)
    forbids = guardrail("craft", trigger='not has("oak_planks", 2)', item="stick")
    lived = live(planner=planner, method=knowing(forbids), budget=Budget(replans=2))
    assert lived.world.tried == []
    assert lived.episode.outcome == "failed"
    assert lived.episode.reason.endswith(f"; a guardrail forbids {CRAFT}")
    violations = [situation.violation for _, situation in planner.asked]
    assert violations[0] is None
    assert [v.guardrail.id for v in violations[1:] if v] == ["guardrail-craft"] * 2


def test_a_known_guardrail_forbids_also_where_it_was_not_recalled(
    live: Live, guardrail: Callable[..., Guardrail], stick: tuple[str, ...]
) -> None:
    known = (guardrail("craft", item="stick"),)
    lived = live(planner=Insisting(*stick), known=known)
    assert lived.episode.outcome == "failed"
    assert CRAFT not in lived.world.subgoals


def test_a_model_is_told_by_what_its_step_was_forbidden(
    live: Live, knowing: Any, guardrail: Callable[..., Guardrail]
) -> None:
    forbids = guardrail("craft", trigger='not has("oak_planks", 2)', item="stick")
    lived = live((CRAFT,), (GATHER, PLANKS, CRAFT), method=knowing(forbids))
    assert lived.episode.outcome == "succeeded"
    # It is sent back at once, and costs no new plan.
    assert lived.episode.replans == 0
    assert f"- {CRAFT} is forbidden by guardrail-craft: It ended badly." in lived.prompts[1]


def test_a_model_that_insists_is_told_again_when_it_plans_anew(
    live: Live, knowing: Any, guardrail: Callable[..., Guardrail]
) -> None:
    forbids = guardrail("craft", trigger='not has("oak_planks", 2)', item="stick")
    lived = live((CRAFT,), (CRAFT,), (GATHER, PLANKS, CRAFT), method=knowing(forbids))
    assert (lived.episode.outcome, lived.episode.replans) == ("succeeded", 1)
    assert f"## Forbidden\n- {CRAFT} by guardrail-craft: It ended badly." in lived.prompts[2]


def test_an_arm_that_enforces_nothing_sends_nothing_back(
    live: Live, knowing: Any, guardrail: Callable[..., Guardrail]
) -> None:
    forbids = guardrail("craft", trigger='not has("oak_planks", 2)', item="stick")
    lived = live(
        (CRAFT,), (GATHER, PLANKS, CRAFT), method=knowing(forbids),
        arm=Arm(name="told", enforce=False),
    )  # fmt: skip
    assert lived.world.subgoals[0] == CRAFT


def test_a_remedy_repairs_the_plan_by_code_and_says_where_its_steps_came_from(
    live: Live,
    knowing: Any,
    guardrail: Callable[..., Guardrail],
    skill: Callable[..., Skill],
) -> None:
    planks = 'has("oak_planks", 2)'
    remedy = Remedy.model_validate({"achieve": {"kind": "has", "item": "oak_planks", "count": 2}})
    method = knowing(
        guardrail("craft", trigger=f"not {planks}", item="stick", remedy=remedy),
        skill('has("oak_log")', 'gather(item="oak_log")'),
        skill('has("oak_planks", 4)', PLANKS, uses={"oak_log": 1}, batch=4),
    )
    lived = live((CRAFT,), method=method)
    assert lived.episode.outcome == "succeeded"
    assert (lived.episode.replans, lived.episode.repairs) == (0, 1)
    assert [e.plan.current.origin for e in lived.told.experiences] == ["remedy", "remedy", "model"]
    assert lived.world.subgoals[-1] == CRAFT


def test_what_a_called_skill_needs_is_checked_by_code_before_it_is_begun(
    live: Live, knowing: Any, skill: Callable[..., Skill]
) -> None:
    sticks = skill('has("stick", 4)', CRAFT, uses={"oak_planks": 2}, batch=4)
    method = knowing(
        skill('has("oak_log")', 'gather(item="oak_log")'),
        skill('has("oak_planks", 4)', PLANKS, uses={"oak_log": 1}, batch=4),
        sticks,
    )
    call = json.dumps({"steps": [{"kind": "skill", "skill": sticks.id, "arguments": {}}]})
    lived = live(call, method=method)
    assert lived.episode.outcome == "succeeded"
    assert (lived.episode.replans, lived.episode.repairs) == (0, 1)
    assert [e.plan.current.origin for e in lived.told.experiences] == ["remedy", "remedy", "skill"]


def test_a_candidate_guardrail_stops_nothing(
    live: Live, knowing: Any, guardrail: Callable[..., Guardrail], stick: tuple[str, ...]
) -> None:
    lived = live(stick, method=knowing(guardrail("craft", item="stick", status="candidate")))
    assert lived.episode.outcome == "succeeded"


POOL = (GATHER, PLANKS, CRAFT, 'gather(item="oak_log", count=3)', "wait(ticks=30)")


@settings(
    max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(st.lists(st.sampled_from(POOL), min_size=1, max_size=6), st.sampled_from(["full", "whole"]))
def test_no_attempt_goes_against_a_guardrail_whatever_is_planned(
    live: Live,
    knowing: Any,
    guardrail: Callable[..., Guardrail],
    steps: list[str],
    arm: str,
) -> None:
    known = (
        guardrail("craft", trigger='not has("oak_planks", 2)', item="stick"),
        guardrail("gather", trigger='has("oak_log")', item="oak_log"),
    )
    replanning: Any = {"full": "local", "whole": "whole"}[arm]
    lived = live(
        planner=Insisting(*steps),
        method=knowing(*known),
        arm=Arm(name=arm, replan=replanning),
        budget=Budget(replans=3, attempts=20),
    )
    words = lived.world.vocabulary
    for experience in lived.told.experiences:
        view = View(experience.attempt.pre_state, Tally(), words)
        assert not any(violates(experience.plan, view, g) for g in known)


def test_the_episodes_own_failure_constrains_its_own_replanning_at_once(live: Live) -> None:
    lived = live((CRAFT,), (CRAFT,), (GATHER, PLANKS, CRAFT))
    assert lived.episode.outcome == "succeeded"
    # The second plan was the first again, and it never reached the world.
    assert lived.world.subgoals == [CRAFT, GATHER, PLANKS, CRAFT]
    assert 'never craft(item="stick") while not has("oak_planks", 2)' in lived.prompts[1]
    assert f"- {CRAFT} is forbidden by guardrail-" in lived.prompts[2]


def test_what_the_episode_did_not_fail_at_stays_allowed(live: Live) -> None:
    lived = live((PLANKS,), (GATHER, PLANKS, CRAFT))
    assert lived.world.subgoals == [PLANKS, GATHER, PLANKS, CRAFT]


def test_without_guardrails_the_same_mistake_is_made_again(live: Live) -> None:
    lived = live((CRAFT,), (CRAFT,), (GATHER, PLANKS, CRAFT), arm="no_guardrails")
    assert lived.world.subgoals == [CRAFT, CRAFT, GATHER, PLANKS, CRAFT]
    assert not any("## Guardrails" in prompt for prompt in lived.prompts)


def test_no_injection_injects_nothing_and_enforces_nothing(
    live: Live,
    knowing: Any,
    guardrail: Callable[..., Guardrail],
    skill: Callable[..., Skill],
) -> None:
    replies = ((CRAFT,), (GATHER, PLANKS, CRAFT))
    entries = (guardrail("craft", item="stick"), skill('has("oak_log")', GATHER))
    knows = live(*replies, arm="no_injection", method=knowing(*entries))
    ignorant = live(*replies, arm="no_injection", method=knowing())
    assert knows.world.subgoals == [CRAFT, GATHER, PLANKS, CRAFT]
    assert knows.prompts == ignorant.prompts
    assert "skill-" not in "".join(knows.prompts)


def test_no_skills_leaves_guardrails_in_force(
    live: Live,
    knowing: Any,
    guardrail: Callable[..., Guardrail],
    skill: Callable[..., Skill],
) -> None:
    remedy = Remedy.model_validate({"achieve": {"kind": "has", "item": "oak_planks", "count": 2}})
    method = knowing(
        guardrail("craft", trigger='not has("oak_planks", 2)', item="stick", remedy=remedy),
        skill('has("oak_planks", 4)', PLANKS, batch=4),
    )
    lived = live((CRAFT,), (GATHER, PLANKS, CRAFT), arm="no_skills", method=method)
    assert lived.episode.repairs == 0
    assert "skill-" not in "".join(lived.prompts)
    assert "guardrail-craft" in lived.prompts[0]
    assert lived.world.subgoals == [GATHER, PLANKS, CRAFT]


def test_a_skill_that_the_arm_goes_without_cannot_be_called(
    live: Live, knowing: Any, skill: Callable[..., Skill], stick: tuple[str, ...]
) -> None:
    known = skill('has("oak_log")', GATHER)
    call = f'{{"steps": [{{"kind": "skill", "skill": "{known.id}"}}]}}'
    called = live(call, goal='has("oak_log")', method=knowing(known))
    assert [e.plan.current.source for e in called.told.experiences] == [known.id]
    refused = live(call, stick, arm="no_skills", method=knowing(known))
    assert f"Unknown skill '{known.id}'" in refused.prompts[1]
    assert {e.plan.current.origin for e in refused.told.experiences} == {"model"}


@pytest.mark.parametrize(
    ("passed_on", "cause", "said"),
    [
        ("full", Cause.missing_material, "failed: missing_material; needs 2 oak_planks"),
        ("cause", Cause.missing_material, "failed: missing_material\n"),
        ("binary", Cause.unknown, "failed: unknown\n"),
    ],
)
def test_an_arm_passes_on_as_much_of_a_diagnosis_as_it_says(
    live: Live, passed_on: Any, cause: Cause, said: str
) -> None:
    arm = Arm(name=passed_on, diagnosis=passed_on)
    lived = live((CRAFT,), (GATHER, PLANKS, CRAFT), arm=arm)
    finding = lived.told.experiences[0].diagnosis.primary
    assert finding.cause is cause
    assert bool(finding.needs) == (passed_on == "full")
    assert f"{CRAFT} {said}" in lived.prompts[1]
    # Only what it would have taken makes a guardrail.
    assert ("## Guardrails" in lived.prompts[1]) == (passed_on == "full")
    assert ("oak_planks" in lived.prompts[1].partition("## Failed")[2].partition("##")[0]) == (
        passed_on == "full"
    )


def test_observers_are_told_of_each_experience_and_of_the_end(live: Live) -> None:
    lived = live((GATHER, CRAFT), (PLANKS, CRAFT))
    assert lived.told.experiences == list(lived.episode.experiences)
    assert lived.told.endings == [lived.episode]
    assert [e.index for e in lived.told.experiences] == [0, 1, 2, 3]


def test_an_experience_is_in_the_store_before_observers_hear_of_it(
    live: Live, store: Store, stick: tuple[str, ...]
) -> None:
    for experience in live(stick).told.experiences:
        assert store.experience(experience.id) == experience


@pytest.mark.parametrize(("breaks_at", "kept"), [(-1, 0), (0, 0), (2, 2)])
def test_a_world_that_breaks_is_no_failure_of_the_loop(
    live: Live, watched_world: Any, stick: tuple[str, ...], breaks_at: int, kept: int
) -> None:
    world = watched_world(breaks_at)
    with pytest.raises(EnvironmentFault):
        live(stick, world=world)
    assert len(world.tried) == (kept + 1 if breaks_at >= 0 else 0)


def test_a_model_that_breaks_is_no_failure_of_the_loop(live: Live) -> None:
    with pytest.raises(ModelFault, match="the line is dead"):
        live((CRAFT,), ModelFault("the line is dead"))


def test_the_same_episode_is_lived_twice_alike(live: Live) -> None:
    one, other = (live((GATHER, CRAFT), (PLANKS, CRAFT), seed=5) for _ in range(2))
    assert [e.attempt for e in one.told.experiences] == [e.attempt for e in other.told.experiences]
    assert one.prompts == other.prompts


def test_a_plan_of_which_nothing_is_left_is_told_of_as_forbidden(
    live: Live, knowing: Any, guardrail: Callable[..., Guardrail]
) -> None:
    dropped = guardrail("craft", item="stick", remedy=Remedy(drop=True))

    lived = live((CRAFT,), (GATHER,), goal='has("oak_log")', method=knowing(dropped))

    assert lived.world.subgoals == [GATHER]
    assert f"## Forbidden\n- {CRAFT} by guardrail-craft" in lived.prompts[1]
