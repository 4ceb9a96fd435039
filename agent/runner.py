"""One episode from its key to its row: what surrounds the loop.

Here worlds and planners are made, faults are told from failures, and the result is recorded.
A world or a model that breaks ends its episode as broken, with all it lived through kept.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from agent.arms import Arm, Budget
from agent.boundary import Guarded
from agent.config import Distiller, LaidPack, RunConfig
from agent.episode import Episode
from agent.loop import run_episode
from agent.observers import Observer
from agent.remembering import EpisodeMemory
from agent.scores import Row
from diagnosis import History
from envs import (
    DataPack,
    Described,
    Environment,
    EnvironmentFault,
    EpisodeKey,
    InputError,
    Moddable,
    ModelFault,
    Persistent,
    Plan,
    Solvable,
    State,
    Tally,
    Task,
    UnknownNameError,
    View,
    make,
    unknown_words,
)
from memory import (
    Experience,
    Method,
    MethodContext,
    Proposer,
    Recall,
    Store,
    knowledge_at,
)
from memory.probing import set_aside
from memory.registry import make_method
from planner import (
    Billed,
    ChatModel,
    ChatPlanner,
    Metered,
    ModelBounds,
    Novice,
    OraclePlanner,
    Planner,
    Recorder,
    Situation,
    make_model,
    render_prompt,
)


@dataclass(frozen=True)
class Job:
    """An episode that is to be run.

    Attributes:
        key: Which one; its round is the store's.
        round: The same round counted from the start of the run.
        task: What is to be done.
        arm: The composition.
    """

    key: EpisodeKey
    round: int
    task: Task
    arm: Arm

    @property
    def name(self) -> str:
        """What it is called within its run, whatever the store held before, as a file name."""
        key = self.key
        return quote(f"{self.round}-{key.phase}-{key.arm}-{key.task}-{key.seed}", safe="")


class _Log(Observer):
    """Keeps what the loop tells, so that a fault finds the episode as far as it went."""

    def __init__(self) -> None:
        self.experiences: list[Experience] = []
        self.episode: Episode | None = None

    def observe(self, experience: Experience) -> None:
        self.experiences.append(experience)

    def ended(self, episode: Episode) -> None:
        self.episode = episode


def run_job(
    job: Job,
    config: RunConfig,
    environment: Environment,
    store: Store,
    observers: Sequence[Observer] = (),
    *,
    calls: Path | None = None,
) -> Row:
    """Runs one episode and returns its row, which is in the store by then.

    Args:
        job: Which episode.
        config: The run's configuration.
        environment: The world.
        store: Where it is remembered.
        observers: Are told of it.
        calls: The folder in which the calls of its model are recorded; `None` if they aren't.
    """
    attempt_try = store.begin_episode(job.key)
    log = store.log(config.scope, job.arm.name, job.key.round)
    known = knowledge_at(log, config.scope, job.key.round)
    memory = EpisodeMemory(
        store=store,
        method=method_for(job, config, environment, store),
        arm=job.arm,
        scope=config.scope,
        world=environment.id,
        attempt_try=attempt_try,
        known=known,
        shared_map=isinstance(environment, Persistent),
        probing=set_aside(known.guardrails, job.key) if job.arm.enforce else None,
    )
    planner, meter = planner_for(job, config, environment, calls)
    told = _Log()
    try:
        episode = run_episode(
            Guarded(environment),
            planner,
            memory,
            job.task,
            key=job.key,
            arm=job.arm,
            budget=config.budget.times(max(1, len(job.task.parts))),
            observers=(told, *observers),
        )
        outcome, reason, ticks = episode.outcome or "failed", episode.reason, episode.state.tick
        if outcome == "failed" and meter is not None and meter.exhausted is not None:
            # Without the model its replans came to nothing: the bound is why, not they.
            reason = f"the model's budget was used up: {meter.exhausted}"
    except (EnvironmentFault, ModelFault) as fault:
        outcome, reason = "broken", str(fault)
        if isinstance(fault, EnvironmentFault) and (last := memory.remember_fault(fault)):
            told.observe(last)
        told.episode = memory.under_way
        ticks = told.experiences[-1].attempt.post_state.tick if told.experiences else 0
    ticks = min(ticks, job.task.budget_ticks)
    row = _row(job, told, outcome, reason, ticks, meter, memory, environment)
    store.end_episode(job.key, attempt_try, row.model_dump(mode="json"))
    return row


def method_for(
    job: Job,
    config: RunConfig,
    environment: Environment,
    store: Store,
    proposer: Proposer | None = None,
) -> Method:
    """Returns the arm's memory as it stands at the job's round.

    Args:
        job: Of which round and arm.
        config: The run's configuration.
        environment: The world.
        store: The store.
        proposer: Who may propose knowledge when the round ends; `None` for nobody.
    """
    context = MethodContext(
        store=store,
        scope=config.scope,
        arm=job.arm.name,
        round=job.key.round,
        vocabulary=environment.vocabulary,
        proposer=proposer,
    )
    return make_method(job.arm.method, context)


def planner_for(
    job: Job, config: RunConfig, environment: Environment, calls: Path | None = None
) -> tuple[Planner, Metered | None]:
    """Returns the arm's planner, and what counts its model's calls (`None` for the oracle).

    Where calls are recorded, the record of the episode begins anew.

    Raises:
        InputError: If the oracle is asked for in a world that can't tell its rules.
    """
    if job.arm.planner == "oracle":
        return OraclePlanner(_solvable(environment)), None
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
        _solvable(environment)
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


def costs_money(config: RunConfig) -> bool:
    """Returns whether the calls of one of the run's models are known to cost money."""
    asked = []
    if any(arm.planner == "chat" for arm in config.arms):
        asked.append(make_model(config.llm, options=dict(config.model_options)))
    if (distiller := config.distiller) is not None:
        asked.append(distilling_model(distiller))
    return any(isinstance(model, Billed) and model.paid for model in asked)


