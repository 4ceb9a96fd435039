from typing import Any

import pytest

from envs import (
    Craft,
    Gather,
    Has,
    HasTool,
    Smelt,
    parse,
)
from memory import Effect, KnowledgeView, Skill, expand


def only(known: KnowledgeView, item: str) -> Skill:
    """Returns the one skill that gives an item."""
    (skill,) = [s for s in known.skills if isinstance(s.goal, Has) and s.goal.item == item]
    return skill


def sticks(life: Any, act: Any, planks: str, times: int = 1) -> Any:
    return life.episode().tries(
        f'craft(item="stick", count={4 * times})',
        act.crafted("stick", 4, {planks: 2}, times=times),
        carrying={planks: 2 * times},
    )


def test_a_craft_that_worked_once_is_an_active_skill_with_its_batch_and_effects(
    life: Any, act: Any
) -> None:
    skill = only(life.learned(sticks(life, act, "oak_planks")), "stick")

    assert skill.status == "active"
    assert skill.goal == skill.verification == parse('has("stick", 4)')
    assert skill.preconditions == parse('has("oak_planks", 2)')
    assert skill.steps == (Craft(item="stick", count=4),)
    assert [(e.item, e.delta) for e in skill.effects] == [("oak_planks", -2), ("stick", 4)]
    assert skill.batch == 4


def test_wood_that_varied_is_any_wood(life: Any, act: Any) -> None:
    known = life.learned(sticks(life, act, "oak_planks"), sticks(life, act, "birch_planks"))

    assert only(known, "stick").preconditions == parse('has("#planks", 2)')
    assert only(known, "stick").evidence.supporting == 2


def test_wood_is_generalised_over_rounds_as_within_one(life: Any, act: Any) -> None:
    life.learned(sticks(life, act, "oak_planks"))
    entries = life.distilled(sticks(life, act, "spruce_planks"))

    assert [e.change for e in entries] == ["merged"]
    assert only(life.known, "stick").preconditions == parse('has("#planks", 2)')


def test_a_case_of_what_is_known_is_mere_evidence(life: Any, act: Any) -> None:
    life.learned(sticks(life, act, "oak_planks"), sticks(life, act, "birch_planks"))
    entries = life.distilled(sticks(life, act, "spruce_planks"), sticks(life, act, "oak_planks"))

    assert [e.change for e in entries] == ["supported"]
    assert only(life.known, "stick").evidence.supporting == 4


def test_planks_of_two_woods_in_one_pickaxe_are_three_of_any_wood(life: Any, act: Any) -> None:
    mixed = life.episode().tries(
        'craft(item="wooden_pickaxe", station="crafting_table")',
        act.crafted(
            "wooden_pickaxe", 1, {"oak_planks": 2, "birch_planks": 1, "stick": 2}, "crafting_table"
        ),
        carrying={"oak_planks": 2, "birch_planks": 1, "stick": 2},
        near=("crafting_table",),
    )
    plain = life.episode().tries(
        'craft(item="wooden_pickaxe", station="crafting_table")',
        act.crafted("wooden_pickaxe", 1, {"oak_planks": 3, "stick": 2}, "crafting_table"),
        carrying={"oak_planks": 3, "stick": 2},
        near=("crafting_table",),
    )

    skill = only(life.learned(mixed, plain), "wooden_pickaxe")

    assert skill.preconditions == parse(
        'has("#planks", 3) and has("stick", 2) and near("crafting_table", 16)'
    )


def test_several_craftings_in_one_attempt_teach_one_application(life: Any, act: Any) -> None:
    skill = only(life.learned(sticks(life, act, "oak_planks", times=3)), "stick")

    assert (skill.batch, skill.preconditions) == (4, parse('has("oak_planks", 2)'))
    assert expand(skill, {"count": 12}) == (Craft(item="stick", count=12),)


def test_what_is_merely_carried_or_near_is_no_precondition(life: Any, act: Any) -> None:
    episode = life.episode().tries(
        'craft(item="stick", count=4)',
        act.crafted("stick", 4, {"oak_planks": 2}),
        carrying={"oak_planks": 9, "coal": 3, "iron_pickaxe": 1},
        near=("crafting_table", "furnace"),
    )

    assert only(life.learned(episode), "stick").preconditions == parse('has("oak_planks", 2)')


