"""`RunConfig`: all that fixes a run's rows, frozen and hashed."""

from __future__ import annotations

from importlib.metadata import version
from typing import Annotated, Any, Literal

from pydantic import Field

from agent.arms import Arm, Budget
from envs import DataPack, Frozen, InputError, Name, Task
from planner import Templates

Options = tuple[tuple[str, str], ...]
"""(key, value) pairs, sorted by key."""


class LaidPack(DataPack):
    """A data pack that tasks are run under, known by what it says and not by where it lies."""

    tasks: tuple[Name, ...] = ()
    """The ids of these tasks; empty for all."""
    place: Annotated[str, Field(exclude=True)]
    """Where it is read from: a path, or a name that the world knows."""


class Distiller(Frozen):
    """A language model that may propose knowledge at the ends of rounds."""

    llm: str
    """The model as `provider:model`."""
    options: Options = ()
    digest: str | None = None
    """Of what it answers from, where that is a file; `None` where it isn't."""


class RunConfig(Frozen):
    """What is run; two runs of one configuration have the same rows."""

    command: Literal["run", "suite", "evolve"]
    suite: Name
    """The suite's name; `single` for a task of its own."""
    tasks: tuple[Task, ...]
    """With their horizons as they are run."""
    arms: tuple[Arm, ...]
    env: str = "craftworld"
    env_options: Options = ()
    datapacks: tuple[LaidPack, ...] = ()
    """The packs in force, later ones laid over earlier ones."""
    llm: str = "novice"
    llm_digest: str | None = None
    """Of what a model answers from, where that is a file; `None` where it isn't."""
    model_options: Options = ()
    templates: Templates | None = None
    """How prompts are said; `None` for the usual way."""
    distiller: Distiller | None = None
    """Who may propose knowledge beside the symbolic distiller; `None` for nobody."""
    scope: str
    seeds: tuple[int, ...] = ()
    """For `run` and `suite`."""
    rounds: Annotated[int, Field(ge=0)] = 0
    """For `evolve`: how many rounds of learning."""
    train_seeds: tuple[int, ...] = ()
    eval_seeds: tuple[int, ...] = ()
    eval_rounds: Literal["all", "ends"] = "all"
    """For `evolve`: evaluate after each round, or only before the first and after the last."""
    budget: Budget = Budget()
    steve: str = version("steve-evolving")
    """The version that ran."""

    def packs_of(self, task_id: str) -> tuple[LaidPack, ...]:
        """Returns the packs that a task is run under, in order."""
        return tuple(pack for pack in self.datapacks if task_id in (pack.tasks or (task_id,)))

    def canonical(self) -> dict[str, Any]:
        """Returns the configuration as plain data, as it is hashed."""
        return self.model_dump(mode="json")


def options(pairs: tuple[str, ...] | list[str], flag: str) -> Options:
    """Returns `key=value` texts as sorted pairs.

    Raises:
        InputError: If one isn't of that form, or a key comes twice.
    """
    found: dict[str, str] = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals or not key:
            raise InputError(f"{flag}: expected key=value, found {pair!r}.")
        if key in found:
            raise InputError(f"{flag}: expected each key once, found {key!r} twice.")
        found[key] = value
    return tuple(sorted(found.items()))


def seeds(text: str, flag: str = "--seeds") -> tuple[int, ...]:
    """Returns the seeds that `text` names: numbers and ranges such as `0-4,7`, in order.

    Raises:
        InputError: If it isn't of that form, a range is reversed, or there are more than 10,000.
    """
    found: dict[int, None] = {}
    for part in text.split(","):
        first, dash, last = part.strip().partition("-")
        numbers = (first, last) if dash else (first, first)
        if not all(n.isdecimal() and n.isascii() and len(n) < 10 for n in numbers):
            raise InputError(f"{flag}: expected seeds such as 0-4 or 3,7, found {text!r}.")
        low, high = int(numbers[0]), int(numbers[1])
        if low > high:
            raise InputError(
                f"{flag}: expected the smaller seed of a range first, found {part.strip()!r}; "
                f"say {high}-{low}."
            )
        if high - low + len(found) >= 10_000:
            raise InputError(f"{flag}: expected at most 10,000 seeds in all, found {text!r}.")
        found.update(dict.fromkeys(range(low, high + 1)))
    return tuple(found)


def stretched(tasks: tuple[Task, ...], minutes: str | None) -> tuple[Task, ...]:
    """Returns `tasks` with their horizons set to `minutes`: a number, or `xN` for N times theirs.

    Raises:
        InputError: If it is neither.
    """
    if minutes is None:
        return tasks
    times = minutes.startswith("x")
    try:
        number = float(minutes.removeprefix("x"))
    except ValueError:
        number = 0.0
    if not 0 < number < 100_000:
        raise InputError(f"--minutes: expected a number such as 20, or x3, found {minutes!r}.")
    if times:
        return tuple(task.stretched(number) for task in tasks)
    ticks = max(1, round(number * 1_200))
    return tuple(task.model_copy(update={"budget_ticks": ticks}) for task in tasks)
