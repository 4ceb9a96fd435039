"""The vector index: nearest texts by inner product, exact, over rows in a fixed order.

It is a cache of what the store holds, built and extended in the order of learning, so that what
it finds depends on nobody's order of insertion. No index file is ever written or read.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from memory.embedding import Vectors


class VectorIndex:
    """Finds the nearest rows; a row's number is how many were added before it."""

    def __init__(self, dimensions: int) -> None:
        # FAISS takes half a second to import, and most commands recall nothing.
        import faiss  # noqa: PLC0415

        self._faiss: Any = faiss
        self._index: Any = faiss.IndexFlatIP(dimensions)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def extend(self, rows: Vectors) -> None:
        """Adds rows after those that are there."""
        if len(rows):
            self._index.add(rows)

    def nearest(
        self, vector: NDArray[np.float32], count: int, allowed: NDArray[np.bool_]
    ) -> NDArray[np.int64]:
        """Returns the numbers of the nearest rows, nearest first, fewer where there are fewer.

        Args:
            vector: float32 array of shape (dimensions,), of length 1.
            count: At most so many.
            allowed: bool array; only rows with `True` are looked at, and none beyond its end.
        """
        padded = np.zeros(len(self), dtype=np.bool_)
        padded[: len(allowed)] = allowed
        count = min(count, int(padded.sum()))
        if count == 0:
            return np.empty(0, dtype=np.int64)
        bits = np.packbits(padded, bitorder="little")
        chosen = self._faiss.SearchParameters(sel=self._faiss.IDSelectorBitmap(bits))
        _, found = self._index.search(vector[np.newaxis, :], count, params=chosen)
        numbers: NDArray[np.int64] = found[0]
        return numbers[numbers >= 0]

    def similarity(
        self, vector: NDArray[np.float32], numbers: NDArray[np.int64]
    ) -> NDArray[np.float32]:
        """Returns the inner products with the rows of these numbers, in their order."""
        rows: NDArray[np.float32] = self._index.reconstruct_batch(numbers)
        return rows @ vector
