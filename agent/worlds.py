"""The worlds of a run: one for each set of data packs that its tasks are run under."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from agent.config import LaidPack, RunConfig
from agent.runner import check, world_for
from envs import Environment, Task
from planner import Novice, better_prior, make_model

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


def check_all(config: RunConfig) -> str | None:
    """Checks that worlds and model serve the tasks and arms, before anything is written or run.

    Returns:
        What can be run and probably isn't meant, in a sentence; `None` if nothing is.

    Raises:
        InputError: See `check`.
    """
    doubts: list[str] = []
    worlds = Worlds(config)
    try:
        for world, tasks in worlds.by_packs():
            check(config.model_copy(update={"tasks": tasks}), world)
            doubts += filter(None, [doubtful(config, world)])
    finally:
        worlds.close()
    return doubts[0] if doubts else None


def doubtful(config: RunConfig, world: Environment) -> str | None:
    """Returns what to say of a novice whose beliefs are of another world; `None` if they aren't."""
    if all(arm.planner != "chat" for arm in config.arms):
        return None
    model = make_model(config.llm, options=dict(config.model_options))
    if not isinstance(model, Novice) or model.blank:
        return None
    better = better_prior(model.prior, world.vocabulary)
    if better is None:
        return None
    return (
        f"The novice believes things of another world than {world.id}: -M prior={better} fits it."
    )
