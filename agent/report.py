"""Rates as tables, for files and for the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table

from agent.scores import Rate


def percent(rate: Rate) -> str:
    """Returns the rate with its interval, such as `92 % (85 to 96)`."""
    if rate.success_rate is None or rate.low is None or rate.high is None:
        return "all broken"
    return f"{rate.success_rate:.0%} ({rate.low * 100:.0f} to {rate.high * 100:.0f})".replace(
        "%", " %"
    )


def markdown(rates: Sequence[Rate]) -> str:
    """Returns the rates as a Markdown table, one line each, with Wilson's 95 % intervals."""
    if not rates:
        return "No evaluation episodes: `rows.jsonl` has what was run.\n"
    lines = [
        "| arm | round | group | episodes | broken | succeeded (95 %) |",
        "| --- | ---: | --- | ---: | ---: | ---: |",
    ]
    lines += [
        f"| {r.arm} | {r.round} | {r.group} | {r.episodes} | {r.broken} | {percent(r)} |"
        for r in rates
    ]
    return "\n".join(lines) + "\n"


def table(rates: Sequence[Rate]) -> Table:
    """Returns the rates for the terminal: a line for each arm and round, a column a group."""
    groups = list(dict.fromkeys(rate.group for rate in rates))
    drawn = Table(title="Success on held-out seeds, with 95 % intervals", title_justify="left")
    drawn.add_column("arm")
    drawn.add_column("round", justify="right")
    for group in groups:
        drawn.add_column(group, justify="right")
    drawn.add_column("episodes", justify="right")
    drawn.add_column("broken", justify="right")
    cells = {(r.arm, r.round, r.group): r for r in rates}
    for arm, round_ in dict.fromkeys((r.arm, r.round) for r in rates):
        of_line = [cells.get((arm, round_, group)) for group in groups]
        overall = cells[arm, round_, "overall"]
        shown = [percent(rate) if rate is not None else "" for rate in of_line]
        drawn.add_row(arm, str(round_), *shown, str(overall.episodes), str(overall.broken))
    return drawn
