"""The log of knowledge: what each round changed, with the round's completion mark."""

from __future__ import annotations

import time
from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, func, select

from memory.documents import packed, unpacked
from memory.entries import LogEntry
from memory.schema import log, rounds
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
        query = select(log).where(log.c.scope == scope, log.c.arm == arm)
        if before_round is not None:
            query = query.where(log.c.round < before_round)
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(log.c.round, log.c.position)).all()
        return [
            LogEntry.model_validate_json(
                unpacked(row.body, row.checksum, f"Log entry {row.round}/{row.position}")
            )
            for row in rows
        ]

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


def _mark(scope: str, arm: str, round_: int) -> ColumnElement[bool]:
    return and_(rounds.c.scope == scope, rounds.c.arm == arm, rounds.c.round == round_)
