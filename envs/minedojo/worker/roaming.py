"""Looking around, going somewhere, and exploring."""

from __future__ import annotations

from math import inf

from . import digging, names
from .body import Body
from .controller import Subgoal
from .geometry import Cell, look_vector
from .motion import near, near_column, walk

LOOKS, LOOK_DEGREES = 8, 45
"""Once around is so many turns of so many degrees."""

_STRIDE_BLOCKS = 24
_STRIDES = 12
_CELL_BLOCKS = 16


def nearest(body: Body, wanted: frozenset[str], unreachable: set[Cell]) -> Cell | None:
    """Returns where the nearest block or entity of those names is seen, or `None`."""
    eye = body.sight.eye
    cells = [cell for cell, name in body.sight.blocks_in_sight.items() if name in wanted]
    cells += [being.place.cell for being in body.sight.beings if being.name in wanted]
    return min(
        (cell for cell in cells if cell not in unreachable),
        key=lambda cell: (eye.distance(cell.centre), cell),
        default=None,
    )


def look_around(body: Body, wanted: frozenset[str], unreachable: set[Cell]) -> Cell | None:
    """Turns once around, level; returns the nearest of what is wanted that comes into view."""
    for _ in range(LOOKS):
        body.turn(LOOK_DEGREES, pitch=0.0)
        found = nearest(body, wanted, unreachable)
        if found is not None:
            return found
    return None


def searched(body: Body, target: str, seen: set[Cell]) -> None:
    """Tells that a search from those places found nothing."""
    columns = {(cell.x // _CELL_BLOCKS, cell.z // _CELL_BLOCKS) for cell in seen}
    heights = [cell.y for cell in seen]
    body.tell("searched", target=target, cells=len(columns), low=min(heights), high=max(heights))


def go_to(subgoal: Subgoal, body: Body) -> None:
    """Goes to what is in view, or to a column."""
    enough = float(subgoal["distance"])
    if subgoal.get("x") is not None:
        x, z = int(subgoal["x"]), int(subgoal["z"])
        if not _travel(body, x, z, max(0.0, enough - 0.5)):
            body.tell("path_failed", target="column", x=x, y=body.sight.feet.cell.y, z=z)
        return
    target = str(subgoal["target"])
    cell = _find(body, target)
    if cell is None:
        searched(body, target, {body.sight.feet.cell})
        return
    came = walk(body, near(cell.centre), max(1.5, enough))
    if not came and not _travel(body, cell.x, cell.z, enough):
        body.tell("path_failed", target=target, **cell._asdict())


def explore(subgoal: Subgoal, body: Body) -> None:
    """Looks around and walks on, or digs along where heights are given."""
    target, seen = str(subgoal["target"]), {body.sight.feet.cell}
    if subgoal["sought"] == "place":
        found = None  # no place has a name that the simulator could show
    elif subgoal["sought"] == "thing" and subgoal.get("height") is not None:
        low, high = subgoal["height"]
        found = digging.dig_for(body, names.members(target), (int(low), int(high)))
    else:
        found = _walk_on(body, target, subgoal["sought"] == "biome", seen)
    if found is None:
        searched(body, target, seen | {body.sight.feet.cell})
    else:
        body.tell("found", target=target, **found._asdict())


def _walk_on(body: Body, target: str, is_biome: bool, seen: set[Cell]) -> Cell | None:
    """Walks straight on, to the right where the way ends; notes from where it looked."""
    heading = round(body.yaw / 90) * 90.0
    for _ in range(_STRIDES):
        seen.add(body.sight.feet.cell)
        if not is_biome:
            found = _find(body, target)
            if found is not None:
                return found
        elif names.biome(body.sight.biome_number) == target:
            return body.sight.feet.cell
        goal = body.sight.feet.plus(look_vector(heading, 0.0), _STRIDE_BLOCKS).cell
        if not _travel(body, goal.x, goal.z, 2.0):
            heading += 90.0
    return None


def _travel(body: Body, x: int, z: int, enough: float) -> bool:
    """Walks to a column beyond what is in view, as long as it comes nearer."""
    cost, best, tries = near_column(x, z), inf, 0
    while not walk(body, cost, enough):
        now = cost(body.sight.feet.cell)
        tries = 0 if now < best - 1 else tries + 1
        best = min(best, now)
        if tries >= 2:
            return False
    return True


def _find(body: Body, target: str) -> Cell | None:
    wanted = names.members(target)
    return nearest(body, wanted, set()) or look_around(body, wanted, set())
