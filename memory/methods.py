"""The memories that ship, each made for one round of one arm by its factory.

They come in by the same door as anyone's, the entry points of the group `steve.methods`. All
count a token as four characters.
"""

from __future__ import annotations

from functools import cached_property
from hashlib import sha256
from typing import NamedTuple

import numpy as np

from envs import Plan
from memory.distil import distil_round
from memory.documents import canonical
from memory.embedding import Vectors
from memory.entries import Guardrail, KnowledgeView, Skill
from memory.experience import Experience
from memory.knowledge import knowledge_at
from memory.method import Learned, Method, MethodContext
from memory.recall import Recaller
from memory.recalls import Example, Query, Recall
from memory.relevance import Relevance
from memory.rows import tokens_in

_HITS_SHARE = 4  # at most a quarter of the budget goes to single experiences
_MOST_EXAMPLES = 3
_NOTHING = sha256(b"").hexdigest()[:16]


def planning_only(context: MethodContext) -> Method:  # noqa: ARG001
    """Returns a memory that recalls nothing and learns nothing: the lower bound."""
    return _PlanningOnly()


def static_retrieval(context: MethodContext) -> Method:
    """Returns a memory of whole plans that worked, found by how alike the instructions are.

    This is how JARVIS-1 recalls (arXiv 2311.05997, Section 3.3), with text alone: nothing is
    distilled, and failures are not looked at.
    """
    return _StaticRetrieval(context)


def full(context: MethodContext) -> Method:
    """Returns the whole memory: three tiers, recall, skills and guardrails."""
    return _Full(context)


class _PlanningOnly:
    def recall(self, query: Query) -> Recall:
        return recall_of(query, view=_NOTHING)

    def observe(self, experience: Experience) -> None:
        """Passes over it."""

    def end_round(self) -> Learned:
        return Learned()

    def snapshot(self) -> str:
        return _NOTHING


class _Success(NamedTuple):
    """The quickest plan that reached a task's goal."""

    instruction: str
    plan: Plan
    episode: str


class _StaticRetrieval:
    def __init__(self, context: MethodContext) -> None:
        self._context = context

    def recall(self, query: Query) -> Recall:
        view = self.snapshot()
        if not self._successes:
            return recall_of(query, view=view)
        asked = self._context.store.embedder.embed([query.task.instruction])[0]
        likeness = np.round(self._vectors @ asked, 4)
        examples: list[Example] = []
        left = query.token_budget
        for number in np.argsort(-likeness, kind="stable"):
            success = self._successes[number]
            cost = tokens_in(f"{success.instruction}: {_plan_text(success.plan)}")
            fits = cost <= left and len(examples) < min(query.k, _MOST_EXAMPLES)
            if fits and likeness[number] > 0:
                left -= cost
                examples.append(
                    Example(
                        instruction=success.instruction,
                        plan=success.plan,
                        episode=success.episode,
                    )
                )
        tokens = query.token_budget - left
        return recall_of(query, view=view, examples=tuple(examples), tokens=tokens)

    def observe(self, experience: Experience) -> None:
        """Passes over it: the store holds it, and it counts from the next round on."""

    def end_round(self) -> Learned:
        context = self._context
        context.store.append_log(context.round, context.scope, context.arm, ())
        return Learned()

    def snapshot(self) -> str:
        known = "\n".join(success.episode for success in self._successes)
        return sha256(known.encode()).hexdigest()[:16]

    @cached_property
    def _successes(self) -> tuple[_Success, ...]:
        context = self._context
        endings = context.store.last_of_successes(context.scope, context.arm, context.round)
        quickest: dict[str, tuple[int, str]] = {}
        for stored in endings:
            # Fewest attempts; of several the first in the order of learning.
            known = quickest.get(stored.task)
            if known is None or stored.row.position < known[0]:
                quickest[stored.task] = (stored.row.position, stored.row.id)
        last = (context.store.experience(quickest[task][1]) for task in sorted(quickest))
        return tuple(_Success(e.task.instruction, _carried_out(e), str(e.episode)) for e in last)

    @cached_property
    def _vectors(self) -> Vectors:
        instructions = [success.instruction for success in self._successes]
        return self._context.store.embedder.embed(instructions)


class _Full:
    def __init__(self, context: MethodContext) -> None:
        self._context = context
        log = context.store.log(context.scope, context.arm, context.round)
        self._view: KnowledgeView = knowledge_at(log, context.scope, context.round)

    def recall(self, query: Query) -> Recall:
        hits = self._recaller.recall_hits(query, query.k, query.token_budget // _HITS_SHARE)
        spent = sum(tokens_in(hit.text) for hit in hits)
        entries, more = self._relevance.within(query, query.token_budget - spent)
        return recall_of(
            query,
            view=self._view.digest,
            hits=hits,
            skills=tuple(entry for entry in entries if isinstance(entry, Skill)),
            guardrails=tuple(entry for entry in entries if isinstance(entry, Guardrail)),
            tokens=spent + more,
        )

    def observe(self, experience: Experience) -> None:
        """Passes over it: the episode's own failures work through `provisional` guardrails."""

    def end_round(self) -> Learned:
        return distil_round(self._context.store, self._context)

    def snapshot(self) -> str:
        return self._view.digest

    @cached_property
    def _recaller(self) -> Recaller:
        context = self._context
        return Recaller(context.store, context.scope, context.arm, context.round)

    @cached_property
    def _relevance(self) -> Relevance:
        return Relevance(self._view, self._context.vocabulary, self._context.store.embedder)


def recall_of(query: Query, **recalled: object) -> Recall:
    """Returns the recall of what was found, with an id that follows from question and answer.

    Args:
        query: The question.
        **recalled: The fields of `Recall` but for its id.
    """
    answer = Recall.model_validate({"id": "", **recalled})
    both = [query.model_dump(mode="json"), answer.model_dump(mode="json")]
    return answer.model_copy(update={"id": f"recall-{sha256(canonical(both)).hexdigest()[:16]}"})


def _carried_out(last: Experience) -> Plan:
    """Returns the plan's finished steps, up to the one that reached the goal."""
    steps = last.plan.prefix
    if last.diagnosis.succeeded and last.plan.unfinished:
        steps = (*steps, last.plan.current)
    return Plan(steps=steps)


def _plan_text(plan: Plan) -> str:
    return "; ".join(str(step.subgoal) for step in plan.steps)
