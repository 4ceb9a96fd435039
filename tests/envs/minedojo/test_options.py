"""What the world takes as options, and what its installation finds and lacks."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from envs import InputError
from envs.minedojo import SimulatorOptions, make
from envs.minedojo.building import find_python, is_built, pins
from envs.minedojo.home import MARK, environment_folder, python_in, python_of
from envs.minedojo.installation import MineDojoInstallation
from envs.minedojo.start import copies_folder


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"colour": "red"}, "Unknown option of minedojo 'colour'"),
        ({"recipe_bok": "on"}, "Did you mean 'recipe_book'"),
        ({"recipe_book": "maybe"}, "expected on or off"),
        ({"port": "70000"}, "port: .*65535"),
        ({"port": "x"}, "port: .*integer"),
        ({"step_timeout_s": "soon"}, "step_timeout_s: .*number"),
        ({"reset_timeout_s": "-1"}, "reset_timeout_s: .*greater than 0"),
        ({"step_timeout_s": "nan"}, "step_timeout_s: .*less than or equal"),
    ],
)
def test_a_bad_option_is_refused(options: dict[str, str], said: str) -> None:
    with pytest.raises(InputError, match=said):
        make(**options)


def test_every_option_is_described() -> None:
    page = (Path(__file__).resolve().parents[3] / "docs" / "minedojo.md").read_text("utf-8")
    described = re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE)
    assert described == list(SimulatorOptions.model_fields)


def test_a_python_that_is_not_there_is_refused_once_it_is_needed() -> None:
    world = make(python="/no/such/python")
    with pytest.raises(InputError, match="found no file '/no/such/python'"):
        _ = world.vocabulary


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A machine without MineDojo, Java or another Python."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    return tmp_path


def test_copies_that_nobody_needs_are_removed(tmp_path: Path) -> None:
    ended = subprocess.Popen((sys.executable, "-c", ""))
    ended.wait()
    for pid in (ended.pid, os.getppid()):
        (tmp_path / str(pid) / "Minecraft").mkdir(parents=True)
    mine = copies_folder(tmp_path)
    kept = {str(os.getpid()), str(os.getppid())}
    assert {folder.name for folder in tmp_path.iterdir()} == kept
    assert mine.name == str(os.getpid())


def test_what_is_missing_is_said_with_how_to_get_it(bare: Path) -> None:
    environment, java = MineDojoInstallation().missing()
    assert "steve envs install minedojo" in environment
    assert "JDK 8, found no java" in java


@pytest.mark.parametrize(
    ("printed", "said"),
    [('openjdk version "17.0.2"', "found java 17.0.2"), ("hello", "java of no version")],
)
def test_another_java_is_told(bare: Path, printed: str, said: str) -> None:
    java = bare / "java"
    java.write_text(f"#!/bin/sh\necho '{printed}' >&2\n", encoding="utf-8")
    java.chmod(0o755)
    assert said in MineDojoInstallation().missing()[-1]


def test_with_java_8_and_a_whole_environment_nothing_is_missing(bare: Path) -> None:
    java = bare / "java"
    java.write_text("#!/bin/sh\necho 'openjdk version \"1.8.0_392\"' >&2\n", encoding="utf-8")
    java.chmod(0o755)
    environment_folder().mkdir(parents=True)
    assert not is_built(environment_folder())
    (environment_folder() / MARK).write_text("other pins", encoding="utf-8")
    (sentence,) = MineDojoInstallation().missing()
    assert "built from other pins" in sentence
    (environment_folder() / MARK).write_text(pins(), encoding="utf-8")
    assert MineDojoInstallation().missing() == ()
    assert python_of() == environment_folder() / "bin" / "python"


def test_what_was_built_elsewhere_is_not_missing(
    bare: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "elsewhere"
    monkeypatch.setattr("envs.minedojo.installation.build", lambda *_: None)
    monkeypatch.setattr("envs.minedojo.installation.is_built", lambda folder: folder == elsewhere)
    said: list[str] = []
    installation = MineDojoInstallation()

    installation.install(said.append, folder=str(elsewhere))

    assert f"To run the world there: -E python={python_in(elsewhere)}" in said
    assert not any("isn't installed" in sentence for sentence in installation.missing())


def test_an_installation_refuses_what_it_cannot_use(bare: Path) -> None:
    with pytest.raises(InputError, match="takes no option 'colour'"):
        MineDojoInstallation().install(print, colour="red")
    with pytest.raises(InputError, match=r"expected 3\.11 or 3\.10"):
        find_python("3.13")
    with pytest.raises(InputError, match=r"expected 3\.11 or 3\.10"):
        find_python("/no/such/python")
