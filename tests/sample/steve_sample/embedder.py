"""An embedder that counts letters: texts with the same letters are alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from envs import InputError
from memory.embedding import Embedder, Vectors


class Letters:
    """Counts the letters from a to z."""

    dimensions = 26

    def __init__(self, weight: float) -> None:
        """Notes how much the first letter counts beside the others."""
        self.name = f"letters/1/{weight}"  # changes whenever the vectors would
        self._weight = weight

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Returns a row of length 1 for each text, of length 0 for one without letters."""
        rows = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            letters = [ord(c) - ord("a") for c in text.lower() if "a" <= c <= "z"]
            np.add.at(row, letters, 1.0)
            if letters:
                row[letters[0]] += self._weight - 1.0
                np.divide(row, np.sqrt(row @ row), out=row)
        return rows


def letters(model: str, options: Mapping[str, str]) -> Embedder:
    """Returns the embedder: what the entry point names."""
    if model:
        raise InputError("The embedder 'letters' takes no model.")
    return Letters(float(options.get("first", "1")))
