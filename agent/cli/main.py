"""`steve`: the verbs together, and how errors end.

Exit codes: 0 done (for `run`: the goal holds), 1 the goal was not reached or a check failed,
2 wrong usage or input, 3 the world or the model broke, 130 interrupted. What went wrong is told in
a sentence on standard error; with `--json` also as a document on standard output.
"""

from __future__ import annotations

import re
import sys
import traceback
from typing import NamedTuple

import typer
from typer.exceptions import Abort, TyperException

from agent.cli import doctor, envs, evolve, inspect, models, run, store, suite
from agent.cli import options as opt
from envs import SteveError

app = typer.Typer(
    name="steve",
    help="An embodied agent that learns skills and guardrails from diagnosed experience.",
    epilog="Add --debug to any command to see a traceback.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("run")(run.run)
app.command("suite")(suite.suite)
app.command("evolve")(evolve.evolve)
app.add_typer(inspect.app, name="inspect")
app.add_typer(store.app, name="store")
app.add_typer(envs.app, name="envs")
app.command("models")(models.models)
app.command("doctor")(doctor.doctor)


def main() -> None:
    """Runs the command line and exits with the code that the outcome has."""
    arguments = sys.argv[1:]
    debug = "--debug" in arguments
    sys.exit(carried_out([a for a in arguments if a != "--debug"], debug=debug))


def carried_out(arguments: list[str], *, debug: bool = False) -> int:
    """Runs one command and returns its exit code; errors are told in a sentence.

    Args:
        arguments: What stands after `steve`.
        debug: Whether a traceback is printed before the sentence.
    """
    try:
        code = app(arguments, prog_name="steve", standalone_mode=False)
    except Exception as error:  # noqa: BLE001 - a defect has an exit code too
        if debug:
            traceback.print_exception(error)
        if isinstance(error, BrokenPipeError):
            sys.stderr.close()  # Whoever read our output has enough of it.
            return 0
        return _told(_ended(error), json="--json" in arguments)
    # Typer catches an interrupt, and returns this code without a word.
    if code == _INTERRUPTED.code:
        return _told(_INTERRUPTED, json="--json" in arguments)
    return code if isinstance(code, int) else 0


class _End(NamedTuple):
    """How a command ended that couldn't do what it was asked for."""

    code: int
    kind: str
    message: str


_INTERRUPTED = _End(
    130, "interrupted", "Interrupted; a suite or an evolution goes on when it is run again."
)


def _ended(error: Exception) -> _End:
    match error:
        case SteveError():
            return _End(error.exit_code, _kind(error), str(error))
        case TyperException():
            return _End(2, "usage", _misused(error))
        case Abort():
            return _INTERRUPTED
        case _:
            said = f"Unexpected {type(error).__name__}: {error} (--debug shows where)."
            return _End(3, "unexpected", said)


def _kind(error: SteveError) -> str:
    """Returns what programs call an error: such as `unknown_name` for an `UnknownNameError`."""
    return re.sub("(?<!^)(?=[A-Z])", "_", type(error).__name__.removesuffix("Error")).lower()


def _misused(error: TyperException) -> str:
    message = error.format_message()
    if message.startswith("Usage:"):
        return message  # No command was named: the help is what Typer complains with.
    message = " ".join(message.split()).replace("Input should be", "expected a value")
    command = getattr(getattr(error, "ctx", None), "command_path", "steve")
    return f"{message.rstrip('.')}. See `{command} --help`."


def _told(end: _End, *, json: bool) -> int:
    """Says how it ended, to people and, where it was asked for, to programs."""
    by = "" if end.message.startswith("Usage:") else "steve: "
    # A file may have put anything into a name that an error repeats.
    shown = "".join(c for c in end.message if c.isprintable() or c == "\n")
    sys.stderr.write(f"{by}{shown}\n")
    if json:
        said = {"kind": end.kind, "message": end.message}
        opt.print_json({"schema": "steve.error/1", "error": said})
    return end.code
