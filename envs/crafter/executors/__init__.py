"""One executor for each kind of subgoal that Crafter has; the others are refused as invalid."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from envs.crafter.body import Body
from envs.crafter.executors import craft, gather, going, hunt, meals, place, rest
from envs.events import Invalid
from envs.subgoals import Subgoal

__all__ = ["execute"]

_EXECUTORS: dict[str, Callable[[Body, Any], None]] = {
    "craft": craft.run,
    "eat": meals.run,
    "explore": going.explore,
    "gather": gather.run,
    "go_to": going.go_to,
    "hunt": hunt.run,
    "place": place.run,
    "sleep": rest.sleep,
    "wait": rest.wait,
}


def execute(body: Body, subgoal: Subgoal) -> None:
    """Tries the subgoal with the body.

    Raises:
        AttemptOver: If something ended the attempt before the executor was through.
    """
    executor = _EXECUTORS.get(subgoal.kind)
    if executor is None:
        body.emit(Invalid(tick=body.tick, field="kind", value=subgoal.kind))
        body.give_up("invalid_subgoal", subgoal.kind)
        return
    executor(body, subgoal)
