"""`static`: the mean of a text's token vectors, as the package `wordllama` ships them.

The vectors were cut out of language models and trained further (WordLlama, l2_supercat, 256
dimensions, MIT licence). A text costs a tenth of a millisecond, and what only means the same is
found half of the time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from envs import InputError
from memory._weights import of_length_one, package_folder, tokenizer_in, weights_in
from memory.embedding import Embedder, Vectors


class WordVectors:
    """Averages the vectors of tokens."""

    name = "wordllama-l2-supercat-256/1"
    dimensions = 256

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Returns a row for each text.

        Raises:
            InputError: If the packages with the vectors aren't installed.
        """
        tokenizer, vectors = _read()
        rows = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for number, text in enumerate(texts):
            tokens = tokenizer.encode(text, add_special_tokens=False).ids
            if tokens:
                known = np.minimum(tokens, len(vectors) - 1)
                rows[number] = of_length_one(vectors[known].mean(axis=0))
        return rows


@lru_cache(maxsize=1)
def _read() -> tuple[Any, NDArray[np.float32]]:
    folder = package_folder("wordllama", "wordllama tokenizers")
    tokenizer = tokenizer_in(folder / "tokenizers" / "l2_supercat_tokenizer_config.json")
    (vectors,) = weights_in(folder / "weights" / "l2_supercat_256.safetensors").values()
    return tokenizer, vectors


def word_vectors(model: str, options: Mapping[str, str]) -> Embedder:
    """Returns the embedder: what the entry point names.

    Raises:
        InputError: If a model or an option is given.
    """
    if model or options:
        raise InputError("The embedder 'static' takes no model and no options.")
    return WordVectors()