def test_by_products_are_no_effects(life: Any, act: Any) -> None:
    episode = life.episode().tries(
        'gather(item="iron_ore", height=(5, 40))',
        [
            *act.broke("stone", "cobblestone", "stone_pickaxe", 20),
            *act.broke("iron_ore", "iron_ore", "stone_pickaxe", 18),
        ],
        carrying={"stone_pickaxe": 1},
    )

    skill = only(life.learned(episode), "iron_ore")

    assert [(e.item, e.delta) for e in skill.effects] == [("iron_ore", 1)]


def test_a_success_that_did_nothing_teaches_nothing(life: Any) -> None:
    known = life.learned(
        life.episode().tries('craft(item="stick", count=4)', carrying={"stick": 4})
    )

    assert known.skills == ()


def test_the_weakest_tool_that_worked_is_the_one_that_is_needed(life: Any, act: Any) -> None:
    def mined(tool: str) -> Any:
        return life.episode().tries(
            'gather(item="cobblestone", source="stone")',
            act.broke("stone", "cobblestone", tool),
            carrying={tool: 1},
        )

    assert only(life.learned(mined("iron_pickaxe")), "cobblestone").preconditions == HasTool(
        tool="pickaxe", tier="iron"
    )
    known = life.learned(mined("wooden_pickaxe"), mined("stone_pickaxe"))

    skill = only(known, "cobblestone")
    assert skill.preconditions == HasTool(tool="pickaxe", tier="wooden")
    assert skill.steps == (Gather(item="cobblestone", source="stone"),)


def test_what_once_fell_to_the_bare_hand_needs_no_tool(life: Any, act: Any) -> None:
    axe = life.episode().tries(
        'gather(item="oak_log")',
        act.broke("oak_log", "oak_log", "wooden_axe"),
        carrying={"wooden_axe": 1},
    )
    hand = life.episode().tries('gather(item="oak_log")', act.broke("oak_log", "oak_log"))

    assert only(life.learned(axe, hand), "oak_log").preconditions is None


def test_what_lay_there_already_came_of_no_block_that_was_dug_through(life: Any, act: Any) -> None:
    dug = life.episode().tries(
        'gather(item="diamond", source="diamond_ore", height=(5, 15))',
        act.broke("stone", "diamond", "iron_pickaxe", 11),
        carrying={"iron_pickaxe": 1},
    )

    assert life.learned(dug).skills == ()


def test_heights_follow_where_it_was_found_of_late(life: Any, act: Any) -> None:
    def dug(y: int) -> Any:
        return life.episode().tries(
            'gather(item="diamond", source="diamond_ore", height=(1, 60))',
            act.broke("diamond_ore", "diamond", "iron_pickaxe", y),
            carrying={"iron_pickaxe": 1},
        )

    def step(height: tuple[int, int]) -> Gather:
        return Gather(item="diamond", source="diamond_ore", height=height)

    assert only(life.learned(dug(13)), "diamond").steps == (step((8, 16)),)
    # One that was lucky elsewhere makes the band no wider, and doesn't move it either.
    assert only(life.learned(dug(13), dug(40)), "diamond").steps == (step((8, 16)),)
    # They lie deeper as a rule than where the first was found.
    deeper = only(life.learned(*(dug(11) for _ in range(20))), "diamond")
    assert deeper.steps == (step((6, 14)),)
    assert deeper.found_at == (11,) * 16


def test_what_lay_open_on_the_way_down_says_nothing_of_where_to_dig(life: Any, act: Any) -> None:
    dug = life.episode().tries(
        'gather(item="iron_ore", height=(20, 30))',
        act.broke("iron_ore", "iron_ore", "stone_pickaxe", 61),
        carrying={"stone_pickaxe": 1},
    )

    skill = only(life.learned(dug), "iron_ore")
    assert skill.found_at == ()
    assert skill.steps == (Gather(item="iron_ore", height=(20, 30)),)


