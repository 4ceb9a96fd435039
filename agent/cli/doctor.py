"""`steve doctor`: what works here, and what would make the rest work."""

from __future__ import annotations

import platform
import sys
from pathlib import Path
from typing import Annotated, TypedDict

import typer
from rich.markup import escape

from agent.cli import options as opt
from envs import NotInstalledError, SteveError, installable, installation, make, registered
from memory import Store
from planner import SERVERS, key_of, key_variable, providers

_MARKS = {True: "[green]ok[/]  ", False: "[red]bad[/] ", None: "[dim]–[/]   "}


class _Check(TypedDict):
    what: str
    ok: bool | None
    """`None` for what isn't there and nobody has to have."""
    detail: str


def doctor(
    store: opt.StorePath = opt.USUAL_STORE,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> int:
    """Says what works here and how to get the rest; exits with 1 if something is broken.

    What nobody has to have is marked with a dash where it isn't there.

    Example: steve doctor
    """
    worlds = [*map(_world, registered()), *map(_needs, installable())]
    checks = [_python(), *worlds, _store(store), _key()]
    checks.append(_check("model providers", bool(providers()), ", ".join(providers())))
    if json:
        opt.print_json({"schema": "steve.doctor/1", "checks": checks})
    else:
        for check in checks:
            opt.out.print(
                f"{_MARKS[check['ok']]} {check['what']}: {escape(str(check['detail']))}",
                highlight=False,
                soft_wrap=True,
            )
    return 1 if any(check["ok"] is False for check in checks) else 0


def _check(what: str, ok: bool | None, detail: str) -> _Check:
    return {"what": what, "ok": ok, "detail": detail}


def _python() -> _Check:
    supported = (3, 11) <= sys.version_info[:2] <= (3, 13)
    advice = "" if supported else " (expected 3.11 to 3.13)"
    return _check("python", supported, platform.python_version() + advice)


def _world(name: str) -> _Check:
    try:
        environment = make(name)
    except NotInstalledError as error:
        return _check(f"world {name}", None, str(error))
    except SteveError as error:
        return _check(f"world {name}", False, str(error))
    described = environment.id
    environment.close()
    return _check(f"world {name}", True, described)


def _needs(name: str) -> _Check:
    """Returns what a world lacks that needs more than this package; nobody has to have it."""
    what = f"what {name} needs"
    try:
        missing = installation(name).missing()
    except SteveError as error:
        return _check(what, False, str(error))
    return _check(what, None if missing else True, " ".join(missing) or "all there")


def _store(url: str) -> _Check:
    if "://" not in url and not Path(url).exists():
        return _check("store", True, f"{url} isn't there yet; the first run makes it")
    try:
        with Store.open(url, create=False) as store:
            return _check("store", True, f"{store.name}, {len(store.runs())} runs")
    except SteveError as error:
        return _check("store", False, str(error))


def _key() -> _Check:
    try:
        found = [name for name, server in SERVERS.items() if server.needs_key and key_of(name)]
    except SteveError as error:
        return _check("keys", False, str(error))
    need = "novice and servers of your own need none"
    return _check("keys", True, f"{', '.join(map(key_variable, found)) or 'none set'}; {need}")
