"""What a world needs beside this package, from the entry points in the group `steve.installers`.

An entry point has the name of its world and names an `Installation`. Worlds that need nothing have
none. `steve envs install NAME` calls it, and `steve doctor` says what is missing.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import EntryPoint, entry_points
from typing import Protocol

from envs.errors import ContractError, UnknownNameError

GROUP = "steve.installers"


class Installation(Protocol):
    """Knows what a world needs, and how to get it."""

    def missing(self) -> tuple[str, ...]:
        """Returns what the world lacks here to run, a sentence each that says how to get it.

        Takes no longer than looking; empty if all is there.
        """
        ...

    def install(self, say: Callable[[str], None], **options: str) -> None:
        """Installs what can be installed; what is there already is left or made new.

        Args:
            say: Is told what is being done, a line each.
            **options: The installation's own, as text (`-E key=value` on the command line).

        Raises:
            InputError: If an option can't be used, or something has to be got by hand first.
        """
        ...


def installable() -> dict[str, EntryPoint]:
    """Returns the worlds that need an installation, by name."""
    return {e.name: e for e in sorted(entry_points(group=GROUP), key=lambda e: e.name)}


def installation(name: str) -> Installation:
    """Returns how the world called `name` is installed.

    Raises:
        UnknownNameError: If no world of that name needs to be.
        ContractError: If the entry point can't be loaded.
    """
    found = installable()
    if name not in found:
        raise UnknownNameError("environment to install", name, found)
    try:
        made: Installation = found[name].load()()
    except Exception as error:
        raise ContractError(
            f"Installation of {name!r}: expected to load {found[name].value}, found {error!r}."
        ) from error
    return made