def test_smelting_takes_source_and_fuel_and_a_furnace(life: Any, act: Any) -> None:
    episode = life.episode().tries(
        'smelt(item="iron_ingot", count=3, source="iron_ore")',
        act.smelted("iron_ingot", 3, {"iron_ore": 3, "coal": 1}),
        carrying={"iron_ore": 3, "coal": 1},
        near=("furnace",),
    )

    skill = only(life.learned(episode), "iron_ingot")

    assert skill.preconditions == parse(
        'has("coal", 1) and has("iron_ore", 1) and near("furnace", 16)'
    )
    assert skill.steps == (Smelt(item="iron_ingot", source="iron_ore"),)


def test_fuels_of_one_tag_are_one_way_and_others_another(life: Any, act: Any) -> None:
    def smelted(fuel: str) -> Any:
        return life.episode().tries(
            'smelt(item="iron_ingot", source="iron_ore")',
            act.smelted("iron_ingot", 1, {"iron_ore": 1, fuel: 1}),
            carrying={"iron_ore": 1, fuel: 1},
            near=("furnace",),
        )

    known = life.learned(smelted("coal"), smelted("oak_planks"), smelted("charcoal"))

    assert sorted(str(s.preconditions) for s in known.skills) == [
        'has("#coals", 1) and has("iron_ore", 1) and near("furnace", 16)'.replace(", 1)", ")"),
        'has("iron_ore") and has("oak_planks") and near("furnace", 16)',
    ]


def test_a_furnace_that_still_burns_does_not_make_fuel_needless(life: Any, act: Any) -> None:
    def smelted(**used: int) -> Any:
        return life.episode().tries(
            'smelt(item="iron_ingot", source="iron_ore")',
            act.smelted("iron_ingot", 1, used),
            carrying={"iron_ore": 1, "coal": 1},
            near=("furnace",),
        )

    skill = only(life.learned(smelted(iron_ore=1), smelted(iron_ore=1, coal=1)), "iron_ingot")
    again = only(life.learned(smelted(iron_ore=1)), "iron_ingot")

    assert skill.preconditions == again.preconditions
    assert [(e.item, e.delta) for e in again.effects] == [
        ("coal", -1),
        ("iron_ingot", 1),
        ("iron_ore", -1),
    ]


def test_hunting_trading_and_placing_are_skills_too(life: Any, act: Any) -> None:
    hunt = life.episode().tries('hunt(entity="cow", item="beef")', act.killed("cow", "beef"))
    trade = life.episode().tries(
        'trade(item="iron_ingot")',
        act.traded("iron_ingot", {"emerald": 2}),
        carrying={"emerald": 3},
    )
    place = life.episode().tries(
        'place(item="furnace")', act.placed("furnace"), carrying={"furnace": 1}
    )

    known = life.learned(hunt, trade, place)

    said = {str(s.goal): str(s.preconditions) for s in known.skills}
    assert said == {
        'has("beef")': "None",
        'has("iron_ingot")': 'has("emerald", 2)',
        'near("furnace")': 'has("furnace")',
    }


def test_the_same_item_from_another_recipe_is_another_skill(life: Any, act: Any) -> None:
    bamboo = life.episode().tries(
        'craft(item="stick")', act.crafted("stick", 1, {"bamboo": 2}), carrying={"bamboo": 2}
    )

    known = life.learned(sticks(life, act, "oak_planks"), bamboo)

    assert sorted(str(s.preconditions) for s in known.skills) == [
        'has("bamboo", 2)',
        'has("oak_planks", 2)',
    ]


def test_a_window_that_names_a_tag_generalises_after_one_success(life: Any, act: Any) -> None:
    refused = life.episode().tries('craft(item="stick")', act.rejected("stick", {"#planks": 2}))

    known = life.learned(refused, sticks(life, act, "oak_planks"))

    assert only(known, "stick").preconditions == parse('has("#planks", 2)')


