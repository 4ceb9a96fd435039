"""What recall keeps of every experience in memory, read as plain rows without its document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import orjson
from sqlalchemy import ColumnElement, bindparam, func, select

from envs import StoreError
from memory.documents import unpacked
from memory.schema import episodes, experiences, vectors
from memory.store._base import Base
from memory.store._statements import Statement

_CHUNK = 4_096  # rows fetched at a time: enough that asking costs nothing beside reading


class RecallRow(NamedTuple):
    """What recall compares an experience by; its line and its document stay in the store.

    Attributes:
        seq: The store's own number of the experience.
        round: Its round.
        seed: Its episode's seed.
        kind: The subgoal's kind.
        object: What the subgoal is about, "" for nothing.
        cause: The primary cause, `None` if it succeeded.
        signature: As `Signature.packed` writes it.
        cell: As `cell_key` numbers it, `None` if the position isn't seen.
        tags: Sorted tags with spaces between them.
        characters: How long its line is.
        vector: The line's embedding as it is stored.
    """

    seq: int
    round: int
    seed: int
    kind: str
    object: str
    cause: str | None
    signature: bytes
    cell: int | None
    tags: str
    characters: int
    vector: bytes


class Columns(Base):
    """The part of a store that recall reads."""

    def recall_rows(self, scope: str, arm: str, rounds: range) -> Iterator[RecallRow]:
        """Yields rows of finished training episodes in the order of learning.

        Args:
            scope: Whose.
            arm: Whose.
            rounds: Of rounds from its start to before its stop.
        """
        where = {"scope": scope, "arm": arm, "phase": "train", "status": "finished"}
        with self._database.reading() as connection:
            cursor = _ROWS.run(connection, {**where, "first": rounds.start, "stop": rounds.stop})
            while part := cursor.fetchmany(_CHUNK):
                yield from map(RecallRow._make, part)

    def lines(self, seqs: Sequence[int]) -> list[tuple[str, str]]:
        """Returns (id, line) of experiences by their numbers, in that order."""
        found = {seq: (id_, line) for seq, id_, line in self._selected(_LINES, seqs)}
        return [found[seq] for seq in seqs]

    def documents(self, experiences: Sequence[str]) -> list[dict[str, Any]]:
        """Returns the documents of experiences by their ids, in that order, as plain data.

        Checksums are checked; that it is an experience was checked when it was written.
        `experience` returns one as an `Experience`.

        Raises:
            StoreError: If there is none of an id, or one is damaged.
        """
        rows = self._selected(_DOCUMENTS, experiences)
        found = {id_: unpacked(body, check, f"Experience {id_}") for id_, body, check in rows}
        for id_ in experiences:
            if id_ not in found:
                raise StoreError(f"{self.name} has no experience {id_!r}.")
        return [orjson.loads(found[id_]) for id_ in experiences]

    def _selected(self, query: str, values: Sequence[object]) -> list[Any]:
        """Returns the rows of a query that has a place for values, asked of the driver itself.

        To have the library work out a list of any length costs several times what finding it does.
        """
        rows: list[Any] = []
        with self._database.asking() as cursor:
            for start in range(0, len(values), _CHUNK):
                some = tuple(values[start : start + _CHUNK])
                cursor.execute(query.format(", ".join([self._database.mark] * len(some))), some)
                rows += cursor.fetchall()
        return rows


# Building a statement costs as much as running it: these are built once.
_LEARNED: tuple[ColumnElement[bool], ...] = (
    experiences.c.scope == bindparam("scope"),
    episodes.c.arm == bindparam("arm"),
    episodes.c.phase == bindparam("phase"),
    episodes.c.status == bindparam("status"),
    episodes.c.round >= bindparam("first"),
    episodes.c.round < bindparam("stop"),
)
_ROWS = Statement(
    select(
        experiences.c.seq,
        episodes.c.round,
        episodes.c.seed,
        *(experiences.c[name] for name in ("kind", "object", "cause", "signature", "cell", "tags")),
        func.length(experiences.c.text),
        vectors.c.body,
    )
    .select_from(
        experiences.join(episodes, experiences.c.episode == episodes.c.id).join(
            vectors, vectors.c.experience == experiences.c.seq
        )
    )
    .where(*_LEARNED)
    .order_by(
        *(episodes.c[name] for name in ("round", "task", "seed", "run", "attempt_try")),
        experiences.c.position,
    )
)
_LINES = "SELECT seq, id, text FROM experiences WHERE seq IN ({})"
_DOCUMENTS = (
    "SELECT e.id, d.body, d.checksum FROM experiences e JOIN documents d ON d.experience = e.seq "
    "WHERE e.id IN ({})"
)
