"""The poster: one map of a whole episode, with its way, its numbered subgoals and a legend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PIL import Image, ImageDraw

from agent.pictures.atlas import Atlas
from envs import Dimension, KnownPlace, MapRegion
from envs.drawing import INK, PAPER, Pin, Point, Track, chart, clipped, clock, font
from envs.drawing.chart import SIGNS
from envs.drawing.pens import BAD, FAINT, GOOD

_MARGIN = 16
_HEAD = 64
_FOOT = 30
_ROW = 19
_LEGEND = 520
"""Width of a column of the legend, in pixels."""
_COLUMNS = 3
_LONGEST = 880
"""The longest side of a map, in pixels."""
_AROUND = 24
"""Blocks shown on each side of the way."""
_LEAST = 96
"""Blocks a side that a map shows at least."""
_CLOSE = 15
"""Pins of one after the other that lie within so many pixels become one."""
_MIXED = (235, 215, 120)


@dataclass(frozen=True)
class Leg:
    """One subgoal of an episode, as the legend tells it.

    Attributes:
        text: The subgoal.
        verdict: `done`, or why it failed.
        tick: When it ended.
        at: Where it ended: x, z, dimension; `None` if the world doesn't say.
        times: How often it was tried in a row with this verdict.
    """

    text: str
    verdict: str
    tick: int
    at: tuple[int, int, Dimension] | None
    times: int = 1


def poster(
    atlas: Atlas,
    track: Track,
    legs: Sequence[Leg],
    *,
    title: str,
    subtitle: str,
    places: Sequence[KnownPlace] = (),
) -> Image.Image:
    """Returns the poster of an episode as an RGB image.

    Args:
        atlas: The ground.
        track: The way.
        legs: The subgoals in order.
        title: What the episode was for.
        subtitle: How it went.
        places: Places that the agent knows.
    """
    told = _runs(legs)
    maps = [
        _map(atlas, track, told, dimension, places)
        for dimension in dict.fromkeys(point.dimension for point in track.points)
    ]
    tall = sum(m.height + _MARGIN for m in maps)
    wide = max(m.width for m in maps)
    rows = max(12, (tall - _MARGIN) // _ROW)
    columns = min(_COLUMNS, -(-len(told) // rows))
    width = 2 * _MARGIN + wide + columns * (_LEGEND + _MARGIN)
    height = _HEAD + max(tall, _ROW * min(rows, len(told)) + _MARGIN) + _FOOT
    sheet = Image.new("RGB", (width, height), PAPER)
    draw = ImageDraw.Draw(sheet)
    draw.text((_MARGIN, 12), clipped(title, 20, width - 2 * _MARGIN), fill=INK, font=font(20))
    draw.text((_MARGIN, 40), clipped(subtitle, 13, width - 2 * _MARGIN), fill=FAINT, font=font(13))
    top = _HEAD
    for drawn in maps:
        sheet.paste(drawn, (_MARGIN, top))
        top += drawn.height + _MARGIN
    _legend(draw, told, 2 * _MARGIN + wide, rows, columns)
    _signs(draw, _MARGIN, height - _FOOT + 4, width)
    return sheet


def _runs(legs: Sequence[Leg]) -> list[Leg]:
    """Returns the legs, what was tried again and again with one verdict told once."""
    told: list[Leg] = []
    for leg in legs:
        if told and (told[-1].text, told[-1].verdict) == (leg.text, leg.verdict):
            told[-1] = replace(leg, times=told[-1].times + 1)
        else:
            told.append(leg)
    return told


def _map(
    atlas: Atlas,
    track: Track,
    legs: Sequence[Leg],
    dimension: Dimension,
    places: Sequence[KnownPlace],
) -> Image.Image:
    region = _region([point for point in track.points if point.dimension == dimension])
    scale = min(8.0, _LONGEST / max(region.width, region.height))
    scale = float(int(scale)) if scale >= 1 else scale
    last = track.points[-1]
    return chart(
        atlas.map_of(dimension, region),
        scale=scale,
        track=track,
        agent=(last.x, last.z) if last.dimension == dimension else None,
        places=places,
        pins=_pins(legs, dimension, scale),
    )


def _region(points: Sequence[Point]) -> MapRegion:
    west, east = min(p.x for p in points), max(p.x for p in points)
    north, south = min(p.z for p in points), max(p.z for p in points)
    width = max(_LEAST, east - west + 2 * _AROUND)
    height = max(_LEAST, south - north + 2 * _AROUND)
    # A map is no strip: at least half as wide as it is high, and the other way round.
    width, height = max(width, height // 2), max(height, width // 2)
    return MapRegion.around((west + east) // 2, (north + south) // 2, width, height)


def _pins(legs: Sequence[Leg], dimension: Dimension, scale: float) -> list[Pin]:
    """Returns the numbers on a map; those in one place share a pin, as `3-5`."""
    groups: list[list[tuple[int, Leg]]] = []
    for number, leg in enumerate(legs, start=1):
        if leg.at is None or leg.at[2] != dimension:
            continue
        if groups and _near(groups[-1][-1], (number, leg), scale):
            groups[-1].append((number, leg))
        else:
            groups.append([(number, leg)])
    return [_pin(group) for group in groups]


def _near(one: tuple[int, Leg], other: tuple[int, Leg], scale: float) -> bool:
    a, b = one[1].at, other[1].at
    if a is None or b is None or other[0] != one[0] + 1:
        return False
    return max(abs(a[0] - b[0]), abs(a[1] - b[1])) * scale <= _CLOSE


def _pin(group: Sequence[tuple[int, Leg]]) -> Pin:
    (first, leg), (last, _) = group[0], group[-1]
    x, z, _ = leg.at or (0, 0, "overworld")
    done = {one.verdict == "done" for _, one in group}
    colour = _MIXED if len(done) == 2 else (GOOD if True in done else BAD)
    return Pin(str(first) if first == last else f"{first}-{last}", x, z, colour)


def _legend(
    draw: ImageDraw.ImageDraw, legs: Sequence[Leg], left: int, rows: int, columns: int
) -> None:
    room = rows * columns
    shown: list[tuple[int, Leg] | None] = list(enumerate(legs, start=1))
    if len(shown) > room:
        half = room // 2
        shown = [*shown[:half], None, *shown[len(shown) - (room - half - 1) :]]
    for place, entry in enumerate(shown):
        x, y = left + place // rows * (_LEGEND + _MARGIN), _HEAD + place % rows * _ROW
        if entry is None:
            draw.text((x + 34, y), f"({len(legs) - room + 1} more)", fill=FAINT, font=font(12))
        else:
            _entry(draw, *entry, x, y)


def _entry(draw: ImageDraw.ImageDraw, number: int, leg: Leg, x: int, y: int) -> None:
    pen, colour = font(12), GOOD if leg.verdict == "done" else BAD
    draw.text((x + 22, y), str(number), fill=colour, font=pen, anchor="ra")
    verdict = leg.verdict if leg.times == 1 else f"{leg.verdict} x{leg.times}"
    end = x + _LEGEND
    draw.text((end, y), clock(leg.tick), fill=FAINT, font=pen, anchor="ra")
    draw.text((end - 46, y), verdict, fill=colour, font=pen, anchor="ra")
    room = _LEGEND - 34 - 46 - int(pen.getlength(verdict)) - 10
    draw.text((x + 34, y), clipped(leg.text, 12, room), fill=INK, font=pen)


def _signs(draw: ImageDraw.ImageDraw, x: int, y: int, width: int) -> None:
    """Says what the colours on the map are."""
    pen, right = font(12), x
    for colour, text in SIGNS:
        long = 18 + int(pen.getlength(text)) + 18
        if right + long > width:
            break
        draw.rectangle((right, y + 2, right + 10, y + 12), fill=colour)
        draw.text((right + 16, y), text, fill=FAINT, font=pen)
        right += long
