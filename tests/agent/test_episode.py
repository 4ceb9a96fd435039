"""`Episode`: where a running episode stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import FrozenInstanceError, replace
from typing import Any

import pytest

from agent.arms import Arm, Budget
from agent.episode import Episode
from agent.loop import judged
from diagnosis import History
from envs import EpisodeKey
from envs.fake import FakeWorld


@pytest.fixture
def episode(task: Callable[..., Any]) -> Episode:
    world, sticks = FakeWorld(), task()
    key = EpisodeKey(run="r-0", round=0, phase="train", arm="full", task="sticks", seed=0)
    return Episode(key, sticks, world.reset(sticks, 0), History(world.vocabulary))


def at(episode: Episode, tick: int) -> Episode:
    return replace(episode, state=episode.state.model_copy(update={"tick": tick}))


def test_it_cannot_be_changed(episode: Episode) -> None:
    with pytest.raises(FrozenInstanceError):
        episode.replans = 3  # type: ignore[misc]


@pytest.mark.parametrize(("tick", "left"), [(0, 2_400), (2_399, 1), (2_400, 0), (2_500, 0)])
def test_the_ticks_left_are_those_of_the_horizon(episode: Episode, tick: int, left: int) -> None:
    assert at(episode, tick).ticks_left == left


def test_it_goes_on_from_what_was_lived_through(
    live: Callable[..., Any], stick: tuple[str, ...]
) -> None:
    lived = live(stick)
    ended, experiences = lived.episode, lived.told.experiences
    assert ended.state == experiences[-1].attempt.post_state
    assert [attempt for attempt, _ in ended.history.pairs] == [e.attempt for e in experiences]
    assert ended.history.tally.count("crafted", "stick", None, lived.world.vocabulary) == 4
    assert ended.reached


@pytest.mark.parametrize("replan", ["local", "whole"])
def test_replans_are_counted_up_to_the_budget(episode: Episode, replan: Any) -> None:
    arm, budget = Arm(name="arm", replan=replan), Budget(replans=1)
    once = episode.replanning(arm, budget)
    assert (once.replans, once.outcome) == (1, None)
    assert once.replanning(arm, budget).outcome == "failed"


def test_an_arm_that_never_replans_ends_there(episode: Episode) -> None:
    ended = episode.replanning(Arm(name="arm", replan="none"), Budget())
    assert (ended.outcome, ended.replans) == ("failed", 0)
    assert "never replans" in ended.reason


def test_an_ended_episode_stays_as_it_ended(episode: Episode) -> None:
    ended = episode.ended("succeeded", "the goal holds")
    assert ended.replanning(Arm(name="arm"), Budget(replans=0)) == ended
    assert judged(at(ended, 9_999), Budget()) == at(ended, 9_999)


def test_repairs_add_up(episode: Episode) -> None:
    assert episode.repaired(2).repaired(0).repaired(1).repairs == 3


def test_a_goal_that_holds_at_the_horizon_is_reached(
    live: Callable[..., Any], stick: tuple[str, ...], task: Callable[..., Any]
) -> None:
    # 60 ticks for a log, 5 for planks, 5 for sticks.
    assert live(stick, goal=task(budget_ticks=70 * 3)).episode.outcome == "succeeded"
    ended = live(stick, goal=task(budget_ticks=70 * 3, id_="x")).episode
    done = replace(ended, outcome=None, task=task(budget_ticks=70), reason="")
    assert (judged(done, Budget()).outcome, done.ticks_left) == ("succeeded", 0)
    assert judged(at(done, 0), Budget(attempts=1)).outcome == "succeeded"
