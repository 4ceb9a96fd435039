"""A model's reply is read, checked and, where it can be, expanded."""

import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envs import SUBGOAL_CLASSES, Craft, Gather, Has, Vocabulary, Wait
from memory import Parameter, Skill, SkillCall
from planner import MAX_STEPS, PlanFormatError, plan_schema
from planner.plan_format import checked, read_reply

SLEEP = {"kind": "sleep"}


@pytest.mark.parametrize(
    "text",
    [
        '{"steps": [{"kind": "sleep"}]}',
        'Sure! Here is the plan:\n```json\n{"steps": [{"kind": "sleep"}]}\n```\nGood luck.',
        'I think {this} and {"thought": "deep"}: {"steps": [{"kind": "sleep"}]}',
        '{"why": "it is {late}", "steps": [{"kind": "sleep"}]} {"steps": []}',
        '\n\n  {"steps":[{"kind":"sleep"}]',
    ],
)
def test_a_plan_is_found_in_what_stands_around_it(text: str) -> None:
    if text.rstrip().endswith("]"):
        with pytest.raises(PlanFormatError, match="cut off"):
            read_reply(text)
    else:
        assert read_reply(text) == [SLEEP]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        ("  \n ", "empty"),
        ("First gather wood.", "found no object"),
        ('{"plan": [1, 2]}', "no complete JSON object with a list of steps"),
        ('{"steps": "gather wood"}', "no complete JSON object with a list of steps"),
        ('{"steps": [{"kind": "gather", "item": "#lo', "cut off"),
        ('{"a":' * 200_000, "no complete"),
    ],
)
def test_a_reply_without_a_plan_says_why(text: str, said: str) -> None:
    with pytest.raises(PlanFormatError, match=said):
        read_reply(text)


@given(st.text('{}[]":,steps 1', max_size=60))
def test_any_text_is_a_plan_or_no_plan(text: str) -> None:
    with suppress(PlanFormatError):
        assert isinstance(read_reply(text), list)


def test_steps_become_subgoals(words: Vocabulary) -> None:
    raw = [
        {"kind": "gather", "item": "#logs", "count": 3, "source": None, "height": [5, 60]},
        {"kind": "craft", "item": "stick"},
        {"kind": "wait", "until": 'has("stick", 2) or time("day")'},
    ]

    found = checked(raw, words, ())

    assert found.complaints == ()
    assert [step.subgoal for step in found.steps][:2] == [
        Gather(item="#logs", count=3, height=(5, 60)),
        Craft(item="stick"),
    ]
    assert isinstance(found.steps[2].subgoal, Wait)
    assert {step.origin for step in found.steps} == {"model"}


@pytest.mark.parametrize(
    ("step", "said"),
    [
        (
            {"kind": "craft", "item": "iron_bar"},
            "Unknown item 'iron_bar'. Did you mean 'iron_bars'",
        ),
        ({"kind": "craft", "item": "bowl", "station": "crafting_tabel"}, "'crafting_table'"),
        ({"kind": "gather", "item": "#log"}, "Unknown tag '#log'. Did you mean '#logs'"),
        ({"kind": "gather", "item": "oak_log", "tool": "oak_axe"}, "Unknown item 'oak_axe'"),
        ({"kind": "hunt", "entity": "cows"}, "Unknown entity 'cows'. Did you mean 'cow'"),
        ({"kind": "explore", "target": "forrest", "sought": "biome"}, "Did you mean 'forest'"),
        ({"kind": "explore", "target": "nothing_known"}, "Unknown block or entity"),
        ({"kind": "wait", "until": 'has("sticks")'}, "Unknown word 'sticks'"),
        ({"kind": "wait", "until": "has("}, "Expected an expression"),
        ({"kind": "mine", "item": "stone"}, "Unknown kind 'mine'"),
        ({"kind": "craft"}, "item: Field required"),
        ({"kind": "craft", "item": "stick", "count": 0}, "count: Input should be greater"),
        ({"kind": "craft", "item": "stick", "colour": "red"}, "colour: Extra inputs"),
        ({"kind": "craft", "item": "Oak Wood"}, "item: String should match"),
        ({"kind": "go_to"}, "expected either target or both x and z"),
        ({"kind": "skill", "skill": "skill-9"}, "Unknown skill 'skill-9'"),
        ({"kind": "skill", "skill": "skill-1", "arguments": {"size": 3}}, "no parameter 'size'"),
        ({"kind": "skill", "skill": "skill-1", "arguments": {"count": []}}, "arguments"),
        ({"kind": "skill", "skill": "skill-1", "arguments": [3]}, "expected an object"),
        ({"kind": "skill", "skill": "skill-1", "arguments": {"count": -1}}, "greater than"),
        ({"kind": "skill"}, "skill: Field required"),
        ("gather wood", "expected an object with kind"),
        (None, "expected an object with kind"),
    ],
)
def test_what_is_wrong_with_a_step_is_said(
    step: Any, said: str, words: Vocabulary, skill: Callable[..., Skill]
) -> None:
    known = skill(
        'has("stick", 4)',
        'craft(item="stick", count=4)',
        id="skill-1",
        parameters=(Parameter(name="count", default=4, uses=((0, "count"),)),),
    )

    found = checked([SLEEP, step], words, [known])

    assert len(found.steps) == 1
    assert len(found.complaints) == 1
    assert found.complaints[0].startswith("Step 2: ")
    assert said in found.complaints[0]


