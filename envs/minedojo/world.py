"""`MineDojo`: the simulator MineDojo as a world, through a worker in its own Python."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from envs.attempt import Attempt
from envs.bridge import BridgedWorld, Patience, inherited
from envs.environment import Monitor
from envs.minedojo.home import logs_folder, python_of
from envs.minedojo.options import SimulatorOptions, read_options
from envs.minedojo.until import Until
from envs.subgoals import Subgoal, Wait
from envs.task import Task

ID = "minedojo-v1"

_START = Path(__file__).resolve().with_name("start.py")
# The simulator is built when it first starts: Gradle fetches Minecraft and compiles the mod.
_FIRST_START_S = 1_800.0
# MineDojo steps as fast as the machine renders, often slower than the game's 20 ticks.
_TICKS_A_SECOND = 2.0
_MARGIN_S = 60.0
# MineDojo waits 3 s for its Minecraft to end by itself, and then ends it.
_CLOSING_S = 15.0
# What its scripts, Gradle, Java and the screen are set by, and a user's controller may be.
_VARIABLES = (
    "CUDA_*",
    "DISPLAY",
    "GRADLE_OPTS",
    "GRADLE_USER_HOME",
    "JAVA_OPTS",
    "LIBGL_*",
    "MESA_*",
    "MINEDOJO_*",
    "PYTHONPATH",
    "XAUTHORITY",
    "__GL*",
)


class MineDojo(BridgedWorld):
    """MineDojo's simulator: Minecraft 1.11.2 under Malmo, one agent, one world a seed."""

    def __init__(self, options: SimulatorOptions) -> None:
        """Says which simulator is meant; nothing is started yet."""
        starting_s = _FIRST_START_S if options.port is None else 0.0
        super().__init__(
            ID,
            configuration=options.model_dump(mode="json", exclude={"python", "start"}),
            patience=Patience(
                call_s=options.reset_timeout_s + starting_s + _MARGIN_S,
                margin_s=options.step_timeout_s + _MARGIN_S,
                ticks_a_second=_TICKS_A_SECOND,
                close_s=_CLOSING_S,
            ),
            env=inherited(*_VARIABLES),
        )
        self.options = options

    def command(self) -> Sequence[str]:
        """Returns how the worker is started.

        Raises:
            InputError: If MineDojo isn't installed.
        """
        return (str(python_of(self.options.python)), str(_START), str(logs_folder()))

    def beginning(self, task: Task, seed: int) -> Mapping[str, Any]:
        """Returns what the worker's `reset` is given; the task's id where MineDojo knows it."""
        begins_as_told = self.options.start == "task"
        return {**super().beginning(task, seed), "task": task.id if begins_as_told else None}

    def attempt(
        self, subgoal: Subgoal, budget_ticks: int, monitor: Monitor | None = None
    ) -> Attempt:
        """Tries `subgoal` and returns what was seen.

        Raises:
            ContractError: If `reset` was never called.
            EnvironmentFault: If the world broke; it carries the attempt as far as it went.
        """
        if isinstance(subgoal, Wait) and subgoal.until is not None:
            until = Until(subgoal.until, self.vocabulary, monitor)
            return until.told(super().attempt(subgoal, budget_ticks, until))
        return super().attempt(subgoal, budget_ticks, monitor)


def make(**options: str) -> MineDojo:
    """Returns the world; its worker is started when it is first needed.

    Args:
        **options: As text: `python`, `port`, `recipe_book`, `controller`, `start`,
            `step_timeout_s`, `reset_timeout_s`; see `SimulatorOptions`.

    Raises:
        InputError: If an option isn't one of these, or has another value.
    """
    return MineDojo(read_options(options))
