"""The folder that every run leaves."""

from __future__ import annotations

import errno
import json
import platform
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from agent.config import RunConfig
from agent.experiments import suite
from agent.report import markdown
from agent.run_folder import RunFolder
from agent.scores import Row, summarise
from envs import InputError
from memory import Store


@pytest.fixture
def rows(fake_worlds: None, config: Callable[..., Any], store: Store) -> tuple[Row, ...]:
    asked = config(seeds=(0, 1))
    return suite(asked, store, store.begin_run(asked.canonical()).id).rows


def test_it_holds_the_frozen_configuration_and_the_versions(
    config: Callable[..., RunConfig], tmp_path: Path
) -> None:
    asked = config(env_options=(("recipe_book", "off"),))
    folder = RunFolder(tmp_path / "runs" / "r-0")
    folder.begin(asked)
    frozen = json.loads((folder.path / "config.json").read_text(encoding="utf-8"))
    assert RunConfig.model_validate_json(json.dumps(frozen["config"])) == asked
    assert frozen["versions"]["python"] == platform.python_version()
    assert frozen["versions"]["faiss-cpu"] == version("faiss-cpu")


def test_its_rows_are_read_back_as_they_were(rows: tuple[Row, ...], tmp_path: Path) -> None:
    folder = RunFolder(tmp_path / "r-0")
    folder.finish(rows)
    assert folder.rows() == rows
    lines = (folder.path / "rows.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line) for line in lines] == [row.model_dump(mode="json") for row in rows]


def test_its_report_follows_from_its_rows_alone(rows: tuple[Row, ...], tmp_path: Path) -> None:
    folder = RunFolder(tmp_path / "r-0")
    folder.finish(iter(rows))
    report = (folder.path / "report.md").read_text(encoding="utf-8")
    assert report == markdown(summarise(folder.rows()))
    assert "| full | 0 | single | 2 | 0 |" in report


def test_finishing_again_replaces_and_leaves_no_half_file(
    rows: tuple[Row, ...], tmp_path: Path
) -> None:
    folder = RunFolder(tmp_path / "r-0")
    folder.finish(rows)
    RunFolder(folder.path).finish(rows[:1])
    assert folder.rows() == rows[:1]
    assert sorted(path.name for path in folder.path.iterdir()) == ["report.md", "rows.jsonl"]


def test_a_write_that_is_cut_off_leaves_the_old_file(
    rows: tuple[Row, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = RunFolder(tmp_path / "r-0")
    folder.finish(rows)

    def no_room(*_: object) -> None:
        raise OSError(errno.ENOSPC, "The disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", no_room)
        with pytest.raises(
            InputError, match=r"rows.jsonl, found The disk is full; the store has all"
        ):
            folder.finish(rows[:1])
    assert folder.rows() == rows


def test_a_place_that_cannot_be_written_to_is_told(tmp_path: Path) -> None:
    (tmp_path / "runs").write_text("in the way", encoding="utf-8")
    with pytest.raises(InputError, match=r"runs/r-0.*can be written to"):
        RunFolder(tmp_path / "runs" / "r-0")
