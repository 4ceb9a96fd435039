from typing import Any

import pytest

from diagnosis import Cause
from envs import HasTool, Near, Nearby, Not, Place, Stopped, Vitals, parse
from memory import Guardrail, KnowledgeView, Remedy, SubgoalPattern
from memory.provisional import provisional


def only(known: KnowledgeView) -> Guardrail:
    (guardrail,) = known.guardrails
    return guardrail


def by_pattern(known: KnowledgeView) -> dict[str, Guardrail]:
    return {str(g.forbidden): g for g in known.guardrails}


def test_one_refusal_for_want_of_material_is_enough(life: Any, act: Any) -> None:
    episode = life.episode().tries(
        'craft(item="wooden_pickaxe", station="crafting_table")',
        act.rejected("wooden_pickaxe", {"stick": 1}, window="crafting_table"),
        carrying={"oak_planks": 3, "stick": 1},
        near=("crafting_table",),
    )

    guardrail = only(life.learned(episode))

    assert guardrail.status == "active"
    assert guardrail.cause == Cause.missing_material
    assert guardrail.trigger == parse('not has("stick", 2)')
    assert guardrail.forbidden == SubgoalPattern.of("craft", item="wooden_pickaxe")
    assert guardrail.remedy == Remedy(achieve=parse('has("stick", 2)'))
    assert guardrail.reason == (
        "Crafting wooden_pickaxe at crafting_table needs 2 stick; without that it is refused."
    )
    assert guardrail.evidence.supporting_ids == (episode.experiences[0].id,)


def test_each_lacking_ingredient_has_a_guardrail_of_its_own(life: Any, act: Any) -> None:
    episode = life.episode().tries(
        'craft(item="torch")', act.rejected("torch", {"coal": 1, "stick": 1})
    )

    assert sorted(str(g.trigger) for g in life.learned(episode).guardrails) == [
        'not has("coal")',
        'not has("stick")',
    ]


def test_a_craft_that_names_no_station_is_told_which(life: Any, act: Any) -> None:
    episode = life.episode().tries(
        'craft(item="wooden_pickaxe")',
        act.rejected("wooden_pickaxe", station="crafting_table"),
        carrying={"oak_planks": 3, "stick": 2},
    )

    guardrail = only(life.learned(episode))

    assert guardrail.trigger is None
    assert guardrail.forbidden == SubgoalPattern.of("craft", item="wooden_pickaxe", station=None)
    assert guardrail.remedy == Remedy(replace=(("station", "crafting_table"),))


def test_a_station_that_is_not_near_is_brought_near_for_any_item(life: Any, act: Any) -> None:
    episode = life.episode().tries(
        'craft(item="wooden_pickaxe", station="crafting_table")',
        act.refused("station", "crafting_table"),
        carrying={"oak_planks": 3, "stick": 2},
    )

    guardrail = only(life.learned(episode))

    near = Near(name="crafting_table", distance=16)
    assert guardrail.trigger == Not(of=near)
    assert guardrail.forbidden == SubgoalPattern.of("craft", station="crafting_table")
    assert guardrail.remedy == Remedy(achieve=near, steps=(Place(item="crafting_table"),))


def test_a_window_that_lacks_both_station_and_material_teaches_both(life: Any, act: Any) -> None:
    episode = life.episode().tries(
        'craft(item="wooden_pickaxe")',
        act.rejected("wooden_pickaxe", {"stick": 2}, station="crafting_table"),
    )

    assert sorted(str(g.trigger) for g in life.learned(episode).guardrails) == [
        "None",
        'not has("stick", 2)',
    ]


def test_iron_needs_a_pickaxe_better_than_wood(life: Any, act: Any) -> None:
    vain = act.broke("iron_ore", None, "wooden_pickaxe", 30)
    episode = life.episode().tries(
        'gather(item="iron_ore", height=(5, 40))', [*vain, *vain], carrying={"wooden_pickaxe": 1}
    )

    guardrail = only(life.learned(episode))

    assert guardrail.status == "active"
    assert guardrail.cause == Cause.tool_too_weak
    assert guardrail.trigger == parse('not tool("pickaxe", "stone")')
    assert guardrail.forbidden == SubgoalPattern.of("gather", item="iron_ore", source=None)
    assert guardrail.remedy == Remedy(achieve=HasTool(tool="pickaxe", tier="stone"))


