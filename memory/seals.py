"""Seals: a checksum in each row that nothing else vouches for.

A document has a checksum of its own, and what is derived from documents is checked by deriving
it again. Runs, episodes, rounds, log entries, recalls and vectors each carry a seal: a CRC-32 of
their other columns in order. It finds every single flipped bit and every burst of up to 32; it
guards against damage, not against malice.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from zlib import crc32

from sqlalchemy import ColumnElement, Connection, Table, select

SEAL = "seal"
"""The column's name."""


def sealed(table: Table, values: Mapping[str, Any]) -> dict[str, Any]:
    """Returns `values` with the seal of the row that they make; a column left out is `None`."""
    return {**values, SEAL: seal_of(table, values)}


def seal_of(table: Table, row: Mapping[str, Any]) -> int:
    """Returns the seal that a row of `table` should have."""
    total = 0
    for name in _sealed_columns(table):
        total = crc32(_bytes_of(row.get(name)), total)
    return total


def resealed(
    connection: Connection, table: Table, which: ColumnElement[bool], **changes: Any
) -> None:
    """Changes the one row that `which` picks, and seals it anew."""
    row = connection.execute(select(table).where(which)).mappings().one()
    changed = sealed(table, {**row, **changes})
    connection.execute(table.update().where(which).values({**changes, SEAL: changed[SEAL]}))


@lru_cache
def _sealed_columns(table: Table) -> list[str]:
    # A number that the database gave says nothing, and is given after the row is sealed.
    return [c.name for c in table.columns if c.name != SEAL and c is not table.autoincrement_column]


def _bytes_of(value: Any) -> bytes:
    """Returns a value as bytes that begin with its kind and length, so that none run together."""
    if isinstance(value, bytes):
        kind, plain = b"b", value
    elif isinstance(value, str):
        kind, plain = b"s", value.encode("utf-8", "surrogateescape")
    else:
        kind, plain = type(value).__name__[:1].encode(), repr(value).encode()
    return b"%s%d:%s" % (kind, len(plain), plain)
