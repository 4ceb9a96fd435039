"""Memories of others, built in good faith from their papers and public code, for comparison.

`experience_pool`   Optimus-1 (arXiv 2408.03615, Sections 3.1 and 3.3)
`text_knowledge`    MineEvolve's public code (xzw-ustc/MC-MineEvolve at a0a5f9b, `curator`)
`reflexion`         Reflexion (arXiv 2303.11366, Section 3)

What a language model or a picture does there is done here by what this project has for all arms:
entries come from the same distiller, failures from the same diagnosis, likeness from the same
embedder. So the arms differ in what is kept, how it is found, and whether code enforces it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import groupby

from diagnosis import History
from envs import EpisodeKey
from memory.distil import distil_round, learned
from memory.entries import Entry, Evidence, Guardrail, KnowledgeView, LogEntry, Skill, entry_id
from memory.experience import Experience
from memory.knowledge import knowledge_at
from memory.method import Learned, Method, MethodContext
from memory.methods import recall_of
from memory.provisional import provisional
from memory.recall import Recaller
from memory.recalls import Filter, Hit, Query, Question, Recall
from memory.relevance import Relevance, entry_text
from memory.rows import tokens_in

_POOL_SHARE = 2
"""Half of what a pool recalls is single experiences; half of these went well (Section 3.3)."""

_SENTENCE_TOKENS = 512
_SENTENCES = 16
_FAILURE_BONUS = 0.25
_WORD = re.compile("[a-z0-9]{3,}")

_TRIALS = 3
"""Reflections on so many trials are kept ("bounded by a maximum number", usually 1 to 3)."""


def experience_pool(context: MethodContext) -> Method:
    """Returns a memory of what makes what, and of single experiences, successes beside failures.

    Optimus-1 has a directed graph of what is made of what, from which it takes the part that
    leads to the goal, and a pool of abstracted experiences, of which it recalls some that went
    well and some that went wrong. Here the graph is that of the skills, and there are no
    pictures. Nothing is forbidden.
    """
    return _ExperiencePool(context)


def text_knowledge(context: MethodContext) -> Method:
    """Returns a memory of sentences, found by the words that they share with the situation.

    The score is that of MineEvolve's code: the shared words over all words of both, weighted by
    the sentence's confidence, and a bonus if it is about what just went wrong; the best 16
    within 512 tokens reach the prompt, and nothing else comes of them. Its sentences are written
    by a language model and pass weaker checks; these are the distiller's.
    """
    return _TextKnowledge(context)


def reflexion(context: MethodContext) -> Method:
    """Returns a memory of reflections on the last failed trials of the same task.

    A reflection says what went wrong in a trial and what to do instead. There a language model
    writes it; here it is what the episode's own failures forbade, said again in the next ones.
    """
    return _Reflexion(context)


class _Logged:
    """What is common to memories whose knowledge is in the store's log."""

    def __init__(self, context: MethodContext) -> None:
        self._context = context
        log = context.store.log(context.scope, context.arm, context.round)
        self._view: KnowledgeView = knowledge_at(log, context.scope, context.round)

    def observe(self, experience: Experience) -> None:
        """Passes over it: the store holds it, and it counts from the next round on."""

    def end_round(self) -> Learned:
        return distil_round(self._context.store, self._context)

    def snapshot(self) -> str:
        return self._view.digest


