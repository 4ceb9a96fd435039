"""What is set aside while a plan is worked out backwards: jobs, and what each of them follows."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace

from envs import FuelRule, State, Subgoal
from planner.operators import Operator


class NoWay(Exception):
    """No operator brings about what is needed.

    Attributes:
        what: What is lacking on the cheapest way: an item, `#tag`, condition, or `fuel`.
    """

    def __init__(self, what: str) -> None:
        super().__init__(f"No way is known to bring about {what}.")
        self.what = what


@dataclass(frozen=True)
class ChainedStep:
    """A subgoal of a chain, and the id of the skill that it came from, if from one."""

    subgoal: Subgoal
    skill: str | None = None


JobKey = tuple[int, str | None]
"""An operator's identity, and the tool that must be held."""


@dataclass
class Job:
    """An operator, how often it is applied, and a tool that must be held (`None`: any)."""

    operator: Operator
    tool: str | None = None
    applications: int = 0
    fuel: FuelRule | None = None
    """What burns while it goes on."""
    pieces: int = 0
    """How many of it are set aside."""


@dataclass
class Books:
    """What is set aside so far; copied before each try, put back when the try fails."""

    free: Counter[str]
    """What is carried or made and not yet spoken for."""
    stations: set[str]
    """What is near, or was provided for; known ways into other dimensions too."""
    jobs: dict[JobKey, Job] = field(default_factory=dict)
    """By operator and tool, in the order in which they were first asked for."""
    follows: set[tuple[JobKey, JobKey]] = field(default_factory=set)
    """(job, another that makes what it uses)."""
    spares: list[tuple[JobKey, str, str, int]] = field(default_factory=list)
    """(job, kind and tier of the tool that it wears, how often it is applied)."""

    def copy(self) -> Books:
        """Returns books that can be changed without these."""
        jobs = {key: replace(job) for key, job in self.jobs.items()}
        return Books(
            self.free.copy(), set(self.stations), jobs, set(self.follows), list(self.spares)
        )


def carried_items(state: State) -> Counter[str]:
    """Returns how many of each item are carried; nothing where that isn't seen."""
    held = state.inventory.items if state.inventory is not None else ()
    return Counter({h.item: h.count for h in held})
