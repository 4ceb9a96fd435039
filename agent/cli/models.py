"""`steve models`: the chat models that are installed."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.table import Table

from agent.cli import options as opt
from planner import providers


def models(
    json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> int:
    """Lists the providers of chat models that are installed.

    Example: steve models
    """
    rows = [{"provider": name, "from": entry.value} for name, entry in providers().items()]
    if json:
        opt.print_json({"schema": "steve.models/1", "providers": rows})
        return 0
    table = Table("provider", "from")
    for row in rows:
        table.add_row(row["provider"], row["from"])
    opt.out.print(table)
    opt.out.print(
        "Name a model as provider:model, such as openai:gpt-5-mini; novice needs no more."
    )
    return 0
