"""`check_store`: re-derives from the documents what a store says about them, and what is wrong.

SQLite's own check misses most single flipped bits within a row; a document's checksum misses
none, and everything else that is checked here follows from the documents.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

import numpy as np

from envs import StoreError
from memory.documents import decoded
from memory.rows import IndexRow, index_row
from memory.store import Store, StoredDocument

Part = Literal["database", "document", "episode", "index", "log", "recall", "summary", "vector"]


class Problem(NamedTuple):
    """One thing that is wrong in a store.

    Attributes:
        part: What part of the store it is in.
        what: The id of the experience, recall or entry, or what the summary line is about.
        sentence: What was expected and what was found.
        derived: Whether it can be derived anew from the documents.
    """

    part: Part
    what: str
    sentence: str
    derived: bool


def check_store(store: Store) -> list[Problem]:
    """Returns all that is wrong in a store, in its order; empty if nothing is.

    Looks at every document, index row, vector, summary line, log entry and recall once.
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
        yield Problem("database", store.name, said, False)


def _of_experiences(store: Store) -> Iterator[Problem]:
    for stored in store.stored_documents():
        yield from _of_experience(store, stored)


def _of_records(store: Store) -> Iterator[Problem]:
    for part, what, said in store.damaged_records():
        yield Problem(part, what, said, False)


def _of_experience(store: Store, stored: StoredDocument) -> Iterator[Problem]:
    if stored.body is None or stored.checksum is None:
        yield Problem("document", stored.row.id, "Expected a document, found none.", False)
        return
    try:
        experience = decoded(stored.body, stored.checksum, f"Experience {stored.row.id}")
    except StoreError as error:
        yield Problem("document", stored.row.id, str(error), False)
        return
    wanted = index_row(experience)
    for name in IndexRow._fields:
        here, there = getattr(stored.row, name), getattr(wanted, name)
        if here != there:
            sentence = f"Expected {name} {there!r}, found {here!r}."
            yield Problem("index", wanted.id, sentence, True)
    if (experience.episode, experience.attempt_try) != (stored.key, stored.attempt_try):
        sentence = f"Expected it in try {stored.attempt_try} of {stored.key}."
        yield Problem("episode", wanted.id, sentence, False)
    yield from _of_vector(store, wanted, stored.vector)


def _of_vector(store: Store, row: IndexRow, found: bytes | None) -> Iterator[Problem]:
    wanted = store.embedded(row.text)
    if found is None or len(found) != len(wanted):
        yield Problem("vector", row.id, "Expected a vector of the embedder's size.", True)
        return
    # The last bit may differ between processors; a flipped bit that matters doesn't hide in it.
    here, there = (np.frombuffer(data, dtype="<f2").astype(np.float32) for data in (found, wanted))
    if not np.allclose(here, there, atol=1e-3):
        yield Problem("vector", row.id, "Expected the vector of its text, found another.", True)


def _of_summaries(store: Store) -> Iterator[Problem]:
    stored, rebuilt = store.stored_summaries(), store.rebuilt_summaries()
    for key in sorted(stored.keys() | rebuilt.keys()):
        if stored.get(key) != rebuilt.get(key):
            scope, arm, round_, kind, about, situation = key
            what = f"{scope}/{arm}/{round_}/{kind}/{about}/{situation}"
            found = "none" if key not in stored else "another"
            yield Problem(
                "summary", what, f"Expected the line of its episodes, found {found}.", True
            )
