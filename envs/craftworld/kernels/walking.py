"""A* over the cells in which a player can stand or swim; see `envs.craftworld.motion.paths`."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from envs.craftworld.kernels.cells import HARMFUL, LIQUID, SOLID, UNKNOWN, Window, traits_at
from envs.craftworld.kernels.compiling import Whole, compiled, inner
from envs.craftworld.kernels.lines import reaches

SWIM_MILLITICKS = 9091
"""Cost of a block in water: 20 / 2.2 ticks."""
JUMP_MILLITICKS = 3000
"""What a block upwards costs beside the way."""
FALL_MILLITICKS = (5000, 8000, 10000)
"""What a drop costs beside the way, for one, two and three blocks."""

NEAR, WITHIN, BEYOND = 0, 1, 2
"""How far off an end is: by the nearest of some cells, or by a circle of columns."""

IN, REACHED, THERE, ASKED = 0, 1, 2, 3
"""What an end is: one of the cells, where one is in reach, any cell in its column, or what
whoever called says."""

ARRIVED, NEARER, UNKNOWN_GROUND, QUESTION = 1, 0, 2, 3
"""How a search ends, or stops until it is called again: a chunk is missing, or a cell is to be
judged."""

_MOST_CELLS = 4_000
# The way ahead counts five quarters: a quarter of the cells are looked at, for a way that is at
# most a quarter dearer than the cheapest (in open country, hardly ever more than 3 percent).
_HASTE = 5
_STAND, _SWIM, _DIVE, _EDGE = 1, 2, 3, 8
_BARS = SOLID | HARMFUL | UNKNOWN
_MOST_MOVES = 10  # eight around, one up, and the cell itself

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


class Region(NamedTuple):
    """The box of cells in which a way is looked for: first cells, and those after the last."""

    x0: Whole
    y0: Whole
    z0: Whole
    x1: Whole
    y1: Whole
    z1: Whole


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


@inner
def _kind(
    window: Window, region: Region, x: Whole, y: Whole, z: Whole, unknown: NDArray[np.int64]
) -> Whole:
    """Returns how a cell serves a player's feet; cells on the region's faces are edges."""
    if y <= region.y0 or y >= region.y1 - 2:
        return 0
    below, feet = traits_at(window, x, y - 1, z), traits_at(window, x, y, z)
    head = traits_at(window, x, y + 1, z)
    if (below | feet | head) & UNKNOWN:
        unknown[0], unknown[1], unknown[2] = 1, x >> 4, z >> 4
    if (feet | head) & _BARS:
        return 0
    kind = _STAND if below & (SOLID | HARMFUL) == SOLID else 0
    if feet & LIQUID:
        kind = _DIVE if head & LIQUID else _SWIM
    on_face = (
        x == region.x0
        or x == region.x1 - 1
        or z == region.z0
        or z == region.z1 - 1
        or y == region.y0 + 1
        or y == region.y1 - 3
    )
    return kind | _EDGE if kind and on_face else kind


@inner
def _moves(  # noqa: PLR0912 - one branch a way to go
    window: Window,
    region: Region,
    here: _Cell,
    pace: Whole,
    moves: NDArray[np.int64],
    unknown: NDArray[np.int64],
) -> Whole:
    """Finds where one can go from a cell: rows of x, y, z, kind, cost; returns how many.

    The row after the last says of which kind the cell itself is.
    """
    x, y, z = here
    kind = _kind(window, region, x, y, z, unknown)
    pace_here = SWIM_MILLITICKS if kind >= _SWIM else pace
    count = 0
    for dx in range(-1, 2):
        for dz in range(-1, 2):
            if dx == 0 and dz == 0:
                continue
            a, b, c, cost = x + dx, y, z + dz, 0
            lands = _kind(window, region, a, b, c, unknown)
            if dx != 0 and dz != 0:
                # Both corners have to be clear up to the head.
                if (
                    lands == 0
                    or (
                        traits_at(window, a, y, z)
                        | traits_at(window, x, y, c)
                        | traits_at(window, a, y + 1, z)
                        | traits_at(window, x, y + 1, c)
                    )
                    & _BARS
                ):
                    continue
                cost = (pace_here if lands == _STAND else SWIM_MILLITICKS) * 1415 // 1000
            elif lands:
                cost = pace_here if lands == _STAND else SWIM_MILLITICKS
            elif traits_at(window, a, b, c) & _BARS:
                b += 1
                lands = _kind(window, region, a, b, c, unknown)
                if traits_at(window, x, y + 2, z) & _BARS:
                    lands = 0
                cost = pace_here + JUMP_MILLITICKS
            elif not traits_at(window, a, b + 1, c) & _BARS:
                for fall in FALL_MILLITICKS:
                    b -= 1
                    lands = _kind(window, region, a, b, c, unknown)
                    cost = pace_here + fall
                    if lands or traits_at(window, a, b, c) & _BARS:
                        break
            if lands:
                moves[count, 0], moves[count, 1], moves[count, 2] = a, b, c
                moves[count, 3], moves[count, 4] = lands, cost
                count += 1
    if kind >= _SWIM:
        lands = _kind(window, region, x, y + 1, z, unknown)
        if lands >= _SWIM:
            moves[count, 0], moves[count, 1], moves[count, 2] = x, y + 1, z
            moves[count, 3], moves[count, 4] = lands, SWIM_MILLITICKS
            count += 1
    moves[count, 3] = kind
    return count


# A search's notes are a hash table by cell, open addressing, never more than half full.
_KEY, _COST, _FROM, _CLOSED = 0, 1, 2, 3
_FREE = -1


@inner
def _clear(notes: NDArray[np.int64]) -> None:
    """Empties the table."""
    for row in range(len(notes)):
        for part in range(4):
            notes[row, part] = _FREE


@inner
def _place(notes: NDArray[np.int64], key: Whole) -> Whole:
    """Returns the row of a key, or the free one where it belongs."""
    mask = len(notes) - 1
    place = (key * 0x9E3779B1 >> 7) & mask
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
_NEAREST_AHEAD, _NEAREST_COST, _SIZE, _NOTED, _CLOSINGS = 4, 5, 6, 7, 8
STATE = 9


@inner
def _number(region: Region, x: Whole, y: Whole, z: Whole) -> Whole:
    """Returns a cell of the region as one number, which goes by x, y, z."""
    tall, deep = region.y1 - region.y0, region.z1 - region.z0
    return ((x - region.x0) * tall + y - region.y0) * deep + z - region.z0


@compiled
def cell_of(region: Region, number: Whole) -> _Cell:
    """Returns the cell of a number."""
    tall, deep = region.y1 - region.y0, region.z1 - region.z0
    x, rest = number // (tall * deep), number % (tall * deep)
    return x + region.x0, rest // deep + region.y0, rest % deep + region.z0


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
    moves = np.empty((_MOST_MOVES, 5), dtype=np.int64)
    unknown = np.zeros(3, dtype=np.int64)
    denied = state[PLACE] if state[ENDING] == QUESTION else -1
    while state[_SIZE] > 0 and state[_CLOSINGS] <= _MOST_CELLS:
        ahead, here = heap[0, 1], heap[0, 2]
        row = _place(notes, here)
        if notes[row, _CLOSED] == 1:
            _drop_first(heap, state)
            continue
        x, y, z = cell_of(region, here)
        if ahead == 0 and here != denied:
            state[PLACE] = here
            if aim.ends == ASKED:
                state[ENDING] = QUESTION
                return notes, heap
            if _ends(window, aim, (x, y, z)):
                state[ENDING], state[NEAREST] = ARRIVED, here
                return notes, heap
        count = _moves(window, region, (x, y, z), pace, moves, unknown)
        if unknown[0]:
            state[ENDING] = UNKNOWN_GROUND
            state[PLACE] = unknown[1] << 32 | unknown[2] & 0xFFFFFFFF
            return notes, heap
        _drop_first(heap, state)
        notes[row, _CLOSED] = 1
        state[_CLOSINGS] += 1
        so_far = notes[row, _COST]
        _note_nearest(state, ahead, so_far, here)
        if 2 * (state[_NOTED] + count) > len(notes):
            notes = _more_notes(notes)
        if state[_SIZE] + count > len(heap):
            heap = _more_heap(heap)
        dives = moves[count, 3] == _DIVE
        for move in range(count):
            total = so_far + moves[move, 4]
            if moves[move, 3] >= _EDGE:
                state[TOUCHED] = 1
            elif (moves[move, 3] != _DIVE or dives) and total <= limit:
                to_x, to_z = moves[move, 0], moves[move, 2]
                there = _number(region, to_x, moves[move, 1], to_z)
                if _improves(notes, there, total, here, state):
                    left = away(aim, to_x, to_z) * pace // 1000
                    _push(heap, state, total + left * _HASTE // 4, left, there)
    state[ENDING] = NEARER
    return notes, heap


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
