"""What the blocks about a body do to it: water, lava, fire, and what hurts by touch.

Source: Minecraft Wiki, 1.16: Lava, Fire, Soul Fire, Campfire, Magma Block, Cactus, Sweet Berry
Bush, each in its section on damage. What is simplified: a body touches what is in its own two
cells and what it stands on, so that nobody brushes against a cactus in passing; and whoever
steps into fire burns at once, not after a second.
"""

from __future__ import annotations

from functools import cache

from envs.craftworld.footing import Cell
from envs.craftworld.harm import DRY, Surroundings, Touch
from envs.craftworld.land.blocktable import BlockTable
from envs.craftworld.land.terrain import Terrain

_LAVA_BURNS, _FLAMES_BURN = 300, 160
"""Ticks that one goes on burning after lava and after flames: 15 s and 8 s."""

_INSIDE: dict[str, tuple[Touch, int]] = {
    "cactus": (Touch(10, "cactus"), 0),
    "fire": (Touch(10, "fire"), _FLAMES_BURN),
    "lava": (Touch(40, "lava"), _LAVA_BURNS),
    "soul_fire": (Touch(20, "fire"), _FLAMES_BURN),
    "sweet_berry_bush": (Touch(10, "sweet_berry_bush"), 0),
}
"""What hurts whoever is in it, and how long they burn afterwards."""

_BENEATH: dict[str, Touch] = {
    "cactus": Touch(10, "cactus"),
    "campfire": Touch(10, "fire"),
    "magma_block": Touch(10, "magma_block"),
    "soul_campfire": Touch(20, "fire"),
}
"""What hurts whoever stands on it."""


class Exposure:
    """Says what a place does to a body, over one table of blocks."""

    def __init__(self, table: BlockTable) -> None:
        names = table.names
        # By number, so that the ordinary case is three looks into lists.
        self._inside = [_INSIDE.get(name) for name in names]
        self._beneath = [_BENEATH.get(name) for name in names]
        self._water: list[bool] = (table.liquid & ~table.harmful).tolist()

    def of(self, terrain: Terrain, feet: Cell, *, rained_on: bool) -> Surroundings:
        """Returns what it is like with the feet in a cell.

        Args:
            terrain: Where.
            feet: The cell of the feet.
            rained_on: Whether rain falls on the body.
        """
        lower, floor, upper = terrain.three(*feet)
        inside, beneath, water = self._inside, self._beneath[floor], self._water
        harms = [found for found in (inside[lower], inside[upper]) if found]
        if not harms and beneath is None:
            if not (rained_on or water[lower] or water[upper]):
                return DRY
            return Surroundings(under_water=water[upper], wet=True)
        touches = {touch: None for touch, _ in harms}
        if beneath is not None:
            touches[beneath] = None
        wet = rained_on or water[lower] or water[upper]
        alight = max((ticks for _, ticks in harms), default=0)
        return Surroundings(water[upper], wet, tuple(touches), 0 if wet else alight)


@cache
def exposure_over(table: BlockTable) -> Exposure:
    """Returns the exposure over a table of blocks; the same object ever again."""
    return Exposure(table)
