"""`Voxels`: the blocks about the agent, by their coordinates in the world."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from . import names
from .geometry import EYE_HEIGHT, Cell, Vec, cells_between
from .simulator import VOXELS


class Block(NamedTuple):
    """What a cell holds."""

    name: str | None
    """Our name; `None` for air and what can't be told."""
    shown: str
    """What the client shows."""
    blocks_movement: bool
    is_liquid: bool

    @property
    def is_air(self) -> bool:
        """Whether there is nothing."""
        return self.shown == "air"

    @property
    def is_open(self) -> bool:
        """Whether one can stand in it and breathe."""
        return not self.blocks_movement and not self.is_liquid


class Voxels:
    """A box of blocks about the agent."""

    def __init__(self, seen: dict[str, Any], feet: Cell, biome: int) -> None:
        """Takes MineDojo's observation `voxels`, whose arrays are of shape (x, y, z)."""
        self._names = seen["block_name"]
        self._metas = seen["block_meta"]
        self._blocking = seen["blocks_movement"]
        self._liquid = seen["is_liquid"]
        self._biome = biome
        self._low = Cell(feet.x + VOXELS["xmin"], feet.y + VOXELS["ymin"], feet.z + VOXELS["zmin"])
        self._shape = self._names.shape

    def at(self, cell: Cell) -> Block | None:
        """Returns what a cell holds, or `None` outside of the box."""
        index = tuple(c - low for c, low in zip(cell, self._low, strict=True))
        if not all(0 <= i < size for i, size in zip(index, self._shape, strict=True)):
            return None
        shown = str(self._names[index])
        return Block(
            names.block(shown, int(self._metas[index]), self._biome),
            shown,
            bool(self._blocking[index]),
            bool(self._liquid[index]),
        )

    def cells(self) -> Iterator[Cell]:
        """Yields all cells, in order."""
        for x in range(self._shape[0]):
            for y in range(self._shape[1]):
                for z in range(self._shape[2]):
                    yield Cell(self._low.x + x, self._low.y + y, self._low.z + z)

    def is_standable(self, feet: Cell) -> bool:
        """Returns whether one can stand with the feet in that cell."""
        ground, body, head = (self.at(feet.up(dy)) for dy in (-1, 0, 1))
        return (
            ground is not None
            and ground.blocks_movement
            and body is not None
            and body.is_open
            and head is not None
            and head.is_open
        )

    def is_in_sight(self, cell: Cell, eye: Vec) -> bool:
        """Returns whether nothing that blocks movement lies between the eye and a block's face."""
        if not any(self._is_clear(n) for n in cell.neighbours()):
            return False
        for passed in cells_between(eye, cell.centre):
            if passed == cell:
                return True
            if not self._is_clear(passed):
                return False
        return True

    def _is_clear(self, cell: Cell) -> bool:
        block = self.at(cell)
        return block is not None and not block.blocks_movement


def eye_in(feet: Cell) -> Vec:
    """Returns where the eye is of someone who stands in the middle of a cell."""
    return Vec(feet.x + 0.5, feet.y + EYE_HEIGHT, feet.z + 0.5)
