"""What a check reads: everything as it is stored, beside what it should follow from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, NamedTuple

from pydantic import ValidationError
from sqlalchemy import ColumnElement, select

from envs import EpisodeKey, StoreError
from memory.documents import unpacked
from memory.rows import IndexRow
from memory.schema import documents, episodes, experiences, log, recalls, summaries, vectors
from memory.store._base import Base
from memory.store._episodes import episode_key
from memory.store._summaries import SUMMARISED, row_from
from memory.summary import SummaryKey, SummaryLine

LineKey = tuple[str, str, int, str, str, int]
"""Scope, arm, round, kind, object and situation of a summary line."""

_CHUNK = 256


class StoredDocument(NamedTuple):
    """All that is stored about one experience, unread.

    Attributes:
        row: Its index row.
        key: The episode that it is filed under.
        attempt_try: The try that it is filed under.
        body: The document's bytes; `None` if it isn't there.
        checksum: Their checksum; `None` if it isn't there.
        vector: The embedding's bytes; `None` if it isn't there.
    """

    row: IndexRow
    key: EpisodeKey
    attempt_try: int
    body: bytes | None
    checksum: bytes | None
    vector: bytes | None


class Integrity(Base):
    """The part of a store that shows what is stored, for checks."""

    def engine_problems(self) -> list[str]:
        """Returns what the database's own check finds; empty for nothing, or where it has none."""
        with self._database.reading() as connection:
            if connection.dialect.name != "sqlite":
                return []
            found = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
            strays = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        said = [line for line in found if line != "ok"]
        return said + [f"A row of {stray[0]} belongs to no row of {stray[2]}." for stray in strays]

    def stored_documents(self) -> Iterator[StoredDocument]:
        """Yields what is stored about each experience, in the order in which they came."""
        last = -1
        while True:
            found = self._stored_after(last)
            for seq, stored in found:
                last = seq
                yield stored
            if not found:
                return

    def stored_summaries(self) -> dict[LineKey, SummaryLine | None]:
        """Returns the summary lines as they are stored, `None` for what can't be read."""
        lines: dict[LineKey, SummaryLine | None] = {}
        with self._database.reading() as connection:
            for row in connection.execute(select(summaries)):
                key = (row.scope, row.arm, row.round, row.kind, row.object, row.situation)
                try:
                    lines[key] = SummaryLine.model_validate_json(row.body)
                except ValidationError:
                    lines[key] = None
        return lines

    def rebuilt_summaries(self) -> dict[LineKey, SummaryLine]:
        """Returns the summary lines that the index rows give."""
        columns: list[ColumnElement[Any]] = [*experiences.c, episodes.c.arm, episodes.c.round]
        query = (
            select(*columns)
            .select_from(experiences.join(episodes, experiences.c.episode == episodes.c.id))
            .where(SUMMARISED)
        )
        lines: dict[LineKey, SummaryLine] = {}
        with self._database.reading() as connection:
            for stored in connection.execute(query):
                row = row_from(stored)
                line = SummaryKey.of(row)
                place = (row.scope, stored.arm, stored.round)
                key = (*place, line.kind, line.object, line.situation)
                lines[key] = lines.get(key, SummaryLine()).plus(SummaryLine.of(row))
        return lines

    def damaged_records(self) -> list[tuple[Literal["log", "recall"], str, str]]:
        """Returns (part, id, what is wrong) of log entries and recalls that can't be read."""
        found: list[tuple[Literal["log", "recall"], str, bytes, bytes]] = []
        with self._database.reading() as connection:
            for row in connection.execute(select(log)):
                name = f"{row.scope}/{row.arm}/{row.round}/{row.position}"
                found.append(("log", name, row.body, row.checksum))
            for row in connection.execute(select(recalls)):
                found.append(("recall", row.id, row.body, row.checksum))
        damaged = []
        for part, name, body, check in found:
            try:
                unpacked(body, check, f"{part.capitalize()} {name}")
            except StoreError as error:
                damaged.append((part, name, str(error)))
        return damaged

    def _stored_after(self, last: int) -> list[tuple[int, StoredDocument]]:
        joined = (
            experiences.join(episodes, experiences.c.episode == episodes.c.id)
            .outerjoin(documents, documents.c.experience == experiences.c.seq)
            .outerjoin(vectors, vectors.c.experience == experiences.c.seq)
        )
        columns: list[ColumnElement[Any]] = [
            *experiences.c,
            *(episodes.c[name] for name in (*EpisodeKey.model_fields, "attempt_try")),
            documents.c.body,
            documents.c.checksum,
            vectors.c.body.label("vector"),
        ]
        query = (
            select(*columns)
            .select_from(joined)
            .where(experiences.c.seq > last)
            .order_by(experiences.c.seq)
            .limit(_CHUNK)
        )
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        return [
            (
                row.seq,
                StoredDocument(
                    row_from(row),
                    episode_key(row),
                    row.attempt_try,
                    row.body,
                    row.checksum,
                    row.vector,
                ),
            )
            for row in rows
        ]
