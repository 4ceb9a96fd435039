"""Skills that call skills: composed of what led to a result, and bounded in depth."""

from typing import Any, cast

import pytest

from diagnosis import Cause
from envs import Has, Inventory, ItemCount, parse
from memory import Entry, Evidence, Skill, SkillCall, expand
from memory._nesting import NestingError, expansion, is_composed, outline
from memory.distil import distil
from memory.gate import skill_refusal

NEAR = ("crafting_table",)


def wooden(
    life: Any,
    act: Any,
    *,
    detour: bool = False,
    roundabout: bool = False,
    logs: int = 3,
    begun: Any = None,
) -> Any:
    """Returns an episode that comes to a wooden pickaxe from nothing, or from one log."""
    more = logs if begun is None else logs - 1
    episode = (begun or life.episode()).tries(
        f'gather(item="oak_log", count={logs})',
        act.broke("oak_log", "oak_log") * more,
        carrying={"oak_log": logs - more},
    )
    if detour:
        episode.tries(
            'gather(item="flint")', act.broke("stone", "flint"), carrying={"oak_log": logs}
        )
    made = 4 * logs
    episode = (
        episode.tries(
            f'craft(item="oak_planks", count={made})',
            act.crafted("oak_planks", 4, {"oak_log": 1}, times=logs),
            carrying={"oak_log": logs},
        )
        .tries(
            'craft(item="crafting_table")',
            act.crafted("crafting_table", 1, {"oak_planks": 4}),
            carrying={"oak_planks": made},
        )
        .tries(
            'craft(item="stick", count=4)',
            act.crafted("stick", 4, {"oak_planks": 2}),
            carrying={"oak_planks": made - 4, "crafting_table": 1},
        )
    )
    carried = {"oak_planks": made - 6, "stick": 4}
    if roundabout:
        taken_up(placed(episode, act, carried), act, carried)
    return placed(episode, act, carried).tries(
        'craft(item="wooden_pickaxe", station="crafting_table")',
        act.crafted("wooden_pickaxe", 1, {"oak_planks": 3, "stick": 2}, "crafting_table"),
        carrying=carried,
        near=NEAR,
    )


def placed(episode: Any, act: Any, carried: dict[str, int]) -> Any:
    return episode.tries(
        'place(item="crafting_table")',
        act.placed("crafting_table"),
        carrying={**carried, "crafting_table": 1},
    )


def taken_up(episode: Any, act: Any, carried: dict[str, int]) -> Any:
    return episode.tries(
        'gather(item="crafting_table")',
        act.broke("crafting_table", "crafting_table"),
        carrying=carried,
        near=NEAR,
    )


def stone(life: Any, act: Any, *, moved: bool = False) -> Any:
    """Returns an episode that goes on to a stone pickaxe."""
    episode = wooden(life, act)
    if moved:
        carried = {"oak_planks": 3, "stick": 2, "wooden_pickaxe": 1}
        placed(taken_up(episode, act, carried), act, carried)
    return episode.tries(
        'gather(item="cobblestone", source="stone", count=3, height=(5, 60))',
        act.broke("stone", "cobblestone", "wooden_pickaxe", 50) * 3,
        carrying={"wooden_pickaxe": 1, "oak_planks": 3, "stick": 2},
    ).tries(
        'craft(item="stone_pickaxe", station="crafting_table")',
        act.crafted("stone_pickaxe", 1, {"cobblestone": 3, "stick": 2}, "crafting_table"),
        carrying={"cobblestone": 3, "stick": 2, "wooden_pickaxe": 1},
        near=NEAR,
    )


def composed(known: Any, item: str) -> Any:
    (found,) = [s for s in known.skills if is_composed(s) and s.goal.item == item]
    return found


def by_id(known: Any) -> Any:
    return {skill.id: skill for skill in known.skills}.get


def goals(skill: Any, known: Any) -> list[str]:
    """Returns what each step of a composed skill gives."""
    return [str(by_id(known)(step.skill).goal) for step in skill.steps]


