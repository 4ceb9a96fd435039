"""`MapPicture`: a world seen from above, as plain pixels and what stands on them.

It is made for people, and shows what is there: also what the agent can't see. Nothing that plans,
diagnoses or remembers may look at it. North (-z) is up, and east (+x) is to the right.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from envs.state import Dimension

Temper = Literal["passive", "hostile"]


@dataclass(frozen=True)
class MapRegion:
    """Says which columns of a world a picture shows.

    Attributes:
        x: The westernmost column.
        z: The northernmost column.
        width: Columns from west to east, at least 1.
        height: Columns from north to south, at least 1.
        from_sky: Whether to look from the sky even where the agent is under ground; `False` for a
            slice at its height there. A dimension with a roof is shown in slices anyway.
    """

    x: int
    z: int
    width: int
    height: int
    from_sky: bool = False

    @classmethod
    def around(cls, x: int, z: int, width: int, height: int) -> MapRegion:
        """Returns the region with a column in its middle."""
        return cls(x - width // 2, z - height // 2, width, height)


@dataclass(frozen=True)
class MapCreature:
    """Is a creature on a map."""

    name: str
    temper: Temper
    x: int
    z: int


@dataclass(frozen=True)
class MapStation:
    """Is a station or container that somebody placed, on a map."""

    name: str
    x: int
    z: int


@dataclass(frozen=True)
class MapPicture:
    """Shows a region as it now is, by daylight.

    Attributes:
        region: What is shown.
        dimension: Where it lies.
        pixels: uint8 array of shape (region.height, region.width, 3), red, green, blue, one pixel
            a column: `pixels[z - region.z, x - region.x]`.
        known: bool array of shape (region.height, region.width): whether the world has made this
            column; pixels elsewhere are black.
        slice_y: The height of the slice that is shown; `None` for the view from the sky.
        creatures: Those to be seen in this view, in a fixed order.
        stations: Those in the region, in a fixed order.
    """

    region: MapRegion
    dimension: Dimension
    pixels: NDArray[np.uint8]
    known: NDArray[np.bool_]
    slice_y: int | None = None
    creatures: tuple[MapCreature, ...] = ()
    stations: tuple[MapStation, ...] = ()
