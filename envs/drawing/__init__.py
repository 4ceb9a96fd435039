"""Draws pictures of an episode for people, out of what any `Mappable` world shows."""

from envs.drawing.chart import (
    NIGHT_BLUE,
    Pin,
    chart,
    lit_by,
)
from envs.drawing.frame import (
    FRAME_BLOCKS,
    FRAME_SIZE,
    frame,
)
from envs.drawing.panel import (
    PANEL_HEIGHT,
    clock,
    day_of,
    panel,
)
from envs.drawing.pens import (
    INK,
    PAPER,
    clipped,
    font,
)
from envs.drawing.track import (
    Point,
    Track,
)

__all__ = [
    "FRAME_BLOCKS",
    "FRAME_SIZE",
    "INK",
    "NIGHT_BLUE",
    "PANEL_HEIGHT",
    "PAPER",
    "Pin",
    "Point",
    "Track",
    "chart",
    "clipped",
    "clock",
    "day_of",
    "font",
    "frame",
    "lit_by",
    "panel",
]
