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
from memory.store._database import Database
from memory.store._exporting import (
    episode_line,
    experience_of,
    recall_line,
    round_line,
    run_line,
)
from memory.store._integrity import escaping

_ENOUGH = 100_000  # numbers without a row, one after the other, where the last one can't be told

_Read = TypeVar("_Read")
_Try = tuple[EpisodeKey, int]


def salvaged(path: str, lost: list[str]) -> Iterator[Record]:
    """Yields all that can still be read of a store in a file, and fits its checksum.

    An episode whose row is lost comes as an abandoned one, and a run whose row is lost with the
    configuration `null`, so that what was lived through in them can be imported.

    Args:
        path: The store, as `Store.open` takes it; it needn't be sound enough to be opened.
        lost: Is told, in a sentence each, what couldn't be read.

    Raises:
        StoreError: If there is no such file, or no table of a store can be read in it.
    """
    database = Database.unchecked(path)
    try:
        if not database.is_file:
            raise StoreError(f"{database.name} is no file: its server is what keeps it whole.")
        with database.despite_damage() as connection, escaping(connection):
            if not any(_is_there(connection, table) for table in (documents, episodes)):
                raise StoreError(f"Nothing of a store can be read in {database.name}.")
            yield from _records(connection, lost)
    finally:
        database.close()


def _records(connection: Connection, lost: list[str]) -> Iterator[Record]:
    tries = list(_saved(connection, episodes, episode_line, lost))
    known = {(line.episode, line.attempt_try) for line in tries}
    tries += _lost_tries(connection, known, lost)
    listed = list(_saved(connection, runs, run_line, lost))
    yield from listed
    for name in sorted({line.episode.run for line in tries} - {run.id for run in listed}):
        ordinal = int(name.rpartition("-")[2])
        yield RunLine(id=name, ordinal=ordinal, config=None, started_at=0.0, finished_at=None)
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
    if not _is_there(connection, table):
        lost.append(f"The table {table.name} is lost.")
        return
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


def _is_there(connection: Connection, table: Table) -> bool:
    """Returns whether anything can be asked of a table at all."""
    try:
        connection.execute(select(table).where(_NUMBER == 0)).first()
    except DBAPIError as error:
        # A page of its rows may be damaged; the list of all tables may not.
        said = str(error.orig)
        return "malformed" in said and "schema" not in said
    return True


def _last(connection: Connection, table: Table) -> int | None:
    """Returns the highest number of a row, `None` if that can't be read any more."""
    try:
        return connection.scalar(select(func.max(_NUMBER)).select_from(table)) or 0
    except DBAPIError:
        return None


# SQLite's own number of a row.
_NUMBER: ColumnElement[int] = column("rowid", Integer)
