"""Maps of one episode, pieced together."""

from __future__ import annotations

from typing import Literal

import numpy as np

from agent.pictures import Atlas
from envs import MapPicture, MapRegion, MapStation


def page(
    x: int,
    z: int,
    shade: int,
    *,
    known: slice = slice(None),
    dimension: Literal["overworld", "the_nether"] = "overworld",
    stations: tuple[MapStation, ...] = (),
) -> MapPicture:
    region = Atlas.page(x, z)
    seen = np.zeros((region.height, region.width), dtype=np.bool_)
    seen[:, known] = True
    pixels = np.where(seen[..., None], np.uint8(shade), np.uint8(0)).repeat(3, axis=2)
    return MapPicture(region, dimension, pixels, seen, stations=stations)


def test_pages_are_pieced_together_and_what_nobody_saw_is_unknown() -> None:
    atlas = Atlas()
    atlas.add(page(0, 0, 50))
    atlas.add(page(400, 0, 90))
    seen = atlas.map_of("overworld", MapRegion(-10, -10, 500, 20))
    assert seen.pixels[10, 10].tolist() == [50, 50, 50]
    assert seen.pixels[10, 410].tolist() == [90, 90, 90]
    assert not seen.known[10, 200]
    assert seen.pixels.shape == (20, 500, 3)


def test_newer_ground_covers_older_and_forgotten_ground_stays() -> None:
    atlas = Atlas()
    atlas.add(page(0, 0, 50))
    atlas.add(page(0, 0, 90, known=slice(0, 70)))
    seen = atlas.map_of("overworld", Atlas.page(0, 0))
    assert seen.known.all()
    assert seen.pixels[0, 69, 0] == 90
    assert seen.pixels[0, 70, 0] == 50


def test_dimensions_lie_apart() -> None:
    atlas = Atlas()
    atlas.add(page(0, 0, 50, dimension="the_nether"))
    assert not atlas.map_of("overworld", Atlas.page(0, 0)).known.any()
    assert atlas.map_of("the_nether", Atlas.page(0, 0)).known.all()


def test_a_station_that_was_taken_away_is_gone_and_one_out_of_sight_stays() -> None:
    atlas = Atlas()
    far = MapStation("furnace", 300, 0)
    atlas.add(page(0, 0, 50, stations=(MapStation("crafting_table", 3, 3),)))
    atlas.add(page(300, 0, 50, stations=(far,)))
    atlas.add(page(0, 0, 50))
    assert atlas.map_of("overworld", MapRegion(-50, -50, 400, 100)).stations == (far,)
