"""Episodes of craftworld, line by line as they were written down."""

from __future__ import annotations

from difflib import unified_diff
from itertools import islice
from pathlib import Path

import pytest

from envs import make
from scripts.golden_traces import FOLDER, replayed, subgoals_in

FILES = sorted(FOLDER.glob("*.txt"))


def test_a_dozen_episodes_are_of_this_version_of_the_world() -> None:
    assert len(FILES) >= 12
    for path in FILES:
        assert path.read_text(encoding="utf-8").startswith(f"world {make('craftworld').id}\n")


def test_the_episodes_try_most_kinds_of_subgoal() -> None:
    texts = [path.read_text(encoding="utf-8") for path in FILES]
    kinds = {subgoal.split("(")[0] for text in texts for subgoal in subgoals_in(text)}
    assert len(kinds) >= 13


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_an_episode_goes_as_it_was_written_down(path: Path) -> None:
    written = path.read_text(encoding="utf-8")
    now = replayed(written)
    if now != written:
        lines = unified_diff(written.splitlines(), now.splitlines(), "written", "now", n=1)
        first = "\n".join(islice(lines, 40))
        pytest.fail(
            f"{first}\nA changed rule gets a new version of the world's id; then "
            "`python -m scripts.make_golden` writes these files anew.",
            pytrace=False,
        )
