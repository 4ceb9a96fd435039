"""The map in a terminal: two blocks in each character, one above the other."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from rich.color import Color
from rich.console import Console, ConsoleOptions, RenderResult
from rich.segment import Segment
from rich.style import Style

from envs import Mappable, MapPicture, MapRegion, State
from envs.drawing import Point, Track, lit_by
from envs.drawing.chart import AGENT, CREATURES, PATH, PLACE, STATION, UNKNOWN
from envs.drawing.pens import OUTLINE

_HALF = "▀"


class Ground:
    """Is the map about the agent, as large as there is room; to be printed by rich.

    It is drawn when it is printed, and looks as the world then does.
    """

    def __init__(self, world: Mappable, state: State, track: Track) -> None:
        self._world = world
        self._state = state
        self._track = track

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        rows = options.height or options.max_height
        seen = self._seen(options.max_width, 2 * rows)
        drawn = self._drawn(seen)
        for top, bottom in zip(drawn[::2], drawn[1::2], strict=True):
            for upper, lower in zip(top.tolist(), bottom.tolist(), strict=True):
                yield Segment(_HALF, _style(*_coarse(upper), *_coarse(lower)))
            yield Segment.line()

    def _seen(self, width: int, height: int) -> MapPicture:
        where = self._state.position
        x, z = (where.x, where.z) if where else (0, 0)
        return self._world.picture(MapRegion.around(x, z, width, height))

    def _drawn(self, seen: MapPicture) -> NDArray[np.uint8]:
        """Returns the map with all that is on it, a pixel a block."""
        lit = seen.pixels if seen.slice_y is not None else lit_by(seen.pixels, self._state.time)
        pixels = np.where(seen.known[..., None], lit, np.array(UNKNOWN, dtype=np.uint8))
        image = Image.fromarray(pixels)
        draw = ImageDraw.Draw(image)
        left, top = seen.region.x, seen.region.z
        _draw_way(draw, self._track.points, seen)
        for station in seen.stations:
            draw.point((station.x - left, station.z - top), fill=STATION)
        for creature in seen.creatures:
            draw.point((creature.x - left, creature.z - top), fill=CREATURES[creature.temper])
        for place in self._state.places or ():
            if place.dimension == seen.dimension:
                draw.point((place.x - left, place.z - top), fill=PLACE)
        if (where := self._state.position) is not None:
            _draw_agent(draw, where.x - left, where.z - top, self._track.facing)
        return np.asarray(image)


def _draw_way(draw: ImageDraw.ImageDraw, points: Sequence[Point], seen: MapPicture) -> None:
    left, top = seen.region.x, seen.region.z
    for a, b in pairwise(points):
        if not b.jumped and a.dimension == b.dimension == seen.dimension:
            draw.line([(a.x - left, a.z - top), (b.x - left, b.z - top)], fill=PATH)


def _draw_agent(draw: ImageDraw.ImageDraw, u: int, v: int, facing: tuple[int, int]) -> None:
    """Draws the agent on five blocks, the brightest where it looks."""
    draw.rectangle((u - 1, v - 1, u + 1, v + 1), fill=OUTLINE)
    for du, dv in ((0, 0), (1, 0), (-1, 0), (0, 1), (0, -1)):
        draw.point((u + du, v + dv), fill=AGENT)
    draw.point((u + facing[0], v + facing[1]), fill=(255, 255, 255))


def _coarse(colour: Sequence[int]) -> tuple[int, int, int]:
    """Returns a colour of which there are few, so that styles are made once."""
    red, green, blue = colour
    return red & ~7, green & ~7, blue & ~7


@lru_cache(maxsize=20_000)
def _style(r: int, g: int, b: int, below_r: int, below_g: int, below_b: int) -> Style:
    return Style(color=Color.from_rgb(r, g, b), bgcolor=Color.from_rgb(below_r, below_g, below_b))
