"""What can be saved of a damaged store: every row that can be read and fits its checksum."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Row,
    Table,
    bindparam,
    column,
    func,
    select,
)
from sqlalchemy.exc import DBAPIError

from envs import EpisodeKey, StoreError
from memory.lines import EpisodeLine, ExperienceLine, Record, RunLine
from memory.schema import documents, episodes, recalls, rounds, runs
from memory.seals import SEAL, seal_of
from memory.store._exporting import (
    episode_line,
    experience_of,
    recall_line,
    round_line,
    run_line,
)
from memory.store._integrity import Integrity, escaping

_ENOUGH = 100_000  # numbers without a row, one after the other, where the last one can't be told

_Read = TypeVar("_Read")
_Try = tuple[EpisodeKey, int]


class Salvaging(Integrity):
    """The part of a store that saves what can be saved."""

    def salvaged(self, lost: list[str]) -> Iterator[Record]:
        """Yields all that can still be read and fits its checksum.

        An episode whose row is lost comes as an abandoned one, and a run whose row is lost with
        the configuration `null`, so that what was lived through in them can be imported.

        Args:
            lost: Is told, in a sentence each, what couldn't be read.

        Raises:
            StoreError: If it isn't in a file.
        """
        if not self._database.is_file:
            raise StoreError(f"{self.name} is no file: its server is what keeps it whole.")
        with self._database.despite_damage() as connection, escaping(connection):
            tries = list(_saved(connection, episodes, episode_line, lost))
            known = {(line.episode, line.attempt_try) for line in tries}
            tries += _lost_tries(connection, known, lost)
            listed = list(_saved(connection, runs, run_line, lost))
            yield from listed
            for name in sorted({line.episode.run for line in tries} - {run.id for run in listed}):
                yield RunLine(id=name, ordinal=0, config=None, started_at=0.0, finished_at=None)
            yield from tries
            for experience in _saved(connection, documents, experience_of, []):
                yield ExperienceLine(experience=experience)
            yield from _saved(connection, rounds, lambda row: round_line(connection, row), lost)
            yield from _saved(connection, recalls, recall_line, lost)


def _lost_tries(connection: Connection, known: set[_Try], lost: list[str]) -> list[EpisodeLine]:
    """Returns the tries that experiences are of and that aren't known."""
    lived: dict[_Try, int] = {}
    for experience in _saved(connection, documents, experience_of, lost):
        place = (experience.episode, experience.attempt_try)
        if place not in known:
            lived[place] = max(lived.get(place, 0), experience.index + 1)
    return [
        EpisodeLine(
            episode=key,
            attempt_try=number,
            status="abandoned",
            outcome=None,
            attempts=attempts,
            result=None,
            started_at=0.0,
            ended_at=0.0,
        )
        for (key, number), attempts in lived.items()
    ]


def _saved(
    connection: Connection, table: Table, read: Callable[[Row[Any]], _Read], lost: list[str]
) -> Iterator[_Read]:
    """Yields what `read` makes of each row that can be read: asked for one by one, by number."""
    asked = select(table).where(bindparam("number") == _NUMBER)
    last = _last(connection, table)
    number = absent = 0
    while absent < _ENOUGH if last is None else number < last:
        number += 1
        absent += 1
        try:
            row = connection.execute(asked, {"number": number}).first()
            if row is None:
                continue
            plain = dict(row._mapping)
            if SEAL in plain and plain[SEAL] != seal_of(table, plain):
                raise StoreError("Its seal doesn't fit.")
            found = read(row)
        except (DBAPIError, StoreError, TypeError, ValueError, AttributeError):
            lost.append(f"Row {number} of {table.name} is damaged.")
            continue
        absent = 0
        yield found


def _last(connection: Connection, table: Table) -> int | None:
    """Returns the highest number of a row, `None` if that can't be read any more."""
    try:
        return connection.scalar(select(func.max(_NUMBER)).select_from(table)) or 0
    except DBAPIError:
        return None


# SQLite's own number of a row.
_NUMBER: ColumnElement[int] = column("rowid", Integer)