def _solvable(environment: Environment) -> Solvable:
    """Returns the world as one that can tell its rules, or says that it can't."""
    if not isinstance(environment, Solvable):
        raise InputError(
            f"Arm oracle needs a world that can tell its rules; {environment.id} can't."
        )
    return environment


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


def laid_over(world: Environment) -> tuple[DataPack, ...]:
    """Returns the data packs that a world is under; none if it takes none."""
    return world.datapacks if isinstance(world, Moddable) else ()


def _row(
    job: Job,
    log: _Log,
    outcome: str,
    reason: str,
    ticks: int,
    meter: Metered | None,
    memory: EpisodeMemory,
    environment: Environment,
) -> Row:
    described = environment if isinstance(environment, Described) else None
    causes = Counter(e.diagnosis.cause.value for e in log.experiences if e.diagnosis.cause)
    achieved = log.episode.achieved if log.episode is not None else frozenset()
    return Row.model_validate(
        {
            "task": job.task.id,
            "group": job.task.group,
            "seed": job.key.seed,
            "arm": job.arm.name,
            "round": job.round,
            "phase": job.key.phase,
            "outcome": outcome,
            "reason": reason,
            "ticks": ticks,
            "attempts": len(log.experiences),
            "failures": sum(causes.values()),
            "replans": log.episode.replans if log.episode else 0,
            "repairs": log.episode.repairs if log.episode else 0,
            "probes": sum(experience.probe is not None for experience in log.experiences),
            "model_calls": meter.calls if meter else 0,
            "input_tokens": meter.input_tokens if meter else 0,
            "output_tokens": meter.output_tokens if meter else 0,
            "cost_usd": meter.usd if meter else None,
            "causes": tuple(sorted(causes.items())),
            "knowledge": memory.last.view if memory.last else "",
            "parts": tuple((part.name, part.name in achieved) for part in job.task.parts),
            "episode": str(job.key),
            "identity": described.identity if described else "",
            "notes": described.notes if described else (),
        }
    )
