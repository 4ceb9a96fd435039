"""`steve store`: look after a store."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.table import Table

from agent.cli import knowledge, moving
from agent.cli import options as opt
from agent.cli.prune import prune
from agent.cli.reembed import reembed
from memory import Store
from memory.check import Problem, check_store
from memory.store import migrate as brought_up_to_date

app = typer.Typer(help="Look after a store.", no_args_is_help=True)


app.command()(reembed)
app.command("export")(moving.export)
app.command("import")(moving.import_)
app.command("merge")(moving.merge)
app.command("pack")(knowledge.pack)
app.command("offer")(knowledge.offer)
app.command("prune")(prune)


@app.callback()
def _store() -> None:
    """Look after a store."""


@app.command()
def check(
    store: opt.StorePath = opt.USUAL_STORE,
    repair: Annotated[
        bool, typer.Option("--repair", help="Derive anew what follows from the documents.")
    ] = False,
    json: opt.Json = False,
) -> int:
    """Re-derives checksums, signatures, keys, tags and summaries; exits with 1 if one is wrong.

    With --repair, what can be derived anew is, in one transaction; what is wrong after that is
    what is told.

    Example: steve store check --store steve.db
    """
    with Store.open(store, create=False) as opened:
        done: list[str] = []
        problems = check_store(opened)
        if repair and any(problem.derived for problem in problems):
            done = opened.derive_anew()
            problems = check_store(opened)
        name = opened.name
    if json:
        found = [problem._asdict() for problem in problems]
        document = {"schema": "steve.store-check/1", "store": name, "problems": found}
        opt.print_json({**document, "repaired": done})
    else:
        _tell(name, done, problems)
    return 1 if problems else 0


def _tell(name: str, done: list[str], problems: list[Problem]) -> None:
    said = [*done, *(f"{p.part} {p.what}: {p.sentence}" for p in problems)]
    if not problems:
        said.append(f"{name} is sound.")
    for sentence in said:
        opt.out.print(sentence, highlight=False, soft_wrap=True, markup=False)


@app.command()
def migrate(store: opt.StorePath = opt.USUAL_STORE, json: opt.Json = False) -> int:
    """Brings a store that an older version wrote up to date, after copying it.

    Example: steve store migrate --store steve.db
    """
    done = brought_up_to_date(store)
    copy = None if done.copy is None else str(done.copy)
    if json:
        document = {"schema": "steve.store-migrate/1", "store": done.name}
        opt.print_json({**document, "before": done.before, "after": done.after, "copy": copy})
        return 0
    if done.before == done.after:
        said = f"{done.name} has schema {done.after} already."
    else:
        said = f"{done.name} has schema {done.after} now, not {done.before} any more"
        said += f"; {copy} is as it was." if copy else "."
    opt.out.print(said, highlight=False, soft_wrap=True, markup=False)
    return 0


@app.command()
def compact(store: opt.StorePath = opt.USUAL_STORE, json: opt.Json = False) -> int:
    """Gives back to the disk the room that a store doesn't need any more.

    Example: steve store compact
    """
    with Store.open(store, create=False) as opened:
        before, after = opened.compact()
        name = opened.name
    if json:
        document = {"schema": "steve.store-compact/1", "store": name}
        opt.print_json({**document, "bytes_before": before, "bytes_after": after})
    else:
        said = f"{name} takes {_size(after)}; it took {_size(before)}."
        opt.out.print(said, highlight=False, soft_wrap=True, markup=False)
    return 0


@app.command()
def stats(store: opt.StorePath = opt.USUAL_STORE, json: opt.Json = False) -> int:
    """Says how much a store has, by scope, arm and round, and how much room it takes.

    Example: steve store stats
    """
    with Store.open(store, create=False) as opened:
        found, name = opened.stats(), opened.name
    if json:
        document = {"schema": "steve.store-stats/1", "store": name}
        parts = [part._asdict() for part in found.parts]
        outcomes, causes = dict(found.outcomes), dict(found.causes)
        plain = {**found._asdict(), "parts": parts, "outcomes": outcomes, "causes": causes}
        opt.print_json({**document, **plain})
        return 0
    table = Table("scope", "arm", "phase", "round", "experiences", "succeeded")
    for part in found.parts:
        table.add_row(*map(str, part))
    opt.out.print(table)
    for what, counts in (
        ("rows", found.counts),
        ("episodes", dict(found.outcomes)),
        ("causes", dict(found.causes)),
    ):
        listed = ", ".join(f"{count} {which}" for which, count in counts.items()) or "none"
        opt.out.print(f"{what}: {listed}", highlight=False, soft_wrap=True, markup=False)
    sizes = f"{_size(found.file_bytes)}, of which documents {_size(found.document_bytes)}"
    opt.out.print(f"room: {sizes}", highlight=False, soft_wrap=True, markup=False)
    return 0


def _size(size: int) -> str:
    return f"{size / 1e6:.1f} MB" if size >= 100_000 else f"{size / 1e3:.1f} kB"
