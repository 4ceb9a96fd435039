"""`steve envs`: the worlds that are installed; to install what one needs, and to check one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, NamedTuple

import typer
from rich.markup import escape
from rich.table import Table

from agent.cli import options as opt
from agent.config import options
from envs import (
    ContractError,
    Deterministic,
    Environment,
    Forkable,
    InputError,
    Live,
    Mappable,
    Moddable,
    NotInstalledError,
    Solvable,
    SteveError,
    installable,
    installation,
    make,
    registered,
)
from envs.conformance import check_two_processes, checks_of

app = typer.Typer()

Name = Annotated[str, typer.Argument(help="The world's name; see `steve envs`.")]


@app.callback(invoke_without_command=True)
def envs(context: typer.Context, json: opt.Json = False) -> int:
    """Lists the worlds that are installed, with what each can do.

    Example: steve envs
    """
    if context.invoked_subcommand is not None:
        return 0
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


@app.command()
def install(
    name: Name,
    python: Annotated[
        str | None, typer.Option("--python", help="The same as -E python=..., where a world asks.")
    ] = None,
    env_options: Annotated[
        list[str] | None, typer.Option("-E", help="How to install, key=value; repeatable.")
    ] = None,
) -> int:
    """Installs what a world needs beside this package, and says what has to be got by hand.

    Example: steve envs install mineflayer
    """
    pairs = [*(env_options or ()), *([f"python={python}"] if python is not None else ())]
    if name in registered() and name not in installable():
        return _needs_nothing(name, pairs)
    found = installation(name)
    found.install(_tell, **dict(_options(pairs)))
    missing = found.missing()
    if missing:
        opt.out.print(f"{name} isn't complete; still missing:", highlight=False, markup=False)
    else:
        opt.out.print(f"{name} is installed.", highlight=False, markup=False)
    for sentence in missing:
        opt.out.print(f"- {sentence}", highlight=False, markup=False, soft_wrap=True)
    return 1 if missing else 0


@app.command()
def check(
    name: Name,
    host: opt.Host = None,
    port: opt.Port = None,
    version: opt.Version = None,
    username: opt.Username = None,
    allow: opt.Allow = None,
    deny: opt.Deny = None,
    env_options: opt.EnvOptions = None,
    json: opt.Json = False,
) -> int:
    """Runs the contract's checks on a world, one by one; exits with 1 if one isn't met.

    Example: steve envs check craftworld
    """
    given = dict(_options(opt.with_server(env_options, host, port, version, username, allow, deny)))

    def factory() -> Environment:
        return make(name, **given)

    checks = checks_of(factory) | {"second process": lambda: check_two_processes(name, given)}
    verdicts = []
    for what, run in checks.items():
        verdict = _verdict(what, run)
        verdicts.append(verdict)
        if not json:
            mark = "[green]ok[/]  " if verdict["ok"] else "[red]bad[/] "
            detail = f": {verdict['detail']}" if verdict["detail"] else ""
            opt.out.print(f"{mark} {what}{escape(detail)}", highlight=False, soft_wrap=True)
    if json:
        opt.print_json({"schema": "steve.check/1", "environment": name, "checks": verdicts})
    return 0 if all(verdict["ok"] for verdict in verdicts) else 1


def _needs_nothing(name: str, pairs: Sequence[str]) -> int:
    """Says so of a world without an installation of its own, or what extra it lacks."""
    if pairs:
        raise InputError(f"Installing {name} takes no options, found {pairs[0]!r}.")
    try:
        make(name).close()
    except NotInstalledError as error:
        opt.out.print(str(error), highlight=False, markup=False, soft_wrap=True)
        return 1
    opt.out.print(f"{name} needs nothing besides this package; it is there.", highlight=False)
    return 0


def _tell(line: str) -> None:
    opt.err.print(escape(line), highlight=False, soft_wrap=True)


def _options(pairs: Sequence[str]) -> tuple[tuple[str, str], ...]:
    return options(list(pairs), "-E")


def _verdict(what: str, run: Callable[[], None]) -> dict[str, object]:
    try:
        run()
    except ContractError as error:
        return {"what": what, "ok": False, "detail": str(error)}
    return {"what": what, "ok": True, "detail": ""}


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
        "live": isinstance(environment, Live),
        "mappable": isinstance(environment, Mappable),
        "moddable": isinstance(environment, Moddable),
        "solvable": isinstance(environment, Solvable),
    }
    found = tuple(word for word, has in abilities.items() if has)
    environment.close()
    return _World(name, environment.id, found, None)
