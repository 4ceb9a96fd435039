"""Portals between the overworld and the Nether: their shape, and where one comes out.

A column of the Nether answers to eight of the overworld. Who goes through comes out of a portal
near the answering column, or one is made there, by the rules of vanilla (Minecraft Wiki, Nether
portal, 1.16): a portal is looked for within 128 blocks in the overworld and 16 in the Nether; a
new one is put where there is room within 16 blocks, else into a hollow of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from envs.craftworld.footing import Cell
from envs.craftworld.land.filling import HEIGHT
from envs.craftworld.land.terrain import Terrain
from envs.craftworld.realms import NETHER, OVERWORLD, Realm
from envs.state import Dimension, KnownPlace

PORTAL = "nether_portal"
"""The block inside the frame, and the name of the place."""
FRAME_BLOCK = "obsidian"
PORTAL_TICKS = 80
"""How long one stands in a portal until one is through, in survival."""

_SCALE = 8
"""Blocks of the overworld to one of the Nether."""
_SOUGHT = {OVERWORLD: 128, NETHER: 16}
"""Blocks along x and z within which one comes out of a portal that is there."""
_MADE_WITHIN = 16
"""Blocks along x and z within which a new one is put."""
_LOWEST = 5
_FORCED = (70, 110)
"""Heights between which a hollow is made where no room was found (vanilla: from 70 up)."""
_PERCHES = ("_leaves", "_log", "_stem", "shroomlight", "_wart_block")
"""Ends of names of blocks on which none is put: there one would be stranded on a tree."""
_TALL = 3
"""Blocks of the portal inside its frame; it is two wide."""
_BESIDE = ((1, 0, 0), (-1, 0, 0), (0, 1, 0), (0, -1, 0), (0, 0, 1), (0, 0, -1))

Bools = NDArray[np.bool_]


class Frame(NamedTuple):
    """Says where a portal stands: two wide and three high inside, along x or along z."""

    corner: Cell
    """Its lowest cell inside, of the two the one with the lesser x or z."""
    along: tuple[int, int]
    """(1, 0) if it stands along x, (0, 1) along z."""

    def cell(self, across: int, up: int, deep: int = 0) -> Cell:
        """Returns a cell by its place: across and up from the corner, and before or behind."""
        (x, y, z), (dx, dz) = self.corner, self.along
        return x + across * dx + deep * dz, y + up, z + across * dz + deep * dx

    @property
    def inside(self) -> tuple[Cell, ...]:
        """The six cells in which the portal is, the lowest first."""
        return tuple(self.cell(across, up) for up in range(_TALL) for across in (0, 1))

    @property
    def bottom(self) -> tuple[Cell, ...]:
        """The two blocks below it, which lie in the ground."""
        return self.cell(0, -1), self.cell(1, -1)

    @property
    def sides(self) -> tuple[Cell, ...]:
        """The six blocks beside it, from the ground up."""
        return tuple(self.cell(across, up) for across in (-1, 2) for up in range(_TALL))

    @property
    def top(self) -> tuple[Cell, ...]:
        """The two blocks above it."""
        return self.cell(0, _TALL), self.cell(1, _TALL)

    @property
    def corners(self) -> tuple[Cell, ...]:
        """The four cells that a frame can do without."""
        return tuple(self.cell(across, up) for across in (-1, 2) for up in (-1, _TALL))


def answering(x: int, z: int, to: Dimension) -> tuple[int, int]:
    """Returns the column of a dimension that answers to one of the other."""
    return (x // _SCALE, z // _SCALE) if to == NETHER else (x * _SCALE, z * _SCALE)


def standing(places: Sequence[KnownPlace], realm: Realm) -> list[Cell]:
    """Returns where the known portals of a realm stand that haven't gone out."""
    found = ((p.x, p.y, p.z) for p in places if (p.name, p.dimension) == (PORTAL, realm.dimension))
    return [cell for cell in found if realm.terrain.name(*cell) == PORTAL]


def nearest(cells: Sequence[Cell], about: Cell, within: int | None = None) -> Cell | None:
    """Returns the cell that is nearest to another, `None` if none is as near as that in x and z."""
    x, y, z = about
    near = (
        c for c in cells if within is None or max(abs(c[0] - x), abs(c[2] - z)) <= within
    )  # fmt: skip
    return min(
        near, key=lambda c: ((c[0] - x) ** 2 + (c[1] - y) ** 2 + (c[2] - z) ** 2, c), default=None
    )