def test_what_led_to_a_result_is_a_skill_of_calls(life: Any, act: Any) -> None:
    known = life.learned(wooden(life, act))
    skill = composed(known, "wooden_pickaxe")

    assert all(isinstance(step, SkillCall) for step in skill.steps)
    assert goals(skill, known) == [
        'has("oak_log")', 'has("oak_planks", 4)', 'has("crafting_table")', 'has("stick", 4)',
        'near("crafting_table")', 'has("wooden_pickaxe")',
    ]  # fmt: skip
    assert skill.goal == skill.verification == parse('has("wooden_pickaxe")')
    assert skill.preconditions is None
    assert skill.cost_ticks == 600


def test_it_is_offered_as_a_candidate_and_active_once_it_worked_twice(life: Any, act: Any) -> None:
    first = composed(life.learned(wooden(life, act)), "wooden_pickaxe")
    entries = life.distilled(wooden(life, act))
    second = composed(life.known, "wooden_pickaxe")

    assert (first.status, second.status) == ("candidate", "active")
    assert [e.change for e in entries if e.entry.id == second.id] == ["activated"]
    assert second.evidence.supporting == 2


def test_a_step_that_did_nothing_for_it_is_no_step_of_it(life: Any, act: Any) -> None:
    plain = composed(life.learned(wooden(life, act)), "wooden_pickaxe")
    known = life.learned(wooden(life, act, detour=True))

    assert composed(known, "wooden_pickaxe").id == plain.id
    assert composed(known, "wooden_pickaxe").evidence.supporting == 2
    assert not any(is_composed(s) and "flint" in str(s.goal) for s in known.skills)


def test_a_station_that_was_placed_and_taken_up_again_unused_is_no_step_of_it(
    life: Any, act: Any
) -> None:
    straight = composed(life.learned(wooden(life, act)), "wooden_pickaxe")
    again = composed(life.learned(wooden(life, act, roundabout=True)), "wooden_pickaxe")

    assert (again.id, again.evidence.supporting) == (straight.id, 2)


def test_a_station_that_is_taken_along_after_use_is_a_step_of_it(life: Any, act: Any) -> None:
    known = life.learned(stone(life, act, moved=True))
    steps = goals(composed(known, "stone_pickaxe"), known)

    assert steps[-5:] == [
        'has("wooden_pickaxe")', 'has("crafting_table")', 'near("crafting_table")',
        'has("cobblestone")', 'has("stone_pickaxe")',
    ]  # fmt: skip


def test_a_longer_way_that_has_not_proved_itself_goes_once_a_shorter_one_is_known(
    life: Any, act: Any
) -> None:
    def longer() -> Any:
        first = life.episode().tries('gather(item="oak_log")', act.broke("oak_log", "oak_log"))
        return wooden(life, act, begun=first)

    known = life.learned(longer())
    long = composed(known, "wooden_pickaxe")
    assert len(long.steps) == 7

    # One time proves nothing yet.
    known = life.learned(wooden(life, act))
    assert len([s for s in known.skills if s.goal == long.goal and is_composed(s)]) == 2
    short = composed(life.learned(wooden(life, act)), "wooden_pickaxe")
    assert (short.id == long.id, short.status) == (False, "active")
    (gone,) = [e for e in life.log if e.entry.id == long.id and e.change == "merged"]
    assert (gone.entry.status, gone.reason) == (
        "retired", f"{short.id} does the same and takes less.",
    )  # fmt: skip
    # However often it is gone again.
    life.learned(longer(), longer(), longer())
    assert composed(life.known, "wooden_pickaxe").id == short.id


def test_counts_are_what_it_took_and_not_what_was_gathered(life: Any, act: Any) -> None:
    known = life.learned(wooden(life, act, logs=9))
    counts = {p.name: p.default for p in composed(known, "wooden_pickaxe").parameters}

    assert counts == {
        "oak_log": 3, "oak_planks": 9, "crafting_table": 1, "stick": 2, "wooden_pickaxe": 1,
    }  # fmt: skip


