"""`openai:MODEL`: any server that speaks OpenAI's embeddings, there or on one's own machine.

    openai:text-embedding-3-small                                 key in OPENAI_API_KEY
    openai:nomic-embed-text  base_url=http://127.0.0.1:11434/v1   a local server needs no key

Every line that is remembered and every question that is asked goes to that server. The key
stands in no message and no record. The same text may come back with other last digits.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np
import openai as client_library

from envs import InputError, ModelFault
from memory._weights import of_length_one
from memory.embedding import Embedder, Vectors

KEY_VARIABLE = "OPENAI_API_KEY"

_OPTIONS = ("base_url", "dimensions")
_AT_ONCE = 256  # texts a request
_MOST_RETRIES = 4


class OpenAIEmbedder:
    """A model behind OpenAI's embeddings."""

    def __init__(
        self, model: str, *, base_url: str | None = None, dimensions: int | None = None
    ) -> None:
        """Notes what to ask; neither server nor key are needed before something is embedded.

        Args:
            model: The model's name on that server.
            base_url: Where the server is, with its `/v1`; `None` for OpenAI's own.
            dimensions: How many to ask for; `None` for as many as the model has.
        """
        self.name = f"openai:{model}" + (f"/{dimensions}" if dimensions else "")
        self._model, self._base_url, self._wanted = model, base_url, dimensions

    @cached_property
    def dimensions(self) -> int:
        """The length of a vector; a model that wasn't told is asked once."""
        return self._wanted or self.embed(["how long is a vector?"]).shape[1]

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Returns a row for each text.

        Raises:
            InputError: If OpenAI's own server is asked without a key.
            ModelFault: If the server can't be reached, refuses, or answers something else.
        """
        rows: list[Sequence[float]] = []
        # Servers refuse empty texts.
        asked = [text or " " for text in texts]
        for start in range(0, len(asked), _AT_ONCE):
            rows += self._asked(asked[start : start + _AT_ONCE])
        if not rows:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        return np.array([of_length_one(np.array(row, dtype=np.float32)) for row in rows])

    @cached_property
    def _client(self) -> client_library.OpenAI:
        key = os.environ.get(KEY_VARIABLE, "")
        if self._base_url is None and not key:
            raise InputError(f"Embedder {self.name}: expected a key in {KEY_VARIABLE}, found none.")
        return client_library.OpenAI(
            api_key=key or "none", base_url=self._base_url, max_retries=_MOST_RETRIES
        )

    def _asked(self, texts: list[str]) -> list[Sequence[float]]:
        try:
            answer = self._client.embeddings.create(
                model=self._model,
                input=texts,
                encoding_format="float",
                dimensions=self._wanted or client_library.omit,
            )
        except client_library.OpenAIError as error:
            raise ModelFault(f"Embedder {self.name} failed: {error}.") from error
        found = sorted(answer.data, key=lambda row: row.index)
        if len(found) != len(texts):
            raise ModelFault(f"Embedder {self.name} answered {len(found)} of {len(texts)} texts.")
        return [row.embedding for row in found]


def openai(model: str, options: Mapping[str, str]) -> Embedder:
    """Returns the embedder: what the entry point names.

    Raises:
        InputError: If there is no model, or an option isn't known.
    """
    if not model:
        raise InputError("Expected a model, such as openai:text-embedding-3-small.")
    if strange := sorted(options.keys() - set(_OPTIONS)):
        raise InputError(f"Embedder openai: expected options {_OPTIONS}, found {strange}.")
    wanted = options.get("dimensions")
    if wanted is not None and not (wanted.isdecimal() and int(wanted) > 0):
        raise InputError(f"Option dimensions: expected a whole number, found {wanted!r}.")
    dimensions = None if wanted is None else int(wanted)
    return OpenAIEmbedder(model, base_url=options.get("base_url"), dimensions=dimensions)
