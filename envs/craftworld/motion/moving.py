"""Walking: along a path, cell by cell, picking up what lies in reach on the way."""

from __future__ import annotations

from envs.craftworld.body import Body
from envs.craftworld.footing import Cell
from envs.craftworld.life import JUMP, JUMP_SPRINTING, METRE_SPRINTED, METRE_SWUM
from envs.craftworld.motion.goals import Goal
from envs.craftworld.motion.paths import MILLITICKS, Path, find_path
from envs.events import Moved

SPRINT_FOOD = 14
"""With less food than this the agent walks, which costs none; vanilla forbids sprinting at 6."""

_LENGTHS = (0, 1000, 1414)
"""Thousandths of a block that a step is long, by the number of sides along which it goes."""

_STRIDE_TICKS = 12
"""So many ticks of walking pass at a time; one step's where something is after the agent."""


def walk_to(body: Body, goal: Goal, *, partial: bool = False, limit_ticks: int = 2400) -> bool:
    """Walks to a goal and returns whether it was reached.

    Args:
        body: Who walks.
        goal: Where to.
        partial: Whether to walk as near as possible if no way leads there.
        limit_ticks: The most that the way may take.
    """
    sprint = body.episode.vitals.food >= SPRINT_FOOD
    while True:
        start, upheavals = body.episode.cell, body.upheavals
        if goal.reached(body.episode.terrain, start):
            return True
        path = find_path(
            body.episode.terrain,
            start,
            goal,
            sprint=sprint,
            partial=partial,
            limit_ticks=limit_ticks,
        )
        if path is None:
            return False
        if walk(body, path, sprint=sprint):
            return path.arrived
        if body.upheavals == upheavals:
            return False


def walk(body: Body, path: Path, *, sprint: bool) -> bool:
    """Walks along a path and returns whether its end was reached."""
    episode = body.episode
    found_at, upheavals = episode.terrain.revision, body.upheavals
    paid = milli = 0
    pending: list[Cell] = []
    for cell, cost in zip(path.cells[1:], path.costs[1:], strict=True):
        if episode.terrain.revision != found_at and not _passable(body, cell):
            return False
        pending.append(cell)
        milli = cost
        ticks = milli // MILLITICKS - paid
        if ticks >= _STRIDE_TICKS or episode.creatures.hunted:
            body.spend(ticks)
            paid += ticks
            if body.upheavals != upheavals:
                return False
            _step(body, pending, sprint)
    body.spend(-(-milli // MILLITICKS) - paid)
    if body.upheavals != upheavals:
        return False
    _step(body, pending, sprint)
    if len(path.cells) > 1:
        x, y, z = episode.cell
        body.emit(Moved(tick=body.tick, x=x, y=y, z=z))
    return True


def step_to(body: Body, cell: Cell, ticks: int) -> None:
    """Takes one step, into a cell that was just dug open; falls if nothing holds there."""
    body.spend(ticks)
    _exert(body, cell, sprint=False)
    body.episode.stand(cell)
    body.pick_up()


def drop_down(body: Body) -> None:
    """Falls to what holds the agent, if nothing does where it is; in water it floats."""
    body.come_down()


def _step(body: Body, pending: list[Cell], sprint: bool) -> None:
    """Moves through the cells that were paid for."""
    for cell in pending:
        _exert(body, cell, sprint=sprint)
        body.episode.stand(cell)
        body.pick_up()
    pending.clear()


def _exert(body: Body, cell: Cell, *, sprint: bool) -> None:
    """Charges a step: a stroke in water, else what a sprint takes by its length, and a jump."""
    episode = body.episode
    x, y, z = episode.cell
    if episode.terrain.table.liquid[episode.terrain.block(*cell)]:
        episode.vitals.exert(METRE_SWUM)
        return
    if sprint:
        sides = abs(cell[0] - x) + abs(cell[2] - z)
        episode.vitals.exert(METRE_SPRINTED * _LENGTHS[min(sides, 2)] // 1000)
    if cell[1] > y:
        episode.vitals.exert(JUMP_SPRINTING if sprint else JUMP)


def _passable(body: Body, cell: Cell) -> bool:
    """Returns whether a cell can still be walked through."""
    terrain = body.episode.terrain
    x, y, z = cell
    numbers = (terrain.block(x, y, z), terrain.block(x, y + 1, z))
    table = terrain.table
    return not any(table.solid[number] or table.harmful[number] for number in numbers)
