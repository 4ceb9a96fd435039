"""Seeing from afar in which biome the land lies, and going there.

A client shows the land for some ten chunks around; what lies between is no hindrance here, as for
villages (declared as a simplification). Nobody sees it from under ground.
"""

from __future__ import annotations

from envs.craftworld.body import Body
from envs.craftworld.motion.surfacing import under_ground
from envs.craftworld.motion.travelling import travel

BIOME_SEEN = 160
"""Blocks from which a biome is made out: ten chunks, the least that players set."""

_STEP = 8
"""Blocks between two columns that are looked at."""


class Horizon:
    """Goes to the nearest land of a biome in sight; where that was in vain, not again.

    Args:
        body: Who goes.
        biome: The biome's name.
    """

    def __init__(self, body: Body, biome: str) -> None:
        self._body = body
        self._biome = biome
        self._in_vain: set[tuple[int, int]] = set()

    def go_there(self) -> bool:
        """Goes to such land in sight, as near as it gets; returns whether any is in sight."""
        aim = self._nearest()
        if aim is None:
            return False
        if not travel(self._body, *aim, 0):
            self._in_vain.add(aim)
        return True

    def _nearest(self) -> tuple[int, int] | None:
        """Returns the nearest column of the biome, of those that are looked at."""
        episode = self._body.episode
        if under_ground(self._body):
            return None
        x0, z0 = (axis - axis % _STEP for axis in (episode.cell[0], episode.cell[2]))
        for _, dx, dz in _AROUND:
            column = (x0 + dx, z0 + dz)
            if column not in self._in_vain and episode.terrain.biome(*column) == self._biome:
                return column
        return None


_SPAN = range(-BIOME_SEEN, BIOME_SEEN + 1, _STEP)
_AROUND = sorted(
    (dx * dx + dz * dz, dx, dz)
    for dx in _SPAN
    for dz in _SPAN
    if dx * dx + dz * dz <= BIOME_SEEN * BIOME_SEEN
)
