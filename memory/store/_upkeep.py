"""What a store has and how much room it takes, and giving back the room that it doesn't need."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from sqlalchemy import func, select

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
)
from memory.store._base import Base

_COUNTED = (runs, episodes, experiences, archived, summaries, rounds, log, recalls)


class Part(NamedTuple):
    """What a store has of one scope, arm, phase and round.

    Attributes:
        scope: The scope.
        arm: The arm.
        phase: `train` or `eval`.
        round: The round.
        experiences: How many.
        succeeded: How many of them succeeded.
    """

    scope: str
    arm: str
    phase: str
    round: int
    experiences: int
    succeeded: int


class Stats(NamedTuple):
    """What a store has.

    Attributes:
        counts: How many rows there are in each table.
        file_bytes: How much room it takes on the disk.
        document_bytes: How much of it the documents take, compressed.
        parts: Experiences by scope, arm, phase and round, sorted.
        outcomes: (outcome, how many episodes ended so), sorted; `running`, `abandoned` for
            those that didn't.
        causes: (cause, how many experiences failed of it), most first.
    """

    counts: dict[str, int]
    file_bytes: int
    document_bytes: int
    parts: tuple[Part, ...]
    outcomes: tuple[tuple[str, int], ...]
    causes: tuple[tuple[str, int], ...]


class Upkeep(Base):
    """The part of a store that says how large it is, and makes it smaller."""

    def stats(self) -> Stats:
        """Returns what the store has; reads index rows, and no documents."""
        size = func.coalesce(func.sum(func.length(documents.c.body)), 0)
        with self._database.reading() as connection:
            return Stats(
                counts={
                    str(table.name): connection.scalar(select(func.count()).select_from(table)) or 0
                    for table in _COUNTED
                },
                file_bytes=self.file_bytes(),
                document_bytes=connection.scalar(select(size)) or 0,
                parts=tuple(Part(*row) for row in connection.execute(_PARTS)),
                outcomes=tuple((row[0], row[1]) for row in connection.execute(_OUTCOMES)),
                causes=tuple((row[0], row[1]) for row in connection.execute(_CAUSES)),
            )

    def compact(self) -> tuple[int, int]:
        """Gives back to the disk what was freed within the store; what it says stays the same.

        Returns:
            How many bytes it took before, and how many it takes now.

        Raises:
            StoreError: If another process writes all the while, or the disk has no room for a
                second copy.
        """
        before = self.file_bytes()
        with self._database.alone() as driver:
            driver.execute("VACUUM")
        with self._database.alone() as driver:
            if self._database.is_file:
                driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").close()
        return before, self.file_bytes()

    def file_bytes(self) -> int:
        """Returns how much room it takes on the disk."""
        with self._database.reading() as connection:
            if not self._database.is_file:
                size = func.pg_database_size(func.current_database())
                return int(connection.scalar(select(size)) or 0)
            file = connection.exec_driver_sql("PRAGMA database_list").all()[0][2]
        parts = (Path(file), Path(f"{file}-wal"))
        return sum(part.stat().st_size for part in parts if part.exists())


_FILED = experiences.join(episodes, experiences.c.episode == episodes.c.id)
_PLACE = (experiences.c.scope, episodes.c.arm, episodes.c.phase, episodes.c.round)
_PARTS = (
    select(*_PLACE, func.count(), func.sum(experiences.c.succeeded))
    .select_from(_FILED)
    .group_by(*_PLACE)
    .order_by(*_PLACE)
)
_ENDED = func.coalesce(episodes.c.outcome, episodes.c.status)
_OUTCOMES = select(_ENDED, func.count()).group_by(_ENDED).order_by(_ENDED)
_CAUSES = (
    select(experiences.c.cause, func.count())
    .where(experiences.c.cause.is_not(None))
    .group_by(experiences.c.cause)
    .order_by(func.count().desc(), experiences.c.cause)
)
