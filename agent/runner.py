"""One episode from its key to its row: what surrounds the loop.

Here faults are told from failures, and the result is recorded. A world or a model that breaks ends
its episode as broken, with all it lived through kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from agent.boundary import Guarded
from agent.config import RunConfig
from agent.episode import Episode
from agent.job import Job
from agent.loop import run_episode
from agent.observers import Observer
from agent.planners import planner_for
from agent.remembering import EpisodeMemory
from agent.scores import Row
from envs import Described, Environment, EnvironmentFault, ModelFault, Persistent
from memory import Experience, Method, MethodContext, Proposer, Store, knowledge_at
from memory.probing import set_aside
from memory.registry import make_method
from planner import Metered


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
    so_far = _SoFar()
    try:
        # The first contact with a world in another process: it may fail as any later one.
        memory = so_far.memory = _memory_of(job, config, environment, store, attempt_try)
        planner, meter = planner_for(job, config, environment, calls)
        so_far.meter = meter
        episode = run_episode(
            Guarded(environment),
            planner,
            memory,
            job.task,
            key=job.key,
            arm=job.arm,
            budget=config.budget.times(max(1, len(job.task.parts))),
            observers=(so_far, *observers),
        )
        outcome, reason, ticks = episode.outcome or "failed", episode.reason, episode.state.tick
        if outcome == "failed" and meter is not None and meter.exhausted is not None:
            # Without the model its replans came to nothing: the bound is why, not they.
            reason = f"the model's budget was used up: {meter.exhausted}"
    except (EnvironmentFault, ModelFault) as fault:
        outcome, reason = "broken", str(fault)
        so_far.broken(fault)
        lived = so_far.experiences
        ticks = lived[-1].attempt.post_state.tick if lived else 0
    ticks = min(ticks, job.task.budget_ticks)
    row = _row(job, so_far, outcome, reason, ticks, environment)
    store.end_episode(job.key, attempt_try, row.model_dump(mode="json"))
    return row


def _memory_of(
    job: Job, config: RunConfig, environment: Environment, store: Store, attempt_try: int
) -> EpisodeMemory:
    log = store.log(config.scope, job.arm.name, job.key.round)
    known = knowledge_at(log, config.scope, job.key.round)
    return EpisodeMemory(
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


class _SoFar(Observer):
    """Keeps what there is of an episode, so that a fault finds it as far as it went."""

    def __init__(self) -> None:
        self.experiences: list[Experience] = []
        self.episode: Episode | None = None
        self.memory: EpisodeMemory | None = None
        self.meter: Metered | None = None

    def observe(self, experience: Experience) -> None:
        self.experiences.append(experience)

    def ended(self, episode: Episode) -> None:
        self.episode = episode

    def broken(self, fault: EnvironmentFault | ModelFault) -> None:
        """Remembers what the fault carries; nothing where it came before there was a memory."""
        if self.memory is None:
            return
        if isinstance(fault, EnvironmentFault) and (last := self.memory.remember_fault(fault)):
            self.observe(last)
        self.episode = self.memory.under_way


def _row(
    job: Job, so_far: _SoFar, outcome: str, reason: str, ticks: int, environment: Environment
) -> Row:
    lived, episode = so_far.experiences, so_far.episode
    meter = so_far.meter
    recalled = so_far.memory.last if so_far.memory else None
    described = environment if isinstance(environment, Described) else None
    causes = Counter(e.diagnosis.cause.value for e in lived if e.diagnosis.cause)
    achieved = episode.achieved if episode else frozenset()
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
            "attempts": len(lived),
            "failures": sum(causes.values()),
            "replans": episode.replans if episode else 0,
            "repairs": episode.repairs if episode else 0,
            "probes": sum(experience.probe is not None for experience in lived),
            "model_calls": meter.calls if meter else 0,
            "input_tokens": meter.input_tokens if meter else 0,
            "output_tokens": meter.output_tokens if meter else 0,
            "cost_usd": meter.usd if meter else None,
            "causes": tuple(sorted(causes.items())),
            "knowledge": recalled.view if recalled else "",
            "parts": tuple((part.name, part.name in achieved) for part in job.task.parts),
            "episode": str(job.key),
            "identity": described.identity if described else "",
            "notes": described.notes if described else (),
        }
    )
