"""`steve suite`: many tasks, seeds and arms in evaluation; nothing is learned."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any

import typer

from agent import experiments
from agent.checking import check_all
from agent.cli import options as opt
from agent.cli.folders import calls_of, check_folder, folder_of
from agent.cli.progress import Progress, noting
from agent.cli.whose import options_for
from agent.config import RunConfig, seeds, stretched
from agent.experiments import Result
from agent.freezing import frozen
from agent.limits import RunLimits
from agent.plain_words import told as sentences_of
from agent.report import broken_lines, parts_lines, table
from agent.scores import Row, score_parts
from envs import InputError, PackUse, PublishedScore, load_suite
from memory import KnowledgeView, Store
from memory.knowledge import knowledge_at

_RUN_ALREADY = (
    "This was run already: its rows follow from what was known then; --again runs it anew."
)

# Later than any round: what is known by now.
_NOW = 2**31


def suite(
    suite: Annotated[str, typer.Argument(help="A shipped suite, or a YAML file.")],
    groups: opt.Groups = "",
    tasks: opt.Tasks = "",
    arms: opt.ArmNames = "full",
    seeds_: Annotated[str, typer.Option("--seeds", help="Seeds such as 0-4 or 3,7.")] = "0-4",
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
    prompts: opt.Prompts = None,
    record: opt.Record = None,
    limits: opt.Limits = None,
    again: opt.Again = False,
    json: opt.Json = False,
) -> int:
    """Runs a suite with what the store knows, and prints the rates. Nothing is learned.

    Example: steve suite mcu70 --groups wooden,stone,iron --arms oracle --seeds 100-109
    """
    loaded = load_suite(suite)
    loaded.check_world(env)
    env_options = opt.with_server(env_options, host, port, version, username, allow, deny)
    fields = opt.world_and_model(env, llm, env_options, model_options, prompts)
    bounds = RunLimits(limits or ())
    config = RunConfig(
        budget=bounds.budget,
        command="suite",
        suite=loaded.name,
        tasks=stretched(opt.chosen(loaded, groups, tasks), minutes),
        arms=opt.arms(arms),
        scope=opt.scoped(fields, scope),
        seeds=seeds(seeds_),
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


def carry_out(
    config: RunConfig,
    uses: Iterable[PackUse],
    store: str,
    record: bool | None,
    limits: RunLimits,
    *,
    again: bool,
    width: int,
    json: bool,
    published: Sequence[PublishedScore] = (),
) -> int:
    """Runs or resumes an experiment, prints its result, and returns the exit code.

    Args:
        config: What is to be run.
        uses: The data packs under which.
        store: A path or an SQLAlchemy URL.
        record: Whether the calls of the model are kept; `None` for those that cost money.
        limits: What the run may use.
        again: Whether to run anew what was run already.
        width: How many processes run it.
        json: Whether to print one JSON document and nothing else.
        published: Scores of others, to stand beside those over parts.

    Raises:
        InputError: If no arm or no task is left to run.
        RunLimitReached: If the run has used up what it may use.
    """
    if not config.arms or not config.tasks:
        raise InputError("Expected at least one arm and one task, found none.")
    config = frozen(config, uses)
    opt.say_doubt(check_all(config))
    check_folder(store)
    with Store.open(store) as opened:
        begun = opened.begin_run(config.canonical(), again=again)
        folder = folder_of(opened, begun)
        calls = None
        if begun.finished:
            opt.err.print(_RUN_ALREADY, highlight=False, soft_wrap=True)
        else:
            folder.begin(config)
            calls = calls_of(folder, config, record)
            limits.count(Row.model_validate(row) for row in opened.episode_rows(begun.id))
            limits.count(folder.notes())
        told = Progress(of=experiments.waiting(config, opened, begun.id))

        def progress(row: Row) -> None:
            told(row)
            limits.count([row])

        said: dict[str, Any] = {"width": width, "progress": progress, "calls": calls}
        if config.command == "evolve":
            noted = noting(folder, limits, quiet=False)
            result = experiments.evolve(config, opened, begun.id, noted=noted, **said)
        else:
            result = experiments.suite(config, opened, begun.id, **said)
        folder.finish(result.rows, published)
        opened.finish_run(begun.id)
        document = _document(result, opened.name, str(folder.path))
        known = [
            (arm, knowledge_at(opened.log(config.scope, arm), config.scope, _NOW))
            for arm, rounds in result.learned.items()
            if rounds
        ]
    if json:
        opt.print_json(document)
    else:
        if config.command == "evolve" and any(result.began.values()):
            opt.err.print(_began(result.began), highlight=False, markup=False, soft_wrap=True)
        _print(result, document, published)
        for arm, view in known:
            _print_known(arm, view)
        _print_where_to_look(result, config, store)
    return 3 if all(row.outcome == "broken" for row in result.rows) else 0


def _began(rounds: Mapping[str, int]) -> str:
    """Returns that arms began with what they had learned before, each by how many rounds of it."""
    said = ", ".join(f"{arm} {opt.counted(number, 'round')}" for arm, number in rounds.items())
    return (
        f"Round 0 isn't before learning here. Learned before in this store: {said}. "
        "A new --store, or another --scope, begins with nothing."
    )


def _document(result: Result, store: str, folder: str) -> dict[str, Any]:
    return {
        "schema": "steve.suite/1",
        "run": result.run,
        "rows": [row.model_dump(mode="json") for row in result.rows],
        "summary": [rate.model_dump(mode="json") for rate in result.summary],
        "parts": [score.model_dump(mode="json") for score in score_parts(result.rows)],
        "began": result.began,
        "learned": {
            arm: [learned.model_dump(mode="json") for learned in rounds]
            for arm, rounds in result.learned.items()
        },
        "store": store,
        "run_dir": folder,
    }


def _print(result: Result, document: dict[str, Any], published: Sequence[PublishedScore]) -> None:
    opt.out.print(table(result.summary))
    parts = parts_lines(score_parts(result.rows), published)
    for line in (*broken_lines(result.rows), *parts):
        opt.out.print(line, highlight=False, markup=False, soft_wrap=True)
    for arm, rounds in result.learned.items():
        for number, learned in enumerate(rounds):
            of_store = number + result.began[arm]
            known_as = f" (round {of_store} of the store)" if of_store != number else ""
            opt.out.print(
                f"{arm}, in round {number}{known_as}: {opt.counted(learned.skills, 'skill')} and "
                f"{opt.counted(learned.guardrails, 'guardrail')} came, {learned.retired} went",
                highlight=False,
            )
    opt.out.print(
        f"store: {document['store']}\nrun: {document['run_dir']}", highlight=False, soft_wrap=True
    )


def _print_known(arm: str, view: KnowledgeView) -> None:
    sentences = sentences_of(view)
    if not sentences:
        return
    opt.out.print(
        f"\n[bold]What arm {arm} knows best[/] (of {opt.counted(len(view.skills), 'skill')} and "
        f"{opt.counted(len(view.guardrails), 'guardrail')})",
        highlight=False,
    )
    for sentence in sentences:
        opt.out.print(f"- {sentence}", highlight=False, markup=False)


def _print_where_to_look(result: Result, config: RunConfig, store: str) -> None:
    """Prints commands that show more; options are named where they aren't the usual ones."""
    where = opt.elsewhere(store)
    last = {row.outcome: row.episode for row in result.rows}
    commands = []
    for arm, rounds in result.learned.items():
        if not rounds:
            continue
        named, first = options_for(config.scope, arm), result.began[arm]
        commands += [f"inspect {what}{named}{where}" for what in ("skills", "guardrails")]
        diff = f"--diff {first} {first + len(rounds)}"
        commands.append(f"inspect knowledge {diff}{named}{where}")
    for outcome in ("failed", "broken"):
        commands += [f"inspect episode {last[outcome]}{where}"] if outcome in last else []
    commands.append(f"inspect runs{where}")
    opt.out.print("\n[bold]Where to look further[/]")
    for command in commands:
        opt.out.print(f"  {opt.command()} {command}", highlight=False, markup=False, soft_wrap=True)
