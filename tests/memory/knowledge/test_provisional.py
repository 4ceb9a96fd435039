from typing import Any

from envs import GoTo, Plan, Step, Within, parse, parse_subgoal
from memory import Guardrail, forbids_next
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