def test_gold_is_no_better_than_wood(life: Any, act: Any) -> None:
    vain = act.broke("iron_ore", None, "golden_pickaxe", 30)
    episode = life.episode().tries(
        'gather(item="iron_ore", source="iron_ore")',
        [*vain, *vain],
        carrying={"golden_pickaxe": 1},
    )

    assert only(life.learned(episode)).trigger == parse('not tool("pickaxe", "stone")')


def test_a_tool_field_that_names_the_weak_tool_is_left_out(life: Any, act: Any) -> None:
    vain = act.broke("iron_ore", None, "wooden_pickaxe", 30)
    episode = life.episode().tries(
        'gather(item="iron_ore", source="iron_ore", tool="wooden_pickaxe")',
        [*vain, *vain],
        carrying={"wooden_pickaxe": 1},
    )

    found = by_pattern(life.learned(episode))

    named = found['gather(source="iron_ore", tool="wooden_pickaxe")']
    assert (named.trigger, named.remedy) == (None, Remedy(replace=(("tool", None),)))
    assert found['gather(source="iron_ore")'].trigger == parse('not tool("pickaxe", "stone")')


def test_a_weak_tool_raises_what_the_bare_hand_had_taught(life: Any, act: Any) -> None:
    def dug(tool: str) -> Any:
        vain = act.broke("iron_ore", None, tool, 30)
        carrying = {} if tool == "none" else {tool: 1}
        return life.episode().tries('gather(item="iron_ore")', [*vain, *vain], carrying=carrying)

    first = only(life.learned(dug("none")))
    then = only(life.learned(dug("wooden_pickaxe")))
    last = only(life.learned(dug("none")))

    assert first.trigger == parse('not tool("pickaxe")')
    assert then.trigger == last.trigger == parse('not tool("pickaxe", "stone")')
    assert first.id == then.id == last.id
    assert last.evidence.supporting == 3


def test_a_tool_that_is_asked_for_by_name_must_be_carried(life: Any, act: Any) -> None:
    episode = life.episode().tries(
        'gather(item="oak_log", tool="iron_axe")', act.refused("tool", "iron_axe")
    )

    guardrail = only(life.learned(episode))

    assert guardrail.forbidden == SubgoalPattern.of("gather", tool="iron_axe")
    assert guardrail.trigger == parse('not has("iron_axe")')


def test_what_is_placed_must_be_carried(life: Any, act: Any) -> None:
    episode = life.episode().tries('place(item="furnace")', act.refused("item", "furnace"))

    guardrail = only(life.learned(episode))

    assert guardrail.forbidden == SubgoalPattern.of("place", item="furnace")
    assert guardrail.trigger == parse('not has("furnace")')


def test_a_named_fuel_must_be_carried(life: Any, act: Any) -> None:
    episode = life.episode().tries(
        'smelt(item="iron_ingot", source="iron_ore", fuel="coal")',
        act.stalled("iron_ingot"),
        carrying={"iron_ore": 1},
        near=("furnace",),
    )

    guardrail = only(life.learned(episode))

    assert guardrail.forbidden == SubgoalPattern.of("smelt", fuel="coal")
    assert guardrail.trigger == parse('not has("coal")')


def test_what_was_carried_and_not_put_in_burns_nowhere(life: Any, act: Any) -> None:
    episode = life.episode().tries(
        'smelt(item="iron_ingot", source="iron_ore", fuel="stick")',
        act.stalled("iron_ingot"),
        carrying={"iron_ore": 1, "stick": 3},
        near=("furnace",),
    )

    guardrail = only(life.learned(episode))

    assert guardrail.status == "active"
    assert guardrail.forbidden == SubgoalPattern.of("smelt", fuel="stick")
    assert guardrail.trigger is None
    assert guardrail.remedy == Remedy(replace=(("fuel", None),))
    assert "doesn't burn" in guardrail.reason


