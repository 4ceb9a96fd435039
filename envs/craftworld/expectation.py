"""What a loot table gives on average: all the ways in which its dice may fall, weighed."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from envs.craftworld.loot import LootTable, Occasion

_EXACT, _ALONE, _TOGETHER = 256, 1_200, 16
"""Dice with up to so many sides are gone through one by one; larger ones by so many parts if
they are thrown alone, and by so many if there are several."""


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

    Exact but for chances with long decimals, which come out within 2 in 100.
    """
    total: dict[str, Fraction] = {}
    for pool in table.pools:
        # Pools fall apart from one another, so that each has few ways.
        alone = LootTable(pools=(pool,), functions=table.functions)
        for weight, drops in _ways(alone, occasion):
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
    while scripts:
        told = scripts.pop()
        script = _Script(told, parts)
        drops = table.fall(occasion, script)
        if len(script.sides) > len(told):
            scripts += [(*told, part) for part in range(script.sides[len(told)])]
            continue
        weight = Fraction(1)
        for sides in script.sides:
            weight /= sides
        yield weight, drops
