"""Coming up from under ground: back along the way one came, or else up a new staircase."""

from __future__ import annotations

from envs.craftworld import mining
from envs.craftworld.body import Body
from envs.craftworld.footing import Cell
from envs.craftworld.goals import At
from envs.craftworld.moving import walk_to
from envs.craftworld.tunnelling import Tunnel

_DEEP = 4
"""Blocks below the ground's height from which on one is under ground."""

_LEG = 24
"""Cells of the way back that are walked at a time."""

_MOST_STEPS = 160
"""A staircase from the bottom of the world to its top, and some turns."""


def under_ground(body: Body) -> bool:
    """Returns whether the agent is in the rock, or in a cave."""
    episode = body.episode
    x, y, z = episode.cell
    return y < episode.land.ground(x, z) - _DEEP and not episode.under_sky


def climb_out(body: Body) -> bool:
    """Comes up if the agent is under ground; returns whether it is up."""
    trail = body.episode.trail
    while under_ground(body) and len(trail) > 1:
        goal = trail[max(0, len(trail) - _LEG)]
        if not walk_to(body, At([goal])):
            break
        trail = body.episode.trail
    tunnel = Tunnel(body, lambda cell: _dig(body, cell))
    for _ in range(_MOST_STEPS):
        if not under_ground(body):
            return True
        if not tunnel.step_up() and not tunnel.step_on():
            return False
    return not under_ground(body)


def _dig(body: Body, cell: Cell) -> bool:
    return mining.dig(body, cell, mining.best_tool(body, body.episode.terrain.name(*cell)))
