"""What of a store goes into an export."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

import orjson
from sqlalchemy import Connection, Row, select

from envs import EpisodeKey, StoreError
from memory.documents import decoded, unpacked
from memory.entries import LogEntry
from memory.experience import Experience
from memory.lines import (
    ArchivedLine,
    EpisodeLine,
    ExperienceLine,
    RecallLine,
    Record,
    RoundLine,
    RunLine,
)
from memory.schema import archived, documents, episodes, experiences, log, recalls, rounds, runs
from memory.store._base import Base
from memory.store._episodes import episode_key
from memory.store._recalls import RecordedRecall

_MANY = 256


class Exporting(Base):
    """The part of a store that tells all it has."""

    def records(self) -> Iterator[Record]:
        """Yields everything that isn't derived, as it stood when this began.

        Raises:
            StoreError: If something is damaged; `salvaged` goes around that.
        """
        with self._database.reading() as connection:
            yield from map(run_line, connection.execute(select(runs).order_by(runs.c.id)))
            yield from map(episode_line, connection.execute(_EPISODES))
            yield from map(_archived_line, connection.execute(_ARCHIVED))
            every = select(documents).order_by(documents.c.experience)
            for row in connection.execution_options(yield_per=_MANY).execute(every):
                yield ExperienceLine(experience=experience_of(row))
            for mark in connection.execute(_ROUNDS).all():
                yield round_line(connection, mark)
            for row in connection.execute(select(recalls).order_by(recalls.c.id)):
                yield recall_line(row)

    def records_of(self, seqs: Collection[int]) -> Iterator[Record]:
        """Yields some experiences by their numbers, with their runs and episodes."""
        with self._database.reading() as connection:
            chosen = set(seqs)
            filed = select(experiences.c.seq, experiences.c.episode)
            kept = {row.episode for row in connection.execute(filed) if row.seq in chosen}
            rows = [row for row in connection.execute(_EPISODES).all() if row.id in kept]
            names = {row.run for row in rows}
            for row in connection.execute(select(runs).order_by(runs.c.id)):
                if row.id in names:
                    yield run_line(row)
            yield from map(episode_line, rows)
            for seq in sorted(chosen):
                document = select(documents).where(documents.c.experience == seq)
                yield ExperienceLine(experience=experience_of(connection.execute(document).one()))


_EPISODES = select(episodes).order_by(episodes.c.id)
_ROUNDS = select(rounds).order_by(rounds.c.scope, rounds.c.arm, rounds.c.round)
_ARCHIVED = (
    select(
        archived.c.experience,
        archived.c.archive,
        archived.c.archived_at,
        *(episodes.c[name] for name in (*EpisodeKey.model_fields, "attempt_try")),
    )
    .select_from(archived.join(episodes, archived.c.episode == episodes.c.id))
    .order_by(archived.c.experience)
)


def run_line(row: Row[Any]) -> RunLine:
    """Returns the line of a row of `runs`."""
    config = orjson.loads(row.config)
    return RunLine(
        id=row.id,
        ordinal=row.ordinal,
        config=config,
        started_at=row.started_at,
        finished_at=row.finished_at,
    )


def episode_line(row: Row[Any]) -> EpisodeLine:
    """Returns the line of a row of `episodes`."""
    return EpisodeLine(
        episode=episode_key(row),
        attempt_try=row.attempt_try,
        status=row.status,
        outcome=row.outcome,
        attempts=row.attempts,
        result=None if row.result is None else orjson.loads(row.result),
        started_at=row.started_at,
        ended_at=row.ended_at,
    )


def experience_of(row: Row[Any]) -> Experience:
    """Returns the experience in a row of `documents`."""
    return decoded(row.body, row.checksum, f"Document {row.experience}")


def round_line(connection: Connection, mark: Row[Any]) -> RoundLine:
    """Returns the line of a row of `rounds`, with the log entries that belong to it.

    Raises:
        StoreError: If an entry is damaged, or there aren't as many as it says.
    """
    where = (log.c.scope == mark.scope, log.c.arm == mark.arm, log.c.round == mark.round)
    found = connection.execute(select(log).where(*where).order_by(log.c.position)).all()
    name = f"{mark.scope}/{mark.arm}/{mark.round}"
    if len(found) != mark.entries:
        raise StoreError(
            f"Round {name} has {len(found)} log entries, expected {mark.entries}: "
            "run steve store check."
        )
    entries = (unpacked(row.body, row.checksum, f"Log entry {name}") for row in found)
    return RoundLine(
        scope=mark.scope,
        arm=mark.arm,
        round=mark.round,
        log=tuple(map(LogEntry.model_validate_json, entries)),
        finished_at=mark.finished_at,
    )


def recall_line(row: Row[Any]) -> RecallLine:
    """Returns the line of a row of `recalls`."""
    plain = unpacked(row.body, row.checksum, f"Recall {row.id}")
    recorded = RecordedRecall.model_validate_json(plain)
    return RecallLine(query=recorded.query, recall=recorded.recall, recorded_at=row.recorded_at)


def _archived_line(row: Row[Any]) -> ArchivedLine:
    return ArchivedLine(
        experience=row.experience,
        episode=episode_key(row),
        attempt_try=row.attempt_try,
        archive=row.archive,
        archived_at=row.archived_at,
    )
