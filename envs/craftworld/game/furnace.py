"""`Furnace`: one furnace, smoker or blast furnace, which goes on while nobody looks.

It is never ticked: what it did since it was last looked at is worked out when it is looked at
again, from one change to the next (Minecraft Wiki, Furnace and Smelting, section Mechanics).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Protocol

from envs.craftworld.game.inventory import Stack

_COOLING = 2
"""Ticks of progress that are lost in a tick in which the fire is out."""


@dataclass(frozen=True, slots=True)
class Cooking:
    """What becomes of an input."""

    item: str
    ticks: int
    count: int = 1


class SmeltingTable(Protocol):
    """What a furnace has to know of the rules."""

    def cooking(self, station: str, item: str) -> Cooking | None:
        """Returns what `item` becomes in `station`, `None` if nothing."""
        ...

    def burn_ticks(self, item: str) -> int:
        """Returns how long one `item` burns in a furnace, in ticks; 0 if it doesn't."""
        ...

    def remainder(self, item: str) -> str | None:
        """Returns what is left of `item` when it is used up, such as a bucket."""
        ...

    def stack_size(self, item: str) -> int:
        """Returns how many of `item` fit one slot."""
        ...


@dataclass
class Furnace:
    """The three slots, the fire and the progress, as they were at one tick."""

    station: str
    """The block: furnace, smoker or blast_furnace."""
    input: Stack | None = None
    fuel: Stack | None = None
    output: Stack | None = None
    burning: int = 0
    """Ticks for which the fire will go on."""
    cooked: int = 0
    """Ticks for which the item that is in has been cooked."""
    as_of: int = 0
    """The tick at which all this was so."""

    def copy(self) -> Furnace:
        """Returns a furnace in the same state, independent of this one."""
        return replace(self)

    @property
    def contents(self) -> tuple[Stack, ...]:
        """What lies in the slots."""
        return tuple(stack for stack in (self.input, self.fuel, self.output) if stack)

    def advance(self, tick: int, table: SmeltingTable) -> None:
        """Works out what happened until `tick`, which isn't before `as_of`."""
        left = tick - self.as_of
        self.as_of = tick
        while left > 0:
            cooking = self._cooking(table)
            if self.burning == 0 and not (cooking and self._lit(table)):
                self.cooked = max(0, self.cooked - _COOLING * left)
                return
            step = min(left, self.burning)
            if cooking is None:
                self.cooked = 0
            else:
                step = min(step, cooking.ticks - self.cooked)
                self.cooked += step
            self.burning -= step
            left -= step
            if cooking and self.cooked == cooking.ticks:
                self._finish(cooking)

    def stalled(self, table: SmeltingTable) -> str | None:
        """Returns the slot for want of which nothing goes on, `None` while something does.

        `input` is empty or holds what doesn't smelt, `fuel` is out, or `output` has no room.
        """
        if self._cooking(table) is None:
            smelts = self.input and table.cooking(self.station, self.input.item)
            return "output" if smelts else "input"
        if self.burning or (self.fuel and table.burn_ticks(self.fuel.item)):
            return None
        return "fuel"

    def next_change(self, table: SmeltingTable) -> int | None:
        """Returns in how many ticks an item will be done or the fire go out; `None` for never."""
        if self.stalled(table):
            return None
        cooking = self._cooking(table)
        assert cooking is not None
        left = cooking.ticks - self.cooked
        return min(left, self.burning) if self.burning else left

    def _cooking(self, table: SmeltingTable) -> Cooking | None:
        """Returns what the input becomes, `None` if nothing or if there's no room for it."""
        cooking = table.cooking(self.station, self.input.item) if self.input else None
        if cooking is None or self.output is None:
            return cooking
        size = table.stack_size(cooking.item)
        fits = self.output.item == cooking.item and self.output.count + cooking.count <= size
        return cooking if fits else None

    def _lit(self, table: SmeltingTable) -> bool:
        """Puts the next fuel on the fire and returns whether there was some."""
        ticks = table.burn_ticks(self.fuel.item) if self.fuel else 0
        if not ticks or self.fuel is None:
            return False
        self.burning = ticks
        rest = table.remainder(self.fuel.item)
        self.fuel = self.fuel.of(self.fuel.count - 1) or (Stack(rest, 1) if rest else None)
        return True

    def _finish(self, cooking: Cooking) -> None:
        assert self.input is not None
        self.cooked = 0
        self.input = self.input.of(self.input.count - 1)
        had = self.output.count if self.output else 0
        self.output = Stack(cooking.item, had + cooking.count)
