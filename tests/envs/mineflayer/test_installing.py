"""Installing the worker: what is missing is said, and what npm makes is used."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from envs import InputError
from envs.mineflayer import WorkerInstallation, installing, make

Program = Callable[[str, str], None]


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Program:
    """Makes shell scripts that are the only programs there are."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr("sys.executable", str(folder / "python"))

    def made(name: str, script: str) -> None:
        at = folder / name
        at.write_text(f"#!/bin/sh\nPATH={os.defpath}\n{script}\n", encoding="utf-8")
        at.chmod(at.stat().st_mode | stat.S_IXUSR)

    return made


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A worker's project that isn't installed anywhere."""
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "index.js").write_text("// here\n", encoding="utf-8")
    (folder / "package.json").write_text("{}\n", encoding="utf-8")
    monkeypatch.setattr(installing, "PROJECT", folder)
    monkeypatch.setattr(installing, "user_data_path", lambda _: tmp_path / "data")
    return folder


NPM = '[ "$1" = ci ] && mkdir node_modules && touch node_modules/.package-lock.json'


def test_what_is_missing_is_said_with_how_to_get_it(program: Program, project: Path) -> None:
    node, worker = WorkerInstallation().missing()
    assert node.startswith("Expected Node 20 or newer, found none: install Node")
    assert worker == "The worker isn't installed: `steve envs install mineflayer` installs it."
    with pytest.raises(InputError, match="Node 20"):
        make().command()


@pytest.mark.parametrize(
    ("script", "found"), [("echo v18.1.0", "found 18.1.0"), ("exit 1", "one that doesn't run")]
)
def test_a_node_that_does_not_do_is_said(
    program: Program, project: Path, script: str, found: str
) -> None:
    program("node", script)
    program("npm", NPM)
    with pytest.raises(InputError, match=found):
        WorkerInstallation().install(lambda _: None)


def test_what_npm_makes_is_used(program: Program, project: Path) -> None:
    program("node", "echo v20.0.0")
    program("npm", NPM)
    with pytest.raises(InputError, match="found none of this version"):
        make().command()
    said: list[str] = []
    WorkerInstallation().install(said.append)
    node, entry = make().command()
    assert WorkerInstallation().missing() == ()
    assert Path(node).name == "node"
    assert Path(entry).read_text(encoding="utf-8") == "// here\n"
    assert project not in Path(entry).parents
    WorkerInstallation().install(said.append)
    assert "is there already" in said[-1]


def test_npm_is_handed_no_keys(
    program: Program, project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    monkeypatch.setenv("npm_config_cache", "there")
    program("node", "echo v22.3.1")
    program("npm", f"{NPM} && env >{tmp_path}/handed")
    WorkerInstallation().install(lambda _: None)
    handed = (tmp_path / "handed").read_text(encoding="utf-8")
    assert "npm_config_cache=there" in handed
    assert "secret" not in handed


def test_a_changed_project_is_installed_anew(program: Program, project: Path) -> None:
    program("node", "echo v22.3.1")
    program("npm", NPM)
    WorkerInstallation().install(lambda _: None)
    (project / "index.js").write_text("// there\n", encoding="utf-8")
    assert len(WorkerInstallation().missing()) == 1


def test_a_project_with_its_packages_is_used_as_it_stands(program: Program, project: Path) -> None:
    program("node", "echo v20.0.0")
    (project / "node_modules").mkdir()
    (project / "node_modules" / ".package-lock.json").touch()
    assert make().command()[1] == str(project / "index.js")


def test_what_npm_says_when_it_fails_is_told_and_nothing_stays(
    program: Program, project: Path, tmp_path: Path
) -> None:
    program("node", "echo v20.0.0")
    program("npm", "echo 'npm error network is unreachable' >&2; exit 1")
    with pytest.raises(InputError, match="network is unreachable"):
        WorkerInstallation().install(lambda _: None)
    assert list((tmp_path / "data" / "mineflayer").iterdir()) == []


def test_no_options_are_known(project: Path) -> None:
    with pytest.raises(InputError, match="takes no options, found python"):
        WorkerInstallation().install(lambda _: None, python="3.11")
