"""`steve run`: one task, once; a training round of one episode."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape

from agent.arms import arm_named
from agent.checking import check, doubtful
from agent.cli import options as opt
from agent.cli.folders import calls_of, check_folder, folder_of
from agent.cli.progress import noting
from agent.cli.whose import options_for
from agent.config import RunConfig, stretched
from agent.experiments import train_once
from agent.freezing import frozen
from agent.job import Job
from agent.limits import RunLimits
from agent.observers import Observer
from agent.pictures import MapRecorder
from agent.runner import run_job
from agent.scores import Row
from agent.tasks import find_task, packs_of_suites
from agent.watching import LiveView, can_be_live
from agent.worlds import world_for
from diagnosis import Cause
from envs import Environment, InputError, PackUse, Task
from memory import Experience, Learned, Store

_WIDEST_CAUSE = max(len(cause) for cause in Cause)
_EXIT = {"succeeded": 0, "failed": 1, "broken": 3}


def run(
    task: Annotated[str, typer.Argument(help="A task's id, its instruction, or a sentence.")],
    goal: Annotated[
        str | None, typer.Option("--goal", help="What counts as done, as a condition.")
    ] = None,
    env: opt.Env = "craftworld",
    llm: opt.Llm = "novice",
    seed: Annotated[
        int, typer.Option("--seed", min=0, max=10**9 - 1, help="The seed of world and novice.")
    ] = 0,
    minutes: opt.Minutes = None,
    store: opt.StorePath = opt.USUAL_STORE,
    scope: opt.Scope = None,
    arm: Annotated[str, typer.Option("--arm", help="The arm, such as full or oracle.")] = "full",
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
    map_file: Annotated[
        Path | None,
        typer.Option("--map", help="Draw the episode from above: FILE.png, .gif or .mp4."),
    ] = None,
    prompts: opt.Prompts = None,
    record: opt.Record = None,
    limits: opt.Limits = None,
    watch: Annotated[
        bool, typer.Option("--watch", help="Show the episode live in the terminal.")
    ] = False,
    json: opt.Json = False,
) -> int:
    """Runs one task, learns from it, and says how it went.

    Example: steve run "Craft an iron pickaxe" --seed 7
    """
    chosen_arm = arm_named(arm)
    env_options = opt.with_server(env_options, host, port, version, username, allow, deny)
    fields = opt.world_and_model(env, llm, env_options, model_options, prompts)
    bounds = RunLimits(limits or ())
    asked = RunConfig(
        command="run",
        suite="single",
        tasks=(),
        arms=(chosen_arm,),
        budget=bounds.of_one_episode,
        distiller=opt.distiller(llm_distiller, distiller_options),
        scope=scope or "",
        seeds=(seed,),
        **fields,
    )
    if watch and json:
        raise InputError("--watch is for people and --json for programs: leave one of them out.")
    config, environment = _found(asked, task, goal, minutes, opt.packs(datapacks))
    try:
        check(config, environment)
        opt.say_doubt(doubtful(config, environment))
        check_folder(store)
        with (
            _drawing(map_file, environment, config.tasks[0], seed) as drawn,
            Store.open(store) as opened,
            _watching(watch, environment, config.tasks[0]) as view,
        ):
            begun = opened.begin_run(config.canonical(), again=True)
            folder = folder_of(opened, begun)
            folder.begin(config)
            calls = calls_of(folder, config, record)
            told = _Told(quiet=json or view is not None)
            observers = [each for each in (told, drawn, view) if each is not None]

            def runner(job: Job) -> Row:
                return run_job(job, config, environment, opened, observers, calls=calls)

            noted = noting(folder, RunLimits(()), quiet=json)
            row, learned = train_once(
                config, opened, begun.id, runner=runner, calls=calls, noted=noted
            )
            folder.finish((row,))
            opened.finish_run(begun.id)
            document = _document(
                config, row, told.experiences, learned, opened.name, str(folder.path)
            )
            drawn_to = drawn.finish(f"{row.outcome}: {row.reason}") if drawn else None
            document["map"] = str(drawn_to) if drawn_to else None
    finally:
        environment.close()
    if json:
        opt.print_json(document)
    else:
        for experience in told.experiences if view else ():
            told.say(experience)  # the live view is gone by now
        _print(document, row, store, config.scope)
    return _EXIT[row.outcome]


def _drawing(
    path: Path | None, environment: Environment, task: Task, seed: int
) -> AbstractContextManager[MapRecorder | None]:
    """Returns what draws the episode, if it is to be drawn."""
    if path is None:
        return nullcontext()
    return MapRecorder(path, environment, task, seed=seed)


def _found(
    asked: RunConfig, text: str, goal: str | None, minutes: str | None, packs: tuple[PackUse, ...]
) -> tuple[RunConfig, Environment]:
    """Returns the configuration with the task that is meant, and its world.

    The words of a goal are those of the world under the packs that were named; a task of a suite
    brings its own packs along.
    """
    probe = frozen(asked, packs)
    environment = world_for(probe, probe.datapacks)
    try:
        found = find_task(text, goal, environment.vocabulary, asked.env)
        fields = {
            "tasks": stretched((found,), minutes),
            "scope": asked.scope or opt.scope_of(environment),
        }
        uses = (*packs_of_suites(found.id), *packs)
        config = frozen(asked.model_copy(update=fields), uses)
    except BaseException:
        environment.close()
        raise
    if config.datapacks == probe.datapacks:
        return config, environment  # nobody joins a server twice for one episode
    environment.close()
    return config, world_for(config, config.datapacks)


def _watching(
    asked: bool, environment: Environment, task: Task
) -> AbstractContextManager[LiveView | None]:
    """Returns the live view, if it is asked for and can be shown; else there are plain lines."""
    if asked and can_be_live(opt.err):
        return LiveView(environment, task, opt.err)
    return nullcontext()


class _Told(Observer):
    """Says on standard error what happens, and keeps it for the result."""

    def __init__(self, *, quiet: bool) -> None:
        self.experiences: list[Experience] = []
        self._quiet = quiet

    def observe(self, experience: Experience) -> None:
        self.experiences.append(experience)
        if not self._quiet:
            self.say(experience)

    def say(self, experience: Experience) -> None:
        diagnosis = experience.diagnosis
        verdict, colour = ("done", "green") if diagnosis.succeeded else (diagnosis.cause, "yellow")
        tick = experience.attempt.post_state.tick
        origin = experience.plan.current.origin
        note = "" if origin == "model" else f"  [dim]({origin})[/]"
        opt.err.print(
            f"[dim]{tick:>6}[/]  [{colour}]{verdict:<{_WIDEST_CAUSE}}[/]  "
            f"{escape(experience.subgoal_text)}{note}",
            highlight=False,
            soft_wrap=True,
        )


def _document(
    config: RunConfig,
    row: Row,
    experiences: list[Experience],
    learned: Learned,
    store: str,
    folder: str,
) -> dict[str, Any]:
    (task,) = config.tasks
    return {
        "schema": "steve.run/1",
        "task": {"id": task.id, "instruction": task.instruction, "goal": str(task.goal)},
        "env": config.env,
        "llm": None if config.arms[0].planner == "oracle" else config.llm,
        "identity": row.identity,
        "notes": list(row.notes),
        "seed": row.seed,
        "arm": row.arm,
        "outcome": row.outcome,
        "reason": row.reason,
        "ticks": row.ticks,
        "attempts": [
            {
                "subgoal": e.subgoal_text,
                "succeeded": e.diagnosis.succeeded,
                "cause": e.diagnosis.cause.value if e.diagnosis.cause else None,
                "experience": e.id,
            }
            for e in experiences
        ],
        "replans": row.replans,
        "model_calls": row.model_calls,
        "tokens": {"input": row.input_tokens, "output": row.output_tokens},
        "learned": learned.model_dump(
            include={"skills", "guardrails", "proposed", "refused", "fault"}
        ),
        "store": store,
        "run_dir": folder,
    }


def _print(document: dict[str, Any], row: Row, store: str, scope: str) -> None:
    colour = {"succeeded": "green", "failed": "yellow", "broken": "red"}[row.outcome]
    opt.out.print(
        f"[{colour}]{row.outcome}[/]: {escape(document['task']['instruction'])} "
        f"({escape(row.reason.removesuffix('.'))}; {opt.counted(row.ticks, 'tick')}, "
        f"{opt.counted(row.attempts, 'attempt')}, {opt.counted(row.replans, 'replan')})",
        highlight=False,
    )
    for note in row.notes:
        opt.out.print(f"note: {escape(note)}", highlight=False, soft_wrap=True)
    learned = document["learned"]
    where, steve = opt.elsewhere(store), opt.command()
    drawn = f"map: {document['map']}\n" if document["map"] else ""
    opt.out.print(
        f"learned: {opt.counted(learned['skills'], 'skill')}, "
        f"{opt.counted(learned['guardrails'], 'guardrail')}\n"
        f"{drawn}store: {document['store']}\nrun: {document['run_dir']}\n"
        f"see: {steve} inspect episode {row.episode}{where}\n"
        f"     {steve} inspect knowledge{options_for(scope, row.arm)}{where}",
        highlight=False,
        soft_wrap=True,
    )
