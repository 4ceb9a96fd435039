"""A* over the cells in which a player can stand or swim; see `envs.craftworld.motion.paths`."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from envs.craftworld.kernels.cells import Window
from envs.craftworld.kernels.compiling import Whole, compiled, inner
from envs.craftworld.kernels.lines import reaches
from envs.craftworld.kernels.strides import (
    AROUND,
    DIVE,
    EDGE,
    MOST_MOVES,
    Region,
    around,
    moves_from,
)

NEAR, WITHIN, BEYOND = 0, 1, 2
"""How far off an end is: by the nearest of some cells, or by a circle of columns."""

IN, REACHED, THERE, ASKED = 0, 1, 2, 3
"""What an end is: one of the cells, where one is in reach, any cell in its column, or what
whoever called says."""

ARRIVED, NEARER, UNKNOWN_GROUND, QUESTION = 1, 0, 2, 3
"""How a search ends, or stops until it is called again: a chunk is missing, or a cell is to be
judged."""
_CRAMPED = 4  # it stopped for want of room

_MOST_CELLS = 4_000
# The way ahead counts five quarters: a quarter of the cells are looked at, for a way that is at
# most a quarter dearer than the cheapest (in open country, hardly ever more than 3 percent).
_HASTE = 5

_Cell = tuple[Whole, Whole, Whole]


class Aim(NamedTuple):
    """A goal as numbers."""

    away: Whole
    """`NEAR` some cells, `WITHIN` a circle of columns or `BEYOND` it."""
    ends: Whole
    """`IN` one of the cells, one is `REACHED`, `THERE` by its column, or it is `ASKED`."""
    cells: NDArray[np.int64]
    """Shape (n, 3), at least one; of a circle, the middle."""
    radius: Whole
    """The circle's, or how many columns from a cell an end may be, in blocks."""


@inner
def _root(square: Whole) -> Whole:
    """Returns the whole part of a square root."""
    root = np.int64(np.sqrt(square))
    while root * root > square:
        root -= 1
    while (root + 1) * (root + 1) <= square:
        root += 1
    return root


@compiled
def away(aim: Aim, x: Whole, z: Whole) -> Whole:
    """Returns how far a column is from the nearest end at least, in thousandths of a block."""
    if aim.away != NEAR:
        squared = (x - aim.cells[0, 0]) ** 2 + (z - aim.cells[0, 2]) ** 2
        if aim.away == BEYOND:
            return max(0, 1000 * aim.radius - _root(1_000_000 * squared))
        if squared <= aim.radius**2:
            return 0
        return max(_root(1_000_000 * squared) - 1000 * aim.radius, 1)
    least = np.int64(1) << 62
    for number in range(len(aim.cells)):
        dx = max(abs(x - aim.cells[number, 0]) - aim.radius, 0)
        dz = max(abs(z - aim.cells[number, 2]) - aim.radius, 0)
        least = min(least, 1000 * max(dx, dz) + 414 * min(dx, dz))
    return least


@inner
def _ends(window: Window, aim: Aim, feet: _Cell) -> bool:
    """Returns whether a way may end with the feet in a cell of a column where one might."""
    if aim.ends == THERE:
        return True
    for number in range(len(aim.cells)):
        x, y, z = aim.cells[number, 0], aim.cells[number, 1], aim.cells[number, 2]
        if aim.ends == IN:
            if x == feet[0] and y == feet[1] and z == feet[2]:
                return True
        elif reaches(window, feet, (x, y, z)):
            return True
    return False


# A search's notes are a hash table by cell, open addressing, never more than half full.
_KEY, _COST, _FROM, _CLOSED = 0, 1, 2, 3
_FREE = -1


@inner
def _clear(notes: NDArray[np.int64]) -> None:
    """Empties the table."""
    for row in range(len(notes)):
        for part in range(4):
            notes[row, part] = _FREE


_SCRAMBLE = np.int64(-7046029254386353131)  # 2**64 divided by the golden ratio, odd


@inner
def _place(notes: NDArray[np.int64], key: Whole) -> Whole:
    """Returns the row of a key, or the free one where it belongs."""
    mask = len(notes) - 1
    place = (key * _SCRAMBLE >> 32) & mask
    while notes[place, _KEY] != key and notes[place, _KEY] != _FREE:
        place = (place + 1) & mask
    return place


