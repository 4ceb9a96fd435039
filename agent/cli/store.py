"""`steve store`: look after a store."""

from __future__ import annotations

import typer

from agent.cli import options as opt
from memory import Store
from memory.check import check_store

app = typer.Typer(help="Look after a store.", no_args_is_help=True)


@app.callback()
def _store() -> None:
    """Look after a store."""


@app.command()
def check(store: opt.StorePath = "steve.db", json: opt.Json = False) -> int:
    """Re-derives checksums, signatures, keys, tags and summaries; exits with 1 if one is wrong.

    Example: steve store check --store steve.db
    """
    with Store.open(store, create=False) as opened:
        problems = check_store(opened)
        name = opened.name
    if json:
        found = [problem._asdict() for problem in problems]
        opt.print_json({"schema": "steve.store-check/1", "store": name, "problems": found})
    elif not problems:
        opt.out.print(f"{name} is sound.", highlight=False, soft_wrap=True)
    else:
        for problem in problems:
            sentence = f"{problem.part} {problem.what}: {problem.sentence}"
            opt.out.print(sentence, highlight=False, soft_wrap=True, markup=False)
    return 1 if problems else 0
