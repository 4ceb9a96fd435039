"""What a loot table gives on average: all the ways in which its dice may fall, weighed.

A table of a data pack may have dice without end. Where there are more ways than can be gone
through, the average is that of `_THROWS` throws, the same ones each time.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from envs.craftworld.dice import Dice
from envs.craftworld.game.loot import LootTable, Occasion
from envs.craftworld.noise import stream

_EXACT, _ALONE, _TOGETHER = 256, 1_200, 16
"""Dice with up to so many sides are gone through one by one; larger ones by so many parts if
they are thrown alone, and by so many if there are several."""


_MOST_DICE = 250_000
"""So many dice are thrown to go through all ways; vanilla's tables take up to 120,000."""

_MOST_WAYS, _PROBES = 100_000, 4
"""Where a few throws show that there are more ways, none is gone through."""

_THROWS = 2_048


class _TooManyWays(Exception):
    """There are more ways than are gone through."""


class _Script:
    """Draws what it was told, then 0; notes how many sides each die had."""

    def __init__(self, told: tuple[int, ...], parts: int) -> None:
        self._told = told
        self._parts = parts
        self.sides: list[int] = []

    def randrange(self, stop: int, /) -> int:
        """Returns the next number of the script."""
        at = len(self.sides)
        parts = stop if stop <= _EXACT else self._parts
        self.sides.append(parts)
        part = self._told[at] if at < len(self._told) else 0
        return part if parts == stop else (2 * part + 1) * stop // (2 * parts)


def expected(table: LootTable, occasion: Occasion) -> dict[str, Fraction]:
    """Returns how many of each item drop on average, in the order in which they first do.

    Exact but for chances with long decimals, which come out within 2 in 100, and for tables with
    more ways than are gone through.
    """
    total: dict[str, Fraction] = {}
    for pool in table.pools:
        # Pools fall apart from one another, so that each has few ways.
        alone = LootTable(pools=(pool,), functions=table.functions)
        try:
            _probe(alone, occasion)
            ways = list(_ways(alone, occasion))
        except _TooManyWays:
            ways = list(_throws(alone, occasion))
        for weight, drops in ways:
            for item, count in drops:
                total[item] = total.get(item, Fraction(0)) + weight * count
    return total


def _ways(
    table: LootTable, occasion: Occasion
) -> Iterator[tuple[Fraction, tuple[tuple[str, int], ...]]]:
    """Yields what may drop, and how likely that is."""
    trial = _Script((), _TOGETHER)
    table.fall(occasion, trial)
    parts = _TOGETHER if sum(sides > 1 for sides in trial.sides) > 1 else _ALONE
    scripts: list[tuple[int, ...]] = [()]
    thrown = 0
    while scripts:
        told = scripts.pop()
        script = _Script(told, parts)
        drops = table.fall(occasion, script)
        thrown += len(script.sides)
        if thrown > _MOST_DICE:
            raise _TooManyWays
        if len(script.sides) > len(told):
            scripts += [(*told, part) for part in range(script.sides[len(told)])]
            continue
        weight = Fraction(1)
        for sides in script.sides:
            weight /= sides
        yield weight, drops


class _Noted:
    """Throws dice and notes how many ways they might have fallen."""

    def __init__(self, dice: Dice) -> None:
        self._dice = dice
        self.ways = 1

    def randrange(self, stop: int, /) -> int:
        """Throws one."""
        self.ways *= min(stop, _TOGETHER if stop > _EXACT else stop)
        return self._dice.randrange(stop)


def _probe(table: LootTable, occasion: Occasion) -> None:
    dice = Dice(stream(0, "expectation probe"))
    for _ in range(_PROBES):
        noted = _Noted(dice)
        table.fall(occasion, noted)
        if noted.ways > _MOST_WAYS:
            raise _TooManyWays


def _throws(
    table: LootTable, occasion: Occasion
) -> Iterator[tuple[Fraction, tuple[tuple[str, int], ...]]]:
    """Yields what drops in so many throws, each as likely."""
    dice = Dice(stream(0, "expectation"))
    for _ in range(_THROWS):
        yield Fraction(1, _THROWS), table.fall(occasion, dice)
