"""Embedders: text to vectors, behind a small protocol.

The default needs no weights and no network: words and character trigrams, hashed. It finds
texts that share words and spellings, and nothing of what only means the same.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
"""float32 array of shape (n, dimensions), rows of length 1 (or 0 for empty text)."""


class Embedder(Protocol):
    """Turns texts into vectors whose inner product says how alike they are."""

    @property
    def name(self) -> str:
        """What a store remembers: changes whenever the vectors would."""
        ...

    @property
    def dimensions(self) -> int:
        """The length of a vector."""
        ...

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Returns a row for each text; the same text has the same row in any process."""
        ...


class HashedNgrams:
    """Hashes words and the trigrams within them into 256 signed buckets (feature hashing)."""

    name = "hashed-ngrams-256/1"
    dimensions = 256

    _WORD = re.compile(r"[a-z]+|[0-9]+")
    _WORD_WEIGHT = 2.0  # a shared word says more than a shared trigram

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Returns a row for each text."""
        rows = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            self._fill(row, text)
        return rows

    def _fill(self, row: NDArray[np.float32], text: str) -> None:
        for word in self._WORD.findall(text.lower()):
            self._count(row, word, self._WORD_WEIGHT)
            padded = f"<{word}>"
            for start in range(len(padded) - 2):
                self._count(row, padded[start : start + 3], 1.0)
        length = float(np.sqrt(np.dot(row, row)))
        if length > 0:
            row /= length

    def _count(self, row: NDArray[np.float32], token: str, weight: float) -> None:
        hashed = zlib.crc32(token.encode())
        row[hashed % self.dimensions] += weight if hashed & 0x8000_0000 else -weight
