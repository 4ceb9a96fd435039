"""The panel below a map: time of day, health and food, where the agent is, what it is at."""

from __future__ import annotations

from PIL import Image, ImageDraw

from envs.drawing.pens import FAINT, INK, OUTLINE, PAPER, Colour, clipped, font
from envs.state import DAY_TICKS, State

PANEL_HEIGHT = 96
"""Pixels."""

_HEALTH: Colour = (226, 52, 52)
_FOOD: Colour = (196, 132, 60)
_EMPTY: Colour = (58, 60, 68)
_SUN: Colour = (255, 214, 70)
_MOON: Colour = (222, 228, 240)
_DAY_SKY, _NIGHT_SKY = (104, 160, 232), (28, 32, 66)


def clock(tick: int) -> str:
    """Returns minutes and seconds of the game that a number of ticks takes, as `m:ss`."""
    seconds = tick // 20
    return f"{seconds // 60}:{seconds % 60:02}"


def day_of(time: int) -> str:
    """Returns the hour that a time of day is, as `hh:mm`: sunrise is at six (Minecraft Wiki)."""
    minutes = (time * 60 // 1000 + 6 * 60) % (24 * 60)
    return f"{minutes // 60:02}:{minutes % 60:02}"


def panel(
    state: State, *, width: int, title: str = "", subgoal: str = "", slice_y: int | None = None
) -> Image.Image:
    """Returns the panel as an RGB image, `width` by `PANEL_HEIGHT`.

    Args:
        state: What it tells; what is absent there is left out.
        width: Pixels, at least 320.
        title: What the episode is for.
        subgoal: What the agent is at.
        slice_y: The height that the map shows a slice of; `None` if it shows the surface.
    """
    image = Image.new("RGB", (width, PANEL_HEIGHT), PAPER)
    draw = ImageDraw.Draw(image)
    margin, small = 10, font(12)
    draw.text((margin, 8), clipped(title, 12, width - 74), fill=FAINT, font=small)
    draw.text((width - margin, 8), clock(state.tick), fill=FAINT, font=small, anchor="ra")
    draw.text(
        (margin, 25), clipped(subgoal or "-", 15, width - 2 * margin), fill=INK, font=font(15)
    )
    _vitals(draw, state, margin, 50)
    if state.time is not None:
        _day(draw, state.time, width - margin - 132, 49)
    where = clipped(_where(state, slice_y), 12, width - 2 * margin)
    draw.text((margin, 74), where, fill=FAINT, font=small)
    return image


def _where(state: State, slice_y: int | None) -> str:
    words = []
    if (position := state.position) is not None:
        words.append(f"{position.dimension.replace('_', ' ')}  x {position.x}  z {position.z}")
        words.append(f"y {position.y}")
    if state.biome is not None:
        words.append(state.biome.replace("_", " "))
    words.append("seen from the sky" if slice_y is None else f"a slice at y {slice_y}")
    return "   ".join(words)


def _vitals(draw: ImageDraw.ImageDraw, state: State, x: int, y: int) -> None:
    if state.vitals is None:
        return
    _row(draw, x, y, state.vitals.health, _HEALTH, heart=True)
    if state.vitals.food is not None:
        _row(draw, x + 126, y, state.vitals.food, _FOOD, heart=False)


def _row(
    draw: ImageDraw.ImageDraw, x: int, y: int, points: float, colour: Colour, *, heart: bool
) -> None:
    """Draws ten hearts or ten helpings, two points each."""
    for number in range(10):
        left = x + 12 * number
        filled = points - 2 * number
        _icon(draw, left, y, _EMPTY, heart=heart)
        if filled >= 2:
            _icon(draw, left, y, colour, heart=heart)
        elif filled > 0:
            _icon(draw, left, y, tuple(c // 2 + 20 for c in colour), heart=heart)  # type: ignore[arg-type]


def _icon(draw: ImageDraw.ImageDraw, x: int, y: int, colour: Colour, *, heart: bool) -> None:
    if heart:
        draw.ellipse((x, y, x + 5, y + 5), fill=colour)
        draw.ellipse((x + 5, y, x + 10, y + 5), fill=colour)
        draw.polygon([(x, y + 3), (x + 10, y + 3), (x + 5, y + 10)], fill=colour)
    else:
        draw.ellipse((x, y, x + 7, y + 7), fill=colour)
        draw.line((x + 6, y + 6, x + 9, y + 9), fill=colour, width=2)


def _day(draw: ImageDraw.ImageDraw, time: int, x: int, y: int) -> None:
    """Draws the day as a strip, the sun or the moon on it, and the hour."""
    long, thick = 92, 12
    for step in range(long):
        night = 12_500 <= step * DAY_TICKS // long < 23_500
        draw.line((x + step, y, x + step, y + thick), fill=_NIGHT_SKY if night else _DAY_SKY)
    u, v = x + time * (long - 1) // DAY_TICKS, y + thick // 2
    night = 12_500 <= time < 23_500
    draw.ellipse((u - 5, v - 5, u + 5, v + 5), fill=_MOON if night else _SUN, outline=OUTLINE)
    if night:
        draw.ellipse((u - 1, v - 4, u + 4, v + 2), fill=_NIGHT_SKY)
    draw.text((x + long + 6, v), day_of(time), fill=INK, font=font(12), anchor="lm")
