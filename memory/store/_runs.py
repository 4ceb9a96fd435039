"""Runs: a frozen configuration and an ordinal, resumed where they stopped."""

from __future__ import annotations

import time
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, NamedTuple

from sqlalchemy import Row, select

from envs import StoreError
from memory.documents import canonical
from memory.schema import runs
from memory.seals import resealed, sealed
from memory.store._base import Base


class RunRecord(NamedTuple):
    """A run as the store knows it.

    Attributes:
        id: 12 hex digits of the configuration's hash and the ordinal, such as `3f…-0`.
        ordinal: How many runs of the same configuration were begun before.
        config: The frozen configuration, as canonical JSON.
        started_at: Unix seconds.
        finished: Whether it was finished.
        resumed: Whether it had been begun before this call; `False` in listings.
    """

    id: str
    ordinal: int
    config: str
    started_at: float
    finished: bool
    resumed: bool = False


class Runs(Base):
    """The part of a store that keeps runs."""

    def begin_run(self, config: Mapping[str, Any], *, again: bool = False) -> RunRecord:
        """Returns a run of `config`: the last one if there is one, else a new one.

        Args:
            config: Plain data: everything that a result depends on.
            again: Begin a new one in any case.

        Returns:
            The run. An unfinished one is to be gone on with; a finished one has
            `finished=True` and is to be left alone.
        """
        text = canonical(dict(config)).decode()
        digest = sha256(text.encode()).hexdigest()[:12]
        last = select(runs).where(runs.c.config_hash == digest).order_by(runs.c.ordinal.desc())
        with self._database.writing() as connection:
            row = connection.execute(last.limit(1)).first()
            if row is not None and not again:
                return _record(row, resumed=True)
            ordinal = 0 if row is None else row.ordinal + 1
            record = RunRecord(f"{digest}-{ordinal}", ordinal, text, time.time(), False)
            values = {
                "id": record.id,
                "config_hash": digest,
                "ordinal": ordinal,
                "config": text,
                "started_at": record.started_at,
            }
            connection.execute(runs.insert().values(sealed(runs, values)))
        return record

    def finish_run(self, run_id: str) -> None:
        """Marks a run as finished; doing so again changes nothing.

        Raises:
            StoreError: If there is no such run.
        """
        with self._database.writing() as connection:
            row = connection.execute(select(runs).where(runs.c.id == run_id)).first()
            if row is None:
                raise StoreError(f"{self.name} has no run {run_id!r}.")
            if row.finished_at is None:
                resealed(connection, runs, runs.c.id == run_id, finished_at=time.time())

    def runs(self) -> list[RunRecord]:
        """Returns all runs, in the order in which they were begun."""
        with self._database.reading() as connection:
            rows = connection.execute(select(runs).order_by(runs.c.started_at, runs.c.id)).all()
        return [_record(row) for row in rows]


def _record(row: Row[Any], *, resumed: bool = False) -> RunRecord:
    finished = row.finished_at is not None
    return RunRecord(row.id, row.ordinal, row.config, row.started_at, finished, resumed)
