"""`Crafter`: the environment, as agents meet it."""

from __future__ import annotations

from contextlib import suppress

from envs._true_causes import Ledger
from envs._turns import TurnTaking
from envs.crafter.body import AttemptOver, Body
from envs.crafter.episode import Episode, Snapshot
from envs.crafter.executors import execute
from envs.crafter.observe import observed
from envs.crafter.picture import picture_of
from envs.crafter.solvable import game_rules
from envs.crafter.words import vocabulary
from envs.environment import Monitor
from envs.errors import ContractError
from envs.events import Event
from envs.mapping import MapPicture, MapRegion
from envs.rules import GameRules
from envs.state import State
from envs.subgoals import Subgoal
from envs.task import Task
from envs.vocabulary import Vocabulary


class Crafter(TurnTaking[Episode]):
    """Is Crafter behind the contract of worlds; see the package.

    Nothing happens between two attempts. Who dies stays dead: an episode ends there.
    """

    deterministic = True
    id = "crafter-v1"

    def __init__(self, *, dark: bool = True, recipe_book: bool = True) -> None:
        """Prepares a world without an episode.

        Args:
            dark: Whether the night hides what it hides on the screen.
            recipe_book: Whether a refusal says what is lacking.
        """
        super().__init__()
        self._dark = dark
        self._recipe_book = recipe_book
        self._words = vocabulary()

    @property
    def vocabulary(self) -> Vocabulary:
        """The words of this world."""
        return self._words

    @property
    def ledger(self) -> Ledger:
        """Why attempts failed, for the evaluation; see `envs.crafter._ledger`."""
        return self._episode.ledger if self._episode is not None else Ledger()

    def reset(self, task: Task, seed: int) -> State:  # noqa: ARG002
        """Starts an episode on the ground that upstream makes of the seed."""
        self._episode = Episode(seed, dark=self._dark, recipe_book=self._recipe_book)
        self._seen = None
        return self.observe()

    def snapshot(self) -> Snapshot:
        """Returns all there is to know of the episode.

        Raises:
            ContractError: If `reset` was never called.
        """
        return self._running().snapshot()

    def restore(self, snapshot: object) -> None:
        """Puts the episode back to where `snapshot` was taken.

        Raises:
            ContractError: If it isn't a snapshot of Crafter.
        """
        if not isinstance(snapshot, Snapshot):
            raise ContractError(f"Expected a snapshot of Crafter, found {type(snapshot).__name__}.")
        self._episode = Episode.restored(snapshot)
        self._seen = None

    def picture(self, region: MapRegion) -> MapPicture:
        """Returns how a region looks from above; for people, and not for the agent.

        Raises:
            ContractError: If `reset` was never called.
        """
        return picture_of(self._running(), region)

    def rules(self) -> GameRules:
        """Returns the rules in force, from upstream's data and code."""
        return game_rules()

    def _look(self, episode: Episode) -> State:
        return observed(episode)

    def _carry_out(
        self, episode: Episode, subgoal: Subgoal, budget_ticks: int, monitor: Monitor | None
    ) -> list[Event]:
        episode.ledger.open()
        body = Body(episode, budget_ticks, monitor)
        with suppress(AttemptOver):  # the trace says why
            execute(body, subgoal)
        return body.events
