"""Going on through caverns and soft rock, where no way leads: by tunnels and bridges.

It is how one travels in the Nether: its floors lie far apart, and its rock is dug in no time.
Rubble for bridges is dug from the nearest rock in view when there is little left.
"""

from __future__ import annotations

from math import isqrt

from envs.craftworld import sight
from envs.craftworld.body import Body
from envs.craftworld.footing import Cell
from envs.craftworld.motion import mining
from envs.craftworld.motion.goals import Reach, can_reach
from envs.craftworld.motion.moving import walk_to
from envs.craftworld.motion.tunnelling import PLUGS, Tunnel

_STEPS = 12
"""Steps that are dug or bridged before the way on is looked for again."""

_FEW, _ENOUGH = 13, 32
"""With so few blocks of rubble more is dug, up to so many."""

_ROCK = ("basalt", "blackstone", "netherrack", "soul_soil")
"""What rubble is dug from, sorted."""

_WALK_TICKS = 600
_SEEN, _TRIED = 200, 12
"""So many blocks are looked over, and of the nearest fit ones some is dug."""


def burrow(body: Body, x: int, z: int, near: int) -> None:
    """Digs and bridges some blocks on towards a column.

    Args:
        body: Who digs.
        x: The column's x.
        z: The column's z.
        near: Blocks from it at which to stop.
    """
    if rubble(body) < _FEW:
        _fetch_rubble(body)
    tunnel = Tunnel(body, lambda cell: mining.dig_best(body, cell))
    for _ in range(_STEPS):
        at_x, _, at_z = body.episode.cell
        if isqrt((x - at_x) ** 2 + (z - at_z) ** 2) < near:
            return
        if tunnel.step_aside(x, z) or tunnel.step_down():
            continue
        tunnel.turn_back()
        if not tunnel.step_on():
            return


def rubble(body: Body) -> int:
    """Returns how many blocks of rubble are carried."""
    return sum(body.episode.bag.count(item) for item in PLUGS)


def _fetch_rubble(body: Body) -> None:
    """Digs some rock in view, if there is some that a way leads to."""
    episode = body.episode
    numbers = [episode.terrain.table.id(name) for name in _ROCK]
    while rubble(body) < _ENOUGH:
        seen = sight.exposed(episode.terrain, episode.eye, numbers, limit=_SEEN)
        # Nobody digs away what they stand on, nor a bridge.
        standing = episode.cell[0], episode.cell[1] - 1, episode.cell[2]
        cells = [(x, y, z) for x, y, z, _ in seen if (x, y, z) != standing]
        cells = [cell for cell in cells if _lies_on_rock(body, cell)][:_TRIED]
        if not cells or not walk_to(body, Reach(cells), limit_ticks=_WALK_TICKS):
            return
        within = (cell for cell in cells if can_reach(episode.terrain, episode.cell, cell))
        cell = next(within, None)
        before = rubble(body)
        if cell is None or not mining.dig_best(body, cell) or rubble(body) == before:
            return


def _lies_on_rock(body: Body, cell: Cell) -> bool:
    x, y, z = cell
    terrain = body.episode.terrain
    return bool(terrain.table.solid[terrain.block(x, y - 1, z)])
