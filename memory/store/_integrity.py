"""What a check reads: everything as it is stored, beside what it should follow from.

Nothing is taken for what it should be: a flipped bit can make a number of a text. Rows come as
the database has them, and text that is no UTF-8 comes with what can't be read escaped.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Literal, NamedTuple

import numpy as np
from pydantic import ValidationError
from sqlalchemy import ColumnElement, Connection, Row, Table, func, select, union_all

from envs import EpisodeKey, StoreError
from memory.documents import unpacked
from memory.rows import IndexRow
from memory.schema import (
    archived,
    documents,
    episodes,
    experiences,
    log,
    recalls,
    rounds,
    runs,
    summaries,
    vectors,
)
from memory.seals import SEAL, seal_of
from memory.store._base import Base
from memory.store._meta import tables_are_whole
from memory.store._summaries import SUMMARISED, row_from
from memory.summary import SummaryLine

LineKey = tuple[Any, ...]
"""Scope, arm, round, kind, object and situation of a summary line."""

SealedPart = Literal["run", "episode", "archive", "vector", "round", "log", "recall"]

SEALED: tuple[tuple[SealedPart, Table], ...] = (
    ("run", runs),
    ("episode", episodes),
    ("archive", archived),
    ("vector", vectors),
    ("round", rounds),
    ("log", log),
    ("recall", recalls),
)
"""The tables whose rows carry seals, by what a row of each is called."""

_CHUNK = 256


class StoredDocument(NamedTuple):
    """All that is stored about one experience, as it is.

    Attributes:
        seq: The store's own number of it.
        columns: Its index row; `None` if there is none for the document.
        episode: The columns of the episode and try that it is filed under; `None` if there is
            no such row.
        body: The document's bytes; `None` if it isn't there.
        checksum: Their checksum; `None` if it isn't there.
        vector: The embedding's bytes; `None` if it isn't there.
    """

    seq: int
    columns: Mapping[str, Any] | None
    episode: Mapping[str, Any] | None
    body: Any
    checksum: Any
    vector: Any


class Integrity(Base):
    """The part of a store that shows what is stored, for checks."""

    def engine_problems(self) -> list[str]:
        """Returns what the database's own check finds; empty for nothing, or where it has none."""
        with self._as_stored() as connection:
            if connection.dialect.name != "sqlite":
                return []
            found = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
            strays = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
            whole = tables_are_whole(connection)
        said = [str(line) for line in found if line != "ok"]
        if not whole:
            said.append("Its tables aren't those that it was made with.")
        return said + [f"A row of {stray[0]} belongs to no row of {stray[2]}." for stray in strays]

    def stored_documents(self) -> Iterator[StoredDocument]:
        """Yields what is stored about each experience, by its number."""
        yield from self._each(experiences.c.seq, _OF_ROWS)
        yield from self._each(documents.c.experience, _OF_STRAY_DOCUMENTS)

    def stored_summaries(self) -> dict[LineKey, SummaryLine | None]:
        """Returns the summary lines as they are stored, `None` for what can't be read."""
        lines: dict[LineKey, SummaryLine | None] = {}
        with self._as_stored() as connection:
            for *key, body in connection.execute(select(summaries)):
                try:
                    lines[tuple(key)] = SummaryLine.model_validate_json(body)
                except ValidationError:
                    lines[tuple(key)] = None
        return lines

    def rebuilt_summaries(self) -> dict[LineKey, SummaryLine]:
        """Returns the summary lines that the index rows give."""
        with self._as_stored() as connection:
            return rebuilt_lines(connection)

    def broken_seals(self) -> Iterator[tuple[SealedPart, str]]:
        """Yields (part, which) of the rows whose seal doesn't fit what they hold."""
        for part, table in SEALED:
            with self._as_stored() as connection:
                for found in connection.execute(select(table)).mappings():
                    row = dict(found)
                    if row[SEAL] != seal_of(table, row):
                        yield part, _named(table, row)

    def damaged_records(self) -> Iterator[tuple[Literal["log", "recall"], str, str]]:
        """Yields (part, which, what is wrong) of log entries and recalls that can't be read."""
        tables: tuple[tuple[Literal["log", "recall"], Table], ...]
        tables = (("log", log), ("recall", recalls))
        for part, table in tables:
            with self._as_stored() as connection:
                for row in connection.execute(select(table)).mappings():
                    name = _named(table, row)
                    try:
                        unpacked(row["body"], row["checksum"], f"{part.capitalize()} {name}")
                    except (StoreError, TypeError) as error:
                        yield part, name, str(error)

    def miscounted(self) -> Iterator[tuple[Literal["round", "episode"], str, str]]:
        """Yields (part, which, what is wrong) where rows and their number don't agree."""
        key = ("scope", "arm", "round")
        entries = select(*(log.c[name] for name in key), func.count()).group_by(
            *(log.c[name] for name in key)
        )
        lived = union_all(select(experiences.c.episode), select(archived.c.episode)).subquery()
        attempts = select(lived.c.episode, func.count()).group_by(lived.c.episode)
        with self._as_stored() as connection:
            counts = {tuple(row[:3]): row[3] for row in connection.execute(entries)}
            for mark in connection.execute(select(rounds)).mappings():
                found = counts.pop(tuple(mark[name] for name in key), 0)
                if found != mark["entries"]:
                    said = f"Expected {mark['entries']} log entries, found {found}."
                    yield "round", _named(rounds, mark), said
            for place in counts:
                name = "/".join(map(str, place))
                yield "round", name, "Expected a completion mark for its log, found none."
            by_episode = dict(tuple(row) for row in connection.execute(attempts))
            for episode in connection.execute(select(episodes)).mappings():
                found = by_episode.get(episode["id"], 0)
                if episode["status"] != "running" and found != episode["attempts"]:
                    said = f"Expected {episode['attempts']} experiences, found {found}."
                    yield "episode", _named(episodes, episode), said

    @contextmanager
    def _as_stored(self) -> Iterator[Connection]:
        """Opens a transaction in which text that is no UTF-8 can be read too."""
        with self._database.reading() as connection, escaping(connection):
            yield connection

    def _each(self, number: ColumnElement[int], query: Any) -> Iterator[StoredDocument]:
        last = -(2**63)
        while True:
            some = query.where(number > last).order_by(number).limit(_CHUNK)
            with self._as_stored() as connection:
                rows = connection.execute(some).mappings().all()
            for row in rows:
                last = row["number"]
                yield _stored(row)
            if not rows:
                return


