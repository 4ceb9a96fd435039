"""Who moves the body: the protocol, and the one that is loaded by name.

    class Learned:
        def carry_out(self, subgoal, body): ...

A controller carries out what takes moving about: gather, hunt, go_to, explore. It steps the body
and reads `body.sight`; items, damage, kills and moves are told by the body, other events by
`body.tell`. `ScriptedController` is ours; `-E controller=package.module:factory` puts another in
its place, which runs in MineDojo's Python beside the worker. The names of subgoals, events and
their fields are those of `docs/reference.md`.
"""

from __future__ import annotations

import importlib
from typing import Any, Protocol

from .body import Body
from .faults import CannotUse

Subgoal = dict[str, Any]


class Controller(Protocol):
    """Moves the body."""

    def carry_out(self, subgoal: Subgoal, body: Body) -> None:
        """Carries out one subgoal, or gives up and returns.

        `body.step` raises `Over` once the budget is used or the attempt is stopped, and `Dead`
        where the agent died; let them pass.
        """
        ...


def loaded(name: str) -> Controller:
    """Returns what `module:factory` makes.

    Raises:
        CannotUse: If there is no such thing.
    """
    module, _, factory = name.partition(":")
    try:
        made: Controller = getattr(importlib.import_module(module), factory)()
    except (ImportError, AttributeError, TypeError, ValueError) as error:
        raise CannotUse(
            f"controller: expected module:factory in MineDojo's Python, found {name!r}: {error}."
        ) from error
    return made