def test_a_failure_whose_preconditions_did_not_hold_is_no_evidence(life: Any, act: Any) -> None:
    life.learned(sticks(life, act, "oak_planks"))
    failed = life.episode().tries('craft(item="stick")', act.rejected("stick", {"oak_planks": 2}))

    assert only(life.learned(failed), "stick").evidence.contradicting == 0


def test_a_recipe_that_asks_for_more_now_is_amended_by_one_failure(life: Any, act: Any) -> None:
    life.learned(*(sticks(life, act, "oak_planks") for _ in range(5)))
    failed = life.episode().tries(
        'craft(item="stick")', act.rejected("stick", {"flint": 1}), carrying={"oak_planks": 2}
    )
    entries = life.distilled(failed)

    skill = only(life.known, "stick")
    assert skill.preconditions == parse('has("flint") and has("oak_planks", 2)')
    assert skill.evidence.contradicting == 1
    assert "narrowed" in [e.change for e in entries if e.entry.id == skill.id]


def test_counts_that_changed_begin_the_evidence_anew(life: Any, act: Any) -> None:
    life.learned(*(sticks(life, act, "oak_planks") for _ in range(5)))
    dearer = life.episode().tries(
        'craft(item="stick")',
        act.crafted("stick", 2, {"oak_planks": 3}),
        carrying={"oak_planks": 3},
    )

    skill = only(life.learned(dearer), "stick")

    assert (skill.batch, skill.preconditions) == (2, parse('has("oak_planks", 3)'))
    assert (skill.evidence.supporting, skill.evidence.contradicting) == (1, 0)


def test_a_skill_that_no_longer_works_is_retired_within_three_failures(life: Any, act: Any) -> None:
    life.learned(*(sticks(life, act, "oak_planks") for _ in range(20)))
    for _ in range(3):
        # The window says nothing of what it lacks.
        life.distilled(
            life.episode().tries(
                'craft(item="stick")', act.rejected("stick", book=False), carrying={"oak_planks": 2}
            )
        )

    assert life.known.skills == ()
    assert [e.change for e in life.log if e.entry.kind == "skill"][-1] == "retired"


def test_a_retired_skill_that_works_again_comes_back(life: Any, act: Any) -> None:
    life.learned(sticks(life, act, "oak_planks"))
    failed = [
        life.episode().tries(
            'craft(item="stick")', act.rejected("stick", book=False), carrying={"oak_planks": 2}
        )
        for _ in range(3)
    ]
    life.learned(*failed)
    assert life.known.skills == ()

    entries = life.distilled(*(sticks(life, act, "oak_planks") for _ in range(2)))

    assert "reactivated" in [e.change for e in entries]
    assert only(life.known, "stick").status == "active"


def test_bad_luck_retires_a_search_only_after_a_long_run(life: Any, act: Any) -> None:
    found = life.episode().tries('gather(item="oak_log")', act.broke("oak_log", "oak_log"))
    life.learned(found)

    def vain() -> Any:
        return life.episode().tries('gather(item="oak_log")', act.searched("oak_log"), ticks=1_000)

    life.learned(*(vain() for _ in range(5)))
    assert only(life.known, "oak_log").evidence.contradicting == 5

    life.learned(*(vain() for _ in range(3)))
    assert life.known.skills == ()


def test_a_table_is_not_needed_for_what_also_works_without_one(life: Any, act: Any) -> None:
    at_table = life.episode().tries(
        'craft(item="stick", count=4, station="crafting_table")',
        act.crafted("stick", 4, {"oak_planks": 2}, "crafting_table"),
        carrying={"oak_planks": 2},
        near=("crafting_table",),
    )
    life.learned(at_table)
    assert only(life.known, "stick").preconditions == parse(
        'has("oak_planks", 2) and near("crafting_table", 16)'
    )

    skill = only(life.learned(sticks(life, act, "oak_planks")), "stick")

    assert skill.preconditions == parse('has("oak_planks", 2)')
    assert skill.steps == (Craft(item="stick", count=4),)


