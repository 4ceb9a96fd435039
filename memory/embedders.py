"""Embedders by name, ours and those of the entry points in the group `steve.embedders`.

    static                          the default: word vectors of the package wordllama
    hashed                          the same words and spellings, without weights
    minilm                          a sentence encoder, slower and better
    openai:text-embedding-3-small   any server of that protocol

A name is a provider and, after a colon, what the provider calls a model.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from types import MappingProxyType
from typing import Protocol

from envs import ContractError, SteveError, UnknownNameError
from memory.embedding import Embedder

GROUP = "steve.embedders"

USUAL = "static"
"""The embedder of a store that is made without naming one."""

FIRST = "hashed"
"""The embedder of stores that were made when there was no other, and don't say so."""

_OURS = {
    "hashed": "memory.embedding:hashed",
    "minilm": "memory.minilm:minilm",
    "openai": "memory.openai_embedder:openai",
    "static": "memory.word_vectors:word_vectors",
}


class EmbedderFactory(Protocol):
    """Is what an entry point in the group `steve.embedders` names."""

    def __call__(self, model: str, options: Mapping[str, str]) -> Embedder:
        """Returns the embedder.

        Args:
            model: What stands after the colon; "" for nothing.
            options: The embedder's own options as text.

        Raises:
            InputError: If it can't be made so.
        """
        ...


@cache
def embedders() -> Mapping[str, EntryPoint]:
    """Returns the providers that are there, by name, as this process found them first."""
    ours = [EntryPoint(name, value, GROUP) for name, value in _OURS.items()]
    found = sorted([*entry_points(group=GROUP), *ours], key=lambda e: e.name)
    return MappingProxyType({e.name: e for e in found})


def make_embedder(name: str, options: Mapping[str, str] | None = None) -> Embedder:
    """Returns the embedder called `name`.

    Args:
        name: `provider` or `provider:model`.
        options: The embedder's own options as text.

    Raises:
        UnknownNameError: If no provider has that name.
        InputError: If it can't be made so.
        ContractError: If the provider's entry point can't be loaded.
    """
    provider, _, model = name.partition(":")
    found = embedders()
    if provider not in found:
        raise UnknownNameError("embedder", provider, found)
    try:
        factory: EmbedderFactory = found[provider].load()
    except SteveError:
        raise
    except Exception as error:
        raise ContractError(
            f"Embedder {provider!r}: expected to load {found[provider].value}, found {error!r}."
        ) from error
    return factory(model, dict(options or {}))
