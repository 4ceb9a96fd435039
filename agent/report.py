"""Rates as tables, for files and for the terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from rich.table import Table

from agent.scores import PartsScore, Rate, Row
from envs import PublishedScore

_TITLE = "Success in %, with 95 % intervals"
# As many groups, the overall rate included, as fit 80 columns side by side.
_MOST_COLUMNS = 4
# So many reasons are told apart; who wants them all reads the rows.
_MOST_REASONS = 5


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


def parts_lines(
    scores: Sequence[PartsScore], published: Sequence[PublishedScore]
) -> tuple[str, ...]:
    """Returns the scores over parts as lines of Markdown, with what others published beside them.

    What those agents see stands beside their scores: they can't be compared without.
    """
    if not scores:
        return ()
    ours = [
        f"| {s.arm}, round {s.round} | {s.score:.1f} ({s.low:.1f} to {s.high:.1f}) | {s.episodes} "
        "| a symbolic view; acts through scripted executors |"
        for s in scores
    ]
    theirs = [f"| {p.who}, as published | {p.score:.1f} | | {p.sees} |" for p in published]
    return (
        "| who | score in % (95 %, bootstrap) | episodes | sees |",
        "| --- | ---: | ---: | --- |",
        *ours,
        *theirs,
    )


def broken_lines(rows: Iterable[Row]) -> tuple[str, ...]:
    """Returns why episodes broke as lines of Markdown, the commonest reason first."""
    reasons = Counter(row.reason for row in rows if row.outcome == "broken")
    told = [f"- {count} broken: {reason}" for reason, count in reasons.most_common(_MOST_REASONS)]
    if len(reasons) > len(told):
        told.append(f"- for {len(reasons) - len(told)} other reasons, in `rows.jsonl`")
    return tuple(told)


def table(rates: Sequence[Rate]) -> Table:
    """Returns the rates for the terminal: a line for each arm and round, a column a group.

    With more groups than fit 80 columns each rate has a line of its own. Broken episodes have a
    column only where there are some.
    """
    groups = list(dict.fromkeys(rate.group for rate in rates))
    if len(groups) > _MOST_COLUMNS:
        return _long_table(rates)
    some_broke = any(rate.broken for rate in rates)
    drawn = Table(title=_TITLE, title_justify="left")
    drawn.add_column("arm")
    for heading in ("round", *groups, "episodes", *(["broken"] if some_broke else [])):
        drawn.add_column(heading, justify="right")
    cells = {(r.arm, r.round, r.group): r for r in rates}
    for arm, round_ in dict.fromkeys((r.arm, r.round) for r in rates):
        shown = [_short(cells.get((arm, round_, group))) for group in groups]
        overall = cells[arm, round_, "overall"]
        broken = [str(overall.broken)] if some_broke else []
        drawn.add_row(arm, str(round_), *shown, str(overall.episodes), *broken)
    return drawn


def _long_table(rates: Sequence[Rate]) -> Table:
    drawn = Table(title=_TITLE, title_justify="left")
    drawn.add_column("arm")
    drawn.add_column("round", justify="right")
    drawn.add_column("group")
    for heading in ("success", "episodes", "broken"):
        drawn.add_column(heading, justify="right")
    for rate in rates:
        counts = (str(rate.episodes), str(rate.broken))
        drawn.add_row(rate.arm, str(rate.round), rate.group, _short(rate), *counts)
    return drawn


def _short(rate: Rate | None) -> str:
    """Returns the rate with its interval as narrow as can be, such as `92 (85–96)`."""
    if rate is None:
        return ""
    if rate.success_rate is None or rate.low is None or rate.high is None:
        return "all broken"
    return f"{rate.success_rate * 100:.0f} ({rate.low * 100:.0f}–{rate.high * 100:.0f})"
