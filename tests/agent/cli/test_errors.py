"""With `--json`, what went wrong is one document on standard output, under the same exit code."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from agent.cli.main import app
from agent.limits import RunLimitReached
from envs import (
    ContractError,
    DataPackError,
    EnvironmentFault,
    InputError,
    ModelFault,
    NotInstalledError,
    SteveError,
    SuiteError,
)
from envs.bridge import WorkerFault

Steve = Callable[..., Any]

PAGE = Path(__file__).parents[3] / "docs/json.md"
DONE = ("run", "Craft a wooden pickaxe", "--json")


def error_of(said: Any) -> dict[str, str]:
    document = json.loads(said.out)
    assert document["schema"] == "steve.error/1"
    assert said.err.splitlines()[-1] == f"steve: {document['error']['message']}"
    error: dict[str, str] = document["error"]
    return error


def with_json(command: Any, words: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """The words of every command that takes `--json`."""
    below = getattr(command, "commands", {}).items()
    takes = any("--json" in option.opts for option in command.params)
    return [words] * takes + [w for name, c in below for w in with_json(c, (*words, name))]


@pytest.mark.parametrize("words", with_json(get_command(app)), ids=" ".join)
def test_every_command_that_prints_json_prints_its_errors_so(
    steve: Steve, words: tuple[str, ...]
) -> None:
    said = steve(*words, "--json", "--no-such-option")
    assert said.code == 2
    error = error_of(said)
    assert error["kind"] == "usage"
    assert error["message"].startswith("No such option: --no-such-option")


@pytest.mark.parametrize(
    ("arguments", "kind"),
    [
        (("run", "Be happy"), "input"),
        (("run", "x", "--goal", "has("), "notation"),
        (("run", "wooden-00", "--env", "craftwold"), "unknown_name"),
        (("suite", "mcu7"), "suite"),
        (("inspect", "runs"), "store"),
        (("run",), "usage"),
    ],
)
def test_the_kind_says_what_was_wrong(steve: Steve, arguments: tuple[str, ...], kind: str) -> None:
    bare, asked = steve(*arguments), steve(*arguments, "--json")
    assert error_of(asked)["kind"] == kind
    assert (asked.code, asked.err) == (bare.code, bare.err)
    assert bare.out == ""


@pytest.mark.parametrize(
    ("error", "kind", "code"),
    [
        (EnvironmentFault("The server is gone."), "environment_fault", 3),
        (WorkerFault("The worker died."), "worker_fault", 3),
        (ModelFault("No answer."), "model_fault", 3),
        (ContractError("It has no id."), "contract", 3),
        (SuiteError("mine.yaml: no tasks."), "suite", 2),
        (DataPackError("pack: no folder."), "data_pack", 2),
        (NotInstalledError("It isn't installed."), "not_installed", 2),
        (InputError("Wrong."), "input", 2),
        (RunLimitReached("The run stops."), "run_limit_reached", 1),
        (SteveError("A worker process died."), "steve", 3),
        (ValueError("two and two"), "unexpected", 3),
        (KeyboardInterrupt(), "interrupted", 130),
    ],
)
def test_each_kind_has_its_exit_code_and_stands_in_the_docs(
    steve: Steve, monkeypatch: pytest.MonkeyPatch, error: BaseException, kind: str, code: int
) -> None:
    def broken(*_: object) -> None:
        raise error

    monkeypatch.setattr("agent.cli.run.find_task", broken)
    said = steve(*DONE)
    assert said.code == code
    assert error_of(said)["kind"] == kind
    (row,) = re.findall(r"^\| `error.kind` \|.*$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert f"`{kind}`" in row
