"""`CraftworldEnv`: an episode of one task; a step is an attempt at a subgoal."""

from __future__ import annotations

from typing import Any

import gymnasium
import numpy as np
from gymnasium import error
from numpy.typing import NDArray

from envs.attempt import Attempt
from envs.conditions import View, parse, unknown_words
from envs.craftworld.environment import make
from envs.craftworld.gym.actions import Actions
from envs.craftworld.gym.observations import Observations
from envs.drawing import Track, frame
from envs.errors import InputError, UnknownNameError
from envs.state import State
from envs.tally import Tally
from envs.task import Suite, Task, load_suite, shipped_suites

Observation = dict[str, Any]

_SEEDS = 10**9
"""An episode without a seed of its own draws one below this."""


class CraftworldEnv(gymnasium.Env[Observation, NDArray[np.int64]]):
    """Craftworld for Gymnasium; see `docs/gymnasium.md`.

    Attributes:
        task: What is to be done.
        actions: Encodes subgoals as actions.
        observations: Says what the arrays of an observation count.
    """

    metadata = {"render_modes": ["rgb_array"], "render_fps": 4}  # noqa: RUF012 - as Gymnasium has it

    def __init__(
        self,
        task: str = "wooden-00",
        *,
        goal: str | None = None,
        attempt_ticks: int = 6_000,
        render_mode: str | None = None,
        **options: str,
    ) -> None:
        """Prepares an environment without an episode.

        Args:
            task: The id of a task of a shipped suite, which also says the horizon and the data
                packs; or any words, if `goal` is given.
            goal: What counts as done, as a condition; `None` for the task's own.
            attempt_ticks: The most that a step may take, in ticks, at least 1.
            render_mode: `rgb_array` for pictures from above; `None` for none.
            **options: The world's own, as of `-E` on the command line: `recipe_book`, `datapack`.

        Raises:
            UnknownNameError: If there is no such task, or the goal names no word of the world.
            InputError: If an option is wrong.
        """
        if render_mode not in (None, *self.metadata["render_modes"]):
            raise InputError(f"Expected render_mode='rgb_array' or None, found {render_mode!r}.")
        if attempt_ticks < 1:
            raise InputError(f"Expected attempt_ticks of at least 1, found {attempt_ticks}.")
        self.task, packs = _task(task, goal)
        if packs:
            options["datapack"] = ",".join((*packs, options.get("datapack", ""))).rstrip(",")
        self._world = make(**options)
        words = self._world.vocabulary
        if unknown := unknown_words(self.task.goal, words):
            known = words.items | words.blocks | words.entities
            raise UnknownNameError("name in the goal:", unknown[0], known)
        self.render_mode = render_mode
        self._attempt_ticks = attempt_ticks
        self.actions, self.observations = Actions(words), Observations(words)
        self.action_space = self.actions.space
        self.observation_space = self.observations.space
        self._state: State | None = None
        self._tally, self._track, self._subgoal = Tally(), Track(), ""

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[Observation, dict[str, Any]]:
        """Starts an episode.

        Args:
            seed: The world's seed; `None` for one drawn from `np_random`.
            options: None are known.
        """
        super().reset(seed=seed, options=options)
        world_seed = int(self.np_random.integers(_SEEDS)) if seed is None else seed
        self._state = self._world.reset(self.task, world_seed)
        self._tally, self._track, self._subgoal = Tally(), Track(), ""
        self._track.on_state(self._state)
        info = {"task": self.task.id, "seed": world_seed, "tick": 0}
        return self.observations.of(self._state), info

    def step(
        self, action: NDArray[np.int64]
    ) -> tuple[Observation, float, bool, bool, dict[str, Any]]:
        """Tries the subgoal that the action stands for.

        Returns:
            The observation; 1.0 if the goal now holds, else 0.0; whether the goal holds; whether
            the horizon is reached without it; and what was seen of the attempt.

        Raises:
            gymnasium.error.ResetNeeded: If no episode was started, or it is over.
        """
        left = self.task.budget_ticks - self._state.tick if self._state else 0
        if self._state is None or left <= 0:
            raise error.ResetNeeded("Expected an episode that isn't over: call reset() first.")
        subgoal = self.actions.decode(action, self._state)
        self._subgoal = str(subgoal)
        attempt = self._world.attempt(subgoal, min(self._attempt_ticks, left), self._track)
        self._state = attempt.post_state
        self._track.on_state(self._state)
        self._tally = self._tally.plus(attempt.prelude_tally).plus(attempt.tally)
        done = self.task.goal.holds(View(self._state, self._tally, self._world.vocabulary))
        late = not done and self._state.tick >= self.task.budget_ticks
        return self.observations.of(self._state), float(done), done, late, self._info(attempt)

    def render(self) -> NDArray[np.uint8] | None:
        """Returns the map about the agent as a uint8 array (height, width, 3), if asked for.

        Raises:
            gymnasium.error.ResetNeeded: If no episode was started.
        """
        if self.render_mode is None:
            return None
        if self._state is None:
            raise error.ResetNeeded("Expected an episode, found none: call reset() first.")
        title = self.task.instruction
        drawn = frame(self._world, self._state, self._track, title=title, subgoal=self._subgoal)
        return np.asarray(drawn)

    def close(self) -> None:
        """Frees the world."""
        self._world.close()
        self._state = None

    def _info(self, attempt: Attempt) -> dict[str, Any]:
        """Returns what was seen of an attempt; nobody has judged it yet."""
        view = attempt.view(self._world.vocabulary)
        return {
            "subgoal": str(attempt.subgoal),
            "checks_hold": all(check.holds(view) for check in attempt.subgoal.all_checks()),
            "tick": attempt.post_state.tick,
            "ticks": attempt.ticks,
            "events": [event.model_dump(mode="json") for event in attempt.trace],
            "events_dropped": attempt.trace_dropped,
        }


def _task(task: str, goal: str | None) -> tuple[Task, tuple[str, ...]]:
    """Returns a task and the data packs that its suite names for it."""
    suites = [load_suite(name) for name in shipped_suites()]
    for suite in suites:
        for found in suite.tasks:
            if found.id == task:
                wanted = found if goal is None else found.model_copy(update={"goal": parse(goal)})
                return wanted, _packs(suite, task)
    if goal is None:
        raise UnknownNameError("task", task, {t.id for suite in suites for t in suite.tasks})
    return Task(id="custom", instruction=task, goal=parse(goal)), ()


def _packs(suite: Suite, task_id: str) -> tuple[str, ...]:
    return tuple(use.pack for use in suite.datapacks if use.concerns(task_id))
