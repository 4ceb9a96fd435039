"""Angles, rays and cells, as Minecraft counts them: yaw 0 looks to +z, 90 to -x; pitch 90 down."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

EYE_HEIGHT = 1.62


class Vec(NamedTuple):
    """A point or a direction, in blocks."""

    x: float
    y: float
    z: float

    def plus(self, other: Vec, factor: float = 1.0) -> Vec:
        """Returns the sum with `factor` times the other."""
        return Vec(self.x + other.x * factor, self.y + other.y * factor, self.z + other.z * factor)

    def distance(self, other: Vec) -> float:
        """Returns the distance to another point."""
        return math.dist(self, other)

    @property
    def cell(self) -> Cell:
        """The block that the point is in."""
        return Cell(math.floor(self.x), math.floor(self.y), math.floor(self.z))


class Cell(NamedTuple):
    """A block's coordinates."""

    x: int
    y: int
    z: int

    @property
    def centre(self) -> Vec:
        """The point in its middle."""
        return Vec(self.x + 0.5, self.y + 0.5, self.z + 0.5)

    def up(self, blocks: int = 1) -> Cell:
        """Returns the cell so many blocks above."""
        return Cell(self.x, self.y + blocks, self.z)

    def neighbours(self) -> tuple[Cell, ...]:
        """Returns the six cells that share a face with it."""
        x, y, z = self
        return (
            Cell(x, y + 1, z),
            Cell(x - 1, y, z),
            Cell(x + 1, y, z),
            Cell(x, y, z - 1),
            Cell(x, y, z + 1),
            Cell(x, y - 1, z),
        )


def look_vector(yaw: float, pitch: float) -> Vec:
    """Returns the unit vector of a look, in degrees."""
    turn, tilt = math.radians(yaw), math.radians(pitch)
    return Vec(-math.sin(turn) * math.cos(tilt), -math.sin(tilt), math.cos(turn) * math.cos(tilt))


def angles(origin: Vec, target: Vec) -> tuple[float, float]:
    """Returns (yaw, pitch) in degrees of the look from one point to another."""
    dx, dy, dz = target.x - origin.x, target.y - origin.y, target.z - origin.z
    return math.degrees(math.atan2(-dx, dz)), -math.degrees(math.atan2(dy, math.hypot(dx, dz)))


def turned(vector: Vec, pitch: float, yaw: float) -> Vec:
    """Returns the vector turned as Minecraft turns the lidar's rays, in radians.

    `Vec3d.rotatePitch` turns about the world's x axis, then `rotateYaw` about its y axis.
    """
    cos, sin = math.cos(pitch), math.sin(pitch)
    x, y, z = vector.x, vector.y * cos + vector.z * sin, vector.z * cos - vector.y * sin
    cos, sin = math.cos(yaw), math.sin(yaw)
    return Vec(x * cos + z * sin, y, z * cos - x * sin)


def cells_between(origin: Vec, target: Vec) -> Iterator[Cell]:
    """Yields the cells that the straight line crosses, both ends included, in order."""
    cell, last = origin.cell, target.cell
    delta = [t - o for o, t in zip(origin, target, strict=True)]
    step = [1 if d > 0 else -1 for d in delta]
    per_cell = [abs(1 / d) if d else math.inf for d in delta]
    start = [
        ((c + (s > 0)) - o) / d if d else math.inf
        for c, s, o, d in zip(cell, step, origin, delta, strict=True)
    ]
    here = list(cell)
    yield cell
    for _ in range(sum(abs(a - b) for a, b in zip(cell, last, strict=True))):
        axis = start.index(min(start))
        here[axis] += step[axis]
        start[axis] += per_cell[axis]
        yield Cell(*here)


def turn_to(now: float, wanted: float) -> float:
    """Returns the shortest turn from one yaw to another, in degrees from -180 to 180."""
    return (wanted - now + 180) % 360 - 180
