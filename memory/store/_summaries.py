"""Summaries in the store: folded at each insert, read as of a round, rebuilt where one falls out.

Only training episodes are summarised, and neither abandoned nor broken ones. Lines are kept for
each round, so that they can be read as they stood when a round began.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, bindparam, delete, select

from envs import EpisodeKey
from memory.rows import IndexRow
from memory.schema import episodes, experiences, summaries
from memory.store._base import Base
from memory.store._statements import Statement
from memory.summary import SummaryKey, SummaryLine, summed

SUMMARISED = and_(episodes.c.phase == "train", episodes.c.status.in_(("running", "finished")))
"""Which episodes are summarised."""


class Summaries(Base):
    """The part of a store that reads summaries."""

    def summaries(
        self,
        scope: str,
        arm: str,
        before_round: int | None = None,
        *,
        kind: str | None = None,
        object: str | None = None,
    ) -> dict[SummaryKey, SummaryLine]:
        """Returns the lines as they stood when a round began, sorted by kind, object, situation.

        Args:
            scope: Whose experiences.
            arm: Whose experiences.
            before_round: The round; `None` for all rounds.
            kind: Only this kind of subgoal.
            object: Only what is about this.
        """
        conditions = [summaries.c.scope == scope, summaries.c.arm == arm]
        if before_round is not None:
            conditions.append(summaries.c.round < before_round)
        if kind is not None:
            conditions.append(summaries.c.kind == kind)
        if object is not None:
            conditions.append(summaries.c.object == object)
        order = (summaries.c.kind, summaries.c.object, summaries.c.situation, summaries.c.round)
        with self._database.reading() as connection:
            rows = connection.execute(select(summaries).where(*conditions).order_by(*order)).all()
        lines: dict[SummaryKey, SummaryLine] = {}
        for row in rows:
            key = SummaryKey(kind=row.kind, object=row.object, situation=row.situation)
            lines[key] = lines.get(key, SummaryLine()).plus(_line(row))
        return lines


def fold(connection: Connection, lived: Sequence[tuple[IndexRow, EpisodeKey]]) -> None:
    """Adds experiences to their lines, each with the episode that it is of."""
    groups: dict[tuple[Any, ...], list[IndexRow]] = {}
    for row, key in lived:
        place = (row.scope, key.arm, key.round, row.kind, row.object, row.situation)
        groups.setdefault(place, []).append(row)
    for place, rows in groups.items():
        where = dict(zip(_KEY, place, strict=True))
        found, added = _BODY.first(connection, where), SummaryLine.of(*rows)
        if found is not None:
            line = SummaryLine.model_validate_json(found[0]).plus(added)
            _UPDATE.run(connection, {**where, "grown": line.model_dump_json()})
        else:
            _INSERT.run(connection, {**where, "body": added.model_dump_json()})


def rebuild_lines_of(connection: Connection, episode: int) -> None:
    """Builds anew every line that an episode's experiences belong to.

    Called when an episode falls out: a bounded list of best examples can't be subtracted from.
    """
    here = select(episodes.c.arm, episodes.c.round, episodes.c.phase).where(
        episodes.c.id == episode
    )
    arm, round_, phase = connection.execute(here).one()
    if phase != "train":
        return
    own = select(experiences).where(experiences.c.episode == episode)
    touched = {(r.scope, r.kind, r.object) for r in connection.execute(own)}
    for scope, kind, about in sorted(touched):
        group = and_(experiences.c.kind == kind, experiences.c.object == about)
        of_round = and_(episodes.c.arm == arm, episodes.c.round == round_)
        lines = summed(summarised_rows(connection, experiences.c.scope == scope, of_round, group))
        connection.execute(
            delete(summaries).where(
                summaries.c.scope == scope,
                summaries.c.arm == arm,
                summaries.c.round == round_,
                summaries.c.kind == kind,
                summaries.c.object == about,
            )
        )
        for key, line in lines.items():
            _insert(connection, scope, arm, round_, key, line)


def summarised_rows(connection: Connection, *conditions: ColumnElement[bool]) -> Iterator[IndexRow]:
    """Yields the index rows that summaries stand on, of those that meet `conditions`."""
    joined = experiences.join(episodes, experiences.c.episode == episodes.c.id)
    query = select(*experiences.c).select_from(joined).where(SUMMARISED, *conditions)
    for row in connection.execute(query):
        yield row_from(row)


def row_from(row: Row[Any]) -> IndexRow:
    """Returns the index row in a row that has its columns."""
    return IndexRow(
        id=row.id,
        position=row.position,
        scope=row.scope,
        world=row.world,
        kind=row.kind,
        object=row.object,
        succeeded=bool(row.succeeded),
        cause=row.cause,
        signature=row.signature,
        exact=row.exact,
        cell=row.cell,
        tags=tuple(row.tags.split(" ")),
        ticks=row.ticks,
        text=row.text,
    )


def columns_of(row: IndexRow) -> dict[str, Any]:
    """Returns the row's columns, as `row_from` reads them."""
    return {**row._asdict(), "succeeded": int(row.succeeded), "tags": " ".join(row.tags)}


def _line(row: Row[Any]) -> SummaryLine:
    return SummaryLine.model_validate_json(row.body)


_KEY = ("scope", "arm", "round", "kind", "object", "situation")
_AT = [summaries.c[name] == bindparam(name) for name in _KEY]
_BODY = Statement(select(summaries.c.body).where(*_AT))
_UPDATE = Statement(summaries.update().where(*_AT).values(body=bindparam("grown")))
_INSERT = Statement.insert(summaries)


def _place(scope: str, arm: str, round_: int, key: SummaryKey) -> dict[str, str | int]:
    return {"scope": scope, "arm": arm, "round": round_, **vars(key)}


def _insert(
    connection: Connection, scope: str, arm: str, round_: int, key: SummaryKey, line: SummaryLine
) -> None:
    _INSERT.run(connection, {**_place(scope, arm, round_, key), "body": line.model_dump_json()})
