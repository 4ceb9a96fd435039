"""What a whole run may use of a model: it is stopped there, and may be gone on with.

--limit calls=10 --limit usd=0.05          an episode
--limit run.usd=5 --limit run.seconds=3600 the run
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol

from pydantic import ValidationError

from agent.arms import Budget
from agent.config import options
from envs import InputError, SteveError

_OF_RUN = "run."
_FIELDS = {"calls": "model_calls", "seconds": "seconds", "tokens": "tokens", "usd": "usd"}
_WHOLE = {"calls", "tokens"}


class RunLimitReached(SteveError):
    """Says that a run has used up what it was allowed."""

    exit_code = 1


class Used(Protocol):
    """Says what an episode, or the distilling of a round, has used of a model."""

    @property
    def model_calls(self) -> int:
        """How many calls."""
        ...

    @property
    def input_tokens(self) -> int:
        """How many tokens went in."""
        ...

    @property
    def output_tokens(self) -> int:
        """How many came out."""
        ...

    @property
    def cost_usd(self) -> float | None:
        """What they cost in US dollars; `None` where none said so."""
        ...


class RunLimits:
    """Counts what the episodes of a run use, and stops it at a bound.

    Attributes:
        budget: What each episode may use.
    """

    def __init__(self, given: Sequence[str], clock: Callable[[], float] = time.monotonic) -> None:
        """Reads the bounds.

        Args:
            given: `key=value` each: `calls`, `tokens`, `usd` or `seconds`, of an episode, or,
                after `run.`, of the run.
            clock: Returns seconds.

        Raises:
            InputError: If one isn't of that form.
        """
        said = dict(options(list(given), "--limit"))
        episode = {k: v for k, v in said.items() if not k.startswith(_OF_RUN)}
        whole = {k.removeprefix(_OF_RUN): v for k, v in said.items() if k.startswith(_OF_RUN)}
        for key in (*episode, *whole):
            if key not in _FIELDS:
                known = ", ".join((*_FIELDS, *(_OF_RUN + name for name in _FIELDS)))
                raise InputError(f"--limit: expected one of {known}, found {key!r}.")
        try:
            self.budget = Budget.model_validate({_FIELDS[k]: v for k, v in episode.items()})
        except ValidationError as error:
            field = error.errors()[0]["loc"][0]
            (key,) = (each for each in episode if _FIELDS[each] == field)
            kind = "whole number" if key in _WHOLE else "number"
            raise InputError(
                f"--limit {key}: expected a {kind} above 0, found {episode[key]!r}."
            ) from error
        self._most = {key: _amount(key, text) for key, text in whole.items()}
        self._used = dict.fromkeys(_FIELDS, 0.0)
        self._clock = clock
        self._began = clock()

    @property
    def of_one_episode(self) -> Budget:
        """What the only episode of a run may use: the tighter bound of each pair."""
        whole: dict[str, float] = {}
        for key, most in self._most.items():
            of_episode = getattr(self.budget, _FIELDS[key])
            least = most if of_episode is None else min(most, of_episode)
            whole[_FIELDS[key]] = max(1, int(least)) if key in _WHOLE else least
        return self.budget.model_copy(update=whole)

    def count(self, rows: Iterable[Used]) -> None:
        """Counts what episodes, and the distilling of rounds, have used.

        Raises:
            RunLimitReached: If a bound is reached.
            InputError: If dollars are bounded, and an episode doesn't say what it cost.
        """
        used = self._used
        for row in rows:
            used["calls"] += row.model_calls
            used["tokens"] += row.input_tokens + row.output_tokens
            used["usd"] += row.cost_usd or 0.0
            if "usd" in self._most and row.model_calls and row.cost_usd is None:
                raise InputError(
                    "Expected the model to say what its calls cost, since run.usd is bounded, and "
                    "it doesn't; give its prices by -M input_usd and -M output_usd."
                )
        used["seconds"] = self._clock() - self._began
        for key, most in self._most.items():
            if used[key] >= most:
                raise RunLimitReached(
                    f"The run has used {used[key]:.6g} of its {most:g} {key} and stops; what ran "
                    f"is kept. Give the command again with a greater --limit run.{key} to go on."
                )


def _amount(key: str, text: str) -> float:
    try:
        amount: Any = float(text)
    except ValueError:
        amount = math.nan
    if not 0 < amount < math.inf:
        raise InputError(f"--limit run.{key}: expected a number above 0, found {text!r}.")
    return float(amount)
