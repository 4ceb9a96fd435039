"""The command line: one thin module a verb; whatever it does, a script can call."""

from agent.cli.main import main

__all__ = ["main"]
