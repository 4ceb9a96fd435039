"""The worlds of a run: one for each set of data packs that its tasks are run under."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from agent.config import LaidPack, RunConfig
from envs import DataPack, Environment, InputError, Moddable, Task, make


def world_for(config: RunConfig, packs: Sequence[LaidPack] = ()) -> Environment:
    """Returns the world that the configuration names, under these of its data packs.

    Raises:
        InputError: If a pack isn't as it was when the run began.
    """
    options = dict(config.env_options)
    if packs:
        options["datapack"] = ",".join(pack.place for pack in packs)
    world = make(config.env, **options)
    for pack, read in zip(packs, laid_over(world) if packs else (), strict=True):
        if pack.digest != read.digest:
            world.close()
            raise InputError(
                f"Expected data pack {pack.name} as it was when the run began, found it changed; "
                "give the command again for a run under the new one."
            )
    return world


def laid_over(world: Environment) -> tuple[DataPack, ...]:
    """Returns the data packs that a world is under; none if it takes none."""
    return world.datapacks if isinstance(world, Moddable) else ()


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
