"""What MineDojo does by a functional action: equip, place, drop and destroy; eat, use and sleep."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from . import malmo, names
from .body import DESTROY, DROP, EQUIP, PLACE, USE, Body
from .geometry import Cell, Vec
from .motion import REACH_BLOCKS

_SETTLE_TICKS = 8
_EAT_TICKS = 60
_SLEEP_TICKS = 400

Subgoal = dict[str, Any]


def equip(body: Body, item: str) -> bool:
    """Holds or wears a carried item; returns whether it is now held or worn."""
    if any(stack.item == item for stack in body.sight.worn.values()):
        return True
    slot = body.slot_of(item)
    if slot is None:
        body.tell("refused", need="item", name=item, count=1)
        return False
    body.step(act=EQUIP, slot=slot)
    return settles(body, lambda: any(s.item == item for s in body.sight.worn.values()))


def settles(body: Body, holds: Callable[[], bool]) -> bool:
    """Waits a few ticks for what an act should bring; returns whether it did."""
    for _ in range(_SETTLE_TICKS):
        if holds():
            return True
        body.step()
    return bool(holds())


def place(body: Body, item: str) -> Cell | None:
    """Places a carried block on the ground beside the agent; returns where, or `None`."""
    slot = body.slot_of(item)
    if slot is None:
        body.tell("refused", need="item", name=item, count=1)
        return None
    # The action takes no doors, beds or redstone, and sets the plain variant of any block.
    old, variant = names.olds(item)[0]
    by_hand = old not in malmo.PLACED or variant > 0
    if by_hand and not equip(body, item):
        return None
    for ground in _grounds(body):
        body.aim(Vec(ground.x + 0.5, ground.y + 1, ground.z + 0.5))
        aimed = body.sight.aimed_at
        if aimed is None or aimed[0] != ground:
            continue
        before = body.sight.carried.get(item, 0)
        with body.acting("place"):
            if by_hand:
                body.step(act=USE)
            else:
                body.step(act=PLACE, slot=slot)
            _await_fewer(body, frozenset((item,)), before)
        spot = ground.up()
        block = body.sight.voxels.at(spot)
        if block is not None and not block.is_air:
            body.tell("block_placed", block=block.name or item, **spot._asdict())
            return spot
    body.tell("refused", need="room", name=item, count=1)
    return None


def discard(body: Body, pattern: str, count: int) -> None:
    """Throws carried items away: whole slots are destroyed, what is left over is dropped."""
    wanted, left = names.members(pattern), count
    while left > 0:
        stack = next((s for s in body.sight.stacks if s.item in wanted), None)
        if stack is None:
            body.tell("refused", need="item", name=pattern, count=left)
            return
        before = body.count(wanted)
        with body.acting("drop"):
            if stack.amount <= left:
                body.step(act=DESTROY, slot=stack.slot)
            elif equip(body, stack.item):
                body.step(act=DROP)
            _await_fewer(body, wanted, before)
        if body.count(wanted) >= before:
            return
        left -= before - body.count(wanted)


def eat(body: Body, item: str) -> None:
    """Eats or drinks a carried item."""
    if not equip(body, item):
        return
    before = body.sight.carried.get(item, 0)
    with body.acting("eat"):
        for _ in range(_EAT_TICKS):
            body.step(act=USE)
            if body.sight.carried.get(item, 0) < before:
                verb = "drunk" if "bottle" in item or "bucket" in item else "eaten"
                body.tell("used", verb=verb, object=item)
                return


def use(body: Body, subgoal: Subgoal) -> None:
    """Uses a carried item, on a block in reach or in the air."""
    if not equip(body, str(subgoal["item"])):
        return
    on = subgoal.get("on")
    for _ in range(int(subgoal["count"])):
        if on is not None:
            target = _in_reach(body, names.members(str(on)))
            if target is None:
                body.tell("path_failed", target=on, **body.sight.feet.cell._asdict())
                return
            body.aim(target.centre)
        with body.acting("use"):
            body.step(act=USE)
            body.rest(_SETTLE_TICKS)


def sleep(body: Body) -> None:
    """Sleeps in a bed within reach, until it wakes."""
    beds = {name for name in body.sight.blocks_in_sight.values() if name.endswith("_bed")}
    target = _in_reach(body, frozenset(beds))
    if target is None:
        body.tell("refused", need="bed", name="#beds", count=1)
        return
    body.aim(target.centre)
    body.step(act=USE)
    if not settles(body, lambda: body.sight.is_sleeping):
        return
    for _ in range(_SLEEP_TICKS):
        if not body.step().is_sleeping:
            body.tell("used", verb="slept", object=sorted(beds)[0])
            return


def _in_reach(body: Body, wanted: frozenset[str]) -> Cell | None:
    eye = body.sight.eye
    near = sorted(
        (eye.distance(cell.centre), cell)
        for cell, name in body.sight.blocks_in_sight.items()
        if name in wanted and eye.distance(cell.centre) <= REACH_BLOCKS
    )
    return near[0][1] if near else None


def _grounds(body: Body) -> list[Cell]:
    """Returns the blocks beside the agent on which something can be placed, nearest first."""
    feet, voxels = body.sight.feet.cell, body.sight.voxels
    found = []
    for dx in range(-2, 3):
        for dz in range(-2, 3):
            for dy in (-1, 0, -2):
                ground = Cell(feet.x + dx, feet.y + dy, feet.z + dz)
                block, above = voxels.at(ground), voxels.at(ground.up())
                free = above is not None and above.is_air
                if (dx or dz) and block is not None and block.blocks_movement and free:
                    found.append(ground)
    return sorted(found, key=lambda c: (body.sight.eye.distance(c.centre), c))


def _await_fewer(body: Body, items: frozenset[str], before: int) -> None:
    settles(body, lambda: body.count(items) < before)
