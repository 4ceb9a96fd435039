"""A server's land from above, for people: as far as the client has it, in craftworld's colours."""

from __future__ import annotations

from typing import Annotated, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from envs._frozen import Coordinate, Frozen, Name
from envs.colours import colours_of, shades_of
from envs.mapping import MapCreature, MapPicture, MapRegion
from envs.state import Dimension

_MOST_A_SIDE = 256
"""Columns along x and along z that a worker is asked for at once."""
_CLOSED = 0.36
"""How light rock is in a slice."""
_DIMMED = 0.045
"""How much darker a slice's floor is for each block that it lies below the feet."""

Floats = NDArray[np.float32]


class SeenCreature(Frozen):
    """Is a creature, as a worker tells it."""

    name: Name
    hostile: bool
    x: Coordinate
    y: Coordinate
    z: Coordinate


class Land(Frozen):
    """Is the result of `picture`: the top of each column, row by row from the north-west."""

    dimension: Dimension
    slice_y: int | None
    """The height of the bot's feet, where what is above its head is left out; else `None`."""
    names: tuple[Name, ...]
    kinds: tuple[Annotated[int, Field(ge=-1)], ...]
    """Which of the names is on top; -1 where the client has no land."""
    heights: tuple[Coordinate, ...]
    creatures: tuple[SeenCreature, ...] = ()

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if len(self.heights) != len(self.kinds):
            raise ValueError("expected as many heights as kinds")
        if max(self.kinds, default=-1) >= len(self.names):
            raise ValueError("expected a name for each kind")
        return self


def asked_of(region: MapRegion) -> MapRegion:
    """Returns the middle of a region, as much of it as a worker is asked for."""
    width, height = min(region.width, _MOST_A_SIDE), min(region.height, _MOST_A_SIDE)
    x = region.x + (region.width - width) // 2
    z = region.z + (region.height - height) // 2
    return MapRegion(x, z, width, height, region.from_sky)


def nothing_of(region: MapRegion) -> MapPicture:
    """Returns the picture of a region of which nothing is known."""
    shape = (region.height, region.width)
    return MapPicture(
        region, "overworld", np.zeros((*shape, 3), np.uint8), np.zeros(shape, np.bool_)
    )


def picture_of(land: Land, region: MapRegion) -> MapPicture:
    """Returns how a region looks by daylight.

    Args:
        land: What a worker told of `asked_of(region)`.
        region: What is shown; around what was asked for nothing is known.
    """
    asked, whole = asked_of(region), nothing_of(region)
    shape = (asked.height, asked.width)
    kinds, heights = np.reshape(land.kinds, shape), np.reshape(land.heights, shape)
    known = kinds >= 0
    # Unknown columns, of kind -1, take the last colour: black.
    colours = colours_of((*land.names, "air"))[kinds].astype(np.float32)
    if land.slice_y is None:
        lit = shades_of(heights, known)
    else:
        lit = _lit_in_slice(heights, land.slice_y)
    pixels = np.clip(colours * lit[..., None], 0, 255).astype(np.uint8)
    rows = slice(asked.z - region.z, asked.z - region.z + asked.height)
    columns = slice(asked.x - region.x, asked.x - region.x + asked.width)
    whole.pixels[rows, columns], whole.known[rows, columns] = pixels, known
    return MapPicture(
        region=region,
        dimension=land.dimension,
        pixels=whole.pixels,
        known=whole.known,
        slice_y=land.slice_y,
        creatures=tuple(
            MapCreature(c.name, "hostile" if c.hostile else "passive", c.x, c.z)
            for c in land.creatures
        ),
    )


def _lit_in_slice(heights: NDArray[np.int64], feet_y: int) -> Floats:
    """Returns how light a slice's columns are: dark where the cell of the head is filled."""
    lit = np.clip(1.0 - _DIMMED * (feet_y - heights), 0.35, 1.0)
    return np.where(heights > feet_y, _CLOSED, lit).astype(np.float32)
