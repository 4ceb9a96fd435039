"""`steve inspect runs`: what was run, when, and how much of it succeeded."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import orjson
from rich.markup import escape
from rich.table import Table

from agent.cli import options as opt
from memory import RunRecord, Store


def runs(store: opt.StorePath = opt.USUAL_STORE, json: opt.Json = False) -> int:
    """Lists the runs in a store, in the order in which they were begun.

    Example: steve inspect runs
    """
    with Store.open(store, create=False) as opened:
        listed = [_told(run, opened.episode_rows(run.id)) for run in opened.runs()]
    if json:
        opt.print_json({"schema": "steve.runs/1", "runs": listed})
        return 0
    table = Table()
    for column in ("run", "begun", "of", "arms", "succeeded"):
        table.add_column(column, no_wrap=column != "of", overflow="fold")
    for run in listed:
        table.add_row(
            run["run"],
            f"{datetime.fromisoformat(run['begun']).astimezone():%Y-%m-%d %H:%M}",
            escape(" ".join((run["command"], *_asked(run)))),
            escape("\n".join(run["arms"])),
            f"{run['succeeded']} of {run['episodes']}{'' if run['finished'] else ' so far'}",
        )
    opt.out.print(table)
    return 0


def _told(run: RunRecord, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Returns a run as JSON documents have it; a script may have kept any configuration."""
    config = orjson.loads(run.config)
    return {
        "run": run.id,
        "begun": f"{datetime.fromtimestamp(run.started_at, UTC):%Y-%m-%dT%H:%M:%SZ}",
        "command": config.get("command", ""),
        "suite": config.get("suite", ""),
        "tasks": [task["id"] for task in config.get("tasks", ())],
        "arms": [arm["name"] for arm in config.get("arms", ())],
        "env": config.get("env", ""),
        "finished": run.finished,
        "episodes": len(rows),
        "succeeded": sum(row["outcome"] == "succeeded" for row in rows),
    }


def _asked(run: dict[str, Any]) -> list[str]:
    """Returns the name of the suite, or that of the only task where there was none."""
    tasks: list[str] = run["tasks"]
    return tasks[:1] if run["command"] == "run" else [run["suite"]]
