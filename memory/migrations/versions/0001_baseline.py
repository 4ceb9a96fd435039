"""The first schema: runs, episodes, experiences in three tiers, the log, recalls."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

# A revision keeps its own copy of the types: the schema of today is not its business.
_WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Creates every table."""
    _create_bookkeeping()
    _create_tiers()
    _create_knowledge()


def _create_bookkeeping() -> None:
    op.create_table(
        "meta",
        sa.Column("name", _WORDS, primary_key=True),
        sa.Column("value", _WORDS, nullable=False),
    )
    op.create_table(
        "runs",
        sa.Column("id", _WORDS, primary_key=True),
        sa.Column("config_hash", _WORDS, nullable=False),
        sa.Column("ordinal", sa.Integer, nullable=False),
        sa.Column("config", _WORDS, nullable=False),
        sa.Column("started_at", sa.Float, nullable=False),
        sa.Column("finished_at", sa.Float),
        sa.UniqueConstraint("config_hash", "ordinal"),
    )
    op.create_table(
        "episodes",
        sa.Column("id", _KEY, primary_key=True),
        sa.Column("run", _WORDS, sa.ForeignKey("runs.id"), nullable=False),
        sa.Column("round", sa.Integer, nullable=False),
        sa.Column("phase", _WORDS, nullable=False),
        sa.Column("arm", _WORDS, nullable=False),
        sa.Column("task", _WORDS, nullable=False),
        sa.Column("seed", sa.BigInteger, nullable=False),
        sa.Column("attempt_try", sa.Integer, nullable=False),
        sa.Column("status", _WORDS, nullable=False),
        sa.Column("outcome", _WORDS),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("result", _WORDS),
        sa.Column("started_at", sa.Float, nullable=False),
        sa.Column("ended_at", sa.Float),
        sa.UniqueConstraint("run", "round", "phase", "arm", "task", "seed", "attempt_try"),
    )
    op.create_index(None, "episodes", ["arm", "phase", "status", "round"])


def _create_tiers() -> None:
    op.create_table(
        "experiences",
        sa.Column("seq", _KEY, primary_key=True),
        sa.Column("id", _WORDS, nullable=False, unique=True),
        sa.Column("episode", _KEY, sa.ForeignKey("episodes.id"), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("scope", _WORDS, nullable=False),
        sa.Column("world", _WORDS, nullable=False),
        sa.Column("kind", _WORDS, nullable=False),
        sa.Column("object", _WORDS, nullable=False),
        sa.Column("succeeded", sa.Integer, nullable=False),
        sa.Column("cause", _WORDS),
        sa.Column("signature", sa.LargeBinary, nullable=False),
        sa.Column("exact", _WORDS, nullable=False),
        sa.Column("cell", sa.BigInteger),
        sa.Column("tags", _WORDS, nullable=False),
        sa.Column("ticks", sa.Integer, nullable=False),
        sa.Column("text", _WORDS, nullable=False),
        sa.UniqueConstraint("episode", "position"),
    )
    for table in ("documents", "vectors"):
        op.create_table(
            table,
            sa.Column("experience", _KEY, sa.ForeignKey("experiences.seq"), primary_key=True),
            sa.Column("body", sa.LargeBinary, nullable=False),
            *([sa.Column("checksum", sa.LargeBinary, nullable=False)][: table == "documents"]),
        )
    op.create_table(
        "summaries",
        *(sa.Column(name, _WORDS, primary_key=True) for name in ("scope", "arm")),
        sa.Column("round", sa.Integer, primary_key=True),
        *(sa.Column(name, _WORDS, primary_key=True) for name in ("kind", "object")),
        sa.Column("situation", sa.Integer, primary_key=True),
        sa.Column("body", _WORDS, nullable=False),
    )


def _create_knowledge() -> None:
    op.create_table(
        "rounds",
        sa.Column("scope", _WORDS, primary_key=True),
        sa.Column("arm", _WORDS, primary_key=True),
        sa.Column("round", sa.Integer, primary_key=True),
        sa.Column("entries", sa.Integer, nullable=False),
        sa.Column("finished_at", sa.Float, nullable=False),
    )
    op.create_table(
        "log",
        sa.Column("scope", _WORDS, primary_key=True),
        sa.Column("arm", _WORDS, primary_key=True),
        sa.Column("round", sa.Integer, primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("entry", _WORDS, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("checksum", sa.LargeBinary, nullable=False),
    )
    op.create_index(None, "log", ["entry"])
    op.create_table(
        "recalls",
        sa.Column("id", _WORDS, primary_key=True),
        sa.Column("episode", _WORDS, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("checksum", sa.LargeBinary, nullable=False),
        sa.Column("recorded_at", sa.Float, nullable=False),
    )
    op.create_index(None, "recalls", ["episode"])
