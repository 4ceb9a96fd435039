"""Bad input gets one clear sentence, the right exit code, and leaves nothing behind."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Steve = Callable[..., Any]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["run", "Be happy"], "--goal"),
        (["run", "Craft an iron pickax"], "Did you mean 'iron_pickaxe'"),
        (["run", "x", "--goal", 'has("iron_bar")'], "Did you mean 'iron_bars'"),
        (["run", "x", "--goal", "has("], "At character"),
        (["run", "wooden-00", "--env", "craftwold"], "Did you mean 'craftworld'"),
        (["run", "wooden-00", "--llm", "novise"], "Did you mean 'novice'?"),
        (["run", "wooden-00", "--llm", "novice:wise"], "novice:blank"),
        (["run", "wooden-00", "--llm", "openai:gpt-5-mini"], "OPENAI_API_KEY"),
        (["run", "wooden-00", "--arm", "fuller"], "Did you mean 'full'?"),
        (["run", "wooden-00", "-E", "recipe_book=maybe"], "recipe_book=on"),
        (["run", "wooden-00", "-E", "recipe_book"], "key=value"),
        (["run", "wooden-00", "-E", "books=on"], "recipe_book"),
        (["run", "wooden-00", "-M", "compliance=2"], "from 0 to 1"),
        (["run", "wooden-00", "-M", "complience=1"], "compliance"),
        (["run", "wooden-00", "-M", "prior_seed=1.7"], "a whole number"),
        (["run", "wooden-00", "--minutes", "soon"], "--minutes"),
        (["run", "wooden-00", "--scope", " "], "--scope"),
        (["suite", "mcu70", "--scope", ""], "--scope"),
        (
            ["run", "wooden-00", "--seed", "-1"],
            "'--seed': expected a value greater than or equal to 0. See `steve run --help`.",
        ),
        (["run", "wooden-00", "--no-such-option"], "No such option"),
        (["run"], "Missing argument 'task'. See `steve run --help`."),
        (["suite", "mcu70", "--seeds", "5-1"], "say 1-5"),
        (["run", "wooden-00", "--limit", "calls=0"], "--limit calls: expected a whole number"),
        (["run", "wooden-00", "--limit", "usd=x"], "--limit usd: expected a number above 0"),
        (["run", "wooden-00", "--llm", "replay:runs/nope"], "can't be read: No such file"),
        (["run", "wooden-00", "--llm", "scripted:nope.json"], "can't be read: No such file"),
        (
            ["run", "wooden-00", "--llm-distiller", "openai:gpt-5-mini"],
            "name a local server with -D base_url=",
        ),
        (["suite", "mcu7"], "Did you mean 'mcu70'?"),
        (["suite", "crafter"], "is for the world crafter, found craftworld; give --env crafter."),
        (["evolve", "crafter", "--env", "mineflayer"], "found mineflayer; give --env crafter."),
        (["run", "basic-table"], "Suite crafter is for the world crafter"),
        (["suite", "mcu70", "--groups", "wood"], "Did you mean 'wooden'?"),
        (["suite", "mcu70", "--tasks", "wooden-77"], "wooden-77"),
        (["suite", "mcu70", "--seeds", "a-b"], "--seeds"),
        (["suite", "mcu70", "--arms", ""], "at least one arm"),
        (["evolve", "mcu70", "--train-seeds", "0-3", "--eval-seeds", "3-5"], "found 3 in both"),
        (["inspect", "runs"], "steve.db"),
        (["store", "check"], "steve.db"),
        (["fly"], "No such command"),
    ],
)
def test_bad_input_is_told_in_a_sentence(
    steve: Steve, tmp_path: Path, arguments: list[str], says: str
) -> None:
    said = steve(*arguments)
    assert said.code == 2
    assert says in said.err
    assert said.err.startswith("steve: ")
    assert said.err.count("\n") == 1
    assert "Traceback" not in said.err
    assert said.out == ""
    assert list(tmp_path.iterdir()) == []


def test_broken_yaml_names_the_file_and_the_line(steve: Steve, tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("groups: {a: {}}\ntasks: [", encoding="utf-8")
    said = steve("suite", "mine.yaml")
    assert said.code == 2
    assert "mine.yaml: line" in said.err


@pytest.mark.parametrize("verb", [["inspect", "runs"], ["store", "check"], ["run", "wooden-05"]])
def test_a_file_that_is_no_store_stays_as_it_is(
    steve: Steve, tmp_path: Path, verb: list[str]
) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("not a store\n" * 100, encoding="utf-8")
    said = steve(*verb, "--store", "notes.txt")
    assert said.code == 2
    assert "notes.txt" in said.err
    assert path.read_text(encoding="utf-8") == "not a store\n" * 100
    assert [p.name for p in tmp_path.iterdir()] == ["notes.txt"]


def test_another_programs_database_stays_as_it_is(steve: Steve, tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    connection = sqlite3.connect(path)
    connection.execute("create table bills (amount integer)")
    connection.commit()
    connection.close()
    before = path.read_bytes()
    said = steve("run", "wooden-05", "--store", "other.db")
    assert said.code == 2
    assert "other.db" in said.err
    assert path.read_bytes() == before


def test_a_folder_that_cannot_be_written_to_is_named(steve: Steve, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    said = steve("run", "wooden-05", "--store", "file/steve.db")
    assert said.code == 2
    assert "steve.db" in said.err
