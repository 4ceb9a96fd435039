"""The tables of a store, as they are now; `migrations` brings older ones here.

Times are Unix seconds and take part in nothing; ids and text compare by code point in every
engine. What can be re-derived from `documents` (index rows, vectors, summaries) says so; a `seal`
is a checksum of a row's other columns (see `memory.seals`).
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

HEAD = "0002"
"""The revision of the schema below; the newest file in `migrations/versions`."""

# SQLite compares bytes already, and counts up a key of the exact type INTEGER alone.
Words = Text().with_variant(Text(collation="C"), "postgresql")
Key = BigInteger().with_variant(Integer(), "sqlite")


def _seal() -> Column[int]:
    return Column("seal", BigInteger, nullable=False, server_default="0")


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

meta = Table(
    "meta",
    metadata,
    Column("name", Words, primary_key=True),
    Column("value", Words, nullable=False),
    comment="Facts about the store itself: its format, its embedder.",
)

runs = Table(
    "runs",
    metadata,
    Column("id", Words, primary_key=True),
    Column("config_hash", Words, nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("config", Words, nullable=False),
    Column("started_at", Float, nullable=False),
    Column("finished_at", Float),
    _seal(),
    UniqueConstraint("config_hash", "ordinal"),
)

episodes = Table(
    "episodes",
    metadata,
    Column("id", Key, primary_key=True),
    Column("run", Words, ForeignKey("runs.id"), nullable=False),
    Column("round", Integer, nullable=False),
    Column("phase", Words, nullable=False),
    Column("arm", Words, nullable=False),
    Column("task", Words, nullable=False),
    Column("seed", BigInteger, nullable=False),
    Column("attempt_try", Integer, nullable=False),
    Column("status", Words, nullable=False),
    Column("outcome", Words),
    Column("attempts", Integer, nullable=False),
    Column("result", Words),
    Column("started_at", Float, nullable=False),
    Column("ended_at", Float),
    _seal(),
    UniqueConstraint("run", "round", "phase", "arm", "task", "seed", "attempt_try"),
    Index(None, "arm", "phase", "status", "round"),
    comment="One row a try of an episode.",
)

experiences = Table(
    "experiences",
    metadata,
    Column("seq", Key, primary_key=True),
    Column("id", Words, nullable=False, unique=True),
    Column("episode", Key, ForeignKey("episodes.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("scope", Words, nullable=False),
    Column("world", Words, nullable=False),
    Column("kind", Words, nullable=False),
    Column("object", Words, nullable=False),
    Column("succeeded", Integer, nullable=False),
    Column("cause", Words),
    Column("signature", LargeBinary, nullable=False),
    Column("exact", Words, nullable=False),
    Column("cell", BigInteger),
    Column("tags", Words, nullable=False),
    Column("ticks", Integer, nullable=False),
    Column("text", Words, nullable=False),
    UniqueConstraint("episode", "position"),
    comment="The second tier: one compact row an experience, derived from its document.",
)

documents = Table(
    "documents",
    metadata,
    Column("experience", Key, ForeignKey("experiences.seq"), primary_key=True),
    Column("body", LargeBinary, nullable=False),
    Column("checksum", LargeBinary, nullable=False),
    comment="The third tier: whole tuples, compressed.",
)

archived = Table(
    "archived",
    metadata,
    Column("experience", Words, primary_key=True),
    Column("episode", Key, ForeignKey("episodes.id"), nullable=False),
    Column("archive", Words, nullable=False),
    Column("archived_at", Float, nullable=False),
    _seal(),
    Index(None, "episode"),
    comment="Experiences that were taken out, by their ids, and the file that they are in.",
)

vectors = Table(
    "vectors",
    metadata,
    Column("experience", Key, ForeignKey("experiences.seq"), primary_key=True),
    Column("body", LargeBinary, nullable=False),
    _seal(),
    comment="Embeddings of `experiences.text` by the embedder that `meta` names, derived.",
)

summaries = Table(
    "summaries",
    metadata,
    Column("scope", Words, primary_key=True),
    Column("arm", Words, primary_key=True),
    Column("round", Integer, primary_key=True),
    Column("kind", Words, primary_key=True),
    Column("object", Words, primary_key=True),
    Column("situation", Integer, primary_key=True),
    Column("body", Words, nullable=False),
    comment="The first tier: rolling lines, derived.",
)

rounds = Table(
    "rounds",
    metadata,
    Column("scope", Words, primary_key=True),
    Column("arm", Words, primary_key=True),
    Column("round", Integer, primary_key=True),
    Column("entries", Integer, nullable=False),
    Column("finished_at", Float, nullable=False),
    _seal(),
    comment="The completion marks of distilled rounds.",
)

log = Table(
    "log",
    metadata,
    Column("scope", Words, primary_key=True),
    Column("arm", Words, primary_key=True),
    Column("round", Integer, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("entry", Words, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("checksum", LargeBinary, nullable=False),
    _seal(),
    Index(None, "entry"),
    comment="Every change of knowledge, append-only.",
)

recalls = Table(
    "recalls",
    metadata,
    Column("id", Words, primary_key=True),
    Column("episode", Words, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("checksum", LargeBinary, nullable=False),
    Column("recorded_at", Float, nullable=False),
    _seal(),
    Index(None, "episode"),
    comment="What was asked and what was recalled; the id follows from both.",
)
