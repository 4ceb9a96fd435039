"""What a store says of itself, sealed: its format, its embedder, its tables as they were made."""

from __future__ import annotations

from hashlib import blake2b
from typing import Any

from sqlalchemy import Connection, select

from memory.schema import meta

_SEAL, _TABLES = "seal", "tables"


def seal_meta(connection: Connection) -> None:
    """Seals what `meta` says, and the tables as they are; called whenever either is changed."""
    connection.execute(meta.delete().where(meta.c.name.in_((_SEAL, _TABLES))))
    tables = tables_digest(connection)
    connection.execute(meta.insert().values(name=_TABLES, value=tables))
    connection.execute(meta.insert().values(name=_SEAL, value=_seal_of(connection)))


def meta_is_whole(connection: Connection) -> bool:
    """Returns whether `meta` says what was sealed."""
    return bool(_said(connection, _SEAL) == _seal_of(connection))


def tables_are_whole(connection: Connection) -> bool:
    """Returns whether the tables and indices are those that were sealed."""
    return bool(_said(connection, _TABLES) == tables_digest(connection))


def tables_digest(connection: Connection) -> str:
    """Returns a digest of how the tables and indices were made; "" where a server keeps them."""
    if connection.dialect.name != "sqlite":
        return ""
    # Statistics come and go by themselves.
    made = connection.exec_driver_sql(
        "SELECT type, name, tbl_name, sql FROM sqlite_master "
        "WHERE name NOT LIKE 'sqlite_stat%' OR typeof(name) != 'text'"
    )
    return _digest(sorted(repr(tuple(row)) for row in made))


def _said(connection: Connection, name: str) -> Any:
    return connection.scalar(select(meta.c.value).where(meta.c.name == name))


def _seal_of(connection: Connection) -> str:
    rows = connection.execute(select(meta.c.name, meta.c.value)).all()
    return _digest(sorted(repr(tuple(row)) for row in rows if row[0] != _SEAL))


def _digest(lines: list[str]) -> str:
    return blake2b("\n".join(lines).encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()
