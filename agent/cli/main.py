"""`steve`: the verbs together, and how errors end.

Exit codes: 0 done (for `run`: the goal holds), 1 the goal was not reached or a check failed,
2 wrong usage or input, 3 the world or the model broke, 130 interrupted.
"""

from __future__ import annotations

import sys
import traceback

import typer
from typer.exceptions import Abort, TyperException

from agent.cli import doctor, envs, evolve, inspect, models, run, store, suite
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
        return _ended(error)
    # Typer catches an interrupt, and returns this code without a word.
    if code == 130:
        return _interrupted()
    return code if isinstance(code, int) else 0


def _ended(error: Exception) -> int:
    match error:
        case SteveError():
            return _said(str(error), error.exit_code)
        case TyperException():
            message = error.format_message()
            if message.startswith("Usage:"):
                # No command was named: the help is what Typer complains with.
                sys.stderr.write(f"{message}\n")
                return 2
            message = " ".join(message.split()).replace("Input should be", "expected a value")
            command = getattr(getattr(error, "ctx", None), "command_path", "steve")
            return _said(f"{message.rstrip('.')}. See `{command} --help`.", 2)
        case Abort():
            return _interrupted()
        case BrokenPipeError():
            sys.stderr.close()  # Whoever read our output has enough of it.
            return 0
        case _:
            return _said(f"Unexpected {type(error).__name__}: {error} (--debug shows where).", 3)


def _interrupted() -> int:
    return _said("Interrupted; a suite or an evolution goes on when it is run again.", 130)


def _said(message: str, code: int) -> int:
    sys.stderr.write(f"steve: {message}\n")
    return code
