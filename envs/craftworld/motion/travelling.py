"""Going far: in legs, each found when it is walked, coming up from under ground first."""

from __future__ import annotations

from math import isqrt

from envs.craftworld.body import Body
from envs.craftworld.motion import mining
from envs.craftworld.motion.burrowing import burrow
from envs.craftworld.motion.goals import Beyond, Within
from envs.craftworld.motion.moving import walk_to
from envs.craftworld.motion.paths import find_path
from envs.craftworld.motion.surfacing import climb_out, under_ground
from envs.craftworld.motion.tunnelling import Tunnel

LEG_BLOCKS = 24
"""The most blocks that are walked before the way on is looked for again."""

_LEG_TICKS = 400
"""The most that one leg may take."""

_FREE, _WALLED_TICKS = 6, 120
"""Who can walk so many blocks away, in so many ticks, isn't walled in."""

_MISSES = 4
"""So many legs in a row that bring the aim no nearer end the way."""


def distance_to(body: Body, x: int, z: int) -> int:
    """Returns how far a column is, in blocks, heights aside, rounded up."""
    here = body.episode.cell
    squared = (x - here[0]) ** 2 + (z - here[2]) ** 2
    root = isqrt(squared)
    return root + (root * root < squared)


def leg(body: Body, x: int, z: int, near: int) -> bool:
    """Walks the next blocks towards a column; returns whether the agent moved.

    Args:
        body: Who walks.
        x: The column's x.
        z: The column's z.
        near: Blocks from it at which to stop.
    """
    start, before = body.episode.cell, distance_to(body, x, z)
    walked = _walks(body, x, z, near)
    if walked and distance_to(body, x, z) < before:
        return True
    if not body.episode.realm.has_sky:
        if not walked:
            burrow(body, x, z, near)
    elif _walled_in(body):
        # In a hole, or walled in by leaves: nobody stays there, going to and fro.
        Tunnel(body, lambda cell: mining.dig_best(body, cell)).step_aside(x, z)
    return body.episode.cell != start


def _walled_in(body: Body) -> bool:
    """Returns whether no way leads some blocks away, in whatever direction."""
    cell = body.episode.cell
    aim = Beyond(cell[0], cell[2], _FREE)
    return find_path(body.episode.terrain, cell, aim, limit_ticks=_WALLED_TICKS) is None


def _walks(body: Body, x: int, z: int, near: int) -> bool:
    """Walks the next blocks; returns whether the agent moved."""
    start = body.episode.cell
    aim = Within(x, z, max(near, distance_to(body, x, z) - LEG_BLOCKS))
    walk_to(body, aim, partial=True, limit_ticks=_LEG_TICKS)
    return body.episode.cell != start


def travel(body: Body, x: int, z: int, near: int) -> bool:
    """Goes to within `near` blocks of a column; returns whether it came there."""
    if distance_to(body, x, z) > LEG_BLOCKS and under_ground(body):
        climb_out(body)
    nearest, misses = distance_to(body, x, z), 0
    while nearest > near and misses < _MISSES:
        moved = leg(body, x, z, near)
        misses = 0 if distance_to(body, x, z) < nearest else misses + 1
        nearest = min(nearest, distance_to(body, x, z))
        if not moved and body.episode.realm.has_sky:
            break
    return distance_to(body, x, z) <= near
