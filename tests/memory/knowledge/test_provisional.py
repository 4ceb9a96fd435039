from dataclasses import replace
from typing import Any

from envs import (
    BlockBroken,
    FreeSlots,
    GoTo,
    Inventory,
    ItemCount,
    ItemLeft,
    Plan,
    Position,
    State,
    Step,
    Tally,
    View,
    Within,
    parse,
    parse_subgoal,
)
from memory import Guardrail, Remedy, SubgoalPattern, forbids_next
from memory._lesson import violates
from memory._plain_words import wording_refusal
from memory.provisional import provisional


def own(life: Any, episode: Any) -> tuple[Guardrail, ...]:
    return provisional(episode.history, life.words, "vanilla")


def test_an_episode_without_failures_has_none(life: Any, act: Any) -> None:
    episode = life.episode().tries('gather(item="oak_log")', act.broke("oak_log", "oak_log"))

    assert own(life, life.episode()) == own(life, episode) == ()


def test_a_hard_failure_is_in_force_at_once_and_is_what_will_be_distilled(
    life: Any, act: Any
) -> None:
    episode = life.episode().tries('craft(item="stick")', act.rejected("stick", {"#planks": 2}))

    (mine,) = own(life, episode)
    (learned,) = life.learned(episode).guardrails

    assert mine.status == "active"
    assert mine.model_copy(update={"evidence": learned.evidence}) == learned


def test_a_guess_of_the_episode_acts_in_the_episode_alone(life: Any, act: Any) -> None:
    episode = life.episode().tries(
        'craft(item="torch")', act.rejected("torch", book=False), carrying={"coal": 1}
    )

    (mine,) = own(life, episode)

    assert mine.status == "active"
    assert life.learned(episode).guardrails == ()


def test_what_worked_after_all_is_no_longer_forbidden(life: Any, act: Any) -> None:
    episode = life.episode().tries(
        'craft(item="stick")', act.rejected("stick", {"flint": 1}), carrying={"coal": 1}
    )
    assert len(own(life, episode)) == 1

    episode.tries(
        'craft(item="stick", count=4)',
        act.crafted("stick", 4, {"oak_planks": 2}),
        carrying={"oak_planks": 2},
    )

    assert own(life, episode) == ()


def test_the_same_failure_twice_is_one_guardrail_with_more_evidence(life: Any, act: Any) -> None:
    episode = life.episode()
    for _ in range(2):
        episode.tries('craft(item="stick")', act.rejected("stick", {"#planks": 2}))

    (mine,) = own(life, episode)

    assert mine.evidence.supporting == 2


def test_what_was_sought_in_vain_twice_is_sought_elsewhere(life: Any, act: Any) -> None:
    episode = life.episode()
    episode.tries('gather(item="iron_ore")', act.searched("iron_ore"), ticks=900)
    assert own(life, episode) == ()

    episode.tries('gather(item="iron_ore", count=2)', act.searched("iron_ore"), ticks=900)
    (mine,) = own(life, episode)

    plan = Plan(steps=(Step(subgoal=parse_subgoal('gather(item="iron_ore", count=3)')),))
    view = episode.history.view(episode.experiences[-1].attempt.post_state)
    assert forbids_next(mine.forbidden, plan, view)
    assert mine.trigger == Within(x=0, z=0, distance=48)
    assert mine.trigger.holds(view)
    assert mine.remedy is not None
    assert mine.remedy.steps == (GoTo(x=96, z=0, distance=16),)


def test_another_way_to_the_same_item_stays_open(life: Any, act: Any) -> None:
    episode = life.episode()
    for _ in range(2):
        episode.tries('gather(item="iron_ore")', act.searched("iron_ore"), ticks=900)
    (mine,) = own(life, episode)

    digging = Plan(steps=(Step(subgoal=parse_subgoal('gather(item="iron_ore", height=(5, 40))')),))
    view = episode.history.view(episode.experiences[-1].attempt.post_state)

    assert not forbids_next(mine.forbidden, digging, view)


def test_where_the_way_out_failed_another_direction_is_taken(life: Any, act: Any) -> None:
    episode = life.episode()
    for _ in range(2):
        episode.tries('gather(item="iron_ore")', act.searched("iron_ore"), ticks=900)
    episode.tries("go_to(x=96, z=0, distance=16)", act.stopped(), ticks=900)

    (mine,) = own(life, episode)

    assert mine.remedy is not None
    assert mine.remedy.steps == (GoTo(x=0, z=96, distance=16),)


