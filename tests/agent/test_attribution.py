"""Causes that were told against causes that are known."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from agent.attribution import MOST_BYTES, Labelled, Scores, labelled, told
from diagnosis import Cause
from envs import InputError, Vocabulary

WORDS = Vocabulary(
    items=frozenset({"stick"}),
    blocks=frozenset({"crafting_table"}),
    entities=frozenset(),
    biomes=frozenset(),
    tags={},
)


def case(**changes: Any) -> dict[str, Any]:
    """A craft that was refused for want of a table."""
    refused = {"kind": "refused", "tick": 5, "need": "station", "name": "crafting_table"}
    attempt = {
        "subgoal": {"kind": "craft", "item": "stick", "station": "crafting_table"},
        "pre_state": {"tick": 5},
        "trace": [refused],
        "post_state": {"tick": 5},
        "ticks": 0,
    }
    return {"label": "missing_station", "attempt": attempt, **changes}


def read(*lines: object) -> list[Labelled]:
    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    return list(labelled(io.BytesIO("\n".join(texts).encode())))


def test_lines_are_read_and_named_and_empty_ones_passed_over() -> None:
    first, second = read(case(), "", case(id="mine"))

    assert (first.id, second.id) == ("line 1", "mine")
    assert first.label is Cause.missing_station


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", r"^Line 2: .*see docs/causes\.md\.$"),
        (case(label="bad luck"), r"^Line 2: in label: "),
        (case(attempt={}), r"^Line 2: in attempt\.subgoal: .* \(\d+ more\)"),
        (case(surplus=1), r"^Line 2: in surplus: "),
        (case(history=[case()["attempt"]] * 65), r"^Line 2: in history: "),
    ],
)
def test_a_line_that_is_none_is_named(line: object, said: str) -> None:
    with pytest.raises(InputError, match=said):
        read(case(), line)


def test_a_line_without_end_is_refused() -> None:
    endless = io.BytesIO(b"x" * (MOST_BYTES + 2))

    with pytest.raises(InputError, match=r"^Line 1: expected at most 16,777,216 bytes"):
        list(labelled(endless))


def test_the_label_is_not_looked_at() -> None:
    right, wrong = read(case(), case(label="killed"))

    assert told(right, WORDS) == told(wrong, WORDS) == "missing_station"


def test_an_attempt_that_succeeded_is_told_as_such() -> None:
    held = {"tick": 5, "inventory": {"items": [{"item": "stick", "count": 1}]}}
    attempt = {**case()["attempt"], "trace": [], "post_state": held}
    (done,) = read(case(attempt=attempt))

    assert told(done, WORDS) == "succeeded"


def test_history_and_words_of_its_own_are_read() -> None:
    # A window that doesn't say what is lacking is understood by where it once did.
    pack = [{"item": "coal", "count": 3}, {"item": "stick", "count": 3}]
    carried = {"tick": 5, "inventory": {"items": pack}}
    made = {"kind": "crafted", "tick": 5, "item": "torch", "count": 4}
    spent = {"kind": "item_lost", "tick": 5, "item": "stick", "count": 1, "way": "craft"}
    rejected = {"kind": "window_rejected", "tick": 6, "window": "none", "item": "torch"}

    def attempt(*events: dict[str, Any]) -> dict[str, Any]:
        subgoal = {"kind": "craft", "item": "torch", "count": 9}
        states = {"pre_state": carried, "post_state": carried}
        return {"subgoal": subgoal, **states, "trace": list(events), "ticks": 1}

    words = {"items": ["coal", "stick", "torch"], "blocks": ["crafting_table"]}
    common = {"attempt": attempt(rejected), "vocabulary": words}
    alone, after = read(case(**common), case(**common, history=[attempt(spent, made)]))

    assert told(alone, WORDS) == "missing_station"
    assert told(after, WORDS) == "window_blocked"


def test_scores_count_by_cause_and_by_what_was_told() -> None:
    scores = Scores.of(
        [("killed", "killed")] * 3
        + [("killed", "hazard"), ("stuck", "unknown"), ("unknown", "unknown")]
    )

    assert scores.causes == ("stuck", "killed", "unknown")
    assert (scores.accuracy.right, scores.accuracy.of) == (4, 6)
    # What has no known cause can't be told one.
    assert (scores.unknown.right, scores.unknown.of) == (1, 5)
    assert (scores.recall("killed").right, scores.recall("killed").of) == (3, 4)
    assert (scores.precision("killed").right, scores.precision("killed").of) == (3, 3)
    assert scores.precision("stuck").value is None
    assert str(scores.precision("stuck")) == "-"


def test_a_report_shows_what_was_mistaken_for_what() -> None:
    lines = list(Scores.of([("killed", "killed"), ("killed", "hazard")]).lines())

    assert lines[0] == "attempts  2"
    assert lines[1].startswith("right      50.0 (9.5 to 90.5) %")
    (row,) = (line for line in lines if line.endswith("hazard 1"))
    assert row.split()[:2] == ["killed", "2"]
    assert lines[-1] == "1 hazard, 2 killed"
    (cells,) = (line.split() for line in lines if line.startswith("killed") and line != row)
    assert cells == ["killed", "1", "1"]
