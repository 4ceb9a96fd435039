"""What an export or another store has, taken in: all of it in one transaction, or nothing.

What is here already is passed over, so that taking the same in twice is taking it in once. What
has the same id here and there and isn't the same is named, and nothing is taken in then.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, and_, select

from envs import EpisodeKey, StoreError
from memory.documents import canonical, decoded, packed
from memory.experience import Experience, experience_id
from memory.lines import (
    ArchivedLine,
    EpisodeLine,
    ExperienceLine,
    RecallLine,
    Record,
    RoundLine,
    RunLine,
)
from memory.schema import (
    archived,
    documents,
    episodes,
    experiences,
    log,
    recalls,
    rounds,
    runs,
)
from memory.seals import resealed, sealed
from memory.store._experiences import Experiences
from memory.store._exporting import episode_line, recall_line, round_line, run_line
from memory.store._recalls import RecordedRecall
from memory.store._summaries import fold, rebuild_lines_of

_MANY = 256
_SHOWN = 5  # conflicts that the error names

_Try = tuple[EpisodeKey, int]


class Absorbed(NamedTuple):
    """What became of the records.

    Attributes:
        added: How many of each kind were taken in, by the kind's name.
        known: How many of each kind were here already.
    """

    added: dict[str, int]
    known: dict[str, int]


class Absorbing(Experiences):
    """The part of a store that takes in what another has."""

    def absorb(self, records: Iterable[Record], *, whole: bool = True) -> Absorbed:
        """Takes in records: runs before their episodes, episodes before their experiences.

        Args:
            records: What to take in.
            whole: Whether all experiences of an ended episode must be among them or here; if
                not, those that are missing count as archived.

        Raises:
            StoreError: If something is here with other content, or something is missing that
                it belongs to. Nothing is taken in then.
        """
        with self._database.writing() as connection:
            taking = _Taking(self, connection)
            for record in records:
                taking.take(record)
            taking.finish(whole)
            return Absorbed(dict(taking.added), dict(taking.known))

    def insert_ended(
        self, connection: Connection, lived: Sequence[tuple[int, Experience]]
    ) -> list[Any]:
        """Inserts experiences in the episodes with these row ids; returns their index rows."""
        tuples = self._tuples([experience for _, experience in lived])
        self._insert(connection, [(n, t) for (n, _), t in zip(lived, tuples, strict=True)])
        return [(t.row, t.episode) for t in tuples]


class _Taking:
    """One taking-in, in its transaction."""

    def __init__(self, store: Absorbing, connection: Connection) -> None:
        self.added: Counter[str] = Counter()
        self.known: Counter[str] = Counter()
        self._store, self._connection = store, connection
        self._conflicts: list[str] = []
        self._tries: dict[_Try, tuple[int, EpisodeLine]] = {}
        self._waiting: list[Experience] = []

    def take(self, record: Record) -> None:
        """Takes in one record."""
        match record:
            case RunLine():
                self._run(record)
            case EpisodeLine():
                self._episode(record)
            case ArchivedLine():
                self._archived(record)
            case ExperienceLine():
                self._waiting.append(record.experience)
                if len(self._waiting) == _MANY:
                    self._experiences()
            case RoundLine():
                self._round(record)
            case RecallLine():
                self._recall(record)

    def finish(self, whole: bool) -> None:
        """Takes in what waits and checks that nothing is missing.

        Raises:
            StoreError: If something is, or something is here with other content.
        """
        self._experiences()
        if self._conflicts:
            shown = "; ".join(self._conflicts[:_SHOWN])
            more = len(self._conflicts) - _SHOWN
            raise StoreError(
                f"Nothing was taken in: in {self._store.name} there is another {shown}"
                + (f"; and {more} more." if more > 0 else ".")
            )
        for (key, number), (row, line) in self._tries.items():
            if line.status != "running":
                self._complete(key, number, row, line.attempts, whole)

    def _run(self, line: RunLine) -> None:
        found = self._connection.execute(select(runs).where(runs.c.id == line.id)).first()
        if found is None:
            values = {
                **line.model_dump(exclude={"kind", "config"}),
                "config": canonical(line.config).decode(),
                "config_hash": line.id.rpartition("-")[0],
            }
            self._connection.execute(runs.insert().values(sealed(runs, values)))
        elif line.config is not None and run_line(found).config != line.config:
            self._conflicts.append(f"run {line.id}")
        else:
            # Begun when the first began it, finished when the last finished it.
            ends = [at for at in (found.finished_at, line.finished_at) if at is not None]
            times = {
                "started_at": min(found.started_at, line.started_at),
                "finished_at": max(ends, default=None),
            }
            if (found.started_at, found.finished_at) != tuple(times.values()):
                resealed(self._connection, runs, runs.c.id == line.id, **times)
        self._count("run", found is None)

    def _episode(self, line: EpisodeLine) -> None:
        place = {**line.episode.model_dump(), "attempt_try": line.attempt_try}
        here = and_(*(episodes.c[name] == value for name, value in place.items()))
        found = self._connection.execute(select(episodes).where(here)).first()
        result = None if line.result is None else canonical(line.result).decode()
        plain = line.model_dump(include={"status", "outcome", "attempts", "ended_at"})
        kept = line
        if found is None:
            if (
                self._connection.scalar(select(runs.c.id).where(runs.c.id == line.episode.run))
                is None
            ):
                raise StoreError(f"Expected the run {line.episode.run} before its episodes.")
            values = {**place, **plain, "result": result, "started_at": line.started_at}
            self._connection.execute(episodes.insert().values(sealed(episodes, values)))
        elif found.status == "running" and line.status != "running":
            resealed(self._connection, episodes, here, **plain, result=result)
            if line.status != "finished":
                rebuild_lines_of(self._connection, found.id)
        else:
            kept = episode_line(found)
            if line.status != "running" and _said(kept) != _said(line):
                self._conflicts.append(f"try {line.attempt_try} of {line.episode}")
        number = self._connection.scalar(select(episodes.c.id).where(here))
        assert number is not None, "it was there, or was inserted"
        self._tries[line.episode, line.attempt_try] = (number, kept)
        self._count("episode", found is None)

    def _archived(self, line: ArchivedLine) -> None:
        number, _ = self._filed(line.episode, line.attempt_try)
        here = select(experiences.c.id).where(experiences.c.id == line.experience)
        gone = select(archived.c.experience).where(archived.c.experience == line.experience)
        new = self._connection.scalar(here) is None and self._connection.scalar(gone) is None
        if new:
            values = {
                "experience": line.experience,
                "episode": number,
                "archive": line.archive,
                "archived_at": line.archived_at,
            }
            self._connection.execute(archived.insert().values(sealed(archived, values)))
        self._count("archived", new)

    def _experiences(self) -> None:
        lived, self._waiting = self._waiting, []
        here = self._here([experience.id for experience in lived])
        new = [experience for experience in lived if experience.id not in here]
        for experience in lived:
            if experience.id in here and not _same(experience, here[experience.id]):
                self._conflicts.append(f"experience {experience.id}")
        filed = [self._filed(e.episode, e.attempt_try) for e in new]
        if new:
            tries = [number for number, _ in filed]
            rows = self._store.insert_ended(self._connection, list(zip(tries, new, strict=True)))
            fold(
                self._connection,
                [
                    row
                    for row, (_, line) in zip(rows, filed, strict=True)
                    if line.episode.phase == "train" and line.status in {"running", "finished"}
                ],
            )
            back = archived.c.experience.in_([experience.id for experience in new])
            self._connection.execute(archived.delete().where(back))
        self.added["experience"] += len(new)
        self.known["experience"] += len(lived) - len(new)

    def _round(self, line: RoundLine) -> None:
        place = {"scope": line.scope, "arm": line.arm, "round": line.round}
        here = and_(*(rounds.c[name] == value for name, value in place.items()))
        found = self._connection.execute(select(rounds).where(here)).first()
        if found is None:
            for position, entry in enumerate(line.log):
                body, check = packed(entry)
                values = {"position": position, "entry": entry.entry.id}
                values |= {**place, "body": body, "checksum": check}
                self._connection.execute(log.insert().values(sealed(log, values)))
            mark = {**place, "entries": len(line.log), "finished_at": line.finished_at}
            self._connection.execute(rounds.insert().values(sealed(rounds, mark)))
        elif round_line(self._connection, found).log != line.log:
            self._conflicts.append(f"round {line.round} of {line.arm} in scope {line.scope}")
        self._count("round", found is None)

    def _recall(self, line: RecallLine) -> None:
        which = recalls.c.id == line.recall.id
        found = self._connection.execute(select(recalls).where(which)).first()
        if found is None:
            body, check = packed(RecordedRecall(query=line.query, recall=line.recall))
            values = {
                "id": line.recall.id,
                "episode": str(line.query.episode),
                "body": body,
                "checksum": check,
                "recorded_at": line.recorded_at,
            }
            self._connection.execute(recalls.insert().values(sealed(recalls, values)))
        elif recall_line(found).recall != line.recall:
            self._conflicts.append(f"recall {line.recall.id}")
        self._count("recall", found is None)

    def _filed(self, key: EpisodeKey, number: int) -> tuple[int, EpisodeLine]:
        if (key, number) not in self._tries:
            raise StoreError(f"Expected try {number} of {key} before what was lived through in it.")
        return self._tries[key, number]

    def _here(self, ids: list[str]) -> dict[str, Experience]:
        joined = documents.join(experiences, documents.c.experience == experiences.c.seq)
        columns = (experiences.c.id, documents.c.body, documents.c.checksum)
        query = select(*columns).select_from(joined).where(experiences.c.id.in_(ids))
        return {
            id_: decoded(body, check, f"Experience {id_}")
            for id_, body, check in self._connection.execute(query)
        }

    def _complete(self, key: EpisodeKey, number: int, row: int, attempts: int, whole: bool) -> None:
        """Checks that an ended try has all its experiences, here or archived."""
        known: set[str] = set()
        for table, name in ((experiences, "id"), (archived, "experience")):
            some = select(table.c[name]).where(table.c.episode == row)
            known.update(self._connection.scalars(some))
        wanted = [experience_id(key, number, index) for index in range(attempts)]
        missing = [id_ for id_ in wanted if id_ not in known]
        if len(known) + len(missing) != attempts or (missing and whole):
            raise StoreError(
                f"Expected {attempts} experiences in try {number} of {key}, found {len(known)}: "
                "nothing was taken in."
            )
        for id_ in missing:
            values = {"experience": id_, "episode": row, "archive": "", "archived_at": 0.0}
            self._connection.execute(archived.insert().values(sealed(archived, values)))

    def _count(self, kind: str, new: bool) -> None:
        (self.added if new else self.known)[kind] += 1


def _said(line: EpisodeLine) -> tuple[Any, ...]:
    return line.status, line.outcome, line.attempts, line.result


def _same(one: Experience, other: Experience) -> bool:
    return one == other.model_copy(update={"recorded_at": one.recorded_at})
