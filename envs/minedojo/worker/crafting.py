"""Crafting and smelting, by MineDojo's functional action: at once, and with no window.

The action names an old item without its variant, and the game takes the first of its recipes that
can be made. So another variant may come of it than was asked for; the trace says which.
"""

from __future__ import annotations

from typing import Any

from . import malmo, names
from .body import CRAFT, Body
from .functional import settles

_REACH_BLOCKS = 4.5
"""MineDojo counts a station as near within 5 blocks of the eye, and in view."""

Subgoal = dict[str, Any]
Lacks = list[dict[str, Any]]


def craft(body: Body, subgoal: Subgoal, has_book: bool) -> None:
    """Crafts until enough is carried; a table has to be near where the recipe needs one."""
    item, station = str(subgoal["item"]), subgoal.get("station")
    window = station or "none"
    old = _old(item, malmo.IN_HAND | malmo.AT_TABLE)
    if old is None or (station is None and old in malmo.AT_TABLE):
        table = "crafting_table" if old is not None and has_book else None
        body.tell("window_rejected", window=window, item=item, station=table)
        return
    if station is not None and not _faces(body, str(station)):
        body.tell("refused", need="station", name=station, count=1)
        return
    while body.sight.carried.get(item, 0) < subgoal["count"]:
        lacking = _lacking(body, old, item) if has_book else []
        made = {} if lacking or _another_comes_first(body, item) else _made(body, old, "craft")
        for what, count in made.items():
            body.tell("crafted", item=what, count=count, station=window)
        if item not in made:
            body.tell("window_rejected", window=window, item=item, lacking=lacking or None)
            return


def smelt(body: Body, subgoal: Subgoal) -> None:
    """Smelts until enough is carried; the simulator burns the first fuel that it finds."""
    item, station = str(subgoal["item"]), str(subgoal["station"])
    old = _old(item, malmo.IN_FURNACE)
    if old is None or station != "furnace":
        body.tell("window_rejected", window=station, item=item)
        return
    if not _faces(body, station):
        body.tell("refused", need="station", name=station, count=1)
        return
    sources = {names.pattern(source) for recipe in malmo.recipes(old) for source in recipe}
    if subgoal.get("source"):
        sources = {str(subgoal["source"])}
    while body.sight.carried.get(item, 0) < subgoal["count"]:
        has_source = any(body.count(names.members(source)) for source in sources)
        made = _made(body, old, "smelt") if has_source else {}
        for what, count in made.items():
            body.tell("smelted", item=what, count=count, station=station)
        if item not in made:
            slot = _stalled_at(body, item) if has_source else "input"
            body.tell("window_stalled", window=station, item=item, slot=slot)
            return


def _stalled_at(body: Body, item: str) -> str:
    """Returns which slot stands still: the results, where a full bag has no room for a new one."""
    full = body.sight.free_slots == 0 and item not in body.sight.carried
    return "output" if full else "fuel"


def _old(item: str, known: frozenset[str]) -> str | None:
    """Returns MineDojo's word for what can be made, or `None` if it makes no such thing."""
    return next((old for old, _ in names.olds(item) if old in known), None)


def _made(body: Body, old: str, way: str) -> dict[str, int]:
    """Asks the simulator to make it once; returns what came of it, of any variant."""
    before = dict(body.sight.carried)

    def more() -> dict[str, int]:
        now = {name: body.sight.carried.get(name, 0) for name in names.variants(old)}
        return {n: count - before.get(n, 0) for n, count in now.items() if count > before.get(n, 0)}

    with body.acting(way):
        body.step(act=CRAFT, craft=malmo.CRAFTS[old])
        settles(body, lambda: bool(more()))
    return more()


def _another_comes_first(body: Body, item: str) -> bool:
    """Returns whether planks of another wood would be made: the game takes the woods in order."""
    woods = names.variants("planks")
    before = woods[: woods.index(item)] if item in woods else ()
    return any(_log_of(planks) in body.sight.carried for planks in before)


def _log_of(planks: str) -> str:
    return planks.removesuffix("_planks") + "_log"


def _lacking(body: Body, old: str, item: str) -> Lacks:
    """Returns what the recipe that is nearest to be made lacks; empty if one can be made."""
    if old == "planks":
        log = _log_of(item)
        return [] if log in body.sight.carried else [{"item": log, "count": 1}]
    missing: list[Lacks] = []
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
    eye = body.sight.eye
    seen = sorted(
        (eye.distance(cell.centre), cell)
        for cell, name in body.sight.blocks_in_sight.items()
        if name == station and eye.distance(cell.centre) <= _REACH_BLOCKS
    )
    for _, cell in seen:
        body.aim(cell.centre)
        if settles(body, counts):
            return True
    return False