def test_a_run_that_a_composed_skill_comes_to_is_one_call_of_it(life: Any, act: Any) -> None:
    life.learned(wooden(life, act), wooden(life, act))
    known = life.learned(stone(life, act))
    inner, outer = composed(known, "wooden_pickaxe"), composed(known, "stone_pickaxe")

    assert goals(outer, known) == [
        'has("wooden_pickaxe")', 'has("cobblestone")', 'has("stone_pickaxe")'
    ]  # fmt: skip
    assert outer.steps[0].skill == inner.id
    assert dict(outer.steps[0].arguments)["stick"] == 4
    steps = [str(step) for step, _ in expansion(outer, by_id(known))]
    assert steps[3] == 'craft(item="stick", count=4)'
    assert steps[-1] == 'craft(item="stone_pickaxe", count=1, station="crafting_table")'
    assert len(steps) == len(outline(outer, by_id(known))) == 8


def test_a_call_for_more_passes_the_count_on(life: Any, act: Any) -> None:
    life.learned(wooden(life, act), wooden(life, act))
    known = life.learned(stone(life, act))
    outer = composed(known, "stone_pickaxe")

    first: Any = expand(outer, {"oak_log": 7})[0]

    assert dict(first.arguments)["oak_log"] == 7
    inner: Any = expand(composed(known, "wooden_pickaxe"), dict(first.arguments))
    assert dict(inner[0].arguments) == {"count": 7}


def test_what_was_carried_from_the_first_is_its_precondition(life: Any, act: Any) -> None:
    episode = (
        life.episode()
        .tries(
            'craft(item="crafting_table")',
            act.crafted("crafting_table", 1, {"oak_planks": 4}),
            carrying={"oak_planks": 8, "stick": 2, "coal": 1},
        )
        .tries(
            'place(item="crafting_table")',
            act.placed("crafting_table"),
            carrying={"oak_planks": 4, "stick": 2, "crafting_table": 1},
        )
        .tries(
            'craft(item="wooden_pickaxe", station="crafting_table")',
            act.crafted("wooden_pickaxe", 1, {"oak_planks": 3, "stick": 2}, "crafting_table"),
            carrying={"oak_planks": 4, "stick": 2},
            near=NEAR,
        )
    )
    skill = composed(life.learned(episode), "wooden_pickaxe")

    assert skill.preconditions == parse('has("oak_planks", 7) and has("stick", 2)')


def test_being_refused_in_its_midst_speaks_against_it(life: Any, act: Any) -> None:
    known = life.learned(wooden(life, act), wooden(life, act))
    before = composed(known, "wooden_pickaxe").evidence
    episode = wooden(life, act)
    last = episode.experiences.pop()
    episode.finished.pop()
    episode.tries(
        str(last.attempt.subgoal),
        act.rejected("wooden_pickaxe", {"diamond": 1}, window="crafting_table"),
        carrying={"oak_planks": 6, "stick": 4},
        near=NEAR,
    )

    skill = composed(life.learned(episode), "wooden_pickaxe")

    assert skill.evidence.contradicting == before.contradicting + 1
    assert skill.evidence.contradicting_ids == (episode.experiences[-1].id,)


def test_a_full_bag_in_its_midst_says_nothing_against_it(life: Any, act: Any) -> None:
    before = composed(life.learned(wooden(life, act), wooden(life, act)), "wooden_pickaxe")
    episode = wooden(life, act)
    last = episode.experiences.pop()
    episode.finished.pop()
    held = ItemCount(item="oak_planks", count=35 * 64), ItemCount(item="stick", count=64)
    episode.tries(
        str(last.attempt.subgoal),
        act.rejected("wooden_pickaxe", {}, window="crafting_table", station="crafting_table"),
        inventory=Inventory(items=held, free_slots=0),
        near=NEAR,
    )

    known = life.learned(episode)

    assert episode.experiences[-1].diagnosis.cause is Cause.inventory_full
    assert composed(known, "wooden_pickaxe").evidence == before.evidence


def test_what_calls_a_retired_skill_is_retired(life: Any, act: Any) -> None:
    known = life.learned(wooden(life, act), wooden(life, act))
    outer = composed(known, "wooden_pickaxe")
    sticks = next(s for s in known.skills if s.goal == parse('has("stick", 4)'))
    gone = sticks.model_copy(update={"status": "retired"})
    life.log.append(life.log[-1].model_copy(update={"entry": gone, "change": "retired"}))

    entries = life.distilled(life.episode().tries("wait(ticks=1)"))

    (change,) = [e for e in entries if e.entry.id == outer.id]
    assert change.change == "retired"
    assert sticks.id in change.reason


