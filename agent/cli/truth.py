"""`steve inspect truth`: what was learned, tried against the world itself."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.table import Table

from agent.cli import options as opt
from agent.cli.whose import ArmName, At, ScopeName, check_whose, round_at
from agent.config import RunConfig, seeds
from agent.evaluation import Verdict, judge, judgeable
from agent.freezing import frozen
from agent.worlds import world_for
from envs import load_suite
from memory import Store, wilson_interval
from memory.knowledge import knowledge_at


def truth(
    suite: Annotated[str, typer.Argument(help="In whose tasks' episodes it is tried.")] = "mcu70",
    groups: opt.Groups = "",
    tasks: opt.Tasks = "",
    seeds_: Annotated[str, typer.Option("--seeds", help="Seeds such as 0-4 or 3,7.")] = "600-601",
    tries: Annotated[
        int, typer.Option("--tries", min=1, max=10_000, help="At most so many of each.")
    ] = 100,
    at: At = None,
    env: opt.Env = "craftworld",
    datapacks: opt.DataPacks = None,
    env_options: opt.EnvOptions = None,
    store: opt.StorePath = opt.USUAL_STORE,
    arm: ArmName = "full",
    scope: ScopeName = opt.USUAL_SCOPE,
    json: opt.Json = False,
) -> int:
    """Tries what active guardrails forbid, and skills without what they ask for, in forked worlds.

    A guardrail is true if what it forbids fails in more than half of the tries; a precondition
    was necessary if the skill fails without it in more than half. The oracle plays the episodes.

    Example: steve inspect truth mcu70 --groups wooden,stone,iron --seeds 600-603
    """
    loaded = load_suite(suite)
    loaded.check_world(env)
    fields = opt.world_and_model(env, "novice", env_options, ())
    chosen = opt.chosen(loaded, groups, tasks)
    asked = RunConfig(
        command="suite", suite=loaded.name, tasks=chosen, arms=(), scope=scope, **fields
    )
    config = frozen(asked, opt.packs(datapacks))
    with Store.open(store, create=False) as opened:
        check_whose(opened, scope, arm)
        round_ = round_at(opened, scope, arm, at)
        known = knowledge_at(opened.log(scope, arm), scope, round_)
    world = world_for(config, config.datapacks)
    try:
        verdicts = judge(judgeable(world), known, chosen, seeds(seeds_), tries=tries)
    finally:
        world.close()
    if json:
        listed = [{**v.model_dump(mode="json"), "true": v.true} for v in verdicts]
        opt.print_json({"schema": "steve.truth/1", "round": round_, "verdicts": listed})
        return 0
    table = Table("what", "judged", "true", "share", "95 %", "not tried")
    for kind, what in (
        ("guardrail", "active guardrails"),
        ("precondition", "skills' preconditions"),
    ):
        table.add_row(what, *_figures([v for v in verdicts if v.kind == kind]))
    opt.out.print(table)
    for verdict in verdicts:
        if verdict.true is False:
            opt.out.print(
                f"not so: {verdict.says} (failed in {verdict.failed} of {verdict.tries})  "
                f"[{verdict.entry}]",
                highlight=False,
                markup=False,
                soft_wrap=True,
            )
    return 0


def _figures(verdicts: list[Verdict]) -> tuple[str, ...]:
    judged = [verdict for verdict in verdicts if verdict.true is not None]
    true = sum(verdict.true is True for verdict in judged)
    left = str(len(verdicts) - len(judged))
    if not judged:
        return "0", "0", "", "", left
    low, high = wilson_interval(true, len(judged))
    interval = f"{100 * low:.0f} to {100 * high:.0f}"
    return str(len(judged)), str(true), f"{100 * true / len(judged):.0f} %", interval, left
