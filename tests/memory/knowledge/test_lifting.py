"""What is the same for several items of a tag is said once, of any of them."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from envs import Gather, Has, Hunt, Subgoal, parse_subgoal
from memory import (
    Evidence,
    LogEntry,
    Skill,
    entry_adapter,
    expand,
    for_each_item,
    for_item,
    usual_cost,
)
from memory.gate import offer_refusal
from memory.knowledge import retired_at

WOODS = ("oak_log", "birch_log", "spruce_log")


def felled(life: Any, act: Any, log: str, ticks: int = 100) -> Any:
    return life.episode().tries(f'gather(item="{log}")', act.broke(log, log), ticks=ticks)


def in_vain(life: Any, act: Any, log: str) -> Any:
    return life.episode().tries(f'gather(item="{log}")', act.searched(log))


def two_woods(life: Any, act: Any) -> Skill:
    life.learned(felled(life, act, "birch_log", 80), felled(life, act, "oak_log", 120))
    return general(life)


def generals(life: Any) -> list[Skill]:
    return [skill for skill in life.known.skills if skill.any_of is not None]


def general(life: Any) -> Skill:
    (skill,) = generals(life)
    return skill


def test_two_skills_that_differ_in_an_item_of_a_tag_make_one_for_any_of_it(
    life: Any, act: Any
) -> None:
    life.learned(felled(life, act, "oak_log"), felled(life, act, "oak_log", 60))
    assert generals(life) == []

    entries = life.distilled(felled(life, act, "birch_log", 80))

    skill = general(life)
    assert skill.goal == skill.verification == Has(item="#logs")
    assert [(e.item, e.delta) for e in skill.effects] == [("#logs", 1)]
    assert skill.steps == (Gather(item="oak_log"),)
    assert (skill.any_of, skill.status, skill.preconditions) == ("#logs", "candidate", None)
    assert skill.evidence.supporting == skill.evidence.contradicting == 0
    # What is known of an item itself is never less worth.
    assert skill.cost_ticks == 80
    made = next(e for e in entries if e.entry.id == skill.id)
    assert made.change == "created"
    assert made.reason == (
        "It is the same for birch_log and oak_log: Gathering #logs where it lies open works."
    )
    assert entry_adapter.validate_json(skill.model_dump_json()) == skill
    # Those that it is made of stay.
    assert len(life.known.skills) == 3


def test_its_item_is_given_within_the_tag_and_else_what_worked_most(life: Any, act: Any) -> None:
    skill = two_woods(life, act)

    assert expand(skill, {}, life.words) == (Gather(item="birch_log"),)
    assert expand(skill, {"item": "spruce_log", "count": 4}, life.words) == (
        Gather(item="spruce_log", count=4),
    )
    for refused in ("stone", "oak_planks", "#logs", 7):
        with pytest.raises(ValueError, match=f"takes item any of #logs, found {refused!r}"):
            expand(skill, {"item": refused}, life.words)


def test_the_name_is_put_in_wherever_it_stands(life: Any, act: Any) -> None:
    skill = two_woods(life, act).model_copy(update={"steps": (Hunt(entity="cow", item="cow"),)})
    named = skill.parameters[0].model_copy(
        update={"default": "cow", "uses": ((0, "entity"), (0, "item"))}
    )
    skill = skill.model_copy(update={"parameters": (named,)})

    assert for_item(skill, "zombie").steps == (Hunt(entity="zombie", item="zombie"),)
    assert for_each_item(skill, life.words) == ()


@pytest.mark.parametrize("log", WOODS)
def test_any_of_its_items_bears_it_out(life: Any, act: Any, log: str) -> None:
    known = two_woods(life, act)

    life.learned(felled(life, act, log))

    skill = general(life)
    assert (skill.id, skill.status) == (known.id, "active")
    assert skill.evidence.supporting == 1


def test_it_is_retired_when_it_fails_and_comes_back_when_it_works(life: Any, act: Any) -> None:
    two_woods(life, act)

    life.learned(*(in_vain(life, act, "spruce_log") for _ in range(3)))
    assert general(life).evidence.contradicting == 3
    life.distilled(in_vain(life, act, "spruce_log"))
    assert generals(life) == []
    (gone,) = (e for e in retired_at(life.log, "vanilla", life.round) if e.kind == "skill")
    assert life.log[-1].reason == "It has failed too often of late."

    # What has failed isn't said anew, nor of more.
    life.learned(felled(life, act, "oak_log"))
    assert generals(life) == []
    entries = life.distilled(felled(life, act, "oak_log"), felled(life, act, "birch_log"))
    assert general(life).id == gone.id
    assert [e.change for e in entries if e.entry.id == gone.id] == ["reactivated"]


def test_in_one_round_it_is_borne_out_from_when_two_items_were_known(life: Any, act: Any) -> None:
    life.learned(*(felled(life, act, log) for log in WOODS), felled(life, act, "oak_log"))

    assert (general(life).status, general(life).evidence.supporting) == ("active", 2)


def test_one_unlucky_episode_counts_once_against_it(life: Any, act: Any) -> None:
    two_woods(life, act)
    episode = life.episode()
    for _ in range(4):
        episode.tries('gather(item="spruce_log")', act.searched("spruce_log"))

    life.learned(episode)

    assert general(life).evidence.contradicting == 1


def axed(life: Any, act: Any, log: str) -> Any:
    return life.episode().tries(
        f'gather(item="{log}")', act.broke(log, log, "stone_axe"), carrying={"stone_axe": 1}
    )


def test_it_does_not_come_where_an_item_is_known_to_need_something_else(
    life: Any, act: Any
) -> None:
    life.learned(axed(life, act, "spruce_log"))

    life.learned(felled(life, act, "birch_log"), felled(life, act, "oak_log"))

    assert generals(life) == []


def test_it_does_not_come_where_an_items_own_skill_was_retired(life: Any, act: Any) -> None:
    life.learned(felled(life, act, "spruce_log"))
    life.learned(*(in_vain(life, act, "spruce_log") for _ in range(9)))
    assert life.known.skills == ()

    life.learned(felled(life, act, "birch_log"), felled(life, act, "oak_log"))

    assert generals(life) == []


def test_it_goes_once_an_item_is_known_to_behave_otherwise(life: Any, act: Any) -> None:
    known = two_woods(life, act)

    entries = life.distilled(axed(life, act, "spruce_log"))

    assert generals(life) == []
    (change,) = (e for e in entries if e.entry.id == known.id)
    assert (change.change, change.reason) == (
        "retired",
        "spruce_log is known to behave otherwise.",
    )
    # Spruce turns out to fall to the bare hand, as all woods do.
    life.learned(felled(life, act, "spruce_log"), felled(life, act, "oak_log"))
    assert general(life).id == known.id


def test_a_wider_tag_takes_the_place_of_a_narrower(life: Any, act: Any) -> None:
    narrow = two_woods(life, act)

    entries = life.distilled(felled(life, act, "oak_planks"))

    assert general(life).any_of == "#wooden"
    (change,) = (e for e in entries if e.entry.id == narrow.id and e.change == "merged")
    assert change.reason == f"{general(life).id} says the same more generally."
    # And stays away as long as the wider one is in force.
    life.learned(felled(life, act, "oak_log"), felled(life, act, "birch_log"))
    assert general(life).any_of == "#wooden"


def test_what_it_needs_must_not_hang_on_the_item(life: Any, act: Any) -> None:
    def planks(wood: str) -> Any:
        return life.episode().tries(
            f'craft(item="{wood}_planks", count=4)',
            act.crafted(f"{wood}_planks", 4, {f"{wood}_log": 1}),
            carrying={f"{wood}_log": 1},
        )

    life.learned(planks("oak"), planks("birch"), planks("spruce"))

    assert generals(life) == []


def test_what_is_dug_for_tells_nothing_of_where_other_things_lie(life: Any, act: Any) -> None:
    def dug(log: str) -> Any:
        return life.episode().tries(
            f'gather(item="{log}", height=(1, 60))', act.broke(log, log, y=20)
        )

    life.learned(dug("oak_log"), dug("birch_log"))

    assert generals(life) == []


def test_it_says_how_long_to_try_only_for_what_has_no_skill_of_its_own(life: Any, act: Any) -> None:
    two_woods(life, act)
    life.learned(felled(life, act, "oak_log", 120))

    def cost(subgoal: Subgoal) -> int:
        return usual_cost(life.known.skills, subgoal, life.words)

    assert cost(Gather(item="birch_log", count=2)) == 160
    assert cost(Gather(item="spruce_log", count=2)) == 240
    assert cost(parse_subgoal('gather(item="coal", source="coal_ore")')) == 0


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20)
@given(count=st.integers(1, 64), data=st.data())
def test_a_call_with_any_item_of_the_tag_is_a_step(
    life: Any, act: Any, count: int, data: st.DataObject
) -> None:
    if not life.known.skills:
        two_woods(life, act)
    skill = general(life)
    item = data.draw(st.sampled_from(life.words.members("#logs")))

    (step,) = expand(skill, {"item": item, "count": count}, life.words)

    assert parse_subgoal(str(step)) == step == Gather(item=item, count=count)


def test_offered_elsewhere_it_is_a_candidate_that_its_items_bear_out(life: Any, act: Any) -> None:
    two_woods(life, act)
    life.learned(felled(life, act, "oak_log"))
    packed = general(life).model_dump_json()
    offered = entry_adapter.validate_json(packed)

    candidate = offered.model_copy(update={"status": "candidate", "evidence": Evidence()})
    assert offer_refusal(candidate, (), life.words) is None
    life.log = [LogEntry(round=0, change="imported", reason="Offered.", entry=candidate)]
    life.round = 1
    life.learned(felled(life, act, "spruce_log"))

    assert (general(life).status, general(life).evidence.supporting) == ("active", 1)
