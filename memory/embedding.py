"""Embedders: text to vectors, behind a small protocol.

`hashed` needs no weights: words and character trigrams, hashed. It finds texts that share words
and spellings, and nothing of what only means the same.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from envs import InputError

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

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Returns a row for each text."""
        rows = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for number, text in enumerate(texts):
            counted = [_counted(word) for word in self._WORD.findall(text.lower())]
            if counted:
                buckets, weights = (np.concatenate(parts) for parts in zip(*counted, strict=True))
                # Whole numbers: their sum is exact in any order.
                summed = np.bincount(buckets, weights, self.dimensions).astype(np.float32)
                rows[number] = summed / max(np.sqrt(np.dot(summed, summed)), 1.0)
        return rows


def hashed(model: str, options: Mapping[str, str]) -> Embedder:
    """Returns the embedder: what the entry point names.

    Raises:
        InputError: If a model or an option is given.
    """
    if model or options:
        raise InputError("The embedder 'hashed' takes no model and no options.")
    return HashedNgrams()


_WORD_WEIGHT = 2.0  # a shared word says more than a shared trigram


@lru_cache(maxsize=1 << 14)
def _counted(word: str) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
    """Returns the buckets that a word falls into and what it adds to each; kept, as words recur."""
    padded = f"<{word}>"
    trigrams = (padded[start : start + 3] for start in range(len(padded) - 2))
    weighted = ((word, _WORD_WEIGHT), *((trigram, 1.0) for trigram in trigrams))
    hashed = [(zlib.crc32(token.encode()), weight) for token, weight in weighted]
    buckets = np.array([number % HashedNgrams.dimensions for number, _ in hashed], dtype=np.intp)
    signed = [weight if number & 0x8000_0000 else -weight for number, weight in hashed]
    return buckets, np.array(signed, dtype=np.float32)
