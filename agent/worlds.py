"""The worlds of a run: one for each set of data packs that its tasks are run under."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from agent.config import LaidPack, RunConfig
from agent.runner import check, world_for
from envs import Environment, Task

Maker = Callable[..., Environment]
"""Takes a configuration and packs of it, as `world_for` does."""


class Worlds:
    """Makes each world once and keeps it."""

    def __init__(self, config: RunConfig, maker: Maker = world_for) -> None:
        """Makes none yet.

        Args:
            config: The run's configuration.
            maker: What makes a world.
        """
        self._config = config
        self._maker = maker
        self._made: dict[tuple[LaidPack, ...], Environment] = {}

    def of(self, task: Task) -> Environment:
        """Returns the world of a task."""
        packs = self._config.packs_of(task.id)
        if packs not in self._made:
            self._made[packs] = self._maker(self._config, packs)
        return self._made[packs]

    def by_packs(self) -> Iterator[tuple[Environment, tuple[Task, ...]]]:
        """Yields each world with the tasks that are run in it."""
        tasks = self._config.tasks
        for packs in dict.fromkeys(self._config.packs_of(task.id) for task in tasks):
            mine = tuple(task for task in tasks if self._config.packs_of(task.id) == packs)
            yield self.of(mine[0]), mine

    def close(self) -> None:
        """Closes all that were made."""
        for world in self._made.values():
            world.close()
        self._made.clear()


def check_all(config: RunConfig) -> None:
    """Checks that worlds and model serve the tasks and arms, before anything is written or run.

    Raises:
        InputError: See `check`.
    """
    worlds = Worlds(config)
    try:
        for world, tasks in worlds.by_packs():
            check(config.model_copy(update={"tasks": tasks}), world)
    finally:
        worlds.close()