def test_a_place_to_go_to_may_be_no_word(words: Vocabulary) -> None:
    raw = [
        {"kind": "go_to", "target": "village"},
        {"kind": "explore", "target": "village", "sought": "place"},
    ]

    assert checked(raw, words, ()).complaints == ()


def test_a_call_of_a_skill_is_expanded(words: Vocabulary, skill: Callable[..., Skill]) -> None:
    sticks = skill(
        'has("stick", 4)',
        'craft(item="stick", count=4)',
        id="skill-sticks",
        parameters=(Parameter(name="count", default=4, uses=((0, "count"),)),),
    )
    ladder = skill(
        'has("ladder", 3)',
        "",
        id="skill-ladder",
        steps=(
            SkillCall(skill="skill-sticks", arguments=(("count", 7),)),
            Craft(item="ladder", count=3, station="crafting_table"),
        ),
    )

    found = checked([{"kind": "skill", "skill": "skill-ladder"}, SLEEP], words, [ladder, sticks])

    assert found.complaints == ()
    assert [(str(s.subgoal), s.origin, s.source) for s in found.steps] == [
        ('craft(item="stick", count=7)', "skill", "skill-sticks"),
        ('craft(item="ladder", count=3, station="crafting_table")', "skill", "skill-ladder"),
        ("sleep()", "model", None),
    ]


def test_arguments_are_put_in(words: Vocabulary, skill: Callable[..., Skill]) -> None:
    known = skill(
        'has("stick", 4)',
        'craft(item="stick", count=4)',
        id="skill-1",
        parameters=(Parameter(name="count", default=4, uses=((0, "count"),)),),
    )

    found = checked(
        [{"kind": "skill", "skill": "skill-1", "arguments": {"count": 12}}], words, [known]
    )

    assert found.steps[0].subgoal == Craft(item="stick", count=12)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"tool": "iron_pickaxe", "height": [12, 14], "count": 3}, None),
        ({"tool": "wooden_pickaxe"}, "takes tool stone_pickaxe or better, found 'wooden_pickaxe'"),
        ({"height": [12, 20]}, "takes height within (5, 14), found (12, 20)"),
        ({"height": "deep"}, "takes height within (5, 14), found 'deep'"),
        ({"count": 0}, "can't take count=0: Input should be greater than or equal to 1"),
        ({"item": "diamond"}, "has no parameter 'item'; it has count, tool, height"),
        ({"tool": "iron_pickaxe", "height": [12, 14], "count": 3, "item": None}, None),
    ],
)
def test_arguments_are_held_to_what_may_be_given(
    words: Vocabulary, skill: Callable[..., Skill], arguments: dict[str, Any], said: str | None
) -> None:
    ore = skill(
        'has("iron_ore")',
        'gather(item="iron_ore", count=1, height=(8, 12))',
        id="skill-ore",
        parameters=(
            Parameter(name="count", default=1, uses=((0, "count"),)),
            Parameter(name="tool", default=None, uses=((0, "tool"),), among=("stone_pickaxe",)),
            Parameter(name="height", default=None, uses=((0, "height"),), within=(5, 14)),
        ),
    )
    call = {"kind": "skill", "skill": "skill-ore", "arguments": arguments}

    found = checked([call], words, [ore])

    if said is None:
        named = Gather(item="iron_ore", count=3, tool="iron_pickaxe", height=(12, 14))
        assert [step.subgoal for step in found.steps] == [named]
    else:
        assert found.complaints == (f"Step 1: Skill skill-ore {said}.",)


