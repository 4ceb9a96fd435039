"""Options that several verbs share, and what they amount to."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path
from shutil import which
from typing import Annotated, Any

import orjson
import typer
from rich.console import Console

from agent.arms import Arm, arm_named
from agent.config import Distiller, RunConfig, options
from agent.worlds import world_for
from envs import Environment, InputError, PackUse, Scoped, Suite, Task
from planner import read_templates

Env = Annotated[str, typer.Option("--env", help="The world; see `steve envs`.")]
Llm = Annotated[
    str, typer.Option("--llm", help="The chat model as provider:model; see `steve models`.")
]
StorePath = Annotated[
    str,
    typer.Option("--store", envvar="STEVE_STORE", help="The store: a path or an SQLAlchemy URL."),
]


def _some(scope: str | None) -> str | None:
    if scope is not None and not scope.strip():
        raise InputError(
            "Expected a name after --scope, found nothing; leave it out for the usual one."
        )
    return scope


Scope = Annotated[
    str | None,
    typer.Option(
        "--scope",
        help="To what the learning belongs; the world's id or a server's address by default.",
        callback=_some,
    ),
]
EnvOptions = Annotated[
    list[str] | None, typer.Option("-E", help="An option of the world, key=value; repeatable.")
]
Host = Annotated[str | None, typer.Option("--host", help="A server's name: -E host=...")]
Port = Annotated[str | None, typer.Option("--port", help="A server's port: -E port=...")]
Version = Annotated[
    str | None, typer.Option("--version", help="A server's version of the game: -E version=...")
]
Username = Annotated[
    str | None, typer.Option("--username", help="As whom to join a server: -E username=...")
]
Allow = Annotated[
    list[str] | None, typer.Option("--allow", help="What a bot may do: -E allow=...; repeatable.")
]
Deny = Annotated[
    list[str] | None, typer.Option("--deny", help="What a bot may not do: -E deny=...; repeatable.")
]
ModelOptions = Annotated[
    list[str] | None, typer.Option("-M", help="An option of the model, key=value; repeatable.")
]
LlmDistiller = Annotated[
    str | None,
    typer.Option(
        "--llm-distiller",
        help="A chat model that may propose knowledge when a round ends; what it proposes has to "
        "pass the gate and to prove itself.",
    ),
]
DistillerOptions = Annotated[
    list[str] | None,
    typer.Option("-D", help="An option of the --llm-distiller, key=value; repeatable."),
]
DataPacks = Annotated[
    list[str] | None,
    typer.Option("--datapack", help="A data pack: folder, ZIP or shipped name; repeatable."),
]
Minutes = Annotated[
    str | None,
    typer.Option("--minutes", help="The horizon in minutes, or xN for N times the task's."),
]
Groups = Annotated[
    str,
    typer.Option("--groups", help="Groups of the suite, comma-separated; --tasks adds to them."),
]
Tasks = Annotated[
    str, typer.Option("--tasks", help="Ids of tasks, comma-separated, beside those of --groups.")
]
ArmNames = Annotated[str, typer.Option("--arms", help="Arms to compare, comma-separated.")]
Jobs = Annotated[int, typer.Option("--jobs", min=1, max=256, help="How many processes.")]
Prompts = Annotated[
    Path | None,
    typer.Option("--prompts", help="A folder with system.j2 or plan.j2 in place of ours."),
]
Record = Annotated[
    bool | None,
    typer.Option(
        "--record/--no-record",
        help="Keep every call of the model in the run's folder, for `--llm replay:FOLDER`; where "
        "neither is said, calls that cost money are kept.",
    ),
]
Limits = Annotated[
    list[str] | None,
    typer.Option(
        "--limit",
        help="What the model may use, key=value; repeatable: calls, tokens, usd or seconds of an "
        "episode, or of the run as run.usd=5.",
    ),
]
Again = Annotated[bool, typer.Option("--again", help="Run anew what was run already.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]

USUAL_STORE = "steve.db"
"""The store of who names none: a file in the current folder."""

USUAL_SCOPE = "craftworld-v4"
"""The scope of who names neither a scope nor a world."""

# Text of worlds and models is shown as it is: ":x:" in it is no picture.
out = Console(soft_wrap=False, emoji=False)
err = Console(stderr=True, emoji=False)


def split(text: str) -> tuple[str, ...]:
    """Returns the parts of a comma-separated list, without empty ones."""
    return tuple(part.strip() for part in text.split(",") if part.strip())


def arms(names: str) -> tuple[Arm, ...]:
    """Returns the arms with these comma-separated names, each once.

    Raises:
        UnknownNameError: If there is no such arm.
    """
    return tuple(arm_named(name) for name in dict.fromkeys(split(names)))


def chosen(suite: Suite, groups: str, tasks: str) -> tuple[Task, ...]:
    """Returns the tasks of the suite that were asked for.

    Raises:
        UnknownNameError: If a group or task isn't in the suite.
    """
    return suite.chosen(split(groups), split(tasks))


def with_server(
    env_options: Sequence[str] | None,
    host: str | None = None,
    port: str | None = None,
    version: str | None = None,
    username: str | None = None,
    allow: Sequence[str] | None = None,
    deny: Sequence[str] | None = None,
) -> list[str]:
    """Returns the world's options with those that have a name of their own among the others.

    A world that doesn't know one of them says so, as of any option.
    """
    said = {
        "host": host,
        "port": port,
        "version": version,
        "username": username,
        "allow": ",".join(allow) if allow else None,
        "deny": ",".join(deny) if deny else None,
    }
    named = (f"{key}={value}" for key, value in said.items() if value is not None)
    return [*(env_options or ()), *named]


def world_and_model(
    env: str,
    llm: str,
    env_options: Sequence[str] | None,
    model_options: Sequence[str] | None,
    prompts: Path | None = None,
) -> dict[str, Any]:
    """Returns the fields of a configuration that these options amount to."""
    return {
        "env": env,
        "llm": llm,
        "env_options": options(list(env_options or ()), "-E"),
        "model_options": options(list(model_options or ()), "-M"),
        "templates": None if prompts is None else read_templates(prompts),
    }


def distiller(llm: str | None, given: Sequence[str] | None) -> Distiller | None:
    """Returns the language model that `--llm-distiller` and `-D` name; `None` for none.

    Raises:
        InputError: If there are options and no model.
    """
    if llm is None and given:
        raise InputError("-D: expected a model after --llm-distiller that it is an option of.")
    return None if llm is None else Distiller(llm=llm, options=options(list(given or ()), "-D"))


def packs(names: Sequence[str] | None) -> tuple[PackUse, ...]:
    """Returns the data packs that `--datapack` names, for all tasks."""
    return tuple(PackUse(pack=name) for name in names or () if name)


def scoped(config: dict[str, Any], scope: str | None) -> str:
    """Returns the scope: as named, or the world's own.

    Raises:
        InputError: If the world can't be made as asked.
    """
    if scope is not None:
        return scope
    probe = RunConfig(command="run", suite="single", tasks=(), arms=(), scope="", **config)
    environment = world_for(probe)
    try:
        return scope_of(environment)
    finally:
        environment.close()


def scope_of(environment: Environment) -> str:
    """Returns to what learning belongs where nobody says: what the world says, or its id."""
    return environment.scope if isinstance(environment, Scoped) else environment.id


def say_doubt(doubt: str | None) -> None:
    """Says on standard error what can be run and probably isn't meant, if anything is."""
    if doubt is not None:
        err.print(f"note: {doubt}", highlight=False, markup=False, soft_wrap=True)


def counted(count: int, noun: str) -> str:
    """Returns such as `1 replan` or `2 replans`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def print_json(document: dict[str, Any]) -> None:
    """Prints one JSON document."""
    sys.stdout.write(orjson.dumps(document, option=orjson.OPT_INDENT_2).decode() + os.linesep)


def elsewhere(store: str) -> str:
    """Returns the option that names a store, for a command; empty for the usual one."""
    return f" --store {shlex.quote(store)}" if store != USUAL_STORE else ""


def command() -> str:
    """Returns how `steve` was called, so that what is printed can be typed as it stands."""
    called = sys.argv[0]
    return "steve" if Path(called).stem != "steve" or which("steve") else shlex.quote(called)