class _ExperiencePool(_Logged):
    def recall(self, query: Query) -> Recall:
        hits = self._pooled(query, query.token_budget // _POOL_SHARE)
        spent = sum(tokens_in(hit.text) for hit in hits)
        entries, more = self._graph.within(query, query.token_budget - spent)
        skills = tuple(entry for entry in entries if isinstance(entry, Skill))
        return recall_of(query, view=self.snapshot(), hits=hits, skills=skills, tokens=spent + more)

    def _pooled(self, query: Query, token_budget: int) -> tuple[Hit, ...]:
        """Returns experiences like the task, half of them successes, within the budget."""
        found: tuple[Hit, ...] = ()
        shares = ((query.k + 1) // 2, query.k // 2)
        for outcome, k in zip(("succeeded", "failed"), shares, strict=True):
            only = Filter.model_validate({"outcome": outcome})
            found += self._recaller.answer(
                Question(
                    text=query.task.instruction, k=k, token_budget=token_budget // 2, only=only
                )
            )
        return found

    @cached_property
    def _recaller(self) -> Recaller:
        context = self._context
        return Recaller(context.store, context.scope, context.arm, context.round)

    @cached_property
    def _graph(self) -> Relevance:
        skills = self._view.model_copy(update={"guardrails": ()})
        return Relevance(skills, self._context.vocabulary, self._context.store.embedder)


class _TextKnowledge(_Logged):
    def recall(self, query: Query) -> Recall:
        budget = min(query.token_budget, _SENTENCE_TOKENS)
        asked = _words(_situation(query))
        entries: tuple[Entry, ...] = (*self._view.skills, *self._view.guardrails)
        scored = [(_overlap(asked, entry, query), entry) for entry in entries]
        ranked = sorted(
            (pair for pair in scored if pair[0] > 0),
            key=lambda pair: (-pair[0], tokens_in(entry_text(pair[1])), pair[1].id),
        )
        taken: list[Entry] = []
        spent = 0
        for _, entry in ranked[: 4 * _SENTENCES]:
            cost = tokens_in(entry_text(entry))
            if spent + cost <= budget and len(taken) < _SENTENCES:
                taken.append(entry)
                spent += cost
        return recall_of(
            query,
            view=self.snapshot(),
            skills=tuple(entry for entry in taken if isinstance(entry, Skill)),
            guardrails=tuple(entry for entry in taken if isinstance(entry, Guardrail)),
            tokens=spent,
        )


class _Reflexion(_Logged):
    def recall(self, query: Query) -> Recall:
        mine = (g for g in self._view.guardrails if g.task == query.task.id)
        taken: list[Guardrail] = []
        spent = 0
        # The latest trial first.
        for reflection in sorted(mine, key=lambda g: g.evidence.supporting_ids, reverse=True):
            cost = tokens_in(entry_text(reflection))
            if spent + cost <= query.token_budget:
                taken.append(reflection)
                spent += cost
        return recall_of(query, view=self.snapshot(), guardrails=tuple(taken), tokens=spent)

    def end_round(self) -> Learned:
        context = self._context
        store, now = context.store, context.round
        if not store.round_done(context.scope, context.arm, now):
            store.append_log(now, context.scope, context.arm, list(self._reflected()))
        return learned(e for e in store.log(context.scope, context.arm) if e.round == now)

    def _reflected(self) -> Iterator[LogEntry]:
        """Yields what the round's failed trials teach, and what gives way to it."""
        context = self._context
        now, scope = context.round, context.scope
        failed = {r.key for r in context.store.episodes() if r.outcome == "failed"}
        lived = context.store.experiences(
            scope=scope, arm=context.arm, phase="train", rounds=range(now, now + 1)
        )
        kept: dict[str, list[list[Guardrail]]] = {}
        for guardrail in sorted(self._view.guardrails, key=lambda g: g.evidence.supporting_ids):
            trials = kept.setdefault(guardrail.task or "", [])
            if not trials or trials[-1][0].evidence != guardrail.evidence:
                trials.append([])
            trials[-1].append(guardrail)
        for key, trial in groupby(lived, lambda experience: experience.episode):
            reflections = _reflections(key, list(trial), context) if key in failed else []
            if not reflections:
                continue
            for guardrail in reflections:
                yield LogEntry(
                    round=now, change="created", entry=guardrail, reason=guardrail.reason
                )
            trials = kept.setdefault(key.task, [])
            trials.append(reflections)
            for guardrail in trials.pop(0) if len(trials) > _TRIALS else ():
                gone = guardrail.model_copy(update={"status": "retired"})
                reason = f"Later trials of {key.task} were reflected on."
                yield LogEntry(round=now, change="retired", entry=gone, reason=reason)


def _reflections(
    key: EpisodeKey, trial: list[Experience], context: MethodContext
) -> list[Guardrail]:
    history = History(context.vocabulary)
    for experience in trial:
        history = history.extended(experience.attempt, experience.diagnosis)
    # By the round, so that later trials sort behind earlier ones.
    evidence = Evidence().supported(f"{key.round:08d}/{trial[-1].id}")
    return [
        lesson.model_copy(
            update={
                "id": entry_id("guardrail", {"trial": str(key), "lesson": lesson.id}),
                "level": "task",
                "task": key.task,
                "status": "candidate",
                "evidence": evidence,
            }
        )
        for lesson in provisional(history, context.vocabulary, context.scope)
    ]


def _situation(query: Query) -> Iterable[str]:
    """Returns what is compared: the goal, what just failed and why, and what is carried."""
    carried = query.state.inventory.items if query.state.inventory is not None else ()
    return (
        query.task.instruction,
        str(query.failed or ""),
        *(held.item for held in carried),
        str(query.cause or ""),
    )


def _words(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(word for text in texts for word in _WORD.findall(text.lower()))


def _overlap(asked: frozenset[str], entry: Entry, query: Query) -> float:
    said = _words([entry_text(entry).partition(": ")[2] if entry.kind == "skill" else
                   entry_text(entry)])  # fmt: skip
    shared = len(asked & said) / len(asked | said) if said else 0.0
    about = isinstance(entry, Guardrail) and query.cause is not None and entry.cause == query.cause
    confidence = 0.5 + 0.5 * entry.evidence.reliability
    return shared * confidence + (_FAILURE_BONUS if about else 0.0)
