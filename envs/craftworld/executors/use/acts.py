"""`Act`: one way of using an item, a row of the table of uses."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from envs.craftworld.body import Body
from envs.craftworld.game.rules import Rules
from envs.subgoals import Use


class Act(NamedTuple):
    """What using some items on something does.

    The rows of a table are tried in order: the first that takes the item and what it is used on
    is done, as many times as the subgoal says.
    """

    takes: Callable[[Rules, str], bool]
    """Whether an item is used like this at all."""
    suits: Callable[[Rules, Use], bool]
    """Whether what the subgoal uses it on, or nothing, is right; the item is."""
    do: Callable[[Body, Use], bool]
    """Does it once, and returns whether it was done; if not, the trace and the ledger say why.
    The item is carried."""


def items(*patterns: str) -> Callable[[Rules, str], bool]:
    """Returns whether an item is one of some names and `#tags`, as a test for `Act.takes`."""

    def takes(rules: Rules, item: str) -> bool:
        return any(rules.vocabulary.matches(pattern, item) for pattern in patterns)

    return takes


def on(*patterns: str | None) -> Callable[[Rules, Use], bool]:
    """Returns a test for `Act.suits`: whether what is used on is covered by one of these.

    Args:
        *patterns: Names and `#tags`; `None` for the use on nothing.
    """

    def suits(rules: Rules, subgoal: Use) -> bool:
        if subgoal.on is None:
            return None in patterns
        return any(
            pattern is not None and rules.vocabulary.covers(pattern, subgoal.on)
            for pattern in patterns
        )

    return suits


def on_block_or_air(rules: Rules, subgoal: Use) -> bool:
    """Returns whether a subgoal uses its item on a block, or on nothing; for `Act.suits`."""
    members = () if subgoal.on is None else rules.vocabulary.members(subgoal.on)
    return subgoal.on is None or any(member in rules.blocks for member in members)
