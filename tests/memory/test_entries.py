from typing import Any

import pytest
from pydantic import ValidationError

from envs import AtTime, Plan, Step, Tally, View, parse, parse_subgoal
from memory import (
    AtMost,
    Before,
    Evidence,
    Forbidden,
    Inside,
    KnowledgeView,
    Parameter,
    Skill,
    SkillCall,
    SubgoalPattern,
    entry_adapter,
    entry_id,
    expand,
    forbids_next,
)
from memory.entries import MAX_EVIDENCE_IDS

PLANKS = SubgoalPattern.of("craft", item="#planks")
TABLE = SubgoalPattern.of("place", item="crafting_table")


def skill(**fields: Any) -> Skill:
    values: dict[str, Any] = {
        "id": "skill-1",
        "scope": "vanilla",
        "goal": parse('has("stick")'),
        "steps": (parse_subgoal('craft(item="oak_planks")'), parse_subgoal('craft(item="stick")')),
        "verification": parse('has("stick")'),
    }
    return Skill.model_validate({**values, **fields})


def plan(*subgoals: str, frozen: int = 0) -> Plan:
    return Plan(steps=tuple(Step(subgoal=parse_subgoal(s)) for s in subgoals), frozen=frozen)


def test_reliability_is_the_mean_of_the_posterior() -> None:
    evidence = Evidence()

    assert evidence.reliability == 0.5
    assert evidence.supported("a").supported("b").reliability == 0.75
    assert evidence.contradicted("a").reliability == pytest.approx(1 / 3)


def test_evidence_counts_on_and_keeps_the_latest_ids() -> None:
    evidence = Evidence()
    for number in range(MAX_EVIDENCE_IDS + 5):
        evidence = evidence.supported(f"e{number}").contradicted(f"c{number}")

    assert evidence.supporting == evidence.contradicting == MAX_EVIDENCE_IDS + 5
    assert evidence.supporting_ids[0] == "e5"
    assert evidence.contradicting_ids[-1] == f"c{MAX_EVIDENCE_IDS + 4}"


def test_the_same_lesson_has_one_id() -> None:
    one = entry_id("guardrail", {"forbidden": "craft()", "trigger": "sky()"})
    other = entry_id("guardrail", {"trigger": "sky()", "forbidden": "craft()"})

    assert one == other
    assert one != entry_id("guardrail", {"forbidden": "craft()"})


def test_arguments_are_put_into_every_step_that_uses_them() -> None:
    count = Parameter(name="count", default=4, uses=((0, "count"), (1, "count")))

    given = expand(skill(parameters=(count,)), {"count": 9})
    kept = expand(skill(parameters=(count,)), {})

    assert [str(step) for step in given] == [
        'craft(item="oak_planks", count=9)',
        'craft(item="stick", count=9)',
    ]
    assert [str(step) for step in kept][1] == 'craft(item="stick", count=4)'


def test_arguments_reach_the_call_of_another_skill() -> None:
    count = Parameter(name="count", default=4, uses=((0, "count"),))
    calling = skill(steps=(SkillCall(skill="skill-2"),), parameters=(count,))

    assert expand(calling, {"count": 7}) == (SkillCall(skill="skill-2", arguments=(("count", 7),)),)


def test_calls_and_parameters_are_read_back_from_their_json() -> None:
    height = Parameter(name="height", default=None, uses=((0, "height"),), within=(5, 14))
    tool = Parameter(name="tool", default=None, uses=((0, "tool"),), among=("none", "iron_axe"))
    calling = skill(
        steps=(SkillCall(skill="skill-2", arguments=(("height", (5, 12)), ("tool", "iron_axe"))),),
        parameters=(height, tool),
    )
    # As they were written before there was anything but counts.
    older = Parameter.model_validate_json('{"name": "n", "default": 4, "uses": [[0, "count"]]}')

    assert entry_adapter.validate_json(calling.model_dump_json()) == calling
    assert '"among"' not in older.model_dump_json()
    assert older == Parameter(name="n", default=4, uses=((0, "count"),))


