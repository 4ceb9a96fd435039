"""Recorded runs, and bounds on what a model may use."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Steve = Callable[..., Any]

pytestmark = pytest.mark.usefixtures("fake_worlds", "tiny_suite")

EVOLVE = (
    "evolve", "tiny.yaml", "--env", "fake", "--rounds", "1", "--train-seeds", "0",
    "--eval-seeds", "1-2",
)  # fmt: skip


def told(said: Any) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(said.out)
    return document


def without_ids(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    # Evidence names the experiences that it stands on, and these name their run.
    return [{k: v for k, v in row.items() if k not in {"episode", "knowledge"}} for row in rows]


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_recorded_run_replays_offline_with_the_same_rows(steve: Steve, jobs: str) -> None:
    recorded = told(steve(*EVOLVE, "--record", "--jobs", jobs, "--json"))
    folder = Path(recorded["run_dir"])
    assert len(list((folder / "calls").iterdir())) == len(recorded["rows"])

    again = (*EVOLVE, "--llm", f"replay:{folder}", "--store", "other.db", "--json")
    replayed = told(steve(*again))

    assert without_ids(replayed["rows"]) == without_ids(recorded["rows"])
    assert any(row["outcome"] == "succeeded" for row in replayed["rows"])
    assert {row["outcome"] for row in replayed["rows"]} <= {"succeeded", "failed"}


def test_a_replay_that_leaves_the_record_is_broken_and_says_where(steve: Steve) -> None:
    recorded = told(steve(*EVOLVE, "--record", "--json"))

    other = (*EVOLVE[:-1], "3", "--llm", f"replay:{recorded['run_dir']}", "--store", "other.db")
    rows = told(steve(*other, "--json"))["rows"]

    held_out = [row for row in rows if row["phase"] == "eval"]
    assert {row["outcome"] for row in held_out} == {"broken"}
    assert all("Call 1 has left the record" in row["reason"] for row in held_out)


def test_calls_that_cost_nothing_are_kept_only_where_that_is_asked(steve: Steve) -> None:
    for said, kept in ((), False), (("--record",), True), (("--no-record",), False):
        run = told(steve("run", "Craft a stick", "--env", "fake", *said, "--json"))
        calls = Path(run["run_dir"]) / "calls"
        assert calls.exists() == kept, said


def test_calls_that_cost_money_are_kept_unless_that_is_declined(
    steve: Steve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-1234567890")
    paid = (
        "run", "Craft a stick", "--env", "fake", "--llm", "openai:small", "-M",
        "base_url=https://nowhere.invalid/v1", "-M", "max_retries=0", "--json",
    )  # fmt: skip
    for said, kept in ((), True), (("--no-record",), False):
        run = told(steve(*paid, *said))
        assert run["outcome"] == "broken"
        assert (Path(run["run_dir"]) / "calls").exists() == kept, said


def test_an_episode_may_make_so_many_calls(steve: Steve) -> None:
    suite = ("suite", "tiny.yaml", "--env", "fake", "--llm", "novice:blank", "--seeds", "0")
    usual = told(steve(*suite, "--json"))["rows"]
    bounded = told(steve(*suite, "--limit", "calls=1", "--json"))["rows"]

    assert max(row["model_calls"] for row in usual) > 1
    assert max(row["model_calls"] for row in bounded) == 1


def test_a_run_of_one_episode_keeps_to_the_bounds_of_the_run(steve: Steve) -> None:
    run = ("run", "Craft a stick", "--env", "fake", "--llm", "novice:blank", "--json")
    assert told(steve(*run))["model_calls"] > 2
    assert told(steve(*run, "--limit", "run.calls=2"))["model_calls"] == 2
    assert told(steve(*run, "--limit", "run.calls=2", "--limit", "calls=1"))["model_calls"] == 1
    assert told(steve(*run, "--limit", "run.tokens=1"))["model_calls"] == 1


def test_a_run_stops_at_its_bound_and_goes_on_with_a_greater_one(steve: Steve) -> None:
    suite = ("suite", "tiny.yaml", "--env", "fake", "--seeds", "0-2")
    whole = told(steve(*suite, "--store", "whole.db", "--json"))["rows"]

    stopped = steve(*suite, "--limit", "run.calls=3")
    assert stopped.code == 1
    assert "The run has used 3 of its 3 calls and stops" in " ".join(stopped.err.split())
    assert "--limit run.calls" in stopped.err
    again = steve(*suite, "--limit", "run.calls=3")
    assert again.code == 1
    assert "succeeded" not in again.err

    rows = told(steve(*suite, "--limit", "run.calls=1000", "--json"))["rows"]
    assert without_ids(rows) == without_ids(whole)
    # What has run is shown whatever is bounded.
    assert told(steve(*suite, "--limit", "run.calls=1", "--json"))["rows"] == rows


@pytest.mark.parametrize(
    ("limit", "said"),
    [
        ("call=3", "expected one of calls"),
        ("calls", "expected key=value"),
        ("calls=0", "--limit calls: expected a whole number above 0"),
        ("calls=x", "expected a whole number above 0, found 'x'"),
        ("run.usd=0", "expected a number above 0"),
        ("run.usd=nan", "expected a number above 0"),
        ("run.usd=x", "expected a number above 0"),
    ],
)
def test_bounds_that_cannot_be_used_are_refused(steve: Steve, limit: str, said: str) -> None:
    refused = steve("suite", "tiny.yaml", "--env", "fake", "--limit", limit)
    assert refused.code == 2
    assert said in " ".join(refused.err.split())


def test_dollars_of_a_run_cannot_be_bounded_where_nobody_tells_them(steve: Steve) -> None:
    refused = steve("suite", "tiny.yaml", "--env", "fake", "--limit", "run.usd=1")
    assert refused.code == 2
    assert "-M input_usd" in refused.err
