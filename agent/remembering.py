"""`EpisodeMemory`: what one episode remembers, and what it writes down.

It stands between the loop and the memory: it asks the arm's method, adds the guardrails that
the episode's own failures taught, leaves out what the arm goes without, and keeps every
experience and every recall in the store.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from agent.arms import Arm
from agent.episode import Episode
from diagnosis import Cause, Diagnosis, Difference, Finding, Indicators, diagnose
from envs import Attempt, EnvironmentFault, Plan, Step
from memory import (
    Experience,
    Guardrail,
    KnowledgeView,
    Method,
    Query,
    Recall,
    Skill,
    Store,
    experience_id,
    vain_tries,
)
from memory.provisional import provisional
from planner import violates

PROBE_TICKS = 600
"""What a probe may take: half a minute of the game."""


@dataclass
class EpisodeMemory:
    """One episode's memory.

    Attributes:
        store: Where experiences and recalls are kept.
        method: The arm's method, made for the episode's round.
        arm: What the episode goes without.
        scope: To what the learning belongs.
        world: The environment's id.
        attempt_try: How often the episode was begun before.
        known: What was learned before the episode's round. All of it is in force, also what no
            recall had room for.
        shared_map: Whether all episodes of the scope are on one map.
        probing: The guardrail that the episode sets aside; `None` for none.
        clock: Returns Unix seconds.
    """

    store: Store
    method: Method
    arm: Arm
    scope: str
    world: str
    attempt_try: int
    known: KnowledgeView
    shared_map: bool = False
    probing: Guardrail | None = None
    clock: Callable[[], float] = time.time
    last: Recall | None = field(default=None, init=False)
    """The latest recall; `None` before the first."""
    _probed: bool = field(default=False, init=False)
    _under_way: tuple[Episode, Plan] | None = field(default=None, init=False)

    def recall(self, episode: Episode) -> Recall:
        """Returns what is worth knowing now, after the episode's latest failure if it had one."""
        failed = episode.history.pairs[-1] if episode.history.pairs else None
        query = Query(
            episode=episode.key,
            shared_map=self.shared_map,
            task=episode.task,
            state=episode.state,
            failed=failed[0].subgoal if failed and not failed[1].succeeded else None,
            cause=failed[1].cause if failed else None,
        )
        recall = self.method.recall(query)
        self.last = recall.model_copy(
            update={
                "skills": recall.skills if self.arm.skills else (),
                "guardrails": self._kept(recall.guardrails) if self.arm.guardrails else (),
            }
        )
        self.store.add_recall(self.last, query)
        return self.last

    @property
    def skills(self) -> tuple[Skill, ...]:
        """The known skills, and those of the latest recall: the ways that remedies can take."""
        recalled = self.last.skills if self.last is not None else ()
        return _each_once(recalled, self.known.skills) if self.arm.skills else ()

    def guardrails(self, episode: Episode) -> tuple[Guardrail, ...]:
        """Returns what the planner is told of: the recalled guardrails and the episode's own."""
        if not self.arm.guardrails or self.last is None:
            return ()
        own = provisional(episode.history, episode.history.vocabulary, self.scope)
        return _standing(self.last.guardrails, own)

    def in_force(self, episode: Episode) -> tuple[Guardrail, ...]:
        """Returns what is enforced: all that is known, recalled or not, and the episode's own."""
        if not self.arm.guardrails or not self.arm.enforce:
            return ()
        own = provisional(episode.history, episode.history.vocabulary, self.scope)
        recalled = self.last.guardrails if self.last is not None else ()
        return _standing(_each_once(self._kept(self.known.guardrails), recalled), own)

    def with_probe(self, plan: Plan, episode: Episode) -> Plan:
        """Returns the plan with a probe first: what the guardrail that is set aside forbids.

        It is a step that the plan will take, tried here and now, before what the guardrail asks
        for is done. There is at most one an episode, and none that another guardrail forbids:
        its failure would say nothing.
        """
        aside, view = self.probing, episode.view
        if aside is None or self._probed:
            return plan
        vain = vain_tries(episode.history.pairs)
        others = [g for g in self.in_force(episode) if g.status == "active"]
        for step in plan.rest:
            tried = step.subgoal.model_copy(update={"budget_ticks": PROBE_TICKS})
            first = Step(subgoal=tried, origin="probe", source=aside.id)
            probing = plan.continued((first, *plan.rest))
            if violates(probing, view, aside, vain):
                if any(violates(probing, view, other, vain) for other in others):
                    continue
                self._probed = True
                return probing
        return plan

    def _kept(self, guardrails: tuple[Guardrail, ...]) -> tuple[Guardrail, ...]:
        """Returns guardrails without the one that is set aside."""
        aside = None if self.probing is None else self.probing.id
        return tuple(guardrail for guardrail in guardrails if guardrail.id != aside)

    def shown(self, recall: Recall) -> Recall:
        """Returns what of `recall` reaches the prompt."""
        return recall if self.arm.inject else Recall(id=recall.id, view=recall.view)

    def passed_on(self, diagnosis: Diagnosis) -> Diagnosis:
        """Returns as much of `diagnosis` as the arm passes on."""
        if self.arm.diagnosis == "full":
            return diagnosis
        cause = diagnosis.cause
        if cause is not None and self.arm.diagnosis == "binary":
            cause = Cause.unknown
        return _bare(diagnosis.subject, cause)

    def attempting(self, episode: Episode, plan: Plan) -> None:
        """Notes what is about to be attempted, so that it can be told if the world breaks."""
        self._under_way = (episode, plan)

    @property
    def under_way(self) -> Episode | None:
        """The episode as it stood when its latest attempt began; `None` before the first."""
        return None if self._under_way is None else self._under_way[0]

    def remember_fault(self, fault: EnvironmentFault) -> Experience | None:
        """Returns the attempt in which the world broke as an experience, as far as it went.

        `None` where none was under way. Its cause is the world's fault, whatever the trace looks
        like, and nothing is learned from it.
        """
        if fault.attempt is None or self._under_way is None:
            return None
        episode, plan = self._under_way
        seen = diagnose(fault.attempt, episode.history)
        cause = Finding(cause=Cause.environment_fault, certainty=1.0)
        diagnosis = seen.model_copy(update={"succeeded": False, "primary": cause, "secondary": ()})
        return self.remember(episode, plan, fault.attempt, diagnosis)

    def remember(
        self, episode: Episode, plan: Plan, attempt: Attempt, diagnosis: Diagnosis
    ) -> Experience:
        """Returns the attempt as an experience; it is durable when this returns."""
        index = len(episode.experiences)
        aside = self.probing
        vain = vain_tries(episode.history.pairs)
        probes = aside is not None and plan.unfinished and violates(plan, episode.view, aside, vain)
        experience = Experience(
            id=experience_id(episode.key, self.attempt_try, index),
            episode=episode.key,
            attempt_try=self.attempt_try,
            index=index,
            scope=self.scope,
            world=self.world,
            shared_map=self.shared_map,
            task=episode.task,
            plan=plan,
            attempt=attempt,
            diagnosis=diagnosis,
            knowledge=self.last.view if self.last is not None else "",
            recall=self.last.id if self.last is not None else None,
            probe=aside.id if aside is not None and probes else None,
            recorded_at=self.clock(),
        )
        self.store.add(experience)
        self.method.observe(experience)
        return experience


