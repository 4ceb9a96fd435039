"""`Atlas`: all that was on any map of an episode, pieced together by dimension.

A world forgets ground that lies far behind, and shows only the dimension in which the agent is.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from envs import Dimension, MapPicture, MapRegion, MapStation

_SIDE = 16
_REACH = 64
"""Blocks about the agent that a page shows, to each side; more than the agent sees."""


class Atlas:
    """Keeps maps."""

    def __init__(self) -> None:
        self._pages: dict[Dimension, dict[tuple[int, int], NDArray[np.uint8]]] = {}
        self._stations: dict[Dimension, dict[tuple[int, int], MapStation]] = {}

    @staticmethod
    def page(x: int, z: int) -> MapRegion:
        """Returns the region about a column that fits the atlas, seen from the sky."""
        left, top = (x - _REACH) // _SIDE * _SIDE, (z - _REACH) // _SIDE * _SIDE
        side = 2 * _REACH + _SIDE
        return MapRegion(left, top, side, side, from_sky=True)

    def add(self, picture: MapPicture) -> None:
        """Takes in a picture of a `page`; what is newer covers what is older."""
        region = picture.region
        pages = self._pages.setdefault(picture.dimension, {})
        # A fourth channel says what is known.
        seen = np.dstack((picture.pixels, np.where(picture.known, 255, 0).astype(np.uint8)))
        for top in range(0, region.height, _SIDE):
            for left in range(0, region.width, _SIDE):
                new = seen[top : top + _SIDE, left : left + _SIDE]
                key = (region.x + left, region.z + top)
                old = pages.get(key)
                if old is None:
                    if new[..., 3].any():
                        pages[key] = new.copy()
                else:
                    old[new[..., 3] > 0] = new[new[..., 3] > 0]
        self._note_stations(picture)

    def _note_stations(self, picture: MapPicture) -> None:
        region = picture.region
        kept = {
            (x, z): station
            for (x, z), station in self._stations.get(picture.dimension, {}).items()
            if not (
                0 <= x - region.x < region.width and 0 <= z - region.z < region.height
            )
        }  # fmt: skip
        kept.update({(s.x, s.z): s for s in picture.stations})
        self._stations[picture.dimension] = kept

    def map_of(self, dimension: Dimension, region: MapRegion) -> MapPicture:
        """Returns all that is known of a region; it may be of any size."""
        seen = np.zeros((region.height, region.width, 4), dtype=np.uint8)
        for (x, z), page in self._pages.get(dimension, {}).items():
            u, v = x - region.x, z - region.z
            left, right = max(u, 0), min(u + _SIDE, region.width)
            top, bottom = max(v, 0), min(v + _SIDE, region.height)
            if left < right and top < bottom:
                seen[top:bottom, left:right] = page[top - v : bottom - v, left - u : right - u]
        stations = tuple(
            station
            for _, station in sorted(self._stations.get(dimension, {}).items())
            if 0 <= station.x - region.x < region.width
            and 0 <= station.z - region.z < region.height
        )
        return MapPicture(
            region, dimension, seen[..., :3].copy(), seen[..., 3] > 0, stations=stations
        )
