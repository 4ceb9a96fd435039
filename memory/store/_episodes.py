"""Episodes: begun, ended or cut off; each repetition is another try.

    running --end_episode--> finished, or broken (outcome "broken": the world failed)
    running --begin_episode of the same key--> abandoned, and a new try runs

Only finished tries count in recall and learning. What a broken or abandoned one had added to
the summaries is taken out in the transaction that marks it.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

import orjson
from sqlalchemy import ColumnElement, Connection, Row, and_, bindparam, func, select

from envs import EpisodeKey, StoreError
from memory.documents import canonical
from memory.schema import episodes, experiences, runs
from memory.seals import resealed, sealed
from memory.store._base import Base
from memory.store._statements import Statement
from memory.store._summaries import rebuild_lines_of

Status = Literal["running", "finished", "broken", "abandoned"]


class EpisodeRecord(NamedTuple):
    """One try of an episode.

    Attributes:
        key: The episode.
        attempt_try: Which try of it, from 0.
        status: `running` also where it was cut off and not begun again.
        outcome: The result row's outcome; `None` until it ended.
        attempts: How many experiences it has; 0 until it ended.
    """

    key: EpisodeKey
    attempt_try: int
    status: Status
    outcome: str | None
    attempts: int


class Episodes(Base):
    """The part of a store that keeps episodes."""

    def begin_episode(self, key: EpisodeKey) -> int:
        """Begins an episode; an unfinished earlier try is marked abandoned at the same time.

        Returns:
            The try number, from 0.

        Raises:
            StoreError: If its run wasn't begun, or it is finished already.
        """
        with self._database.writing() as connection:
            if connection.scalar(select(runs.c.id).where(runs.c.id == key.run)) is None:
                raise StoreError(f"{self.name} has no run {key.run!r}: begin it first.")
            tries = connection.execute(select(episodes).where(_is(key))).all()
            for row in tries:
                if row.status == "finished":
                    raise StoreError(f"Episode {key} is finished already.")
                if row.status == "running":
                    _leave(connection, row.id, "abandoned", None)
            number = 1 + max((row.attempt_try for row in tries), default=-1)
            values = {
                **key.model_dump(),
                "attempt_try": number,
                "status": "running",
                "attempts": 0,
                "started_at": time.time(),
            }
            connection.execute(episodes.insert().values(sealed(episodes, values)))
        return number

    def end_episode(self, key: EpisodeKey, attempt_try: int, row: Mapping[str, Any]) -> None:
        """Ends a running try with its result row.

        Args:
            key: The episode.
            attempt_try: What `begin_episode` returned.
            row: Plain data with an `outcome`; `"broken"` means that nothing is learned from it.

        Raises:
            StoreError: If that try isn't running.
        """
        with self._database.writing() as connection:
            episode = running_episode(connection, key, attempt_try)
            status: Status = "broken" if row.get("outcome") == "broken" else "finished"
            _leave(connection, episode, status, row)

    def episode_rows(self, run_id: str) -> list[dict[str, Any]]:
        """Returns the result rows of a run's ended episodes, broken ones included.

        They come in the order of round, phase, arm, task and seed; of several ended tries of
        one episode the last counts.
        """
        with self._database.reading() as connection:
            found = connection.execute(
                select(episodes)
                .where(episodes.c.run == run_id, episodes.c.status.in_(("finished", "broken")))
                .order_by(*_ORDER)
            ).all()
        rows = {episode_key(row): orjson.loads(row.result) for row in found}
        return list(rows.values())

    def episodes(self, run_id: str | None = None) -> list[EpisodeRecord]:
        """Returns all tries, of one run or of all, in the order of their keys."""
        query = select(episodes).order_by(*_ORDER)
        if run_id is not None:
            query = query.where(episodes.c.run == run_id)
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        return [
            EpisodeRecord(episode_key(r), r.attempt_try, r.status, r.outcome, r.attempts)
            for r in rows
        ]

    def extent(self, arm: str, before_round: int) -> tuple[int, int]:
        """Returns how many finished training episodes an arm has before a round.

        Returns:
            (episodes, experiences). It changes whenever what can be recalled does, so that a
            cache knows when it is out of date.
        """
        query = select(func.count(), func.coalesce(func.sum(episodes.c.attempts), 0)).where(
            episodes.c.arm == arm,
            episodes.c.phase == "train",
            episodes.c.status == "finished",
            episodes.c.round < before_round,
        )
        with self._database.reading() as connection:
            lived, attempts = connection.execute(query).one()
        return int(lived), int(attempts)


_NAMES = tuple(EpisodeKey.model_fields)
_ORDER = (
    *(episodes.c[name] for name in ("run", "round", "phase", "arm", "task", "seed")),
    episodes.c.attempt_try,
)

_TRY = Statement(
    select(episodes.c.id, episodes.c.status).where(
        *(episodes.c[name] == bindparam(name) for name in (*_NAMES, "attempt_try"))
    )
)


def episode_key(row: Row[Any]) -> EpisodeKey:
    """Returns the key in a row that has the columns of one."""
    return EpisodeKey.model_validate({name: row._mapping[name] for name in _NAMES})


def running_episode(connection: Connection, key: EpisodeKey, attempt_try: int) -> int:
    """Returns the row id of a try that is running.

    Raises:
        StoreError: If it isn't.
    """
    row = _TRY.first(connection, {**vars(key), "attempt_try": attempt_try})
    if row is None or row[1] != "running":
        found = "none" if row is None else f"one that is {row[1]}"
        raise StoreError(f"Expected try {attempt_try} of {key} to be running, found {found}.")
    return int(row[0])


def _is(key: EpisodeKey) -> ColumnElement[bool]:
    return and_(*(episodes.c[name] == getattr(key, name) for name in _NAMES))


def _leave(
    connection: Connection, episode: int, status: Status, result: Mapping[str, Any] | None
) -> None:
    lived = select(func.count()).select_from(experiences).where(experiences.c.episode == episode)
    values: dict[str, Any] = {
        "status": status,
        "attempts": connection.scalar(lived),
        "ended_at": time.time(),
    }
    if result is not None:
        values["outcome"] = result.get("outcome")
        values["result"] = canonical(dict(result)).decode()
    resealed(connection, episodes, episodes.c.id == episode, **values)
    if status != "finished":
        rebuild_lines_of(connection, episode)
