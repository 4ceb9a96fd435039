"""`Dice`: a generator of whole numbers that costs little to make, to copy and to throw.

It is SplitMix64 (Steele, Lea, Flood 2014). Its whole state is one number, so that a snapshot
of the world holds it, and it is the same on every platform and Python.
"""

from __future__ import annotations

from collections.abc import Sequence

_MASK = (1 << 64) - 1


class Dice:
    """Draws whole numbers, one after another.

    Attributes:
        state: All there is to know of it; in [0, 2**64).
    """

    __slots__ = ("state",)

    def __init__(self, state: int) -> None:
        self.state = state & _MASK

    def randrange(self, stop: int) -> int:
        """Returns a number in [0, stop); `stop` is in [1, 2**32)."""
        self.state = state = (self.state + 0x9E3779B97F4A7C15) & _MASK
        state = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        state = ((state ^ (state >> 27)) * 0x94D049BB133111EB) & _MASK
        return (((state ^ (state >> 31)) >> 32) * stop) >> 32

    def between(self, low: int, high: int) -> int:
        """Returns a number in [low, high]."""
        return low + self.randrange(high - low + 1)

    def weighted(self, weights: Sequence[int]) -> int:
        """Returns an index into `weights`, which are at least 0 and not all 0."""
        left = self.randrange(sum(weights))
        for index, weight in enumerate(weights):
            left -= weight
            if left < 0:
                return index
        raise ValueError(f"Expected weights with a sum above 0, found {list(weights)}.")
