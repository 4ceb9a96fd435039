"""`steve envs`: the worlds that are installed."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

Steve = Callable[..., Any]
NO_SERVER = "There is no server: install worlds[server]."


def test_the_shipped_world_is_listed_with_what_it_can_do(steve: Steve) -> None:
    document = json.loads(steve("envs", "--json").out)
    assert document["schema"] == "steve.envs/1"
    (world,) = (w for w in document["environments"] if w["name"] == "craftworld")
    assert world == {
        "name": "craftworld",
        "id": "craftworld-v3",
        "abilities": ["deterministic", "forkable", "moddable", "solvable"],
        "problem": None,
    }
    said = steve("envs")
    assert said.code == 0
    assert "craftworld-v3" in said.out


def test_a_world_of_somebodys_is_listed_beside_it(steve: Steve, fake_worlds: None) -> None:
    worlds = {w["name"]: w for w in json.loads(steve("envs", "--json").out)["environments"]}
    assert worlds["fake"]["id"] == "fake-v1"
    assert worlds["secretive"]["abilities"] == []
    assert "fake-v1" in steve("envs").out


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
