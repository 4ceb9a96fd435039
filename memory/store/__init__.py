"""`Store`: everything that is remembered, in one database.

    with Store.open("steve.db") as store:
        run = store.begin_run(config)
        attempt_try = store.begin_episode(key)
        store.add(experience)                     # durable when it returns
        store.end_episode(key, attempt_try, row)
        store.append_log(0, scope, arm, entries)  # with the round's completion mark
        store.finish_run(run.id)

A tuple is written once and never changed. One transaction stores an experience whole: document,
index row, vector and summary; one stores what a round brought with its completion mark. What
was acknowledged survives kill -9. Several processes may write into one store; each opens its
own, after forking.
"""

from __future__ import annotations

from typing import NamedTuple

from memory.experience import Experience
from memory.store._absorbing import Absorbed, Absorbing
from memory.store._base import Base
from memory.store._columns import Columns, RecallRow
from memory.store._embeddings import Embeddings
from memory.store._episodes import EpisodeRecord, Episodes
from memory.store._experiences import VECTOR_TYPE, StoredRow
from memory.store._exporting import Exporting
from memory.store._integrity import StoredDocument, alike
from memory.store._migrating import Migrated, migrate
from memory.store._pruning import Pruning, Settled
from memory.store._recalls import Recalls, RecordedRecall
from memory.store._runs import RunRecord, Runs
from memory.store._salvaging import salvaged
from memory.store._summaries import Summaries, columns_of
from memory.store._upkeep import Part, Stats, Upkeep

__all__ = [
    "Absorbed",
    "EpisodeRecord",
    "Migrated",
    "Part",
    "Reasons",
    "RecallRow",
    "RecordedRecall",
    "RunRecord",
    "Settled",
    "Stats",
    "Store",
    "StoredDocument",
    "StoredRow",
    "VECTOR_TYPE",
    "alike",
    "columns_of",
    "migrate",
    "salvaged",
]


class Reasons(NamedTuple):
    """Why an attempt was made as it was, and what came of it.

    Attributes:
        experience: The attempt, with its plan and its diagnosis.
        recorded: What memory was asked for its plan, and what it said; `None` if the plan stood
            on no recall.
    """

    experience: Experience
    recorded: RecordedRecall | None


class Store(
    Runs,
    Episodes,
    Absorbing,
    Columns,
    Embeddings,
    Summaries,
    Recalls,
    Exporting,
    Pruning,
    Upkeep,
    Base,
):
    """An open store. It may be used by several threads, and by one process."""

    def reasons(self, experience: str) -> Reasons:
        """Returns why the attempt with an id was made, and what came of it.

        Raises:
            StoreError: If there is no such experience or recall, or one is damaged.
        """
        found = self.experience(experience)
        recorded = None if found.recall is None else self.recall(found.recall)
        return Reasons(found, recorded)
