"""Going to what fell and picking it up."""

from __future__ import annotations

from collections.abc import Callable

from envs.craftworld.body import Body
from envs.craftworld.executors.drift import Aim
from envs.craftworld.executors.words import carried
from envs.craftworld.footing import Cell
from envs.craftworld.ground import Drop, in_pickup_reach
from envs.craftworld.land.terrain import Terrain
from envs.craftworld.motion.goals import towards
from envs.craftworld.motion.moving import walk_to
from envs.craftworld.observe import ENTITY_BLOCKS, lying
from envs.events import PathFailed

_FETCHED, _FETCH_TICKS = 8, 60
"""How far away and how long the way may be to what fell, blocks and ticks."""

_DUG_FOR = 3
"""How far away what fell may be to be dug for, in blocks."""

_COLLECT_TICKS = 600
"""How long the way to what lies in view may be."""


DigTo = Callable[[Aim], bool]
"""Digs towards something until the feet are somewhere that will do; returns whether they are."""


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

    def fetch(self, dig_to: DigTo | None = None) -> None:
        """Picks up what lies within a few blocks.

        Args:
            dig_to: Digs a way to what lies nearer still, where none leads there.
        """
        body = self._body
        x, y, z = body.episode.cell
        for drop in body.episode.ground.drops:
            dx, dy, dz = abs(drop.cell[0] - x), abs(drop.cell[1] - y), abs(drop.cell[2] - z)
            if max(dx, dy, dz) > _FETCHED or not self._wants(drop):
                continue
            near = max(dx, dy, dz) <= _DUG_FOR
            if walk_to(body, PickUp(drop.cell), limit_ticks=_FETCH_TICKS):
                continue
            if not (near and dig_to is not None and dig_to(_picking_up(drop.cell))):
                self._left.add(drop)
                self.left_behind += 1

    def _wants(self, drop: Drop) -> bool:
        if self._pattern is None or drop.noted or drop.thrown or drop in self._left:
            return False
        return self._body.episode.rules.vocabulary.matches(self._pattern, drop.item)


def collect(body: Body, pattern: str, enough: Callable[[], bool]) -> bool:
    """Goes to what lies in view and picks it up; returns whether anything was picked up.

    Args:
        body: Who picks up.
        pattern: What is wanted, a name or a `#tag`.
        enough: Whether no more is wanted.
    """
    matches = body.episode.rules.vocabulary.matches
    tried: set[Cell] = set()
    before = carried(body, pattern)
    while not enough():
        seen = lying(body.episode, ENTITY_BLOCKS)
        wanted = (drop for drop in seen if matches(pattern, drop.item) and not drop.thrown)
        cell = next((drop.cell for drop in wanted if drop.cell not in tried), None)
        if cell is None:
            break
        tried.add(cell)
        if not walk_to(body, PickUp(cell), limit_ticks=_COLLECT_TICKS):
            x, y, z = cell
            body.emit(PathFailed(tick=body.tick, target=pattern, x=x, y=y, z=z))
    return carried(body, pattern) > before


def _picking_up(cell: Cell) -> Aim:
    return Aim(cell, lambda feet: in_pickup_reach(feet, cell), stands=True)


class PickUp:
    """Is reached where what lies in a cell is picked up by passing."""

    def __init__(self, cell: Cell) -> None:
        self._cell = cell
        self.aim = towards([cell], 1)

    def about(self, start: Cell) -> tuple[Cell, ...]:
        """Returns the cell."""
        del start
        return (self._cell,)

    def reached(self, terrain: Terrain, feet: Cell) -> bool:
        """Returns whether the cell is in reach."""
        del terrain
        return in_pickup_reach(feet, self._cell)
