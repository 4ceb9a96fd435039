"""The world from above, for people: each cell in the mean colour of its texture."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from crafter import constants, engine
from numpy.typing import NDArray

from envs.crafter.episode import Episode
from envs.crafter.game import AREA, IDS, MATERIALS, kind_of
from envs.crafter.observe import STATIONS
from envs.mapping import MapCreature, MapPicture, MapRegion, MapStation, Temper

_TEMPERS: dict[str, Temper] = {"cow": "passive", "skeleton": "hostile", "zombie": "hostile"}


@cache
def _colours() -> NDArray[np.uint8]:
    """Returns the colour of each material by id, uint8 of shape (ids, 3)."""
    textures: Any = engine.Textures(constants.root / "assets")
    found = np.zeros((len(MATERIALS) + 1, 3), np.uint8)
    for i, name in MATERIALS.items():
        found[i] = textures.get(name, (16, 16))[..., :3].reshape(-1, 3).mean(0)
    return found


def picture_of(episode: Episode, region: MapRegion) -> MapPicture:
    """Returns how a region looks by daylight; beyond the world nothing is known."""
    pixels = np.zeros((region.height, region.width, 3), np.uint8)
    known = np.zeros((region.height, region.width), np.bool_)
    x0, x1 = max(0, region.x), min(AREA[0], region.x + region.width)
    z0, z1 = max(0, region.z), min(AREA[1], region.z + region.height)
    stations: list[MapStation] = []
    if x0 < x1 and z0 < z1:
        ground = episode.game.ground[x0:x1, z0:z1].T
        rows, columns = slice(z0 - region.z, z1 - region.z), slice(x0 - region.x, x1 - region.x)
        pixels[rows, columns] = _colours()[ground]
        known[rows, columns] = True
        stations = [
            MapStation(name=name, x=x0 + x, z=z0 + z)
            for name in STATIONS
            for z, x in np.argwhere(ground == IDS[name]).tolist()
        ]
    creatures = []
    for thing in episode.game.things()[1:]:
        kind, (x, z) = kind_of(thing), (int(thing.pos[0]), int(thing.pos[1]))
        if kind in _TEMPERS and x0 <= x < x1 and z0 <= z < z1:
            creatures.append(MapCreature(name=kind, temper=_TEMPERS[kind], x=x, z=z))
    return MapPicture(
        region=region,
        dimension="overworld",
        pixels=pixels,
        known=known,
        creatures=tuple(creatures),
        stations=tuple(stations),
    )
