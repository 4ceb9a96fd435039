"""The one tree of errors, for all rooms.

    SteveError                  anything this project raises on purpose
    ├── InputError              what was asked for can't be used: exit code 2
    │   ├── NotationError       a condition or subgoal that can't be read, with the place
    │   ├── UnknownNameError    a name that isn't known, with what was probably meant
    │   ├── NotInstalledError   something that nobody has to have, and that isn't installed
    │   ├── SuiteError          a suite file that can't be used
    │   ├── DataPackError       a data pack that can't be used, with file and field
    │   └── StoreError          a store that can't be opened or isn't one of ours
    ├── EnvironmentFault        the world broke: exit code 3 (in `envs.attempt`: it carries one)
    ├── ModelFault              the chat model broke or can't be reached: exit code 3
    └── ContractError           a plug-in doesn't keep its contract: exit code 3

A subgoal that fails is no error: it is a value, `Attempt`, and then a `Diagnosis`.
Every message is one sentence or two: what was expected, what was found, what to do.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any, Literal


class SteveError(Exception):
    """Is the base of every error that this project raises on purpose."""

    exit_code = 3

    def __reduce__(self) -> tuple[Any, ...]:
        """Says how to copy the error to another process: as it is told, with what it carries."""
        return _copied, (type(self), str(self), dict(vars(self)))


def _copied(kind: type[SteveError], message: str, carried: dict[str, Any]) -> SteveError:
    error = kind.__new__(kind, message)
    vars(error).update(carried)
    return error


class InputError(SteveError):
    """Says that an input (an option, a file, a name) can't be used."""

    exit_code = 2


class NotationError(InputError):
    """Says that a condition or a subgoal in text form can't be read.

    Attributes:
        text: What was read.
        offset: Where in `text` the trouble starts, counted in characters from 0.
    """

    def __init__(self, message: str, text: str, offset: int = 0) -> None:
        shown = text if len(text) <= 80 else text[:77] + "..."
        super().__init__(f"{message} At character {offset + 1} of {shown!r}.")
        self.text = text
        self.offset = offset


class UnknownNameError(InputError):
    """Says that a name isn't known, and what was probably meant.

    Attributes:
        name: The name that was given.
        suggestions: The nearest known names, best first; may be empty.
    """

    def __init__(self, what: str, name: str, known: Iterable[str], advice: str = "") -> None:
        known = sorted(known)
        self.name = name
        self.suggestions = tuple(get_close_matches(name, known, n=3, cutoff=0.6))
        if self.suggestions:
            hint = f" Did you mean {' or '.join(repr(s) for s in self.suggestions)}?"
        elif 0 < len(known) <= 12:
            hint = f" Known are {', '.join(known)}."
        else:
            hint = ""
        super().__init__(f"Unknown {what} {name!r}.{hint}{' ' + advice if advice else ''}")


class NotInstalledError(InputError):
    """Says that something isn't installed that nobody has to have, and how to get it."""


class SuiteError(InputError):
    """Says that a suite file can't be used, with the file and the field."""


class DataPackError(InputError):
    """Says that a data pack can't be used, with the file and the field."""


class StoreError(InputError):
    """Says that a store can't be opened, or isn't a store of this project."""


FaultKind = Literal[
    "context_overflow",
    "key_refused",
    "quota",
    "rate_limited",
    "server_error",
    "timeout",
    "unreachable",
    "unusable",
]
"""What was wrong with a model: `unusable` is all that has no word of its own."""


class ModelFault(SteveError):
    """Says that the chat model broke, refused for good or can't be reached.

    Attributes:
        kind: What was wrong.
    """

    def __init__(self, message: str, kind: FaultKind = "unusable") -> None:
        super().__init__(message)
        self.kind: FaultKind = kind


class ContractError(SteveError):
    """Says that a plug-in (a world, a model, a method) doesn't keep its contract."""
