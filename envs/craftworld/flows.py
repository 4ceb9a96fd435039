"""`Flows`: water and lava that run into what was dug open, and out of a bucket.

Simplified from 1.16 (Minecraft Wiki, Fluid): a liquid runs down, or else to all sides, water
seven blocks in 5 ticks each and lava three in 30. Lava that water touches from above or from
the side turns to obsidian if it is a source, else to cobblestone; lava that falls into water
makes stone of it. Water that comes between two springs is a spring. Where a source is taken up
with a bucket, what ran from it alone is gone at once; what else has run in stays, also if its
source was walled off.
"""

from __future__ import annotations

from collections.abc import Iterator
from heapq import heapify, heappop, heappush
from typing import NamedTuple

from envs.craftworld.footing import Cell
from envs.craftworld.land.blocktable import AIR
from envs.craftworld.land.terrain import Terrain

_SIDES = ((1, 0), (-1, 0), (0, 1), (0, -1))

_SPRINGS = 2
"""So many springs beside it make one of running water (Minecraft Wiki, Water)."""


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
        """Returns whether the liquid of a cell is a source; only that fills a bucket."""
        return cell not in self._reaches

    def opened(self, cell: Cell, tick: int, terrain: Terrain) -> None:
        """Notes that a cell was dug open: what stands above or beside it will run in."""
        x, y, z = cell
        self._reaches.pop(cell, None)
        liquid, block = terrain.table.is_liquid, terrain.block
        for beside in ((x, y + 1, z), (x + 1, y, z), (x - 1, y, z), (x, y, z + 1), (x, y, z - 1)):
            if not liquid[block(*beside)]:
                continue  # as nearly always
            name = terrain.name(*beside)
            if name in _KINDS:
                kind = _KINDS[name]
                reach = self._reaches.get(beside, kind.reach) - 1
                if beside[1] > y:
                    reach = kind.reach - 1
                if reach >= 0:
                    self._schedule(Flow(tick + kind.ticks, cell, name, reach))

    def poured(self, cell: Cell, kind: str, tick: int, terrain: Terrain) -> None:
        """Notes that a bucket was poured out into a cell: there is a source now, and it runs."""
        self._reaches.pop(cell, None)
        self._arrived(Flow(tick, cell, kind, _KINDS[kind].reach), terrain)

    def scooped(self, cell: Cell, kind: str, tick: int, terrain: Terrain) -> None:
        """Notes that a source was taken out of a cell, which is air now: what ran of it dries."""
        ran = self._ran_from(cell, kind, terrain)
        fed = self._still_fed(ran, kind, terrain)
        for there in sorted(ran):
            if there in fed:
                self._reaches[there] = fed[there]
            else:
                del self._reaches[there]
                terrain.set_block(*there, AIR)
        for there in (cell, *sorted(ran - fed.keys())):
            self.opened(there, tick, terrain)

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
        if table.solid[there] or not self._is_fed(flow, terrain):
            return
        if name == flow.kind:
            # What comes later and reaches further goes on from there.
            if self._reaches.get(flow.cell, flow.reach) < flow.reach:
                self._reaches[flow.cell] = flow.reach
                self._spread(flow, terrain)
            return
        if table.liquid[there] and name not in _KINDS:
            return  # a plant that grows in water
        if name in _KINDS:
            terrain.set_block(*flow.cell, table.id(self._stone(flow, name, terrain)))
            return
        if flow.kind == "lava" and self._touches_water(flow.cell, terrain):
            terrain.set_block(*flow.cell, table.id("cobblestone"))
            return
        terrain.set_block(*flow.cell, table.id(flow.kind))
        if not self._is_spring(flow, terrain):
            self._reaches[flow.cell] = flow.reach
        self._arrived(flow, terrain)

    def _is_fed(self, flow: Flow, terrain: Terrain) -> bool:
        """Returns whether what a flow comes from is still there."""
        return any(terrain.name(*cell) == flow.kind for cell in _feeders(flow.cell))

    def _stone(self, flow: Flow, met: str, terrain: Terrain) -> str:
        """Returns what becomes of a liquid in a cell into which the other one runs."""
        if met == "lava":
            return "obsidian" if self.is_source(flow.cell) else "cobblestone"
        x, y, z = flow.cell
        return "stone" if terrain.name(x, y + 1, z) == "lava" else "cobblestone"

    def _touches_water(self, cell: Cell, terrain: Terrain) -> bool:
        return any(terrain.name(*beside) == "water" for beside in _feeders(cell))

    def _is_spring(self, flow: Flow, terrain: Terrain) -> bool:
        """Returns whether running water becomes a source, on solid ground or on another."""
        x, y, z = flow.cell
        below = (x, y - 1, z)
        if flow.kind != "water":
            return False
        if not terrain.table.solid[terrain.block(*below)] and not self._springs(below, terrain):
            return False
        beside = ((x + dx, y, z + dz) for dx, dz in _SIDES)
        return sum(self._springs(cell, terrain) for cell in beside) >= _SPRINGS

    def _springs(self, cell: Cell, terrain: Terrain) -> bool:
        return terrain.name(*cell) == "water" and self.is_source(cell)

    def _arrived(self, flow: Flow, terrain: Terrain) -> None:
        """Lets a liquid act on what is below and beside the cell it has come to, and run on."""
        x, y, z = flow.cell
        if flow.kind == "water":
            for cell in ((x, y - 1, z), *((x + dx, y, z + dz) for dx, dz in _SIDES)):
                if terrain.name(*cell) == "lava":
                    stone = "obsidian" if self.is_source(cell) else "cobblestone"
                    self._reaches.pop(cell, None)
                    terrain.set_block(*cell, terrain.table.id(stone))
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

    def _ran_from(self, cell: Cell, kind: str, terrain: Terrain) -> set[Cell]:
        """Returns what has run and is connected with a cell."""
        found: set[Cell] = set()
        queue = [cell]
        while queue:
            x, y, z = queue.pop()
            for beside in (*_feeders((x, y, z)), (x, y - 1, z)):
                known = beside in found or beside not in self._reaches
                if not known and terrain.name(*beside) == kind:
                    found.add(beside)
                    queue.append(beside)
        return found

    def _still_fed(self, ran: set[Cell], kind: str, terrain: Terrain) -> dict[Cell, int]:
        """Returns how far each cell that another source still feeds reaches."""
        reach = _KINDS[kind].reach
        fed: dict[Cell, int] = {}
        queue: list[tuple[int, Cell]] = []
        for x, y, z in ran:
            for source in _feeders((x, y, z)):
                if source not in self._reaches and terrain.name(*source) == kind:
                    queue.append((1 - reach, (x, y, z)))
        # The furthest reaching first, so that each cell is settled once.
        heapify(queue)
        while queue:
            left, (x, y, z) = heappop(queue)
            if (x, y, z) in fed:
                continue
            fed[x, y, z] = -left
            if (x, y - 1, z) in ran:
                heappush(queue, (1 - reach, (x, y - 1, z)))
            elif left < 0:
                for dx, dz in _SIDES:
                    if (x + dx, y, z + dz) in ran:
                        heappush(queue, (left + 1, (x + dx, y, z + dz)))
        return fed


def _feeders(cell: Cell) -> Iterator[Cell]:
    """Yields the cells from which a liquid runs into one: above it, and beside it."""
    x, y, z = cell
    yield x, y + 1, z
    for dx, dz in _SIDES:
        yield x + dx, y, z + dz
