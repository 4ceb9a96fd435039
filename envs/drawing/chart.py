"""Draws a `MapPicture` large, with the way, the agent and whatever else is on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from envs.drawing.pens import BAD, GOOD, OUTLINE, Colour, font
from envs.drawing.track import Point, Track
from envs.mapping import MapPicture
from envs.state import KnownPlace

NIGHT_BLUE = (0.34, 0.40, 0.62)
"""By what red, green and blue are multiplied in the middle of the night."""

_DUSK, _NIGHT, _DAWN, _DAY = 12_040, 13_670, 22_330, 23_960
"""Ticks of the day between which the sky's light goes and comes (Minecraft Wiki, Daylight)."""

UNKNOWN: Colour = (20, 21, 26)
_HATCH: Colour = (29, 31, 37)
PATH: Colour = (255, 244, 140)
_DEEP_PATH: Colour = (255, 120, 200)
AGENT: Colour = (255, 214, 40)
CREATURES: dict[str, Colour] = {"passive": (250, 250, 250), "hostile": (255, 30, 50)}
STATION: Colour = (255, 150, 40)
PLACE: Colour = (90, 220, 255)
SIGNS: tuple[tuple[Colour, str], ...] = (
    (AGENT, "agent"),
    (PATH, "way"),
    (_DEEP_PATH, "way under ground"),
    (STATION, "station"),
    (PLACE, "known place"),
    (GOOD, "done"),
    (BAD, "failed"),
)
"""The colours of a poster's map, and what they are."""

_SURFACE = 58
"""Below this height the way is drawn as one under ground."""


@dataclass(frozen=True)
class Pin:
    """A numbered mark on a chart.

    Attributes:
        label: What is written on it.
        x: The column that it marks.
        z: The column that it marks.
        colour: Its colour.
    """

    label: str
    x: int
    z: int
    colour: Colour


def lit_by(pixels: NDArray[np.uint8], time: int | None) -> NDArray[np.uint8]:
    """Returns pixels as they look at a time of the day; `None` is day."""
    night = _night(time)
    if night == 0.0:
        return pixels
    tint = 1.0 - night * (1.0 - np.array(NIGHT_BLUE, dtype=np.float32))
    darkened: NDArray[np.uint8] = (pixels * tint).astype(np.uint8)
    return darkened


def chart(
    picture: MapPicture,
    *,
    scale: float,
    time: int | None = None,
    track: Track | None = None,
    agent: tuple[int, int] | None = None,
    places: Sequence[KnownPlace] = (),
    pins: Sequence[Pin] = (),
) -> Image.Image:
    """Returns a map as an RGB image of region size times `scale`.

    Args:
        picture: What to draw.
        scale: Pixels a block, above 0.
        time: The time of the day that tints it, unless it is a slice; `None` for daylight.
        track: The way to draw, as far as it lies in the picture's dimension.
        agent: The column in which the agent is to be shown; `None` for not at all.
        places: Known places to name.
        pins: Further marks, drawn on top.
    """
    image = _ground(picture, scale, time)
    drawing = ImageDraw.Draw(image)
    sheet = _Sheet(drawing, picture, scale)
    if track is not None:
        sheet.way(track.points)
    for station in picture.stations:
        sheet.square(station.x, station.z, STATION)
    for creature in picture.creatures:
        sheet.dot(creature.x, creature.z, CREATURES[creature.temper])
    for place in places:
        if place.dimension == picture.dimension:
            sheet.name(place.x, place.z, place.name.replace("_", " "))
    if agent is not None:
        sheet.arrow(*agent, track.facing if track else (0, 1))
    for pin in pins:
        sheet.pin(pin)
    return image


def _ground(picture: MapPicture, scale: float, time: int | None) -> Image.Image:
    region = picture.region
    pixels = picture.pixels if picture.slice_y is not None else lit_by(picture.pixels, time)
    rows, columns = np.mgrid[: region.height, : region.width]
    # The hatch lies on the world, so that it doesn't swim while the agent walks.
    stripe = (rows + region.z + columns + region.x) // 2 % 4 == 0
    paper = np.where(stripe[..., None], _HATCH, UNKNOWN).astype(np.uint8)
    shown = np.where(picture.known[..., None], pixels, paper)
    size = max(1, round(region.width * scale)), max(1, round(region.height * scale))
    way = Image.Resampling.NEAREST if scale >= 1 else Image.Resampling.BOX
    return Image.fromarray(shown).resize(size, way)


