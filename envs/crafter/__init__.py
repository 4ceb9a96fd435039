"""Crafter (danijar/crafter 1.8.3) as a world: rules and a score that others wrote.

    world = make(dark="on")
    state = world.reset(task, seed=7)
    attempt = world.attempt(parse_subgoal('gather(item="wood", source="tree", count=3)'), 3_000)

The same seed and subgoals give the same traces in any process. The agent sees the 9x7 cells
around it, its inventory and its vitals, and remembers the ground that it has seen; the dark hides
what it hides on the screen. A step is 6 ticks, and a day 300 steps; see `docs/crafter.md`.
"""

from __future__ import annotations

import sys
from importlib.util import find_spec

from envs.environment import Environment
from envs.errors import InputError, NotInstalledError

__all__ = ["make"]

_SWITCH = {"on": True, "off": False}
_OPTIONS = ("dark", "recipe_book")


def make(**options: str) -> Environment:
    """Returns a new Crafter world.

    Args:
        **options: As text, each `on` (the default) or `off`: `dark` is whether the night hides
            what it hides on the screen; `recipe_book` whether a refusal says what is lacking,
            which the game itself never does.

    Raises:
        NotInstalledError: If the extra isn't installed.
        InputError: If an option isn't one of these.
    """
    if unknown := sorted(options.keys() - set(_OPTIONS)):
        raise InputError(
            f"Unknown option {unknown[0]!r} of crafter: expected {' or '.join(_OPTIONS)}."
        )
    for name, value in options.items():
        if value not in _SWITCH:
            raise InputError(f"Expected {name}=on or {name}=off, found {value!r}.")
    if find_spec("crafter") is None:
        raise NotInstalledError(
            "The world crafter needs the package of that name, which isn't installed: "
            f"{sys.executable} -m pip install 'crafter>=1.8.3'."
        )
    # The extra may be absent, so that nothing above may import this.
    from envs.crafter.environment import Crafter  # noqa: PLC0415

    chosen = {name: _SWITCH[options.get(name, "on")] for name in _OPTIONS}
    return Crafter(dark=chosen["dark"], recipe_book=chosen["recipe_book"])