def alike(found: object, wanted: bytes) -> bool:
    """Returns whether an embedding is as it should be, but for what processors differ in."""
    if not isinstance(found, bytes) or len(found) != len(wanted):
        return False
    here, there = (np.frombuffer(data, "<f2").astype(np.float32) for data in (found, wanted))
    return bool(np.allclose(here, there, atol=1e-3))


def rebuilt_lines(connection: Connection) -> dict[LineKey, SummaryLine]:
    """Returns the summary lines that the index rows give, as a transaction sees them."""
    columns: list[ColumnElement[Any]] = [*experiences.c, episodes.c.arm, episodes.c.round]
    joined = experiences.join(episodes, experiences.c.episode == episodes.c.id)
    groups: dict[LineKey, list[IndexRow]] = {}
    for stored in connection.execute(select(*columns).select_from(joined).where(SUMMARISED)):
        if (row := _readable(stored)) is not None:
            key = (row.scope, stored.arm, stored.round, row.kind, row.object, row.situation)
            groups.setdefault(key, []).append(row)
    return {key: SummaryLine.of(*rows) for key, rows in groups.items()}


def _readable(stored: Row[Any]) -> IndexRow | None:
    """Returns the index row, `None` if it is so damaged that nothing can stand on it."""
    try:
        row = row_from(stored)
        SummaryLine.of(row)
    except (AttributeError, TypeError, ValueError):
        return None
    return row


@contextmanager
def escaping(connection: Connection) -> Iterator[None]:
    """Lets text that is no UTF-8 be read, with what can't be read escaped."""
    if connection.dialect.name != "sqlite":
        yield
        return
    driver: Any = connection.connection.dbapi_connection
    usual, driver.text_factory = driver.text_factory, _escaped
    try:
        yield
    finally:
        driver.text_factory = usual


def _escaped(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def _named(table: Table, row: Mapping[Any, Any]) -> str:
    if table is episodes:
        return "/".join(str(row[name]) for name in (*EpisodeKey.model_fields, "attempt_try"))
    return "/".join(str(row[column.name]) for column in table.primary_key)


_EPISODE = tuple(episodes.c[name] for name in (*EpisodeKey.model_fields, "attempt_try"))
_OF_ROWS = select(
    experiences.c.seq.label("number"),
    *(column.label(f"row_{column.name}") for column in experiences.c),
    episodes.c.id.label("episode_id"),
    *(column.label(f"episode_{column.name}") for column in _EPISODE),
    documents.c.body,
    documents.c.checksum,
    vectors.c.body.label("vector"),
).select_from(
    experiences.outerjoin(episodes, experiences.c.episode == episodes.c.id)
    .outerjoin(documents, documents.c.experience == experiences.c.seq)
    .outerjoin(vectors, vectors.c.experience == experiences.c.seq)
)
_OF_STRAY_DOCUMENTS = (
    select(
        documents.c.experience.label("number"),
        documents.c.body,
        documents.c.checksum,
        vectors.c.body.label("vector"),
    )
    .select_from(
        documents.outerjoin(experiences, documents.c.experience == experiences.c.seq).outerjoin(
            vectors, vectors.c.experience == documents.c.experience
        )
    )
    .where(experiences.c.seq.is_(None))
)


def _stored(row: Mapping[Any, Any]) -> StoredDocument:
    columns = episode = None
    if "row_seq" in row:
        columns = {column.name: row[f"row_{column.name}"] for column in experiences.c}
        if row["episode_id"] is not None:
            episode = {column.name: row[f"episode_{column.name}"] for column in _EPISODE}
    return StoredDocument(
        row["number"], columns, episode, row["body"], row["checksum"], row["vector"]
    )
