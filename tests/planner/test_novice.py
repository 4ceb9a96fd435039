"""The novice: a function of its seed and the prompt that answers as a model does."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from diagnosis import Cause, Diagnosis, History
from envs import (
    Attempt,
    Craft,
    InputError,
    KnownPlace,
    Lack,
    Place,
    Plan,
    Position,
    Refused,
    Searched,
    Step,
    View,
    Vocabulary,
    WindowRejected,
    parse,
    parse_subgoal,
    subgoal_adapter,
)
from memory import Example, Guardrail, Recall, Remedy, Skill, SubgoalPattern
from planner import (
    ErrorRates,
    Message,
    Novice,
    Situation,
    chain,
    from_rules,
    make_model,
    plan_schema,
    render_prompt,
    vanilla_prior,
)
from planner.beliefs import shipped_prior
from planner.corrections import set_beside
from planner.plan_format import checked, read_reply
from planner.reading import read_prompt

NONE = ErrorRates().scaled(0)
FIELD_OF_LOGS = {"oak_log": 6}

Situations = Callable[..., Situation]
Recalls = Callable[..., Recall]
Lived = Callable[..., tuple[Attempt, Diagnosis]]


@pytest.fixture
def asked(recall: Recalls) -> Callable[..., list[str]]:
    """Returns the subgoals that a novice answers with, as text."""

    def answered(model: Novice, situation: Situation, **recalled: Any) -> list[str]:
        messages = render_prompt(situation, recall(**recalled), None, 6_000)
        raw = read_reply(model.complete(messages, plan_schema()).text)
        found = checked(raw, situation.view.vocabulary, ())
        return [str(step.subgoal) for step in found.steps]

    return answered


Asked = Callable[..., list[str]]


def test_it_answers_in_the_same_form_as_a_model(
    situation: Situations, recall: Recalls, words: Vocabulary
) -> None:
    messages = render_prompt(situation('has("iron_pickaxe")'), recall(), None, 6_000)

    reply = Novice(seed=1, rates=NONE).complete(messages, plan_schema())

    steps = json.loads(reply.text)["steps"]
    assert checked(steps, words, ()).complaints == ()
    assert reply.usage.input_tokens == -(-sum(len(m.content) for m in messages) // 4)
    assert reply.usage.output_tokens > 0


def test_it_is_a_function_of_its_seed_and_the_prompt(
    situation: Situations, recall: Recalls
) -> None:
    messages = render_prompt(situation('has("hopper")'), recall(), None, 6_000)
    model = Novice(seed=3)

    first = model.complete(messages, plan_schema())
    model.complete(render_prompt(situation('has("bowl")'), recall(), None, 6_000), {})

    assert model.complete(messages, plan_schema()) == first
    assert Novice(seed=3).complete(messages, {}) == first
    assert len({Novice(seed=s).complete(messages, {}).text for s in range(12)}) > 3


def test_a_complaint_gets_the_same_answer_again(situation: Situations, recall: Recalls) -> None:
    messages = render_prompt(situation('has("bowl")'), recall(), None, 6_000)
    model = Novice(seed=3)
    first = model.complete(messages, {})

    again = model.complete(
        (
            *messages,
            Message(role="assistant", content=first.text),
            Message(role="user", content="This plan can't be used."),
        ),
        {},
    )

    assert again.text == first.text


def test_without_errors_it_plans_as_the_prior_says(
    situation: Situations, view: Callable[..., View], asked: Asked
) -> None:
    now = view({"oak_planks": 2}, blocks=FIELD_OF_LOGS, stations={"crafting_table": 3})
    here = situation('has("wooden_pickaxe")', now=now)

    expected = chain(here.task.goal, now, from_rules(vanilla_prior().rules))

    assert asked(Novice(seed=1, rates=NONE), here) == [str(step.subgoal) for step in expected]


def test_flawed_knowledge_makes_flawed_plans(situation: Situations, asked: Asked) -> None:
    here = situation('has("iron_pickaxe")')
    right = asked(Novice(seed=0, rates=NONE), here)

    flawed = [seed for seed in range(40) if asked(Novice(seed=seed), here) != right]

    assert len(flawed) > 30


def test_the_blank_novice_plans_the_bare_goal(situation: Situations, asked: Asked) -> None:
    blank = Novice(seed=1, blank=True)

    assert asked(blank, situation('has("iron_pickaxe")'))[-1].startswith(
        'craft(item="iron_pickaxe", count=1'
    )
    assert asked(blank, situation('happened("killed", "cow") and has("leather")'))[0] == (
        'hunt(entity="cow", count=1)'
    )
    assert asked(blank, situation('happened("mined", "#logs", tool="none")')) == [
        'gather(item="#logs", count=1, tool="none")'
    ]


def sticks(skill: Callable[..., Skill], number: int = 0) -> Skill:
    return skill(
        'has("stick", 4)',
        'craft(item="stick", count=4, station="furnace")',
        needs='has("cobblestone", 2) and near("furnace", 4)',
        uses={"cobblestone": 2},
        batch=4,
        id=f"skill-{number}",
    )


def test_it_believes_a_skill_as_often_as_it_complies(
    situation: Situations, view: Callable[..., View], asked: Asked, skill: Callable[..., Skill]
) -> None:
    now = view({"cobblestone": 9, "oak_planks": 9}, stations={"furnace": 2})
    here = situation('has("stick", 4)', now=now)

    def followed(compliance: float) -> float:
        answers = [
            asked(
                Novice(seed=1, rates=NONE, compliance=compliance), here, skills=(sticks(skill, n),)
            )
            for n in range(80)
        ]
        return sum("furnace" in answer[-1] for answer in answers) / len(answers)

    assert followed(1.0) == 1.0
    assert followed(0.0) == 0.0
    assert followed(0.6) == pytest.approx(0.6, abs=0.15)


def test_the_blank_novice_chains_what_it_is_told(
    situation: Situations, view: Callable[..., View], asked: Asked, skill: Callable[..., Skill]
) -> None:
    stones = skill('has("cobblestone")', 'gather(item="cobblestone", count=1, source="stone")')
    now = view(stations={"furnace": 2})

    answer = asked(
        Novice(seed=1, blank=True),
        situation('has("stick", 4)', now=now),
        skills=(sticks(skill), stones),
    )

    assert 'gather(item="cobblestone", count=2, source="stone")' in answer
    assert answer[-1] == 'craft(item="stick", count=4, station="furnace")'


def only(**rates: float) -> ErrorRates:
    return ErrorRates.model_validate({**NONE.model_dump(), **rates})


def test_it_learns_from_a_failure_within_the_episode(
    situation: Situations, view: Callable[..., View], asked: Asked, lived: Lived, words: Vocabulary
) -> None:
    forgetful = Novice(seed=1, rates=only(station_forgotten=1.0))
    now = view({"oak_planks": 20, "stick": 2})
    before = asked(forgetful, situation('has("wooden_pickaxe")', now=now))
    refused = WindowRejected(tick=1, window="none", item="wooden_pickaxe", station="crafting_table")
    failed = lived(before[0], refused, carried={"oak_planks": 20, "stick": 2})

    after = asked(
        forgetful,
        situation('has("wooden_pickaxe")', now=now, history=History(words, pairs=(failed,))),
    )

    assert before == ['craft(item="wooden_pickaxe", count=1)']
    assert after[-2:] == [
        'place(item="crafting_table")',
        'craft(item="wooden_pickaxe", count=1, station="crafting_table")',
    ]


def test_it_adds_what_a_failure_says_was_lacking(
    situation: Situations, view: Callable[..., View], asked: Asked, lived: Lived, words: Vocabulary
) -> None:
    blank = Novice(seed=1, blank=True)
    refused = WindowRejected(
        tick=1, window="none", item="torch", lacking=(Lack(item="coal", count=1),)
    )
    failed = lived('craft(item="torch", count=1)', refused)
    history = History(words, pairs=(failed,))

    answer = asked(blank, situation('has("torch")', history=history))

    assert any('"coal"' in step for step in answer[:-1])


def test_it_takes_fuel_along_once_it_was_lacking(
    situation: Situations, view: Callable[..., View], asked: Asked, lived: Lived, words: Vocabulary
) -> None:
    forgetful = Novice(seed=1, rates=only(fuel_forgotten=1.0))
    now = view({"iron_ore": 1}, stations={"furnace": 2}, blocks=FIELD_OF_LOGS)
    before = asked(forgetful, situation('has("iron_ingot")', now=now))
    failed = lived(before[0], Refused(tick=1, need="fuel", name="fuel"), carried={"iron_ore": 1})

    after = asked(
        forgetful,
        situation('has("iron_ingot")', now=now, history=History(words, pairs=(failed,))),
    )

    assert before == ['smelt(item="iron_ingot", count=1, source="iron_ore")']
    assert any(step.startswith('gather(item="oak_log"') for step in after)
    assert "fuel=" in after[-1]


def test_it_takes_nothing_weaker_for_fuel_than_what_it_is_told_does_not_burn(
    situation: Situations,
    view: Callable[..., View],
    asked: Asked,
    guardrail: Callable[..., Guardrail],
) -> None:
    well_read = Novice(seed=1, rates=NONE)
    now = view({"iron_ore": 1, "oak_planks": 9, "stick": 9}, stations={"furnace": 2})
    rail = guardrail(SubgoalPattern.of("smelt", fuel="oak_planks"), cause=Cause.missing_fuel)

    before, after = (
        asked(well_read, situation('has("iron_ingot")', now=now, guardrails=rails))[-1]
        for rails in ((), (rail,))
    )

    assert before.split("fuel=")[1] in {'"oak_planks")', '"stick")'}
    assert after.split("fuel=")[1] not in {'"oak_planks")', '"stick")'}


def test_it_heeds_a_guardrail(
    situation: Situations,
    view: Callable[..., View],
    asked: Asked,
    guardrail: Callable[..., Guardrail],
) -> None:
    weak = Novice(seed=1, rates=only(weak_tool=1.0))
    now = view({"wooden_pickaxe": 1, "cobblestone": 9, "stick": 9}, stations={"crafting_table": 2})
    rail = guardrail(
        SubgoalPattern.of("gather", item="iron_ore"),
        trigger='not tool("pickaxe", "stone")',
        achieve='tool("pickaxe", "stone")',
    )

    without = asked(weak, situation('has("iron_ore")', now=now))
    heeding = asked(weak, situation('has("iron_ore")', now=now, guardrails=(rail,)))

    assert not any("stone_pickaxe" in step for step in without)
    assert any('craft(item="stone_pickaxe"' in step for step in heeding)


def test_it_heeds_a_guardrail_as_often_as_it_complies(
    situation: Situations, asked: Asked, guardrail: Callable[..., Guardrail]
) -> None:
    def heeded(compliance: float) -> float:
        answers = []
        for n in range(120):
            rail = guardrail(
                SubgoalPattern.of("gather", item="coal", height=None),
                cause="target_not_found",
                remedy=Remedy(replace=(("height", (5, 40)),)),
            ).model_copy(update={"id": f"guardrail-{n}"})
            lost = Novice(seed=1, rates=only(wrong_height=1.0), compliance=compliance)
            answers.append(asked(lost, situation('has("coal")', guardrails=(rail,)))[-1])
        return sum("height=(5, 40)" in answer for answer in answers) / len(answers)

    assert heeded(1.0) == 1.0
    assert heeded(0.6) == pytest.approx(0.6, abs=0.12)
    assert heeded(0.0) == 0.0


def test_it_looks_where_a_guardrail_says(
    situation: Situations, asked: Asked, guardrail: Callable[..., Guardrail]
) -> None:
    lost = Novice(seed=1, rates=only(wrong_height=1.0))
    rail = guardrail(
        SubgoalPattern.of("gather", item="coal", height=None),
        cause="target_not_found",
        remedy=Remedy(replace=(("height", (5, 40)),)),
    )

    answer = asked(lost, situation('has("coal")', guardrails=(rail,)))

    assert "height=(5, 40)" in answer[-1]


def test_it_repeats_an_example_of_the_very_same_task(situation: Situations, asked: Asked) -> None:
    steps = tuple(
        Step(subgoal=parse_subgoal(text))
        for text in ('gather(item="bamboo", count=2)', 'craft(item="stick", count=1)')
    )
    example = Example(instruction="Craft a Stick", plan=Plan(steps=steps), episode="e")

    answer = asked(
        Novice(seed=1),
        situation('has("stick")', instruction="Craft a stick"),
        examples=(example,),
    )

    assert answer == [str(step.subgoal) for step in steps]


@pytest.mark.parametrize("text", ["", "Hello!", "## Task\nGoal: has(\n## State\nCarried: x"])
def test_a_prompt_that_it_cannot_read_gets_an_empty_plan(text: str) -> None:
    reply = Novice(seed=1).complete([Message(role="user", content=text)], {})

    assert json.loads(reply.text) == {"steps": []}
    assert json.loads(Novice(seed=1).complete([], {}).text) == {"steps": []}


def test_one_prior_seed_believes_the_same_whatever_the_episode() -> None:
    one, same = (make_model("novice", seed=n, options={"prior_seed": "9"}) for n in (1, 2))
    other = make_model("novice", seed=1)
    assert isinstance(one, Novice)
    assert isinstance(same, Novice)
    assert isinstance(other, Novice)
    assert (one.seed, same.seed, other.seed) == (9, 9, 1)

    doubled = make_model("novice", options={"errors": "2", "slips": "3"})
    assert isinstance(doubled, Novice)
    assert doubled.rates.weak_tool == 0.6
    assert doubled.slips.prose == 0.75


def test_options_are_read() -> None:
    made = make_model(
        "novice", seed=4, options={"compliance": "0.6", "errors": "0.5", "prior_seed": "9"}
    )

    assert isinstance(made, Novice)
    assert (made.seed, made.compliance, made.blank, made.name) == (9, 0.6, False, "novice")
    assert made.rates == ErrorRates().scaled(0.5)
    blank = make_model("novice:blank", seed=4)
    assert isinstance(blank, Novice)
    assert (blank.seed, blank.blank, blank.name) == (4, True, "novice:blank")


@pytest.mark.parametrize(
    ("name", "options", "said"),
    [
        ("novice:genius", {}, "Expected novice or novice:blank"),
        ("novice", {"complience": "1"}, "found 'complience'"),
        ("novice", {"compliance": "1.2"}, "expected a number from 0 to 1, found '1.2'"),
        ("novice", {"compliance": "much"}, "found 'much'"),
        ("novice", {"errors": "-1"}, "found '-1'"),
    ],
)
def test_options_that_cannot_be_used_are_refused(
    name: str, options: dict[str, str], said: str
) -> None:
    with pytest.raises(InputError, match=said):
        make_model(name, options=options)


def test_what_it_is_taught_of_trading_for_a_thing_says_nothing_of_smelting_it(
    situation: Situations, skill: Callable[..., Skill], asked: Asked
) -> None:
    offer = skill(
        'has("iron_ingot")', 'trade(item="iron_ingot")', needs='near("villager", 64)', cost_ticks=24
    )
    model = Novice(seed=1, rates=NONE)
    now = situation('happened("smelted", "iron_ingot")')

    steps = asked(model, now, skills=(offer,))

    assert any(step.startswith("gather") and "iron_ore" in step for step in steps)
    assert steps[-1].startswith('smelt(item="iron_ingot"')


def test_after_a_village_was_sought_in_vain_it_comes_by_the_thing_otherwise(
    situation: Situations,
    skill: Callable[..., Skill],
    asked: Asked,
    lived: Lived,
    words: Vocabulary,
) -> None:
    offer = skill('has("iron_ingot")', 'trade(item="iron_ingot")', cost_ticks=24)
    ore = skill(
        'has("iron_ingot")',
        'hunt(entity="husk", item="iron_ingot")',
        cost_ticks=20_000,
        id="skill-b",
    )
    model = Novice(seed=1, rates=NONE, blank=True)
    vain = Searched(tick=900, target="village", cells=40, low=64, high=70)
    sought = lived('explore(target="village", sought="place")', vain)

    later = situation('has("iron_ingot")', history=History(words).extended(*sought))

    before = asked(model, situation('has("iron_ingot")'), skills=(offer, ore))
    after = asked(model, later, skills=(offer, ore))

    assert before[-1].startswith("trade")
    assert after == ['hunt(entity="husk", item="iron_ingot", count=1)']


def test_what_has_worked_elsewhere_is_sought_again_before_a_mere_belief(
    situation: Situations,
    skill: Callable[..., Skill],
    asked: Asked,
    lived: Lived,
    words: Vocabulary,
) -> None:
    ore = skill('has("gold_ingot")', 'gather(item="gold_ingot")', cost_ticks=1_600)
    vain = Searched(tick=900, target="gold_ingot", cells=40, low=21, high=29)
    sought = lived('gather(item="gold_ingot", count=1)', vain)
    later = situation('has("gold_ingot")', history=History(words).extended(*sought))
    believing = Novice(seed=1, rates=NONE)

    untaught = asked(believing, later)
    taught = asked(believing, later, skills=(ore,))

    assert untaught[-1].startswith(("smelt", "hunt"))
    assert taught == ['gather(item="gold_ingot", count=1)']


def test_a_guardrail_over_a_thing_without_a_source_is_heeded(
    situation: Situations, asked: Asked
) -> None:
    weak = ErrorRates(**dict.fromkeys(ErrorRates.model_fields, 0.0) | {"weak_tool": 1.0})
    guardrail = Guardrail(
        id="guardrail-a",
        scope="vanilla",
        forbidden=SubgoalPattern.of("gather", item="diamond", source=None),
        trigger=parse('not tool("pickaxe", "iron")'),
        cause=Cause.tool_too_weak,
        remedy=Remedy(achieve=parse('tool("pickaxe", "iron")')),
        status="active",
    )
    now = situation('has("diamond")')
    believes = Novice(seed=1, rates=weak.model_copy(update={"wrong_source": 1.0}))

    assert not any("iron_pickaxe" in step for step in asked(believes, now))
    told = asked(believes, now, guardrails=(guardrail,))
    assert any("iron_pickaxe" in step for step in told)


def test_it_reads_whether_it_is_shut_in() -> None:
    prompt = (
        '## Task\n"Do it"\nGoal: has("stick")\n\n## State\nTick 0 of 9.\nCarried: nothing.\n'
        "At (3, 70, -4), overworld{cover}.\nStations in reach: none.\n"
    )
    for cover, sky in ((", night, in the open", True), (", under cover", False), ("", None)):
        position = read_prompt(prompt.format(cover=cover)).state.position
        assert position is not None
        assert position.sky is sky


def test_it_reads_where_it_is() -> None:
    prompt = (
        '## Task\n"Do it"\nGoal: has("stick")\n\n## State\nTick 0 of 9.\nCarried: nothing.\n'
        "At (3, 70, -4), the_nether, biome nether_wastes, day.\nStations in reach: none.\n"
        "Known places: nether_portal (1, 64, 2).\n"
    )

    state = read_prompt(prompt).state

    assert (state.position, state.biome) == (
        Position(x=3, y=70, z=-4, dimension="the_nether"),
        "nether_wastes",
    )
    assert state.places == (
        KnownPlace(name="nether_portal", x=1, y=64, z=2, dimension="the_nether"),
    )


CRAFTER = Novice(seed=1, rates=NONE, prior=shipped_prior("crafter"))
OPEN_ENDED = """## Task
"Do all"
Goal: {goal}
Each part counts by itself, and once it held it counts for good.