def test_a_station_that_is_needed_now_is_put_in_by_one_failure(life: Any, act: Any) -> None:
    life.learned(sticks(life, act, "oak_planks"))
    failed = life.episode().tries(
        'craft(item="stick")',
        act.rejected("stick", station="crafting_table"),
        carrying={"oak_planks": 2},
    )

    skill = only(life.learned(failed), "stick")

    assert skill.steps == (Craft(item="stick", count=4, station="crafting_table"),)
    assert skill.preconditions == parse('has("oak_planks", 2) and near("crafting_table", 16)')


def test_a_tool_that_is_too_weak_now_is_raised_by_one_failure(life: Any, act: Any) -> None:
    life.learned(
        life.episode().tries(
            'gather(item="cobblestone", source="stone")',
            act.broke("stone", "cobblestone", "wooden_pickaxe"),
            carrying={"wooden_pickaxe": 1},
        )
    )
    failed = life.episode().tries(
        'gather(item="cobblestone", source="stone")',
        [*act.broke("stone", None, "wooden_pickaxe"), *act.broke("stone", None, "wooden_pickaxe")],
        carrying={"wooden_pickaxe": 1},
    )

    skill = only(life.learned(failed), "cobblestone")

    assert skill.preconditions == HasTool(tool="pickaxe", tier="stone")


def test_success_with_a_better_tool_says_nothing_for_the_weaker_one(life: Any, act: Any) -> None:
    def worked(by: str, *, gives: str | None = "iron_ore") -> Any:
        events = act.broke("iron_ore", gives, by)
        return life.episode().tries('gather(item="iron_ore")', events * 2, carrying={by: 1})

    def failed(by: str) -> Any:
        return worked(by, gives=None)

    life.learned(worked("stone_pickaxe"), worked("stone_pickaxe"))
    life.learned(failed("stone_pickaxe"), worked("iron_pickaxe"))
    doubted = only(life.known, "iron_ore")
    assert doubted.doubted == HasTool(tool="pickaxe", tier="iron")
    assert doubted.preconditions == HasTool(tool="pickaxe", tier="stone")

    again = life.learned(failed("stone_pickaxe"), worked("iron_pickaxe"))

    assert only(again, "iron_ore").preconditions == HasTool(tool="pickaxe", tier="iron")
    assert only(again, "iron_ore").doubted is None


def test_bad_luck_does_not_settle_a_doubt(life: Any, act: Any) -> None:
    def worked(by: str, *, gives: str | None = "iron_ore") -> Any:
        events = act.broke("iron_ore", gives, by)
        return life.episode().tries('gather(item="iron_ore")', events * 2, carrying={by: 1})

    nothing = life.episode().tries(
        'gather(item="iron_ore")', act.searched("iron_ore"), carrying={"stone_pickaxe": 1}
    )
    life.learned(worked("stone_pickaxe"), worked("stone_pickaxe"))
    life.learned(worked("stone_pickaxe", gives=None), worked("iron_pickaxe"))
    life.learned(nothing, worked("iron_pickaxe"))

    doubted = only(life.known, "iron_ore")
    assert doubted.evidence.contradicting == 2
    assert doubted.doubted == HasTool(tool="pickaxe", tier="iron")


def test_success_with_the_doubted_tool_ends_the_doubt(life: Any, act: Any) -> None:
    def tried(*, works: bool) -> Any:
        events = act.broke("iron_ore", "iron_ore" if works else None, "stone_pickaxe")
        return life.episode().tries(
            'gather(item="iron_ore")', events * 2, carrying={"stone_pickaxe": 1}
        )

    life.learned(tried(works=True), tried(works=True))
    life.learned(tried(works=False), tried(works=True), tried(works=False), tried(works=True))

    skill = only(life.known, "iron_ore")
    assert skill.doubted is None
    assert skill.preconditions == HasTool(tool="pickaxe", tier="stone")


