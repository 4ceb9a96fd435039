"""`steve doctor`: what works here, and how to get the rest."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Steve = Callable[..., Any]


def checks(said: Any) -> dict[str, tuple[bool | None, str]]:
    document = json.loads(said.out)
    assert document["schema"] == "steve.doctor/1"
    return {check["what"]: (check["ok"], check["detail"]) for check in document["checks"]}


def test_all_is_well_on_a_machine_where_everything_is_installed(steve: Steve) -> None:
    said = steve("doctor", "--json")
    assert said.code == 0
    found = checks(said)
    assert all(ok is not False for ok, _ in found.values())
    assert found["world craftworld"] == (True, "craftworld-v4")
    assert found["python"][1].startswith("3.")
    assert "the first run makes it" in found["store"][1]


def test_each_check_is_a_line_of_text(steve: Steve) -> None:
    said = steve("doctor")
    lines = said.out.splitlines()
    assert (said.code, said.err) == (0, "")
    assert len(lines) >= 5
    assert all(line.startswith(("ok ", "–  ")) for line in lines)


def test_looking_makes_no_store(steve: Steve, tmp_path: Path) -> None:
    steve("doctor")
    assert list(tmp_path.iterdir()) == []


def test_a_store_is_looked_into(steve: Steve, fake_worlds: None) -> None:
    steve("run", "Craft a stick", "--env", "fake")
    assert checks(steve("doctor", "--json"))["store"] == (True, "steve.db, 1 runs")


def test_what_is_no_store_is_bad_and_exits_with_1(steve: Steve, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("not a store\n" * 100, encoding="utf-8")
    said = steve("doctor", "--store", "notes.txt", "--json")
    assert said.code == 1
    ok, detail = checks(said)["store"]
    assert not ok
    assert "notes.txt" in detail


def test_a_world_that_cannot_be_made_is_bad_and_exits_with_1(
    steve: Steve, install: Callable[..., None]
) -> None:
    install(away="worlds_that_break:unmakeable")
    said = steve("doctor")
    assert said.code == 1
    assert "bad  world away: There is no server: install worlds[server].\n" in said.out


def test_what_a_world_lacks_that_nobody_has_to_have_is_no_failure(
    steve: Steve, install: Callable[..., None]
) -> None:
    install("steve.installers", needy="worlds_that_break:Needs")
    steve("envs", "install", "needy")  # without a Python
    said = steve("doctor")
    assert said.code == 0
    assert "\n–    what needy needs: Expected a JDK, found none: install one.\n" in said.out
    assert checks(steve("doctor", "--json"))["what needy needs"][0] is None


def test_a_world_whose_extra_is_not_installed_is_no_failure(
    steve: Steve, install: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    install(crafter="envs.crafter:make")
    monkeypatch.setattr("envs.crafter.find_spec", lambda name: None)
    said = steve("doctor")
    assert said.code == 0
    assert "\n–    world crafter: The world crafter needs the package" in said.out


def test_a_key_is_said_to_be_there_and_never_shown(
    steve: Steve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    said = steve("doctor", "--json")
    ok, detail = checks(said)["keys"]
    assert ok
    assert detail.startswith("OPENAI_API_KEY; ")
    assert "sk-secret" not in said.out


def test_a_python_that_is_not_supported_is_bad(
    steve: Steve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 0))
    said = steve("doctor", "--json")
    assert said.code == 1
    assert checks(said)["python"][0] is False
