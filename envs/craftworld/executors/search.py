"""Looking for something that isn't in view: walking in a widening square, looking each time."""

from __future__ import annotations

from collections.abc import Iterator

from envs.craftworld.body import Body
from envs.craftworld.sight import VIEW_RADIUS
from envs.craftworld.surfacing import climb_out, under_ground
from envs.craftworld.travelling import distance_to, leg
from envs.events import Searched

SPACING = 40
"""Blocks between two turns of the way: what is looked for is seen from `VIEW_RADIUS`."""

_NEAR = 3
"""Blocks from a turn of the way at which it is taken."""

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
    """

    def __init__(self, body: Body, target: str, spacing: int = SPACING) -> None:
        self.body = body
        self.target = target
        x, y, z = body.episode.cell
        self._waypoints = _square_spiral(x, z, spacing)
        self._aim: tuple[int, int] | None = None
        self._turns = self._misses = 0
        self._low = self._high = y
        self._cells: set[tuple[int, int]] = set()
        self._looked()

    def go_on(self) -> bool:
        """Walks to where the next look is worth it; returns False once all was looked at.

        From under ground the agent comes up first: what lies open lies there.
        """
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

    def give_up(self, *, unreachable: bool) -> None:
        """Says that nothing was found."""
        body = self.body
        body.emit(
            Searched(
                tick=body.tick,
                target=self.target,
                cells=len(self._cells),
                low=self._low,
                high=self._high,
            )
        )
        body.give_up("target_unreachable" if unreachable else "target_not_found", self.target)

    def _looked(self) -> None:
        x, y, z = self.body.episode.cell
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
