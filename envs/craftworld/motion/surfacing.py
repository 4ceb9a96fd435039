"""Coming up: from under ground, out of a pit, and out of the water."""

from __future__ import annotations

from collections.abc import Callable

from envs.craftworld.body import Body
from envs.craftworld.footing import Cell
from envs.craftworld.land.terrain import Terrain
from envs.craftworld.motion import mining
from envs.craftworld.motion.goals import ANYWHERE, At
from envs.craftworld.motion.moving import walk_to
from envs.craftworld.motion.tunnelling import Tunnel

_LEG = 24
"""Cells of the way back that are walked at a time."""

_MOST_STEPS = 160
"""A staircase from the bottom of the world to its top, and some turns."""

_LOOK_EVERY = 6
"""After so many steps of a staircase it looks again for a way that leads up."""

_PIT_TICKS, _DIVE_TICKS = 120, 200
"""The most that the way out of a pit or out of the water may take."""


class Surface:
    """Is reached on the ground as it was made, or above it.

    Args:
        ground: Gives the height of a column's ground.
    """

    aim = ANYWHERE

    def __init__(self, ground: Callable[[int, int], int]) -> None:
        self._ground = ground

    def about(self, start: Cell) -> tuple[Cell, ...]:
        """Returns where it starts: any way will do."""
        return (start,)

    def reached(self, terrain: Terrain, feet: Cell) -> bool:
        """Returns whether a cell isn't below the ground's height."""
        del terrain
        return feet[1] > self._ground(feet[0], feet[2])


class Breath:
    """Is reached where the head is out of the water."""

    aim = ANYWHERE

    def about(self, start: Cell) -> tuple[Cell, ...]:
        """Returns where it starts: any way will do."""
        return (start,)

    def reached(self, terrain: Terrain, feet: Cell) -> bool:
        """Returns whether there is air above the feet."""
        return not terrain.table.liquid[terrain.block(feet[0], feet[1] + 1, feet[2])]


def breathe(body: Body) -> None:
    """Comes up for air if the head is under water."""
    if not Breath().reached(body.episode.terrain, body.episode.cell):
        walk_to(body, Breath(), limit_ticks=_DIVE_TICKS)


def under_ground(body: Body) -> bool:
    """Returns whether the agent is below the ground's height: in the rock, a cave or a pit."""
    x, y, z = body.episode.cell
    return y <= body.episode.land.ground(x, z)


def climb_out(body: Body) -> bool:
    """Comes up if the agent is under ground; returns whether it is up.

    Back along the way it came, or by any way that leads up; else by a new staircase.
    """
    _walk_back(body)
    tunnel = Tunnel(body, lambda cell: mining.dig_best(body, cell))
    for step in range(_MOST_STEPS):
        if not under_ground(body):
            return True
        if step % _LOOK_EVERY == 0 or body.episode.under_sky:
            surface = Surface(body.episode.land.ground)
            if walk_to(body, surface, limit_ticks=_PIT_TICKS):
                return True
        if not tunnel.step_up() and not tunnel.step_on():
            tunnel.turn_back()
            if not tunnel.step_up():
                return False
    return not under_ground(body)


def _walk_back(body: Body) -> None:
    """Goes back along the way that the agent came, as far as that leads."""
    while len(trail := body.episode.trail) > 1:
        if not walk_to(body, At([trail[max(0, len(trail) - _LEG)]])):
            return
