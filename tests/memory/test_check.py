import random
import shutil
import sqlite3
import struct
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diagnosis import Cause
from envs import StoreError
from memory import Store
from memory.check import check_store


@contextmanager
def meddling(path: str) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path)) as connection, connection:
        yield connection


def dump(path: str) -> list[str]:
    with meddling(path) as connection:
        return sorted(connection.iterdump())


def parts(path: str) -> set[str]:
    with Store.open(path) as store:
        return {problem.part for problem in check_store(store)}


def damaged(path: str) -> bool:
    try:
        return bool(parts(path))
    except StoreError:
        return True  # So damaged that it can't be opened.


def test_a_sound_store_has_no_problems(lived: str) -> None:
    assert parts(lived) == set()


def test_every_flipped_bit_of_a_stored_document_is_found(lived: str) -> None:
    bits = random.Random(0)
    for _ in range(20):
        with meddling(lived) as connection:
            (seq, body), *_ = connection.execute("SELECT experience, body FROM documents")
            damaged = bytearray(body)
            bit = bits.randrange(8 * len(body))
            damaged[bit // 8] ^= 1 << bit % 8
            write = "UPDATE documents SET body = ? WHERE experience = ?"
            connection.execute(write, (bytes(damaged), seq))
        assert parts(lived) == {"document"}
        with meddling(lived) as connection:
            connection.execute(write, (body, seq))


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE experiences SET cell = cell + 1 WHERE seq = 1", {"index"}),
        ("UPDATE experiences SET tags = 'kind:eat' WHERE seq = 1", {"index"}),
        ("UPDATE experiences SET text = 'It went well.' WHERE seq = 1", {"index"}),
        ("UPDATE experiences SET cause = NULL WHERE seq = 1", {"index", "summary"}),
        ("UPDATE experiences SET signature = zeroblob(32) WHERE seq = 2", {"index", "summary"}),
        ("UPDATE vectors SET body = zeroblob(512) WHERE experience = 1", {"vector"}),
        ("DELETE FROM vectors WHERE experience = 1", {"vector"}),
        ("DELETE FROM documents WHERE experience = 1", {"document"}),
        ("DELETE FROM summaries WHERE round = 1", {"summary"}),
        ("UPDATE summaries SET body = '{}' WHERE round = 0", {"summary"}),
        ("UPDATE summaries SET body = '{' WHERE round = 0", {"summary"}),
        ("UPDATE experiences SET episode = 2, position = 7 WHERE seq = 1", {"episode", "index"}),
        ("UPDATE recalls SET checksum = zeroblob(16)", {"recall"}),
        ("UPDATE documents SET experience = 99 WHERE experience = 1", {"database", "document"}),
    ],
)
def test_what_does_not_follow_from_the_documents_is_found(
    lived: str, statement: str, found: set[str]
) -> None:
    with meddling(lived) as connection:
        connection.execute(statement)

    assert parts(lived) >= found


DERIVED = [
    "UPDATE experiences SET cell = cell + 1, ticks = -5, tags = x'00' WHERE seq = 1",
    "UPDATE experiences SET text = 'It went well.' WHERE seq = 1",
    "UPDATE experiences SET cause = NULL WHERE seq = 1",
    "UPDATE experiences SET signature = zeroblob(32) WHERE seq = 2",
    "UPDATE experiences SET id = 'another' WHERE seq = 2",
    "UPDATE experiences SET episode = 2, position = 7 WHERE seq = 1",
    "UPDATE experiences SET seq = 99 WHERE seq = 2",
    "DELETE FROM experiences WHERE seq = 2",
    "UPDATE vectors SET body = zeroblob(512) WHERE experience = 1",
    "UPDATE vectors SET seal = seal + 1",
    "DELETE FROM vectors WHERE experience = 1",
    "DELETE FROM summaries WHERE round = 1",
    "UPDATE summaries SET body = '{' WHERE round = 0",
    "UPDATE summaries SET round = 7, situation = 'x' WHERE round = 0",
    "UPDATE summaries SET scope = CAST(x'76ff' AS TEXT) WHERE round = 0",
]


@pytest.mark.parametrize("statement", DERIVED)
def test_what_can_be_derived_is_put_right(lived: str, statement: str) -> None:
    before = dump(lived)
    with meddling(lived) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute(statement)
    assert parts(lived)

    with Store.open(lived) as store:
        done = store.derive_anew()

        assert done
        assert check_store(store) == []
        assert store.derive_anew() == []
    assert dump(lived) == before


def test_an_index_of_the_database_that_lost_a_row_is_built_anew(lived: str) -> None:
    with meddling(lived) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        kept = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'ix_log_entry'")
        ((sql,),) = kept.fetchall()
        connection.execute(
            "UPDATE sqlite_master SET sql = ? WHERE name = 'ix_log_entry'", (f"{sql} WHERE 0",)
        )
    with meddling(lived) as connection:
        connection.execute("REINDEX ix_log_entry")
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("UPDATE sqlite_master SET sql = ? WHERE name = 'ix_log_entry'", (sql,))
    assert parts(lived) == {"database"}

    with Store.open(lived) as store:
        assert store.derive_anew() == ["Built the database's own indices anew."]
        assert check_store(store) == []


