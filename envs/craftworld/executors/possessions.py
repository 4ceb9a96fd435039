"""Holds, wears, stores and throws away what is carried."""

from __future__ import annotations

from envs.craftworld.body import Body
from envs.craftworld.executors.stations import CLICK_TICKS, opened
from envs.craftworld.executors.words import (
    carried,
    carried_names,
    has_carried,
    known_block,
    known_item,
    refuse_as_invalid,
)
from envs.events import Refused
from envs.subgoals import Deposit, Discard, Equip

CHEST_SLOTS = 27
"""Slots of a chest, a barrel or a shulker box."""

_CONTAINERS = ("barrel", "chest", "shulker_box", "trapped_chest")
_SWITCH_TICKS = 2


def _carried(body: Body, pattern: str) -> bool:
    """Returns whether the item is known and carried; says so if not."""
    return known_item(body, "item", pattern) and has_carried(body, pattern)


def equip(body: Body, subgoal: Equip) -> None:
    """Takes the item into the hand, or puts it on if it is armor."""
    bag = body.episode.bag
    if any(stack.item == subgoal.item for stack in bag.worn.values()):
        return
    if _carried(body, subgoal.item):
        body.spend(_SWITCH_TICKS)
        if not bag.put_on(subgoal.item):
            bag.hold(subgoal.item)


def deposit(body: Body, subgoal: Deposit) -> None:
    """Puts items into a container within reach."""
    if not known_block(body, "container", subgoal.container):
        return
    if not subgoal.container.endswith(_CONTAINERS):
        refuse_as_invalid(body, "container", subgoal.container)
        return
    if not _carried(body, subgoal.item):
        return
    cell = opened(body, subgoal.container, need="container")
    if cell is None:
        return
    chest = body.episode.chests.setdefault(cell, [])
    left = subgoal.count
    for item in carried_names(body, subgoal.item):
        while left and body.episode.bag.count(item) and len(chest) < CHEST_SLOTS:
            body.spend(CLICK_TICKS)
            stack = body.episode.bag.take_stack(item, left)
            chest.append(stack)
            left -= stack.count
            body.note_loss(stack, "container")
    if left and carried(body, subgoal.item):
        body.emit(Refused(tick=body.tick, need="room", name=subgoal.container))
        body.give_up("window_blocked", f"a full {subgoal.container}")
    elif left:
        _run_out(body, subgoal.item, left)


def discard(body: Body, subgoal: Discard) -> None:
    """Throws items away; the agent won't pick them up again by passing."""
    if not _carried(body, subgoal.item):
        return
    left = subgoal.count
    for item in carried_names(body, subgoal.item):
        while left and body.episode.bag.count(item):
            body.spend(_SWITCH_TICKS)
            stack = body.episode.bag.take_stack(item, left)
            left -= stack.count
            body.note_loss(stack, "drop")
            body.let_fall(stack, body.episode.cell, thrown=True)
    if left:
        _run_out(body, subgoal.item, left)


def _run_out(body: Body, item: str, left: int) -> None:
    """Says that there were fewer than asked for."""
    body.emit(Refused(tick=body.tick, need="item", name=item, count=left))
    body.give_up("missing_material", item)
