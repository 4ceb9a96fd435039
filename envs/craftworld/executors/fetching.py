"""Going to what fell and picking it up."""

from __future__ import annotations

from envs.craftworld.body import Body
from envs.craftworld.footing import Cell
from envs.craftworld.ground import Drop, in_pickup_reach
from envs.craftworld.moving import walk_to
from envs.craftworld.terrain import Terrain

_FETCHED, _FETCH_TICKS = 8, 60
"""How far away and how long the way may be to what fell, blocks and ticks."""


class Fetcher:
    """Picks up what is wanted; where it was in vain once, it isn't tried again.

    Args:
        body: Who picks up.
        pattern: What is wanted, a name or a `#tag`; `None` for nothing.

    Attributes:
        left_behind: How many times in a row no way led to what fell.
    """

    def __init__(self, body: Body, pattern: str | None) -> None:
        self._body = body
        self._pattern = pattern
        self._left: set[Drop] = set()
        self.left_behind = 0

    def forget(self) -> None:
        """Counts from 0 again what is left behind: something was had."""
        self.left_behind = 0

    def fetch(self) -> None:
        """Picks up what lies within a few blocks."""
        body = self._body
        x, y, z = body.episode.cell
        for drop in body.episode.ground.drops:
            dx, dy, dz = abs(drop.cell[0] - x), abs(drop.cell[1] - y), abs(drop.cell[2] - z)
            if max(dx, dy, dz) > _FETCHED or not self._wants(drop):
                continue
            if not walk_to(body, PickUp(drop.cell), limit_ticks=_FETCH_TICKS):
                self._left.add(drop)
                self.left_behind += 1

    def _wants(self, drop: Drop) -> bool:
        if self._pattern is None or drop.noted or drop.thrown or drop in self._left:
            return False
        return self._body.episode.rules.vocabulary.matches(self._pattern, drop.item)


class PickUp:
    """Is reached where what lies in a cell is picked up by passing."""

    def __init__(self, cell: Cell) -> None:
        self._cell = cell

    def about(self, start: Cell) -> tuple[Cell, ...]:
        """Returns the cell."""
        del start
        return (self._cell,)

    def away(self, x: int, z: int) -> int:
        """Returns the way to the nearest column from which it is in reach."""
        dx, dz = max(abs(x - self._cell[0]) - 1, 0), max(abs(z - self._cell[2]) - 1, 0)
        return 1000 * max(dx, dz) + 414 * min(dx, dz)

    def reached(self, terrain: Terrain, feet: Cell) -> bool:
        """Returns whether the cell is in reach."""
        del terrain
        return in_pickup_reach(feet, self._cell)
