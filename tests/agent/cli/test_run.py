"""`steve run`: one task, once."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from agent.cli import options as opt
from agent.cli.main import carried_out, main
from agent.run_folder import RunFolder
from envs import ModelFault
from memory import Store

NOTHING_LEARNED = {"skills": 0, "guardrails": 0, "proposed": 0, "refused": 0, "fault": None}

Steve = Callable[..., Any]

pytestmark = pytest.mark.usefixtures("fake_worlds")

STICK = ("run", "Craft a stick", "--env", "fake", "-M", "errors=0")


def told(said: Any) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(said.out)
    return document


def test_json_is_one_document_with_exactly_the_documented_keys(steve: Steve) -> None:
    said = steve(*STICK, "--seed", "3", "--json")
    document = told(said)
    assert list(document) == [
        "schema", "task", "env", "llm", "identity", "notes", "seed", "arm", "outcome", "reason",
        "ticks", "attempts", "replans", "model_calls", "tokens", "learned", "store", "run_dir",
        "map",
    ]  # fmt: skip
    assert document["schema"] == "steve.run/1"
    assert document["task"] == {
        "id": "wooden-05",
        "instruction": "Craft a stick",
        "goal": 'has("stick")',
    }
    assert {key: document[key] for key in ("env", "llm", "seed", "arm", "outcome")} == {
        "env": "fake",
        "llm": "novice",
        "seed": 3,
        "arm": "full",
        "outcome": "succeeded",
    }
    assert set(document["tokens"]) == {"input", "output"}
    assert set(document["learned"]) == {
        "skills", "guardrails", "proposed", "refused", "fault",
    }  # fmt: skip
    assert document["learned"]["skills"] > 0
    assert document["model_calls"] == 1
    for attempt in document["attempts"]:
        assert set(attempt) == {"subgoal", "succeeded", "cause", "experience"}
    assert [attempt["cause"] for attempt in document["attempts"]] == [None] * 3


def test_with_json_nothing_else_is_said(steve: Steve) -> None:
    said = steve(*STICK, "--json")
    assert said.code == 0
    assert said.err == ""
    assert said.out.endswith("}\n")


def test_progress_goes_to_standard_error_and_the_result_to_standard_output(steve: Steve) -> None:
    said = steve(*STICK)
    assert said.code == 0
    *lines, store, folder, look, known = said.out.splitlines()
    assert lines == [
        "succeeded: Craft a stick (the goal holds; 70 ticks, 3 attempts, 0 replans)",
        "learned: 4 skills, 0 guardrails",
    ]
    assert (store, folder.partition("runs/")[0]) == ("store: steve.db", f"run: {Path.cwd()}/")
    assert look.startswith("see: steve inspect episode ")
    assert steve(*look.removeprefix("see: steve ").split()).code == 0
    assert known == "     steve inspect knowledge --scope fake-v1"
    assert steve(*known.split()[1:]).code == 0
    told_of = [line.split()[:2] for line in said.err.splitlines()]
    assert told_of == [["60", "done"], ["65", "done"], ["70", "done"]]


def test_a_goal_that_is_not_reached_exits_with_1_and_says_why(steve: Steve) -> None:
    said = steve(*STICK[:4], "--llm", "novice:blank", "--json")
    document = told(said)
    assert (said.code, document["outcome"], document["llm"]) == (1, "failed", "novice:blank")
    assert document["reason"]
    assert document["attempts"][0]["cause"] == "missing_material"
    assert document["attempts"][0]["succeeded"] is False


def test_a_world_that_breaks_exits_with_3(steve: Steve) -> None:
    said = steve("run", "Craft a stick", "--env", "breaking", "-M", "errors=0", "--json")
    document = told(said)
    assert (said.code, document["outcome"]) == (3, "broken")
    assert document["reason"] == "The world broke."
    assert document["learned"] == NOTHING_LEARNED


def test_a_model_that_breaks_exits_with_3(steve: Steve, says: Callable[..., Any]) -> None:
    says(ModelFault("The line is dead."))
    said = steve(*STICK[:4])
    assert said.code == 3
    assert said.out.startswith("broken: Craft a stick (The line is dead; 0 ticks, 0 attempts")


def test_what_a_world_or_a_model_says_is_shown_as_it_is(
    steve: Steve, says: Callable[..., Any]
) -> None:
    says(ModelFault("[red]openai:x: can't be reached[/]."))
    said = steve("run", "Get [/] rich", "--goal", 'has("oak_log")', *STICK[2:4])
    assert said.code == 3
    assert "broken: Get [/] rich ([red]openai:x: can't be reached[/];" in " ".join(said.out.split())
    with Store.open("steve.db", create=False) as store:
        (record,) = store.episodes()
    assert "([red]openai:x: can't be reached[/].)" in " ".join(
        steve("inspect", "episode", str(record.key)).out.split()
    )


@pytest.mark.parametrize("seed", ["-1", "1000000000", "1.5", "99999999999999999999"])
def test_a_seed_is_a_number_of_at_most_nine_digits(steve: Steve, tmp_path: Path, seed: str) -> None:
    said = steve(*STICK, "--seed", seed)
    assert said.code == 2
    assert "--seed" in said.err
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_leaves_no_store_behind(steve: Steve, tmp_path: Path) -> None:
    (tmp_path / "runs").write_text("in the way", encoding="utf-8")
    said = steve(*STICK)
    assert (said.code, said.err.count("\n")) == (2, 1)
    assert [path.name for path in tmp_path.iterdir()] == ["runs"]


def test_the_oracle_asks_no_model_and_nothing_is_learned_from_it(steve: Steve) -> None:
    said = steve(*STICK[:4], "--arm", "oracle", "--llm", "openai:gpt-5-mini", "--json")
    document = told(said)
    assert (said.code, document["outcome"], document["llm"]) == (0, "succeeded", None)
    assert (document["model_calls"], document["tokens"]) == (0, {"input": 0, "output": 0})
    assert document["learned"] == NOTHING_LEARNED


def test_the_oracle_leaves_nothing_behind_where_a_world_does_not_tell_its_rules(
    steve: Steve, tmp_path: Path
) -> None:
    said = steve(*STICK[:3], "secretive", "--arm", "oracle")
    assert (said.code, said.err.count("\n")) == (2, 1)
    assert list(tmp_path.iterdir()) == []


def test_each_run_is_a_new_one_and_knows_what_the_last_one_learned(steve: Steve) -> None:
    # This novice doesn't know what sticks are made of, and says so to nobody.
    arguments = (*STICK[:4], "-M", "errors=4", "--seed", "3", "--json")
    first, second = told(steve(*arguments)), told(steve(*arguments))
    assert first["run_dir"].endswith("-0")
    assert second["run_dir"] == f"{first['run_dir'][:-1]}1"
    failures = [sum(not a["succeeded"] for a in run["attempts"]) for run in (first, second)]
    assert failures[0] > failures[1]


def test_the_runs_folder_holds_its_row_and_its_options(steve: Steve) -> None:
    document = told(steve(*STICK, "--seed", "4", "--scope", "mine", "--json"))
    folder = RunFolder(Path(document["run_dir"]))
    (row,) = folder.rows()
    assert (row.seed, row.ticks, row.attempts) == (4, document["ticks"], 3)
    frozen = json.loads((folder.path / "config.json").read_text(encoding="utf-8"))["config"]
    assert (frozen["scope"], frozen["model_options"]) == ("mine", [["errors", "0"]])
    assert frozen["command"] == "run"


def test_what_was_learned_belongs_to_the_scope(steve: Steve) -> None:
    steve(*STICK, "--scope", "mine")
    assert "skill-" in steve("inspect", "skills", "--scope", "mine").out
    assert steve("inspect", "skills", "--scope", "fake-v1").code == 2


def test_an_attempts_experience_is_in_the_store(steve: Steve) -> None:
    document = told(steve(*STICK, "--json"))
    with Store.open(document["store"], create=False) as store:
        for attempt in document["attempts"]:
            assert store.experience(attempt["experience"]).subgoal_text == attempt["subgoal"]


def test_minutes_set_the_horizon(steve: Steve) -> None:
    # 70 ticks are needed: 0.05 minutes are 60, a tenth of the task's two minutes is 240.
    short, longer = (
        told(steve(*STICK, "--minutes", minutes, "--json")) for minutes in ("0.05", "x0.1")
    )
    assert (short["outcome"], longer["outcome"]) == ("failed", "succeeded")
    assert short["ticks"] <= 60


def test_a_goal_says_what_counts_as_done(steve: Steve) -> None:
    document = told(steve("run", "Be rich", "--goal", 'has("oak_log", 2)', *STICK[2:], "--json"))
    assert document["task"]["goal"] == 'has("oak_log", 2)'
    assert document["task"]["instruction"] == "Be rich"
    assert document["outcome"] == "succeeded"


def test_the_store_may_be_named_by_the_environment(
    steve: Steve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "other").mkdir()
    monkeypatch.setenv("STEVE_STORE", "other/mine.db")
    document = told(steve(*STICK, "--json"))
    assert document["store"] == "other/mine.db"
    assert Path(document["run_dir"]).parent == tmp_path / "other" / "runs"
    assert not (tmp_path / "steve.db").exists()


def test_stores_side_by_side_have_folders_of_their_own(steve: Steve) -> None:
    folders = [
        Path(told(steve(*STICK, "--store", store, "--json"))["run_dir"])
        for store in ("steve.db", "mine.db", "yours.db")
    ]
    usual, mine, yours = (folder.name for folder in folders)
    assert (mine, yours) == (f"mine-{usual}", f"yours-{usual}")
    assert all((folder / "rows.jsonl").exists() for folder in folders)


def test_the_same_seed_gives_the_same_run(steve: Steve) -> None:
    runs = [told(steve(*STICK[:4], "--seed", "5", "--store", f"{n}.db", "--json")) for n in (1, 2)]
    one, other = ({**run, "store": "", "run_dir": ""} for run in runs)
    assert one == other


def interrupted(*_: object) -> None:
    raise KeyboardInterrupt


def test_an_interrupted_command_says_so_and_exits_with_130(
    steve: Steve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agent.cli.run.find_task", interrupted)
    said = steve(*STICK)
    assert said.code == 130
    assert said.err.startswith("steve: Interrupted")
    assert said.err.count("\n") == 1


def broken(*_: object) -> None:
    raise ValueError("two and two")


def test_a_defect_is_one_sentence_without_debug_and_a_traceback_with_it(
    steve: Steve, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("agent.cli.run.find_task", broken)
    said = steve(*STICK)
    assert said.code == 3
    assert said.err == "steve: Unexpected ValueError: two and two (--debug shows where).\n"
    monkeypatch.setattr("sys.argv", ["steve", *STICK, "--debug"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 3
    assert "Traceback" in capsys.readouterr().err


def test_one_of_a_thing_is_told_in_the_singular(steve: Steve) -> None:
    said = steve("run", "Craft a stick", "--env", "breaking", "-M", "errors=0")
    assert said.code == 3
    assert "(The world broke; " in said.out
    assert "0 replans)" in said.out
    assert [opt.counted(n, "replan") for n in (0, 1, 2)] == ["0 replans", "1 replan", "2 replans"]


def test_debug_leaves_the_exit_code_as_it_is(steve: Steve) -> None:
    assert carried_out(["run", "Craft a stick", "--env", "nowhere"], debug=True) == 2


@pytest.mark.parametrize(
    "command",
    [
        *(["run"], ["suite"], ["evolve"], ["envs"], ["models"], ["doctor"], ["store", "check"]),
        *(["inspect", of] for of in ("runs", "episode", "experience")),
        *(["inspect", of] for of in ("skills", "guardrails", "why")),
    ],
    ids=" ".join,
)
def test_help_shows_an_example_that_the_command_can_read(steve: Steve, command: list[str]) -> None:
    said = steve(*command, "--help")
    assert (said.code, said.err) == (0, "")
    assert f"Example: steve {' '.join(command)}" in " ".join(said.out.split())


@pytest.mark.parametrize("command", [[], ["inspect"], ["store"]], ids=" ".join)
def test_a_command_that_leaves_out_what_to_do_shows_what_there_is(
    steve: Steve, command: list[str]
) -> None:
    said = steve(*command)
    assert (said.code, said.out) == (2, "")
    lines = said.err.splitlines()
    assert lines[0].startswith(" ".join(["Usage: steve", *command]))
    assert "Commands:" in lines
