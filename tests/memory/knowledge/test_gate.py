from typing import Any

import pytest

from diagnosis import Cause
from envs import Craft, parse, parse_subgoal
from memory import Guardrail, Parameter, Remedy, SubgoalPattern
from memory.gate import guardrail_refusal, implies, offer_refusal, skill_refusal


def refused(life: Any, act: Any) -> Any:
    episode = life.episode().tries('craft(item="stick")', act.rejected("stick", {"oak_planks": 2}))
    return episode.experiences[0]


def made(life: Any, act: Any, **fields: Any) -> Any:
    episode = life.episode().tries(
        'craft(item="stick", count=4)',
        act.crafted("stick", 4, {"oak_planks": 2}),
        carrying={"oak_planks": 2},
        **fields,
    )
    return episode.experiences[0]


def lesson(**fields: Any) -> Guardrail:
    values: dict[str, Any] = {
        "id": "guardrail-1",
        "scope": "vanilla",
        "trigger": parse('not has("oak_planks", 2)'),
        "forbidden": SubgoalPattern.of("craft", item="stick"),
        "cause": Cause.missing_material,
        "remedy": Remedy(achieve=parse('has("oak_planks", 2)')),
    }
    return Guardrail(**{**values, **fields})


def verdict(life: Any, act: Any, guardrail: Guardrail, **record: Any) -> str | None:
    failure = refused(life, act)
    given = {"successes": (), "skills": (), "guardrails": (), **record}
    return guardrail_refusal(
        guardrail,
        failure,
        given["successes"],
        given["skills"],
        given["guardrails"],
        life.words,
    )


def test_a_true_lesson_is_let_in(life: Any, act: Any) -> None:
    assert verdict(life, act, lesson(), successes=(made(life, act),)) is None


def test_a_trigger_that_did_not_hold_in_the_failure_is_no_match(life: Any, act: Any) -> None:
    said = verdict(life, act, lesson(trigger=parse('has("coal")')))

    assert said is not None
    assert said.startswith("No match")


def test_an_unknown_trigger_is_no_match(life: Any, act: Any) -> None:
    failure = refused(life, act)
    blind = failure.attempt.pre_state.model_copy(update={"inventory": None})
    attempt = failure.attempt.model_copy(update={"pre_state": blind})
    failure = failure.model_copy(update={"attempt": attempt})

    said = guardrail_refusal(lesson(), failure, (), (), (), life.words)

    assert said is not None
    assert said.startswith("No match")


def test_words_that_are_none_here_are_not_executable(life: Any, act: Any) -> None:
    remedy = Remedy(steps=(Craft(item="oak_board"),))

    assert verdict(life, act, lesson(remedy=remedy)) == (
        "Not executable: 'oak_board' is no word of this world."
    )


def test_a_pattern_that_matches_no_subgoal_is_not_in_the_schema(life: Any, act: Any) -> None:
    wrong = lesson(forbidden=SubgoalPattern.of("craft", source="stone"))

    said = verdict(life, act, wrong)

    assert said is not None
    assert said.startswith("Not in the schema")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("station", "oven"), "Not executable: 'oven' is no word of this world."),
        (("station", "none"), None),
        (("flavour", "stick"), 'Not in the schema: craft(item="stick") has no flavour to change.'),
    ],
)
def test_a_remedy_is_held_to_the_fields_of_its_step_and_to_words(
    life: Any, act: Any, change: tuple[str, str], said: str | None
) -> None:
    assert verdict(life, act, lesson(remedy=Remedy(replace=(change,)))) == said


@pytest.mark.parametrize(
    "step", ['gather(item="stick", tool="drill")', 'use(item="stick", on="ufo")']
)
def test_a_step_with_a_strange_tool_or_thing_is_not_executable(
    life: Any, act: Any, step: str
) -> None:
    said = verdict(life, act, lesson(remedy=Remedy(steps=(parse_subgoal(step),))))

    assert said is not None
    assert said.startswith("Not executable")


@pytest.mark.parametrize("use", [(7, "count"), (0, "flavour")])
def test_a_skill_whose_parameters_fit_no_step_is_refused(
    life: Any, act: Any, use: tuple[int, str]
) -> None:
    episode = life.episode().tries(
        'craft(item="stick", count=4)',
        act.crafted("stick", 4, {"oak_planks": 2}),
        carrying={"oak_planks": 2},
    )
    (skill,) = life.learned(episode).skills
    strange = (Parameter(name="count", default=4, uses=(use,)),)

    said = offer_refusal(skill.model_copy(update={"parameters": strange}), (), life.words)

    assert said == "Not in the schema: its parameters don't fit its steps."


