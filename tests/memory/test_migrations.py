from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, create_engine, inspect
from sqlalchemy.schema import CreateTable

import memory.migrations
from memory.migrations import upgrade
from memory.schema import HEAD, metadata


@contextmanager
def opened(**how: Any) -> Iterator[Connection]:
    """Opens an empty database in memory."""
    engine = create_engine("sqlite://", **how)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def test_the_revisions_lead_from_nothing_to_the_schema_of_today() -> None:
    with opened() as connection, connection.begin():
        upgrade(connection)

        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_the_newest_revision_is_the_head_that_stores_are_held_to() -> None:
    (folder,) = memory.migrations.__path__

    assert ScriptDirectory(folder).get_heads() == [HEAD]


def test_an_upgrade_that_is_rolled_back_leaves_nothing() -> None:
    with opened(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        upgrade(connection)
        connection.exec_driver_sql("ROLLBACK")

        assert inspect(connection).get_table_names() == []


def test_upgrading_twice_changes_nothing() -> None:
    with opened() as connection, connection.begin():
        upgrade(connection)
        upgrade(connection)

        assert set(inspect(connection).get_table_names()) == {"alembic_version", *metadata.tables}


def test_every_table_can_be_made_in_postgresql_and_sorts_by_code_point() -> None:
    dialect = URL.create("postgresql").get_dialect()()
    tables = metadata.tables.values()
    made = [str(CreateTable(table).compile(dialect=dialect)) for table in tables]

    texts = [line for table in made for line in table.splitlines() if " TEXT " in line]
    assert all('COLLATE "C"' in line for line in texts)
    assert sum("BIGSERIAL" in table for table in made) == 2
