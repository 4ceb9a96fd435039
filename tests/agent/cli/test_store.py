"""`steve store check`: what a store says, re-derived from its documents."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest

Steve = Callable[..., Any]


@pytest.fixture
def stored(steve: Steve, fake_worlds: None, tmp_path_factory: pytest.TempPathFactory) -> Steve:
    """Returns a command line in a folder with a store of one run."""
    # Carried out for the first test alone; the others get copies of what it left.
    kept = tmp_path_factory.getbasetemp() / "stored.db"
    if not kept.exists():
        steve("run", "Craft a stick", "--env", "fake", "-M", "errors=0")
        shutil.copy("steve.db", kept)
    shutil.copy(kept, "steve.db")
    return steve


def damaged(statement: str) -> None:
    with closing(sqlite3.connect("steve.db")) as connection, connection:
        connection.create_function("flipped", 1, lambda body: bytes([body[0] ^ 1]) + body[1:])
        assert connection.execute(statement).rowcount > 0


def test_a_sound_store_is_sound(stored: Steve) -> None:
    said = stored("store", "check")
    assert (said.code, said.out, said.err) == (0, "steve.db is sound.\n", "")
    assert json.loads(stored("store", "check", "--json").out) == {
        "schema": "steve.store-check/1",
        "store": "steve.db",
        "problems": [],
    }


@pytest.mark.parametrize(
    ("statement", "part"),
    [
        ("update documents set body = flipped(body) where experience = 1", "document"),
        ("delete from documents where experience = 2", "document"),
        ("update experiences set succeeded = 1 - succeeded where seq = 1", "index"),
        ("update experiences set text = 'nothing' where seq = 1", "index"),
        ("update vectors set body = zeroblob(length(body)) where experience = 1", "vector"),
        ("update summaries set body = replace(body, ':1', ':7')", "summary"),
        ("delete from summaries", "summary"),
        ("update log set body = flipped(body) where position = 0", "log"),
        ("update recalls set body = flipped(body)", "recall"),
    ],
)
def test_a_damaged_store_is_told_part_by_part(stored: Steve, statement: str, part: str) -> None:
    damaged(statement)
    said = stored("store", "check", "--json")
    assert said.code == 1
    problems = json.loads(said.out)["problems"]
    assert part in {problem["part"] for problem in problems}
    assert all(set(p) == {"part", "what", "sentence", "derived"} for p in problems)


def test_a_problem_in_text_is_a_line_that_says_where_and_what(stored: Steve) -> None:
    damaged("update documents set body = flipped(body) where experience = 1")
    said = stored("store", "check")
    assert said.code == 1
    (line,) = said.out.splitlines()
    assert "checksum" in line
    assert "train/full/wooden-05/0/0/0000" in line


def test_a_problem_in_text_is_no_python(stored: Steve) -> None:
    damaged("update documents set body = flipped(body) where experience = 1")
    assert "Problem(" not in stored("store", "check").out


def test_looking_changes_nothing(stored: Steve) -> None:
    damaged("delete from summaries")
    first, second = (stored("store", "check").out for _ in range(2))
    assert first == second