def way_out(places: Sequence[KnownPlace], realm: Realm, about: Cell) -> Cell:
    """Returns the cell in which one comes out near a cell; makes a portal if none is there."""
    there = nearest(standing(places, realm), about, _SOUGHT[realm.dimension])
    if there is not None:
        return there
    frame = _room(realm.terrain, about)
    if frame is None:
        x, y, z = about
        frame = Frame((x, min(max(y, _FORCED[0]), _FORCED[1]), z), (1, 0))
        _hollow_out(realm.terrain, frame)
    build(realm.terrain, frame)
    return frame.corner


def build(terrain: Terrain, frame: Frame) -> None:
    """Sets a portal that comes about by itself, with the corners of its frame."""
    obsidian, portal = terrain.table.id(FRAME_BLOCK), terrain.table.id(PORTAL)
    for cell in (*frame.bottom, *frame.sides, *frame.top, *frame.corners):
        terrain.set_block(*cell, obsidian)
    for cell in frame.inside:
        terrain.set_block(*cell, portal)


def put_out(terrain: Terrain, broken: Cell) -> None:
    """Lets the portal beside a frame's block go out that was broken."""
    portal, air = terrain.table.id(PORTAL), terrain.table.id("air")
    cells = [broken]
    while cells:
        x, y, z = cells.pop()
        for dx, dy, dz in _BESIDE:
            beside = x + dx, y + dy, z + dz
            if terrain.block(*beside) == portal:
                terrain.set_block(*beside, air)
                cells.append(beside)


def keeps_portal(terrain: Terrain, cell: Cell) -> bool:
    """Returns whether a block is part of a portal's frame, which goes out if it is broken."""
    if terrain.name(*cell) != FRAME_BLOCK:
        return False
    x, y, z = cell
    return any(terrain.name(x + dx, y + dy, z + dz) == PORTAL for dx, dy, dz in _BESIDE)


def _room(terrain: Terrain, about: Cell) -> Frame | None:
    """Returns where a portal has room, with ground before and behind it; the nearest place."""
    x, _, z = about
    reach = _MADE_WITHIN + 3
    box = terrain.box(x - reach, 0, z - reach, x + reach + 1, HEIGHT, z + reach + 1)
    table = terrain.table
    free = (~(table.solid | table.liquid | table.harmful)).take(box)
    perch = table.mask(name for name in table.names if name.endswith(_PERCHES))
    ground = (table.solid & ~table.harmful & ~perch).take(box)
    places = np.concatenate(
        [
            np.insert(np.argwhere(fits), 3, number, axis=1)
            for number, fits in enumerate((_fits(free, ground), _fits_along_z(free, ground)))
        ]
    )
    if not len(places):
        return None
    at = places[:, :3] + (x - reach, 0, z - reach)
    away = ((at - np.array(about)) ** 2).sum(axis=1)
    best = int(np.argmin(away))
    corner = at[best].tolist()
    return Frame((corner[0], corner[1], corner[2]), ((1, 0), (0, 1))[int(places[best, 3])])


def _fits(free: Bools, ground: Bools) -> Bools:
    """Returns which cells can be the corner of a portal along x."""
    fits = np.zeros_like(free)
    margin, top = 3, HEIGHT - _TALL - 2
    inner = slice(margin, free.shape[0] - margin)
    room = np.ones_like(free[inner, _LOWEST:top, inner])

    def shifted(cells: Bools, across: int, up: int, deep: int) -> Bools:
        width = free.shape[0] - 2 * margin
        return cells[
            margin + across : margin + across + width,
            _LOWEST + up : top + up,
            margin + deep : margin + deep + width,
        ]

    for across in range(-1, 3):
        for deep in (-1, 0, 1):
            room &= shifted(ground, across, -1, deep)
            for up in range(_TALL + 1):
                room &= shifted(free, across, up, deep)
    fits[inner, _LOWEST:top, inner] = room
    return fits


def _fits_along_z(free: Bools, ground: Bools) -> Bools:
    turned = _fits(free.transpose(2, 1, 0), ground.transpose(2, 1, 0))
    return turned.transpose(2, 1, 0)


def _hollow_out(terrain: Terrain, frame: Frame) -> None:
    """Makes room in the rock, on a floor of obsidian, walled off from liquids."""
    table = terrain.table
    cells = set(_chamber(frame))
    for cell in sorted(cells):
        terrain.set_block(*cell, table.id("air"))
    for x, y, z in sorted(cells):
        for dx, dy, dz in _BESIDE:
            beside = x + dx, y + dy, z + dz
            number = terrain.block(*beside)
            lacks_floor = dy < 0 and (not table.solid[number] or table.harmful[number])
            if beside not in cells and (table.liquid[number] or lacks_floor):
                terrain.set_block(*beside, table.id(FRAME_BLOCK))


def _chamber(frame: Frame) -> Iterator[Cell]:
    for across in range(-1, 3):
        for deep in (-1, 0, 1):
            for up in range(_TALL + 1):
                yield frame.cell(across, up, deep)
