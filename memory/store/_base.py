"""What all parts of a store share: the database, the embedder, opening and closing."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from sqlalchemy import select

from envs import StoreError
from memory.embedding import Embedder, HashedNgrams
from memory.schema import meta
from memory.store._database import Database


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
        self.embedder = HashedNgrams()
        self._remember_embedder()

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

    def _remember_embedder(self) -> None:
        wanted = select(meta.c.value).where(meta.c.name == "embedder")
        with self._database.reading() as connection:
            found = connection.scalar(wanted)
        if found is None:
            with self._database.writing() as connection:
                found = connection.scalar(wanted)
                if found is None:
                    found = self.embedder.name
                    connection.execute(meta.insert().values(name="embedder", value=found))
        if found != self.embedder.name:
            raise StoreError(
                f"{self.name} was embedded with {found}, this version has {self.embedder.name}: "
                "install the version that wrote it."
            )
