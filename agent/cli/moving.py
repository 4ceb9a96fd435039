"""`steve store export|import|merge`: stores in motion."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from agent.cli import options as opt
from memory import Store
from memory.moving import check_export, export_store, import_file, merge_store, salvage_store
from memory.store import Absorbed

_SHOWN = 20  # things that were lost, of those that are named

_Lines = dict[str, int]


def export(
    file: Annotated[Path, typer.Argument(help="A file that isn't there yet.")],
    store: opt.StorePath = opt.USUAL_STORE,
    salvage: Annotated[
        bool, typer.Option("--salvage", help="Export what can be read of a damaged store.")
    ] = False,
    json: opt.Json = False,
) -> int:
    """Exports a store to a file of JSON lines, which any later version imports.

    With --salvage it exits with 1 if anything was lost.

    Example: steve store export steve.jsonl
    """
    name, lost = store, list[str]()
    if salvage:
        lines, lost = salvage_store(store, file)
    else:
        with Store.open(store, create=False) as opened:
            name, lines = opened.name, export_store(opened, file)
    if json:
        document = {"schema": "steve.store-export/1", "store": name, "file": str(file)}
        opt.print_json({**document, "lines": lines, "lost": lost})
        return 1 if lost else 0
    for sentence in lost[:_SHOWN]:
        opt.err.print(sentence, highlight=False, markup=False, soft_wrap=True)
    if len(lost) > _SHOWN:
        opt.err.print(f"{len(lost) - _SHOWN} more things were lost (--json names them all).")
    opt.out.print(
        f"{name} is exported to {file}: {_counted(lines)}.",
        highlight=False,
        markup=False,
        soft_wrap=True,
    )
    return 1 if lost else 0


def import_(
    file: Annotated[Path, typer.Argument(help="What `steve store export` wrote.")],
    store: opt.StorePath = opt.USUAL_STORE,
    json: opt.Json = False,
) -> int:
    """Takes an export into a store, made if it isn't there; all of it, or nothing.

    What the store has already is passed over, and what it has otherwise is named.

    Example: steve store import steve.jsonl --store other.db
    """
    check_export(file)
    with Store.open(store) as opened:
        return _told(opened.name, str(file), import_file(opened, file), json)


def merge(
    other: Annotated[str, typer.Argument(help="Another store: a path or an SQLAlchemy URL.")],
    store: opt.StorePath = opt.USUAL_STORE,
    json: opt.Json = False,
) -> int:
    """Takes all that another store has into a store; all of it, or nothing.

    What the store has already is passed over, and what it has otherwise is named.

    Example: steve store merge other.db --store steve.db
    """
    with Store.open(other, create=False) as second, Store.open(store) as opened:
        return _told(opened.name, second.name, merge_store(opened, second), json)


def _told(store: str, source: str, taken: Absorbed, json: bool) -> int:
    if json:
        document = {"schema": "steve.store-import/1", "store": store, "from": source}
        opt.print_json({**document, "added": taken.added, "known": taken.known})
        return 0
    said = f"{store} has taken in {_counted(taken.added)} from {source}"
    if any(taken.known.values()):
        said += f"; it had {_counted(taken.known)} already"
    opt.out.print(f"{said}.", highlight=False, markup=False, soft_wrap=True)
    return 0


def _counted(lines: _Lines) -> str:
    counts = [
        f"{count} {kind}" if count == 1 or kind == "archived" else f"{count} {kind}s"
        for kind, count in lines.items()
        if count
    ]
    return ", ".join(counts) or "nothing"
