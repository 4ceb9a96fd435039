import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, create_engine, inspect
from sqlalchemy.schema import CreateTable

import memory.migrations
from envs import StoreError
from memory import Store
from memory.check import check_store
from memory.migrations import upgrade
from memory.schema import HEAD, metadata
from memory.store import migrate


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


SCHEMAS = Path(__file__).with_name("schemas")
"""Stores that earlier versions wrote, as SQL, by their schema."""


@pytest.fixture(params=sorted(file.stem for file in SCHEMAS.glob("*.sql")))
def older(request: pytest.FixtureRequest, path: str) -> tuple[str, str]:
    """A store with an earlier schema: its path and the schema."""
    schema: str = request.param
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript((SCHEMAS / f"{schema}.sql").read_text())
    return path, schema


def test_every_earlier_schema_is_tested() -> None:
    (folder,) = memory.migrations.__path__
    earlier = [r.revision for r in ScriptDirectory(folder).walk_revisions() if r.revision != HEAD]

    assert sorted(file.stem for file in SCHEMAS.glob("*.sql")) == sorted(earlier)


def test_an_older_store_says_how_to_bring_it_up_to_date(older: tuple[str, str]) -> None:
    path, schema = older
    before = Path(path).read_bytes()

    with pytest.raises(StoreError, match=f"has schema {schema}.*steve store migrate"):
        Store.open(path)
    assert Path(path).read_bytes() == before


def test_an_older_store_is_brought_up_to_date_and_a_copy_is_kept(older: tuple[str, str]) -> None:
    path, schema = older

    migrated = migrate(path)

    assert migrated[:3] == (path, schema, HEAD)
    with Store.open(path, create=False) as store:
        assert check_store(store) == []
        assert len(list(store.experiences(scope="vanilla", arm="full"))) == 4
        assert [entry.entry.id for entry in store.log("vanilla", "full")] == ["skill-0", "skill-1"]
        (key,) = {record.key for record in store.episodes() if record.status == "running"}
        assert store.begin_episode(key) == 2
        assert check_store(store) == []
    assert migrated.copy is not None
    with closing(sqlite3.connect(migrated.copy)) as copy:
        assert copy.execute("SELECT version_num FROM alembic_version").fetchall() == [(schema,)]
        assert copy.execute("SELECT count(*) FROM experiences").fetchall() != [(0,)]


def test_a_migrated_store_has_the_schema_of_a_new_one(
    older: tuple[str, str], tmp_path: Path
) -> None:
    path, _ = older
    migrate(path)
    engine = create_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    engine.dispose()


def test_nothing_is_overwritten_by_the_copy(older: tuple[str, str]) -> None:
    path, schema = older
    taken = Path(f"{path}.schema-{schema}")
    taken.write_text("mine")

    with pytest.raises(StoreError, match="found a file there"):
        migrate(path)
    assert taken.read_text() == "mine"
    with pytest.raises(StoreError, match=f"has schema {schema}"):
        Store.open(path)


def test_a_store_of_today_is_left_as_it_is(path: str) -> None:
    Store.open(path).close()

    assert migrate(path) == (path, HEAD, HEAD, None)


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