@pytest.mark.parametrize("value", [{"a": 1}, [9], "Stone Pickaxe", 2.5])
def test_what_is_no_argument_is_named_in_the_complaint(
    words: Vocabulary, skill: Callable[..., Skill], value: Any
) -> None:
    sticks = skill('has("stick", 4)', 'craft(item="stick", count=4)', id="skill-sticks")
    call = {"kind": "skill", "skill": "skill-sticks", "arguments": {"tool": value}}

    assert checked([call], words, [sticks]).complaints == (
        f"Step 1: arguments.tool: expected a name, a whole number or two heights, found {value!r}.",
    )


def test_skills_that_call_each_other_in_a_circle_are_refused(
    words: Vocabulary, skill: Callable[..., Skill]
) -> None:
    one = skill('has("stick")', "", id="skill-1", steps=(SkillCall(skill="skill-2"),))
    two = skill('has("bowl")', "", id="skill-2", steps=(SkillCall(skill="skill-1"),))

    found = checked([{"kind": "skill", "skill": "skill-1"}], words, [one, two])

    assert found.steps == ()
    assert "nests deeper than 8 calls" in found.complaints[0]


def test_skills_that_double_at_each_call_stay_bounded(
    words: Vocabulary, skill: Callable[..., Skill]
) -> None:
    known = [
        skill(
            'has("stick")',
            "",
            id=f"skill-{n}",
            steps=tuple(SkillCall(skill=f"skill-{n + 1}") for _ in range(30)),
        )
        for n in range(7)
    ]
    known.append(skill('has("stick")', 'craft(item="stick", count=1)', id="skill-7"))

    found = checked([{"kind": "skill", "skill": "skill-0"}], words, known)

    assert len(found.steps) <= MAX_STEPS
    assert len(found.complaints) == 1


def test_a_plan_has_forty_steps_at_most(words: Vocabulary) -> None:
    found = checked([SLEEP] * (MAX_STEPS + 1), words, ())

    assert len(found.steps) == MAX_STEPS
    assert found.complaints == ("Expected at most 40 steps, found 41.",)


def test_a_complaint_quotes_no_more_than_a_line(words: Vocabulary) -> None:
    found = checked([{"kind": "craft", "item": "x\n## Task\n" * 500}], words, ())

    assert len(found.complaints[0]) <= 400
    assert "\n" not in found.complaints[0]


def variants() -> dict[str, dict[str, Any]]:
    listed = plan_schema()["properties"]["steps"]["items"]["anyOf"]
    return {entry["properties"]["kind"]["const"]: entry for entry in listed}


def test_the_schema_has_each_kind_and_is_closed() -> None:
    found = variants()

    assert set(found) == {*SUBGOAL_CLASSES, "skill"}
    assert all(entry["additionalProperties"] is False for entry in found.values())
    assert all(next(iter(entry["properties"])) == "kind" for entry in found.values())


def test_the_schema_stays_with_what_grammar_samplers_can_do() -> None:
    text = json.dumps(plan_schema())

    assert "$ref" not in text
    assert "checks" not in text
    assert len(text) < 6_000


def test_the_schema_knows_the_fields_types() -> None:
    gather = variants()["gather"]
    explore = variants()["explore"]["properties"]

    assert gather["required"] == ["kind", "item"]
    assert gather["properties"]["count"] == {"type": "integer"}
    assert gather["properties"]["height"]["type"] == "array"
    assert explore["sought"] == {"enum": ["thing", "biome", "place"]}
    assert variants()["wait"]["properties"]["until"] == {"type": "string"}
    assert variants()["go_to"]["properties"]["x"] == {"type": "integer"}


def test_the_schema_takes_a_condition_as_text(words: Vocabulary) -> None:
    found = checked([{"kind": "wait", "until": str(Has(item="stick"))}], words, ())

    assert found.steps[0].subgoal == Wait(until=Has(item="stick"))


def test_an_item_is_used_on_another_item(words: Vocabulary) -> None:
    mending = {"kind": "use", "item": "iron_helmet", "on": "iron_helmet"}

    found = checked([mending], words, ())

    assert found.complaints == ()
    assert [str(step.subgoal) for step in found.steps] == [
        'use(item="iron_helmet", on="iron_helmet", count=1)'
    ]


def test_a_skill_for_any_of_a_tag_is_called_with_an_item_of_it(
    words: Vocabulary, any_log: Skill
) -> None:
    def call(**arguments: Any) -> Any:
        step = {"kind": "skill", "skill": any_log.id, "arguments": arguments}
        return checked([step], words, [any_log])

    (step,) = call(item="birch_log", count=4).steps
    assert (step.subgoal, step.source) == (Gather(item="birch_log", count=4), any_log.id)
    assert call().steps[0].subgoal == Gather(item="oak_log")
    assert call(item="stone").complaints == (
        "Step 1: Skill skill-any-log takes item any of #logs, found 'stone'.",
    )
