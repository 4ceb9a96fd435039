"""Bringing a store that an older version wrote up to date."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection

from envs import StoreError
from memory.schema import HEAD
from memory.store._database import Database
from memory.store._meta import seal_meta


class Migrated(NamedTuple):
    """What became of a store.

    Attributes:
        name: Its path or URL, without a password.
        before: The schema that it had.
        after: The schema that it has.
        copy: The file that is as it was; `None` where nothing was changed, or on a server.
    """

    name: str
    before: str
    after: str
    copy: Path | None


def migrate(path_or_url: str) -> Migrated:
    """Brings a store to the schema of this version, in one transaction, after copying it.

    Args:
        path_or_url: The store. A file is copied to one beside it, named after its old schema; a
            store on a server is copied by who keeps the server.

    Raises:
        StoreError: If there is no such store, a newer version wrote it, or the copy's name is
            taken; nothing is changed then.
    """
    database = Database.open(path_or_url, create=False, older=True)
    try:
        before = database.schema
        if before == HEAD:
            return Migrated(database.name, before, before, None)
        # Alembic takes a quarter of a second to import and is needed by few commands.
        from memory.migrations import upgrade  # noqa: PLC0415

        with database.writing() as connection:
            copy = _copied(connection, f"{database.name}.schema-{before}")
            upgrade(connection)
            seal_meta(connection)
        return Migrated(database.name, before, HEAD, copy)
    finally:
        database.close()


def _copied(connection: Connection, name: str) -> Path | None:
    """Copies what was committed before this transaction; nobody else writes meanwhile."""
    if connection.dialect.name != "sqlite":
        return None
    copy = Path(name)
    if copy.exists():
        raise StoreError(f"Expected to copy the store to {copy}, found a file there: move it away.")
    file = connection.exec_driver_sql("PRAGMA database_list").all()[0][2]
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    return copy
