"""`steve suite`: many tasks, seeds and arms in evaluation."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from agent.run_folder import RunFolder
from agent.scores import Row
from memory import Store, wilson_interval

Steve = Callable[..., Any]

pytestmark = pytest.mark.usefixtures("fake_worlds", "tiny_suite")

SUITE = ("suite", "tiny.yaml", "--env", "fake", "--seeds", "0-1", "--llm", "novice:blank")


def told(said: Any) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(said.out)
    return document


def test_json_has_a_row_an_episode_and_wilsons_interval_for_each_group(steve: Steve) -> None:
    said = steve(*SUITE, "--arms", "planning_only,oracle", "--json")
    document = told(said)
    assert said.code == 0
    assert document["schema"] == "steve.suite/1"
    assert set(document) == {
        "schema", "run", "rows", "summary", "parts", "began", "learned", "store", "run_dir",
    }  # fmt: skip
    assert document["learned"] == {}
    assert len(document["rows"]) == 2 * 3 * 2
    assert all(list(row) == list(Row.model_fields) for row in document["rows"])
    cells = [(rate["arm"], rate["group"]) for rate in document["summary"]]
    assert cells == [
        (arm, group)
        for arm in ("planning_only", "oracle")
        for group in ("wood", "sticks", "overall")
    ]
    for rate in document["summary"]:
        assert set(rate) >= {
            "arm", "round", "group", "episodes", "broken", "success_rate", "low", "high",
        }  # fmt: skip
        rows = [
            row["outcome"] == "succeeded"
            for row in document["rows"]
            if row["arm"] == rate["arm"] and rate["group"] in {row["group"], "overall"}
        ]
        assert (rate["episodes"], rate["broken"], rate["round"]) == (len(rows), 0, 0)
        assert rate["success_rate"] == sum(rows) / len(rows)
        assert (rate["low"], rate["high"]) == wilson_interval(sum(rows), len(rows))
    # The oracle knows how sticks are made, a blank novice doesn't.
    rates = {(r["arm"], r["group"]): r["success_rate"] for r in document["summary"]}
    assert (rates["oracle", "overall"], rates["planning_only", "sticks"]) == (1.0, 0.0)


def test_the_table_is_on_standard_output_and_progress_on_standard_error(steve: Steve) -> None:
    said = steve(*SUITE, "--arms", "oracle")
    assert said.code == 0
    head, line = (row for row in said.out.splitlines() if "wood" in row or "oracle" in row)
    assert [word in head for word in ("arm", "round", "sticks", "overall")] == [True] * 4
    assert "broken" not in head
    assert line.count("100 (") == 3
    assert "store: steve.db" in said.out
    assert len(said.err.splitlines()) == 6
    assert said.err.splitlines()[0].split()[0] == "1/6"
    assert said.err.splitlines()[5].split()[-3] == "succeeded,"


def test_groups_and_tasks_choose_what_is_run(steve: Steve) -> None:
    by_group = told(steve(*SUITE, "--groups", "sticks", "--json"))
    assert {row["task"] for row in by_group["rows"]} == {"sticks-one", "sticks-nine"}
    by_task = told(steve(*SUITE, "--tasks", "sticks-nine,wood-log", "--json"))
    assert list(dict.fromkeys(r["task"] for r in by_task["rows"])) == ["wood-log", "sticks-nine"]


def test_nothing_is_learned(steve: Steve) -> None:
    steve(*SUITE)
    for what in ("skills", "guardrails"):
        assert steve("inspect", what, "--scope", "fake-v1").out.startswith(f"No {what} of arm full")


def test_the_same_command_again_prints_its_rows_and_runs_nothing(steve: Steve) -> None:
    first = steve(*SUITE, "--json")
    second = steve(*SUITE, "--json")
    assert second.out == first.out
    assert (first.err.count("\n"), second.err) == (
        6,
        "This was run already: its rows follow from what was known then; --again runs it anew.\n",
    )


def test_again_starts_anew(steve: Steve) -> None:
    first, second = told(steve(*SUITE, "--json")), told(steve(*SUITE, "--again", "--json"))
    assert second["run"] == f"{first['run'][:-1]}1"
    rows = [[{**row, "episode": ""} for row in document["rows"]] for document in (first, second)]
    assert rows[0] == rows[1]


def test_an_unfinished_run_goes_on_where_it_stopped(
    steve: Steve, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = told(steve(*SUITE, "--store", "undisturbed.db", "--json"))
    told_of: list[Row] = []

    def cut_off(_: object, row: Row) -> None:
        told_of.append(row)
        if len(told_of) == 4:
            raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("agent.cli.progress.Progress.__call__", cut_off)
        assert steve(*SUITE, "--json").code == 130
    resumed = steve(*SUITE, "--json")
    assert resumed.err.count("\n") == 2
    assert told(resumed)["rows"] == expected["rows"]


def test_the_runs_folder_agrees_with_the_document(steve: Steve) -> None:
    document = told(steve(*SUITE, "--json"))
    folder = RunFolder(Path(document["run_dir"]))
    assert [row.model_dump(mode="json") for row in folder.rows()] == document["rows"]
    assert "| full | 0 | overall | 6 | 0 |" in (folder.path / "report.md").read_text()


def test_a_novice_with_another_worlds_beliefs_is_told_of(steve: Steve) -> None:
    said = steve(*SUITE[:-2], "-M", "prior=crafter", "--tasks", "wood-log")
    note = "note: The novice believes things of another world than fake-v1: -M prior=vanilla fits"
    assert said.err.startswith(note)
    assert steve("run", "Craft a stick", *SUITE[2:4], "-M", "prior=crafter").err.startswith(note)
    assert "note" not in steve(*SUITE, "--tasks", "wood-log").err
    assert "note" not in steve(*SUITE[:-2], "--arms", "oracle", "-M", "prior=crafter").err


def test_some_broken_episodes_are_reported_and_no_failures(
    steve: Steve, monkeypatch: pytest.MonkeyPatch, watched_world: Any
) -> None:
    world = watched_world(breaks_at=2)
    monkeypatch.setattr("agent.rounds.world_for", lambda config, packs=(): world)
    said = steve(*SUITE, "--arms", "oracle", "--json")
    (overall,) = (rate for rate in told(said)["summary"] if rate["group"] == "overall")
    assert (said.code, overall["episodes"], overall["broken"]) == (0, 6, 1)
    assert overall["success_rate"] == 1.0


def test_a_suite_whose_every_episode_broke_exits_with_3(steve: Steve) -> None:
    said = steve(
        *SUITE[:3], "breaking", "--seeds", "0", "--arms", "oracle", "--tasks", "sticks-one"
    )
    assert said.code == 3
    assert "all broken" in said.out
    assert "- 1 broken: The world broke." in said.out
    assert re.search(r"broken, \d+ ticks: The world broke\.\n", said.err)
    (row,) = RunFolder(next(Path("runs").iterdir())).rows()
    assert f"inspect episode {row.episode}" in said.out
    assert steve("inspect", "episode", row.episode).code == 0
    report = next(Path("runs").iterdir()) / "report.md"
    assert "\n- 1 broken: The world broke.\n" in report.read_text()


def test_a_wrong_option_of_the_world_leaves_nothing_behind_where_the_scope_is_named(
    steve: Steve, tmp_path: Path
) -> None:
    said = steve(*SUITE, "--scope", "mine", "-E", "books=on")
    assert (said.code, said.err.count("\n")) == (2, 1)
    assert [path.name for path in tmp_path.iterdir()] == ["tiny.yaml"]


def test_arms_learn_nothing_of_each_others_scope(steve: Steve) -> None:
    steve(*SUITE, "--arms", "full,no_skills")
    with Store.open("steve.db", create=False) as store:
        assert {record.key.arm for record in store.episodes()} == {"full", "no_skills"}
        assert {record.key.phase for record in store.episodes()} == {"eval"}


@pytest.mark.slow
def test_the_shipped_world_runs_the_shipped_suite(steve: Steve) -> None:
    said = steve(
        "suite", "mcu70", "--tasks", "wooden-00,wooden-08", "--arms", "oracle", "--seeds", "0-1",
        "--json",
    )  # fmt: skip
    assert said.code == 0
    document = told(said)
    assert {row["group"] for row in document["rows"]} == {"wooden"}
    assert document["summary"][-1]["success_rate"] == 1.0


@pytest.mark.parametrize("command", ["run", "suite", "evolve"])
def test_a_world_that_is_not_there_as_a_command_begins_ends_it_before_anything_is_kept(
    steve: Steve, install: Callable[..., None], tmp_path: Path, command: str
) -> None:
    install(away="worlds_that_break:unmakeable")
    what = "Craft a stick" if command == "run" else "tiny.yaml"
    said = steve(command, what, "--env", "away")
    assert (said.code, said.out) == (3, "")
    assert said.err == "steve: There is no server: install worlds[server].\n"
    assert [path.name for path in tmp_path.iterdir()] == ["tiny.yaml"]