def test_any_fuel_is_what_has_burnt_in_successes(life: Any, act: Any) -> None:
    def smelted(fuel: str) -> Any:
        return life.episode().tries(
            'smelt(item="iron_ingot", source="iron_ore")',
            act.smelted("iron_ingot", 1, {"iron_ore": 1, fuel: 1}),
            carrying={"iron_ore": 1, fuel: 1},
            near=("furnace",),
        )

    stalled = life.episode().tries(
        'smelt(item="iron_ingot", source="iron_ore")',
        act.stalled("iron_ingot"),
        carrying={"iron_ore": 1},
        near=("furnace",),
    )

    guardrail = only(life.learned(smelted("coal"), smelted("oak_planks"), stalled))

    assert guardrail.trigger == parse('not has("coal") and not has("oak_planks")')
    assert guardrail.remedy is not None
    assert str(guardrail.remedy.achieve) in {'has("coal")', 'has("oak_planks")'}

    stick = only(life.learned(smelted("stick")))
    assert stick.trigger == parse('not has("coal") and not has("oak_planks") and not has("stick")')


def test_an_item_that_does_not_exist_is_left_out(life: Any, act: Any) -> None:
    episode = life.episode().tries('craft(item="iron_bar")', act.invalid("item", "iron_bar"))

    guardrail = only(life.learned(episode))

    assert (guardrail.trigger, guardrail.remedy) == (None, Remedy(drop=True))
    assert guardrail.forbidden == SubgoalPattern.of("craft", item="iron_bar")


def test_a_source_that_makes_no_sense_is_replaced_by_one_that_worked(life: Any, act: Any) -> None:
    nonsense = life.episode().tries(
        'gather(item="coal", source="coal")', act.invalid("source", "coal")
    )
    found = life.episode().tries(
        'gather(item="coal", source="coal_ore")',
        act.broke("coal_ore", "coal", "wooden_pickaxe"),
        carrying={"wooden_pickaxe": 1},
    )

    guardrail = only(life.learned(nonsense, found))

    assert guardrail.remedy == Remedy(replace=(("source", "coal_ore"),))


def test_a_source_of_the_items_own_name_is_not_replaced_by_none(life: Any, act: Any) -> None:
    def nonsense(source: str) -> Any:
        return life.episode().tries(
            f'gather(item="stick", source="{source}")', act.invalid("source", source)
        )

    same, other = life.learned(nonsense("stick"), nonsense("coal")).guardrails

    # To leave it out would be to say the same again.
    remedies = {str(g.forbidden): g.remedy for g in (same, other)}
    assert remedies == {
        'gather(item="stick", source="stick")': None,
        'gather(item="stick", source="coal")': Remedy(replace=(("source", None),)),
    }


def test_without_a_book_the_successes_say_what_was_lacking(life: Any, act: Any) -> None:
    made = life.episode().tries(
        'craft(item="stick", count=4)',
        act.crafted("stick", 4, {"oak_planks": 2}),
        carrying={"oak_planks": 2},
    )

    def refused() -> Any:
        return life.episode().tries('craft(item="stick")', act.rejected("stick", book=False))

    candidate = only(life.learned(made, refused()))
    assert (candidate.status, candidate.trigger) == ("candidate", parse('not has("oak_planks", 2)'))

    assert only(life.learned(refused())).status == "active"


def test_a_guessed_station_teaches_only_what_has_worked(life: Any, act: Any) -> None:
    def guessed() -> Any:
        return life.episode().tries(
            'craft(item="torch")', act.rejected("torch", book=False), carrying={"coal": 1}
        )

    assert life.learned(guessed(), guessed(), guessed()).guardrails == ()

    made = life.episode().tries(
        'craft(item="torch", station="crafting_table")',
        act.crafted("torch", 4, {"coal": 1, "stick": 1}, "crafting_table"),
        carrying={"coal": 1, "stick": 1},
        near=("crafting_table",),
    )
    assert only(life.learned(made, guessed())).status == "candidate"
    entries = life.distilled(guessed())

    assert "activated" in [e.change for e in entries]
    assert only(life.known).status == "active"


