"""`steve inspect attribution`: a file of attempts whose causes somebody else knows."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Steve = Callable[..., Any]

REFUSED = {"kind": "refused", "tick": 5, "need": "station", "name": "crafting_table"}
ATTEMPT = {
    "subgoal": {"kind": "craft", "item": "stick", "station": "crafting_table"},
    "pre_state": {"tick": 5},
    "trace": [REFUSED],
    "post_state": {"tick": 5},
    "ticks": 0,
}


@pytest.fixture
def labelled(steve: Steve) -> Path:
    """A file of three attempts, one of them labelled otherwise than it will be told."""
    lines = [
        {"label": "missing_station", "attempt": ATTEMPT},
        {"label": "missing_station", "attempt": ATTEMPT, "id": "again"},
        {"label": "killed", "attempt": ATTEMPT, "id": "mine"},
    ]
    file = Path("labelled.jsonl")
    file.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    return file


def test_a_file_is_scored(steve: Steve, labelled: Path) -> None:
    said = steve("inspect", "attribution", str(labelled))

    assert (said.code, said.err) == (0, "")
    first, second, *_ = said.out.splitlines()
    assert first.split() == ["attempts", "3"]
    assert second.startswith("right      66.7 (")
    assert "mine" not in said.out


def test_what_was_told_wrong_can_be_named(steve: Steve, labelled: Path) -> None:
    said = steve("inspect", "attribution", str(labelled), "--wrong")

    assert said.out.splitlines()[-1] == (
        "mine: killed told as missing_station, "
        'craft(item="stick", count=1, station="crafting_table")'
    )


def test_the_document_says_the_same(steve: Steve, labelled: Path) -> None:
    said = steve("inspect", "attribution", str(labelled), "--json")

    document = json.loads(said.out)
    assert document["schema"] == "steve.attribution/1"
    assert (document["right"]["right"], document["right"]["of"]) == (2, 3)
    assert document["confusion"] == [
        {"label": "killed", "told": "missing_station", "attempts": 1},
        {"label": "missing_station", "told": "missing_station", "attempts": 2},
    ]
    assert document["wrong"] == [{"id": "mine", "label": "killed", "told": "missing_station"}]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Expected labelled attempts in file.jsonl, found none"),
        ('{"label": "killed"}', "Line 1: in attempt: Field required"),
        (None, "Expected a file that can be read"),
    ],
)
def test_bad_input_gets_one_sentence(steve: Steve, text: str | None, said: str) -> None:
    if text is not None:
        Path("file.jsonl").write_text(text, encoding="utf-8")

    told = steve("inspect", "attribution", "file.jsonl")

    assert (told.code, told.out) == (2, "")
    assert told.err.startswith(f"steve: {said}")
    assert len(told.err.splitlines()) <= 2
