"""What watches an attempt while it lasts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from agent.episode import Episode
from agent.monitors import GuardrailMonitor, Monitors, watch
from diagnosis import Cause, History
from envs import (
    EpisodeKey,
    Event,
    Inventory,
    ItemCount,
    Plan,
    State,
    Step,
    Stopped,
    parse,
    parse_subgoal,
)
from envs.fake import FakeWorld
from memory import Guardrail, Inside, SubgoalPattern

DUSK, NIGHT = 13_100, 13_200
Made = Callable[..., Guardrail]


@pytest.fixture
def episode(task: Callable[..., Any]) -> Episode:
    world, sticks = FakeWorld(), task(budget_ticks=50_000)
    key = EpisodeKey(run="r-0", round=0, phase="train", arm="full", task="sticks", seed=0)
    state = world.reset(sticks, 0).model_copy(update={"time": DUSK})
    return Episode(key, sticks, state, History(world.vocabulary))


GATHER = Plan(steps=(Step(subgoal=parse_subgoal('gather(item="oak_log")')),))


def later(episode: Episode, **facets: Any) -> State:
    return episode.state.model_copy(update=facets)


def test_a_guardrail_whose_hour_comes_stops_the_attempt_and_says_why(
    episode: Episode, guardrail: Made
) -> None:
    monitor = GuardrailMonitor(GATHER, episode, [guardrail("gather", trigger='time("night")')])
    assert monitor.on_state(later(episode, time=DUSK + 50)) is None
    assert monitor.on_state(later(episode, time=NIGHT)) == "guardrail-gather: It ended badly."


def test_a_guardrail_over_a_place_is_watched_too(episode: Episode) -> None:
    deep = Guardrail(
        id="guardrail-deep",
        scope="fake-v1",
        forbidden=Inside(pattern=SubgoalPattern.of("gather"), region=parse("height(0, 20)")),
        cause=Cause.hazard,
        reason="Lava lies there.",
        status="active",
    )
    monitor = GuardrailMonitor(GATHER, episode, [deep])
    here = episode.state.position
    assert here is not None
    assert monitor.on_state(episode.state) is None
    sunk = here.model_copy(update={"y": 12})
    assert monitor.on_state(later(episode, position=sunk)) == "guardrail-deep: Lava lies there."


@pytest.mark.parametrize(
    "changes",
    [
        {"verb": "craft"},
        {"status": "candidate"},
        # What the work itself uses up or brings is no reason to stop it.
        {"trigger": 'time("night") and has("oak_log")'},
        {"trigger": None},
        # It forbade the attempt at its start, and it was begun all the same: this is no change.
        {"trigger": "vital(\"health\", 10)"},
    ],
    ids=["another subgoal", "a candidate", "over what is carried", "at any time", "from the start"],
)  # fmt: skip
def test_a_guardrail_that_is_none_of_these_stops_nothing(
    episode: Episode, guardrail: Made, changes: dict[str, Any]
) -> None:
    made = {"verb": "gather", "trigger": 'time("night")', **changes}
    monitor = GuardrailMonitor(GATHER, episode, [guardrail(made.pop("verb"), **made)])
    carried = Inventory(items=(ItemCount(item="oak_log", count=1),))
    assert monitor.on_state(later(episode, time=NIGHT, inventory=carried)) is None


def test_stagnation_stops_an_attempt_with_no_guardrail_at_all(episode: Episode) -> None:
    monitor = watch(GATHER.current.subgoal, GATHER, episode, ())
    reasons = [monitor.on_state(later(episode, tick=tick)) for tick in range(100, 2_000, 100)]
    assert reasons[0] is None
    assert any(reason and reason.startswith("stagnant") for reason in reasons)


class Fixed:
    def __init__(self, reason: str | None) -> None:
        self.heard = 0
        self._reason = reason

    def on_event(self, event: Event) -> str | None:
        self.heard += 1
        return self._reason

    def on_state(self, state: State) -> str | None:
        self.heard += 1
        return self._reason


def test_of_several_monitors_the_first_that_wants_to_stop_is_heard(episode: Episode) -> None:
    quiet, first, second = Fixed(None), Fixed("first"), Fixed("second")
    monitors = Monitors(quiet, first, second)
    assert monitors.on_state(episode.state) == "first"
    assert monitors.on_event(Stopped(tick=0, by="monitor")) == "first"
    assert quiet.heard == 2
    assert Monitors(quiet, quiet).on_state(episode.state) is None


def test_nightfall_stops_a_wait_in_the_world_and_it_is_not_begun_again(
    live: Callable[..., Any], knowing: Any, guardrail: Made, task: Callable[..., Any]
) -> None:
    wait = "wait(ticks=6000)"
    sleeping = guardrail("wait", trigger='time("night")')
    lived = live(
        (wait, wait, wait), (wait,), ('gather(item="oak_log")',),
        method=knowing(sleeping), goal=task('has("oak_log")', budget_ticks=60_000),
    )  # fmt: skip
    *_, stopped, gathered = lived.told.experiences
    assert len(lived.world.tried) == 4
    assert stopped.attempt.post_state.time == NIGHT
    last = stopped.attempt.trace[-1]
    assert (last.by, last.reason) == ("monitor", "guardrail-wait: It ended badly.")
    assert not stopped.diagnosis.succeeded
    assert gathered.subgoal_text == 'gather(item="oak_log", count=1)'
    assert "by guardrail-wait" in lived.prompts[2]


def test_what_is_carried_counts_as_it_was_at_the_start(episode: Episode) -> None:
    lesson = Guardrail(
        id="guardrail-bare",
        scope="fake-v1",
        forbidden=Inside(
            pattern=SubgoalPattern.of("gather"), region=parse('time("night") and not has("stick")')
        ),
        cause=Cause.killed,
        reason="It ended badly.",
        status="active",
    )
    sticks = Inventory(items=(ItemCount(item="stick", count=1),), free_slots=35)
    armed = replace(episode, state=later(episode, inventory=sticks))
    bare = GuardrailMonitor(GATHER, episode, [lesson])
    used_up = GuardrailMonitor(GATHER, armed, [lesson])

    assert bare.on_state(later(episode, time=NIGHT)) == "guardrail-bare: It ended badly."
    assert used_up.on_state(later(episode, time=NIGHT)) is None
