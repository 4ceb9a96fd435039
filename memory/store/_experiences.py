"""Experiences in the store: added whole in one transaction, read in the order of learning."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from sqlalchemy import ColumnElement, Connection, Row, bindparam, func, select

from envs import EpisodeKey, Phase, StoreError
from memory.documents import decoded, packed, unpacked
from memory.embedding import Vectors
from memory.experience import Experience, experience_id
from memory.rows import IndexRow, index_row
from memory.schema import archived, documents, episodes, experiences, vectors
from memory.seals import sealed
from memory.store._base import Base
from memory.store._episodes import running_episode
from memory.store._statements import Statement
from memory.store._summaries import columns_of, fold, row_from

VECTOR_TYPE = np.dtype("<f2")
"""Vectors are stored as little-endian half floats: what a bit of rounding costs is noise."""

_CHUNK = 256

_INSERT_ROW, _INSERT_DOCUMENT, _INSERT_VECTOR = map(
    Statement.insert, (experiences, documents, vectors)
)
# Numbered here under the write lock, so that rows, documents and vectors of many go in together.
_LAST = Statement(select(func.max(experiences.c.seq)))


class _Tuple(NamedTuple):
    """An experience as it is stored."""

    episode: EpisodeKey
    attempt_try: int
    row: IndexRow
    body: bytes
    check: bytes
    vector: bytes


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
        self.add_many((experience,))

    def add_many(self, experiences: Sequence[Experience]) -> None:
        """Remembers experiences in one transaction: all of them, or none if one can't be.

        They are durable when this returns. For what is lived through already, such as episodes
        that are replayed; what is being lived through is worth a transaction each.

        Raises:
            StoreError: If an episode's try isn't running, or one is in the store already.
        """
        tuples = self._tuples(experiences)
        with self._database.writing() as connection:
            running = {
                try_: running_episode(connection, *try_)
                for try_ in dict.fromkeys((t.episode, t.attempt_try) for t in tuples)
            }
            self._insert(connection, [(running[t.episode, t.attempt_try], t) for t in tuples])
            fold(connection, [(t.row, t.episode) for t in tuples if t.episode.phase == "train"])

    def _tuples(self, experiences: Sequence[Experience]) -> list[_Tuple]:
        for experience in experiences:
            key, number = experience.episode, experience.attempt_try
            if experience.id != experience_id(key, number, experience.index):
                said = f"Expected an id of episode, try and index, found {experience.id!r}."
                raise StoreError(said)
        rows = [index_row(experience) for experience in experiences]
        embedded = self.embedder.embed([row.text for row in rows]).astype(VECTOR_TYPE)
        return [
            _Tuple(e.episode, e.attempt_try, row, *packed(e), vector.tobytes())
            for e, row, vector in zip(experiences, rows, embedded, strict=True)
        ]

    def _insert(self, connection: Connection, tuples: Sequence[tuple[int, _Tuple]]) -> None:
        """Inserts rows, documents and vectors, each with the row id of its episode."""
        (last,) = _LAST.first(connection, {})
        numbered = [(seq, *t) for seq, t in enumerate(tuples, start=1 + (last or 0))]
        rows = [{**columns_of(t.row), "seq": seq, "episode": e} for seq, e, t in numbered]
        try:
            _INSERT_ROW.run_each(connection, rows)
        except self._database.driver.IntegrityError as error:
            which = tuples[0][1].row.id if len(tuples) == 1 else f"one of {len(tuples)}"
            raise StoreError(f"Experience {which} is in the store already.") from error
        bodies = [{"experience": n, "body": t.body, "checksum": t.check} for n, _, t in numbered]
        _INSERT_DOCUMENT.run_each(connection, bodies)
        embedded = ({"experience": n, "body": t.vector} for n, _, t in numbered)
        _INSERT_VECTOR.run_each(connection, [sealed(vectors, row) for row in embedded])

    def experience(self, experience: str) -> Experience:
        """Returns the experience with an id.

        Raises:
            StoreError: If there is none, or its document is damaged.
        """
        return decoded(*self._document(experience), f"Experience {experience}")

    def archived(self, key: EpisodeKey, attempt_try: int) -> dict[str, str]:
        """Returns which experiences of a try were archived: their ids and the archives' names."""
        joined = archived.join(episodes, archived.c.episode == episodes.c.id)
        place = {**key.model_dump(), "attempt_try": attempt_try}
        query = (
            select(archived.c.experience, archived.c.archive)
            .select_from(joined)
            .where(*(episodes.c[name] == value for name, value in place.items()))
        )
        with self._database.reading() as connection:
            return {row.experience: row.archive for row in connection.execute(query)}

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
            archive = connection.scalar(_ARCHIVE, {"id": experience}) if row is None else None
        if archive is not None:
            raise StoreError(_gone(experience, archive))
        if row is None:
            raise StoreError(
                f"{self.name} has no experience {experience!r}; `steve inspect episode` names one."
            )
        return row.body, row.checksum

    def _decoded(self, seqs: Sequence[int]) -> Iterator[Experience]:
        query = select(documents).where(documents.c.experience.in_(seqs))
        with self._database.reading() as connection:
            found = {row.experience: row for row in connection.execute(query)}
        for seq in seqs:
            yield decoded(found[seq].body, found[seq].checksum, f"Document {seq} of {self.name}")


_ARCHIVE = select(archived.c.archive).where(archived.c.experience == bindparam("id"))


def _gone(experience: str, archive: str) -> str:
    where = archive or "a file that isn't known"
    return f"Experience {experience} was archived in {where}: import that to see it again."


def _stored(row: Row[Any]) -> StoredRow:
    where = (row.run, row.round, row.task, row.seed, row.attempt_try)
    return StoredRow(row.seq, *where, row_from(row))
