"""`Tunnel`: digging a way, step by step, with the care of a player who looks before each.

No step goes into or beside a liquid that is exposed, none over a drop of more than three
blocks. What is behind rock shows when the rock is gone: then the hole is plugged with carried
rubble if there is some, and the way turns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from envs.craftworld.body import Body
from envs.craftworld.footing import Cell
from envs.craftworld.land.scenery import REPLACEABLE
from envs.craftworld.motion import digging, mining
from envs.craftworld.motion.digging import HEADINGS, Dig, Heading
from envs.craftworld.motion.goals import At, can_reach
from envs.craftworld.motion.moving import drop_down, step_to, walk_to
from envs.craftworld.portals import keeps_portal

STEP_TICKS = 5
"""A step into a cell that was just dug: a block at a walk."""

PLUGS = (
    "cobblestone", "netherrack", "dirt", "blackstone", "basalt", "andesite", "diorite", "granite",
    "sandstone", "soul_soil",
)  # fmt: skip
"""What holes are plugged with, the first that is carried."""

OVERHEAD = 3
"""What is higher above the feet than this takes a step up to be reached."""

_SAFE_DROP = 3
"""Blocks that can be fallen unharmed."""

_RETREAT_TICKS = 200
"""The most that the way back to where it is dry may take."""

_MOST_BLOCKS = 40
"""So many blocks are dug for one step before the heading is given up: gravel may pour down."""

_BESIDE = ((0, 1, 0), (1, 0, 0), (-1, 0, 0), (0, 0, 1), (0, 0, -1))
_AROUND = (*_BESIDE, (0, -1, 0))

_Shape = Callable[[Cell, Heading], Iterator[Dig]]


def _down(feet: Cell, heading: Heading) -> Iterator[Dig]:
    return digging.staircase_down(feet, heading, feet[1] - 1)


def _up(feet: Cell, heading: Heading) -> Iterator[Dig]:
    return digging.staircase_up(feet, heading, feet[1] + 1)


def _on(feet: Cell, heading: Heading) -> Iterator[Dig]:
    return digging.tunnel(feet, heading, 1)


class Tunnel:
    """Digs on from where the body is.

    Args:
        body: Who digs.
        dig_block: Digs one block in reach; returns False where it can't or won't.

    Attributes:
        bridges: Whether a floor is made of rubble where a step would lead over a deep drop.
        drops: Whether a step may lead down a drop that does no harm.
    """

    def __init__(self, body: Body, dig_block: Callable[[Cell], bool]) -> None:
        self.body = body
        self.bridges = self.drops = True
        self._dig_block = dig_block
        self._trodden = {body.episode.cell}

    def step_down(self) -> bool:
        """Goes one block ahead and down; returns whether a heading allowed it."""
        return self._step(_down)

    def step_up(self) -> bool:
        """Goes one block ahead and up; returns whether a heading allowed it."""
        return self._step(_up)

    def step_on(self) -> bool:
        """Goes one block ahead; returns whether a heading allowed it."""
        return self._step(_on)

    def step_towards(self, cell: Cell, overhead: int = OVERHEAD) -> bool:
        """Goes one block towards a cell that is out of reach; returns whether it could.

        Args:
            cell: What to get to.
            overhead: How far above the feet it may be without a step up.
        """
        dx, dy, dz = (a - b for a, b in zip(cell, self.body.episode.cell, strict=True))
        shape = _down if dy < -1 else _up if dy > overhead else _on
        along_x, along_z = ((dx > 0) - (dx < 0), 0), (0, (dz > 0) - (dz < 0))
        headings = [along_x, along_z] if abs(dx) >= abs(dz) else [along_z, along_x]
        for heading in headings:
            if heading in HEADINGS and self._goes(next(shape(self.body.episode.cell, heading))):
                return True
        return (dx, dz) == (0, 0) and self._step(shape)

    def step_aside(self, x: int, z: int) -> bool:
        """Digs one block on towards a column, where nobody can walk; returns whether it could."""
        feet = self.body.episode.cell
        return self.step_towards((x, feet[1], z)) or self._step(_on) or self._step(_up)

    def turn_back(self) -> None:
        """Looks the other way."""
        dx, dz = self.body.episode.facing
        self.body.episode.facing = (-dx, -dz)

    def _step(self, shape: _Shape) -> bool:
        episode = self.body.episode
        self._leave_liquid()
        at = HEADINGS.index(episode.facing)
        headings = [HEADINGS[(at + turn) % 4] for turn in (0, 1, 3)]
        digs = [(heading, next(shape(episode.cell, heading))) for heading in headings]
        # Where it was already there is nothing new: between two dead ends it would go to and fro.
        for heading, dig in sorted(digs, key=lambda each: each[1].feet in self._trodden):
            if self._goes(dig):
                episode.facing = heading
                return True
        return False

    def _leave_liquid(self) -> None:
        """Goes back to where it is dry if water or lava ran in, and turns."""
        episode = self.body.episode
        if self._is_dry(episode.cell):
            return
        dry = (cell for cell in reversed(episode.trail) if self._is_dry(cell))
        back = next(dry, None)
        if back is not None and walk_to(self.body, At([back]), limit_ticks=_RETREAT_TICKS):
            episode.facing = HEADINGS[(HEADINGS.index(episode.facing) + 1) % 4]

    def _is_dry(self, feet: Cell) -> bool:
        terrain = self.body.episode.terrain
        x, y, z = feet
        return not any(terrain.table.is_liquid[terrain.block(x, y + dy, z)] for dy in (0, 1))

    def _goes(self, dig: Dig) -> bool:
        """Takes one step if that is safe; returns whether it did."""
        terrain = self.body.episode.terrain
        if self._shows_danger(dig) or not (self.bridges or self._lands(dig)):
            return False
        for _ in range(_MOST_BLOCKS):
            cells = digging.to_remove(terrain, dig)
            if not cells:
                break
            if keeps_portal(terrain, cells[0]) or not self._dig_block(cells[0]):
                return False
            if self._lets_in(cells[0]):
                fill(self.body, cells[0])
                return False
        if digging.to_remove(terrain, dig) or not self._carries(dig):
            return False
        step_to(self.body, dig.feet, STEP_TICKS)
        drop_down(self.body)
        self._trodden.add(self.body.episode.cell)
        return True

    def _shows_danger(self, dig: Dig) -> bool:
        """Returns whether a liquid or something that burns is exposed in the step or beside it."""
        terrain = self.body.episode.terrain
        solid, liquid = terrain.table.is_solid, terrain.table.is_liquid
        block = terrain.block
        for hazard in digging.hazards(terrain, dig):
            if solid[hazard.block]:
                continue  # magma burns only who stands on it
            x, y, z = hazard.cell
            for dx, dy, dz in _AROUND:
                number = block(x + dx, y + dy, z + dz)
                if not solid[number] and not liquid[number]:
                    return True
        return False

    def _lets_in(self, cell: Cell) -> bool:
        """Returns whether something will run into a cell that was just dug."""
        terrain = self.body.episode.terrain
        liquid, block = terrain.table.is_liquid, terrain.block
        x, y, z = cell
        return any(liquid[block(x + dx, y + dy, z + dz)] for dx, dy, dz in _BESIDE)

    def _lands(self, dig: Dig) -> bool:
        """Returns whether something safe is below a step, no deeper than can be fallen."""
        terrain = self.body.episode.terrain
        solid, harmful, liquid = terrain.table.solid, terrain.table.harmful, terrain.table.liquid
        x, y, z = dig.floor
        for down in range(_SAFE_DROP + 1):
            number = terrain.block(x, y - down, z)
            if solid[number] or harmful[number] or liquid[number]:
                return bool(solid[number] and not harmful[number])
        return False

    def _carries(self, dig: Dig) -> bool:
        """Returns whether the step ends well, on a floor that is there or is made."""
        episode = self.body.episode
        terrain = episode.terrain
        if digging.has_floor(terrain, dig):
            return True
        rest = episode.resting_place(dig.feet)
        number = terrain.block(*rest)
        below = terrain.block(rest[0], rest[1] - 1, rest[2])
        harmful, liquid = terrain.table.harmful, terrain.table.liquid
        # Whoever climbs and falls back is no further up.
        climbs = dig.feet[1] > episode.cell[1]
        safe = not (climbs or harmful[number] or harmful[below] or liquid[number])
        if safe and self.drops and dig.feet[1] - rest[1] <= _SAFE_DROP:
            return True
        return fill(self.body, dig.floor)


def fill(body: Body, cell: Cell) -> bool:
    """Sets rubble into an open cell in reach; returns whether there was some."""
    bag, terrain = body.episode.bag, body.episode.terrain
    plug = next((item for item in PLUGS if bag.count(item)), None)
    if plug is None or terrain.name(*cell) not in REPLACEABLE:
        return False
    x, y, z = cell
    solid, block = terrain.table.is_solid, terrain.block
    held = any(solid[block(x + dx, y + dy, z + dz)] for dx, dy, dz in _AROUND)
    if not held or not can_reach(terrain, body.episode.cell, cell):
        return False
    mining.place(body, plug, cell)
    return True
