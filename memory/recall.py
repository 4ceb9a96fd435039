"""Recall: which experiences are worth knowing now, index by index, and why.

Each index proposes its best among the experiences that may be recalled at all (training
episodes of earlier rounds, of this scope and arm, that pass the query's filter); what any of
them proposed is scored by all, and the score is the weighted sum. Out of the best come at most
`k`, as different from each other as their scores allow, within the budget of tokens. Ties go to
the later experience. A token is taken to be four characters.
"""

from __future__ import annotations

from collections import Counter, deque

import numpy as np

from memory.index import CAUSES, RecallIndex, load_index
from memory.recalls import Filter, Hit, Query, Reason
from memory.scoring import Allowed, Facet, facets_for, question_text
from memory.spatial import CELL_BLOCKS
from memory.store import Store

WEIGHTS = {"meaning": 0.3, "outcome": 0.15, "place": 0.05, "signature": 0.2, "tags": 0.3}
"""How much each index says; they add up to 1."""

_PROPOSALS = 64  # by each index; several times what is usually asked for
_REPEAT = 0.6  # what one more of the same kind, object and cause is worth of the one before


class Recaller:
    """Recalls experiences of one scope and arm as the store stood when a round began."""

    def __init__(self, store: Store, scope: str, arm: str, round: int) -> None:
        self._store = store
        self._index = load_index(store, scope, arm, round)
        self._count = self._index.before(round)

    def recall_hits(self, query: Query, k: int, token_budget: int) -> tuple[Hit, ...]:
        """Returns the most telling experiences for `query`, best first.

        Args:
            query: The question; its own `k` and `token_budget` are not looked at.
            k: At most so many.
            token_budget: Their texts take at most so many tokens.
        """
        allowed = _allowed(self._index, self._count, query.only)
        if k == 0 or token_budget == 0 or not allowed.any():
            return ()
        vector = self._store.embedder.embed([question_text(query)])[0]
        facets = facets_for(query, self._index, allowed, vector)
        taken = _diverse(self._index, _ranked(facets), k, token_budget)
        return self._hits(taken, facets)

    def _hits(self, taken: list[tuple[int, float]], facets: tuple[Facet, ...]) -> tuple[Hit, ...]:
        numbers = np.array([number for number, _ in taken], dtype=np.int64)
        shares = [np.round(facet.score(numbers), 4).tolist() for facet in facets]
        found = self._store.rows_of(self._index.seqs[numbers].tolist())
        hits = []
        for place, ((number, score), stored) in enumerate(zip(taken, found, strict=True)):
            reasons = tuple(
                Reason(index=facet.name, score=own[place], detail=facet.explain(number, stored.row))
                for facet, own in zip(facets, shares, strict=True)
                if own[place] > 0
            )
            row = stored.row
            hits.append(Hit(experience=row.id, score=score, reasons=reasons, text=row.text))
        return tuple(hits)


def _ranked(facets: tuple[Facet, ...]) -> list[tuple[int, float]]:
    """Returns (row number, score) of all that was proposed, best first."""
    numbers = np.unique(np.concatenate([facet.propose(_PROPOSALS) for facet in facets]))
    total = sum(WEIGHTS[facet.name] * facet.score(numbers) for facet in facets)
    # Rounded, so that the last bit of a sum on another machine's processor decides nothing.
    scored = zip(numbers.tolist(), np.round(total, 4).tolist(), strict=True)
    return sorted(scored, key=lambda pair: (-pair[1], -pair[0]))


def _diverse(
    index: RecallIndex, ranked: list[tuple[int, float]], k: int, token_budget: int
) -> list[tuple[int, float]]:
    """Takes rows one by one, each worth less for every one of its sort taken before."""
    waiting: dict[int, deque[tuple[int, float]]] = {}
    for number, score in ranked:
        waiting.setdefault(int(index.sorts[number]), deque()).append((number, score))
    taken: list[tuple[int, float]] = []
    times: Counter[int] = Counter()
    while waiting and len(taken) < k:
        # Of each sort only the best that is left can be the next.
        sort = max(waiting, key=lambda sort: waiting[sort][0][1] * _REPEAT ** times[sort])
        number, score = waiting[sort].popleft()
        if not waiting[sort]:
            del waiting[sort]
        if index.tokens[number] <= token_budget:
            token_budget -= int(index.tokens[number])
            times[sort] += 1
            taken.append((number, score))
    return sorted(taken, key=lambda row: (-row[1], -row[0]))


def _allowed(index: RecallIndex, count: int, only: Filter) -> Allowed:
    allowed = np.ones(count, dtype=np.bool_)
    if only.outcome is not None:
        allowed &= index.succeeded[:count] == (only.outcome == "succeeded")
    if only.causes:
        allowed &= np.isin(index.causes[:count], [CAUSES.index(cause) for cause in only.causes])
    for tag in only.tags:
        having = np.zeros(count, dtype=np.bool_)
        having[index.tagged(tag, count)] = True
        allowed &= having
    if only.place is not None:
        # A cell counts if any of its columns may lie within.
        corner = index.places[:count, [1, 3]] * CELL_BLOCKS
        wanted = np.array([only.place.x, only.place.z])
        nearest = np.clip(wanted, corner, corner + CELL_BLOCKS - 1)
        away = np.hypot(*(nearest - wanted).T)
        allowed &= (away <= only.place.distance) & (index.places[:count, 0] >= 0)
    return allowed
