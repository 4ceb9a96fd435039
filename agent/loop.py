"""The closed loop: the whole method, in the order in which it happens.

    task -> recall -> plan -> enforce -> attempt -> diagnose -> remember -> advance or replan

What an episode lived through is distilled by its round (`agent.rounds`), in a fixed order, into
skills and guardrails, and these are recalled when the next round plans.
"""

from __future__ import annotations

from collections.abc import Sequence

from agent.arms import Arm, Budget
from agent.bounds import bound_of
from agent.episode import Episode
from agent.monitors import watch
from agent.observers import Observer
from agent.remembering import EpisodeMemory
from diagnosis import History, diagnose
from envs import Environment, EpisodeKey, Plan, Task
from memory import vain_tries
from planner import Planner, Situation, Violation, enforce


def run_episode(
    environment: Environment,
    planner: Planner,
    memory: EpisodeMemory,
    task: Task,
    *,
    key: EpisodeKey,
    arm: Arm,
    budget: Budget,
    observers: Sequence[Observer] = (),
) -> Episode:
    """Runs one episode of `task`; what it lived through is in `memory` when it returns.

    Args:
        environment: The world.
        planner: Makes plans.
        memory: Recalls and remembers.
        task: What is to be done; its horizon bounds the episode.
        key: Which episode this is; its seed starts the world.
        arm: What the episode goes without.
        budget: What it may use besides ticks.
        observers: Are told of each attempt, of each experience and of the end.

    Returns:
        The episode with its outcome: `succeeded` or `failed`.

    Raises:
        EnvironmentFault: If the world broke.
        ModelFault: If the planner's model broke.
    """
    state = environment.reset(task, key.seed)
    episode = Episode(key, task, state, History(environment.vocabulary))
    recall = memory.recall(episode)
    plan = planner.plan(situation(episode, memory), memory.shown(recall))

    while (episode := judged(episode, budget)).outcome is None:
        # Guardrails act here by code: a subgoal that one forbids never reaches the world.
        guardrails = memory.in_force(episode)
        vain = vain_tries(episode.history.pairs)
        enforced = enforce(plan, episode.view, guardrails, memory.skills, vain, task.goal)
        plan, episode = enforced.plan, episode.repaired(len(enforced.repaired))
        # Who isn't told that all of its plan was left out would plan the same again.
        left_out = enforced.repaired[-1] if enforced.repaired and not plan.unfinished else None
        # In training one of them is now and then set aside, and what it forbids is tried.
        if enforced.violation is None:
            plan = memory.with_probe(plan, episode)

        came_to_its_end = False
        if plan.unfinished and enforced.violation is None:
            subgoal = plan.current.subgoal
            bound = bound_of(subgoal, task, memory.skills, environment.vocabulary)
            ticks = min(bound, episode.ticks_left)
            onlookers = [observer.attempting(episode, plan) for observer in observers]
            monitor = watch(subgoal, plan, episode, guardrails, onlookers)
            memory.attempting(episode, plan)
            attempt = environment.attempt(subgoal, ticks, monitor)
            diagnosis = memory.passed_on(diagnose(attempt, episode.history, budget_ticks=ticks))
            experience = memory.remember(episode, plan, attempt, diagnosis)
            episode = episode.extended(experience)
            for observer in observers:
                observer.observe(experience)
            if plan.current.origin == "probe":
                plan = plan.continued(plan.rest[1:])
                continue
            if diagnosis.succeeded:
                plan = plan.advanced()
                came_to_its_end = bool(task.parts) and not plan.unfinished
                if not came_to_its_end:
                    continue

        # It failed, stagnated, is forbidden beyond repair, or the plan ran out too early: the
        # finished prefix stays, the rest is planned again under what is known by now.
        stuck = "" if came_to_its_end else _stuck(plan, enforced.violation)
        episode = judged(episode, budget).replanning(arm, budget, stuck)
        if episode.outcome is None:
            recall = memory.recall(episode)
            now = situation(episode, memory, enforced.violation or left_out)
            if arm.replan == "local":
                plan = planner.replan(plan, now, memory.shown(recall))
            else:
                plan = planner.plan(now, memory.shown(recall))

    for observer in observers:
        observer.ended(episode)
    return episode


def judged(episode: Episode, budget: Budget) -> Episode:
    """Returns the episode, ended if its goal holds or a bound is reached."""
    if episode.outcome is not None:
        return episode
    if episode.reached:
        return episode.ended("succeeded", "the goal holds")
    if episode.dead:
        return episode.ended("failed", "the agent died")
    if episode.ticks_left <= 0:
        return episode.ended("failed", "the horizon was reached")
    if len(episode.experiences) >= budget.attempts:
        return episode.ended("failed", f"{budget.attempts} attempts were made")
    return episode


def _stuck(plan: Plan, violation: Violation | None) -> str:
    """Returns why there is nothing to attempt in a plan; empty if there was something."""
    if violation is not None:
        return f"a guardrail forbids {violation.subgoal}"
    return "" if plan.unfinished else "the planner gave no further step"


def situation(
    episode: Episode, memory: EpisodeMemory, violation: Violation | None = None
) -> Situation:
    """Returns what the planner is told about where the agent stands."""
    return Situation(
        task=episode.task.without(episode.achieved),
        view=episode.view,
        history=episode.history,
        ticks_left=episode.ticks_left,
        guardrails=memory.guardrails(episode) if memory.arm.inject else (),
        violation=violation,
        enforced=memory.in_force(episode),
        ways=memory.skills,
    )