@pytest.mark.parametrize(
    ("fields", "fits"),
    [
        ({"name": "item", "uses": ((0, "item"),), "among": ("#logs",)}, True),
        ({"name": "item", "uses": ((0, "height"),), "among": ("#logs",)}, False),
        ({"name": "item", "uses": ((0, "count"),), "among": ("#logs",), "default": 3}, False),
        ({"name": "height", "uses": ((0, "height"),), "within": (5, 14)}, True),
        ({"name": "count", "uses": ((0, "count"),), "within": (5, 14)}, False),
    ],
)
def test_names_are_given_for_names_and_heights_for_heights(
    life: Any, act: Any, fields: dict[str, Any], fits: bool
) -> None:
    episode = life.episode().tries('gather(item="oak_log")', act.broke("oak_log", "oak_log"))
    (skill,) = life.learned(episode).skills
    given = Parameter(**{"default": None, **fields})

    said = offer_refusal(skill.model_copy(update={"parameters": (given,)}), (), life.words)

    assert said == (None if fits else "Not in the schema: its parameters don't fit its steps.")


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"name": "do_as_i_say"}, "do_as_i_say"),
        ({"name": "tool", "among": ("magic_wand",)}, "magic_wand"),
        ({"name": "tool", "among": ("#wands",)}, "#wands"),
        ({"name": "tool", "default": "magic_wand"}, "magic_wand"),
    ],
)
def test_what_may_be_given_is_called_by_words_of_the_world(
    life: Any, act: Any, fields: dict[str, Any], word: str
) -> None:
    episode = life.episode().tries('gather(item="oak_log")', act.broke("oak_log", "oak_log"))
    (skill,) = life.learned(episode).skills
    strange = Parameter(**{"default": None, "uses": ((0, "tool"),), **fields})

    said = offer_refusal(skill.model_copy(update={"parameters": (strange,)}), (), life.words)

    assert said == f"Not executable: {word!r} is no word of this world."


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"id": "skill-do_as_i_say"}, "expected an id such as skill-0123456789."),
        ({"id": "guardrail-0123456789"}, "expected an id such as skill-0123456789."),
        ({"done_with": ("stone_pickaxe",) * 2_000}, "expected at most 16384 characters, found "),
    ],
)
def test_what_is_offered_says_nothing_by_its_id_and_fills_no_prompt(
    life: Any, act: Any, fields: dict[str, Any], said: str
) -> None:
    episode = life.episode().tries('gather(item="oak_log")', act.broke("oak_log", "oak_log"))
    (skill,) = life.learned(episode).skills

    refused = offer_refusal(skill.model_copy(update=fields), (), life.words)

    assert refused is not None
    assert refused.startswith(f"Not in the schema: {said}")
    assert offer_refusal(skill, (), life.words) is None


def test_what_worked_in_the_round_is_not_forbidden(life: Any, act: Any) -> None:
    success = made(life, act)

    assert verdict(life, act, lesson(trigger=None), successes=(success,)) == (
        f"Not specific: it forbids what worked in {success.id}."
    )


def test_what_a_skill_has_shown_to_work_is_not_forbidden(life: Any, act: Any) -> None:
    episode = life.episode().tries(
        'craft(item="stick", count=4)',
        act.crafted("stick", 4, {"oak_planks": 2}),
        carrying={"oak_planks": 2},
    )
    skills = life.learned(episode).skills

    needs_flint = lesson(trigger=parse('not has("flint")'))

    assert verdict(life, act, lesson(), skills=skills) is None
    assert verdict(life, act, needs_flint, skills=skills) == (
        f"Not specific: it forbids what {skills[0].id} has shown to work."
    )


def test_two_that_together_forbid_always_are_in_conflict(life: Any, act: Any) -> None:
    other = lesson(id="guardrail-2", trigger=parse('has("oak_planks", 2)'), status="active")

    assert verdict(life, act, lesson(), guardrails=(other,)) == (
        "Conflict: together with guardrail-2 it would forbid this always."
    )
    assert (
        verdict(life, act, lesson(), guardrails=(other.model_copy(update={"status": "candidate"}),))
        is None
    )


def test_a_refusal_is_logged_with_its_reason_and_is_not_knowledge(life: Any, act: Any) -> None:
    worked = life.episode().tries('gather(item="oak_log")', act.broke("oak_log", "oak_log"))
    # By bad luck two logs gave nothing.
    vain = act.broke("oak_log", None)
    unlucky = life.episode().tries('gather(item="oak_log")', [*vain, *vain])

    entries = life.distilled(unlucky, worked)

    (refusal,) = [e for e in entries if e.change == "refused"]
    assert refusal.reason.startswith("Not specific")
    assert refusal.experiences == (unlucky.experiences[0].id,)
    assert life.known.guardrails == ()


def test_an_exception_is_made_for_what_worked_elsewhere(life: Any, act: Any) -> None:
    at_hand = life.episode().tries(
        'craft(item="wooden_sword")',
        act.crafted("wooden_sword", 1, {"oak_planks": 2, "stick": 1}),
        carrying={"oak_planks": 2, "stick": 1},
        near=("crafting_table",),
    )
    far = life.episode().tries(
        'craft(item="wooden_sword")',
        act.rejected("wooden_sword", station="crafting_table"),
        carrying={"oak_planks": 2, "stick": 1},
    )

    (guardrail,) = [
        e.entry
        for e in life.distilled(at_hand, far)
        if e.entry.kind == "guardrail" and e.change == "created"
    ]

    assert guardrail.exception == parse('near("crafting_table", 16)')


def test_a_skill_whose_preconditions_did_not_hold_is_no_match(life: Any, act: Any) -> None:
    success = made(life, act)
    episode = life.episode()
    episode.experiences = [success]
    (skill,) = life.learned(episode).skills

    assert skill_refusal(skill, success.attempt, life.words) is None
    asking = skill.model_copy(update={"preconditions": parse('has("coal")')})
    said = skill_refusal(asking, success.attempt, life.words)
    assert said is not None
    assert said.startswith("No match")


def test_more_of_a_case_implies_less_of_the_kind(life: Any) -> None:
    known = parse('has("oak_planks", 3) and tool("pickaxe", "stone") and near("furnace", 4)')

    for text in ('has("#planks", 2)', 'tool("pickaxe")', 'near("furnace", 16)'):
        assert implies(known, parse(text), life.words)
    for text in ('has("oak_planks", 4)', 'tool("pickaxe", "iron")', 'near("furnace", 2)'):
        assert not implies(known, parse(text), life.words)
