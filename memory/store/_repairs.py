"""What can be derived anew from the documents, put right in one transaction."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, and_, select

from envs import StoreError
from memory.documents import decoded
from memory.experience import Experience
from memory.rows import index_row
from memory.schema import episodes, experiences, summaries, vectors
from memory.seals import SEAL, seal_of, sealed
from memory.store._experiences import VECTOR_TYPE
from memory.store._integrity import (
    Integrity,
    LineKey,
    StoredDocument,
    alike,
    escaping,
    rebuilt_lines,
)
from memory.store._summaries import columns_of
from memory.summary import SummaryLine


class Repairs(Integrity):
    """The part of a store that derives anew what follows from its documents."""

    def derive_anew(self) -> list[str]:
        """Puts right what doesn't follow from the documents: rows, vectors, summaries, indices.

        All in one transaction; documents themselves, and what nothing vouches for, are left as
        they are.

        Returns:
            A sentence for each thing that was put right, in the store's order.

        Raises:
            StoreError: If the database is too damaged to be written; nothing is changed then.
        """
        done: list[str] = []
        with self._database.writing() as connection:
            if connection.dialect.name == "sqlite" and any(
                "index" in said for said in self.engine_problems()
            ):
                connection.exec_driver_sql("REINDEX")
                done.append("Built the database's own indices anew.")
            # Nobody else writes now, so that reading beside this transaction sees what it began
            # with.
            for stored in self.stored_documents():
                done += self._put_right(connection, stored)
            with escaping(connection):
                done += summarise(connection, self.stored_summaries())
        return done

    def _put_right(self, connection: Connection, stored: StoredDocument) -> Iterator[str]:
        try:
            if not isinstance(stored.body, bytes) or not isinstance(stored.checksum, bytes):
                return
            experience = decoded(stored.body, stored.checksum, "It")
        except StoreError:
            return
        row = index_row(experience)
        filed = _episode_of(connection, experience)
        if filed is None:
            return
        columns = {**columns_of(row), "seq": stored.seq, "episode": filed}
        if stored.columns is None:
            _insert(connection, columns)
            yield f"Derived the row of {row.id}, which was missing."
        elif wrong := [name for name in columns if _differ(stored.columns[name], columns[name])]:
            here = experiences.c.seq == stored.seq
            connection.execute(experiences.update().where(here).values(columns))
            yield f"Derived {', '.join(wrong)} of {row.id}."
        vector = self.embedder.embed([row.text])[0].astype(VECTOR_TYPE).tobytes()
        if _embed(connection, stored.seq, vector):
            yield f"Embedded {row.id}."


def _differ(here: Any, there: Any) -> bool:
    return bool(here != there) or type(here) is not type(there)


def _episode_of(connection: Connection, experience: Experience) -> int | None:
    key: dict[str, Any] = {
        **experience.episode.model_dump(),
        "attempt_try": experience.attempt_try,
    }
    here = and_(*(episodes.c[name] == value for name, value in key.items()))
    return connection.scalar(select(episodes.c.id).where(here))


def _insert(connection: Connection, columns: dict[str, Any]) -> None:
    # Its row may be there under a number that has no document: then that one is it.
    connection.execute(experiences.delete().where(experiences.c.id == columns["id"]))
    connection.execute(experiences.insert().values(columns))


def _embed(connection: Connection, seq: int, wanted: bytes) -> bool:
    """Writes a vector where it is missing, damaged or another; returns whether it did."""
    here = vectors.c.experience == seq
    values = sealed(vectors, {"experience": seq, "body": wanted})
    found = connection.execute(select(vectors).where(here)).mappings().first()
    if found is None:
        connection.execute(vectors.insert().values(values))
        return True
    if found[SEAL] == seal_of(vectors, dict(found)) and alike(found["body"], wanted):
        return False
    connection.execute(vectors.update().where(here).values(values))
    return True


def summarise(connection: Connection, stored: dict[LineKey, SummaryLine | None]) -> Iterator[str]:
    """Writes all lines anew if any isn't that of its episodes."""
    rebuilt = rebuilt_lines(connection)
    if stored == rebuilt:
        return
    # All of them: a key that isn't even text can't be asked for.
    connection.execute(summaries.delete())
    names = [column.name for column in summaries.primary_key]
    lines = [
        {**dict(zip(names, key, strict=True)), "body": line.model_dump_json()}
        for key, line in rebuilt.items()
    ]
    if lines:
        connection.execute(summaries.insert(), lines)
    for key in sorted(stored.keys() | rebuilt.keys(), key=repr):
        if stored.get(key) != rebuilt.get(key):
            yield f"Summed up {'/'.join(map(str, key))}."