def test_what_one_episode_made_of_oak_is_said_of_any_wood(life: Any, act: Any) -> None:
    def made(planks: str) -> Any:
        return life.episode().tries(
            'craft(item="stick")', act.crafted("stick", 4, {planks: 2}), carrying={planks: 2}
        )

    # Without a book the episode's own recipe says what was lacking.
    life.learned(made("oak_planks").tries('craft(item="stick")', act.rejected("stick", book=False)))
    assert only(life.known).trigger == parse('not has("oak_planks", 2)')

    life.learned(made("birch_planks"))
    assert only(life.known).trigger == parse('not has("#planks", 2)')

    life.learned(made("oak_planks").tries('craft(item="stick")', act.rejected("stick", book=False)))
    assert only(life.known).trigger == parse('not has("#planks", 2)')


def test_a_recipe_that_takes_only_oak_now_is_caught_up_with(life: Any, act: Any) -> None:
    def made(planks: str) -> Any:
        return life.episode().tries(
            'craft(item="stick")', act.crafted("stick", 4, {planks: 2}), carrying={planks: 2}
        )

    life.learned(made("oak_planks"), made("birch_planks"))
    known = life.learned(
        life.episode().tries(
            'craft(item="stick")',
            act.rejected("stick", {"oak_planks": 2}),
            carrying={"birch_planks": 2},
        )
    )

    assert only(known).trigger == parse('not has("oak_planks", 2)')
    assert known.skills[0].preconditions == parse('has("oak_planks", 2)')


def surface(life: Any, act: Any) -> Any:
    return life.episode().tries('gather(item="iron_ore")', act.searched("iron_ore"), ticks=1_000)


def dug(life: Any, act: Any) -> Any:
    return life.episode().tries(
        'gather(item="iron_ore", height=(5, 40))',
        act.broke("iron_ore", "iron_ore", "stone_pickaxe", 20),
        carrying={"stone_pickaxe": 1},
    )


def test_bad_luck_teaches_nothing_where_no_other_way_is_known(life: Any, act: Any) -> None:
    known = life.learned(*(surface(life, act) for _ in range(6)))

    assert known.guardrails == ()


def test_looking_on_the_surface_in_vain_is_forbidden_once_digging_worked(
    life: Any, act: Any
) -> None:
    once = only(life.learned(dug(life, act), surface(life, act)))
    twice = only(life.learned(surface(life, act)))

    assert (once.status, twice.status) == ("candidate", "active")
    assert twice.forbidden == SubgoalPattern.of("gather", item="iron_ore", source=None, height=None)
    assert twice.remedy == Remedy(replace=(("height", (15, 23)),))
    assert twice.cause == Cause.target_not_found


def test_a_search_that_works_half_the_time_is_not_forbidden(life: Any, act: Any) -> None:
    def lucky() -> Any:
        return life.episode().tries(
            'gather(item="iron_ore")',
            act.broke("iron_ore", "iron_ore", "stone_pickaxe"),
            carrying={"stone_pickaxe": 1},
        )

    life.learned(dug(life, act), *(surface(life, act) for _ in range(3)))
    assert only(life.known).status == "active"

    life.learned(*(lucky() for _ in range(3)))
    assert life.known.guardrails == ()


def test_one_episode_of_bad_luck_counts_once(life: Any, act: Any) -> None:
    unlucky = life.episode()
    for _ in range(3):
        unlucky.tries('gather(item="iron_ore")', act.searched("iron_ore"), ticks=1_000)

    assert only(life.learned(dug(life, act), unlucky)).evidence.supporting == 1


def test_heights_at_which_nothing_is_found_are_avoided(life: Any, act: Any) -> None:
    def too_high(low: int) -> Any:
        return life.episode().tries(
            f'gather(item="iron_ore", height=({low}, {low + 10}))',
            act.searched("iron_ore"),
            carrying={"stone_pickaxe": 1},
            ticks=1_000,
        )

    guardrail = only(life.learned(dug(life, act), too_high(60), too_high(72)))

    assert guardrail.status == "active"
    assert guardrail.forbidden == SubgoalPattern.of(
        "gather", item="iron_ore", source=None, height=(24, 2_048)
    )


