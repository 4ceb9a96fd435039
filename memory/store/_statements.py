"""`Statement`: what each insert runs, compiled once and given to the driver as it is.

SQLAlchemy builds the SQL, for whichever database it is; checking, caching and wrapping it anew
each time would cost more than SQLite takes to carry it out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, Dialect, Select, Table
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.dml import UpdateBase


class Statement:
    """One statement with named parameters of plain types: numbers, text, bytes and `None`."""

    def __init__(self, statement: Select[Any] | UpdateBase, columns: Iterable[str] = ()) -> None:
        """Keeps it to be compiled when the first database runs it.

        Args:
            statement: What to run.
            columns: For an insert, the columns that are given; none for one that names them.
        """
        self._statement = statement
        self._columns = list(columns) or None
        self._compiled: dict[str, tuple[str, list[str] | None]] = {}

    @classmethod
    def insert(cls, table: Table) -> Statement:
        """Returns the insertion of a whole row."""
        return cls(table.insert().inline(), table.columns.keys())

    def run(self, connection: Connection, values: Mapping[str, Any]) -> Any:
        """Runs it in the connection's transaction and returns the driver's cursor."""
        sql, order = self._for(connection.dialect)
        cursor = _driver(connection).cursor()
        cursor.execute(sql, values if order is None else [values[name] for name in order])
        return cursor

    def first(self, connection: Connection, values: Mapping[str, Any]) -> Any:
        """Runs it and returns the first row as a tuple, `None` if there is none."""
        return self.run(connection, values).fetchone()

    def run_each(self, connection: Connection, rows: list[dict[str, Any]]) -> None:
        """Runs it once for each row of values."""
        sql, order = self._for(connection.dialect)
        cursor = _driver(connection).cursor()
        ordered = rows if order is None else [[row[name] for name in order] for row in rows]
        cursor.executemany(sql, ordered)

    def _for(self, dialect: Dialect) -> tuple[str, list[str] | None]:
        if dialect.name not in self._compiled:
            compiled = self._statement.compile(dialect=dialect, column_keys=self._columns)
            assert isinstance(compiled, SQLCompiler), "a statement compiles to SQL"
            order = list(compiled.positiontup or ()) if compiled.positional else None
            self._compiled[dialect.name] = str(compiled), order
        return self._compiled[dialect.name]


def _driver(connection: Connection) -> Any:
    return connection.connection.dbapi_connection
