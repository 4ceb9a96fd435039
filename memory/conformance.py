"""The contract of `Method` as a check that ships with it.

    from memory.conformance import check_method
    check_method(make, context, queries)          # in your tests

`context` names a store with at least one finished training episode in its round and before it;
the check calls `end_round`, so give it a store that may be thrown away.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from envs import ContractError
from memory.method import MethodContext, MethodFactory
from memory.recalls import Query, Recall

_RECALL_MUST_ANSWER = "recall() must return a Recall."
_RECALL_MUST_KEEP_K = "recall() must return at most k hits and at most k examples."
_RECALL_MUST_KEEP_BUDGET = "recall() must say how many tokens it takes, within token_budget."
_RECALL_MUST_NAME_VIEW = "A recall's view must be the snapshot() it was made from."
_RECALL_MUST_CHANGE_NOTHING = "recall() must change nothing: asked again it must answer the same."
_RECALL_IDS_MUST_DIFFER = "Recalls for different questions must have different ids."
_NO_BUDGET_MUST_MEAN_NOTHING = "With k=0 and token_budget=0 a recall must be empty."
_RECALL_MUST_BE_REPEATABLE = "Two methods made from the same context must recall the same."
_HITS_MUST_BE_EARLIER = "Hits must be training experiences of earlier rounds, scope and arm alike."
_ENTRIES_MUST_BE_IN_SCOPE = "Recalled skills and guardrails must be of the context's scope."
_OBSERVE_MUST_NOT_LEARN = "observe() must not change snapshot(): a round's knowledge is frozen."
_END_ROUND_MUST_BE_IDEMPOTENT = "end_round() called again must change nothing."
_END_ROUND_MUST_NOT_REACH_BACK = "end_round() must not change what its own round knew."


def check_method(make: MethodFactory, context: MethodContext, queries: Sequence[Query]) -> None:
    """Checks that a memory keeps the contract of `Method`.

    Args:
        make: The factory, as the entry point names it.
        context: A store with a round to learn from, which is learned from.
        queries: What to ask; with more than one, ids are compared too.

    Raises:
        ContractError: If a requirement isn't met; the message is the requirement.
    """
    method = make(context)
    before = method.snapshot()
    recalls = [method.recall(query) for query in queries]
    for query, recall in zip(queries, recalls, strict=True):
        _check_recall(context, query, recall, before)
    _check_repeats(make, context, queries, recalls)
    for query in queries:
        nothing = method.recall(query.model_copy(update={"k": 0, "token_budget": 0}))
        empty = Recall(id=nothing.id, view=nothing.view)
        _require(nothing == empty, _NO_BUDGET_MUST_MEAN_NOTHING)
    _check_learning(make, context, before)


def _check_recall(context: MethodContext, query: Query, recall: Recall, view: str) -> None:
    _require(isinstance(recall, Recall), _RECALL_MUST_ANSWER)
    few = len(recall.hits) <= query.k and len(recall.examples) <= query.k
    _require(few, _RECALL_MUST_KEEP_K)
    told = (*recall.hits, *recall.skills, *recall.guardrails, *recall.examples, *recall.notes)
    counted = recall.tokens <= query.token_budget and (recall.tokens > 0) == bool(told)
    _require(counted, _RECALL_MUST_KEEP_BUDGET)
    _require(recall.view == view, _RECALL_MUST_NAME_VIEW)
    scopes = {skill.scope for skill in recall.skills} | {g.scope for g in recall.guardrails}
    _require(scopes <= {context.scope}, _ENTRIES_MUST_BE_IN_SCOPE)
    for hit in recall.hits:
        lived = context.store.experience(hit.experience)
        key = lived.episode
        fits = key.phase == "train" and key.round < context.round
        fits = fits and (lived.scope, key.arm) == (context.scope, context.arm)
        _require(fits, _HITS_MUST_BE_EARLIER)


def _check_repeats(
    make: MethodFactory, context: MethodContext, queries: Sequence[Query], recalls: list[Recall]
) -> None:
    other, method = make(context), make(context)
    for query, recall in zip(queries, recalls, strict=True):
        _require(other.recall(query) == recall, _RECALL_MUST_BE_REPEATABLE)
        _require(method.recall(query) == method.recall(query), _RECALL_MUST_CHANGE_NOTHING)
    questions = {query.model_dump_json() for query in queries}
    _require(len({r.id for r in recalls}) == len(questions), _RECALL_IDS_MUST_DIFFER)


def _check_learning(make: MethodFactory, context: MethodContext, before: str) -> None:
    method = make(context)
    lived = context.store.experiences(
        scope=context.scope, arm=context.arm, rounds=range(context.round, context.round + 1)
    )
    for experience in lived:
        method.observe(experience)
    _require(method.snapshot() == before, _OBSERVE_MUST_NOT_LEARN)
    method.end_round()
    _require(make(context).snapshot() == before, _END_ROUND_MUST_NOT_REACH_BACK)
    learned = context.store.log(context.scope, context.arm)
    after = make(_next(context)).snapshot()
    make(context).end_round()
    same = context.store.log(context.scope, context.arm) == learned
    _require(same and make(_next(context)).snapshot() == after, _END_ROUND_MUST_BE_IDEMPOTENT)


def _next(context: MethodContext) -> MethodContext:
    return replace(context, round=context.round + 1)


def _require(holds: bool, requirement: str) -> None:
    if not holds:
        raise ContractError(requirement)
