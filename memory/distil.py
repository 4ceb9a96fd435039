"""The distiller: a round's experiences become skills and guardrails.

    entries = distil(experiences, known, vocabulary, round)
    learned = distil_round(store, context)

It is a pure function of the round's experiences and of what was known before, and it costs in
proportion to the round. Skills come first: what has worked in the same round is what guardrails
are held against. It needs no language model; a `Proposer` may add what it makes of the round,
which passes the same gate and lives by the same evidence.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol

from envs import Phase, Vocabulary
from memory._composing import learn_compositions
from memory._draft import Draft
from memory._from_failures import learn_guardrails
from memory._from_successes import learn_skills, what_worked
from memory._lifting import learn_general
from memory._orders import learn_orders
from memory._proposed import Proposals
from memory.entries import Entry, KnowledgeView, LogEntry
from memory.experience import Experience
from memory.knowledge import knowledge_at, retired_at
from memory.method import Learned, MethodContext
from memory.proposals import Bearing, Proposer

# What makes an entry known that wasn't.
_COMES = {"created", "imported", "reactivated"}


class RoundStore(Protocol):
    """What distilling a round asks of a store."""

    def experiences(
        self, *, scope: str, arm: str, phase: Phase = "train", rounds: range | None = None
    ) -> Iterator[Experience]:
        """Yields the finished episodes' experiences, in the order of learning."""
        ...

    def append_log(self, round: int, scope: str, arm: str, entries: Sequence[LogEntry]) -> bool:
        """Appends the changes with the round's completion mark, unless it is there already."""
        ...

    def log(self, scope: str, arm: str, before_round: int | None = None) -> list[LogEntry]:
        """Returns the changes of knowledge in order."""
        ...

    def round_done(self, scope: str, arm: str, round: int) -> bool:
        """Returns whether a round was distilled."""
        ...


def distil(
    experiences: Sequence[Experience],
    known: KnowledgeView,
    vocabulary: Vocabulary,
    round: int,
    retired: Iterable[Entry] = (),
    proposer: Proposer | None = None,
) -> list[LogEntry]:
    """Returns what a round's experiences change in what is known.

    Args:
        experiences: The round's training experiences, in any order.
        known: What was known when the round began.
        vocabulary: The world's words.
        round: The round.
        retired: Entries that were retired before, and may come back.
        proposer: Who is asked for more; `None` for nobody.

    Returns:
        The changes in order; the same for the same arguments and proposals, in any process.
    """
    ordered = sorted(experiences, key=_order_of_learning)
    draft = Draft(known, retired, round)
    shows = what_worked(ordered, vocabulary)
    learn_skills(ordered, shows, draft, vocabulary)
    learn_general(ordered, shows, draft, vocabulary)
    learn_compositions(ordered, shows, draft, vocabulary)
    learn_guardrails(ordered, shows, draft, vocabulary)
    learn_orders(ordered, shows, draft, vocabulary)
    proposals = Proposals(ordered, shows, draft, vocabulary)
    proposals.test()
    if proposer is not None and ordered:
        proposals.take(proposer)
    return draft.finished()


def distil_round(store: RoundStore, context: MethodContext) -> Learned:
    """Distils the context's round, once, and returns what it brought.

    The changes and the round's completion mark are stored in one transaction. A round that is
    complete is left as it is, and what it brought is read from the log.

    Args:
        store: Where the round's experiences are, and the log is kept.
        context: Says which round, scope and arm, the world's words, and who may propose. If the
            model behind the proposals breaks, the round is distilled without them.
    """
    scope, arm, now = context.scope, context.arm, context.round
    proposer = None if context.proposer is None else Bearing(context.proposer)
    if not store.round_done(scope, arm, now):
        log = store.log(scope, arm, before_round=now)
        this_round = range(now, now + 1)
        with uncollected():
            entries = distil(
                tuple(store.experiences(scope=scope, arm=arm, phase="train", rounds=this_round)),
                knowledge_at(log, scope, now),
                context.vocabulary,
                now,
                retired_at(log, scope, now),
                proposer,
            )
        store.append_log(now, scope, arm, entries)
    brought = learned(entry for entry in store.log(scope, arm) if entry.round == now)
    fault = None if proposer is None else proposer.fault
    return brought.model_copy(update={"fault": fault})


@contextmanager
def uncollected() -> Iterator[None]:
    """While it lasts, no garbage is looked for.

    Experiences are frozen data without circles: going through all of them again and again while
    they are read took four fifths of the time.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def learned(entries: Iterable[LogEntry]) -> Learned:
    """Returns what a round's changes amount to, in figures.

    An entry has come if it is known at the round's end and wasn't at its beginning, and has gone
    if it is the other way round, so that the figures of rounds add up to what is known.

    Args:
        entries: All changes of one round, in order.
    """
    before: dict[str, bool] = {}
    after: dict[str, Entry] = {}
    proposed = refused = 0
    for entry in entries:
        by_model = entry.entry.origin is not None
        proposed += entry.change == "reworded" or (by_model and entry.change == "created")
        refused += by_model and entry.change == "refused"
        if entry.change != "refused":
            before.setdefault(entry.entry.id, entry.change not in _COMES)
            after[entry.entry.id] = entry.entry
    came = [e.kind for i, e in after.items() if e.status != "retired" and not before[i]]
    return Learned(
        skills=came.count("skill"),
        guardrails=came.count("guardrail"),
        retired=sum(e.status == "retired" and before[i] for i, e in after.items()),
        proposed=proposed,
        refused=refused,
    )


def _order_of_learning(experience: Experience) -> tuple[str, int, str, int, int]:
    key = experience.episode
    return (key.task, key.seed, key.run, experience.attempt_try, experience.index)
