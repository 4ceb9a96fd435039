"""Gathering: to what is in sight or dug for, break it, pick up what it drops."""

from __future__ import annotations

from . import digging, names, tools
from .body import Body
from .controller import Subgoal
from .functional import equip
from .geometry import Cell
from .motion import REACH_BLOCKS, dig, near, pick_up, walk
from .roaming import look_around, nearest, searched

_IN_VAIN = 2
"""So many blocks that broke and gave nothing are enough to give up."""


def gather(subgoal: Subgoal, body: Body) -> None:
    """Breaks blocks and picks up what drops, until enough is carried."""
    wanted = names.members(str(subgoal["item"]))
    unreachable: set[Cell] = set()
    in_vain = 0
    while body.count(wanted) < subgoal["count"] and in_vain < _IN_VAIN:
        target = _source(subgoal, body, unreachable)
        if target is None or not _take_tool(subgoal, body, target):
            return
        if not _break(body, target):
            unreachable.add(target)
        elif not pick_up(body, target, wanted):
            in_vain += 1


def _source(subgoal: Subgoal, body: Body, unreachable: set[Cell]) -> Cell | None:
    """Returns the next block to break, or tells that there is none."""
    source = str(subgoal.get("source") or subgoal["item"])
    wanted = names.members(source)
    target = nearest(body, wanted, unreachable)
    if target is None and subgoal.get("height") is not None:
        low, high = subgoal["height"]
        target = digging.dig_for(body, wanted, (int(low), int(high)))
    elif target is None:
        target = look_around(body, wanted, unreachable)
    if target is None and unreachable:
        body.tell("path_failed", target=source, **min(unreachable)._asdict())
    elif target is None:
        searched(body, source, {body.sight.feet.cell})
    return target


def _take_tool(subgoal: Subgoal, body: Body, target: Cell) -> bool:
    """Takes what the subgoal names in hand, or else the best; returns whether it is there."""
    asked = subgoal.get("tool")
    if asked is None:
        tools.take_best(body, body.sight.blocks_in_sight.get(target, ""))
        return True
    if asked == "none" and body.sight.held == "none":
        return True
    # The simulator has no way to empty a hand.
    if asked == "none" or asked not in body.sight.carried:
        body.tell("refused", need="tool", name=asked, count=1)
        return False
    return equip(body, str(asked))


def _break(body: Body, target: Cell) -> bool:
    if body.sight.eye.distance(target.centre) <= REACH_BLOCKS and dig(body, target):
        return True
    for enough in (REACH_BLOCKS - 0.3, 2.5):
        walk(body, near(target.centre), enough)
        if dig(body, target):
            return True
    return False