def test_what_is_inferred_amends_a_proven_skill_only_the_second_time(life: Any, act: Any) -> None:
    worked = [
        life.episode().tries(
            'gather(item="iron_ore")',
            act.broke("iron_ore", "iron_ore", "stone_pickaxe"),
            carrying={"stone_pickaxe": 1},
        )
        for _ in range(3)
    ]

    def lost() -> Any:
        vain = act.broke("iron_ore", None, "stone_pickaxe")
        return life.episode().tries(
            'gather(item="iron_ore")', [*vain, *vain], carrying={"stone_pickaxe": 1}
        )

    life.learned(*worked)
    known = life.learned(lost())
    assert only(known, "iron_ore").preconditions == HasTool(tool="pickaxe", tier="stone")
    assert known.guardrails == ()

    known = life.learned(lost())
    assert only(known, "iron_ore").preconditions == HasTool(tool="pickaxe", tier="iron")
    assert [str(g.trigger) for g in known.guardrails] == ['not tool("pickaxe", "iron")']


def test_cost_is_the_median_of_one_application(life: Any, act: Any) -> None:
    def cut(logs: int, ticks: int) -> Any:
        events = [e for _ in range(logs) for e in act.broke("oak_log", "oak_log")]
        return life.episode().tries(f'gather(item="oak_log", count={logs})', events, ticks=ticks)

    skill = only(life.learned(cut(1, 90), cut(2, 100), cut(3, 600)), "oak_log")

    assert sorted(skill.costs) == [50, 90, 200]
    assert skill.cost_ticks == 90


def test_the_first_skill_has_the_same_id_whatever_the_wood(life: Any, act: Any) -> None:
    oak = only(life.learned(sticks(life, act, "oak_planks")), "stick")
    other = type(life)()
    birch = only(other.learned(sticks(other, act, "birch_planks")), "stick")

    assert oak.id == birch.id


@pytest.mark.parametrize("dropped", [1, 100])
def test_a_crafting_whose_trace_is_cut_is_not_counted(life: Any, act: Any, dropped: int) -> None:
    episode = sticks(life, act, "oak_planks")
    (experience,) = episode.experiences
    cut = experience.attempt.model_copy(update={"trace_dropped": dropped})
    episode.experiences = [experience.model_copy(update={"attempt": cut})]

    assert life.learned(episode).skills == ()


def test_a_table_that_is_taken_along_must_stand_there(life: Any, act: Any) -> None:
    episode = life.episode().tries(
        'gather(item="crafting_table")',
        act.broke("crafting_table", "crafting_table"),
        near=("crafting_table",),
    )

    assert only(life.learned(episode), "crafting_table").preconditions == parse(
        'near("crafting_table", 16)'
    )


def test_one_unlucky_episode_counts_once_against_a_search(life: Any, act: Any) -> None:
    life.learned(life.episode().tries('gather(item="oak_log")', act.broke("oak_log", "oak_log")))
    unlucky = life.episode()
    for _ in range(9):
        unlucky.tries('gather(item="oak_log")', act.searched("oak_log"), ticks=1_000)

    skill = only(life.learned(unlucky), "oak_log")

    assert (skill.status, skill.evidence.contradicting) == ("active", 1)


def test_what_is_made_at_a_station_says_nothing_of_how_the_station_is_made(
    life: Any, act: Any
) -> None:
    for _ in range(2):
        lived = life.episode().tries(
            'craft(item="crafting_table")',
            act.crafted("crafting_table", 1, {"oak_planks": 4}),
            carrying={"oak_planks": 4},
        )
        # Of the very same as the table, and of that and something more.
        for tool, used in (
            ("white_wool", {"oak_planks": 8}),
            ("iron_axe", {"iron_ingot": 2, "oak_planks": 4}),
        ):
            lived.tries(
                f'craft(item="{tool}", station="crafting_table")',
                act.crafted(tool, 1, used, "crafting_table"),
                carrying=used,
                near=("crafting_table",),
            )
        known = life.learned(lived)

    table = only(known, "crafting_table")
    assert [e for e in table.effects if e.delta < 0] == [Effect(item="oak_planks", delta=-4)]
    assert (table.evidence.supporting, table.evidence.contradicting) == (2, 0)
    assert only(known, "white_wool").evidence.supporting == 2
    assert only(known, "iron_axe").evidence.supporting == 2
    assert not [c for c in life.log if c.entry.id == table.id and c.change == "narrowed"]
