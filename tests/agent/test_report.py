"""Rates as tables."""

from __future__ import annotations

import pytest
from rich.console import Console

from agent.report import broken_lines, markdown, percent, table
from agent.scores import Rate, Row
from memory import wilson_interval


def rate(succeeded: int, of: int, broken: int = 0, **changes: object) -> Rate:
    low, high = wilson_interval(succeeded, of) if of else (None, None)
    data: dict[str, object] = {
        "arm": "full",
        "round": 0,
        "group": "overall",
        "episodes": of + broken,
        "broken": broken,
        "succeeded": succeeded,
        "success_rate": succeeded / of if of else None,
        "low": low,
        "high": high,
    }
    return Rate.model_validate({**data, **changes})


def drawn(*rates: Rate, width: int = 120) -> list[str]:
    console = Console(width=width, color_system=None, legacy_windows=False)
    with console.capture() as capture:
        console.print(table(rates))
    return capture.get().splitlines()


@pytest.mark.parametrize(
    ("shown", "of", "text"),
    [(0, 20, "0 % (0 to 16)"), (20, 20, "100 % (84 to 100)"), (9, 10, "90 % (60 to 98)")],
)
def test_a_rate_is_shown_with_its_interval(shown: int, of: int, text: str) -> None:
    assert percent(rate(shown, of)) == text


def test_no_rate_is_claimed_where_everything_broke() -> None:
    assert percent(rate(0, 0, broken=3)) == "all broken"
    assert "all broken" in markdown([rate(0, 0, broken=3)])


def ended(outcome: str, reason: str) -> Row:
    counts = ("seed", "round", "ticks", "attempts", "failures", "replans", "repairs")
    counted = (*counts, "probes", "model_calls", "input_tokens", "output_tokens")
    words = dict.fromkeys(("task", "group", "arm", "knowledge", "episode"), "any")
    data = {**dict.fromkeys(counted, 0), **words, "phase": "eval", "causes": ()}
    return Row.model_validate({**data, "outcome": outcome, "reason": reason})


def test_each_reason_of_broken_episodes_is_told_once_with_its_count() -> None:
    rows = [ended("broken", "Nobody."), *[ended("broken", "No.")] * 2, ended("failed", "Late.")]
    assert broken_lines(rows) == ("- 2 broken: No.", "- 1 broken: Nobody.")
    assert broken_lines(rows[3:]) == ()
    many = broken_lines(ended("broken", f"It is {number}.") for number in range(9))
    assert (len(many), many[-1]) == (6, "- for 4 other reasons, in `rows.jsonl`")


def test_the_table_has_a_line_for_each_arm_and_round_and_a_column_for_each_group() -> None:
    lines = drawn(
        rate(1, 2, group="wooden"),
        rate(1, 2),
        rate(2, 2, 1, round=1, group="wooden"),
        rate(2, 2, 1, round=1),
    )
    assert [title for title in ("arm", "round", "wooden", "overall", "broken") if title in lines[2]]
    first, second = (line.replace("│", "|").split("|") for line in lines if "full" in line)
    assert [cell.strip() for cell in first[1:-1]] == [
        "full", "0", "50 (9–91)", "50 (9–91)", "2", "0",
    ]  # fmt: skip
    assert [cell.strip() for cell in second[1:-1]][1:] == [
        "1", "100 (34–100)", "100 (34–100)", "3", "1",
    ]  # fmt: skip


def test_a_group_that_an_arm_did_not_run_is_left_empty() -> None:
    lines = drawn(rate(1, 1, group="wooden"), rate(1, 1), rate(0, 1, arm="oracle"))
    (oracle,) = (line for line in lines if "oracle" in line)
    assert oracle.split("│")[3].strip() == ""


def test_markdown_keeps_the_order_of_the_rates() -> None:
    lines = markdown([rate(1, 1, round=r) for r in (2, 0, 1)]).splitlines()[2:]
    assert [line.split("|")[2].strip() for line in lines] == ["2", "0", "1"]


def test_broken_episodes_have_a_column_only_where_there_are_some() -> None:
    assert not any("broken" in line for line in drawn(rate(1, 1)))
    assert any("broken" in line for line in drawn(rate(1, 1, 1)))


def test_three_groups_and_overall_are_whole_in_80_columns() -> None:
    groups = ("wooden", "stone", "iron", "overall")
    drawing = "\n".join(drawn(*(rate(100, 100, group=group) for group in groups), width=80))
    assert drawing.count("(96–100)") == len(groups)
    assert "…" not in drawing


def test_no_figure_is_cut_off_however_many_groups_there_are() -> None:
    groups = "wooden stone iron gold redstone diamond armor overall".split()
    drawing = "\n".join(drawn(*(rate(45, 50, group=group) for group in groups), width=80))
    assert "…" not in drawing
    assert drawing.count("79–96") == len(groups)


def test_a_report_without_evaluation_says_so() -> None:
    assert markdown([]).startswith("No evaluation episodes")
