"""Places a carried block beside the agent.

Where no cell in reach is free, as at the end of a narrow tunnel, room is made first: one block
of the wall is dug out, which any player would do without a thought.
"""

from __future__ import annotations

from collections.abc import Iterator

from envs.craftworld.body import Body
from envs.craftworld.executors import portal
from envs.craftworld.executors.words import known_item, refuse_as_invalid
from envs.craftworld.footing import Cell
from envs.craftworld.land.scenery import REPLACEABLE
from envs.craftworld.motion import mining
from envs.craftworld.motion.goals import can_reach
from envs.craftworld.observe import is_station
from envs.craftworld.portals import PORTAL
from envs.events import Refused
from envs.subgoals import Place

_SPAN = range(-3, 4)
_NEAREST = sorted(
    ((dx, dy, dz) for dx in _SPAN for dy in (-1, 0, 1) for dz in _SPAN if (dx, dz) != (0, 0)),
    key=lambda d: (d[0] ** 2 + d[2] ** 2, abs(d[1]), d),
)
"""Where a block may be set, from the agent's feet: the nearest first, level ones before others."""

_WALLS = tuple((dx, dy, dz) for dy in (0, 1) for dx, dz in ((1, 0), (-1, 0), (0, 1), (0, -1)))
_NICHE_TICKS = 200
"""The most that making room may take."""

_SIDES = ((1, 0, 0), (-1, 0, 0), (0, 1, 0), (0, -1, 0), (0, 0, 1), (0, 0, -1))


def run(body: Body, subgoal: Place) -> None:
    """Places the block in the nearest free spot in reach."""
    item = subgoal.item
    if item == PORTAL:
        portal.build(body)
        return
    if not known_item(body, "item", item):
        return
    if item not in body.episode.rules.blocks:
        refuse_as_invalid(body, "item", item)
        return
    if not body.episode.bag.count(item):
        body.emit(Refused(tick=body.tick, need="item", name=item))
        body.give_up("missing_material", item)
        return
    spot = free_spot(body) or _niche(body)
    if spot is None:
        body.emit(Refused(tick=body.tick, need="room", name=item))
        body.give_up("stuck", f"no room for {item}")
        return
    mining.place(body, item, spot)


def free_spot(body: Body) -> Cell | None:
    """Returns the nearest free cell in reach in which a block can be set, if there is one."""
    return next(free_spots(body), None)


def free_spots(body: Body) -> Iterator[Cell]:
    """Yields the free cells in reach in which a block can be set, the nearest first."""
    x, y, z = body.episode.cell
    spots = ((x + dx, y + dy, z + dz) for dx, dy, dz in _NEAREST)
    return (spot for spot in spots if _is_free(body, spot))


def _niche(body: Body) -> Cell | None:
    """Digs a block out of the wall beside the feet or the head and returns where it was."""
    terrain = body.episode.terrain
    x, y, z = body.episode.cell
    for dx, dy, dz in _WALLS:
        cell = (x + dx, y + dy, z + dz)
        name = terrain.name(*cell)
        tool = mining.best_tool(body, name)
        ticks = mining.dig_ticks(body, name, tool)
        if is_station(name) or ticks is None or ticks > _NICHE_TICKS:
            continue
        if mining.dig(body, cell, tool) and terrain.name(*cell) in REPLACEABLE:
            return cell
    return None


def _is_free(body: Body, spot: Cell) -> bool:
    episode = body.episode
    terrain = episode.terrain
    if terrain.name(*spot) not in REPLACEABLE or any(
        creature.cell == spot for creature in episode.creatures.near(*spot, 1)
    ):
        return False
    x, y, z = spot
    solid, block = terrain.table.solid, terrain.block
    held = any(solid[block(x + dx, y + dy, z + dz)] for dx, dy, dz in _SIDES)
    return held and in_reach(body, spot)


def in_reach(body: Body, cell: Cell) -> bool:
    """Returns whether something can be set into a cell, or taken out of it, from here.

    What shares a face with the body's own cells is in reach, whatever a line would cross.
    """
    episode = body.episode
    x, y, z = cell
    touches = any((x + dx, y + dy, z + dz) in (episode.cell, episode.eye) for dx, dy, dz in _SIDES)
    return touches or can_reach(episode.terrain, episode.cell, cell)
