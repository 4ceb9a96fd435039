"""What was known and why, and what is taken from scope to scope."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

Steve = Callable[..., Any]

pytestmark = pytest.mark.usefixtures("fake_worlds", "tiny_suite")

SCOPE = ("--scope", "fake-v1")
EVOLVE = (
    "evolve", "tiny.yaml", "--env", "fake", "--rounds", "2", "--train-seeds", "0-1",
    "--eval-seeds", "2", "--eval-rounds", "ends", *SCOPE,
)  # fmt: skip


def told(said: Any) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(said.out)
    return document


def test_a_difference_leads_from_one_state_to_the_other(steve: Steve) -> None:
    steve(*EVOLVE)
    before = told(steve("inspect", "knowledge", "--at", "0", *SCOPE, "--json"))
    after = told(steve("inspect", "knowledge", *SCOPE, "--json"))
    assert (before["round"], before["entries"], after["round"]) == (0, [], 2)

    changed = told(steve("inspect", "knowledge", "--diff", "0", "2", *SCOPE, "--json"))

    last = {change["entry"]["id"]: change["entry"] for change in changed["changes"]
            if change["change"] != "refused"}  # fmt: skip
    assert last == {entry["id"]: entry for entry in after["entries"]}
    none = told(steve("inspect", "knowledge", "--diff", "2", "2", *SCOPE, "--json"))
    assert (none["changes"], none["before"]) == ([], changed["after"])


def test_people_read_the_same(steve: Steve) -> None:
    steve(*EVOLVE)
    shown = steve("inspect", "knowledge", *SCOPE).out
    assert "skills and" in shown.splitlines()[0]
    assert "at the start of round 2" in shown.splitlines()[0]
    ids = [line.partition(":")[0] for line in shown.splitlines()[1:]]
    changed = steve("inspect", "knowledge", "--diff", "0", "2", *SCOPE).out
    assert f"{len(ids)} entries came, 0 went" in " ".join(changed.split())
    history = steve("inspect", "knowledge", ids[0], *SCOPE).out.splitlines()
    assert history[0].startswith("round 0  created")
    assert history[-2] == shown.splitlines()[1]
    assert history[-1].startswith(f"As planners read it: {ids[0]}: ")


def test_an_entry_is_one_sentence_and_breaks_with_the_terminal(
    steve: Steve, monkeypatch: pytest.MonkeyPatch
) -> None:
    steve(*EVOLVE)
    lines = steve("inspect", "guardrails", *SCOPE).out.splitlines()
    assert all(re.fullmatch(r"guardrail-\w+: Don't .+\. \(.+ so, .+ not\)", line) for line in lines)

    wide = Console(force_terminal=True, width=60, emoji=False, color_system=None)
    monkeypatch.setattr("agent.cli.options.out", wide)
    broken = steve("inspect", "guardrails", *SCOPE).out.splitlines()
    assert len(broken) > len(lines)
    assert max(map(len, broken)) <= 60
    assert " ".join(" ".join(broken).split()) == " ".join(lines)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("--at", "1", "--diff", "0", "1"), "one of an entry, --at and --diff"),
        (("--diff", "2", "1"), "expected the earlier round first"),
        (("skill-",), "entries, such as skill-"),
        (("nothing",), "found none"),
    ],
)
def test_what_cannot_be_shown_is_one_sentence(
    steve: Steve, asked: tuple[str, ...], said: str
) -> None:
    steve(*EVOLVE)
    refused = steve("inspect", "knowledge", *asked, *SCOPE)
    assert refused.code == 2
    assert said in " ".join(refused.err.split())


def test_a_pack_goes_from_store_to_store_and_is_used_there(steve: Steve) -> None:
    steve(*EVOLVE)
    packed = told(steve("store", "pack", "pack.json", *SCOPE, "--json"))
    there = ("--store", "other.db", "--env", "fake", "--scope", "new")
    offered = told(steve("store", "offer", "pack.json", *there, "--json"))
    assert offered["added"] == packed["skills"] + packed["guardrails"] > 0
    assert (offered["from"], offered["known"], offered["refused"]) == ("fake-v1", 0, [])

    # What nobody lived through there is told of all the same.
    steve("run", "Craft a stick", *there)
    known = told(steve("inspect", "knowledge", "--scope", "new", "--store", "other.db", "--json"))
    assert {entry["status"] for entry in known["entries"]} == {"active", "candidate"}
    assert steve("store", "check", "--store", "other.db").code == 0


def test_what_a_pack_says_reaches_no_terminal(steve: Steve) -> None:
    steve(*EVOLVE)
    steve("store", "pack", "pack.json", *SCOPE)
    pack = json.loads(Path("pack.json").read_text(encoding="utf-8"))
    for name in ("scope", "\x1b]0;owned\x07"):
        other = json.dumps({**pack, name: "\x1b[2J over"})
        Path("other.json").write_text(other, encoding="utf-8")
        said = steve("store", "offer", "other.json", "--env", "fake", "--store", "there.db")
        assert said.code in {0, 2}
        assert (said.out + said.err).replace("\n", "").isprintable()


def test_one_scope_is_offered_to_another_in_one_store(steve: Steve) -> None:
    steve(*EVOLVE)
    said = steve("store", "offer", "fake-v1", "--env", "fake", "--scope", "new")
    assert (said.code, said.err) == (0, "")
    assert "are candidates in scope new" in " ".join(said.out.split())
    again = steve("store", "offer", "fake-v1", "--env", "fake", "--scope", "new")
    assert again.out.startswith("0 entries")


@pytest.mark.parametrize(
    ("source", "said"), [("nowhere", "found none"), ("fake-v1", "another scope than 'fake-v1'")]
)
def test_nothing_is_offered_from_nowhere(steve: Steve, source: str, said: str) -> None:
    steve(*EVOLVE)
    refused = steve("store", "offer", source, "--env", "fake", *SCOPE)
    assert refused.code == 2
    assert said in " ".join(refused.err.split())
