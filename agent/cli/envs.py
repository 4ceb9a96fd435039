"""`steve envs`: the worlds that are installed."""

from __future__ import annotations

from typing import Annotated, NamedTuple

import typer
from rich.markup import escape
from rich.table import Table

from agent.cli import options as opt
from envs import Deterministic, Forkable, Moddable, Solvable, SteveError, make, registered


def envs(
    json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> int:
    """Lists the worlds that are installed, with what each can do.

    Example: steve envs
    """
    rows = [_described(name) for name in registered()]
    if json:
        worlds = [row._asdict() for row in rows]
        opt.print_json({"schema": "steve.envs/1", "environments": worlds})
        return 0
    table = Table("name", "id", "abilities")
    for row in rows:
        table.add_row(row.name, row.id or "-", escape(row.problem or ", ".join(row.abilities)))
    opt.out.print(table)
    return 0


class _World(NamedTuple):
    name: str
    id: str | None
    abilities: tuple[str, ...]
    problem: str | None


def _described(name: str) -> _World:
    try:
        environment = make(name)
    except SteveError as error:
        return _World(name, None, (), str(error))
    abilities = {
        "deterministic": isinstance(environment, Deterministic),
        "forkable": isinstance(environment, Forkable),
        "moddable": isinstance(environment, Moddable),
        "solvable": isinstance(environment, Solvable),
    }
    found = tuple(word for word, has in abilities.items() if has)
    environment.close()
    return _World(name, environment.id, found, None)