def test_a_source_that_gives_nothing_is_replaced_by_one_that_did(life: Any, act: Any) -> None:
    def wrong() -> Any:
        return life.episode().tries(
            'gather(item="cobblestone", source="cobblestone")',
            act.searched("cobblestone"),
            ticks=1_000,
        )

    right = life.episode().tries(
        'gather(item="cobblestone", source="stone")',
        act.broke("stone", "cobblestone", "wooden_pickaxe"),
        carrying={"wooden_pickaxe": 1},
    )

    guardrail = only(life.learned(wrong(), wrong(), right))

    assert guardrail.status == "active"
    assert guardrail.remedy == Remedy(replace=(("source", "stone"),))


def test_death_at_night_is_laid_to_the_night_and_not_to_what_was_carried(
    life: Any, act: Any
) -> None:
    def cut(time: int, **carrying: int) -> Any:
        return life.episode().tries(
            'gather(item="oak_log")', act.broke("oak_log", "oak_log"), carrying=carrying, time=time
        )

    def died() -> Any:
        return life.episode().tries(
            'gather(item="oak_log")', act.died("zombie"), time=18_000, carrying={}
        )

    life.learned(*(died() for _ in range(3)), *(cut(6_000) for _ in range(3)))

    active = {str(g.trigger) for g in life.known.guardrails if g.status == "active"}
    assert active == {'time("night")'}


def test_harm_that_always_comes_is_laid_to_no_circumstance(life: Any, act: Any) -> None:
    def died() -> Any:
        return life.episode().tries(
            'hunt(entity="zombie", item="beef")', act.died("zombie"), time=18_000
        )

    known = life.learned(*(died() for _ in range(5)))

    assert {g.status for g in known.guardrails} == {"candidate"}


@pytest.mark.parametrize(("full", "half"), [(20, 10), (9, 5)])
def test_weak_is_under_half_of_the_best_health_that_was_seen(
    life: Any, act: Any, full: float, half: int
) -> None:
    strong = life.episode().tries(
        'gather(item="oak_log")', act.broke("oak_log", "oak_log"), vitals=Vitals(health=full)
    )
    died = life.episode().tries(
        'gather(item="oak_log")', act.died("zombie"), vitals=Vitals(health=2)
    )

    known = life.learned(strong, died)

    assert f'not vital("health", {half})' in {str(g.trigger) for g in known.guardrails}


@pytest.mark.parametrize(("away", "lessons"), [(1, False), (9, True)])
def test_fighting_what_stood_beside_one_is_no_mistake(
    life: Any, act: Any, away: int, lessons: bool
) -> None:
    zombie = Nearby(name="zombie", count=1, x=away, y=64, z=0, distance=away)
    died = life.episode().tries(
        'hunt(entity="zombie")', act.died("zombie"), time=18_000, entities=(zombie,)
    )

    known = life.learned(died)

    assert bool(known.guardrails) is lessons
    assert all(str(g.exception) == 'near("zombie", 2)' for g in known.guardrails)


def test_a_station_behind_a_wall_teaches_the_episode_and_not_the_world(life: Any, act: Any) -> None:
    def made() -> Any:
        return life.episode().tries(
            'craft(item="furnace", station="crafting_table")',
            act.crafted("furnace", 1, {"cobblestone": 8}, "crafting_table"),
            carrying={"cobblestone": 8},
            near=("crafting_table",),
            distance=9,
        )

    def walled_off() -> Any:
        return life.episode().tries(
            'craft(item="furnace", station="crafting_table")',
            act.walled_off("crafting_table"),
            carrying={"cobblestone": 8},
            near=("crafting_table",),
            distance=9,
        )

    life.learned(made())
    episode = walled_off()
    known = life.learned(episode)

    assert known.guardrails == ()
    assert known.skills[0].evidence.contradicting == 0
    (own,) = provisional(episode.history, life.words, "vanilla")
    assert own.trigger == parse('not near("crafting_table")')


