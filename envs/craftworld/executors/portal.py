"""Builds the frame of a Nether portal beside the agent and lights it.

The frame is that of ten obsidian without corners, its lowest two blocks in the ground, so that
both sides stand on the ground and only the top needs something to be set against: a block that
is set on one side and dug away again costs its time here and no item (declared). What is in the
way is dug away. Where there is no room, the agent goes a few blocks to where there is some.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from envs.craftworld.body import Body
from envs.craftworld.footing import Cell
from envs.craftworld.land.scenery import REPLACEABLE
from envs.craftworld.motion import mining
from envs.craftworld.motion.goals import At
from envs.craftworld.motion.moving import walk_to
from envs.craftworld.motion.paths import can_stand
from envs.craftworld.observe import is_station
from envs.craftworld.portals import FRAME_BLOCK, PORTAL, Frame
from envs.events import BlockPlaced, Refused
from envs.state import KnownPlace

FRAME_BLOCKS = 10
"""Obsidian that a frame without corners takes (Minecraft Wiki, Nether portal)."""
LIGHTER = "flint_and_steel"

_SUPPORT = "dirt"
"""What is set beside the top for a moment, and dug away by hand."""
_ABOUT, _ABOUT_HEIGHT = 8, 3
"""How far the agent goes for room: blocks along x and z, and up and down."""
_STEP_TICKS = 5
_DIG_TICKS, _MOST_TICKS = 200, 600
"""What one block in the way may take, and the whole of the site."""
_TRIES = 3
"""So many sites to which no way leads end the search."""
_BESIDE = ((1, 0, 0), (-1, 0, 0), (0, 1, 0), (0, -1, 0), (0, 0, 1), (0, 0, -1))


class _Site(NamedTuple):
    """A place for a frame."""

    ticks: int
    """What walking there and clearing it takes, about."""
    feet: Cell
    """Where to stand to build it."""
    frame: Frame


def build(body: Body) -> None:
    """Builds a portal out of what is carried, and lights it."""
    bag = body.episode.bag
    lacking = FRAME_BLOCKS - bag.count(FRAME_BLOCK)
    if lacking > 0:
        body.emit(Refused(tick=body.tick, need="item", name=FRAME_BLOCK, count=lacking))
        body.give_up("missing_material", FRAME_BLOCK)
        return
    if not bag.count(LIGHTER):
        body.emit(Refused(tick=body.tick, need="tool", name=LIGHTER))
        body.give_up("missing_tool", LIGHTER)
        return
    frame = _ready_site(body)
    if frame is None:
        body.emit(Refused(tick=body.tick, need="room", name=PORTAL))
        body.give_up("stuck", f"no room for {PORTAL}")
        return
    _set_up(body, frame)
    _light(body, frame)


def _ready_site(body: Body) -> Frame | None:
    """Goes to the best site and clears it; `None` if there is none."""
    for site in sorted(_sites(body))[:_TRIES]:
        if walk_to(body, At([site.feet]), limit_ticks=_MOST_TICKS) and _cleared(body, site.frame):
            return site.frame
    return None


def _sites(body: Body) -> Iterator[_Site]:
    """Yields the sites about the agent."""
    x, y, z = body.episode.cell
    span = range(-_ABOUT, _ABOUT + 1)
    for dx in span:
        for dz in span:
            for dy in range(-_ABOUT_HEIGHT, _ABOUT_HEIGHT + 1):
                feet = x + dx, y + dy, z + dz
                if can_stand(body.episode.terrain, feet):
                    way = _STEP_TICKS * (abs(dx) + abs(dz) + abs(dy))
                    yield from _sites_from(body, feet, way)


def _sites_from(body: Body, feet: Cell, way_ticks: int) -> Iterator[_Site]:
    """Yields the sites that can be built from a cell: its plane is one block ahead."""
    x, y, z = feet
    for dx, dz in ((1, 0), (0, 1), (-1, 0), (0, -1)):
        along = abs(dz), abs(dx)
        for back in (0, 1):
            corner = x + dx - back * along[0], y, z + dz - back * along[1]
            frame = Frame(corner, along)
            ticks = _clearing_ticks(body, frame)
            if ticks is not None and ticks <= _MOST_TICKS:
                yield _Site(way_ticks + ticks, feet, frame)


def _clearing_ticks(body: Body, frame: Frame) -> int | None:
    """Returns how long what is in the way takes, `None` if no frame can be there."""
    terrain = body.episode.terrain
    solid = terrain.table.solid
    if not all(solid[terrain.block(*frame.cell(across, -1))] for across in (-1, 2)):
        return None
    total = 0
    for cell in _to_clear(frame):
        name = terrain.name(*cell)
        if terrain.table.liquid[terrain.block(*cell)]:
            return None
        if name in REPLACEABLE:
            continue
        ticks = mining.dig_ticks(body, name, mining.best_tool(body, name))
        if ticks is None or ticks > _DIG_TICKS or is_station(name) or _is_wet(body, cell):
            return None
        total += ticks + mining.PAUSE_TICKS
    return total


def _to_clear(frame: Frame) -> tuple[Cell, ...]:
    """Returns the cells that have to be empty, the support of the top among them."""
    return (*frame.inside, *frame.sides, frame.cell(-1, 3), *frame.top, *frame.bottom)


def _is_wet(body: Body, cell: Cell) -> bool:
    """Returns whether a liquid would run into a cell that is dug open."""
    terrain = body.episode.terrain
    x, y, z = cell
    liquid = terrain.table.liquid
    return any(liquid[terrain.block(x + dx, y + dy, z + dz)] for dx, dy, dz in _BESIDE)


def _cleared(body: Body, frame: Frame) -> bool:
    """Digs away what is in the way; returns whether nothing is any more."""
    terrain = body.episode.terrain
    for cell in _to_clear(frame):
        # Gravel may come down in place of what was dug.
        while terrain.name(*cell) not in REPLACEABLE:
            if not mining.dig_best(body, cell):
                return False
    return not any(terrain.table.liquid[terrain.block(*cell)] for cell in _to_clear(frame))


def _set_up(body: Body, frame: Frame) -> None:
    for cell in (*frame.bottom, *frame.sides):
        mining.place(body, FRAME_BLOCK, cell)
    dug = body.episode.rules.dig_ticks(_SUPPORT, None) or 0
    body.spend(mining.PLACE_TICKS + dug + mining.PAUSE_TICKS)
    for cell in frame.top:
        mining.place(body, FRAME_BLOCK, cell)


def _light(body: Body, frame: Frame) -> None:
    episode = body.episode
    episode.bag.hold(LIGHTER)
    body.spend(mining.PLACE_TICKS)
    for cell in frame.inside:
        episode.set_block(cell, PORTAL)
    body.wear_out(1)
    x, y, z = frame.corner
    body.emit(BlockPlaced(tick=body.tick, block=PORTAL, x=x, y=y, z=z))
    episode.know(KnownPlace(name=PORTAL, x=x, y=y, z=z, dimension=episode.dimension), only=False)
