"""Documents: whole tuples as compressed canonical JSON, each with a checksum.

Canonical is: UTF-8, no spaces, keys sorted by code point, numbers as JSON writes them. The
checksum is a 16-byte BLAKE2b over the bytes as they are stored, so that any flipped bit shows.
It guards the bytes; what an experience *is* follows from its id and content, not from it.
"""

from __future__ import annotations

from hashlib import blake2b
from operator import attrgetter
from threading import local
from typing import Any

import orjson
import zstandard
from pydantic import BaseModel, ValidationError

from envs import StoreError
from memory.experience import Experience

CHECKSUM_BYTES = 16

_FIELDS = attrgetter("__dict__")
_LEVEL = 1  # 3 takes half as long again and saves one byte in a hundred
_MOST_BYTES = 64 * 2**20


def canonical(data: Any) -> bytes:
    """Returns plain data (dicts with text keys, lists, text, numbers) as canonical JSON."""
    return orjson.dumps(data, option=orjson.OPT_SORT_KEYS)


def checksum(body: bytes) -> bytes:
    """Returns the checksum of stored bytes."""
    return blake2b(body, digest_size=CHECKSUM_BYTES).digest()


def written(model: BaseModel) -> bytes:
    """Returns a model as canonical JSON.

    The same as `canonical` makes of what pydantic dumps, in a fifth of the time: a stored model
    is its fields and nothing else, and the writer walks them itself.
    """
    return orjson.dumps(model, default=_FIELDS, option=orjson.OPT_SORT_KEYS)


def packed(model: BaseModel) -> tuple[bytes, bytes]:
    """Returns (body, checksum) of a model."""
    return sealed(written(model))


def sealed(document: bytes) -> tuple[bytes, bytes]:
    """Returns (body, checksum) of canonical JSON."""
    body = _tools.compressor.compress(document)
    return body, checksum(body)


def unpacked(body: bytes, check: bytes, what: str) -> bytes:
    """Returns the canonical JSON that was packed.

    Args:
        body: The stored bytes.
        check: Their stored checksum.
        what: What it is, for the error.

    Raises:
        StoreError: If bytes and checksum don't agree.
    """
    if checksum(body) != check:
        raise StoreError(f"{what} is damaged: its checksum doesn't fit. Run steve store check.")
    try:
        return _tools.decompressor.decompress(body, max_output_size=_MOST_BYTES)
    except zstandard.ZstdError as error:
        raise StoreError(f"{what} can't be decompressed: {error}.") from error


class _Tools(local):
    """What packs and unpacks: to make it takes longer than to use it, and no two threads may."""

    def __init__(self) -> None:
        self.compressor = zstandard.ZstdCompressor(level=_LEVEL)
        self.decompressor = zstandard.ZstdDecompressor()


_tools = _Tools()


def decoded(body: bytes, check: bytes, what: str) -> Experience:
    """Returns the experience that was packed.

    Raises:
        StoreError: If it is damaged, or not what this version calls an experience.
    """
    try:
        return Experience.model_validate_json(unpacked(body, check, what))
    except ValidationError as error:
        raise StoreError(f"{what} doesn't read as an experience: {error.errors()[0]}.") from error
