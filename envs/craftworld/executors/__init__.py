"""One executor for each kind of subgoal; each does what its subgoal says and no more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from envs.craftworld.body import Body
from envs.craftworld.executors import (
    craft,
    eat,
    explore,
    gather,
    go_to,
    hunt,
    place,
    possessions,
    rest,
    smelt,
    trade,
    use,
)
from envs.craftworld.motion.surfacing import breathe
from envs.subgoals import Subgoal

__all__ = ["execute"]

_EXECUTORS: dict[str, Callable[[Body, Any], None]] = {
    "craft": craft.run,
    "deposit": possessions.deposit,
    "discard": possessions.discard,
    "eat": eat.run,
    "equip": possessions.equip,
    "explore": explore.run,
    "gather": gather.run,
    "go_to": go_to.run,
    "hunt": hunt.run,
    "place": place.run,
    "sleep": rest.sleep,
    "smelt": smelt.run,
    "trade": trade.run,
    "use": use.run,
    "wait": rest.wait,
}


def execute(body: Body, subgoal: Subgoal) -> None:
    """Tries the subgoal with the body.

    Raises:
        AttemptOver: If something ended the attempt before the executor was through.
    """
    breathe(body)
    _EXECUTORS[subgoal.kind](body, subgoal)
