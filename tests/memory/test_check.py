import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diagnosis import Cause
from memory import Query, Recall, Store
from memory.check import check_store


@pytest.fixture
def lived(path: str, world: Any) -> str:
    """A store with two rounds, an abandoned try, a recall and a log."""
    with Store.open(path) as store:
        for round_ in (0, 1):
            world.lived(store, [{"cause": Cause.stuck}, {"ticks": 9}], round=round_)
            world.lived(store, [{}], round=round_, phase="eval")
        key = world.begun(store, seed=5)
        store.add(world.experience(key))
        store.begin_episode(key)
        query = Query(episode=key, task=world.task(), state=world.state())
        store.add_recall(Recall(id="recall-1", view="0" * 16), query)
    return path


@contextmanager
def meddling(path: str) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path)) as connection, connection:
        yield connection


def parts(path: str) -> set[str]:
    with Store.open(path) as store:
        return {problem.part for problem in check_store(store)}


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
