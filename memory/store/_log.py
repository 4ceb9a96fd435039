"""The log of knowledge: what each round changed, with the round's completion mark."""

from __future__ import annotations

import time
from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, select, union

from memory.documents import packed, unpacked
from memory.entries import LogEntry
from memory.schema import log, rounds, summaries
from memory.seals import sealed
from memory.store._base import Base


class Log(Base):
    """The part of a store that keeps what was learned."""

    def append_log(self, round: int, scope: str, arm: str, entries: Sequence[LogEntry]) -> bool:
        """Appends what a round's end brought and marks the round complete, in one transaction.

        Args:
            round: The round.
            scope: Whose knowledge.
            arm: Whose knowledge.
            entries: The changes in order; may be empty.

        Returns:
            Whether it was appended; `False` if the round was complete already, in which case
            nothing is changed.

        Raises:
            ValueError: If an entry is of another round or scope.
        """
        for entry in entries:
            if entry.round != round or entry.entry.scope != scope:
                raise ValueError(
                    f"Expected changes of round {round} in scope {scope!r}, found one of round "
                    f"{entry.round} in {entry.entry.scope!r}."
                )
        where = {"scope": scope, "arm": arm, "round": round}
        with self._database.writing() as connection:
            if (
                connection.scalar(select(rounds.c.round).where(_mark(scope, arm, round)))
                is not None
            ):
                return False
            for position, entry in enumerate(entries):
                body, check = packed(entry)
                values = {
                    **where,
                    "position": position,
                    "entry": entry.entry.id,
                    "body": body,
                    "checksum": check,
                }
                connection.execute(log.insert().values(sealed(log, values)))
            mark = {**where, "entries": len(entries), "finished_at": time.time()}
            connection.execute(rounds.insert().values(sealed(rounds, mark)))
        return True

    def log(self, scope: str, arm: str, before_round: int | None = None) -> list[LogEntry]:
        """Returns the changes of knowledge in the order in which they were made.

        Args:
            scope: Whose knowledge.
            arm: Whose knowledge.
            before_round: Only changes at the ends of rounds before this one; `None` for all.

        Raises:
            StoreError: If an entry is damaged.
        """
        entries = self._up_to_date(scope, arm)
        if before_round is None:
            return list(entries)
        return entries[: bisect_left(entries, before_round, key=lambda entry: entry.round)]

    def round_done(self, scope: str, arm: str, round: int) -> bool:
        """Returns whether a round is complete: its episodes were learned from."""
        with self._database.reading() as connection:
            mark = connection.scalar(select(rounds.c.round).where(_mark(scope, arm, round)))
        return mark is not None

    def next_round(self, scope: str, arm: str) -> int:
        """Returns the number of the next round: one more than the last complete one, from 0."""
        last = select(func.max(rounds.c.round)).where(rounds.c.scope == scope, rounds.c.arm == arm)
        with self._database.reading() as connection:
            found = connection.scalar(last)
        return 0 if found is None else int(found) + 1

    def learners(self) -> list[tuple[str, str]]:
        """Returns the (scope, arm) pairs that lived through something to learn from, sorted."""
        pairs = union(*(select(table.c.scope, table.c.arm) for table in (rounds, summaries)))
        with self._database.reading() as connection:
            return sorted((row.scope, row.arm) for row in connection.execute(pairs))

    @cached_property
    def _read(self) -> dict[tuple[str, str], list[LogEntry]]:
        """The logs that were read, by scope and arm."""
        return {}

    def _up_to_date(self, scope: str, arm: str) -> list[LogEntry]:
        """Returns a whole log, of which only what is new since the last time is read.

        Every episode asks for it, and it grows with all that is ever learned.
        """
        known = self._read.get((scope, arm), [])
        mine = and_(log.c.scope == scope, log.c.arm == arm)
        query = select(log).where(mine).order_by(log.c.round, log.c.position)
        with self._database.reading() as connection:
            count = connection.scalar(select(func.count()).select_from(log).where(mine)) or 0
            if count == len(known):
                return known
            later = log.c.round > (known[-1].round if known else -1)
            rows = connection.execute(query.where(later)).all()
            if len(known) + len(rows) != count:
                # A merge has put some before what was known.
                known, rows = [], connection.execute(query).all()
        entries = [*known, *map(_entry, rows)]
        self._read[scope, arm] = entries
        return entries


def _entry(row: Row[Any]) -> LogEntry:
    where = f"Log entry {row.round}/{row.position}"
    return LogEntry.model_validate_json(unpacked(row.body, row.checksum, where))


def _mark(scope: str, arm: str, round_: int) -> ColumnElement[bool]:
    return and_(rounds.c.scope == scope, rounds.c.arm == arm, rounds.c.round == round_)
