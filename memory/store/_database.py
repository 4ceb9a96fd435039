"""The database under a store: how it is opened, locked and left, and what its errors mean.

Writers of several processes take turns: a writing transaction takes the write lock when it
begins, and waits up to `BUSY_SECONDS` for it. What was committed is on the disk
(`synchronous=FULL`), so that it survives kill -9 and a power cut. Readers never wait.

`sqlite:///steve.db?synchronous=normal` is faster: a commit doesn't wait for the disk. It
survives kill -9 too; a power cut may take the last commits with it, and leaves the store sound.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from threading import Lock, RLock
from typing import Any

from sqlalchemy import (
    Connection,
    Engine,
    PoolProxiedConnection,
    create_engine,
    event,
    inspect,
    select,
)
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from envs import StoreError
from memory.schema import HEAD, meta
from memory.store._meta import meta_is_whole, seal_meta

BUSY_SECONDS = 30
"""How long a writer waits for the others."""

FORMAT = "steve-store"
"""What `meta` says of every store of this project."""

_SQLITE_HEADER = b"SQLite format 3\0"
# Any constant does: writers of one PostgreSQL store take turns by it, as SQLite's do.
_ADVISORY_LOCK = 0x5354_4556


class Database:
    """An open database with the current schema.

    Attributes:
        name: The path or URL (without a password), for messages.
    """

    def __init__(self, engine: Engine, name: str) -> None:
        self.name = name
        self._reading = engine
        self._writing = engine.execution_options(steve_writes=True)
        # Kept from one transaction to the next: getting one costs more than inserting a row.
        self._writer: Connection | None = None
        self._turn = RLock()
        self._asker: PoolProxiedConnection | None = None
        self._asking = Lock()

    @classmethod
    def open(cls, path_or_url: str, *, create: bool, older: bool = False) -> Database:
        """Returns the open database, with the schema made where there was none.

        Args:
            path_or_url: A file's path, or an SQLAlchemy URL.
            create: Whether to make it where it isn't there.
            older: Whether one with an older schema may be opened too, to bring it up to date.

        Raises:
            StoreError: If it isn't there (and `create` is off), isn't a store, is a newer
                version's, or can't be read and written.
        """
        database = cls.unchecked(path_or_url, create=create)
        try:
            database._prepare(create, older)
        except BaseException:
            database.close()
            raise
        return database

    @classmethod
    def unchecked(cls, path_or_url: str, *, create: bool = False) -> Database:
        """Returns the open database, whatever is in it.

        Raises:
            StoreError: If it isn't there (and `create` is off) or isn't a database.
        """
        url, name = _url(path_or_url)
        if url.get_backend_name() == "sqlite":
            _check_file(Path(url.database or ""), create)
        url, synchronous = _durability(url)
        return cls(_engine(url, name, synchronous), name)

    def close(self) -> None:
        """Lets go of all connections; may be called twice."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None
        if self._asker is not None:
            self._asker.invalidate()
            self._asker = None
        self._reading.dispose()

    @property
    def driver(self) -> Any:
        """The database driver's module, with its errors as PEP 249 names them."""
        return self._reading.dialect.loaded_dbapi

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Opens a transaction that sees one state of the store and locks nobody out."""
        with self._translated(), self._reading.begin() as connection:
            yield connection

    @contextmanager
    def asking(self) -> Iterator[Any]:
        """Opens a cursor of the driver's own, for statements that each read by themselves.

        Its connection is kept: to get one and to begin and end a transaction takes four times as
        long as to find ten rows.
        """
        with self._asking, self._translated():
            if self._asker is None:
                self._asker = self._reading.raw_connection()
                if not self.is_file:
                    driver: Any = self._asker.dbapi_connection
                    driver.autocommit = True
            cursor = self._asker.cursor()
            try:
                yield cursor
            except BaseException:
                self._asker.invalidate()
                self._asker = None
                raise
            finally:
                cursor.close()

    @property
    def mark(self) -> str:
        """What stands for a value in the driver's own statements."""
        return "?" if self._reading.dialect.paramstyle == "qmark" else "%s"

    @contextmanager
    def despite_damage(self) -> Iterator[Connection]:
        """Opens a transaction whose reads may fail one by one, and which ends without a word."""
        with self._translated():
            connection = self._reading.connect()
            try:
                yield connection
            finally:
                # Not even its end can be counted on; and nobody else is to get this connection.
                connection.invalidate()
                connection.close()

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Opens a transaction that holds the write lock; what it did is durable at its end."""
        with self._turn, self._translated():
            if self._writer is None:
                self._writer = self._writing.connect()
            with self._writer.begin():
                yield self._writer

    @property
    def is_file(self) -> bool:
        """Whether it is a file, and not on a server."""
        return self._reading.dialect.name == "sqlite"

    @contextmanager
    def alone(self) -> Iterator[Any]:
        """Opens the driver's connection outside of any transaction, for upkeep."""
        with self._translated():
            raw = self._reading.raw_connection()
            try:
                driver: Any = raw.dbapi_connection
                if not self.is_file:
                    driver.autocommit = True
                yield driver
            finally:
                raw.invalidate()

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            raise StoreError(_sentence(self.name, str(error.orig))) from error
        except self.driver.Error as error:
            raise StoreError(_sentence(self.name, str(error))) from error

    @property
    def schema(self) -> str:
        """The revision of the schema that it has."""
        with self.reading() as connection:
            found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
        return str(found)

    def _prepare(self, create: bool, older: bool) -> None:
        with self.reading() as connection:
            tables = set(inspect(connection).get_table_names())
            if tables:
                self._check_format(connection, tables)
        if tables:
            self._check_schema(older)
            return
        if not create:
            raise StoreError(f"Expected a store at {self.name}, found an empty database.")
        self._begin_wal()
        with self.writing() as connection:
            # Another process may have been faster.
            if not inspect(connection).get_table_names():
                # Alembic takes a quarter of a second to import and is needed this once.
                from memory.migrations import upgrade  # noqa: PLC0415

                upgrade(connection)
                connection.execute(meta.insert().values(name="format", value=FORMAT))
                seal_meta(connection)

    def _check_format(self, connection: Connection, tables: set[str]) -> None:
        known = "meta" in tables and {c["name"] for c in inspect(connection).get_columns("meta")}
        found = known == {"name", "value"} and connection.scalar(
            select(meta.c.value).where(meta.c.name == "format")
        )
        if found != FORMAT:
            raise StoreError(
                f"{self.name} is a database of something else: expected a store of this project. "
                "Give another path with --store."
            )

    def _check_schema(self, older: bool) -> None:
        found = self.schema
        if found.isdigit() and found < HEAD:
            if not older:
                raise StoreError(
                    f"{self.name} has schema {found}, this version writes {HEAD}: bring it up to "
                    "date with `steve store migrate`, which keeps a copy."
                )
        elif found != HEAD:
            raise StoreError(
                f"{self.name} has schema {found}, this version knows {HEAD}: "
                "it was written by a newer version, install that one."
            )
        else:
            with self.reading() as connection:
                if not meta_is_whole(connection):
                    raise StoreError(
                        f"{self.name} is damaged where it says what it is: restore it from a copy, "
                        "or save what can be read with `steve store export FILE --salvage`."
                    )

    def _begin_wal(self) -> None:
        # SQLite keeps the mode in the file. Switching doesn't wait for others by itself.
        if self._reading.dialect.name != "sqlite":
            return
        deadline = time.monotonic() + BUSY_SECONDS
        with self._translated():
            while True:
                raw = self._reading.raw_connection()
                try:
                    raw.cursor().execute("PRAGMA journal_mode=WAL")
                    return
                except raw.dbapi_connection.OperationalError as error:  # type: ignore[union-attr]
                    if "locked" not in str(error) or time.monotonic() > deadline:
                        raise StoreError(_sentence(self.name, str(error))) from error
                    time.sleep(0.01)
                finally:
                    raw.close()


