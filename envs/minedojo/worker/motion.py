"""Walking and digging, a look at a time: what both the scripted controller and the acts need."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from .body import ATTACK, FORWARD, JUMP, Body
from .geometry import Cell, Vec, angles, turn_to
from .voxels import Voxels, eye_in

REACH_BLOCKS = 4.3
"""From how far a block can be dug or used (Minecraft's survival reach is 4.5)."""

_FALL_BLOCKS = 3
_WAYPOINT_TICKS = 30
_ARRIVED_BLOCKS = 0.3
_FACING_DEGREES = 25.0
_DIG_TICKS = 600
_PICK_UP_TICKS = 40
_SOFT = ("_leaves", "grass", "fern", "vine", "snow", "dead_bush")

Cost = Callable[[Cell], float]


def way(voxels: Voxels, start: Cell, cost: Cost, enough: float) -> list[Cell]:
    """Returns the cells to walk through to where `cost` is least, or first at most `enough`.

    Args:
        voxels: The blocks about the agent.
        start: The cell that its feet are in.
        cost: How far a cell is from what is wanted.
        enough: What is near enough.
    """
    came: dict[Cell, Cell | None] = {start: None}
    best = start
    ahead = deque([start])
    while ahead:
        here = ahead.popleft()
        if cost(here) < cost(best):
            best = here
        if cost(here) <= enough:
            best = here
            break
        for there in _steps(voxels, here):
            if there not in came:
                came[there] = here
                ahead.append(there)
    cells: list[Cell] = []
    while (before := came[best]) is not None:
        cells.append(best)
        best = before
    return cells[::-1]


def _steps(voxels: Voxels, here: Cell) -> list[Cell]:
    found = []
    for dx, dz in ((0, -1), (-1, 0), (1, 0), (0, 1)):
        for dy in range(1, -_FALL_BLOCKS - 1, -1):
            there = Cell(here.x + dx, here.y + dy, here.z + dz)
            if voxels.is_standable(there) and _is_clear_above(voxels, here, there):
                found.append(there)
                break
    return found


def _is_clear_above(voxels: Voxels, here: Cell, there: Cell) -> bool:
    """Returns whether nothing is in the way of the head, up or down the step."""
    high, low = (there, here) if there.y >= here.y else (here, there)
    column = [Cell(low.x, y, low.z) for y in range(low.y + 1, high.y + 2)]
    return all((block := voxels.at(cell)) is not None and block.is_open for cell in column)


def walk(body: Body, cost: Cost, enough: float) -> bool:
    """Walks until `cost` of where it stands is at most `enough`; returns whether it came there."""
    tries = 0
    while cost(body.sight.feet.cell) > enough:
        before = cost(body.sight.feet.cell)
        cells = way(body.sight.voxels, body.sight.feet.cell, cost, enough)
        if not cells:
            return False
        for cell in cells:
            if not _step_into(body, cell):
                break
        body.stand_still()
        tries = tries + 1 if cost(body.sight.feet.cell) >= before else 0
        if tries >= 2:
            return False
    return True


def _step_into(body: Body, cell: Cell) -> bool:
    target = Vec(cell.x + 0.5, cell.y, cell.z + 0.5)
    for _ in range(_WAYPOINT_TICKS):
        feet = body.sight.feet
        flat = Vec(target.x, feet.y, target.z)
        if feet.cell == cell and feet.distance(flat) <= _ARRIVED_BLOCKS:
            return True
        yaw, _ = angles(feet, flat)
        turn = turn_to(body.yaw, yaw)
        forward = FORWARD if abs(turn) <= _FACING_DEGREES else 0
        body.step(move=forward, jump=JUMP if cell.y > feet.y + 0.5 else 0, turn=turn)
    return False


def near(target: Vec) -> Cost:
    """Returns how far a cell is from a point."""
    return lambda cell: eye_in(cell).distance(target)


def near_column(x: int, z: int) -> Cost:
    """Returns how far a cell is from a column, whatever its height."""
    return lambda cell: Vec(cell.x, 0, cell.z).distance(Vec(x, 0, z))


def dig(body: Body, cell: Cell, clear_the_way: bool = True) -> bool:
    """Digs a block within reach; returns whether it broke.

    Leaves and plants that hang before it are dug too.
    """
    block = body.sight.voxels.at(cell)
    if block is None or block.is_air:
        return False
    if body.sight.eye.distance(cell.centre) > REACH_BLOCKS + 0.5:
        return False
    body.aim(cell.centre)
    aimed = body.sight.aimed_at
    if aimed is not None and aimed[0] != cell:
        before = body.sight.voxels.at(aimed[0])
        soft = before is not None and before.name is not None and before.name.endswith(_SOFT)
        if not (clear_the_way and soft and dig(body, aimed[0], clear_the_way=False)):
            return False
        body.aim(cell.centre)
    tool = body.sight.held
    for _ in range(_DIG_TICKS):
        after = body.step(act=ATTACK).voxels.at(cell)
        if after is not None and after.shown != block.shown:
            if block.name is not None:
                body.tell("block_broken", block=block.name, tool=tool, **cell._asdict())
            return True
        if body.sight.held != tool:
            return False
    return False


def pick_up(body: Body, cell: Cell, wanted: frozenset[str]) -> bool:
    """Walks to where a block was and waits for what it dropped; returns whether it was got."""
    before = body.count(wanted)
    below = Cell(cell.x, body.sight.feet.cell.y, cell.z)
    for cost in (near_column(cell.x, cell.z), near(below.centre)):
        if body.count(wanted) > before:
            return True
        walk(body, cost, 0.5)
    for _ in range(_PICK_UP_TICKS):
        if body.count(wanted) > before:
            return True
        body.step()
    return False
