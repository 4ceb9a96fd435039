"""Taking experiences out of a store once they are in an archive."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import orjson
from sqlalchemy import func, select

from envs import StoreError
from memory.documents import unpacked
from memory.entries import Entry
from memory.knowledge import knowledge_at
from memory.schema import archived, documents, episodes, experiences, recalls, rounds, vectors
from memory.seals import sealed
from memory.store._log import Log
from memory.store._repairs import Repairs, summarise

_MANY = 256


class Settled(NamedTuple):
    """An experience that may be taken out: what it could teach was learned.

    Attributes:
        seq: The store's own number of it.
        id: Its id.
        place: Scope, arm and exact signature.
        order: By round, then when its episode began, then number.
        began_at: When its episode began, in Unix seconds.
        value: How much stands on it.
    """

    seq: int
    id: str
    place: tuple[str, str, str]
    order: tuple[int, float, int]
    began_at: float
    value: int


class Pruning(Repairs, Log):
    """The part of a store that takes experiences out."""

    def settled(self) -> list[Settled]:
        """Returns what may be taken out, oldest first.

        An episode that runs, and a round that isn't distilled yet, keep theirs.
        """
        values = self._values()
        columns = (experiences.c.seq, experiences.c.id, experiences.c.scope, experiences.c.exact)
        of_episode = (episodes.c.arm, episodes.c.round, episodes.c.phase, episodes.c.status)
        query = (
            select(*columns, *of_episode, episodes.c.started_at)
            .select_from(experiences.join(episodes, experiences.c.episode == episodes.c.id))
            .where(episodes.c.status != "running")
        )
        with self._database.reading() as connection:
            done = set(map(tuple, connection.execute(_DONE)))
            found = [
                Settled(
                    row.seq,
                    row.id,
                    (row.scope, row.arm, row.exact),
                    (row.round, row.started_at, row.seq),
                    row.started_at,
                    values.get(row.id, 0),
                )
                for row in connection.execute(query)
                if (row.phase, row.status) != ("train", "finished")
                or (row.scope, row.arm, row.round) in done
            ]
        return sorted(found, key=lambda settled: settled.order)

    def take_out(self, seqs: Sequence[int], archive: str) -> None:
        """Takes experiences out, in one transaction; their ids and the archive's name stay.

        Summaries are those of what remains. Knowledge keeps its counts and the ids that it
        stands on.

        Args:
            seqs: The experiences by their numbers; they are in the archive already.
            archive: The archive's name.

        Raises:
            StoreError: If one isn't there any more; nothing is changed then.
        """
        with self._database.writing() as connection:
            for start in range(0, len(seqs), _MANY):
                some = seqs[start : start + _MANY]
                found = connection.execute(
                    select(experiences.c.id, experiences.c.episode).where(
                        experiences.c.seq.in_(some)
                    )
                ).all()
                if len(found) != len(some):
                    raise StoreError(f"{self.name} was pruned by another process: try again.")
                for table in (documents, vectors):
                    connection.execute(table.delete().where(table.c.experience.in_(some)))
                connection.execute(experiences.delete().where(experiences.c.seq.in_(some)))
                gone = [
                    {
                        "experience": row.id,
                        "episode": row.episode,
                        "archive": archive,
                        "archived_at": time.time(),
                    }
                    for row in found
                ]
                connection.execute(archived.insert(), [sealed(archived, row) for row in gone])
            for _ in summarise(connection, self.stored_summaries()):
                pass

    def _values(self) -> dict[str, int]:
        """Returns how much stands on each experience that something stands on."""
        values: dict[str, int] = {}
        for experience in self._stood_on():
            values[experience] = values.get(experience, 0) + 1
        return values

    def _stood_on(self) -> Iterator[str]:
        """Yields an experience for each summary, entry and recall that stands on it."""
        for line in self.stored_summaries().values():
            if line is not None:
                yield from {id_ for _, id_ in (*line.best, *line.worst)}
        with self._database.reading() as connection:
            learned = connection.execute(_LEARNED).all()
            for row in connection.execute(select(recalls)):
                told = orjson.loads(unpacked(row.body, row.checksum, f"Recall {row.id}"))
                yield from (hit["experience"] for hit in told["recall"]["hits"])
        for scope, arm, last in learned:
            view = knowledge_at(self.log(scope, arm), scope, last + 1)
            entries: tuple[Entry, ...] = (*view.skills, *view.guardrails)
            for entry in entries:
                yield from {*entry.evidence.supporting_ids, *entry.evidence.contradicting_ids}


_DONE = select(rounds.c.scope, rounds.c.arm, rounds.c.round)
_LEARNED = select(rounds.c.scope, rounds.c.arm, func.max(rounds.c.round)).group_by(
    rounds.c.scope, rounds.c.arm
)