def test_what_is_no_parameter_and_no_subgoal_is_refused() -> None:
    count = Parameter(name="count", default=4, uses=((0, "count"),))

    with pytest.raises(ValueError, match="no parameter 'item'; it has"):
        expand(skill(parameters=(count,)), {"item": "bowl"})
    with pytest.raises(ValueError, match="count"):
        expand(skill(parameters=(count,)), {"count": 0})


def test_an_entry_is_read_back_from_its_json() -> None:
    assert entry_adapter.validate_json(skill().model_dump_json()) == skill()
    with pytest.raises(ValidationError):
        entry_adapter.validate_python({"kind": "skill", "id": "x", "code": "import os"})


def test_a_views_digest_says_what_is_known_and_not_when() -> None:
    known = KnowledgeView(scope="vanilla", round=1, skills=(skill(),))

    assert known.digest == known.model_copy(update={"round": 2}).digest
    assert known.digest != KnowledgeView(scope="vanilla", round=1).digest


@pytest.mark.parametrize(
    ("pattern", "subgoal", "matches"),
    [
        (PLANKS, 'craft(item="oak_planks", count=9)', True),
        (PLANKS, 'craft(item="stick")', False),
        (PLANKS, 'gather(item="oak_planks")', False),
        (SubgoalPattern.of("craft", station=None), 'craft(item="stick")', True),
        (SubgoalPattern.of("craft", station=None), 'craft(item="a", station="b")', False),
        (SubgoalPattern.of("craft", nonsense="x"), 'craft(item="stick")', False),
        (SubgoalPattern(verb="sleep"), "sleep()", True),
    ],
)
def test_a_pattern_matches_its_kind_with_its_fields(
    world: Any, pattern: SubgoalPattern, subgoal: str, matches: bool
) -> None:
    assert pattern.matches(parse_subgoal(subgoal), world.vocabulary) is matches


@pytest.mark.parametrize(
    ("forbidden", "steps", "frozen", "forbids"),
    [
        (PLANKS, ['craft(item="oak_planks")'], 0, True),
        (PLANKS, ["sleep()", 'craft(item="oak_planks")'], 0, False),
        (Before(first=TABLE, then=PLANKS), ['craft(item="oak_planks")'], 0, True),
        (
            Before(first=TABLE, then=PLANKS),
            ['place(item="crafting_table")', 'craft(item="oak_planks")'],
            1,
            False,
        ),
        (AtMost(count=1, pattern=PLANKS), ['craft(item="oak_planks")'], 0, False),
        (AtMost(count=1, pattern=PLANKS), ['craft(item="oak_planks")'] * 2, 1, True),
        (AtMost(count=1, pattern=PLANKS), [*['craft(item="oak_planks")'] * 2, "sleep()"], 2, False),
        (Inside(pattern=PLANKS, region=AtTime(phase="day")), ['craft(item="oak_planks")'], 0, True),
        (
            Inside(pattern=PLANKS, region=AtTime(phase="night")),
            ['craft(item="oak_planks")'],
            0,
            False,
        ),
    ],
)
def test_what_is_forbidden_is_seen_before_the_step_is_begun(
    world: Any, forbidden: Forbidden, steps: list[str], frozen: int, forbids: bool
) -> None:
    view = View(world.state(time=100), Tally(), world.vocabulary)

    assert forbids_next(forbidden, plan(*steps, frozen=frozen), view) is forbids


def test_patterns_print_as_what_they_match() -> None:
    assert str(SubgoalPattern.of("craft", station=None, item="stick")) == (
        'craft(item="stick", station=null)'
    )
    assert str(AtMost(count=2, pattern=PLANKS)) == 'craft(item="#planks") more than 2 times'
    assert str(Before(first=TABLE, then=PLANKS)).startswith('craft(item="#planks") with no place')
