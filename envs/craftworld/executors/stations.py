"""Going up to a station or container and opening its window."""

from __future__ import annotations

from typing import Literal

from envs.craftworld import sight
from envs.craftworld.body import Body
from envs.craftworld.footing import Cell
from envs.craftworld.motion.goals import Reach, can_reach
from envs.craftworld.motion.moving import walk_to
from envs.craftworld.observe import STATION_BLOCKS
from envs.events import PathFailed, Refused, WindowOpened

CLICK_TICKS = 5
"""How long one move between slots takes, or laying out a recipe: a player's clicks."""

_WALK_TICKS = 200
"""The most that the way to a station may take."""


def opened(
    body: Body, station: str, need: Literal["station", "container"] = "station"
) -> Cell | None:
    """Opens the nearest such station's window and returns its cell; says so if it can't."""
    cell = reached(body, station, need)
    if cell is not None:
        body.spend(CLICK_TICKS)
        body.emit(WindowOpened(tick=body.tick, window=station))
    return cell


def reached(
    body: Body, station: str, need: Literal["station", "container"] = "station"
) -> Cell | None:
    """Goes to the nearest such station and returns its cell; says so if it can't."""
    cells = seen(body, station)
    if not cells:
        body.emit(Refused(tick=body.tick, need=need, name=station))
        body.give_up("missing_station", station)
        return None
    if not walk_to(body, Reach(cells[:4]), limit_ticks=_WALK_TICKS):
        x, y, z = cells[0]
        body.emit(PathFailed(tick=body.tick, target=station, x=x, y=y, z=z))
        body.emit(Refused(tick=body.tick, need=need, name=station))
        body.give_up("target_unreachable", station)
        return None
    episode = body.episode
    return next(c for c in cells if can_reach(episode.terrain, episode.cell, c))


def seen(body: Body, block: str) -> list[Cell]:
    """Returns where such blocks are in view within `STATION_BLOCKS`, nearest first."""
    episode = body.episode
    number = episode.terrain.table.id(block)
    blocks = sight.exposed(
        episode.terrain, episode.eye, [number], radius=STATION_BLOCKS, height=STATION_BLOCKS
    )
    squared = STATION_BLOCKS**2
    ex, ey, ez = episode.cell
    return [
        (x, y, z)
        for x, y, z, _ in blocks
        if (x - ex) ** 2 + (y - ey) ** 2 + (z - ez) ** 2 <= squared
    ]
