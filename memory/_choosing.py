"""The innermost loop of recall, translated to machine code by numba: the best rows of each sort.

It is called only where there are thousands of experiences. What is translated is kept beside
this file, or in numba's own folder for a user, so that the first process alone pays for it.
Sums are made one by one in a fixed order.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar, cast

import numpy as np
from numba import njit
from numpy.typing import NDArray

from memory.postings import Laid

_Function = TypeVar("_Function", bound=Callable[..., object])


def _compiled(function: _Function) -> _Function:
    try:
        return cast(_Function, njit(cache=True)(function))
    except RuntimeError:  # there is no folder to keep anything in
        return cast(_Function, njit(function))


class Compared(NamedTuple):
    """What a question compares rows with."""

    held: NDArray[np.uint64]
    """Two words of true bits, two of known ones."""
    cell: NDArray[np.int64]
    """Seed, dimension, x, y and z."""
    place_by: NDArray[np.bool_]
    """Whether a place is asked for, whether the seed counts, and whether the height does."""
    weights: NDArray[np.float64]
    """Of signature and place."""


@_compiled
def _ones(word: Any) -> int:
    """Returns how many bits are set (Warren, Hacker's Delight, 5-1)."""
    word -= (word >> np.uint64(1)) & np.uint64(0x5555555555555555)
    low = np.uint64(0x3333333333333333)
    word = (word & low) + ((word >> np.uint64(2)) & low)
    word = (word + (word >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    ones: int = (word * np.uint64(0x0101010101010101)) >> np.uint64(56)
    return ones


@_compiled
def _fit(compared: Compared, laid: Laid, at: int) -> float:
    # No row of an array is taken by itself: to count who holds it costs more than to compare it.
    words, cells, held, asked = laid.words, laid.cells, compared.held, compared.cell
    shared = either = 0
    for word in range(2):
        both_known = words[at, 2 + word] & held[2 + word]
        there, here = words[at, word] & both_known, held[word] & both_known
        shared += _ones(there & here)
        either += _ones(there | here)
    fit: float = compared.weights[0] * shared / max(either, 1)
    if not compared.place_by[0]:
        return fit
    if cells[at, 1] != asked[1] or (compared.place_by[1] and cells[at, 0] != asked[0]):
        return fit
    away = max(abs(cells[at, 2] - asked[2]), abs(cells[at, 4] - asked[4]))
    if compared.place_by[2]:
        away = max(away, abs(cells[at, 3] - asked[3]))
    fit += compared.weights[1] / (1.0 + away)
    return fit


@_compiled
def _put(fits: NDArray[np.float64], rows: NDArray[np.int64], fit: float, row: int) -> None:
    """Puts a row among those that fit best, in the place of the last."""
    slot = len(fits) - 1
    while slot > 0 and fits[slot - 1] < fit:
        fits[slot], rows[slot] = fits[slot - 1], rows[slot - 1]
        slot -= 1
    fits[slot], rows[slot] = fit, row


@_compiled
def best_rows(
    sorts: NDArray[np.int64],
    sizes: NDArray[np.int64],
    laid: Laid,
    worths: NDArray[np.float32],
    compared: Compared,
    of_a_sort: int,
    looked_at: int,
) -> NDArray[np.int64]:
    """Returns the rows of each sort that fit best; of equal ones those that were seen first.

    Args:
        sorts: Where the groups of each sort begin.
        sizes: How many groups each has.
        laid: The rows of all groups.
        worths: What each group is worth before its rows are; what is worth nothing is left out.
        compared: What rows are compared with.
        of_a_sort: At most so many rows of each.
        looked_at: At most so many rows of each are compared, those of groups of more worth first.
    """
    found = np.empty(len(sorts) * of_a_sort, dtype=np.int64)
    total = 0
    most = compared.weights.sum()
    for number in range(len(sorts)):
        begin, end = sorts[number], sorts[number] + sizes[number]
        fits = np.full(of_a_sort, -1.0)
        rows = np.empty(of_a_sort, dtype=np.int64)
        left = looked_at
        level = worths[begin:end].max()
        # Level by level: many groups are worth the same. No row of a level can be among the best
        # any more if the best that it could be isn't.
        while level > 0 and left > 0 and level + most > fits[of_a_sort - 1]:
            lower = 0.0
            for at in range(begin, end):
                worth = worths[at]
                if worth < level:
                    lower = max(lower, worth)
                elif worth == level and left > 0:
                    last = laid.starts[at + 1]
                    some = min(last - laid.starts[at], left)
                    left -= some
                    for place in range(last - 1, last - 1 - some, -1):
                        fit = level + _fit(compared, laid, place)
                        if fit > fits[of_a_sort - 1]:
                            _put(fits, rows, fit, laid.rows[place])
            level = lower
        for slot in range(of_a_sort):
            if fits[slot] >= 0:
                found[total] = rows[slot]
                total += 1
    return found[:total]
