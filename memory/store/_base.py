"""What all parts of a store share: the database, the embedder, opening and closing."""

from __future__ import annotations

from collections.abc import Mapping
from types import TracebackType
from typing import Self

import orjson
from sqlalchemy import Connection, select

from envs import StoreError
from memory.embedders import FIRST, USUAL, make_embedder
from memory.embedding import Embedder
from memory.schema import meta
from memory.store._database import Database
from memory.store._meta import seal_meta


class Base:
    """An open store's database and embedder.

    Attributes:
        name: The path or URL (without a password) that it was opened with.
        location: The same with the password, for opening it again; never shown.
        embedder: What the texts of experiences are embedded with.
    """

    embedder: Embedder

    def __init__(self, database: Database) -> None:
        self._database = database
        self.name = self.location = database.name
        self.embedder = self._remembered_embedder()

    @classmethod
    def open(cls, path_or_url: str, *, create: bool = True) -> Self:
        """Returns the store at a path or an SQLAlchemy URL.

        Args:
            path_or_url: Such as `steve.db`, `sqlite:///steve.db` or
                `postgresql+psycopg://user@host/name`.
            create: Whether to make it where it isn't there.

        Raises:
            StoreError: If it isn't there (and `create` is off), isn't a store, was written by a
                newer version, or can't be read and written.
        """
        database = Database.open(path_or_url, create=create)
        try:
            store = cls(database)
            store.location = path_or_url
            return store
        except BaseException:
            database.close()
            raise

    def close(self) -> None:
        """Lets go of the database; what was acknowledged is on the disk already."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _remembered_embedder(self) -> Embedder:
        wanted = select(meta.c.name, meta.c.value).where(meta.c.name.in_(_EMBEDDER))
        with self._database.reading() as connection:
            found = {row.name: row.value for row in connection.execute(wanted)}
        if not found:
            with self._database.writing() as connection:
                # Another process may have been faster.
                found = {row.name: row.value for row in connection.execute(wanted)}
                if not found:
                    embedder = make_embedder(USUAL)
                    remember_embedder(connection, embedder, USUAL, {})
                    return embedder
        name, options = orjson.loads(found.get("embedder_from", f'["{FIRST}", {{}}]'))
        embedder = make_embedder(name, options)
        if found["embedder"] != embedder.name:
            raise StoreError(
                f"{self.name} was embedded with {found['embedder']}, this version has "
                f"{embedder.name}: install the version that wrote it."
            )
        return embedder


_EMBEDDER = ("embedder", "embedder_from")


def remember_embedder(
    connection: Connection, embedder: Embedder, name: str, options: Mapping[str, str]
) -> None:
    """Writes into a store that has none what it is embedded with, and how that is made."""
    made_from = orjson.dumps([name, dict(options)], option=orjson.OPT_SORT_KEYS).decode()
    said = {"embedder": embedder.name, "embedder_from": made_from}
    connection.execute(meta.insert(), [{"name": key, "value": said[key]} for key in _EMBEDDER])
    seal_meta(connection)
