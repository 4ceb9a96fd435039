"""What a configuration stands on by content: data packs, and files that a model answers from.

A path says where something lies and not what it is. So the content goes into the frozen
configuration, and a run under a changed pack is another run.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from agent.config import LaidPack, RunConfig
from agent.planners import distilling_model
from agent.worlds import laid_over, world_for
from envs import DataPack, InputError, Moddable, PackUse
from planner import ChatModel, FromFile, make_model


def frozen(config: RunConfig, uses: Iterable[PackUse] = ()) -> RunConfig:
    """Returns the configuration with what its packs and its model's file say, as they now are.

    Packs that the world's option `datapack` names lie over those of `uses`.

    Args:
        config: What is to be run.
        uses: The packs that its tasks are to be run under.

    Raises:
        InputError: If a pack or the model can't be used, or the world takes no packs.
    """
    options = dict(config.env_options)
    named = (part for part in options.pop("datapack", "").split(",") if part)
    wanted = [*uses, *(PackUse(pack=name) for name in named)]
    bare = config.model_copy(update={"env_options": tuple(sorted(options.items()))})
    found: dict[str, Any] = {
        "datapacks": tuple(_read(bare, _cut(wanted, config))),
        "llm_digest": None,
        "distiller": config.distiller,
    }
    if any(arm.planner == "chat" for arm in config.arms):
        found["llm_digest"] = _answers_from(
            make_model(config.llm, options=dict(config.model_options))
        )
    if (distiller := config.distiller) is not None:
        digest = _answers_from(distilling_model(distiller))
        found["distiller"] = distiller.model_copy(update={"digest": digest})
    return bare.model_copy(update=found)


def _answers_from(model: ChatModel) -> str | None:
    """Returns the digest of the file that a model answers from, if it does."""
    return model.digest if isinstance(model, FromFile) else None


def _cut(uses: Iterable[PackUse], config: RunConfig) -> list[PackUse]:
    """Returns the uses that concern the run's tasks, each with these tasks alone."""
    ids = [task.id for task in config.tasks]
    found = []
    for use in uses:
        mine = tuple(task for task in use.tasks if task in ids)
        if mine or not use.tasks:
            found.append(use.model_copy(update={"tasks": mine}))
    return found


def _read(config: RunConfig, uses: list[PackUse]) -> list[LaidPack]:
    """Returns the packs as the world reads them, each set of them once."""
    found: dict[int, LaidPack] = {}
    tasks = [task.id for task in config.tasks] or [""]
    together = {
        tuple(n for n, use in enumerate(uses) if use.concerns(task)): task for task in tasks
    }
    for numbers in together:
        places = [_place(uses[n]) for n in numbers]
        for n, place, pack in zip(numbers, places, _as_read(config, places), strict=True):
            said: dict[str, Any] = pack.model_dump() | {"tasks": uses[n].tasks, "place": place}
            found[n] = LaidPack.model_validate(said)
    return [found[n] for n in sorted(found)]


def _as_read(config: RunConfig, places: list[str]) -> tuple[DataPack, ...]:
    if not places:
        return ()
    option = {"datapack": ",".join(places)}
    asked = config.model_copy(update={"env_options": (*config.env_options, *option.items())})
    world = world_for(asked)
    try:
        if not isinstance(world, Moddable):
            raise InputError(f"Expected a world that takes data packs, found {world.id}.")
        return laid_over(world)
    finally:
        world.close()


def _place(use: PackUse) -> str:
    """Returns where a pack is.

    Raises:
        InputError: If it can't be told to a world, which takes them separated by commas.
    """
    if "," in use.pack:
        raise InputError(f"Expected the path of a data pack without a comma, found {use.pack!r}.")
    return use.pack
