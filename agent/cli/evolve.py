"""`steve evolve`: rounds of learning over a suite, evaluated on held-out seeds."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from agent.cli import options as opt
from agent.cli.suite import carry_out
from agent.config import RunConfig, seeds, stretched
from agent.limits import RunLimits
from envs import InputError, load_suite


class EvalRounds(StrEnum):
    """When to evaluate."""

    all = "all"
    ends = "ends"


def evolve(
    suite: Annotated[str, typer.Argument(help="A shipped suite, or a YAML file.")],
    rounds: Annotated[
        int, typer.Option("--rounds", min=1, max=1000, help="Rounds of learning.")
    ] = 5,
    train_seeds: Annotated[str, typer.Option("--train-seeds", help="Seeds to learn on.")] = "0-1",
    eval_seeds: Annotated[
        str, typer.Option("--eval-seeds", help="Held-out seeds to evaluate on.")
    ] = "100-104",
    groups: opt.Groups = "",
    tasks: opt.Tasks = "",
    arms: opt.ArmNames = "full",
    minutes: opt.Minutes = None,
    jobs: opt.Jobs = 1,
    env: opt.Env = "craftworld",
    llm: opt.Llm = "novice",
    store: opt.StorePath = opt.USUAL_STORE,
    scope: opt.Scope = None,
    datapacks: opt.DataPacks = None,
    host: opt.Host = None,
    port: opt.Port = None,
    version: opt.Version = None,
    username: opt.Username = None,
    allow: opt.Allow = None,
    deny: opt.Deny = None,
    env_options: opt.EnvOptions = None,
    model_options: opt.ModelOptions = None,
    llm_distiller: opt.LlmDistiller = None,
    distiller_options: opt.DistillerOptions = None,
    eval_rounds: Annotated[
        EvalRounds, typer.Option(help="Evaluate after every round, or before and after them all.")
    ] = EvalRounds.all,
    prompts: opt.Prompts = None,
    record: opt.Record = None,
    limits: opt.Limits = None,
    again: opt.Again = False,
    json: opt.Json = False,
) -> int:
    """Learns over a suite round by round, and evaluates on seeds it never learned from.

    Example: steve evolve mcu70 --groups wooden --rounds 3 --train-seeds 0-2 --eval-seeds 100-104
    """
    loaded = load_suite(suite)
    loaded.check_world(env)
    train, held_out = seeds(train_seeds, "--train-seeds"), seeds(eval_seeds, "--eval-seeds")
    if shared := sorted(set(train) & set(held_out)):
        raise InputError(
            f"Expected held-out seeds apart from the training seeds, found {shared[0]} in both."
        )
    env_options = opt.with_server(env_options, host, port, version, username, allow, deny)
    fields = opt.world_and_model(env, llm, env_options, model_options, prompts)
    bounds = RunLimits(limits or ())
    config = RunConfig(
        budget=bounds.budget,
        command="evolve",
        suite=loaded.name,
        tasks=stretched(opt.chosen(loaded, groups, tasks), minutes),
        arms=opt.arms(arms),
        scope=opt.scoped(fields, scope),
        rounds=rounds,
        train_seeds=train,
        eval_seeds=held_out,
        eval_rounds=eval_rounds.value,
        distiller=opt.distiller(llm_distiller, distiller_options),
        **fields,
    )
    uses = (*loaded.datapacks, *opt.packs(datapacks))
    return carry_out(
        config,
        uses,
        store,
        record,
        bounds,
        again=again,
        width=jobs,
        json=json,
        published=loaded.published,
    )