def _url(path_or_url: str) -> tuple[URL, str]:
    if "://" not in path_or_url:
        return URL.create("sqlite", database=path_or_url), path_or_url
    try:
        url = make_url(path_or_url)
        url.get_dialect()
    except (ArgumentError, NoSuchModuleError) as error:
        raise StoreError(
            f"Expected a store's path or a URL such as sqlite:///steve.db, found {path_or_url!r}."
        ) from error
    name = url.database if url.get_backend_name() == "sqlite" else url.render_as_string()
    return url, name or path_or_url


def _durability(url: URL) -> tuple[URL, str]:
    """Returns the URL as the driver takes it, and how SQLite waits for the disk."""
    if url.get_backend_name() != "sqlite":
        return url, ""
    asked = url.query.get("synchronous", "full")
    if asked not in {"full", "normal"}:
        raise StoreError(f"Expected synchronous=full or synchronous=normal, found {asked!r}.")
    return url.difference_update_query(["synchronous"]), asked


def _check_file(path: Path, create: bool) -> None:
    """Refuses what SQLite would misread, before SQLite touches it."""
    if str(path) in {".", "", ":memory:"}:
        raise StoreError("Expected a file for the store, found a database in memory.")
    if path.is_dir():
        raise StoreError(f"Expected a file for the store, found the folder {path}.")
    if not path.exists():
        if not create:
            raise StoreError(f"Expected a store at {path}, found nothing there.")
        if not path.parent.is_dir():
            raise StoreError(f"{path} can't be made: there is no folder {path.parent}.")
        return
    try:
        with path.open("rb") as file:
            header = file.read(len(_SQLITE_HEADER))
    except OSError as error:
        raise StoreError(f"{path} can't be read: {error.strerror}.") from error
    if header not in {b"", _SQLITE_HEADER}:
        raise StoreError(f"{path} is no store: expected an SQLite database.")


