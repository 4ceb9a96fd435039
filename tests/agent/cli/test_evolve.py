"""`steve evolve`: rounds of learning, evaluated on held-out seeds."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable
from typing import Any

import pytest

from agent.scores import Row
from memory import wilson_interval

Steve = Callable[..., Any]

pytestmark = pytest.mark.usefixtures("fake_worlds", "tiny_suite")

EVOLVE = (
    "evolve", "tiny.yaml", "--env", "fake", "--tasks", "sticks-one", "--rounds", "1",
    "--train-seeds", "0-1", "--eval-seeds", "10-11", "-M", "errors=4",
)  # fmt: skip


def told(said: Any) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(said.out)
    return document


def test_json_counts_rounds_from_0_and_sums_up_evaluation_alone(steve: Steve) -> None:
    said = steve(*EVOLVE, "--json")
    document = told(said)
    assert said.code == 0
    assert document["schema"] == "steve.suite/1"
    assert set(document) == {
        "schema", "run", "rows", "summary", "parts", "began", "learned", "store", "run_dir",
    }  # fmt: skip
    assert all(list(row) == list(Row.model_fields) for row in document["rows"])
    assert [(row["phase"], row["round"], row["seed"]) for row in document["rows"]] == [
        ("eval", 0, 10), ("eval", 0, 11),
        ("train", 0, 0), ("train", 0, 1),
        ("eval", 1, 10), ("eval", 1, 11),
    ]  # fmt: skip
    rates = [(r["round"], r["group"], r["episodes"]) for r in document["summary"]]
    assert rates == [(0, "sticks", 2), (0, "overall", 2), (1, "sticks", 2), (1, "overall", 2)]
    for rate in document["summary"]:
        interval = wilson_interval(rate["succeeded"], rate["episodes"])
        assert (rate["low"], rate["high"]) == interval
    (learned,) = document["learned"]["full"]
    assert set(learned) == {
        "skills", "guardrails", "retired", "proposed", "refused", "fault",
    }  # fmt: skip
    assert learned["guardrails"] > 0


def test_what_was_learned_raises_the_rate_on_held_out_seeds(steve: Steve) -> None:
    document = told(steve(*EVOLVE, "--eval-seeds", "10-15", "--train-seeds", "0,3", "--json"))
    before, after = (r["success_rate"] for r in document["summary"] if r["group"] == "overall")
    assert before < after == 1.0


def test_what_rounds_brought_adds_up_to_what_is_known(steve: Steve) -> None:
    evolve = [word for word in EVOLVE if word not in {"--rounds", "1"}]
    learned = told(steve(*evolve, "--rounds", "3", "--json"))["learned"]["full"]
    known = told(steve("inspect", "knowledge", "--scope", "fake-v1", "--json"))["entries"]
    living = [entry for entry in known if entry["status"] != "retired"]
    assert any(entry["status"] == "active" for entry in living)
    came = sum(brought["skills"] + brought["guardrails"] for brought in learned)
    assert came - sum(brought["retired"] for brought in learned) == len(living)


def test_the_text_says_what_each_round_brought_and_where_to_look(steve: Steve) -> None:
    said = steve(*EVOLVE)
    assert said.code == 0
    lines = said.out.splitlines()
    assert sum(line.startswith("full, in round 0: ") for line in lines) == 1
    assert any(line.startswith("- ") and "oak_planks" in line for line in lines)
    assert "Where to look further" in said.out
    assert said.err.count("\n") == 6


@pytest.mark.parametrize("more", [(), ("--scope", "mine"), ("--store", "mine.db")], ids=" ".join)
def test_the_commands_that_it_names_show_something(steve: Steve, more: tuple[str, ...]) -> None:
    said = steve(*EVOLVE, *more)
    shown = said.out.partition("Where to look further")[2]
    commands = [part for line in shown.splitlines() for part in line.split("; ") if part]
    assert len(commands) >= 2
    for command in commands:
        seen = steve(*shlex.split(command)[1:])
        assert seen.code == 0
        assert not seen.out.startswith("No ")


def test_evaluating_at_the_ends_alone_is_an_option(steve: Steve) -> None:
    document = told(steve(*EVOLVE, "--rounds", "2", "--eval-rounds", "ends", "--json"))
    assert sorted({rate["round"] for rate in document["summary"]}) == [0, 2]
    assert len(document["learned"]["full"]) == 2


def test_a_second_evolution_goes_on_from_what_the_first_learned(steve: Steve) -> None:
    first = told(steve(*EVOLVE, "--json"))
    second = told(steve(*EVOLVE, "--again", "--json"))
    last, start = first["rows"][-2:], second["rows"][:2]
    assert [row["knowledge"] for row in start] == [row["knowledge"] for row in last]
    assert {row["round"] for row in start} == {0}
    assert (first["began"], second["began"]) == ({"full": 0}, {"full": 1})


def test_a_round_has_one_number_wherever_it_is_shown(steve: Steve) -> None:
    document = told(steve(*EVOLVE, "--json"))
    (brought,) = document["learned"]["full"]
    diff = told(steve("inspect", "knowledge", "--diff", "0", "1", "--scope", "fake-v1", "--json"))
    assert {change["round"] for change in diff["changes"]} == {0}
    assert {row["round"] for row in document["rows"] if row["phase"] == "train"} == {0}
    came = f"full, in round 0: {brought['skills']} skills and"
    assert came in steve(*EVOLVE).out


def test_a_round_is_told_by_the_store_s_number_too_where_that_is_another(steve: Steve) -> None:
    steve(*EVOLVE)
    again = steve(*EVOLVE, "--again").out
    assert "full, in round 0 (round 1 of the store): " in again
    assert "steve inspect knowledge --diff 1 2 --scope fake-v1" in " ".join(again.split())


def test_several_arms_stand_side_by_side(steve: Steve) -> None:
    document = told(steve(*EVOLVE, "--arms", "full,no_guardrails,oracle", "--json"))
    cells = [(r["arm"], r["round"]) for r in document["summary"] if r["group"] == "overall"]
    assert cells == [
        ("full", 0), ("full", 1), ("no_guardrails", 0), ("no_guardrails", 1), ("oracle", 0),
    ]  # fmt: skip
    assert list(document["learned"]) == ["full", "no_guardrails", "oracle"]
    assert document["learned"]["oracle"] == []


@pytest.mark.parametrize("rounds", ["0", "1001", "many"])
def test_a_number_of_rounds_that_makes_no_sense_is_refused(steve: Steve, rounds: str) -> None:
    said = steve(*EVOLVE, "--rounds", rounds)
    assert said.code == 2
    assert "--rounds" in said.err


def test_who_goes_on_from_what_was_learned_is_told_so(steve: Steve) -> None:
    first = steve(*EVOLVE)
    again = steve(*EVOLVE, "--again", "--arms", "full,static_retrieval")

    assert "isn't before learning" not in first.err
    (said,) = [line for line in again.err.splitlines() if "isn't before learning" in line]
    assert "full 1 round, static_retrieval 0 rounds" in said
