"""`Environment`: the contract between an agent and a world.

    environment = envs.make("craftworld")
    state = environment.reset(task, seed=7)
    attempt = environment.attempt(subgoal, budget_ticks=1200, monitor=monitor)
    state = attempt.post_state
    environment.close()

A world that breaks raises `EnvironmentFault`, from any method. What a world can do beyond the
contract is said by protocols of their own: `Forkable`, `Mappable`,
`Moddable`, `Solvable`, `Deterministic`, `Persistent`, `Live`, `Scoped`, `Described`.
"""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from envs.attempt import Attempt
from envs.datapacks import DataPack
from envs.events import Event
from envs.mapping import MapPicture, MapRegion
from envs.rules import GameRules
from envs.state import State
from envs.subgoals import Subgoal
from envs.task import Task
from envs.vocabulary import Vocabulary

SAMPLE_TICKS = 100
"""A monitor is shown a state at least this often while an attempt lasts, in ticks."""


class Monitor(Protocol):
    """Watches an attempt as it goes and may stop it."""

    def on_event(self, event: Event) -> str | None:
        """Returns why to stop the attempt now, or `None` to let it go on."""
        ...

    def on_state(self, state: State) -> str | None:
        """Returns why to stop the attempt now, or `None` to let it go on.

        The state is sampled at least every `SAMPLE_TICKS`, between an executor's acts.
        """
        ...


class Environment(Protocol):
    """A world, and an executor of subgoals in it."""

    @property
    def id(self) -> str:
        """The world's id with its version, such as `craftworld-v4`."""
        ...

    @property
    def vocabulary(self) -> Vocabulary:
        """The words of this world; the same before and after `reset`."""
        ...

    def reset(self, task: Task, seed: int) -> State:
        """Starts an episode and returns its first state, of tick 0, with nothing carried.

        Args:
            task: Says where the episode starts; its goal is not the world's business.
            seed: At least 0. Where the world is `Deterministic`, it fixes everything.
        """
        ...

    def observe(self) -> State:
        """Returns the current state; looking changes nothing.

        Raises:
            ContractError: If `reset` was never called.
        """
        ...

    def attempt(
        self, subgoal: Subgoal, budget_ticks: int, monitor: Monitor | None = None
    ) -> Attempt:
        """Tries `subgoal` and returns what was seen.

        A subgoal that can't be done is no error: the trace shows how it went. The executor
        does what the subgoal says and no more.

        Args:
            subgoal: What to do.
            budget_ticks: At least 1; the attempt is stopped once so many ticks are used, with
                a `Stopped` event, and never overruns them by more than one act.
            monitor: Sees each event and sampled states, and may stop the attempt.

        Raises:
            EnvironmentFault: If the world broke; it carries the attempt as far as it went.
        """
        ...

    def close(self) -> None:
        """Frees what the world holds; more than once does no harm."""
        ...


@runtime_checkable
class Deterministic(Protocol):
    """Is a world in which the same seed and subgoals give the same traces, in any process."""

    deterministic: bool


@runtime_checkable
class Persistent(Protocol):
    """Is a world with one map whatever the seed, such as a server: places stay where they are."""

    persistent: bool


@runtime_checkable
class Live(Protocol):
    """Is a world that goes on while nobody acts, such as a server: two looks may differ."""

    live: bool


@runtime_checkable
class Scoped(Protocol):
    """Is a world that knows to what its learning belongs, where nobody names a scope."""

    scope: str
    """Such as a server's address."""


@runtime_checkable
class Described(Protocol):
    """Is a world that says which one it is and how far it can be had, for people to read."""

    @property
    def identity(self) -> str:
        """Which world it is, such as a server's address and version; empty before `reset`."""
        ...

    @property
    def notes(self) -> tuple[str, ...]:
        """What couldn't be had of a fresh episode since the last `reset`, a sentence each."""
        ...


@runtime_checkable
class Forkable(Protocol):
    """Is a world that can be put back to where it was."""

    def snapshot(self) -> object:
        """Returns all there is to know of the episode, as an immutable value."""
        ...

    def restore(self, snapshot: object) -> None:
        """Puts the episode back to exactly where `snapshot` was taken."""
        ...


@runtime_checkable
class Mappable(Protocol):
    """Is a world that can be seen from above, by people."""

    def picture(self, region: MapRegion) -> MapPicture:
        """Returns how a region of the agent's dimension looks from above.

        It shows what is there, not what the agent sees. Looking changes nothing, and no ground
        need be made for it: columns that the world hasn't made are unknown. A monitor may ask
        while an attempt lasts.

        Raises:
            ContractError: If `reset` was never called.
        """
        ...


@runtime_checkable
class Moddable(Protocol):
    """Is a world that takes data packs, by its option `datapack`.

    The option is text: what names the packs, separated by commas, later ones winning.
    """

    @property
    def datapacks(self) -> tuple[DataPack, ...]:
        """The packs in force as they were read, in the order of the option; empty without it."""
        ...


@runtime_checkable
class Solvable(Protocol):
    """Is a world that can tell its rules, to the oracle and the evaluation alone."""

    def rules(self) -> GameRules:
        """Returns the rules in force."""
        ...
