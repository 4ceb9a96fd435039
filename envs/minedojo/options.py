"""`SimulatorOptions`: which simulator, and how it is used."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from envs._frozen import Frozen
from envs._notation import complaint
from envs.errors import InputError, UnknownNameError

Seconds = Annotated[float, Field(gt=0, le=86_400)]


class SimulatorOptions(Frozen):
    """What `-E key=value` says of MineDojo."""

    python: str | None = None
    """The path of a Python with MineDojo; null for the installed environment's."""
    port: Annotated[int, Field(ge=1, le=65_535)] | None = None
    """Where a simulator listens already on this machine; null to start one."""
    recipe_book: bool = True
    """Whether a refused recipe says what it lacks: on or off."""
    controller: str | None = None
    """`module:factory` of what moves the agent, in MineDojo's Python; null for the scripted one."""
    start: Literal["bare", "task"] = "bare"
    """Whether an episode begins with nothing, or as MineDojo has its own task begin."""
    step_timeout_s: Seconds = 30.0
    """How long the simulator may take for a step."""
    reset_timeout_s: Seconds = 900.0
    """How long it may take for a new world, once it runs."""


def read_options(said: Mapping[str, str]) -> SimulatorOptions:
    """Returns the options that were given as text.

    Raises:
        InputError: If an option isn't one of these, or has another value.
    """
    for name in said:
        if name not in SimulatorOptions.model_fields:
            raise UnknownNameError("option of minedojo", name, SimulatorOptions.model_fields)
    if said.get("recipe_book", "on") not in {"on", "off"}:
        raise InputError(f"recipe_book: expected on or off, found {said['recipe_book']!r}.")
    try:
        return SimulatorOptions.model_validate(said)
    except ValidationError as error:
        raise InputError(f"Options of minedojo: {complaint(error)}") from error
