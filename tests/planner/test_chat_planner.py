"""The planner asks, validates, asks again a bounded number of times, and keeps what is right."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from envs import ModelFault, Plan, Step, parse_subgoal
from memory import Recall, Skill
from planner import (
    ChatPlanner,
    Ending,
    Metered,
    ModelBounds,
    Reply,
    Scripted,
    Situation,
    estimated_tokens,
)

SLEEP = '{"steps": [{"kind": "sleep"}]}'
INVENTED = '{"steps": [{"kind": "sleep"}, {"kind": "craft", "item": "iron_bar"}]}'

Situations = Callable[..., Situation]
Recalls = Callable[..., Recall]


def planner(*replies: str | Reply | Exception, **named: Any) -> tuple[ChatPlanner, Scripted]:
    model = Scripted(replies)
    metered = Metered(
        model, ModelBounds(named.pop("max_calls", 30), named.pop("max_tokens", 500_000))
    )
    return ChatPlanner(metered, **named), model


def texts(plan: Plan) -> list[str]:
    return [str(step.subgoal) for step in plan.steps]


def test_a_valid_reply_is_the_plan(situation: Situations, recall: Recalls) -> None:
    chat, model = planner(SLEEP)

    plan = chat.plan(situation('has("stick")'), recall())

    assert texts(plan) == ["sleep()"]
    assert (plan.frozen, plan.parent, plan.steps[0].origin) == (0, None, "model")
    assert [m.role for m in model.asked[0]] == ["system", "user"]


def test_an_empty_plan_is_a_valid_reply(situation: Situations, recall: Recalls) -> None:
    chat, model = planner('{"steps": []}')

    assert chat.plan(situation('has("stick")'), recall()).steps == ()
    assert len(model.asked) == 1


def test_a_new_plan_keeps_the_finished_prefix(situation: Situations, recall: Recalls) -> None:
    chat, model = planner(SLEEP)
    steps = tuple(Step(subgoal=parse_subgoal(t)) for t in ('place(item="chest")', "wait()"))
    old = Plan(steps=steps, frozen=1)

    plan = chat.replan(old, situation('has("stick")'), recall())

    assert texts(plan) == ['place(item="chest")', "sleep()"]
    assert (plan.frozen, plan.parent) == (1, old.id)
    assert '## Finished\n1. place(item="chest")' in model.asked[0][1].content


def test_a_reply_that_does_not_validate_is_sent_back_with_the_reason(
    situation: Situations, recall: Recalls
) -> None:
    chat, model = planner(INVENTED, "Sorry!", SLEEP)

    plan = chat.plan(situation('has("stick")'), recall())

    assert texts(plan) == ["sleep()"]
    second, third = model.asked[1], model.asked[2]
    assert second[:2] == third[:2] == model.asked[0]
    assert [m.role for m in second] == ["system", "user", "assistant", "user"]
    assert second[2].content == INVENTED
    assert "Step 2: Unknown item 'iron_bar'. Did you mean 'iron_bars'" in second[3].content
    # Only the latest reply goes along, so that the conversation stays bounded.
    assert [m.content for m in third[2:3]] == ["Sorry!"]
    assert "found no object" in third[3].content


def test_what_is_right_in_the_last_reply_is_kept(situation: Situations, recall: Recalls) -> None:
    chat, model = planner("No.", "Never.", INVENTED, SLEEP)

    plan = chat.plan(situation('has("stick")'), recall())

    assert texts(plan) == ["sleep()"]
    assert len(model.asked) == 3


def test_a_model_that_says_the_same_again_is_not_asked_a_third_time(
    situation: Situations, recall: Recalls
) -> None:
    chat, model = planner(INVENTED, INVENTED, SLEEP)

    assert texts(chat.plan(situation('has("stick")'), recall())) == ["sleep()"]
    assert len(model.asked) == 2


@pytest.mark.parametrize("asks", [1, 2, 5])
def test_it_is_asked_so_often_and_no_more(
    asks: int, situation: Situations, recall: Recalls
) -> None:
    chat, model = planner(*map(str, range(9)), max_asks=asks)

    assert chat.plan(situation('has("stick")'), recall()).steps == ()
    assert len(model.asked) == asks


def test_the_plan_is_empty_once_the_calls_are_used_up(
    situation: Situations, recall: Recalls
) -> None:
    chat, model = planner(SLEEP, SLEEP, max_calls=1)

    assert texts(chat.plan(situation('has("stick")'), recall())) == ["sleep()"]
    assert chat.plan(situation('has("stick")'), recall()).steps == ()
    assert len(model.asked) == 1


def test_the_plan_is_empty_once_the_tokens_are_used_up(
    situation: Situations, recall: Recalls
) -> None:
    chat, model = planner(SLEEP, SLEEP, max_tokens=100)

    chat.plan(situation('has("stick")'), recall())

    assert chat.plan(situation('has("stick")'), recall()).steps == ()
    assert len(model.asked) == 1


def test_a_fault_of_the_model_is_passed_on(situation: Situations, recall: Recalls) -> None:
    chat, _ = planner(ModelFault("The line is dead."))

    with pytest.raises(ModelFault, match="line is dead"):
        chat.plan(situation('has("stick")'), recall())


def test_a_recalled_skill_can_be_called(
    situation: Situations, recall: Recalls, skill: Callable[..., Skill]
) -> None:
    known = skill('has("stick", 4)', 'craft(item="stick", count=4)', id="skill-1")
    call = json.dumps({"steps": [{"kind": "skill", "skill": "skill-1"}]})

    plan = planner(call)[0].plan(situation('has("stick")'), recall(skills=(known,)))

    assert [(s.origin, s.source) for s in plan.steps] == [("skill", "skill-1")]


def test_the_whole_conversation_stays_within_its_budget(
    situation: Situations, recall: Recalls
) -> None:
    endless = json.dumps({"steps": [{"kind": "craft", "item": "x" * 900}] * 60})
    chat, model = planner(*(endless + " " * n for n in range(3)), token_budget=3_000)

    chat.plan(situation('has("stick")'), recall(notes=("word " * 200,) * 40))

    assert len(model.asked) == 3
    assert max(map(estimated_tokens, model.asked)) <= 3_000


def test_a_prompt_too_long_for_the_model_is_cut_by_half(
    situation: Situations, recall: Recalls
) -> None:
    overflow = ModelFault("too long", "context_overflow")
    chat, model = planner(overflow, SLEEP, SLEEP)

    assert texts(chat.plan(situation('has("stick")'), recall())) == ["sleep()"]
    # It is known from then on.
    assert texts(chat.plan(situation('has("stick")'), recall())) == ["sleep()"]
    assert len(model.asked) == 3
    assert chat._prompt_budget == (6_000 - 800) // 2


def test_a_model_for_which_every_prompt_is_too_long_is_a_fault(
    situation: Situations, recall: Recalls
) -> None:
    chat, model = planner(*[ModelFault("too long", "context_overflow")] * 9)

    with pytest.raises(ModelFault, match="too long"):
        chat.plan(situation('has("stick")'), recall())
    assert len(model.asked) == 2


@pytest.mark.parametrize(
    ("ended", "said"),
    [
        ("cut_off", "fewer steps"),
        ("refused", "a refusal"),
        ("filtered", "by a filter"),
        ("too_long", "went on for ever"),
    ],
)
def test_an_answer_that_did_not_end_well_is_asked_for_again_with_the_reason(
    ended: Ending, said: str, situation: Situations, recall: Recalls
) -> None:
    chat, model = planner(Reply(text='{"steps": [{"ki', ended=ended), SLEEP)

    assert texts(chat.plan(situation('has("stick")'), recall())) == ["sleep()"]
    assert said in model.asked[1][-1].content


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("", "The reply was empty"),
        ("   \n", "The reply was empty"),
        ("Zuerst sammle ich zwei Stämme, dann baue ich eine Werkbank.", "found no object"),
        ("首先收集两块木头，然后制作工作台。", "found no object"),
        ('{"schritte": [{"art": "schlafen"}]}', "Found no complete JSON object with a list"),
        ('{"steps": [{"kind": "fabriquer", "item": "bâton"}]}', "Unknown kind 'fabriquer'"),
        ('{"steps": [{"kind": "craft", "item": "木棍"}]}', "Step 1: item"),
        ("{" * 300_000, "went on for ever"),
        ('{"' * 2_000 + "x" * 300_000, "went on for ever"),
        ('{"a":' * 60_000, "went on for ever"),
        ('{"steps": [' + "9" * 300_000, "went on for ever"),
    ],
)
def test_an_answer_that_is_no_plan_is_asked_for_again_with_the_reason(
    answer: str, said: str, situation: Situations, recall: Recalls
) -> None:
    chat, model = planner(answer, SLEEP)

    assert texts(chat.plan(situation('has("stick")'), recall())) == ["sleep()"]
    assert said in model.asked[1][-1].content


def test_a_plan_of_thousands_of_steps_is_looked_at_as_far_as_a_plan_goes(
    situation: Situations, recall: Recalls
) -> None:
    many = json.dumps({"steps": [{"kind": "craft", "item": f"thing_{n}"} for n in range(3_000)]})
    chat, model = planner(many, SLEEP)

    assert texts(chat.plan(situation('has("stick")'), recall())) == ["sleep()"]
    assert "Unknown item 'thing_0'" in model.asked[1][-1].content