def test_order_is_learned_from_what_came_in_between(life: Any, act: Any) -> None:
    def lived() -> Any:
        return (
            life.episode()
            .tries(
                'craft(item="stick", count=4)',
                act.rejected("stick", {"#planks": 2}),
                carrying={"oak_log": 1},
            )
            .tries(
                'craft(item="oak_planks", count=4)',
                act.crafted("oak_planks", 4, {"oak_log": 1}),
                carrying={"oak_log": 1},
            )
            .tries(
                'craft(item="stick", count=4)',
                act.crafted("stick", 4, {"oak_planks": 2}),
                carrying={"oak_planks": 4},
            )
        )

    life.learned(lived())
    known = life.learned(lived())

    (order,) = [g for g in known.guardrails if g.level == "task"]
    assert str(order.forbidden) == ('craft(item="stick") with no craft(item="#planks") before it')
    assert order.exception == parse('has("#planks", 2)')
    assert order.status == "active"


def test_a_success_with_less_narrows_what_is_asked(life: Any, act: Any) -> None:
    life.learned(
        life.episode().tries('craft(item="stick")', act.rejected("stick", {"oak_planks": 4}))
    )
    cheaper = life.episode().tries(
        'craft(item="stick")',
        act.crafted("stick", 4, {"oak_planks": 2}),
        carrying={"oak_planks": 2},
    )
    entries = life.distilled(cheaper)

    assert only(life.known).trigger == parse('not has("oak_planks", 2)')
    assert only(life.known).remedy == Remedy(achieve=parse('has("oak_planks", 2)'))
    assert [e.change for e in entries if e.entry.kind == "guardrail"] == ["narrowed"]


def test_a_success_with_other_wood_widens_the_name(life: Any, act: Any) -> None:
    def made(planks: str) -> Any:
        return life.episode().tries(
            'craft(item="stick")', act.crafted("stick", 4, {planks: 2}), carrying={planks: 2}
        )

    life.learned(
        life.episode().tries('craft(item="stick")', act.rejected("stick", {"oak_planks": 2})),
        made("oak_planks"),
    )
    guardrail = only(life.learned(made("birch_planks")))

    assert guardrail.trigger == parse('not has("#planks", 2)')


def test_a_weaker_tool_that_worked_lowers_the_tier(life: Any, act: Any) -> None:
    vain = act.broke("stone", None, "stone_pickaxe")
    life.learned(
        life.episode().tries(
            'gather(item="cobblestone", source="stone")',
            [*vain, *vain],
            carrying={"stone_pickaxe": 1},
        )
    )
    assert only(life.known).trigger == parse('not tool("pickaxe", "iron")')

    worked = life.episode().tries(
        'gather(item="cobblestone", source="stone")',
        act.broke("stone", "cobblestone", "wooden_pickaxe"),
        carrying={"wooden_pickaxe": 1},
    )

    assert only(life.learned(worked)).trigger == parse('not tool("pickaxe")')


def at_hand(life: Any, act: Any) -> Any:
    return life.episode().tries(
        'craft(item="stick")',
        act.crafted("stick", 4, {"oak_planks": 2}),
        carrying={"oak_planks": 2},
    )


def sent_away(life: Any, act: Any) -> Any:
    return life.episode().tries(
        'craft(item="stick")', act.rejected("stick", station="crafting_table"), carrying={"coal": 1}
    )


def test_a_false_lesson_is_retired_by_the_first_success_against_it(life: Any, act: Any) -> None:
    life.learned(sent_away(life, act))
    entries = life.distilled(at_hand(life, act))

    assert life.known.guardrails == ()
    (retired,) = [e for e in entries if e.change == "retired"]
    assert retired.reason == "What it forbids has worked 1 times."


def test_a_long_true_lesson_turned_false_is_retired_within_three(life: Any, act: Any) -> None:
    life.learned(*(sent_away(life, act) for _ in range(20)))
    for _ in range(3):
        life.distilled(at_hand(life, act))

    assert life.known.guardrails == ()


