"""`Track`: where the agent went, out of what anybody watching it was told."""

from __future__ import annotations

from typing import NamedTuple

from envs.events import BlockBroken, Event, Moved, Respawned
from envs.state import Dimension, State

_ARM = 5
"""Blocks within which something is broken: from a broken block the agent isn't farther."""


class Point(NamedTuple):
    """A place on the way.

    Attributes:
        x: Column.
        y: Height of the feet; of the block, where one was broken.
        z: Column.
        dimension: Where it lies.
        jumped: Whether the agent didn't walk here from the point before.
    """

    x: int
    y: int
    z: int
    dimension: Dimension
    jumped: bool


class Track:
    """Keeps the way of an episode; it is a monitor that never objects.

    Positions are those of states and of `Moved`, `Respawned` and `BlockBroken` events: a walk is
    known every `SAMPLE_TICKS`, and drawn straight in between. Blocks that are broken in reach of
    the last point (felling, mining at a wall) are no way.

    Attributes:
        points: The way so far; consecutive points differ.
    """

    def __init__(self) -> None:
        self.points: list[Point] = []
        self._dimension: Dimension = "overworld"

    @property
    def facing(self) -> tuple[int, int]:
        """The step along x and z by which the agent last went; south where it never went."""
        here = self.points[-1] if self.points else None
        for point in reversed(self.points[-8:]):
            if here is not None and (point.x, point.z) != (here.x, here.z):
                return _unit(here.x - point.x), _unit(here.z - point.z)
        return 0, 1

    def on_event(self, event: Event) -> None:
        """Follows an event."""
        match event:
            case Moved(x=x, y=y, z=z):
                self._add(x, y, z)
            case Respawned(x=x, y=y, z=z):
                self._dimension = "overworld"
                self._add(x, y, z, jumped=True)
            case BlockBroken(x=x, y=y, z=z) if self._tunnels_to(x, z):
                self._add(x, y, z)

    def on_state(self, state: State) -> None:
        """Follows a state."""
        position = state.position
        if position is not None:
            jumped = position.dimension != self._dimension
            self._dimension = position.dimension
            self._add(position.x, position.y, position.z, jumped=jumped)

    def _tunnels_to(self, x: int, z: int) -> bool:
        """Returns whether a block was broken farther away than the agent could reach from afar."""
        if not self.points:
            return False
        last = self.points[-1]
        return max(abs(last.x - x), abs(last.z - z)) >= _ARM

    def _add(self, x: int, y: int, z: int, *, jumped: bool = False) -> None:
        last = self.points[-1] if self.points else None
        if last is None or jumped or (last.x, last.y, last.z) != (x, y, z):
            self.points.append(Point(x, y, z, self._dimension, jumped or last is None))


def _unit(number: int) -> int:
    return (number > 0) - (number < 0)
