"""The vector index: nearest texts by inner product, over rows in a fixed order.

It is a cache of what the store holds, built and extended in the order of learning. Up to
`EXACT_ROWS` rows it looks at all of them. Beyond, it looks into the nearest of a few hundred
lists (FAISS's inverted file over bytes) and compares what it finds there exactly; the lists are
those that the first `EXACT_ROWS`, four times as many, or sixteen times as many rows call for.
So what is found among the first n rows depends on those n rows alone: not on who inserted when,
nor on what came after. One thread builds and searches. No index file is ever written or read.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from memory.embedding import Vectors

EXACT_ROWS = 16_384
"""Up to so many rows every search is exact."""

_GROWTH = 4  # the lists are made anew when there are so many times more rows
_LISTS = 256  # of the first lists; twice as many of each of the next
_SAMPLE = 16  # rows a list, from which the lists are made
_ROUNDS = 5  # of k-means; more doesn't find more
# Of the lists, so many are looked into. Measured on lines of 100,000 made-up experiences: 16
# find .97 of the ten nearest, 24 find .983 and 32 .993, at 0.35, 0.5 and 0.7 ms.
_LOOKED_INTO = 24
_AT_ONCE = 65_536  # rows put into lists at a time, so that no copy of all is made
_MORE = 32  # found among bytes beyond what is asked for, before the exact comparison


class VectorIndex:
    """Finds the nearest rows; a row's number is how many were added before it."""

    def __init__(self, dimensions: int) -> None:
        # FAISS takes half a second to import, and most commands recall nothing.
        import faiss  # noqa: PLC0415

        # Two threads a query are slower than one, and sums come in one order.
        faiss.omp_set_num_threads(1)
        self._faiss: Any = faiss
        self._rows: Any = faiss.IndexFlatIP(dimensions)
        self._listed: dict[int, Any] = {}

    def __len__(self) -> int:
        return int(self._rows.ntotal)

    def extend(self, rows: Vectors) -> None:
        """Adds rows after those that are there."""
        if len(rows):
            self._rows.add(rows)

    def nearest(
        self,
        vector: NDArray[np.float32],
        count: int,
        before: int,
        allowed: NDArray[np.bool_] | None = None,
    ) -> NDArray[np.int64]:
        """Returns the numbers of the nearest rows, nearest first, fewer where there are fewer.

        Args:
            vector: float32 array of shape (dimensions,), of length 1.
            count: At most so many.
            before: Only the first so many rows are looked at.
            allowed: bool array of that length; only rows with `True` are looked at. `None` for
                all.
        """
        possible = before if allowed is None else int(np.count_nonzero(allowed))
        count = min(count, possible)
        if count == 0:
            return np.empty(0, dtype=np.int64)
        chosen = self._selector(before, allowed)
        if possible <= EXACT_ROWS:
            params = self._faiss.SearchParameters(sel=chosen)
            _, found = self._rows.search(vector[np.newaxis, :], count, params=params)
            numbers: NDArray[np.int64] = found[0]
            return numbers[numbers >= 0]
        index = self._lists_for(before)
        # The fewer rows are allowed, the further apart they lie among the lists.
        into = min(_LOOKED_INTO * before // possible, index.nlist)
        params = self._faiss.SearchParametersIVF(sel=chosen, nprobe=into)
        _, found = index.search(vector[np.newaxis, :], count + _MORE, params=params)
        numbers = found[0][found[0] >= 0]
        nearest = np.argsort(-self.similarity(vector, numbers), kind="stable")[:count]
        return numbers[nearest]

    def similarity(
        self, vector: NDArray[np.float32], numbers: NDArray[np.int64]
    ) -> NDArray[np.float32]:
        """Returns the inner products with the rows of these numbers, in their order."""
        return self.rows(numbers) @ vector

    def rows(self, numbers: NDArray[np.int64]) -> Vectors:
        """Returns the vectors of the rows of these numbers, in their order."""
        rows: Vectors = self._rows.reconstruct_batch(numbers)
        return rows

    def _selector(self, before: int, allowed: NDArray[np.bool_] | None) -> Any:
        if allowed is None:
            return None if before == len(self) else self._faiss.IDSelectorRange(0, before)
        padded = np.zeros(len(self), dtype=np.bool_)
        padded[:before] = allowed
        return self._faiss.IDSelectorBitmap(np.packbits(padded, bitorder="little"))

    def _lists_for(self, before: int) -> Any:
        """Returns the lists that the first `before` rows call for, with all rows in them."""
        made_of, lists = EXACT_ROWS, _LISTS
        while made_of * _GROWTH <= before:
            made_of, lists = made_of * _GROWTH, lists * 2
        if made_of not in self._listed:
            self._listed[made_of] = self._lists_of(made_of, lists)
        index = self._listed[made_of]
        while index.ntotal < len(self):
            index.add(self._some(index.ntotal, min(index.ntotal + _AT_ONCE, len(self))))
        return index

    def _lists_of(self, made_of: int, lists: int) -> Any:
        faiss, dimensions = self._faiss, self._rows.d
        nearest_list = faiss.IndexFlatIP(dimensions)
        index = faiss.IndexIVFScalarQuantizer(
            nearest_list,
            dimensions,
            lists,
            faiss.ScalarQuantizer.QT_8bit,
            faiss.METRIC_INNER_PRODUCT,
        )
        index.cp.niter, index.cp.min_points_per_centroid = _ROUNDS, 1
        step = max(1, made_of // (lists * _SAMPLE))
        index.train(self._some(0, made_of)[::step].copy())
        return index

    def _some(self, start: int, stop: int) -> NDArray[np.float32]:
        rows: NDArray[np.float32] = self._rows.reconstruct_n(start, stop - start)
        return rows
