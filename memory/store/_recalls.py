"""Recalls in the store: what was asked, what was said, and which experiences stood on it."""

from __future__ import annotations

import time

from sqlalchemy import select

from envs import Frozen, StoreError
from memory.documents import packed, unpacked
from memory.recalls import Query, Recall
from memory.schema import recalls
from memory.seals import sealed
from memory.store._base import Base


class RecordedRecall(Frozen):
    """A question with its answer, as they are stored."""

    query: Query
    recall: Recall


class Recalls(Base):
    """The part of a store that keeps what was recalled."""

    def add_recall(self, recall: Recall, query: Query) -> None:
        """Records a recall with its query; the same one again changes nothing."""
        body, check = packed(RecordedRecall(query=query, recall=recall))
        with self._database.writing() as connection:
            known = select(recalls.c.id).where(recalls.c.id == recall.id)
            if connection.scalar(known) is None:
                values = {
                    "id": recall.id,
                    "episode": str(query.episode),
                    "body": body,
                    "checksum": check,
                    "recorded_at": time.time(),
                }
                connection.execute(recalls.insert().values(sealed(recalls, values)))

    def recall(self, recall_id: str) -> RecordedRecall:
        """Returns a recall with its query.

        Raises:
            StoreError: If there is none, or it is damaged.
        """
        with self._database.reading() as connection:
            row = connection.execute(select(recalls).where(recalls.c.id == recall_id)).first()
        if row is None:
            raise StoreError(f"{self.name} has no recall {recall_id!r}.")
        return RecordedRecall.model_validate_json(
            unpacked(row.body, row.checksum, f"Recall {recall_id}")
        )