def test_where_no_way_leads_out_it_may_be_tried_again(life: Any, act: Any) -> None:
    episode = life.episode()
    for _ in range(2):
        episode.tries('gather(item="iron_ore")', act.searched("iron_ore"), ticks=900)
    for x in (96, -96, 90, -90):
        episode.tries(f"go_to(x={x}, z=0, distance=16)", act.stopped(), ticks=900)

    assert own(life, episode) == ()


def test_getting_some_of_it_is_not_in_vain(life: Any, act: Any) -> None:
    episode = life.episode()
    for _ in range(3):
        episode.tries(
            'gather(item="oak_log", count=5)',
            [*act.broke("oak_log", "oak_log"), *act.stopped()],
            ticks=900,
        )

    assert own(life, episode) == ()


def test_the_condition_of_a_station_is_the_one_that_a_plan_can_meet(life: Any, act: Any) -> None:
    episode = life.episode().tries(
        'smelt(item="iron_ingot", source="iron_ore")', act.refused("station", "furnace")
    )

    (mine,) = own(life, episode)

    assert mine.remedy is not None
    assert mine.remedy.achieve == parse('near("furnace", 16)')


FULL = Inventory(items=(ItemCount(item="cobblestone", count=2_304),), free_slots=0)
LEFT = [
    BlockBroken(tick=60, block="diamond_ore", tool="iron_pickaxe", x=1, y=9, z=1),
    ItemLeft(tick=61, item="diamond", count=1),
]


def test_with_a_full_bag_nothing_new_is_begun_before_there_is_room(life: Any) -> None:
    episode = life.episode().tries(
        'gather(item="diamond", source="diamond_ore", height=(5, 15))', LEFT, inventory=FULL
    )

    (mine,) = own(life, episode)
    (learned,) = life.learned(episode).guardrails

    assert mine.model_copy(update={"evidence": learned.evidence}) == learned
    assert mine.forbidden == SubgoalPattern.of("gather", source="diamond_ore")
    assert mine.trigger == parse('not free_slots(1) and not has("diamond")')
    assert mine.remedy == Remedy(achieve=FreeSlots())
    # Who is offered it in a pack is told the reason, too.
    assert wording_refusal(mine.reason, mine) is None


def test_where_a_bag_that_filled_up_has_room_again_nothing_is_forbidden(
    life: Any, act: Any
) -> None:
    plan = Plan(steps=(Step(subgoal=parse_subgoal('craft(item="stick", count=4)')),))
    refused = act.rejected("stick", {})
    episode = life.episode().tries(
        'craft(item="stick")', refused, inventory=FULL, carrying={"oak_planks": 2}
    )
    (mine,) = own(life, episode)

    def forbidden(free: int, *items: ItemCount) -> bool:
        state = State(tick=0, inventory=Inventory(items=items, free_slots=free))
        return violates(mine, plan.current.subgoal, plan, View(state, Tally(), life.words))

    assert forbidden(0)
    assert not forbidden(1)
    assert not forbidden(0, ItemCount(item="stick", count=1))


def test_one_of_what_does_not_stack_is_no_room_for_another(life: Any, act: Any) -> None:
    words = replace(life.words, stack_sizes={"iron_axe": 1})
    refused = act.rejected("iron_axe", {}, window="crafting_table", station="crafting_table")
    episode = life.episode().tries('craft(item="iron_axe")', refused, inventory=FULL)

    (mine,) = provisional(episode.history, words, "vanilla")

    assert mine.trigger == parse("not free_slots(1)")


def test_a_tunnel_that_found_nothing_is_dug_on(life: Any, act: Any) -> None:
    def dug(end: int) -> Any:
        episode = life.episode()
        for start in (0, end):
            episode.tries(
                'gather(item="diamond", source="diamond_ore", height=(5, 15))',
                act.searched("diamond_ore"),
                ticks=900,
                position=Position(x=start, y=9, z=0),
                ended=Position(x=start + end, y=9, z=0),
            )
        return episode

    assert len(own(life, dug(20))) == 1
    assert own(life, dug(140)) == ()
