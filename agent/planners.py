"""Who plans for an arm, by which model: counted, bounded and, where that is asked, recorded."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path

from agent.arms import Budget
from agent.config import Distiller, RunConfig
from agent.job import Job
from envs import Environment, InputError, Solvable
from planner import (
    Billed,
    ChatModel,
    ChatPlanner,
    Metered,
    ModelBounds,
    OraclePlanner,
    Planner,
    Recorder,
    make_model,
)


def planner_for(
    job: Job, config: RunConfig, environment: Environment, calls: Path | None = None
) -> tuple[Planner, Metered | None]:
    """Returns the arm's planner, and what counts its model's calls (`None` for the oracle).

    Where calls are recorded, the record of the episode begins anew.

    Raises:
        InputError: If the oracle is asked for in a world that can't tell its rules.
    """
    if job.arm.planner == "oracle":
        return OraclePlanner(solvable(environment)), None
    metered = metered_model(
        config.llm,
        dict(config.model_options),
        config.budget.times(max(1, len(job.task.parts))),
        seed=job.key.seed,
        episode=job.name,
        calls=calls,
    )
    return ChatPlanner(metered, templates=config.templates), metered


def metered_model(
    llm: str,
    options: Mapping[str, str],
    budget: Budget,
    *,
    seed: int = 0,
    episode: str = "",
    calls: Path | None = None,
) -> Metered:
    """Returns a chat model that is counted, bounded and, where that is asked, recorded.

    Where calls are recorded, the record of the episode begins anew.

    Args:
        llm: The model as `provider:model`.
        options: The model's own options.
        budget: What may be used of it.
        seed: The episode's seed.
        episode: For which episode of the run, as a file name.
        calls: The folder in which its calls are recorded; `None` if they aren't.
    """
    model = make_model(llm, seed=seed, options=options, episode=episode)
    if calls is not None:
        file = calls / f"{episode}.jsonl"
        # An episode that was cut off is tried again from its beginning.
        file.unlink(missing_ok=True)
        model = Recorder(model, file)
    bounds = ModelBounds(
        calls=budget.model_calls,
        tokens=budget.tokens,
        usd=budget.usd or math.inf,
        seconds=budget.seconds or math.inf,
    )
    return Metered(model, bounds)


def distilling_model(distiller: Distiller) -> ChatModel:
    """Returns the model that proposes knowledge; what is said of its options names `-D`.

    Raises:
        InputError: If it can't be used as asked.
    """
    try:
        return make_model(distiller.llm, options=dict(distiller.options))
    except InputError as error:
        if "-M " not in str(error):
            raise
        raise InputError(str(error).replace("-M ", "-D ")) from error


def costs_money(config: RunConfig) -> bool:
    """Returns whether the calls of one of the run's models are known to cost money."""
    asked = []
    if any(arm.planner == "chat" for arm in config.arms):
        asked.append(make_model(config.llm, options=dict(config.model_options)))
    if (distiller := config.distiller) is not None:
        asked.append(distilling_model(distiller))
    return any(isinstance(model, Billed) and model.paid for model in asked)


def solvable(environment: Environment) -> Solvable:
    """Returns the world as one that can tell its rules, or says that it can't.

    Raises:
        InputError: If it can't.
    """
    if not isinstance(environment, Solvable):
        raise InputError(
            f"Arm oracle needs a world that can tell its rules; {environment.id} can't."
        )
    return environment
