"""Worlds by name, from the entry points in the group `steve.environments`.

An entry point names a callable that takes a world's options as keyword strings and returns an
`Environment`; our own worlds come in by the same door as others'.
"""

from __future__ import annotations

from importlib.metadata import EntryPoint, entry_points

from envs.environment import Environment
from envs.errors import ContractError, InputError, SteveError, UnknownNameError

GROUP = "steve.environments"


def registered() -> dict[str, EntryPoint]:
    """Returns the worlds that are installed, by name."""
    return {e.name: e for e in sorted(entry_points(group=GROUP), key=lambda e: e.name)}


def make(name: str, **options: str) -> Environment:
    """Returns the world called `name`.

    Args:
        name: As registered, such as `craftworld`.
        **options: The world's own options as text (`-E key=value` on the command line).

    Raises:
        UnknownNameError: If no world has that name.
        InputError: If the world doesn't take one of the options.
        ContractError: If the world's entry point can't be loaded.
    """
    found = registered()
    if name not in found:
        raise UnknownNameError("environment", name, found, "See `steve envs`.")
    try:
        factory = found[name].load()
    except Exception as error:
        raise ContractError(
            f"Environment {name!r}: expected to load {found[name].value}, found {error!r}."
        ) from error
    try:
        environment: Environment = factory(**options)
    except SteveError:
        raise
    except TypeError as error:
        raise InputError(f"Environment {name!r} doesn't take these options: {error}.") from error
    return environment
