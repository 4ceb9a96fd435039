"""`steve store`: a store is checked, moved, made smaller and brought up to date."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
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
        "repaired": [],
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


def test_a_repair_says_what_it_did_and_what_is_left(stored: Steve) -> None:
    damaged("update vectors set body = zeroblob(length(body)) where experience = 1")
    damaged("delete from summaries")
    said = stored("store", "check", "--repair")
    assert said.code == 0
    assert said.out.startswith("Embedded ")
    assert said.out.endswith("steve.db is sound.\n")
    damaged("update documents set body = flipped(body) where experience = 1")
    assert stored("store", "check", "--repair").code == 1
    left = json.loads(stored("store", "check", "--repair", "--json").out)
    assert [problem["part"] for problem in left["problems"]] == ["document"]


def test_a_store_goes_through_a_file_into_another(stored: Steve) -> None:
    said = stored("store", "export", "all.jsonl")
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith("steve.db is exported to all.jsonl: 1 run, 1 episode, ")
    said = stored("store", "import", "all.jsonl", "--store", "other.db")
    assert said.out.startswith("other.db has taken in 1 run, 1 episode, ")
    told = json.loads(stored("store", "merge", "other.db", "--json").out)
    assert told["schema"] == "steve.store-import/1"
    assert (set(told["added"].values()), told["known"]["run"]) == ({0}, 1)
    assert stored("store", "check", "--store", "other.db").out == "other.db is sound.\n"


def test_what_is_salvaged_says_what_was_lost(stored: Steve) -> None:
    assert stored("store", "export", "whole.jsonl", "--salvage").code == 0
    damaged("update documents set body = flipped(body) where experience = 1")
    said = stored("store", "export", "all.jsonl")
    assert (said.code, said.out) == (2, "")
    assert "is damaged" in said.err
    said = stored("store", "export", "all.jsonl", "--salvage")
    assert (said.code, said.err) == (1, "Row 1 of documents is damaged.\n")
    assert stored("store", "import", "all.jsonl", "--store", "other.db").code == 0


def test_a_store_says_how_large_it_is(stored: Steve) -> None:
    told = json.loads(stored("store", "stats", "--json").out)
    assert told["schema"] == "steve.store-stats/1"
    assert told["counts"]["runs"] == 1
    assert told["parts"][0]["arm"] == "full"
    said = stored("store", "stats")
    assert said.code == 0
    assert "1 runs, 1 episodes" in said.out


def test_a_store_is_made_smaller(stored: Steve) -> None:
    told = json.loads(stored("store", "compact", "--json").out)
    assert told["bytes_after"] <= told["bytes_before"]
    assert " MB; it took " in stored("store", "compact").out


def test_what_would_go_is_shown_and_stays(stored: Steve) -> None:
    said = stored("store", "prune", "--keep", "0")
    assert said.code == 0
    assert "would go; add --archive FILE --apply to do it." in said.out
    again = json.loads(stored("store", "prune", "--keep", "0", "--json").out)
    assert (again["applied"], again["archive"]) == (False, None)
    assert again["experiences"]
    assert stored("inspect", "experience", again["experiences"][0]).code == 0


def test_what_goes_is_in_its_archive(stored: Steve) -> None:
    said = stored("store", "prune", "--keep", "0", "--archive", "old.jsonl", "--apply", "--json")
    told = json.loads(said.out)
    assert (told["applied"], told["archive"]) == (True, "old.jsonl")
    gone = stored("inspect", "experience", told["experiences"][0])
    assert gone.code == 2
    assert "was archived in old.jsonl: import that to see it again." in gone.err
    assert "attempts were archived in old.jsonl" in stored("inspect", "episode", "train").out
    assert stored("store", "check").code == 0
    assert stored("store", "import", "old.jsonl").code == 0
    assert stored("inspect", "experience", told["experiences"][0]).code == 0


def test_an_older_store_is_brought_up_to_date(steve: Steve) -> None:
    dump = Path(__file__).parents[2] / "memory" / "schemas" / "0001.sql"
    with closing(sqlite3.connect("steve.db")) as connection:
        connection.executescript(dump.read_text())
    said = steve("inspect", "runs")
    assert said.code == 2
    assert "steve store migrate" in said.err
    said = steve("store", "migrate")
    assert said.code == 0
    assert said.out.endswith("steve.db.schema-0001 is as it was.\n")
    told = json.loads(steve("store", "migrate", "--json").out)
    assert (told["before"] == told["after"], told["copy"]) == (True, None)
    assert steve("store", "check").code == 0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["export", "steve.db"], "Expected a new file for the export, found one at steve.db."),
        (["export", "nowhere/all.jsonl"], "nowhere/all.jsonl can't be written"),
        (["import", "nowhere.jsonl"], "nowhere.jsonl can't be read"),
        (["import", "steve.db", "--store", "new.db"], "steve.db is no export of this project"),
        (["import", "."], "can't be read: Is a directory"),
        (["merge", "nowhere.db"], "found nothing there"),
        (["prune"], "at least one of --older-than, --keep and --below"),
        (["prune", "--keep", "1", "--apply"], "Expected --archive FILE"),
        (["prune", "--keep", "-1"], "--keep"),
        (["prune", "--keep", "0", "--archive", "steve.db", "--apply"], "found one at steve.db"),
        (["compact", "--store", "nowhere.db"], "found nothing there"),
        (["stats", "--store", "nowhere.db"], "found nothing there"),
        (["migrate", "--store", "nowhere.db"], "found nothing there"),
        (["export", "all.jsonl", "--store", "nowhere.db"], "found nothing there"),
        (["prune", "--keep", "0", "--store", "nowhere.db"], "found nothing there"),
    ],
)
def test_bad_input_is_told_in_a_sentence(stored: Steve, arguments: list[str], says: str) -> None:
    before = sorted(path.name for path in Path().iterdir())
    said = stored("store", *arguments)
    assert (said.code, said.out) == (2, "")
    assert says in said.err
    assert said.err.count("\n") == 1
    assert sorted(path.name for path in Path().iterdir()) == before
