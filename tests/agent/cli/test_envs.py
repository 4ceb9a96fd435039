"""`steve envs`: the worlds that are installed."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

Steve = Callable[..., Any]
NO_SERVER = "There is no server: install worlds[server]."


def test_the_shipped_world_is_listed_with_what_it_can_do(steve: Steve) -> None:
    document = json.loads(steve("envs", "--json").out)
    assert document["schema"] == "steve.envs/1"
    (world,) = (w for w in document["environments"] if w["name"] == "craftworld")
    assert world == {
        "name": "craftworld",
        "id": "craftworld-v4",
        "abilities": ["deterministic", "forkable", "mappable", "moddable", "solvable"],
        "problem": None,
    }
    said = steve("envs")
    assert said.code == 0
    assert "craftworld-v4" in said.out


def test_a_world_of_somebodys_is_listed_beside_it(steve: Steve, fake_worlds: None) -> None:
    worlds = {w["name"]: w for w in json.loads(steve("envs", "--json").out)["environments"]}
    assert worlds["fake"]["id"] == "fake-v1"
    assert worlds["secretive"]["abilities"] == []
    assert "fake-v1" in steve("envs").out


def test_a_world_is_checked_against_the_contract(steve: Steve, fake_worlds: None) -> None:
    said = steve("envs", "check", "secretive")
    assert said.code == 0
    lines = said.out.splitlines()
    assert lines[0] == "ok   identity"
    assert all(line.startswith("ok ") for line in lines)


def test_what_a_world_does_not_keep_is_told_and_exits_with_1(
    steve: Steve, install: Callable[..., None]
) -> None:
    install(late="worlds_that_break:Late")
    said = steve("envs", "check", "late", "--json")
    document = json.loads(said.out)
    assert said.code == 1
    bad = [check for check in document["checks"] if not check["ok"]]
    assert [check["what"] for check in bad] == ["begins with reset"]
    assert bad[0]["detail"].startswith("The first state must be of tick 0.")


def test_a_world_that_is_not_there_cannot_be_checked(
    steve: Steve, install: Callable[..., None]
) -> None:
    assert steve("envs", "check", "no_such_world").code == 2
    assert "no_such_option" in steve("envs", "check", "craftworld", "-E", "no_such_option=1").err


@pytest.fixture
def needy(install: Callable[..., None]) -> None:
    install("steve.installers", needy="worlds_that_break:Needs")


def test_what_a_world_needs_is_installed(steve: Steve, needy: None) -> None:
    said = steve("envs", "install", "needy", "-E", "size=big", "--python", "3.11")
    assert (said.code, said.out) == (0, "needy is installed.\n")
    assert said.err == "Getting it: python 3.11, size big.\n"


def test_what_has_to_be_got_by_hand_is_said(steve: Steve, needy: None) -> None:
    said = steve("envs", "install", "needy")
    assert said.code == 1
    assert said.out == (
        "needy isn't complete; still missing:\n- Expected a JDK, found none: install one.\n"
    )


def test_of_a_world_that_needs_nothing_that_is_said(steve: Steve, needy: None) -> None:
    said = steve("envs", "install", "craftworld")
    assert (said.code, said.err) == (0, "")
    assert said.out == "craftworld needs nothing besides this package; it is there.\n"
    assert steve("envs", "install", "craftworld", "--python", "3.11").code == 2
    unknown = steve("envs", "install", "craftwold")
    assert (unknown.code, "Unknown environment to install 'craftwold'" in unknown.err) == (2, True)


def test_of_a_world_that_lacks_an_extra_the_line_that_gets_it_is_said(
    steve: Steve, install: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    install(crafter="envs.crafter:make")
    monkeypatch.setattr("envs.crafter.find_spec", lambda name: None)
    said = steve("envs", "install", "crafter")
    assert said.code == 1
    assert "-m pip install 'crafter>=1.8.3'." in said.out


@pytest.mark.parametrize("option", ["host", "port", "version", "username", "allow", "deny"])
def test_a_servers_options_are_the_worlds_to_know(steve: Steve, option: str) -> None:
    said = steve("run", "Craft a stick", f"--{option}", "x")
    assert said.code == 2
    assert f"Unknown option '{option}' of craftworld" in said.err


def test_an_option_by_both_its_names_is_refused(steve: Steve) -> None:
    said = steve("run", "Craft a stick", "--host", "x", "-E", "host=y")
    assert (said.code, "each key once, found 'host' twice" in said.err) == (2, True)


def test_a_world_that_cannot_be_made_is_listed_with_why(
    steve: Steve, install: Callable[..., None]
) -> None:
    install(gone="no_such_module:World", away="worlds_that_break:unmakeable")
    said = steve("envs", "--json")
    worlds = {w["name"]: w for w in json.loads(said.out)["environments"]}
    assert said.code == 0
    assert (worlds["away"]["id"], worlds["away"]["problem"]) == (None, NO_SERVER)
    assert "no_such_module" in worlds["gone"]["problem"]
    assert NO_SERVER in steve("envs").out