def test_tables_that_are_not_those_it_was_made_with_are_found(lived: str) -> None:
    with meddling(lived) as connection:
        connection.execute("DROP INDEX ix_log_entry")
    with Store.open(lived) as store:
        (problem,) = check_store(store)

    assert (problem.part, problem.derived) == ("database", False)


def test_a_damaged_document_is_left_as_it_is(lived: str) -> None:
    with meddling(lived) as connection:
        connection.execute("UPDATE documents SET body = zeroblob(9) WHERE experience = 1")
        connection.execute("DELETE FROM vectors WHERE experience = 2")
    with Store.open(lived) as store:
        (done,) = store.derive_anew()

        assert done.startswith("Embedded ")
        assert [problem.part for problem in check_store(store)] == ["document"]


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE runs SET started_at = started_at + 1", {"run"}),
        ("UPDATE runs SET config = '{}'", {"run"}),
        ("UPDATE episodes SET result = replace(result, 'succeeded', 'failed')", {"episode"}),
        ("UPDATE episodes SET outcome = 'failed' WHERE id = 1", {"episode"}),
        ("UPDATE episodes SET attempts = 9 WHERE id = 1", {"episode"}),
        ("UPDATE rounds SET finished_at = 7", {"round"}),
        ("DELETE FROM rounds", {"round"}),
        ("DELETE FROM log WHERE position = 1", {"round"}),
        ("UPDATE log SET position = 5 WHERE position = 1", {"log"}),
        ("UPDATE log SET entry = 'skill-9' WHERE position = 1", {"log"}),
        ("UPDATE recalls SET episode = 'another'", {"recall"}),
        ("UPDATE recalls SET id = CAST(x'72ff' AS TEXT)", {"recall"}),
    ],
)
def test_what_no_document_vouches_for_is_sealed(
    lived: str, statement: str, found: set[str]
) -> None:
    with meddling(lived) as connection:
        connection.execute(statement)

    assert parts(lived) == found


TABLES = (
    *("runs", "episodes", "experiences", "documents", "vectors"),
    *("summaries", "rounds", "log", "recalls", "meta"),
)


def test_a_flipped_bit_in_any_row_is_found(lived: str, tmp_path: Path) -> None:
    bits = random.Random(1)
    with meddling(lived) as connection:
        cells = [
            (table, row[1], rowid, value)
            for table in TABLES
            for row in connection.execute(f"PRAGMA table_info({table})").fetchall()
            for rowid, value in connection.execute(f"SELECT rowid, {row[1]} FROM {table}")
            if value not in {None, ""}
        ]
    copy = str(tmp_path / "copy.db")
    for table, column, rowid, value in bits.sample(cells, 40):
        shutil.copy(lived, copy)
        with meddling(copy) as connection:
            change = f"UPDATE {table} SET {column} = {flipped(value, bits)} WHERE rowid = ?"
            try:
                connection.execute(change, (rowid,))
            except sqlite3.IntegrityError:
                continue  # Another row has that key: the database itself wouldn't have it.
        assert damaged(copy), (table, column, rowid, value)


def flipped(value: Any, bits: random.Random) -> str:
    """Returns a value with one bit flipped, as an SQL literal."""
    if isinstance(value, int):
        return str(value ^ 1 << bits.randrange(40))
    if isinstance(value, float):
        (whole,) = struct.unpack("<q", struct.pack("<d", value))
        return repr(struct.unpack("<d", struct.pack("<q", whole ^ 1 << bits.randrange(52)))[0])
    data = bytearray(value.encode() if isinstance(value, str) else value)
    bit = bits.randrange(8 * len(data))
    data[bit // 8] ^= 1 << bit % 8
    literal = f"x'{data.hex()}'"
    return f"CAST({literal} AS TEXT)" if isinstance(value, str) else literal


def test_problems_say_whether_they_can_be_mended(lived: str) -> None:
    with meddling(lived) as connection:
        connection.execute("DELETE FROM vectors WHERE experience = 1")
        connection.execute("DELETE FROM documents WHERE experience = 2")
    with Store.open(lived) as store:
        problems = check_store(store)

    assert {problem.part: problem.derived for problem in problems} == {
        "vector": True,
        "document": False,
    }


episodes = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.sampled_from(["succeeded", "failed", "broken", "abandoned"]),
        st.lists(st.tuples(st.integers(0, 30), st.none() | st.sampled_from(Cause)), max_size=4),
    ),
    max_size=6,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(episodes)
def test_rolling_summaries_equal_rebuilt_ones(
    tmp_path_factory: pytest.TempPathFactory,
    world: Any,
    episodes: list[tuple[int, str, list[tuple[int, Cause | None]]]],
) -> None:
    path = tmp_path_factory.mktemp("store") / "steve.db"
    with Store.open(str(path)) as store:
        for seed, (round_, outcome, attempts) in enumerate(episodes):
            key = world.begun(store, round=round_, seed=seed)
            for index, (ticks, cause) in enumerate(attempts):
                store.add(world.experience(key, index=index, ticks=ticks, cause=cause))
            if outcome == "abandoned":
                store.begin_episode(key)
            else:
                store.end_episode(key, 0, {"outcome": outcome})

        assert store.stored_summaries() == store.rebuilt_summaries()