class _Sheet:
    """Draws on a map by columns of the world."""

    def __init__(self, drawing: ImageDraw.ImageDraw, picture: MapPicture, scale: float) -> None:
        self._draw = drawing
        self._picture = picture
        self._scale = scale
        self._radius = max(2.0, min(5.0, 0.9 * scale))

    def at(self, x: int, z: int) -> tuple[float, float]:
        """Returns the pixel in the middle of a column."""
        region, scale = self._picture.region, self._scale
        return (x - region.x + 0.5) * scale, (z - region.z + 0.5) * scale

    def way(self, points: Sequence[Point]) -> None:
        """Draws the way, dark-edged; under ground in another colour."""
        here = [
            (a, b)
            for a, b in pairwise(points)
            if not b.jumped and a.dimension == b.dimension == self._picture.dimension
        ]
        thick = max(1, min(3, round(self._scale / 2)))
        for edge, extra in ((True, 2), (False, 0)):
            for a, b in here:
                deep = min(a.y, b.y) < _SURFACE
                colour = OUTLINE if edge else (_DEEP_PATH if deep else PATH)
                ends = [self.at(a.x, a.z), self.at(b.x, b.z)]
                self._draw.line(ends, fill=colour, width=thick + extra, joint="curve")

    def dot(self, x: int, z: int, colour: Colour) -> None:
        """Draws a creature."""
        (u, v), r = self.at(x, z), self._radius * 0.8
        self._draw.ellipse((u - r, v - r, u + r, v + r), fill=colour, outline=OUTLINE)

    def square(self, x: int, z: int, colour: Colour) -> None:
        """Draws a station."""
        (u, v), r = self.at(x, z), self._radius
        self._draw.rectangle((u - r, v - r, u + r, v + r), fill=colour, outline=OUTLINE)

    def name(self, x: int, z: int, text: str) -> None:
        """Draws a known place with its name; nothing where it lies outside."""
        u, v = self.at(x, z)
        width, height = self._draw.im.size
        if 0 <= u < width and 0 <= v < height:
            r = self._radius + 1
            corners = [(u, v - r), (u + r, v), (u, v + r), (u - r, v)]
            self._draw.polygon(corners, fill=PLACE, outline=OUTLINE)
            pen = font(11)
            u = min(u + r + 2, width - pen.getlength(text) - 3)
            self._draw.text(
                (u, v), text, fill=PLACE, font=pen, anchor="lm", stroke_width=2,
                stroke_fill=OUTLINE,
            )  # fmt: skip

    def arrow(self, x: int, z: int, facing: tuple[int, int]) -> None:
        """Draws the agent, pointing where it looks."""
        u, v = self.at(x, z)
        along = np.array(facing, dtype=float) / max(1.0, float(np.hypot(*facing)))
        across = np.array([-along[1], along[0]])
        size, middle = max(8.0, 2.0 * self._scale), np.array([u, v])
        for grown, colour in ((1.4, OUTLINE), (1.0, AGENT)):
            corners = [
                middle + size * (forward * along + side * across)
                for forward, side in (
                    (1.1 * grown, 0.0), (-0.7 * grown, 0.75 * grown),
                    (-0.35 * grown, 0.0), (-0.7 * grown, -0.75 * grown),
                )
            ]  # fmt: skip
            self._draw.polygon([(float(u), float(v)) for u, v in corners], fill=colour)

    def pin(self, pin: Pin) -> None:
        """Draws a numbered pin."""
        (u, v), pen = self.at(pin.x, pin.z), font(12)
        half = max(8.0, pen.getlength(pin.label) / 2 + 4)
        box = (u - half, v - 8, u + half, v + 8)
        self._draw.rounded_rectangle(box, radius=8, fill=pin.colour, outline=OUTLINE)
        self._draw.text((u, v), pin.label, fill=OUTLINE, font=pen, anchor="mm")


def _night(time: int | None) -> float:
    """Returns how much of the night has come, in [0, 1]."""
    if time is None or time < _DUSK or time >= _DAY:
        return 0.0
    if time < _NIGHT:
        return (time - _DUSK) / (_NIGHT - _DUSK)
    return 1.0 if time < _DAWN else (_DAY - time) / (_DAY - _DAWN)
