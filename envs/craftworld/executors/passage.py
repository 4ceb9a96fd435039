"""Goes into another dimension: to the nearest known portal, in, and out on the other side."""

from __future__ import annotations

from envs.craftworld.body import Body
from envs.craftworld.footing import Cell
from envs.craftworld.motion import mining
from envs.craftworld.motion.goals import At
from envs.craftworld.motion.moving import walk_to
from envs.craftworld.motion.travelling import travel
from envs.craftworld.motion.tunnelling import Tunnel
from envs.craftworld.portals import (
    FRAME_BLOCK,
    PORTAL,
    PORTAL_TICKS,
    answering,
    nearest,
    standing,
    way_out,
)
from envs.craftworld.realms import TABLE_NAMES
from envs.events import Moved, PathFailed, Searched
from envs.state import Dimension, KnownPlace

_NEAR = 12
"""Blocks from a portal's column from which the way into it is looked for."""
_STRETCH, _STRETCHES = 6, 40
"""Where no way leads in: steps dug towards it before the way is looked for again; and how often."""
_BEFORE, _STEEP = 3, 8
"""Blocks before a portal to which the way is dug, and a height that is out of reach."""
_CELLS_IN_VIEW = 16


def go_through(body: Body, dimension: Dimension) -> None:
    """Goes to a dimension through the nearest portal that is known where the agent is."""
    episode = body.episode
    if episode.dimension == dimension:
        return
    known = standing(episode.places, episode.realm)
    portal = nearest(known, episode.cell) if dimension in TABLE_NAMES else None
    if portal is None:
        y = episode.cell[1]
        body.emit(Searched(tick=body.tick, target=PORTAL, cells=_CELLS_IN_VIEW, low=y, high=y))
        body.give_up("target_not_found", PORTAL)
    elif not _steps_in(body, portal):
        x, y, z = portal
        body.emit(PathFailed(tick=body.tick, target=PORTAL, x=x, y=y, z=z))
        body.give_up("target_unreachable", PORTAL)
    else:
        body.spend(PORTAL_TICKS)
        _come_out(body, dimension)


def _steps_in(body: Body, portal: Cell) -> bool:
    """Walks into a portal, or digs to it where no way leads; returns whether the agent is in."""
    aim = At(_lowest_cells(body, portal))
    travel(body, portal[0], portal[2], _NEAR)
    tunnel = Tunnel(body, lambda cell: mining.dig_best(body, cell))
    tunnel.drops = False
    for _ in range(_STRETCHES):
        if walk_to(body, aim):
            return True
        for _ in range(_STRETCH):
            if not _nearer(tunnel, portal, _before(body, portal)):
                return walk_to(body, aim)
    return False


def _before(body: Body, portal: Cell) -> Cell:
    """Returns a cell some blocks before a portal, on the side where the agent is."""
    x, y, z = portal
    at_x, _, at_z = body.episode.cell
    along_x = any(
        body.episode.terrain.name(x + dx, y, z) in (PORTAL, FRAME_BLOCK) for dx in (-1, 1)
    )
    if along_x:
        return x, y, z + (_BEFORE if at_z >= z else -_BEFORE)
    return x + (_BEFORE if at_x >= x else -_BEFORE), y, z


def _nearer(tunnel: Tunnel, portal: Cell, before: Cell) -> bool:
    """Takes a step to before a portal and to its height, then into it; returns if it could.

    Right below or above the place before it the way goes to and fro, a step up or down each.
    """
    x, y, z = tunnel.body.episode.cell
    height = portal[1] - y
    if height == 0:
        return tunnel.step_towards(portal) or tunnel.step_on()
    steep = abs(before[0] - x) + abs(before[2] - z) <= abs(height) + 1
    aim_y = y + (_STEEP if height > 0 else -_STEEP) if steep else portal[1]
    return tunnel.step_towards((before[0], aim_y, before[2])) or tunnel.step_on()


def _lowest_cells(body: Body, portal: Cell) -> list[Cell]:
    """Returns the cells at a portal's foot in which one can stand."""
    x, y, z = portal
    cells = ((x + dx, y, z + dz) for dx, dz in ((0, 0), (1, 0), (-1, 0), (0, 1), (0, -1)))
    return [cell for cell in cells if body.episode.terrain.name(*cell) == PORTAL]


def _come_out(body: Body, dimension: Dimension) -> None:
    episode = body.episode
    x, y, z = episode.cell
    to_x, to_z = answering(x, z, dimension)
    cell = way_out(episode.places, episode.realm_of(dimension), (to_x, y, to_z))
    episode.enter(dimension, cell)
    x, y, z = cell
    episode.know(KnownPlace(name=PORTAL, x=x, y=y, z=z, dimension=dimension), only=False)
    body.emit(Moved(tick=body.tick, x=x, y=y, z=z))
