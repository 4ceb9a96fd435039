"""The second tier in memory: columns of index rows in the order of learning, as arrays.

Rows are sorted by round first, so that the experiences of all rounds before one are a prefix,
and the next round's are put behind it. `load_index` keeps the columns of each open store from
call to call and extends them by the rounds that were completed since.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from threading import Lock
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from diagnosis import Cause
from memory.rows import IndexRow, tokens_in
from memory.signature import WIDTH
from memory.spatial import DIMENSIONS, cell_from
from memory.store import Store, StoredRow
from memory.vectors import VectorIndex

CAUSES = tuple(Cause)
"""The causes, in the order in which `RecallIndex.causes` numbers them."""

Numbers = NDArray[np.int64]
"""Row numbers: int64 array of shape (n,)."""

_WORDS = WIDTH // 64
_NOWHERE = (-1, 0, 0, 0)


class RecallIndex:
    """The columns of one scope and arm; row number i is the i-th experience to learn from.

    Attributes:
        rounds: The rows are of the rounds before this one.
        seqs: The store's own number of each row.
        row_rounds: The round of each row, ascending.
        seeds: The seed of each row's episode.
        succeeded: Whether it succeeded, bool array.
        causes: Places in `CAUSES`, -1 for a success.
        sorts: Numbers that rows share if kind, object and cause are the same.
        tokens: How many tokens the text of each row takes.
        exact: uint64 array, the hash of signature, kind and object.
        signatures: uint64 array of shape (n, 2, 2): true and known bits, two words each.
        places: int32 array of shape (n, 4): number of the dimension (-1 for no place), and x, y
            and z of the 16-block cell.
        vectors: The embeddings.
    """

    def __init__(self, dimensions: int) -> None:
        self.rounds = 0
        self.vectors = VectorIndex(dimensions)
        self.seqs = self.row_rounds = self.seeds = np.empty(0, dtype=np.int64)
        self.sorts = self.tokens = np.empty(0, dtype=np.int64)
        self.succeeded = np.empty(0, dtype=np.bool_)
        self.causes = np.empty(0, dtype=np.int8)
        self.exact = np.empty(0, dtype=np.uint64)
        self.signatures = np.empty((0, 2, _WORDS), dtype=np.uint64)
        self.places = np.empty((0, 4), dtype=np.int32)
        self._tagged: dict[str, array[int]] = {}
        self._sorts: dict[tuple[str, str, str | None], int] = {}

    def before(self, round_: int) -> int:
        """Returns how many rows, from the start, are of rounds before `round_`."""
        return int(np.searchsorted(self.row_rounds, round_, side="left"))

    def tagged(self, tag: str, count: int) -> Numbers:
        """Returns which of the first `count` rows have a tag, ascending."""
        numbers = np.frombuffer(self._tagged.get(tag, array("q")), dtype=np.int64)
        return numbers[: np.searchsorted(numbers, count, side="left")].copy()

    def extend(self, store: Store, scope: str, arm: str, rounds: int) -> None:
        """Puts the finished training episodes of the rounds up to before `rounds` behind."""
        found = store.experience_rows(scope=scope, arm=arm, rounds=range(self.rounds, rounds))
        self.rounds = rounds
        if not found:
            return
        for number, stored in enumerate(found, start=len(self.seqs)):
            for tag in stored.row.tags:
                self._tagged.setdefault(tag, array("q")).append(number)
        self._append_columns(found)
        self.vectors.extend(store.vectors([stored.seq for stored in found]))

    def _append_columns(self, found: list[StoredRow]) -> None:
        rows = [stored.row for stored in found]
        self.seqs = _longer(self.seqs, (stored.seq for stored in found))
        self.row_rounds = _longer(self.row_rounds, (stored.round for stored in found))
        self.seeds = _longer(self.seeds, (stored.seed for stored in found))
        self.sorts = _longer(self.sorts, (self._sort(row) for row in rows))
        self.tokens = _longer(self.tokens, (tokens_in(row.text) for row in rows))
        self.exact = np.append(self.exact, np.array([int(r.exact, 16) for r in rows], np.uint64))
        self.succeeded = np.append(self.succeeded, [row.succeeded for row in rows])
        causes = [-1 if row.cause is None else CAUSES.index(Cause(row.cause)) for row in rows]
        self.causes = np.append(self.causes, np.array(causes, np.int8))
        packed = np.frombuffer(b"".join(row.signature for row in rows), dtype="<u8")
        signatures = packed.astype(np.uint64).reshape(-1, 2, _WORDS)
        self.signatures = np.concatenate([self.signatures, signatures])
        places = np.array([_place(row.cell) for row in rows], np.int32)
        self.places = np.concatenate([self.places, places])

    def _sort(self, row: IndexRow) -> int:
        return self._sorts.setdefault((row.kind, row.object, row.cause), len(self._sorts))


def _place(cell: int | None) -> tuple[int, int, int, int]:
    if cell is None:
        return _NOWHERE
    dimension, x, y, z = cell_from(cell)
    return (DIMENSIONS.index(dimension), x, y, z)


def _longer(column: Numbers, values: Iterable[int]) -> Numbers:
    return np.concatenate([column, np.fromiter(values, dtype=np.int64)])


class _Kept:
    """An index with how much the store held when it was last extended."""

    def __init__(self, index: RecallIndex, extent: tuple[int, int]) -> None:
        self.index = index
        self.extent = extent


_kept: WeakKeyDictionary[Store, dict[tuple[str, str], _Kept]] = WeakKeyDictionary()
_lock = Lock()


def load_index(store: Store, scope: str, arm: str, round_: int) -> RecallIndex:
    """Returns the index with at least the rounds before `round_`, from the cache if it is there.

    It is built anew where the store holds other episodes of those rounds than it did.
    """
    with _lock:
        kept = _kept.setdefault(store, {})
        known = kept.get((scope, arm))
        if known is None or known.extent != store.extent(arm, known.index.rounds):
            known = _Kept(RecallIndex(store.embedder.dimensions), (0, 0))
            kept[scope, arm] = known
        if known.index.rounds < round_:
            known.extent = store.extent(arm, round_)
            known.index.extend(store, scope, arm, round_)
        return known.index
