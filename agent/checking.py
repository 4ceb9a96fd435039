"""What is checked before anything is written or run: that worlds and models serve the arms."""

from __future__ import annotations

from agent.config import RunConfig
from agent.planners import distilling_model, solvable
from agent.worlds import Worlds
from diagnosis import History
from envs import (
    Environment,
    InputError,
    Plan,
    State,
    Tally,
    UnknownNameError,
    View,
    unknown_words,
)
from memory import Recall
from planner import Novice, Situation, better_prior, make_model, render_prompt


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


def check(config: RunConfig, environment: Environment) -> None:
    """Checks that world and model serve the arms, before anything is written or run.

    Raises:
        UnknownNameError: If a task's goal names what is no word of the world.
        InputError: If the oracle is asked for in a world that can't tell its rules, or the model
            can't be used as asked.
    """
    for task in config.tasks:
        if unknown := unknown_words(task.goal, environment.vocabulary):
            words = environment.vocabulary
            known = words.items | words.blocks | words.entities
            raise UnknownNameError(f"name in the goal of task {task.id}:", unknown[0], known)
    if any(arm.planner == "oracle" for arm in config.arms):
        solvable(environment)
    if any(arm.planner == "chat" for arm in config.arms):
        make_model(config.llm, options=dict(config.model_options))
        if config.templates is not None and config.tasks:
            _check_prompts(config, environment)
    if (distiller := config.distiller) is not None:
        model = distilling_model(distiller)
        if isinstance(model, Novice):
            raise InputError(
                "Expected a language model after --llm-distiller, or scripted:FILE or "
                "replay:RECORD, found novice, which can only plan."
            )


def _check_prompts(config: RunConfig, environment: Environment) -> None:
    """Checks that the templates can be rendered, for a first plan and for a later one."""
    history = History(environment.vocabulary)
    view = View(State(tick=0), Tally(), environment.vocabulary)
    situation = Situation(config.tasks[0], view, history, 1)
    for plan in (None, Plan(steps=())):
        render_prompt(situation, Recall(id="", view=""), plan, 6_000, config.templates)


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