@inner
def _more_notes(notes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Returns the same notes with room for four times as many."""
    more = np.empty((4 * len(notes), 4), dtype=np.int64)
    _clear(more)
    for row in range(len(notes)):
        if notes[row, _KEY] != _FREE:
            place = _place(more, notes[row, _KEY])
            for part in range(4):
                more[place, part] = notes[row, part]
    return more


@inner
def _more_heap(heap: NDArray[np.int64]) -> NDArray[np.int64]:
    """Returns the same heap with room for four times as many."""
    more = np.empty((4 * len(heap), 3), dtype=np.int64)
    for row in range(len(heap)):
        for part in range(3):
            more[row, part] = heap[row, part]
    return more


@inner
def _before(heap: NDArray[np.int64], one: Whole, other: Whole) -> Whole:
    """Returns whether an entry comes before another: by estimate, way ahead, cell."""
    for part in range(3):
        if heap[one, part] != heap[other, part]:
            return heap[one, part] < heap[other, part]
    return False


@inner
def _swap(heap: NDArray[np.int64], one: Whole, other: Whole) -> None:
    for part in range(3):
        heap[one, part], heap[other, part] = heap[other, part], heap[one, part]


@inner
def _raise(heap: NDArray[np.int64], at: Whole) -> None:
    """Lets the last entry find its place."""
    while at > 0 and _before(heap, at, (at - 1) // 2):
        _swap(heap, at, (at - 1) // 2)
        at = (at - 1) // 2


@inner
def _lower(heap: NDArray[np.int64], size: Whole) -> None:
    """Lets the first entry find its place."""
    at = 0
    while True:
        least = at
        for child in (2 * at + 1, 2 * at + 2):
            if child < size and _before(heap, child, least):
                least = child
        if least == at:
            return
        _swap(heap, at, least)
        at = least


@inner
def _improves(
    notes: NDArray[np.int64], there: Whole, total: Whole, here: Whole, state: NDArray[np.int64]
) -> bool:
    """Notes a way to a cell if none as cheap was known; returns whether it is new."""
    row = _place(notes, there)
    if notes[row, _KEY] == _FREE:
        state[_NOTED] += 1
        notes[row, _KEY] = there
    elif notes[row, _COST] <= total:
        return False
    notes[row, _COST], notes[row, _FROM] = total, here
    return True


@inner
def _drop_first(heap: NDArray[np.int64], state: NDArray[np.int64]) -> None:
    state[_SIZE] -= 1
    for part in range(3):
        heap[0, part] = heap[state[_SIZE], part]
    _lower(heap, state[_SIZE])


@inner
def _push(
    heap: NDArray[np.int64], state: NDArray[np.int64], estimate: Whole, ahead: Whole, there: Whole
) -> None:
    # Of equal estimates, the one that is nearer to the goal comes first.
    at = state[_SIZE]
    heap[at, 0], heap[at, 1], heap[at, 2] = estimate, ahead, there
    _raise(heap, at)
    state[_SIZE] += 1


# What there is to say of a search, by place in an array.
ENDING, TOUCHED, PLACE, NEAREST = 0, 1, 2, 3
"""How it ended or why it stopped; whether the region was too small; the cell that is to be
judged, or the missing chunk as `x << 32 | z & 0xFFFFFFFF`; the cell that is nearest to an end."""
_NEAREST_AHEAD, _NEAREST_COST, _SIZE, _NOTED, _CLOSINGS, _DENIED = 4, 5, 6, 7, 8, 9
STATE = 10


_AXIS_BITS = 12
_AXIS = (1 << _AXIS_BITS) - 1


@inner
def _number(region: Region, x: Whole, y: Whole, z: Whole) -> Whole:
    """Returns a cell of the region as one number, which goes by x, y, z."""
    return ((x - region.x0) << _AXIS_BITS | y - region.y0) << _AXIS_BITS | z - region.z0


@compiled
def cell_of(region: Region, number: Whole) -> _Cell:
    """Returns the cell of a number."""
    x, y = number >> 2 * _AXIS_BITS, number >> _AXIS_BITS & _AXIS
    return x + region.x0, y + region.y0, (number & _AXIS) + region.z0


@compiled
def begin(
    region: Region,
    start: _Cell,
    aim: Aim,
    pace: Whole,
    state: NDArray[np.int64],
    notes: NDArray[np.int64],
    heap: NDArray[np.int64],
) -> None:
    """Begins a search from a cell of the feet."""
    first = _number(region, start[0], start[1], start[2])
    ahead = away(aim, start[0], start[2]) * pace // 1000
    _clear(notes)
    row = _place(notes, first)
    notes[row, _KEY], notes[row, _COST], notes[row, _FROM] = first, 0, first
    heap[0, 0], heap[0, 1], heap[0, 2] = ahead, ahead, first
    for number in range(len(state)):
        state[number] = 0
    state[_NEAREST_AHEAD], state[NEAREST] = ahead, first
    state[_SIZE] = state[_NOTED] = 1


@inner
def _note_nearest(state: NDArray[np.int64], ahead: Whole, cost: Whole, here: Whole) -> None:
    """Remembers the cell from which the way to an end is shortest; the cheaper of equal ones."""
    less = ahead - state[_NEAREST_AHEAD]
    if less == 0:
        less = cost - state[_NEAREST_COST]
    if less == 0:
        less = here - state[NEAREST]
    if less < 0:
        state[_NEAREST_AHEAD], state[_NEAREST_COST], state[NEAREST] = ahead, cost, here


@compiled
def search(
    window: Window,
    region: Region,
    aim: Aim,
    pace: Whole,
    limit: Whole,
    state: NDArray[np.int64],
    notes: NDArray[np.int64],
    heap: NDArray[np.int64],
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Looks for a way until there is one, or there is none, or something has to be asked.

    Args:
        window: Covers the region; chunks may be missing.
        region: Where to look.
        aim: Where to end.
        pace: Cost of a block on land, in milliticks.
        limit: The most that the way may cost, in milliticks.
        state: How it stands; to go on after a question that was denied, call it again.
        notes: What is known of cells.
        heap: The cells that are to be looked at.

    Returns:
        The notes and the heap for the next call.
    """
    state[_DENIED] = state[PLACE] if state[ENDING] == QUESTION else -1
    while True:
        # A loop that changes which array it writes to takes twice the time.
        _looked_about(window, region, aim, pace, limit, state, notes, heap)
        if state[ENDING] != _CRAMPED:
            return notes, heap
        if _is_full(notes, state):
            notes = _more_notes(notes)
        else:
            heap = _more_heap(heap)


@inner
def _is_full(notes: NDArray[np.int64], state: NDArray[np.int64]) -> bool:
    """Returns whether the notes may get too full to be quick."""
    return bool(2 * (state[_NOTED] + MOST_MOVES) > len(notes))


@compiled
def _looked_about(
    window: Window,
    region: Region,
    aim: Aim,
    pace: Whole,
    limit: Whole,
    state: NDArray[np.int64],
    notes: NDArray[np.int64],
    heap: NDArray[np.int64],
) -> None:
    """Goes on with a search; `state` says why it stopped, be it for want of room."""
    moves = np.empty((MOST_MOVES, 5), dtype=np.int64)
    near = np.empty(AROUND, dtype=np.int64)
    while state[_SIZE] > 0 and state[_CLOSINGS] <= _MOST_CELLS:
        if _is_full(notes, state) or state[_SIZE] + MOST_MOVES > len(heap):
            state[ENDING] = _CRAMPED
            return
        ahead, here = heap[0, 1], heap[0, 2]
        row = _place(notes, here)
        if notes[row, _CLOSED] == 1:
            _drop_first(heap, state)
            continue
        x, y, z = cell_of(region, here)
        if ahead == 0 and here != state[_DENIED]:
            state[PLACE] = here
            if aim.ends == ASKED:
                state[ENDING] = QUESTION
                return
            if _ends(window, aim, (x, y, z)):
                state[ENDING], state[NEAREST] = ARRIVED, here
                return
        missing = around(window, (x, y, z), near)
        if missing >= 0:
            state[ENDING] = UNKNOWN_GROUND
            at_x, at_z = x + missing // 3 - 1, z + missing % 3 - 1
            state[PLACE] = at_x >> 4 << 32 | at_z >> 4 & 0xFFFFFFFF
            return
        count = moves_from(region, near, (x, y, z), pace, moves)
        _drop_first(heap, state)
        notes[row, _CLOSED] = 1
        state[_CLOSINGS] += 1
        so_far = notes[row, _COST]
        _note_nearest(state, ahead, so_far, here)
        dives = moves[count, 3] == DIVE
        for move in range(count):
            total = so_far + moves[move, 4]
            if moves[move, 3] >= EDGE:
                state[TOUCHED] = 1
            elif (moves[move, 3] != DIVE or dives) and total <= limit:
                to_x, to_z = moves[move, 0], moves[move, 2]
                there = _number(region, to_x, moves[move, 1], to_z)
                if _improves(notes, there, total, here, state):
                    left = away(aim, to_x, to_z) * pace // 1000
                    _push(heap, state, total + left * _HASTE // 4, left, there)
    state[ENDING] = NEARER


@compiled
def way(region: Region, notes: NDArray[np.int64], end: Whole) -> NDArray[np.int64]:
    """Returns the way to a cell, backwards: rows of x, y, z and what it costs up to there."""
    length, at = 1, end
    while notes[_place(notes, at), _FROM] != at:
        at = notes[_place(notes, at), _FROM]
        length += 1
    rows = np.empty((length, 4), dtype=np.int64)
    at = end
    for number in range(length):
        row = _place(notes, at)
        x, y, z = cell_of(region, at)
        rows[number, 0], rows[number, 1], rows[number, 2] = x, y, z
        rows[number, 3] = notes[row, _COST]
        at = notes[row, _FROM]
    return rows
