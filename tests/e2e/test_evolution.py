"""Evolution, end to end: the same at any width, and after being killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow

EVOLVE = (
    "evolve", "mcu70", "--tasks", "wooden-00,stone-00", "--rounds", "1",
    "--train-seeds", "0-1", "--eval-seeds", "700-701", "--json",
)  # fmt: skip


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-c", "from agent.cli import main; main()", *arguments]


def evolved(folder: Path, *more: str) -> dict[str, Any]:
    folder.mkdir(exist_ok=True)
    done = subprocess.run(
        command(*EVOLVE, *more), cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    document: dict[str, Any] = json.loads(done.stdout)
    return document


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return evolved(tmp_path_factory.mktemp("undisturbed"))


def same_result(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert one["rows"] == other["rows"]
    assert one["summary"] == other["summary"]
    assert one["learned"] == other["learned"]


def test_two_processes_give_the_rows_of_one(tmp_path: Path, undisturbed: dict[str, Any]) -> None:
    same_result(evolved(tmp_path / "wide", "--jobs", "2"), undisturbed)


def test_a_killed_run_goes_on_to_the_same_result(
    tmp_path: Path, undisturbed: dict[str, Any]
) -> None:
    with (tmp_path / "err").open("w") as heard:
        running = subprocess.Popen(
            command(*EVOLVE), cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=heard,
            start_new_session=True,
        )  # fmt: skip
        deadline = time.monotonic() + 120
        # In the middle: some episodes have ended, others haven't.
        while (tmp_path / "err").read_text().count("ticks") < 3 and time.monotonic() < deadline:
            time.sleep(0.05)
        assert running.poll() is None, "it ended before it could be killed"
        os.killpg(running.pid, signal.SIGKILL)
        running.wait()
    same_result(evolved(tmp_path), undisturbed)


def test_a_finished_run_prints_its_rows_and_runs_nothing(
    tmp_path: Path, undisturbed: dict[str, Any]
) -> None:
    first = evolved(tmp_path)
    again = subprocess.run(
        command(*EVOLVE), cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert json.loads(again.stdout) == first
    assert (
        again.stderr
        == "This was run already: its rows follow from what was known then; --again runs it anew.\n"
    )
    same_result(first, undisturbed)


def test_rows_agree_with_their_summary_and_the_runs_folder(undisturbed: dict[str, Any]) -> None:
    folder = Path(undisturbed["run_dir"])
    lines = (folder / "rows.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line) for line in lines] == undisturbed["rows"]
    for rate in undisturbed["summary"]:
        rows = [
            row
            for row in undisturbed["rows"]
            if row["phase"] == "eval"
            and (row["arm"], row["round"]) == (rate["arm"], rate["round"])
            and rate["group"] in {row["group"], "overall"}
        ]
        won = sum(row["outcome"] == "succeeded" for row in rows)
        assert (rate["episodes"], rate["success_rate"]) == (len(rows), won / len(rows))