## State
Tick 0 of 60000.
Carried: {carried}.
Vitals: health 9, food 9, drink 9, energy 9.
At (3, 0, 3), overworld, day, in the open.
Time: 5000 ticks since sunrise.
In view: grass (1 block away).
Stations in reach: {stations}.

{told}
"""


def answers(
    goal: str, carried: str = "nothing", stations: str = "none", told: str = ""
) -> list[str]:
    prompt = OPEN_ENDED.format(goal=goal, carried=carried, stations=stations, told=told)
    reply = CRAFTER.complete([Message(role="user", content=prompt)], plan_schema())
    return [str(subgoal_adapter.validate_python(step)) for step in json.loads(reply.text)["steps"]]


def test_what_was_just_forbidden_isnt_said_again() -> None:
    goal = 'happened("mined", "tree") and happened("drunk", "water")'
    first = answers(goal)
    told = f"## Forbidden\n- {first[0]} by guardrail-1: It went wrong.\n"

    assert answers(goal, told=told) not in ([], first)


def test_a_station_at_which_nothing_could_be_made_is_set_up_anew() -> None:
    goal, carried = 'happened("crafted", "wood_pickaxe")', "9 wood"
    stations = "table (5 blocks away)"
    refused = '## Failed\n- craft(item="wood_pickaxe", count=1, station="table") failed: {cause}'

    assert answers(goal, carried, stations)[0].startswith("craft(")
    assert answers(goal, carried, stations, refused.format(cause="window_blocked")) == [
        'place(item="table")'
    ]
    since = '## Finished\n1. place(item="table")\n' + refused.format(cause="window_blocked")
    assert answers(goal, carried, stations, f"{since}; 1 step done since")[0].startswith("craft(")


def test_what_is_learned_to_build_something_leaves_what_had_better_follow() -> None:
    skill = (
        '## Skills\n- skill-1: goal near("plant"); needs has("sapling"); uses up 1 sapling;'
        ' gives 1; step place(item="plant"); takes 6 ticks; reliability 0.90\n'
    )

    steps = answers('happened("placed", "plant")', "5 stone, 1 sapling", told=skill)

    assert steps == ['place(item="plant")', *['place(item="stone")'] * 4]


def test_a_meal_that_was_learned_is_gone_for() -> None:
    skill = (
        '## Skills\n- skill-1: goal happened("eaten", "cow"); needs nothing; gives 1;'
        ' step eat(item="cow"); takes 60 ticks; reliability 0.90\n'
    )

    assert answers('happened("eaten", "cow")', told=skill) == ['eat(item="cow")']


def test_what_is_told_of_any_of_a_tag_serves_what_it_knows_nothing_else_of(
    situation: Situations, asked: Asked, skill: Callable[..., Skill], any_log: Skill
) -> None:
    oak = skill('has("oak_log")', 'gather(item="oak_log", count=1)', cost_ticks=80)
    stones = skill('has("stripped_oak_log")', 'gather(item="stripped_oak_log", source="stone")')
    blank = Novice(seed=1, blank=True)

    def answer(goal: str, *skills: Skill) -> list[str]:
        return asked(blank, situation(goal), skills=skills)

    assert answer('has("spruce_log", 3)', any_log, oak) == ['gather(item="spruce_log", count=3)']
    assert answer('has("#logs", 3)', any_log, oak) == ['gather(item="oak_log", count=3)']
    own = answer('has("stripped_oak_log")', any_log, stones)
    assert own == ['gather(item="stripped_oak_log", count=1, source="stone")']


def test_a_new_station_that_is_of_no_use_either_is_set_beside_another() -> None:
    rules = shipped_prior("crafter").rules
    alone = rules.model_copy(
        update={
            "structures": tuple(r.model_copy(update={"station": None}) for r in rules.structures)
        }
    )
    furnace, craft = Place(item="furnace"), Craft(item="iron_pickaxe", station="furnace")
    refused = (craft, "window_blocked")

    def beside(*outcomes: tuple[Place | Craft, str | None]) -> str | None:
        known = set_beside(from_rules(alone), outcomes).operators
        return next(op.station for op in known if op.item == "furnace")

    assert beside(refused) is None
    assert beside((furnace, None), refused) == "table"
    assert beside((furnace, None), (craft, None)) is None


def test_a_plant_that_was_waited_for_long_enough_is_eaten_before_anything_else() -> None:
    def answer(tick: int) -> list[str]:
        prompt = OPEN_ENDED.format(
            goal='happened("eaten", "plant") and happened("drunk", "water")',
            carried="nothing",
            stations="plant (3 blocks away)",
            told="",
        )
        done = f"Done so far: placed plant once by tick {tick}.\nStations in"
        prompt = prompt.replace("Tick 0", "Tick 9000").replace("Stations in", done)
        reply = CRAFTER.complete([Message(role="user", content=prompt)], plan_schema())
        steps = json.loads(reply.text)["steps"]
        return [str(subgoal_adapter.validate_python(step)) for step in steps]

    assert answer(8_990) == ['eat(item="water")']
    assert answer(6_000) == ['eat(item="plant")']
