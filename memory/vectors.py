"""The vector index: nearest texts by inner product, over rows in a fixed order.

It is a cache of what the store holds, built and extended in the order of learning. Up to
`EXACT_ROWS` rows it looks at all of them. Beyond, it looks into the nearest of a few hundred
lists (FAISS's inverted file over codes of two bits a dimension) and compares what it finds there
exactly; the lists are those that the first `EXACT_ROWS`, four times as many, or sixteen times as
many rows call for. So what is found among the first n rows depends on those n rows alone: not on
who inserted when, nor on what came after. One thread builds and searches. No index file is ever
written or read.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from memory.embedding import Vectors

EXACT_ROWS = 16_384
"""Up to so many rows every search is exact."""

_GROWTH = 4  # the lists are made anew when there are so many times more rows
_LISTS = 256  # of the first lists; twice as many of each of the next
_SAMPLE = 16  # rows a list, from which the lists are made
_ROUNDS = 5  # of k-means; more doesn't find more
_CODED = 2  # dimensions to a code of four bits
# Of the lists, so many are looked into, and so many rows more than are asked for, or one in so
# many, are compared exactly. Measured on lines of 100,000 made-up experiences: 24 and 128 find
# .970 of the ten nearest, 32 and 182 .983, 32 and 246 .986, at 0.10, 0.11 and 0.12 ms. Bytes
# instead of codes find .984 in 0.17 ms, and have four times as much to go through. Of 400,000,
# 32 and 246 find .956, 32 and 500 .974, 32 and 1,000 .985.
_LOOKED_INTO = 32
_MORE, _MORE_OF = 246, 500
_AT_ONCE = 65_536  # rows put into lists at a time, so that no copy of all is made


class _Lists(NamedTuple):
    """An inverted file of all rows, and what compares what it finds with the rows themselves."""

    base: Any
    refined: Any


class VectorIndex:
    """Finds the nearest rows; a row's number is how many were added before it."""

    def __init__(self, dimensions: int) -> None:
        # FAISS takes half a second to import, and most commands recall nothing.
        import faiss  # noqa: PLC0415

        # Two threads a query are slower than one, and sums come in one order.
        faiss.omp_set_num_threads(1)
        self._faiss: Any = faiss
        self._rows: Any = faiss.IndexFlatIP(dimensions)
        self._listed: dict[int, _Lists] = {}

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
        lists = self._lists_for(before)
        # The fewer rows are allowed, the further apart they lie among the lists.
        into = min(_LOOKED_INTO * before // possible, lists.base.nlist)
        inner = self._faiss.SearchParametersIVF(sel=chosen, nprobe=into)
        params = self._faiss.IndexRefineSearchParameters(
            k_factor=(count + max(_MORE, possible // _MORE_OF)) / count, base_index_params=inner
        )
        _, found = lists.refined.search(vector[np.newaxis, :], count, params=params)
        numbers = found[0]
        return numbers[numbers >= 0]

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

    def _lists_for(self, before: int) -> _Lists:
        """Returns the lists that the first `before` rows call for, with all rows in them."""
        made_of, lists = EXACT_ROWS, _LISTS
        while made_of * _GROWTH <= before:
            made_of, lists = made_of * _GROWTH, lists * 2
        found = self._listed.get(made_of)
        if found is None or found.base.ntotal < len(self):
            base = self._lists_of(made_of, lists) if found is None else found.base
            while base.ntotal < len(self):
                base.add(self._some(base.ntotal, min(base.ntotal + _AT_ONCE, len(self))))
            found = _Lists(base, self._faiss.IndexRefine(base, self._rows))
            self._listed[made_of] = found
        return found

    def _lists_of(self, made_of: int, lists: int) -> Any:
        faiss, dimensions = self._faiss, self._rows.d
        nearest_list = faiss.IndexFlatIP(dimensions)
        codes = dimensions // _CODED if dimensions % _CODED == 0 else dimensions
        index = faiss.IndexIVFPQFastScan(
            nearest_list, dimensions, lists, codes, 4, faiss.METRIC_INNER_PRODUCT
        )
        index.by_residual = False
        for means in (index.cp, index.pq.cp):
            means.niter, means.min_points_per_centroid = _ROUNDS, 1
        step = max(1, made_of // (lists * _SAMPLE))
        index.train(self._some(0, made_of)[::step].copy())
        return index

    def _some(self, start: int, stop: int) -> NDArray[np.float32]:
        rows: NDArray[np.float32] = self._rows.reconstruct_n(start, stop - start)
        return rows
