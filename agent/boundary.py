"""The border to a world: whatever it raises that isn't ours is a fault of the world."""

from __future__ import annotations

from dataclasses import dataclass

from envs import (
    Attempt,
    Environment,
    EnvironmentFault,
    Monitor,
    State,
    SteveError,
    Subgoal,
    Task,
    Vocabulary,
)


@dataclass(frozen=True)
class Guarded:
    """A world whose foreign exceptions come out as `EnvironmentFault`.

    Attributes:
        world: The world itself.
    """

    world: Environment

    @property
    def id(self) -> str:
        """The world's id."""
        return self.world.id

    @property
    def vocabulary(self) -> Vocabulary:
        """The world's words."""
        return self.world.vocabulary

    def reset(self, task: Task, seed: int) -> State:
        """Starts an episode."""
        try:
            return self.world.reset(task, seed)
        except SteveError:
            raise
        except Exception as error:
            raise self._fault("reset", error) from error

    def observe(self) -> State:
        """Returns the current state."""
        try:
            return self.world.observe()
        except SteveError:
            raise
        except Exception as error:
            raise self._fault("observe", error) from error

    def attempt(
        self, subgoal: Subgoal, budget_ticks: int, monitor: Monitor | None = None
    ) -> Attempt:
        """Tries a subgoal."""
        try:
            return self.world.attempt(subgoal, budget_ticks, monitor)
        except SteveError:
            raise
        except Exception as error:
            raise self._fault(f"attempt {subgoal}", error) from error

    def close(self) -> None:
        """Frees what the world holds."""
        self.world.close()

    def _fault(self, doing: str, error: Exception) -> EnvironmentFault:
        return EnvironmentFault(
            f"World {self.id}: expected it to {doing}, found {type(error).__name__}: {error}."
        )
