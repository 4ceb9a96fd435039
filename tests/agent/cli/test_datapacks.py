"""`--datapack`, and packs that a suite file names."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from envs import load_suite
from memory import Store

Steve = Callable[..., Any]

RECIPE = "data/minecraft/recipes/stick.json"
FROM_LOGS = {
    "type": "minecraft:crafting_shapeless",
    "ingredients": [{"tag": "minecraft:logs"}],
    "result": {"item": "minecraft:stick"},
}
SUITE = """
suite: sticks
groups:
  plain: {minutes: 2, biome: forest}
  odd: {minutes: 2, biome: forest, datapacks: [packs/odd]}
tasks:
  - {id: plain-0, instruction: Make a stick, goal: 'has("stick")'}
  - {id: odd-0, instruction: Make a stick, goal: 'has("stick")'}
"""


@pytest.fixture
def odd(tmp_path: Path) -> Path:
    """Returns a pack in which a log makes a stick, and beside it a suite with that pack."""
    (tmp_path / "sticks.yaml").write_text(SUITE)
    return write(tmp_path / "packs/odd", FROM_LOGS)


def write(pack: Path, content: object) -> Path:
    (pack / RECIPE).parent.mkdir(parents=True, exist_ok=True)
    (pack / RECIPE).write_text(json.dumps(content))
    return pack


def told(said: Any) -> dict[str, Any]:
    assert said.code in {0, 1}, said.err
    document: dict[str, Any] = json.loads(said.out)
    return document


def frozen(document: dict[str, Any]) -> dict[str, Any]:
    text = (Path(document["run_dir"]) / "config.json").read_text()
    config: dict[str, Any] = json.loads(text)["config"]
    return config


def made(document: dict[str, Any]) -> list[str]:
    """Returns what the oracle asked for in a run of one task."""
    return [attempt["subgoal"].partition("(")[0] for attempt in document["attempts"]]


def test_a_run_is_under_the_packs_that_were_named(steve: Steve, odd: Path) -> None:
    run = ("run", "Craft a stick", "--arm", "oracle", "--seed", "501", "--json")
    plain, under = told(steve(*run)), told(steve(*run, "--datapack", str(odd)))
    assert made(plain) == ["gather", "craft", "craft"]
    assert made(under) == ["gather", "craft"]
    assert frozen(plain)["datapacks"] == []
    assert [pack["name"] for pack in frozen(under)["datapacks"]] == ["odd"]


def test_a_task_of_a_suite_brings_its_packs_along(steve: Steve) -> None:
    run = ("run", "stations-wooden-05", "--arm", "oracle", "--seed", "501", "--json")
    document = told(steve(*run))
    assert "place" in made(document)
    assert [pack["name"] for pack in frozen(document)["datapacks"]] == ["shifted-stations"]


def test_a_suites_group_is_run_under_its_own_packs(steve: Steve, odd: Path, tmp_path: Path) -> None:
    suite = ("suite", "sticks.yaml", "--arms", "oracle", "--seeds", "501", "--json")
    first = told(steve(*suite))
    assert [row["outcome"] for row in first["rows"]] == ["succeeded"] * 2
    assert [row["attempts"] for row in first["rows"]] == [3, 2]
    (laid,) = frozen(first)["datapacks"]
    assert (laid["name"], laid["tasks"]) == ("odd", ["odd-0"])
    assert told(steve(*suite))["run"] == first["run"], "the same configuration is the same run"
    write(odd, FROM_LOGS | {"result": {"item": "stick", "count": 2}})
    assert told(steve(*suite))["run"] != first["run"], "a changed pack is another one"
    with Store.open(str(tmp_path / "steve.db")) as store:
        assert len(store.runs()) == 2


def test_workers_are_under_the_same_packs(steve: Steve, odd: Path) -> None:
    suite = ("suite", "sticks.yaml", "--arms", "oracle", "--seeds", "501", "--json", "--jobs", "2")
    assert [row["attempts"] for row in told(steve(*suite))["rows"]] == [3, 2]


@pytest.mark.parametrize(
    "arguments",
    [
        ("run", "Craft a stick"),
        ("suite", "mcu70", "--tasks", "wooden-05", "--seeds", "501"),
        ("evolve", "mcu70", "--tasks", "wooden-05", "--rounds", "1"),
    ],
)
def test_a_broken_pack_is_told_in_one_sentence_and_nothing_is_written(
    steve: Steve, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    write(tmp_path / "broken", FROM_LOGS | {"result": {"item": "stik"}})
    said = steve(*arguments, "--datapack", "broken")
    assert (said.code, said.out) == (2, "")
    assert RECIPE in said.err
    assert "'result'" in said.err
    assert "did you mean 'stick'" in said.err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["broken"]


def test_a_world_without_packs_says_so(steve: Steve, odd: Path, fake_worlds: None) -> None:
    said = steve("run", "Craft a stick", "--env", "fake", "--datapack", str(odd))
    assert said.code == 2
    assert "fake" in said.err


def test_the_shifted_suite_is_mcu70s_tasks_under_shipped_packs() -> None:
    suite = load_suite("mcu70-shifted")
    vanilla = {task.id: task for task in load_suite("mcu70").tasks}
    for task in suite.tasks:
        same = vanilla[task.id.removeprefix(f"{task.group}-")]
        assert task.model_copy(update={"id": same.id, "group": same.group}) == same
        (use,) = (use for use in suite.datapacks if use.concerns(task.id))
        assert use.pack == f"shifted-{task.group}"
