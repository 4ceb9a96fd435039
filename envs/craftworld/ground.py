"""`Ground`: the items that lie about, until they are picked up or gone.

Items are picked up by passing: those whose cell is within one block of the feet's in x and z,
and no lower than the feet (Minecraft Wiki, Item (entity), section Behavior: one block to the
sides, half a block up and down from the body). After five minutes they are gone, of which only
those count in which somebody was near: elsewhere vanilla's chunks stand still.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from envs.craftworld.footing import Cell

GONE_AFTER = 6_000
"""Ticks after which an item that lies about is gone."""

NEAR_BLOCKS = 128
"""Along x and z, how far from the agent things still age: the 8 chunks around that a server with
a view distance of 10 lets live (Minecraft Wiki, Chunk, Level and load type, 1.16)."""

_HEIGHT = 2
"""How far above the feet's cell an item is still in reach."""


@dataclass(frozen=True, slots=True)
class Drop:
    """Items of one kind that lie in one cell."""

    item: str
    count: int
    uses: int | None
    cell: Cell
    gone_at: int
    noted: bool = False
    """Whether it was seen that there's no room for it."""
    dyed: bool = False
    """Whether they are dyed."""
    thrown: bool = False
    """Whether the agent threw it away, and so lets it lie."""
    left_ticks: int | None = None
    """How long it will lie yet once somebody is near again; `None` while somebody is."""


def in_pickup_reach(feet: Cell, cell: Cell) -> bool:
    """Returns whether what lies in `cell` is picked up by someone whose feet are at `feet`."""
    (x, y, z), (to_x, to_y, to_z) = feet, cell
    return -1 <= to_x - x <= 1 and -1 <= to_z - z <= 1 and 0 <= to_y - y <= _HEIGHT


class Ground:
    """Holds the drops, in the order in which they fell."""

    def __init__(self, drops: tuple[Drop, ...] = ()) -> None:
        self._drops = list(drops)

    @property
    def drops(self) -> tuple[Drop, ...]:
        """All that lies about."""
        return tuple(self._drops)

    def lay(self, drop: Drop) -> None:
        """Lets a drop fall."""
        self._drops.append(drop)

    def replace(self, old: Drop, new: Drop | None) -> None:
        """Puts `new` in the place of `old`, or nothing."""
        at = self._drops.index(old)
        self._drops[at : at + 1] = [] if new is None else [new]

    def attend(self, feet: Cell, tick: int) -> None:
        """Lets things age near the feet, and only there; to be told as the agent gets about."""
        if self._drops:
            self._drops = [
                _aging(drop, feet, tick)
                for drop in self._drops
                if drop.left_ticks is not None or drop.gone_at > tick
            ]

    def within_reach(self, feet: Cell, tick: int) -> tuple[Drop, ...]:
        """Returns what is in reach, and forgets what is gone."""
        if not self._drops:
            return ()
        if any(drop.gone_at <= tick and drop.left_ticks is None for drop in self._drops):
            self.attend(feet, tick)
        lying = (drop for drop in self._drops if not drop.thrown)
        return tuple(drop for drop in lying if in_pickup_reach(feet, drop.cell))


def _aging(drop: Drop, feet: Cell, tick: int) -> Drop:
    """Returns a drop as it goes on: with an end if it is near the feet, else with time left."""
    near = max(abs(drop.cell[0] - feet[0]), abs(drop.cell[2] - feet[2])) <= NEAR_BLOCKS
    if near and drop.left_ticks is not None:
        return replace(drop, gone_at=tick + drop.left_ticks, left_ticks=None)
    if not near and drop.left_ticks is None:
        return replace(drop, left_ticks=drop.gone_at - tick)
    return drop
