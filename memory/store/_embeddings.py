"""The embedder of a store: it is remembered, and changed only by embedding everything anew."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlalchemy import Connection, delete, func, select

from memory.embedders import make_embedder
from memory.embedding import Embedder
from memory.schema import experiences, meta, vectors
from memory.seals import sealed
from memory.store._base import Base, remember_embedder
from memory.store._experiences import VECTOR_TYPE

_CHUNK = 256


class Embeddings(Base):
    """The part of a store that changes its embedder."""

    def reembed(
        self,
        name: str,
        options: Mapping[str, str] | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> int:
        """Embeds every line anew with another embedder, which the store has from then on.

        It is done in one transaction: all is as it was until it is whole, and nobody else writes
        meanwhile.

        Args:
            name: The embedder, such as `static` or `openai:text-embedding-3-small`.
            options: Its own options.
            progress: Is told (done, of how many) now and then.

        Returns:
            How many lines were embedded.

        Raises:
            UnknownNameError: If there is no such embedder.
            InputError: If it can't be made so.
            ModelFault: If its server fails.
        """
        embedder = make_embedder(name, options)
        with self._database.writing() as connection:
            wanted = connection.scalar(select(func.count()).select_from(experiences)) or 0
            connection.execute(delete(vectors))
            done, last = 0, -1
            while rows := _after(connection, last):
                last = rows[-1][0]
                _insert(connection, embedder, rows)
                done += len(rows)
                if progress is not None:
                    progress(done, wanted)
            connection.execute(delete(meta).where(meta.c.name.in_(("embedder", "embedder_from"))))
            remember_embedder(connection, embedder, name, options or {})
        self.embedder = embedder
        return done


def _after(connection: Connection, last: int) -> list[tuple[int, str]]:
    query = select(experiences.c.seq, experiences.c.text).where(experiences.c.seq > last)
    found = connection.execute(query.order_by(experiences.c.seq).limit(_CHUNK))
    return [(row.seq, row.text) for row in found]


def _insert(connection: Connection, embedder: Embedder, rows: list[tuple[int, str]]) -> None:
    embedded = embedder.embed([text for _, text in rows]).astype(VECTOR_TYPE)
    bodies = (
        {"experience": seq, "body": vector.tobytes()}
        for (seq, _), vector in zip(rows, embedded, strict=True)
    )
    connection.execute(vectors.insert(), [sealed(vectors, body) for body in bodies])
