"""What varied from success to success may be given in a call, and nothing else."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from envs import TIERS, Craft, Gather, HasTool
from memory import Parameter, Skill, expand


def mined(life: Any, act: Any, tool: str, y: int = 64, height: str = "") -> Any:
    return life.episode().tries(
        f'gather(item="cobblestone", source="stone"{height})',
        act.broke("stone", "cobblestone", tool, y),
        carrying={} if tool == "none" else {tool: 1},
    )


def dug(life: Any, act: Any, y: int) -> Any:
    return mined(life, act, "stone_pickaxe", y, ", height=(1, 60)")


def sticks(life: Any, act: Any, station: str | None) -> Any:
    at = "" if station is None else f', station="{station}"'
    return life.episode().tries(
        f'craft(item="stick", count=4{at})',
        act.crafted("stick", 4, {"oak_planks": 2}, station or "none"),
        carrying={"oak_planks": 2},
        near=() if station is None else (station,),
    )


def the(known: Any) -> Skill:
    (skill,) = known.skills
    return Skill.model_validate_json(skill.model_dump_json())


def given_for(skill: Skill, name: str) -> Parameter | None:
    return next((p for p in skill.parameters if p.name == name), None)


def test_what_never_varied_is_no_parameter(life: Any, act: Any) -> None:
    skill = the(life.learned(*(dug(life, act, 40) for _ in range(3))))

    assert [p.name for p in skill.parameters] == ["count"]


def test_a_tool_that_varied_may_be_named_from_the_weakest_that_worked_on(
    life: Any, act: Any
) -> None:
    skill = the(life.learned(*(mined(life, act, f"{t}_pickaxe") for t in ("iron", "stone"))))

    step = Gather(item="cobblestone", source="stone")
    assert expand(skill, {}, life.words) == (step,)
    for tool in ("stone_pickaxe", "iron_pickaxe", "diamond_pickaxe"):
        named = step.model_copy(update={"tool": tool})
        assert expand(skill, {"tool": tool}, life.words) == (named,)
    for refused in ("wooden_pickaxe", "golden_pickaxe", "stone_axe", "none", "stone"):
        with pytest.raises(ValueError, match=f"stone_pickaxe or better, found '{refused}'"):
            expand(skill, {"tool": refused}, life.words)
    with pytest.raises(ValueError, match="takes tool stone_pickaxe or better, found 3"):
        expand(skill, {"tool": 3}, life.words)


def test_the_bare_hand_may_be_named_where_it_worked(life: Any, act: Any) -> None:
    skill = the(life.learned(mined(life, act, "none"), mined(life, act, "golden_pickaxe")))

    tool = given_for(skill, "tool")
    assert tool is not None
    assert tool.among == ("none", "wooden_pickaxe")
    assert str(expand(skill, {"tool": "none"})[0]).endswith('tool="none")')


def test_a_tool_that_does_not_do_any_more_may_not_be_named_any_more(life: Any, act: Any) -> None:
    life.learned(*(mined(life, act, f"{t}_pickaxe") for t in ("wooden", "stone", "iron")))
    nothing = [*act.broke("stone", None, "wooden_pickaxe")] * 2
    failed = [
        life.episode().tries(
            'gather(item="cobblestone", source="stone")', nothing, carrying={"wooden_pickaxe": 1}
        )
        for _ in range(2)
    ]

    skill = the(life.learned(*failed))

    assert skill.preconditions == HasTool(tool="pickaxe", tier="stone")
    tool = given_for(skill, "tool")
    assert tool is not None
    assert tool.admitted == "stone_pickaxe or better"


def test_heights_that_varied_may_be_named_within_where_it_was_found(life: Any, act: Any) -> None:
    skill = the(life.learned(dug(life, act, 20), dug(life, act, 30), dug(life, act, 31)))

    assert expand(skill, {})[0] == Gather(item="cobblestone", source="stone", height=(25, 33))
    assert expand(skill, {"height": (15, 23)})[0] == Gather(
        item="cobblestone", source="stone", height=(15, 23)
    )
    for refused in ((14, 23), (20, 35), (23, 15), "20"):
        with pytest.raises(ValueError, match=r"takes height within \(15, 34\), found"):
            expand(skill, {"height": refused})


def test_a_station_may_be_named_where_it_works_with_and_without_one(life: Any, act: Any) -> None:
    skill = the(life.learned(sticks(life, act, "crafting_table"), sticks(life, act, None)))

    assert expand(skill, {})[0] == Craft(item="stick", count=4)
    assert expand(skill, {"station": "crafting_table", "count": 8})[0] == Craft(
        item="stick", count=8, station="crafting_table"
    )
    with pytest.raises(ValueError, match="takes station crafting_table, found 'furnace'"):
        expand(skill, {"station": "furnace"})


def test_a_station_that_is_needed_is_no_parameter(life: Any, act: Any) -> None:
    skill = the(life.learned(sticks(life, act, "crafting_table")))
    assert [p.name for p in skill.parameters] == ["count"]

    # It worked without one, and doesn't any more.
    life.learned(sticks(life, act, None), sticks(life, act, "crafting_table"))
    refused = life.episode().tries(
        'craft(item="stick")',
        act.rejected("stick", station="crafting_table"),
        carrying={"oak_planks": 2},
    )
    assert [p.name for p in the(life.learned(refused)).parameters] == ["count"]


def test_a_tool_that_was_named_and_not_carried_says_nothing_of_the_skill(
    life: Any, act: Any
) -> None:
    known = the(life.learned(mined(life, act, "stone_pickaxe"), mined(life, act, "iron_pickaxe")))
    failed = life.episode().tries(
        'gather(item="cobblestone", source="stone", tool="diamond_pickaxe")',
        act.refused("tool", "diamond_pickaxe"),
        carrying={"stone_pickaxe": 1},
    )

    assert the(life.learned(failed)) == known


heights = st.integers(-10, 70)
tools = st.sampled_from(["none", "stick", *(f"{t}_pickaxe" for t in TIERS), "iron_axe"])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(
    asked=st.fixed_dictionaries(
        {},
        optional={
            "tool": tools,
            "height": st.tuples(heights, heights),
            "count": st.integers(1, 99),
        },
    )
)
def test_a_call_within_what_is_admitted_is_always_a_step(
    life: Any, act: Any, asked: dict[str, Any]
) -> None:
    iron = mined(life, act, "iron_pickaxe", 30, ", height=(1, 60)")
    skill = the(life.learned(dug(life, act, 20), iron))
    admitted = all(p.admits(asked[p.name], None) for p in skill.parameters if p.name in asked)

    if admitted:
        (step,) = expand(skill, asked, life.words)
        assert all(getattr(step, name) == value for name, value in asked.items())
    else:
        with pytest.raises(ValueError, match=rf"Skill {skill.id} takes (tool|height) "):
            expand(skill, asked, life.words)
