"""`Flows`: water and lava that run into what was dug open.

Simplified from 1.16 (Minecraft Wiki, Fluid): a liquid runs down, or else to the sides, water
seven blocks in 5 ticks each and lava three in 30; where one meets the other there is stone. What
has run in stays, also if its source is taken away.
"""

from __future__ import annotations

from typing import NamedTuple

from envs.craftworld.footing import Cell
from envs.craftworld.terrain import Terrain

_SIDES = ((1, 0), (-1, 0), (0, 1), (0, -1))


class _Kind(NamedTuple):
    """How a liquid runs."""

    reach: int
    """Blocks to the side of its source that it gets."""
    ticks: int
    """Ticks from one block to the next."""


_KINDS = {"water": _Kind(7, 5), "lava": _Kind(3, 30)}


class Flow(NamedTuple):
    """A liquid about to run into a cell."""

    due: int
    cell: Cell
    kind: str
    reach: int
    """How many blocks to the side it will get from there."""


class Flows:
    """Holds what is about to run, and how far what ran still reaches."""

    def __init__(self) -> None:
        self._pending: list[Flow] = []
        self._reaches: dict[Cell, int] = {}

    def copy(self) -> Flows:
        """Returns flows in the same state, independent of these."""
        twin = Flows()
        twin._pending = list(self._pending)
        twin._reaches = dict(self._reaches)
        return twin

    def is_source(self, cell: Cell) -> bool:
        """Returns whether the liquid of a cell was always there; only that fills a bucket."""
        return cell not in self._reaches

    def opened(self, cell: Cell, tick: int, terrain: Terrain) -> None:
        """Notes that a cell was dug open: what stands above or beside it will run in."""
        x, y, z = cell
        self._reaches.pop(cell, None)
        for beside in ((x, y + 1, z), *((x + dx, y, z + dz) for dx, dz in _SIDES)):
            name = terrain.name(*beside)
            if name in _KINDS:
                kind = _KINDS[name]
                reach = self._reaches.get(beside, kind.reach) - 1
                if beside[1] > y:
                    reach = kind.reach - 1
                if reach >= 0:
                    self._schedule(Flow(tick + kind.ticks, cell, name, reach))

    def advance(self, tick: int, terrain: Terrain) -> None:
        """Lets run what is due by `tick`."""
        while self._pending and self._pending[0].due <= tick:
            self._run(self._pending.pop(0), terrain)

    def _schedule(self, flow: Flow) -> None:
        self._pending.append(flow)
        self._pending.sort()

    def _run(self, flow: Flow, terrain: Terrain) -> None:
        table = terrain.table
        there = terrain.block(*flow.cell)
        name = table.names[there]
        if table.solid[there] or name == flow.kind:
            return
        if name in _KINDS:
            stone = "obsidian" if name == "lava" and self.is_source(flow.cell) else "cobblestone"
            terrain.set_block(*flow.cell, table.id(stone))
            return
        terrain.set_block(*flow.cell, table.id(flow.kind))
        self._reaches[flow.cell] = flow.reach
        self._spread(flow, terrain)

    def _spread(self, flow: Flow, terrain: Terrain) -> None:
        x, y, z = flow.cell
        kind = _KINDS[flow.kind]
        due = flow.due + kind.ticks
        if not terrain.table.solid[terrain.block(x, y - 1, z)]:
            self._schedule(Flow(due, (x, y - 1, z), flow.kind, kind.reach - 1))
        elif flow.reach > 0:
            for dx, dz in _SIDES:
                self._schedule(Flow(due, (x + dx, y, z + dz), flow.kind, flow.reach - 1))