def _engine(url: URL, name: str, synchronous: str) -> Engine:
    try:
        engine = create_engine(url)
    except ImportError as error:
        raise StoreError(
            f"{name} needs the driver {error.name!r}: install steve-evolving[postgres]."
        ) from error
    if url.get_backend_name() == "sqlite":
        event.listen(engine, "connect", partial(_configure_sqlite, synchronous))
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "begin", _begin_other)
    return engine


def _configure_sqlite(synchronous: str, connection: Any, _record: object) -> None:
    # The driver's own idea of when a transaction begins is switched off: `_begin_sqlite` says.
    connection.isolation_level = None
    try:
        for setting in (
            f"busy_timeout={BUSY_SECONDS * 1000}",
            f"synchronous={synchronous}",
            "foreign_keys=ON",
        ):
            connection.execute(f"PRAGMA {setting}").close()
    except BaseException:
        # The pool doesn't have it yet, so nobody else would close it.
        connection.close()
        raise


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("steve_writes", False)
    driver: Any = connection.connection.dbapi_connection
    driver.execute("BEGIN IMMEDIATE" if writes else "BEGIN").close()


def _begin_other(connection: Connection) -> None:
    if connection.get_execution_options().get("steve_writes", False):
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_ADVISORY_LOCK})")


# What the drivers say, and what it means to the user.
_MEANINGS = (
    ("unable to open database file", "can't be opened: check that its folder can be written."),
    ("readonly database", "can't be written: check the permissions of the file and its folder."),
    ("disk is full", "can't be written: the disk is full. What was acknowledged is safe."),
    (
        "disk I/O error",
        "can't be read or written: the disk fails or is full, or a limit on the size of files is "
        "reached. What was acknowledged is safe.",
    ),
    ("database is locked", f"is locked by another process for over {BUSY_SECONDS} seconds."),
    ("not a database", "is no store: expected an SQLite database."),
    ("malformed", "is damaged: restore it from a copy, or look into it with steve store check."),
)


def _sentence(name: str, said: str) -> str:
    meaning = next((meaning for words, meaning in _MEANINGS if words in said), None)
    return f"{name} {meaning}" if meaning else f"{name} can't be used as a store: {said.strip()}."
