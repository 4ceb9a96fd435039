"""`check_store`: re-derives from the documents what a store says about them, and what is wrong.

SQLite's own check misses most single flipped bits within a row. Here a document has its
checksum, a row that no document vouches for has its seal, and everything else follows from the
documents: none is missed.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Literal, NamedTuple

from envs import StoreError
from memory.documents import decoded
from memory.experience import Experience
from memory.rows import IndexRow, index_row
from memory.store import VECTOR_TYPE, Store, StoredDocument, alike, columns_of

Part = Literal[
    "archive",
    "database",
    "document",
    "episode",
    "index",
    "log",
    "recall",
    "round",
    "run",
    "summary",
    "vector",
]

_CHUNK = 256


class Problem(NamedTuple):
    """One thing that is wrong in a store.

    Attributes:
        part: What part of the store it is in.
        what: The id of the experience, recall or entry, or what the summary line is about.
        sentence: What was expected and what was found.
        derived: Whether it can be derived anew from the documents, all else being sound.
    """

    part: Part
    what: str
    sentence: str
    derived: bool


def check_store(store: Store) -> list[Problem]:
    """Returns all that is wrong in a store, in its order; empty if nothing is.

    Looks at every document, index row, vector, summary line, run, episode, round, log entry and
    recall once.
    """
    problems: list[Problem] = []
    for check in (_of_engine, _of_experiences, _of_summaries, _of_records):
        try:
            problems.extend(check(store))
        except StoreError as error:
            # So damaged that its rows can't even be read: the other parts may still be.
            problems.append(Problem("database", store.name, str(error), False))
    return problems


def _of_engine(store: Store) -> Iterator[Problem]:
    for said in store.engine_problems():
        # An index follows from its table; "missing from index", "wrong # of entries in index".
        yield Problem("database", store.name, said, "index" in said)


def _of_experiences(store: Store) -> Iterator[Problem]:
    every = store.stored_documents()
    while some := list(islice(every, _CHUNK)):
        read: list[tuple[StoredDocument, IndexRow]] = []
        for stored in some:
            what = _called(stored)
            try:
                experience = _experience_of(stored, what)
            except StoreError as error:
                yield Problem("document", what, str(error), False)
                continue
            row = index_row(experience)
            read.append((stored, row))
            yield from _of_row(stored, row)
            yield from _of_episode(stored, experience)
        yield from _of_vectors(store, read)


def _experience_of(stored: StoredDocument, what: str) -> Experience:
    if not isinstance(stored.body, bytes) or not isinstance(stored.checksum, bytes):
        raise StoreError("Expected a document, found none.")
    return decoded(stored.body, stored.checksum, f"Experience {what}")


def _called(stored: StoredDocument) -> str:
    return f"number {stored.seq}" if stored.columns is None else str(stored.columns["id"])


def _of_row(stored: StoredDocument, wanted: IndexRow) -> Iterator[Problem]:
    if stored.columns is None:
        yield Problem("index", wanted.id, "Expected a row for its document, found none.", True)
        return
    for name, there in columns_of(wanted).items():
        here = stored.columns[name]
        if here != there or type(here) is not type(there):
            yield Problem("index", wanted.id, f"Expected {name} {there!r}, found {here!r}.", True)


def _of_episode(stored: StoredDocument, experience: Experience) -> Iterator[Problem]:
    wanted = {**experience.episode.model_dump(), "attempt_try": experience.attempt_try}
    if stored.columns is not None and stored.episode != wanted:
        said = f"Expected it in try {experience.attempt_try} of {experience.episode}."
        yield Problem("episode", experience.id, said, True)


def _of_vectors(store: Store, read: list[tuple[StoredDocument, IndexRow]]) -> Iterator[Problem]:
    if not read:
        return
    wanted = store.embedder.embed([row.text for _, row in read]).astype(VECTOR_TYPE)
    for (stored, row), there in zip(read, wanted, strict=True):
        # A flipped bit that is too small to matter here shows by the row's seal.
        if not alike(stored.vector, there.tobytes()):
            yield Problem("vector", row.id, "Expected the vector of its text.", True)


def _of_summaries(store: Store) -> Iterator[Problem]:
    stored, rebuilt = store.stored_summaries(), store.rebuilt_summaries()
    for key in sorted(stored.keys() | rebuilt.keys(), key=repr):
        if stored.get(key) != rebuilt.get(key):
            what = "/".join(map(str, key))
            found = "none" if key not in stored else "another"
            said = f"Expected the line of its episodes, found {found}."
            yield Problem("summary", what, said, True)


def _of_records(store: Store) -> Iterator[Problem]:
    for part, what in store.broken_seals():
        yield Problem(part, what, "Its seal doesn't fit: it is damaged.", part == "vector")
    for part, what, said in (*store.damaged_records(), *store.miscounted()):
        yield Problem(part, what, said, False)
