"""What MineDojo does by one functional action: craft, smelt, place, equip, destroy; and use."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from . import malmo, names
from .body import CRAFT, DESTROY, DROP, EQUIP, PLACE, USE, Body
from .geometry import Cell, Vec
from .motion import REACH_BLOCKS

_SETTLE_TICKS = 4
_EAT_TICKS = 60
_TABLE_BLOCKS = 4.5
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
    return _settles(body, lambda: any(s.item == item for s in body.sight.worn.values()))


def craft(body: Body, subgoal: Subgoal, has_book: bool) -> None:
    """Crafts until enough is carried; a table has to be near where the recipe needs one."""
    item, station = str(subgoal["item"]), subgoal.get("station")
    old = _craftable(item, malmo.IN_HAND | malmo.AT_TABLE)
    window = station or "none"
    if old is None or (station is None and old in malmo.AT_TABLE):
        table = "crafting_table" if old is not None and has_book else None
        body.tell("window_rejected", window=window, item=item, station=table)
        return
    if station is not None and not _faces(body, str(station)):
        body.tell("refused", need="station", name=station, count=1)
        return
    while body.sight.carried.get(item, 0) < subgoal["count"]:
        lacking = _lacking(body, old) if has_book else None
        made = 0 if lacking else _made(body, old, item, "craft")
        if not made:
            body.tell("window_rejected", window=window, item=item, lacking=lacking or None)
            return
        body.tell("crafted", item=item, count=made, station=window)


def smelt(body: Body, subgoal: Subgoal) -> None:
    """Smelts until enough is carried; the simulator burns the first fuel that it finds."""
    item, station = str(subgoal["item"]), str(subgoal["station"])
    old = _craftable(item, malmo.IN_FURNACE)
    if old is None or station != "furnace":
        body.tell("window_rejected", window=station, item=item)
        return
    if not _faces(body, station):
        body.tell("refused", need="station", name=station, count=1)
        return
    sources = {names.pattern(o) for recipe in malmo.recipes(old) for o in recipe}
    if subgoal.get("source"):
        sources = {str(subgoal["source"])}
    while body.sight.carried.get(item, 0) < subgoal["count"]:
        has_source = any(body.count(names.members(s)) for s in sources)
        made = _made(body, old, item, "smelt") if has_source else 0
        if not made:
            slot = "fuel" if has_source else "input"
            body.tell("window_stalled", window=station, item=item, slot=slot)
            return
        body.tell("smelted", item=item, count=made, station=station)


def place(body: Body, item: str) -> Cell | None:
    """Places a carried block on the ground beside the agent; returns where, or `None`."""
    slot = body.slot_of(item)
    if slot is None:
        body.tell("refused", need="item", name=item, count=1)
        return None
    if names.olds(item)[0][0] not in malmo.PLACED and not equip(body, item):
        return None
    for ground in _grounds(body):
        body.aim(Vec(ground.x + 0.5, ground.y + 1, ground.z + 0.5))
        aimed = body.sight.aimed_at
        if aimed is None or aimed[0] != ground:
            continue
        before = body.sight.carried.get(item, 0)
        with body.acting("place"):
            if names.olds(item)[0][0] in malmo.PLACED:
                body.step(act=PLACE, slot=slot)
            else:  # doors, beds, redstone and the like are used on the ground
                body.step(act=USE)
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
    if not _settles(body, lambda: body.sight.is_sleeping):
        return
    for _ in range(_SLEEP_TICKS):
        if not body.step().is_sleeping:
            body.tell("used", verb="slept", object=sorted(beds)[0])
            return


def _craftable(item: str, known: frozenset[str]) -> str | None:
    """Returns MineDojo's word for what can be made, or `None` if it makes no such thing."""
    return next((old for old, _ in names.olds(item) if old in known), None)


def _made(body: Body, old: str, item: str, way: str) -> int:
    """Asks the simulator to make it once; returns how many came of it."""
    before = body.sight.carried.get(item, 0)
    with body.acting(way):
        body.step(act=CRAFT, craft=malmo.CRAFTS[old])
        _settles(body, lambda: body.sight.carried.get(item, 0) > before)
    return body.sight.carried.get(item, 0) - before


def _lacking(body: Body, old: str) -> list[dict[str, Any]]:
    """Returns what the recipe that is nearest to be made lacks; empty if one can be made."""
    missing: list[list[dict[str, Any]]] = []
    for recipe in malmo.recipes(old):
        lacks = []
        for ingredient, needed in sorted(recipe.items()):
            pattern = names.pattern(ingredient)
            short = needed - body.count(names.members(pattern))
            if short > 0:
                lacks.append({"item": pattern, "count": short})
        missing.append(lacks)
    return min(missing, key=lambda lacks: sum(lack["count"] for lack in lacks), default=[])


def _faces(body: Body, station: str) -> bool:
    """Turns to a station within reach until MineDojo counts it as near; returns whether it does."""

    def counts() -> bool:
        return body.sight.sees_furnace if station == "furnace" else body.sight.sees_table

    if station not in {"crafting_table", "furnace"}:
        return False
    if counts():
        return True
    seen = sorted(
        (body.sight.eye.distance(cell.centre), cell)
        for cell, name in body.sight.blocks_in_sight.items()
        if name == station
    )
    for far, cell in seen:
        if far <= _TABLE_BLOCKS:
            body.aim(cell.centre)
            if counts() or _settles(body, counts):
                return True
    return False


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
    _settles(body, lambda: body.count(items) < before)


def _settles(body: Body, holds: Callable[[], bool]) -> bool:
    """Waits a few ticks for what an act should bring; returns whether it did."""
    for _ in range(_SETTLE_TICKS):
        if holds():
            return True
        body.step()
    return bool(holds())
