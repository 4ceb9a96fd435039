"""Looking for something that isn't in view: walking in a widening square, looking each time."""

from __future__ import annotations

import math
from collections.abc import Iterator

from envs.craftworld._ledger import Cause
from envs.craftworld.body import Body
from envs.craftworld.motion.surfacing import climb_out, under_ground
from envs.craftworld.motion.travelling import distance_to, leg
from envs.craftworld.sight import VIEW_RADIUS
from envs.events import PathFailed, Searched

SPACING = 40
"""Blocks between two turns of the way: what is looked for is seen from `VIEW_RADIUS`."""

_NEAR = 3
"""Blocks from a turn of the way at which it is taken; who went no further went nowhere."""

_TURNS = 48
"""So many corners are gone to before the search ends: some 300 blocks around."""

_MISSES = 12
"""So many places in a row that can't be reached end the search."""


class Search:
    """Walks about from where it begins.

    Args:
        body: Who looks.
        target: What for.
        spacing: Blocks between two turns of the way.

    Attributes:
        unreachable: Whether enough was seen, and no way led there.
    """

    def __init__(self, body: Body, target: str, spacing: int = SPACING) -> None:
        self.body = body
        self.target = target
        self.unreachable = False
        self._start = body.episode.cell
        self._went = False
        x, y, z = body.episode.cell
        self._waypoints = _square_spiral(x, z, spacing)
        self._aim: tuple[int, int] | None = None
        self._turns = self._misses = 0
        self._low = self._high = y
        self._cells: set[tuple[int, int]] = set()
        self._looked()
        body.troubles.roaming()

    def go_on(self) -> bool:
        """Walks to where the next look is worth it; returns False once all was looked at.

        From under ground the agent comes up first: what lies open lies there.
        """
        self.body.troubles.searching(self._cause, self.target, self.body.tick)
        if under_ground(self.body):
            self._turns += 1
            climb_out(self.body)
            self._looked()
            return self._turns < _TURNS
        if self._aim is None:
            if self._turns == _TURNS or self._misses == _MISSES:
                return False
            self._turns += 1
            self._aim = next(self._waypoints)
        before = distance_to(self.body, *self._aim)
        moved = leg(self.body, *self._aim, _NEAR)
        after = distance_to(self.body, *self._aim)
        self._misses = 0 if moved else self._misses + 1
        if after <= _NEAR or after >= before:
            self._aim = None
        self._looked()
        return True

    @property
    def _cause(self) -> Cause:
        return "target_unreachable" if self.unreachable else "target_not_found"

    def give_up(self) -> None:
        """Says that nothing was found, or that it could go nowhere to look for it."""
        body = self.body
        walled_in = not (self._went or self.unreachable)
        body.give_up(*body.troubles.vain or ("stuck" if walled_in else self._cause, self.target))
        if walled_in:
            x, y, z = body.episode.cell
            body.emit(PathFailed(tick=body.tick, target=self.target, x=x, y=y, z=z))
            return
        body.emit(
            Searched(
                tick=body.tick,
                target=self.target,
                cells=len(self._cells),
                low=self._low,
                high=self._high,
            )
        )

    def _looked(self) -> None:
        x, y, z = self.body.episode.cell
        self._went |= math.dist((x, y, z), self._start) > _NEAR
        self._low, self._high = min(self._low, y), max(self._high, y)
        for cell_x in range((x - VIEW_RADIUS) >> 4, ((x + VIEW_RADIUS) >> 4) + 1):
            for cell_z in range((z - VIEW_RADIUS) >> 4, ((z + VIEW_RADIUS) >> 4) + 1):
                self._cells.add((cell_x, cell_z))


def _square_spiral(x: int, z: int, spacing: int) -> Iterator[tuple[int, int]]:
    """Yields the corners of a widening square around a column."""
    steps, (dx, dz) = 1, (1, 0)
    while True:
        for _ in range(2):
            for _ in range(steps):
                x, z = x + spacing * dx, z + spacing * dz
                yield x, z
            dx, dz = -dz, dx
        steps += 1
