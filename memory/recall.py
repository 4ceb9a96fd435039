"""Recall: which experiences are worth knowing now, index by index, and why.

    recaller = Recaller(store, scope, arm, round)
    hits = recaller.recall_hits(query, k, token_budget)                    # a planner's query
    hits = recall_experiences(store, Question(text="no iron ore found"), scope=scope, arm=arm)

Only what may be recalled at all is looked at: training episodes of earlier rounds, of this scope
and arm, that pass the question's filter. Up to 4,096 are all scored by all indices; of more,
those that `memory.candidates` proposes. The score is the weighted sum. Out of the best come at
most `k`, as different from each other as their scores allow, within the budget of tokens. Ties
go to the later experience. A token is taken to be four characters.
"""

from __future__ import annotations

from collections import Counter
from heapq import heappop, heappush
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter

from memory.asking import Asked, asked_by, asked_in
from memory.candidates import Allowed, Facets, candidates, weights_of
from memory.index import RecallIndex
from memory.loading import load_past
from memory.postings import Numbers
from memory.recalls import Hit, Query, Question
from memory.scoring import Meaning, Outcomes, Places, Scores, Signatures, Tags
from memory.store import Store

_HITS = TypeAdapter(tuple[Hit, ...])
_REPEAT = 0.6  # what one more of the same kind, object and cause is worth of the one before


class _Scored(NamedTuple):
    """Rows, best first.

    Attributes:
        rows: Their numbers.
        scores: Their scores.
        shares: float64 array of shape (indices, rows): what each index says of each.
    """

    rows: Numbers
    scores: Scores
    shares: NDArray[np.float64]


class Recaller:
    """Recalls experiences of one scope and arm as the store stood when a round began."""

    def __init__(self, store: Store, scope: str, arm: str, round: int) -> None:
        self._store = store
        self._past = load_past(store, scope, arm, round)
        self._index = self._past.index

    def recall_hits(self, query: Query, k: int, token_budget: int) -> tuple[Hit, ...]:
        """Returns the most telling experiences for `query`, best first.

        Args:
            query: The question; its own `k` and `token_budget` are not looked at.
            k: At most so many.
            token_budget: Their texts take at most so many tokens.
        """
        return self._recalled(asked_by(query), k, token_budget)

    def answer(self, question: Question) -> tuple[Hit, ...]:
        """Returns the most telling experiences for `question`, best first.

        Raises:
            InputError: If no condition signature could tell anything of what is given.
        """
        asked = asked_in(question, self._index.tags)
        return self._recalled(asked, question.k, question.token_budget)

    def _recalled(self, asked: Asked, k: int, token_budget: int) -> tuple[Hit, ...]:
        allowed = Allowed(self._past, asked.only)
        if k == 0 or token_budget == 0 or allowed.count == 0:
            return ()
        facets = self._facets(asked)
        scored = _scored(candidates(self._past, allowed, facets), facets)
        taken = _diverse(self._index, scored, k, token_budget)
        return self._hits(scored, taken, facets)

    def _facets(self, asked: Asked) -> Facets:
        index = self._index
        return Facets(
            signature=Signatures(index, asked),
            place=Places(index, asked.place),
            tags=Tags(self._past, asked.tags),
            outcome=Outcomes(index, asked),
            meaning=Meaning(index, self._embedded(asked.text)),
            weights=weights_of(asked.parts()),
        )

    def _embedded(self, text: str) -> NDArray[np.float32]:
        embedder = self._store.embedder
        # Nothing asked in words needs no model.
        if not text:
            return np.zeros(embedder.dimensions, dtype=np.float32)
        vector: NDArray[np.float32] = embedder.embed([text])[0]
        return vector

    def _hits(self, scored: _Scored, taken: list[int], facets: Facets) -> tuple[Hit, ...]:
        rows, shares = scored.rows[taken].tolist(), scored.shares[:, taken].T.tolist()
        lines = self._store.lines(self._index.seqs[rows].tolist())
        named = [facet.name for facet in facets.each()]
        # All at once: one by one to make some sixty small models takes twice as long.
        return _HITS.validate_python(
            [
                {
                    "experience": id_,
                    "score": float(scored.scores[at]),
                    "reasons": [
                        {"index": name, "score": share, "detail": facet.explain(row, share)}
                        for name, facet, share in zip(named, facets.each(), own, strict=True)
                        if share > 0
                    ],
                    "text": text,
                }
                for at, row, own, (id_, text) in zip(taken, rows, shares, lines, strict=True)
            ]
        )


def recall_experiences(
    store: Store, question: Question, *, scope: str, arm: str, before_round: int | None = None
) -> tuple[Hit, ...]:
    """Returns the experiences that answer a question best, best first, each with its reasons.

    Nothing is recorded. Who asks often keeps a `Recaller`.

    Args:
        store: Where to look.
        question: What is asked.
        scope: Whose experiences.
        arm: Whose experiences.
        before_round: Only of rounds before this one; `None` for all that are finished.

    Raises:
        InputError: If no condition signature could tell anything of what is given.
        StoreError: If the store can't be read.
    """
    round_ = store.next_round(scope, arm) if before_round is None else before_round
    return Recaller(store, scope, arm, round_).answer(question)


def _scored(rows: Numbers, facets: Facets) -> _Scored:
    """Returns rows with their scores, best first."""
    # Rounded, so that the last bit of a sum on another machine's processor decides nothing.
    shares = np.round([facet.score(rows) for facet in facets.each()], 4)
    weights = np.array([facets.weights[facet.name] for facet in facets.each()])
    scores = np.round(weights @ shares, 4)
    order = np.lexsort((rows, scores))[::-1]
    return _Scored(rows[order], scores[order], shares[:, order])


def _diverse(index: RecallIndex, scored: _Scored, k: int, token_budget: int) -> list[int]:
    """Takes rows one by one, each worth less for every one of its sort taken before.

    Returns:
        Their places in `scored`, best first.
    """
    scores = scored.scores.tolist()
    tokens = index.tokens[scored.rows].tolist()
    sorts = index.group_sorts[index.groups[scored.rows]].tolist()
    taken: list[int] = []
    times: Counter[int] = Counter()
    # What a row is worth only falls: none can be the next before those of a greater score waited.
    waiting: list[tuple[float, int, int]] = []
    unseen = 0
    while len(taken) < k:
        while unseen < len(scores) and (not waiting or scores[unseen] >= -waiting[0][0]):
            sort = sorts[unseen]
            heappush(waiting, (-scores[unseen] * _REPEAT ** times[sort], unseen, times[sort]))
            unseen += 1
        if not waiting:
            break
        _, at, counted = heappop(waiting)
        sort = sorts[at]
        if counted < times[sort]:
            heappush(waiting, (-scores[at] * _REPEAT ** times[sort], at, times[sort]))
        elif tokens[at] <= token_budget:
            token_budget -= tokens[at]
            times[sort] += 1
            taken.append(at)
    return sorted(taken)