def _bare(subject: str, cause: Cause | None) -> Diagnosis:
    """Returns a diagnosis that says nothing but the outcome and the cause, `None` for success."""
    reached = float(cause is None)
    return Diagnosis(
        subject=subject,
        succeeded=cause is None,
        primary=None if cause is None else Finding(cause=cause, certainty=0.0),
        difference=Difference(ticks=0, items=None, health=None, food=None, moved_blocks=None),
        indicators=Indicators(
            progress=reached,
            gain=reached,
            path_efficiency=None,
            spatial_spread_blocks=None,
            inventory_change=None,
            damage_rate=0.0,
            budget_used=None,
        ),
    )


def _standing(stored: tuple[Guardrail, ...], own: tuple[Guardrail, ...]) -> tuple[Guardrail, ...]:
    """Returns stored guardrails and the episode's own, each lesson once.

    An active stored one stands, since it may have been narrowed; a stored candidate gives way to
    what the episode itself just lived through.
    """
    lived = frozenset(guardrail.id for guardrail in own)
    standing = tuple(g for g in stored if g.status == "active" or g.id not in lived)
    return _each_once(standing, own)


_Entry = TypeVar("_Entry", Skill, Guardrail)


def _each_once(first: tuple[_Entry, ...], then: tuple[_Entry, ...]) -> tuple[_Entry, ...]:
    ids = frozenset(entry.id for entry in first)
    return first + tuple(entry for entry in then if entry.id not in ids)
