"""Sleeping and waiting.

Nobody lies down where a zombie can come. As any player would, whoever carries a pickaxe goes into
a niche of two cells to sleep: dug into rock where that is near, closed with the stones that it
carries. Without one it doesn't sleep, and says that there is no room for it.
"""

from __future__ import annotations

from envs.conditions import View
from envs.crafter.body import STEPS, Body
from envs.crafter.observe import FREE, is_shut_in, observed
from envs.crafter.ways import (
    Cell,
    face,
    line_of_fire,
    occupied,
    spread,
    step_to,
    walk,
)
from envs.crafter.words import MOST, vocabulary
from envs.events import Refused
from envs.subgoals import Sleep, Wait
from envs.tally import Tally

_FAR_STEPS = 60
"""So far one goes to sleep safely."""

_BLOWS, _TRIES = 8, 3
_CLOSING_STEPS = 11
"""Steps that closing an open side takes, roughly."""
_WORTH_OF_WATER = 6
"""Steps that one goes further to have water at hand for the night."""
_SHOT_STEPS = 6
"""So far skeletons shoot (crafter/objects.py, Skeleton.update), and one cell more."""


def sleep(body: Body, subgoal: Sleep) -> None:  # noqa: ARG001
    """Sleeps until it wakes rested."""
    if body.episode.game.inventory["energy"] >= MOST:
        body.emit(Refused(tick=body.tick, need="room", name="energy"))
        body.give_up("window_blocked", "not tired")
        return
    _take_shelter(body)
    if not is_shut_in(body.episode):
        body.emit(Refused(tick=body.tick, need="room", name="shelter"))
        body.give_up("stuck", "no shelter")
        return
    body.act("sleep")
    while body.episode.game.asleep:
        body.act("sleep")


def wait(body: Body, subgoal: Wait) -> None:
    """Lets time pass."""
    until = body.tick + subgoal.ticks
    while body.tick < until and not _holds(body, subgoal):
        body.act("noop")
    if subgoal.until is not None and not _holds(body, subgoal):
        body.give_up("out_of_time", str(subgoal.until))


def _holds(body: Body, subgoal: Wait) -> bool:
    if subgoal.until is None:
        return False
    return subgoal.until.holds(View(observed(body.episode), Tally.of(body.events), vocabulary()))


def _take_shelter(body: Body) -> None:
    """Goes into a niche of two cells that is closed, or that it closes with stones."""
    found = None if is_shut_in(body.episode) or body.pickaxe == "none" else _niche(body)
    if found is None:
        return
    entrance, (dx, dy), sides = found
    x, y = entrance
    inner, innermost = (x + dx, y + dy), (x + 2 * dx, y + 2 * dy)
    body.walls = {
        *((cx + s * dy, cy + s * dx) for cx, cy in (inner, innermost) for s in (1, -1)),
        (x + 3 * dx, y + 3 * dy),
    }
    for side in sides:
        if _is_open(body, side) and face(body, side) and _is_open(body, side):
            body.act("place_stone")
    if not walk(body, lambda at: at == entrance):
        return
    for cell in (inner, innermost):
        for _ in range(_TRIES):
            if body.episode.game.at != cell:
                step_to(body, cell)
        if body.episode.game.at != cell:
            return
    _close(body, (x + 3 * dx, y + 3 * dy))
    # One looks back by stepping back.
    step_to(body, inner)
    _close(body, entrance)


def _is_open(body: Body, cell: Cell) -> bool:
    return body.material(cell) in {*FREE, "water"} and not occupied(body, cell)


def _close(body: Body, cell: Cell) -> None:
    """Closes the cell ahead with a stone, once what stands there is beaten off."""
    for _ in range(_BLOWS):
        if not occupied(body, cell):
            break
        body.act("do")
    if _is_open(body, cell) and body.carried("stone"):
        body.act("place_stone")


def _niche(body: Body) -> tuple[Cell, Cell, list[Cell]] | None:
    """Returns (entrance, direction, sides to close) of the niche that takes least."""
    best: tuple[int, tuple[Cell, Cell, list[Cell]]] | None = None
    taken = line_of_fire(body) | body.episode.sight.plants
    for (x, y), steps, _ in spread(body, _FAR_STEPS):
        if best is not None and steps - _WORTH_OF_WATER >= best[0]:
            break
        for dx, dy in STEPS:
            cells = [(x + n * dx, y + n * dy) for n in (1, 2)]
            outward = {
                (cx + s * dy, cy + s * dx): (s * dy, s * dx) for cx, cy in cells for s in (1, -1)
            }
            sides = list(outward)
            end = (x + 3 * dx, y + 3 * dy)
            dug = sum(body.material(c) == "stone" for c in cells)
            if not all(body.material(c) in {"stone", *FREE} for c in cells) or (
                not taken.isdisjoint(cells)
            ):
                continue
            if any(body.material(c) in {"", "lava"} for c in (*sides, end)):
                continue
            open_sides = [c for c in sides if not _bars(body, c, outward[c])]
            if not all(_can_be_faced(body, c) for c in open_sides):
                continue
            # Sides are closed before anything is dug.
            stones = max(
                len(open_sides), len(open_sides) + 1 + (not _bars(body, end, (dx, dy))) - dug
            )
            cost = steps + dug + _CLOSING_STEPS * len(open_sides)
            if any(body.material(c) == "water" for c in (*sides, end)):
                cost -= _WORTH_OF_WATER
            if stones <= body.carried("stone") and (best is None or cost < best[0]):
                best = cost, ((x, y), (dx, dy), open_sides)
    return None if best is None else best[1]


def _can_be_faced(body: Body, cell: Cell) -> bool:
    """Returns whether there is room to walk towards a free cell and stop short of it."""
    x, y = cell
    return body.material(cell) not in FREE or any(
        all(body.material((x - n * dx, y - n * dy)) in FREE for n in (1, 2)) for dx, dy in STEPS
    )


def _bars(body: Body, cell: Cell, direction: Cell) -> bool:
    """Returns whether nothing comes in by a cell from that side, arrows over water included."""
    (x, y), (dx, dy) = cell, direction
    for n in range(_SHOT_STEPS):
        material = body.material((x + n * dx, y + n * dy))
        if material != "water":
            return material not in {"", "lava", *FREE}
    return True
