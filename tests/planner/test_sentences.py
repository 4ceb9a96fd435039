"""What is written is read back: skills, guardrails, examples, failures."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diagnosis import Diagnosis
from envs import (
    SUBGOAL_CLASSES,
    And,
    Attempt,
    AtTime,
    Condition,
    Craft,
    Explore,
    Gather,
    GoTo,
    Has,
    HasTool,
    Hunt,
    Ingredient,
    Knows,
    Lack,
    Near,
    Not,
    Or,
    Place,
    Plan,
    Sleep,
    Smelt,
    Step,
    Subgoal,
    Trade,
    Vital,
    Wait,
    WindowRejected,
    Within,
    parse,
    parse_subgoal,
)
from memory import (
    Before,
    Effect,
    Evidence,
    Example,
    FieldPattern,
    Guardrail,
    Parameter,
    Remedy,
    Skill,
    SkillCall,
    SubgoalPattern,
)
from planner import example_line, failure_line, guardrail_line, skill_line
from planner.sentences import read_example, read_failure, read_guardrail, read_skill

names = st.text("abz_09", min_size=1, max_size=8).map(lambda text: f"n{text}")
patterns = st.one_of(names, names.map(lambda name: f"#{name}"))
counts = st.integers(1, 100)
heights = st.tuples(st.integers(-60, 0), st.integers(1, 80))
atoms: st.SearchStrategy[Condition] = st.one_of(
    st.builds(Has, item=patterns, count=counts),
    st.builds(HasTool, tool=st.sampled_from(["axe", "pickaxe"]), tier=st.just("stone")),
    st.builds(Near, name=patterns, distance=st.integers(0, 64)),
    st.builds(Knows, place=names),
    st.builds(AtTime, phase=st.sampled_from(["day", "night"])),
    st.builds(Vital, name=st.just("health"), least=st.integers(0, 20)),
    st.builds(Within, x=st.integers(-99, 99), z=st.integers(-99, 99), distance=counts),
)
conditions: st.SearchStrategy[Condition] = st.recursive(
    atoms,
    lambda inner: st.one_of(
        st.builds(Not, of=inner),
        st.builds(And, of=st.tuples(inner, inner)),
        st.builds(Or, of=st.tuples(inner, inner)),
    ),
    max_leaves=4,
)
subgoals: st.SearchStrategy[Subgoal] = st.one_of(
    st.builds(
        Gather, item=patterns, count=counts, source=st.none() | patterns, height=st.none() | heights
    ),
    st.builds(Craft, item=names, count=counts, station=st.none() | names),
    st.builds(Smelt, item=names, count=counts, source=st.none() | patterns),
    st.builds(Hunt, entity=names, item=st.none() | patterns, count=counts),
    st.builds(Trade, item=names, count=counts),
    st.builds(Place, item=names),
    st.builds(GoTo, target=names),
    st.builds(Explore, target=names, sought=st.sampled_from(["thing", "biome", "place"])),
    st.builds(Wait, ticks=counts, until=st.none() | conditions),
    st.just(Sleep()),
)
fields = st.dictionaries(
    st.sampled_from(["entity", "height", "item", "station", "tool"]),
    st.one_of(patterns, st.integers(0, 99), st.none(), heights),
    max_size=3,
).map(lambda found: tuple(sorted(found.items())))


@given(
    goal=conditions,
    needs=st.none() | conditions,
    steps=st.lists(subgoals, min_size=1, max_size=4),
    batch=counts,
    supporting=st.integers(0, 50),
    uses=st.dictionaries(patterns, counts, max_size=3),
)
def test_a_skill_is_read_back(
    goal: Condition,
    needs: Condition | None,
    steps: list[Subgoal],
    batch: int,
    supporting: int,
    uses: dict[str, int],
) -> None:
    skill = Skill(
        id="skill-0123456789",
        scope="test",
        goal=goal,
        preconditions=needs,
        steps=tuple(steps),
        verification=goal,
        effects=(
            *(Effect(item=item, delta=-count) for item, count in sorted(uses.items())),
            Effect(item="zzz", delta=3),
        ),
        batch=batch,
        evidence=Evidence(supporting=supporting),
    )

    said = read_skill(skill_line(skill))

    assert said is not None
    assert (said.id, said.goal, said.needs, said.batch) == (skill.id, goal, needs, batch)
    assert said.steps == skill.steps
    assert said.uses == tuple(Ingredient(item=i, count=n) for i, n in sorted(uses.items()))
    assert said.reliability == pytest.approx(skill.evidence.reliability, abs=0.006)


def test_a_skills_line_says_what_may_be_given(skill: Callable[..., Skill]) -> None:
    ore = skill(
        'has("iron_ore")',
        'gather(item="iron_ore", count=1, height=(8, 12))',
        parameters=(
            Parameter(name="count", default=1, uses=((0, "count"),)),
            Parameter(
                name="tool", default=None, uses=((0, "tool"),), among=("none", "stone_pickaxe")
            ),
            Parameter(name="height", default=None, uses=((0, "height"),), within=(5, 14)),
        ),
    )

    line = skill_line(ore)

    assert (
        "; arguments count=1, tool (none or stone_pickaxe or better), height (within (5, 14)); "
        in line
    )
    said = read_skill(line)
    assert said is not None
    assert said.steps == ore.steps


def test_a_skill_that_calls_others_is_read_without_steps(skill: Callable[..., Skill]) -> None:
    call = SkillCall(skill="skill-b", arguments=(("count", 4),))
    composed = skill(
        'has("stick", 4)', "", steps=(call, parse_subgoal('craft(item="stick", count=4)'))
    )

    line = skill_line(composed)
    said = read_skill(line)

    assert "step skill-b(count=4)" in line
    assert said is not None
    assert said.steps == ()


@given(
    verb=st.sampled_from(sorted(SUBGOAL_CLASSES)),
    fixed=fields,
    trigger=st.none() | conditions,
    exception=st.none() | conditions,
    remedy=st.one_of(
        st.none(),
        st.builds(Remedy, achieve=conditions),
        st.builds(Remedy, replace=fields.filter(bool)),
        st.just(Remedy(drop=True)),
    ),
)
def test_a_guardrail_over_one_subgoal_is_read_back(
    verb: str,
    fixed: tuple[tuple[str, str | int | tuple[int, int] | None], ...],
    trigger: Condition | None,
    exception: Condition | None,
    remedy: Remedy | None,
) -> None:
    pattern = SubgoalPattern(
        verb=verb, fields=tuple(FieldPattern(name=n, value=v) for n, v in fixed)
    )
    guardrail = Guardrail.model_validate(
        {
            "id": "guardrail-0123456789",
            "scope": "test",
            "trigger": trigger,
            "forbidden": pattern,
            "exception": exception,
            "cause": "missing_tool",
            "remedy": remedy,
        }
    )

    said = read_guardrail(guardrail_line(guardrail))

    assert said is not None
    assert (said.id, said.verb, said.fields, said.trigger) == (guardrail.id, verb, fixed, trigger)
    given_remedy = remedy or Remedy()
    assert (said.achieve, said.replace, said.drop) == (
        given_remedy.achieve,
        given_remedy.replace,
        given_remedy.drop,
    )


def test_a_guardrail_over_a_plan_is_told_and_not_misread(
    guardrail: Callable[..., Guardrail],
) -> None:
    order = guardrail(
        Before(first=SubgoalPattern.of("sleep"), then=SubgoalPattern.of("hunt", entity="zombie"))
    )

    line = guardrail_line(order)

    assert 'never hunt(entity="zombie") with no sleep() before it' in line
    assert read_guardrail(line) is None


@given(instruction=st.text(min_size=1, max_size=60), steps=st.lists(subgoals, min_size=1))
def test_an_example_is_read_back(instruction: str, steps: list[Subgoal]) -> None:
    plan = Plan(steps=tuple(Step(subgoal=subgoal) for subgoal in steps))
    example = Example(instruction=instruction, plan=plan, episode="e")

    line = example_line(example)

    assert "\n" not in line
    assert read_example(line) == (example.instruction, tuple(steps))


def test_a_failure_says_what_was_needed(
    lived: Callable[..., tuple[Attempt, Diagnosis]],
) -> None:
    refused = WindowRejected(
        tick=5,
        window="none",
        item="torch",
        lacking=(Lack(item="stick", count=1), Lack(item="coal", count=1)),
    )

    said = read_failure(failure_line(*lived('craft(item="torch", count=4)', refused)))

    assert said is not None
    assert said.subgoal == Craft(item="torch", count=4)
    assert said.cause == "missing_material"
    assert {i.item for i in said.items} == {"stick", "coal"}


def test_a_failure_says_which_station_was_needed(
    lived: Callable[..., tuple[Attempt, Diagnosis]],
) -> None:
    refused = WindowRejected(tick=5, window="none", item="bowl", station="crafting_table")

    said = read_failure(
        failure_line(*lived('craft(item="bowl", count=4)', refused, carried={"oak_planks": 3}))
    )

    assert said is not None
    assert (said.cause, said.station) == ("missing_station", "crafting_table")


def test_a_failure_says_that_a_tool_was_too_weak() -> None:
    said = read_failure(
        'gather(item="iron_ore", count=1) failed: tool_too_weak; needs a better pickaxe than wooden'
    )

    assert said is not None
    assert said.better_than == ("pickaxe", "wooden")


@given(st.text(max_size=200))
def test_free_text_is_not_understood(text: str) -> None:
    assert read_skill(text) is None
    assert read_guardrail(text) is None
    assert read_failure(text) is None
    assert read_example(text) is None


@pytest.mark.parametrize(
    "line",
    [
        "sleep() failed: killed; needs station",
        "sleep() failed: killed; needs a better pickaxe",
        "sleep() failed: killed; needs a better pickaxe than copper",
        "sleep() failed: killed; needs many #logs",
        "sleep() failed: killed; needs 0 stick",
        'sleep() failed: killed; needs 1 a"b',
        "sleep( failed: killed",
    ],
)
def test_a_garbled_failure_is_not_understood(line: str) -> None:
    assert read_failure(line) is None


def test_a_skill_for_any_of_a_tag_is_read_back(any_log: Skill) -> None:
    line = skill_line(any_log)
    said = read_skill(line)

    assert 'step gather(item="oak_log", count=1); ' in line
    assert '; arguments item="oak_log" (any of #logs), count=1; ' in line
    assert said is not None
    assert (said.usual, said.any_of) == ("oak_log", "#logs")
    one = said.for_item("birch_log")
    assert (one.goal, one.steps) == (
        parse('has("birch_log")'),
        (parse_subgoal('gather(item="birch_log", count=1)'),),
    )
