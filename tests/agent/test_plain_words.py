"""What was learned reads as plain sentences, whatever it is made of."""

from __future__ import annotations

from typing import Any

import pytest

from agent.plain_conditions import clause
from agent.plain_words import guardrail_in_words, skill_in_words
from diagnosis import Cause
from envs import parse, parse_subgoal
from memory import (
    AtMost,
    Before,
    Effect,
    Guardrail,
    Inside,
    Parameter,
    Remedy,
    Skill,
    SkillCall,
    SubgoalPattern,
)

STICK = SubgoalPattern.of("craft", item="stick")
PLANKS = SubgoalPattern.of("craft", item="#planks")


def skill(goal: str, *steps: str | SkillCall, needs: str = "", **fields: Any) -> Skill:
    return Skill(
        scope="vanilla",
        goal=parse(goal),
        preconditions=parse(needs) if needs else None,
        steps=tuple(s if isinstance(s, SkillCall) else parse_subgoal(s) for s in steps),
        verification=parse(goal),
        **{"id": "skill-a", **fields},
    )


@pytest.mark.parametrize(
    ("text", "said", "contrary"),
    [
        ('has("stick")', "a stick is carried", "no stick is carried"),
        ('has("#logs", 3)', "3 #logs are carried", "fewer than 3 #logs are carried"),
        ('has("#logs")', "one of #logs is carried", "none of #logs is carried"),
        (
            'tool("pickaxe", "iron")',
            "a pickaxe of iron or better is carried",
            "no pickaxe of iron or better is carried",
        ),
        ('tool("shears", "iron")', "shears are carried", "no shears are carried"),
        ('near("oven", 4)', "an oven is within 4 blocks", "no oven is within 4 blocks"),
        ('time("night")', "it is night", "it is day"),
        ('vital("health", 6)', "health is 6 or more", "health is under 6"),
        ("height(-2048, 12)", "one is at y 12 or below", "one isn't at y 12 or below"),
        ("height(5, 12)", "one is between y 5 and 12", "one isn't between y 5 and 12"),
        ("sky()", "the sky is open above", "something is overhead"),
        ('biome("forest")', "one is in the biome forest", "one isn't in the biome forest"),
        (
            'time("night") and sky()',
            "it is night and the sky is open above",
            "it is day or something is overhead",
        ),
        ("free_slots()", "a slot is free", "no slot is free"),
        ("free_slots(2)", "2 slots are free", "fewer than 2 slots are free"),
        ("within(1, 2, 9)", "within(1, 2, 9) holds", "within(1, 2, 9) does not hold"),
    ],
)
def test_a_condition_is_a_clause_and_so_is_its_contrary(
    text: str, said: str, contrary: str
) -> None:
    assert clause(parse(text)) == said
    assert clause(parse(f"not ({text})")) == contrary


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (
            {
                "forbidden": STICK,
                "trigger": parse('not has("#planks", 2)'),
                "remedy": Remedy(achieve=parse('has("#planks", 2)')),
            },
            "Don't craft stick while fewer than 2 #planks are carried: missing material. "
            "See to that first.",
        ),
        (
            {
                "forbidden": Before(first=PLANKS, then=STICK),
                "exception": parse('has("#planks", 2)'),
                "remedy": Remedy(achieve=parse('has("#planks", 2)')),
            },
            "Don't craft stick with no step before it to craft #planks, unless 2 #planks are "
            "carried: missing material. See to that first.",
        ),
        (
            {
                "forbidden": SubgoalPattern.of("craft", item="chest", station=None),
                "cause": Cause.missing_station,
                "remedy": Remedy(replace=(("station", "crafting_table"),)),
            },
            "Don't craft chest in the hand: missing station. Instead: at a crafting_table.",
        ),
        (
            {
                "forbidden": SubgoalPattern.of("gather", item="iron_ore", height=None),
                "cause": Cause.target_not_found,
                "remedy": Remedy(replace=(("height", (5, 54)),)),
            },
            "Don't gather iron_ore where it lies open: target not found. "
            "Instead: between y 5 and 54.",
        ),
        (
            {
                "forbidden": AtMost(
                    count=2, pattern=SubgoalPattern.of("hunt", entity="cow"), within_blocks=48
                ),
                "remedy": Remedy(away_blocks=96),
            },
            "Don't hunt a cow again where it failed twice within 48 blocks: missing material. "
            "Go 96 blocks away first.",
        ),
        (
            {
                "forbidden": Inside(
                    pattern=SubgoalPattern.of("trade", entity="villager", item="emerald"),
                    region=parse('time("night")'),
                ),
                "cause": Cause.killed,
                "remedy": Remedy(achieve=parse('time("day")')),
            },
            "Don't trade with a villager for emerald while it is night: killed. "
            "See to it first that it is day.",
        ),
        (
            {"forbidden": SubgoalPattern.of("smelt", item="glass", source=None)},
            "Don't smelt glass: missing material.",
        ),
        (
            {"forbidden": SubgoalPattern.of("gather", item="stick", source=None)},
            "Don't gather stick as a block: missing material.",
        ),
        ({"forbidden": SubgoalPattern.of("go_to")}, "Don't go anywhere: missing material."),
        ({"forbidden": STICK, "remedy": Remedy(drop=True)},
         "Don't craft stick: missing material. Leave it out."),
        ({"forbidden": SubgoalPattern.of("wait", ticks=5)},
         "Don't wait(ticks=5): missing material."),
    ],
)  # fmt: skip
def test_a_guardrail_says_what_when_why_and_what_to_do(fields: dict[str, Any], said: str) -> None:
    usual = {"id": "guardrail-a", "scope": "vanilla", "cause": Cause.missing_material}
    assert guardrail_in_words(Guardrail(**{**usual, **fields})) == said