def test_a_retired_lesson_that_is_true_again_comes_back_under_its_id(life: Any, act: Any) -> None:
    first = only(life.learned(sent_away(life, act)))
    life.learned(at_hand(life, act))
    assert life.known.guardrails == ()
    # The skill that bears witness against it has to fail first.
    life.distilled(
        life.episode().tries(
            'craft(item="stick")',
            act.rejected("stick", station="crafting_table"),
            carrying={"oak_planks": 2},
        )
    )

    again = only(life.learned(sent_away(life, act)))
    assert (again.id, again.status) == (first.id, "active")


def test_a_success_with_something_else_leaves_both_ways_open(life: Any, act: Any) -> None:
    life.learned(life.episode().tries('craft(item="stick")', act.rejected("stick", {"bamboo": 2})))

    guardrail = only(life.learned(at_hand(life, act)))

    assert guardrail.trigger == parse('not has("bamboo", 2) and not has("oak_planks", 2)')
    assert guardrail.remedy == Remedy(achieve=parse('has("oak_planks", 2)'))


def test_what_is_asked_for_elsewhere_leaves_nothing_of_a_false_lesson(life: Any, act: Any) -> None:
    both = act.rejected("stick", {"flint": 1, "oak_planks": 2})
    life.learned(life.episode().tries('craft(item="stick")', both))

    known = life.learned(at_hand(life, act))

    assert only(known).trigger == parse('not has("oak_planks", 2)')


def test_two_recipes_of_one_item_are_told_apart_by_what_a_window_does_not_list(
    life: Any, act: Any
) -> None:
    by_planks = life.episode().tries('craft(item="stick")', act.rejected("stick", {"#planks": 2}))
    by_bamboo = life.episode().tries(
        'craft(item="stick")', act.rejected("stick", {"bamboo": 1}), carrying={"bamboo": 1}
    )

    guardrail = only(life.learned(by_planks, by_bamboo))

    assert guardrail.trigger == parse('not has("#planks", 2) and not has("bamboo", 2)')
    assert only(life.learned(by_planks, by_bamboo)).trigger == guardrail.trigger


def test_two_woods_that_a_window_asks_for_in_turn_are_any_wood(life: Any, act: Any) -> None:
    def refused(planks: str) -> Any:
        return life.episode().tries('craft(item="stick")', act.rejected("stick", {planks: 2}))

    guardrail = only(life.learned(refused("oak_planks"), refused("birch_planks")))

    assert guardrail.trigger == parse('not has("#planks", 2)')


def test_what_does_not_become_the_result_is_nonsense(life: Any, act: Any) -> None:
    episode = life.episode().tries(
        'smelt(item="iron_ingot", source="coal")',
        act.stalled("iron_ingot", "input"),
        carrying={"coal": 2},
        near=("furnace",),
    )

    guardrail = only(life.learned(episode))

    assert (guardrail.cause, guardrail.trigger) == (Cause.invalid_subgoal, None)
    assert guardrail.forbidden == SubgoalPattern.of("smelt", item="iron_ingot", source="coal")


def test_what_a_tag_says_more_generally_is_retired(life: Any, act: Any) -> None:
    life.learned(
        life.episode().tries('craft(item="stick")', act.rejected("stick", {"oak_planks": 2}))
    )
    entries = life.distilled(
        life.episode().tries('craft(item="stick")', act.rejected("stick", {"#planks": 2}))
    )

    assert only(life.known).trigger == parse('not has("#planks", 2)')
    (joined,) = [e for e in entries if e.change == "merged"]
    assert joined.entry.status == "retired"
    assert joined.reason == f"{only(life.known).id} says the same more generally."


def test_counts_said_later_replace_those_said_before(life: Any, act: Any) -> None:
    def refused(count: int) -> Any:
        return life.episode().tries(
            'craft(item="stick")', act.rejected("stick", {"#planks": count})
        )

    first = only(life.learned(refused(2)))
    second = only(life.learned(refused(3)))

    assert first.id == second.id
    assert second.trigger == parse('not has("#planks", 3)')


def test_what_a_broken_world_showed_teaches_nothing(life: Any, act: Any) -> None:
    episode = life.episode().tries(
        'craft(item="stick")',
        [*act.rejected("stick", {"flint": 1}), Stopped(tick=2, by="fault")],
    )

    assert life.distilled(episode) == []
