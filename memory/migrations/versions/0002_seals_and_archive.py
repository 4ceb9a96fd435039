"""Seals for rows that no document vouches for, and a list of what was archived.

A seal is a checksum of a row's other columns.
"""

from __future__ import annotations

from typing import Any
from zlib import crc32

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

# As the tables were when this was written: the order of columns is part of a seal.
_SEALED = {
    "runs": "id config_hash ordinal config started_at finished_at",
    "episodes": (
        "run round phase arm task seed attempt_try status outcome attempts result started_at "
        "ended_at"
    ),
    "vectors": "experience body",
    "rounds": "scope arm round entries finished_at",
    "log": "scope arm round position entry body checksum",
    "recalls": "id episode body checksum recorded_at",
}
_KEYS = {
    "runs": "id",
    "episodes": "id",
    "vectors": "experience",
    "rounds": "scope arm round",
    "log": "scope arm round position",
    "recalls": "id",
}
_MANY = 1_000


def upgrade() -> None:
    """Adds the column and seals what is there; makes the list, empty."""
    for name in _SEALED:
        column = sa.Column("seal", sa.BigInteger, nullable=False, server_default="0")
        op.add_column(name, column)
        _seal(name)
    op.create_table(
        "archived",
        sa.Column("experience", _WORDS, primary_key=True),
        sa.Column("episode", _KEY, sa.ForeignKey("episodes.id"), nullable=False),
        sa.Column("archive", _WORDS, nullable=False),
        sa.Column("archived_at", sa.Float, nullable=False),
        sa.Column("seal", sa.BigInteger, nullable=False, server_default="0"),
    )
    op.create_index(None, "archived", ["episode"])


def _seal(name: str) -> None:
    columns, keys = _SEALED[name].split(), _KEYS[name].split()
    table = sa.table(name, *map(sa.column, {*columns, *keys, "seal"}))
    here = [table.c[key] == sa.bindparam(f"at_{key}") for key in keys]
    update = table.update().where(*here).values(seal=sa.bindparam("found"))
    rows = op.get_bind().execute(sa.select(table)).mappings().all()
    for start in range(0, len(rows), _MANY):
        some = rows[start : start + _MANY]
        values = [
            {"found": _seal_of([row[c] for c in columns]), **{f"at_{k}": row[k] for k in keys}}
            for row in some
        ]
        op.get_bind().execute(update, values)


def _seal_of(values: list[Any]) -> int:
    total = 0
    for value in values:
        plain = value if isinstance(value, bytes) else str(value).encode()
        kind = type(value).__name__[:1].encode()
        total = crc32(b"%s%d:%s" % (kind, len(plain), plain), total)
    return total
