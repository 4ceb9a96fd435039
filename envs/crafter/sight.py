"""What a player sees: 9x7 cells, less what the dark hides; and the ground that it remembers.

On the screen noise is laid over the picture at night, most of it towards the edges. A cell counts
as hidden where the noise outweighs the picture, by upstream's own formulas, so that no chance is
in it.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from envs.crafter.game import AREA, Game, kind_of

HALF_WIDTH, HALF_HEIGHT = 4, 3
"""Cells in view to each side of the player, and above and below."""

UNKNOWN = 0
"""Stands for ground that was never seen."""

Mask = np.ndarray[Any, np.dtype[np.bool_]]
Ground = np.ndarray[Any, np.dtype[np.uint8]]

_STAY_ABOUT = frozenset({"cow", "skeleton"})

_SPREAD = 0.5  # of the vignette (crafter/engine.py, LocalView._light)


def _vignette() -> np.ndarray[Any, np.dtype[np.float64]]:
    xs = np.arange(-HALF_WIDTH, HALF_WIDTH + 1) / (HALF_WIDTH + 0.5)
    ys = np.arange(-HALF_HEIGHT, HALF_HEIGHT + 1) / (HALF_HEIGHT + 0.5)
    squared = xs[:, None] ** 2 + ys[None, :] ** 2
    shade: np.ndarray[Any, np.dtype[np.float64]] = 1 - np.exp(-0.5 * squared / _SPREAD**2)
    return shade


_VIGNETTE = _vignette()


def lit(daylight: float) -> Mask:
    """Returns which of the 9x7 cells around the player can be made out.

    Args:
        daylight: From 0 at midnight to 1.
    """
    noise = 2 * (0.5 - daylight) * _VIGNETTE if daylight < 0.5 else np.zeros_like(_VIGNETTE)
    # Half of the night's picture is a tint, which hides nothing and shows nothing.
    night = (1 - daylight) / 2
    shown: Mask = daylight + night * (1 - noise) >= night * noise
    return shown


class Sight:
    """Is what one player sees and has seen.

    Attributes:
        known: Material ids by column and row as last seen; `UNKNOWN` where it never looked.
        things: (kind, x, y) of the objects in view, by column and row.
        plants: Cells of plants as last seen.
        herd: (kind, x, y) of creatures that stay about where they were last seen.
    """

    def __init__(self, *, dark: bool) -> None:
        """Knows nothing yet.

        Args:
            dark: Whether the night hides anything.
        """
        self.known: Ground = np.zeros(AREA, np.uint8)
        self.things: tuple[tuple[str, int, int], ...] = ()
        self.plants: set[tuple[int, int]] = set()
        self.herd: set[tuple[str, int, int]] = set()
        self._dark = dark
        self._everything = lit(1.0)

    def look(self, game: Game) -> None:
        """Takes in what is in view now; nothing new while asleep."""
        if game.asleep:
            self.things = ()
            return
        (x0, x1, y0, y1), shown = self.window(game)
        self.known[x0:x1, y0:y1][shown] = game.ground[x0:x1, y0:y1][shown]
        seen = []
        for thing in game.things_in(x0, x1, y0, y1):
            x, y = int(thing.pos[0]), int(thing.pos[1])
            if (x, y) != game.at and shown[x - x0, y - y0]:
                seen.append((kind_of(thing), x, y))
        self.things = tuple(seen)

        def in_view(x: int, y: int) -> bool:
            return x0 <= x < x1 and y0 <= y < y1 and bool(shown[x - x0, y - y0])

        here = {(x, y) for kind, x, y in seen if kind.startswith("plant")}
        self.plants = {(x, y) for x, y in self.plants if not in_view(x, y)} | here
        stay = {thing for thing in seen if thing[0] in _STAY_ABOUT}
        self.herd = {(kind, x, y) for kind, x, y in self.herd if not in_view(x, y)} | stay

    def window(self, game: Game) -> tuple[tuple[int, int, int, int], Mask]:
        """Returns the bounds of what is in view, as of slices, and which cells are made out."""
        x, y = game.at
        x0, x1 = max(0, x - HALF_WIDTH), min(AREA[0], x + HALF_WIDTH + 1)
        y0, y1 = max(0, y - HALF_HEIGHT), min(AREA[1], y + HALF_HEIGHT + 1)
        shown = lit(game.daylight) if self._dark else self._everything
        dx, dy = x0 - (x - HALF_WIDTH), y0 - (y - HALF_HEIGHT)
        return (x0, x1, y0, y1), shown[dx : dx + x1 - x0, dy : dy + y1 - y0]