def test_a_skill_says_what_it_is_for_and_what_it_takes() -> None:
    chest = skill(
        'has("chest")',
        'craft(item="chest", station="crafting_table")',
        needs='has("#planks", 8) and near("crafting_table", 16)',
        effects=(Effect(item="#planks", delta=-8), Effect(item="chest", delta=1)),
    )
    assert skill_in_words(chest, {}) == (
        "To get 1 chest, craft it at a crafting_table, which takes 8 #planks."
    )
    stone = skill(
        'has("cobblestone")',
        'gather(item="cobblestone", source="stone", height=(50, 60))',
        needs='tool("pickaxe")',
    )
    assert skill_in_words(stone, {}) == (
        "To get 1 cobblestone, dig for stone between y 50 and 60, if a pickaxe is carried."
    )


def test_a_composed_skill_says_what_each_call_is_for() -> None:
    log = skill('has("oak_log")', 'gather(item="oak_log")', id="skill-log")
    table = skill(
        'has("crafting_table")',
        SkillCall(skill="skill-log", arguments=(("count", 3),)),
        'craft(item="crafting_table")',
        id="skill-table",
    )
    outer = skill(
        'has("chest")',
        SkillCall(skill="skill-table"),
        SkillCall(skill="skill-gone"),
        'place(item="crafting_table")',
        'craft(item="chest", station="crafting_table")',
    )
    known = {"skill-log": log, "skill-table": table}
    assert skill_in_words(table, known) == (
        "To get 1 crafting_table, in turn: gather 3 oak_log and craft 1 crafting_table."
    )
    assert skill_in_words(outer, known) == (
        "To get 1 chest, in turn: get 1 crafting_table, call skill-gone, place a crafting_table "
        "and craft 1 chest."
    )


def test_what_may_be_given_in_a_call_is_said() -> None:
    ore = skill(
        'has("iron_ore")',
        'gather(item="iron_ore", count=1, height=(8, 12))',
        parameters=(
            Parameter(name="count", default=1, uses=((0, "count"),)),
            Parameter(name="tool", default=None, uses=((0, "tool"),), among=("stone_pickaxe",)),
            Parameter(name="height", default=None, uses=((0, "height"),), within=(5, 14)),
        ),
    )

    assert skill_in_words(ore, {}) == (
        "To get 1 iron_ore, dig for iron_ore between y 8 and 12. "
        "May be given: tool (stone_pickaxe or better), height (between y 5 and 14)."
    )


def test_a_skill_for_any_of_a_tag_speaks_of_the_tag() -> None:
    given = Parameter(name="item", default="oak_log", uses=((0, "item"),), among=("#logs",))
    any_log = skill('has("#logs")', 'gather(item="oak_log")', parameters=(given,))

    assert skill_in_words(any_log, {}) == (
        "To get 1 of #logs, break #logs. May be given: item (any of #logs)."
    )