def call(id_: str, *called: str) -> Skill:
    goal = Has(item="stick")
    steps = tuple(SkillCall(skill=c) for c in called)
    return Skill(id=id_, scope="vanilla", goal=goal, steps=steps, verification=goal)


def test_the_gate_refuses_a_circle(life: Any, act: Any) -> None:
    attempt = wooden(life, act).experiences[0].attempt
    skills: dict[str, Entry] = {
        s.id: s for s in (call("skill-a", "skill-b"), call("skill-b", "skill-a"))
    }

    refusal = skill_refusal(cast("Skill", skills["skill-a"]), attempt, life.words, skills.get)

    assert refusal == "Not executable: It calls skill-a in a circle."


def test_the_gate_refuses_what_nests_too_deep_or_comes_to_too_much(life: Any, act: Any) -> None:
    attempt = wooden(life, act).experiences[0].attempt
    plain = life.learned(wooden(life, act)).skills[0]
    deep: dict[str, Entry] = {f"skill-{n}": call(f"skill-{n}", f"skill-{n + 1}") for n in range(9)}
    deep["skill-9"] = plain.model_copy(update={"id": "skill-9"})
    wide: dict[str, Entry] = {"skill-w": call("skill-w", *[plain.id] * 41), plain.id: plain}

    deepest, third, widest = (
        cast("Skill", s) for s in (deep["skill-0"], deep["skill-2"], wide["skill-w"])
    )
    too_deep = skill_refusal(deepest, attempt, life.words, deep.get)
    too_wide = skill_refusal(widest, attempt, life.words, wide.get)

    assert too_deep == "Not executable: Its calls nest deeper than 8."
    assert too_wide == "Not executable: It comes to more than 40 steps."
    assert skill_refusal(third, attempt, life.words, deep.get) is None


def test_the_gate_refuses_a_call_of_what_isnt_there(life: Any, act: Any) -> None:
    attempt = wooden(life, act).experiences[0].attempt
    refusal = skill_refusal(call("skill-a", "skill-x"), attempt, life.words, dict[str, Entry]().get)

    assert refusal == "Not executable: It calls skill-x, which is no skill in force."


def test_ever_more_calls_are_not_all_followed() -> None:
    many: dict[str, Entry] = {
        f"skill-{n}": call(f"skill-{n}", *[f"skill-{n + 1}"] * 40) for n in range(7)
    }
    plain = {
        **call("skill-7", "skill-8").model_dump(),
        "steps": [{"kind": "gather", "item": "stick"}],
    }
    known: dict[str, Entry] = {**many, "skill-7": Skill.model_validate(plain)}
    first = cast("Skill", many["skill-0"])

    with pytest.raises(NestingError, match="more than 40"):
        outline(first, known.get)
    with pytest.raises(NestingError, match="more than 40"):
        expansion(first, known.get)


def test_one_failure_may_retire_a_skill_and_what_calls_it(life: Any, act: Any) -> None:
    life.learned(wooden(life, act), wooden(life, act))
    known = life.learned(stone(life, act), stone(life, act))
    # One more failure is one too many for the way to the wooden pickaxe, which the other calls.
    worn = Evidence(supporting=2, contradicting=7, latest=(False,) * 7)
    outer = composed(known, "stone_pickaxe").model_copy(update={"id": "skill-z"})
    inner = composed(known, "wooden_pickaxe")
    plain = (s for s in known.skills if not is_composed(s))
    skills = [*plain, *(s.model_copy(update={"evidence": worn}) for s in (inner, outer))]
    episode = wooden(life, act)
    episode.experiences.pop()
    episode.finished.pop()
    episode.tries(
        'craft(item="wooden_pickaxe", station="crafting_table")',
        act.rejected("wooden_pickaxe", {"diamond": 1}, window="crafting_table"),
        carrying={"oak_planks": 6, "stick": 4},
        near=NEAR,
    )
    view = known.model_copy(update={"skills": tuple(skills)})

    entries = distil(episode.experiences, view, life.words, life.round)

    gone = {e.entry.id for e in entries if e.change == "retired"}
    assert {inner.id, outer.id} <= gone
