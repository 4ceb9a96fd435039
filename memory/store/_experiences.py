"""Experiences in the store: added whole in one transaction, read in the order of learning."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from sqlalchemy import ColumnElement, Row, select
from sqlalchemy.exc import IntegrityError

from envs import Phase, StoreError
from memory.documents import decoded, packed, unpacked
from memory.embedding import Vectors
from memory.experience import Experience, experience_id
from memory.rows import IndexRow, index_row
from memory.schema import documents, episodes, experiences, vectors
from memory.store._base import Base
from memory.store._episodes import running_episode
from memory.store._summaries import columns_of, fold, row_from

VECTOR_TYPE = np.dtype("<f2")
"""Vectors are stored as little-endian half floats: what a bit of rounding costs is noise."""

_CHUNK = 256

_INSERT_ROW, _INSERT_DOCUMENT, _INSERT_VECTOR = (
    table.insert() for table in (experiences, documents, vectors)
)


class StoredRow(NamedTuple):
    """An index row with its place among the episodes.

    Attributes:
        seq: The store's own number of the experience; says nothing about order.
        run: The run's id.
        round: The round.
        task: The task's id.
        seed: The episode's seed.
        attempt_try: The episode's try.
        row: The index row.
    """

    seq: int
    run: str
    round: int
    task: str
    seed: int
    attempt_try: int
    row: IndexRow


class Experiences(Base):
    """The part of a store that keeps experiences."""

    def add(self, experience: Experience) -> None:
        """Remembers an experience: document, index row, vector and summary in one transaction.

        It is durable when this returns.

        Raises:
            StoreError: If its episode's try isn't running, or it is in the store already.
        """
        key, number = experience.episode, experience.attempt_try
        if experience.id != experience_id(key, number, experience.index):
            raise StoreError(f"Expected an id of episode, try and index, found {experience.id!r}.")
        row = index_row(experience)
        body, check = packed(experience)
        vector = self.embedded(row.text)
        with self._database.writing() as connection:
            columns = columns_of(row)
            columns["episode"] = running_episode(connection, key, number)
            try:
                inserted = connection.execute(_INSERT_ROW, columns)
            except IntegrityError as error:
                raise StoreError(f"Experience {row.id} is in the store already.") from error
            (seq,) = inserted.inserted_primary_key or (None,)
            document = {"experience": seq, "body": body, "checksum": check}
            connection.execute(_INSERT_DOCUMENT, document)
            connection.execute(_INSERT_VECTOR, {"experience": seq, "body": vector})
            if key.phase == "train":
                fold(connection, row, key.arm, key.round)

    def embedded(self, text: str) -> bytes:
        """Returns the embedding of a text as it is stored."""
        vector: bytes = self.embedder.embed([text])[0].astype(VECTOR_TYPE).tobytes()
        return vector

    def experience(self, experience: str) -> Experience:
        """Returns the experience with an id.

        Raises:
            StoreError: If there is none, or its document is damaged.
        """
        return decoded(*self._document(experience), f"Experience {experience}")

    def document(self, experience: str) -> bytes:
        """Returns the document of an experience as canonical JSON.

        Raises:
            StoreError: If there is none, or it is damaged.
        """
        return unpacked(*self._document(experience), f"Experience {experience}")

    def experiences(
        self,
        *,
        scope: str,
        arm: str,
        phase: Phase = "train",
        rounds: range | None = None,
        run: str | None = None,
        finished_only: bool = True,
    ) -> Iterator[Experience]:
        """Yields experiences in the order of learning: round, task, seed, run, try, index.

        Args:
            scope: Whose.
            arm: Whose.
            phase: Of which phase.
            rounds: Only of rounds from its start to before its stop; `None` for all.
            run: Only of this run.
            finished_only: Leave out what is still running and what was cut off or broke. What
                is abandoned or broken comes only with this off.

        Raises:
            StoreError: If a document is damaged.
        """
        rows = self.experience_rows(
            scope=scope,
            arm=arm,
            phase=phase,
            rounds=rounds,
            run=run,
            finished_only=finished_only,
        )
        for start in range(0, len(rows), _CHUNK):
            yield from self._decoded([stored.seq for stored in rows[start : start + _CHUNK]])

    def experience_rows(
        self,
        *,
        scope: str,
        arm: str,
        phase: Phase = "train",
        rounds: range | None = None,
        run: str | None = None,
        finished_only: bool = True,
    ) -> list[StoredRow]:
        """Returns the index rows of the same experiences in the same order; decodes nothing."""
        conditions: list[ColumnElement[bool]] = [
            episodes.c.arm == arm,
            episodes.c.phase == phase,
            experiences.c.scope == scope,
        ]
        if rounds is not None:
            conditions += [episodes.c.round >= rounds.start, episodes.c.round < rounds.stop]
        if run is not None:
            conditions.append(episodes.c.run == run)
        if finished_only:
            conditions.append(episodes.c.status == "finished")
        return self._rows(*conditions)

    def last_of_successes(self, scope: str, arm: str, before_round: int) -> list[StoredRow]:
        """Returns the last index row of each successful episode to learn from, in that order.

        Args:
            scope: Whose.
            arm: Whose.
            before_round: Only episodes of rounds before this one.
        """
        later = experiences.alias()
        is_last = ~(
            select(later.c.seq)
            .where(
                later.c.episode == experiences.c.episode,
                later.c.position > experiences.c.position,
            )
            .exists()
        )
        return self._rows(
            experiences.c.scope == scope,
            episodes.c.arm == arm,
            episodes.c.phase == "train",
            episodes.c.status == "finished",
            episodes.c.outcome == "succeeded",
            episodes.c.round < before_round,
            is_last,
        )

    def rows_of(self, seqs: Sequence[int]) -> list[StoredRow]:
        """Returns the index rows of experiences by their numbers, in that order."""
        found = {
            stored.seq: stored
            for start in range(0, len(seqs), _CHUNK)
            for stored in self._rows(experiences.c.seq.in_(seqs[start : start + _CHUNK]))
        }
        return [found[seq] for seq in seqs]

    def vectors(self, seqs: Sequence[int]) -> Vectors:
        """Returns the embeddings of experiences by their numbers, a row each in that order."""
        found: dict[int, bytes] = {}
        with self._database.reading() as connection:
            for start in range(0, len(seqs), _CHUNK):
                some = seqs[start : start + _CHUNK]
                query = select(vectors).where(vectors.c.experience.in_(some))
                found |= {row.experience: row.body for row in connection.execute(query)}
        joined = b"".join(found[seq] for seq in seqs)
        plain = np.frombuffer(joined, dtype=VECTOR_TYPE).astype(np.float32)
        return plain.reshape(len(seqs), self.embedder.dimensions)

    def _rows(self, *conditions: ColumnElement[bool]) -> list[StoredRow]:
        joined = experiences.join(episodes, experiences.c.episode == episodes.c.id)
        query = (
            select(
                *experiences.c,
                *(episodes.c[name] for name in ("run", "round", "task", "seed", "attempt_try")),
            )
            .select_from(joined)
            .where(*conditions)
            .order_by(
                *(episodes.c[name] for name in ("round", "task", "seed", "run", "attempt_try")),
                experiences.c.position,
            )
        )
        with self._database.reading() as connection:
            return [_stored(row) for row in connection.execute(query)]

    def _document(self, experience: str) -> tuple[bytes, bytes]:
        joined = documents.join(experiences, documents.c.experience == experiences.c.seq)
        query = select(documents.c.body, documents.c.checksum).select_from(joined)
        with self._database.reading() as connection:
            row = connection.execute(query.where(experiences.c.id == experience)).first()
        if row is None:
            raise StoreError(f"{self.name} has no experience {experience!r}.")
        return row.body, row.checksum

    def _decoded(self, seqs: Sequence[int]) -> Iterator[Experience]:
        query = select(documents).where(documents.c.experience.in_(seqs))
        with self._database.reading() as connection:
            found = {row.experience: row for row in connection.execute(query)}
        for seq in seqs:
            yield decoded(found[seq].body, found[seq].checksum, f"Document {seq} of {self.name}")


def _stored(row: Row[Any]) -> StoredRow:
    where = (row.run, row.round, row.task, row.seed, row.attempt_try)
    return StoredRow(row.seq, *where, row_from(row))
