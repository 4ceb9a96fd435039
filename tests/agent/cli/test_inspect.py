"""`steve inspect`: questions to a store."""

from __future__ import annotations

import json
import shlex
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

Steve = Callable[..., Any]

pytestmark = pytest.mark.usefixtures("fake_worlds", "tiny_suite")

EVOLVE = (
    "evolve", "tiny.yaml", "--env", "fake", "--tasks", "sticks-one", "--rounds", "1",
    "--train-seeds", "0-1", "--eval-seeds", "10-11", "-M", "errors=4", "--json",
)  # fmt: skip


def told(said: Any) -> dict[str, Any]:
    assert (said.code, said.err) == (0, "")
    document: dict[str, Any] = json.loads(said.out)
    return document


@pytest.fixture
def evolved(steve: Steve, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Returns an evolution of two training and four evaluation episodes, in `steve.db`."""
    # Carried out for the first test alone; the others get copies of what it left.
    kept = tmp_path_factory.getbasetemp() / "evolved"
    if not kept.exists():
        kept.mkdir()
        (kept / "said.json").write_text(steve(*EVOLVE).out, encoding="utf-8")
        shutil.copy("steve.db", kept)
    shutil.copy(kept / "steve.db", "steve.db")
    document: dict[str, Any] = json.loads((kept / "said.json").read_text(encoding="utf-8"))
    return document


@pytest.fixture
def failed(evolved: dict[str, Any]) -> dict[str, Any]:
    """Returns the row of its first episode in which an attempt failed."""
    row: dict[str, Any] = next(row for row in evolved["rows"] if row["failures"])
    return row


def test_runs_are_listed(
    steve: Steve, evolved: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    (run,) = told(steve("inspect", "runs", "--json"))["runs"]
    begun = datetime.fromisoformat(run.pop("begun"))
    assert abs(datetime.now(UTC) - begun) < timedelta(hours=12)
    won = sum(row["outcome"] == "succeeded" for row in evolved["rows"])
    assert run == {
        "run": evolved["run"],
        "command": "evolve",
        "suite": "tiny",
        "tasks": ["sticks-one"],
        "arms": ["full"],
        "env": "fake",
        "finished": True,
        "episodes": 6,
        "succeeded": won,
    }
    monkeypatch.setattr("agent.cli.options.out.width", 100)
    (line,) = (line for line in steve("inspect", "runs").out.splitlines() if evolved["run"] in line)
    cells = [cell.strip() for cell in line.strip("│").split("│")]
    day = f"{begun.astimezone():%Y-%m-%d %H:%M}"
    assert cells == [evolved["run"], day, "evolve tiny", "full", f"{won} of 6"]


def test_an_unfinished_run_is_listed_as_such(steve: Steve, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("agent.cli.progress.Progress.__call__", interrupted)
        steve(*EVOLVE)
    (run,) = told(steve("inspect", "runs", "--json"))["runs"]
    assert (run["finished"], run["episodes"]) == (False, 1)
    assert f"{run['succeeded']} of 1 so far" in steve("inspect", "runs").out


def test_an_episode_is_shown_attempt_by_attempt(steve: Steve, failed: dict[str, Any]) -> None:
    document = told(steve("inspect", "episode", failed["episode"], "--json"))
    assert set(document) == {"schema", "row", "attempts"}
    assert document["schema"] == "steve.episode/1"
    assert document["row"] == failed
    assert len(document["attempts"]) == failed["attempts"]
    for attempt in document["attempts"]:
        assert set(attempt) == {
            "experience", "subgoal", "origin", "probe", "source", "succeeded", "cause", "tick",
        }  # fmt: skip
    causes = [attempt["cause"] for attempt in document["attempts"] if attempt["cause"]]
    assert sorted(causes) == sorted(c for c, times in failed["causes"] for _ in range(times))


def test_an_episode_in_text_says_how_it_ended_and_what_was_tried(
    steve: Steve, failed: dict[str, Any]
) -> None:
    said = steve("inspect", "episode", failed["episode"])
    first, *lines = said.out.splitlines()
    assert first == f"{failed['episode']}: {failed['outcome']} ({failed['reason']})"
    assert sum(line.startswith("│") for line in lines) >= failed["attempts"]
    assert failed["causes"][0][0] in said.out
    (why,) = [line for line in lines if line.startswith("Why the last one: ")]
    assert steve(*shlex.split(why)[5:]).code == 0


def test_a_part_of_a_key_is_enough_where_it_says_which(
    steve: Steve, evolved: dict[str, Any]
) -> None:
    document = told(steve("inspect", "episode", "0/train/full/sticks-one/1", "--json"))
    assert document["row"]["seed"] == 1
    said = steve("inspect", "episode", "full/sticks-one")
    assert said.code == 2
    assert "6 episodes contain 'full/sticks-one'" in said.err
    assert evolved["rows"][0]["episode"] in said.err
    assert steve("inspect", "episode", "gold-77").code == 2


def test_a_whole_key_names_its_episode_though_another_begins_alike(steve: Steve) -> None:
    suite = ("suite", "tiny.yaml", "--env", "fake", "--tasks", "wood-log", "--arms", "oracle")
    rows = json.loads(steve(*suite, "--seeds", "1,10,100", "--json").out)["rows"]
    for row in rows:
        assert told(steve("inspect", "episode", row["episode"], "--json"))["row"] == row


def test_an_experience_is_shown_whole(steve: Steve, failed: dict[str, Any]) -> None:
    (attempt, *_) = told(steve("inspect", "episode", failed["episode"], "--json"))["attempts"]
    document = told(steve("inspect", "experience", attempt["experience"]))
    assert document["id"] == attempt["experience"]
    assert set(document) >= {"attempt", "diagnosis", "episode", "knowledge", "plan", "recall"}
    said = steve("inspect", "experience", "no-such/0/train/full/x/0/0/0000")
    assert said.code == 2
    assert "no experience" in said.err


@pytest.mark.parametrize("kind", ["skill", "guardrail"])
def test_knowledge_is_listed_with_what_speaks_for_and_against_it(
    steve: Steve, evolved: dict[str, Any], kind: str
) -> None:
    arguments = ("inspect", f"{kind}s", "--scope", "fake-v1")
    document = told(steve(*arguments, "--json"))
    assert document["schema"] == f"steve.{kind}s/1"
    entries = document[f"{kind}s"]
    assert {entry["kind"] for entry in entries} == {kind}
    lines = steve(*arguments).out.splitlines()
    assert [line.partition(":")[0] for line in lines] == [entry["id"] for entry in entries]
    for line, entry in zip(lines, entries, strict=True):
        often = [
            {0: "never", 1: "once", 2: "twice"}.get(times, f"{times} times")
            for times in (entry["evidence"][side] for side in ("supporting", "contradicting"))
        ]
        assert f" ({entry['status']}; {often[0]} so, {often[1]} not" in line


def test_knowledge_is_shown_as_of_a_round(steve: Steve, evolved: dict[str, Any]) -> None:
    arguments = ("inspect", "guardrails", "--scope", "fake-v1", "--json")
    assert told(steve(*arguments, "--at", "0"))["guardrails"] == []
    assert told(steve(*arguments, "--at", "1")) == told(steve(*arguments))
    assert told(steve(*arguments))["guardrails"] != []


def test_where_nothing_was_learned_that_is_said(steve: Steve, evolved: dict[str, Any]) -> None:
    said = steve("inspect", "skills")
    assert said.code == 0
    assert said.out == (
        "No skills of arm full in scope craftworld-v4; the store has --scope fake-v1 --arm full.\n"
    )


@pytest.mark.parametrize(
    "command", [["skills"], ["guardrails"], ["recall", "planks"], ["knowledge"], ["truth"]], ids=str
)
def test_a_scope_an_arm_or_a_round_that_is_not_there_is_named(
    steve: Steve, evolved: dict[str, Any], command: list[str]
) -> None:
    said = steve("inspect", *command, "--scope", "fake-v2")
    assert (said.code, said.err) == (
        2, "steve: Unknown scope 'fake-v2'. Did you mean 'fake-v1'?\n"
    )  # fmt: skip
    said = steve("inspect", *command, "--scope", "fake-v1", "--arm", "oracle")
    assert (said.code, said.err) == (
        2, "steve: Unknown arm of scope fake-v1: 'oracle'. Known are full.\n"
    )  # fmt: skip
    said = steve("inspect", *command, "--scope", "fake-v1", "--at", "99")
    assert said.code == 2
    assert "has come to the start of round 1; expected at most that, found 99" in said.err


def test_a_difference_from_a_round_that_is_not_there_is_refused(
    steve: Steve, evolved: dict[str, Any]
) -> None:
    said = steve("inspect", "knowledge", "--scope", "fake-v1", "--diff", "0", "7")
    assert said.code == 2
    assert said.err.startswith("steve: --diff: arm full in scope fake-v1 has come to")


def test_why_of_a_failure_says_what_was_needed_and_seen(
    steve: Steve, evolved: dict[str, Any], failed: dict[str, Any]
) -> None:
    attempts = told(steve("inspect", "episode", failed["episode"], "--json"))["attempts"]
    attempt = next(each for each in attempts if each["cause"])
    finding = told(steve("inspect", "experience", attempt["experience"]))["diagnosis"]["primary"]
    assert finding["needs"]
    assert finding["evidence"]
    lines = steve("inspect", "why", attempt["experience"]).out.splitlines()
    assert any(f" failed: {attempt['cause']}, lacking " in line for line in lines)
    for need in finding["needs"]:
        assert any(line.startswith(f"  needed: {need['kind']} {need['name']}") for line in lines)
    assert sum(line.startswith("  seen at tick ") for line in lines) == len(finding["evidence"])


def test_why_says_what_was_recalled_and_what_came_of_it(
    steve: Steve, evolved: dict[str, Any]
) -> None:
    last = f"{evolved['rows'][-1]['episode']}/0/0000"
    document = told(steve("inspect", "why", last, "--json"))
    assert set(document) == {"schema", "attempt", "recall"}
    assert document["schema"] == "steve.why/1"
    assert document["attempt"]["experience"] == last
    recall = document["recall"]["recall"]
    assert recall["view"] == evolved["rows"][-1]["knowledge"]
    assert document["recall"]["query"]["task"]["id"] == "sticks-one"
    lines = steve("inspect", "why", last).out.splitlines()
    assert lines[0] == f"tried: {document['attempt']['subgoal']}"
    assert lines[1] == "put into the plan by: model"
    assert lines[2] == "came of it: done"
    shown = [*recall["skills"], *recall["guardrails"]]
    for entry in shown:
        assert any(line.startswith(f"  {entry['id']}: ") for line in lines)
    assert sum("[" in line for line in lines) >= len(recall["hits"]) > 0
    assert shown


def test_why_of_a_first_attempt_says_that_nothing_was_known(
    steve: Steve, evolved: dict[str, Any]
) -> None:
    first = f"{evolved['rows'][0]['episode']}/0/0000"
    recall = told(steve("inspect", "why", first, "--json"))["recall"]["recall"]
    assert (recall["skills"], recall["guardrails"], recall["hits"]) == ([], [], [])
    said = steve("inspect", "why", first)
    assert "recalled for its plan (0 tokens" in said.out
    assert said.out.endswith(": nothing\n")


def test_why_names_the_guardrail_that_put_a_step_into_the_plan(steve: Steve) -> None:
    steve(*EVOLVE, "--train-seeds", "0,3")
    # A novice that heeds nothing it is told: its plans are repaired by code.
    deaf = ("--seeds", "10-13", "-M", "errors=4", "-M", "compliance=0", "--json")
    document = json.loads(steve("suite", *EVOLVE[1:6], *deaf).out)
    repaired = next(row for row in document["rows"] if row["repairs"])
    attempts = told(steve("inspect", "episode", repaired["episode"], "--json"))["attempts"]
    by_remedy = next(attempt for attempt in attempts if attempt["origin"] == "remedy")
    said = steve("inspect", "why", by_remedy["experience"])
    assert f"put into the plan by: remedy {by_remedy['source']}" in " ".join(said.out.split())


@pytest.mark.parametrize(
    "question", [["runs"], ["episode", "x"], ["experience", "x"], ["skills"], ["why", "x"]], ids=str
)
def test_a_question_to_no_store_makes_none(
    steve: Steve, question: list[str], tmp_path: Path
) -> None:
    said = steve("inspect", *question)
    assert said.code == 2
    assert "steve.db" in said.err
    assert not (tmp_path / "steve.db").exists()


def test_a_recall_that_is_not_there_is_named(steve: Any) -> None:
    steve("run", "wooden-05", "--arm", "oracle")
    said = steve("inspect", "recall", "recall-0123456789abcdef")
    assert said.code == 2
    assert "recall-0123456789abcdef" in said.err


def test_a_question_in_words_is_answered_index_by_index(
    steve: Steve, evolved: dict[str, Any]
) -> None:
    question = ("inspect", "recall", "craft a stick", "--scope", "fake-v1", "-k", "2")
    document = told(steve(*question, "--json"))

    assert set(document) == {"schema", "question", "hits"}
    assert document["schema"] == "steve.answer/1"
    assert document["question"]["text"] == "craft a stick"
    assert 0 < len(document["hits"]) <= 2
    for hit in document["hits"]:
        assert "/train/full/" in hit["experience"]
        assert {reason["index"] for reason in hit["reasons"]} <= {"meaning", "tags"}
    lines = steve(*question).out.splitlines()
    assert lines[0].endswith(f"[{document['hits'][0]['experience']}]")
    assert any(line.startswith("     meaning ") for line in lines)


def test_a_subgoal_a_condition_and_a_filter_can_be_asked(
    steve: Steve, evolved: dict[str, Any]
) -> None:
    asked = ("inspect", "recall", 'craft(item="stick")', "--scope", "fake-v1", "--json")
    document = told(steve(*asked, "--given", 'has("#planks", 2)', "--outcome", "succeeded"))

    assert document["question"]["subgoal"]["kind"] == "craft"
    assert document["question"]["given"]["kind"] == "has"
    assert all("succeeded" in hit["text"] for hit in document["hits"])
    near = told(steve("inspect", "recall", "--near", "0,0,64", "--scope", "fake-v1", "--json"))
    assert near["question"]["only"]["place"]["distance"] == 64
    none = steve("inspect", "recall", "--cause", "starving", "--scope", "fake-v1")
    assert none.out == "Nothing of arm full in scope fake-v1 fits.\n"


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ([], "Expected a question"),
        (["--near", "1"], "x,z"),
        (["--near", "1,b"], "x,z"),
        (["--near", "1,2,3,4"], "x,z"),
        (["--given", "has("], "has("),
        (["--given", 'knows("a")'], "knows"),
        (['craft(itm="stick")'], "itm"),
        (["--cause", "bad_luck"], "bad_luck"),
    ],
    ids=str,
)
@pytest.mark.usefixtures("evolved")
def test_a_question_that_cannot_be_asked_says_why(
    steve: Steve, question: list[str], said: str
) -> None:
    answer = steve("inspect", "recall", *question)
    assert answer.code == 2
    assert said in answer.err
