"""What the bot does while nobody asks anything of it: no more than to keep out of harm."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import Any

import pytest

from envs import Event, State

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("mineflayer")]

PLACE = (44, 64, 44)
LOOKS = 150


def away(state: State) -> float:
    """Returns how far the bot is from where it was left, in blocks."""
    assert state.position is not None
    return math.hypot(state.position.x - PLACE[0], state.position.z - PLACE[2])


def seen_once(bot: Any, holds: Callable[[State], bool]) -> State:
    """Returns the state in which something comes to hold while nothing is tried."""
    for _ in range(LOOKS):
        state = State.model_validate(bot.worker.call("observe"))
        if holds(state):
            return state
        time.sleep(0.1)
    pytest.fail(f"Nothing of the kind: {state.position}, {state.entities}.")


@pytest.fixture
def left(bot: Any) -> Any:
    """A bot that was left somewhere in the open."""
    bot.order(f"send {bot.name} {' '.join(map(str, PLACE))}")
    bot.worker.between.clear()
    return bot


def test_it_steps_away_from_who_hunts_it_and_stays_near(left: Any) -> None:
    left.server.say("beast cow 43 43")
    left.server.say("beast zombie 46 46")
    state = seen_once(left, lambda s: away(s) > 6)
    left.order("slay zombie")
    assert away(state) <= 13
    kinds = {event.kind for event in left.worker.between}
    assert kinds <= {"moved", "chat"}
    left.server.say("slay cow")


def test_it_steps_out_of_what_burns_and_out_of_water(left: Any) -> None:
    x, y, z = PLACE
    for block in ("fire", "water"):
        left.order(f"send {left.name} {x} {y} {z}", f"put {x} {y} {z} {block}")
        state = seen_once(left, lambda s: away(s) >= 1)
        left.order(f"put {x} {y} {z} air")
        assert away(state) <= 4


def test_it_stands_still_once_something_is_tried(left: Any) -> None:
    left.server.say("beast zombie 46 46")
    seen_once(left, lambda s: away(s) > 1)
    tried: list[Event] = left.attempt("wait(ticks=30)").events
    left.order("slay zombie")
    assert not [event for event in tried if event.kind == "moved"]
