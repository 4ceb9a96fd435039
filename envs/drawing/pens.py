"""Colours and type that all pictures share."""

from __future__ import annotations

from functools import cache

from PIL import ImageFont

Colour = tuple[int, int, int]

PAPER: Colour = (24, 26, 31)
INK: Colour = (232, 234, 238)
FAINT: Colour = (140, 146, 158)
GOOD: Colour = (112, 200, 120)
BAD: Colour = (238, 120, 92)
OUTLINE: Colour = (12, 12, 14)


@cache
def font(size: int) -> ImageFont.FreeTypeFont:
    """Returns Pillow's own font in a size in pixels; no file of the machine's is read."""
    found = ImageFont.load_default(size)
    if not isinstance(found, ImageFont.FreeTypeFont):
        raise RuntimeError("Expected Pillow with FreeType, found one without: reinstall Pillow.")
    return found


def clipped(text: str, size: int, width: int) -> str:
    """Returns `text`, shortened with an ellipsis so that it takes at most `width` pixels."""
    pen = font(size)
    if pen.getlength(text) <= width:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if pen.getlength(text[:middle].rstrip() + "...") <= width:
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip() + "..."
