"""The five indices of recall: each proposes rows, scores any row in [0, 1] and says why.

A row is known by its number in a `RecallIndex`. Rows that are not allowed are never proposed.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from envs import EpisodeKey, State, Subgoal
from memory.index import CAUSES, Numbers, RecallIndex
from memory.recalls import Query
from memory.rows import IndexRow
from memory.signature import ABOUT, ATOMS, STATE_MASK, Signature, about, signature
from memory.spatial import CELL_BLOCKS, DIMENSIONS, cell_of
from memory.tags import state_tags, subgoal_tags, task_tags

Scores = NDArray[np.float64]
"""float64 array of shape (n,), each in [0, 1]."""

Allowed = NDArray[np.bool_]
"""bool array over the rows that may be recalled, from row 0."""

_OTHER_WAY = 0.7  # the same cause says less than a success at the same thing
_PLAIN_SUCCESS = 0.5  # where nothing has failed yet, successes go first
_TOO_COMMON = 0.05  # a tag that nearly all rows have sets nothing apart
_SHOWN = 4  # how many tags or atoms a reason names


class Facet(Protocol):
    """One index, asked one question."""

    name: str

    def propose(self, count: int) -> Numbers:
        """Returns the numbers of at most `count` rows that it would recall, best first."""
        ...

    def score(self, numbers: Numbers) -> Scores:
        """Returns how well each of these rows fits."""
        ...

    def explain(self, number: int, row: IndexRow) -> str:
        """Returns in a few words what the score of a row stands on."""
        ...


class Meaning:
    """How alike the texts are, by their embeddings."""

    name = "meaning"

    def __init__(self, index: RecallIndex, allowed: Allowed, vector: NDArray[np.float32]) -> None:
        self._index, self._allowed, self._vector = index, allowed, vector

    def propose(self, count: int) -> Numbers:
        """Returns the rows with the nearest texts."""
        return self._index.vectors.nearest(self._vector, count, self._allowed)

    def score(self, numbers: Numbers) -> Scores:
        """Returns the cosines, nothing below 0."""
        return np.clip(self._index.vectors.similarity(self._vector, numbers), 0.0, 1.0).astype(
            np.float64
        )

    def explain(self, number: int, row: IndexRow) -> str:  # noqa: ARG002
        """Returns what was compared."""
        return "its text is like the question's"


class Tags:
    """Which of the question's tags it has, rare ones counting more (inverse frequency)."""

    name = "tags"

    def __init__(self, index: RecallIndex, allowed: Allowed, tags: tuple[str, ...]) -> None:
        self._allowed = allowed
        self._weights: dict[str, float] = {}
        self._scores = np.zeros(len(allowed))
        for tag in tags:
            having = index.tagged(tag, len(allowed))
            weight = float(np.log((len(allowed) + 1) / (len(having) + 0.5)))
            if weight > _TOO_COMMON:
                self._weights[tag] = weight
                self._scores[having] += weight
        if self._weights:
            self._scores /= sum(self._weights.values())

    def propose(self, count: int) -> Numbers:
        """Returns the rows with most of the tags."""
        return best_of(np.where(self._allowed, self._scores, 0.0), count)

    def score(self, numbers: Numbers) -> Scores:
        """Returns the weight of the shared tags over that of all the question's."""
        return self._scores[numbers]

    def explain(self, number: int, row: IndexRow) -> str:  # noqa: ARG002
        """Returns the shared tags, the rarest first."""
        shared = sorted(set(row.tags) & self._weights.keys(), key=lambda t: (-self._weights[t], t))
        return " ".join(shared[:_SHOWN])


class Signatures:
    """Which atoms hold in both, of those that could be told in both (Jaccard)."""

    name = "signature"

    def __init__(
        self, index: RecallIndex, allowed: Allowed, state: State, subgoal: Subgoal | None
    ) -> None:
        self._index, self._allowed = index, allowed
        self._held = signature(state, subgoal)
        self._exact = (
            None
            if subgoal is None
            else np.uint64(int(self._held.exact(subgoal.kind, about(subgoal)), 16))
        )
        self._mask = self._held.known if subgoal is not None else self._held.known & STATE_MASK
        self._scores = self._jaccard()

    def propose(self, count: int) -> Numbers:
        """Returns the rows whose conditions were most alike."""
        return best_of(np.where(self._allowed, self._scores, 0.0), count)

    def score(self, numbers: Numbers) -> Scores:
        """Returns the share of atoms that hold in both among those that hold in either."""
        return self._scores[numbers]

    def explain(self, number: int, row: IndexRow) -> str:
        """Returns whether it is the very same signature, or some of what differs."""
        if self._exact is not None and self._index.exact[number] == self._exact:
            return "the same conditions and the same subgoal"
        there = Signature.unpacked(row.signature)
        differing = (self._held.true ^ there.true) & self._mask & there.known
        names = [name for bit, name in enumerate(ATOMS) if differing >> bit & 1]
        return f"differs in {', '.join(names[:_SHOWN])}" if names else "the same conditions"

    def _jaccard(self) -> Scores:
        signatures = self._index.signatures[: len(self._allowed)]
        both_known = signatures[:, 1] & _as_words(self._mask)
        held = _as_words(self._held.true) & both_known
        there = signatures[:, 0] & both_known
        shared = np.bitwise_count(held & there).sum(axis=1, dtype=np.float64)
        either = np.bitwise_count(held | there).sum(axis=1, dtype=np.float64)
        share: Scores = shared / np.maximum(either, 1)
        return share


class Outcomes:
    """Whether it shows how the same thing went well, or failed for the same cause."""

    name = "outcome"

    def __init__(self, index: RecallIndex, allowed: Allowed, query: Query) -> None:
        self._allowed = allowed
        succeeded = index.succeeded[: len(allowed)]
        self._scores = np.zeros(len(allowed))
        self._failed = query.failed
        if query.failed is None:
            self._scores[succeeded] = _PLAIN_SUCCESS
            return
        if query.cause is not None:
            same = index.causes[: len(allowed)] == CAUSES.index(query.cause)
            self._scores[same] = _OTHER_WAY
        self._scores[_alike(index, query.failed, len(allowed)) & succeeded] = 1.0

    def propose(self, count: int) -> Numbers:
        """Returns successes at the same thing, then failures for the same cause."""
        if self._failed is None:
            return np.empty(0, dtype=np.int64)
        return best_of(np.where(self._allowed, self._scores, 0.0), count)

    def score(self, numbers: Numbers) -> Scores:
        """Returns 1 for a success at what failed, less for other things worth knowing."""
        return self._scores[numbers]

    def explain(self, number: int, row: IndexRow) -> str:
        """Returns what came of it, as compared with what failed."""
        if self._scores[number] == 1.0:
            return "the same thing, and it succeeded"
        if row.succeeded:
            return "it succeeded"
        return f"it failed: {row.cause}"


class Places:
    """How near it began, in 16-block cells of the same seed and dimension."""

    name = "place"

    def __init__(
        self, index: RecallIndex, allowed: Allowed, state: State, episode: EpisodeKey
    ) -> None:
        self._allowed = allowed
        self._scores = np.zeros(len(allowed))
        if state.position is None:
            return
        here = cell_of(state.position)
        there = index.places[: len(allowed)]
        # A place is the same place only in the same world, and a seed makes a world.
        same = index.seeds[: len(allowed)] == episode.seed
        same &= there[:, 0] == DIMENSIONS.index(here.dimension)
        away = np.abs(there[:, 1:] - np.array([here.x, here.y, here.z], np.int32)).max(axis=1)
        self._scores[same] = 1.0 / (1.0 + away[same])

    def propose(self, count: int) -> Numbers:
        """Returns the rows that began nearest."""
        return best_of(np.where(self._allowed, self._scores, 0.0), count)

    def score(self, numbers: Numbers) -> Scores:
        """Returns 1 for the same cell, 1/2 for the next one and so on; 0 in another world."""
        return self._scores[numbers]

    def explain(self, number: int, row: IndexRow) -> str:  # noqa: ARG002
        """Returns how far away it began."""
        away = round(1.0 / float(self._scores[number])) - 1
        return "here" if away == 0 else f"about {away * CELL_BLOCKS} blocks away"


def facets_for(
    query: Query, index: RecallIndex, allowed: Allowed, vector: NDArray[np.float32]
) -> tuple[Facet, ...]:
    """Returns the five indices, ready for one question."""
    return (
        Signatures(index, allowed, query.state, query.failed),
        Places(index, allowed, query.state, query.episode),
        Tags(index, allowed, question_tags(query)),
        Outcomes(index, allowed, query),
        Meaning(index, allowed, vector),
    )


def question_tags(query: Query) -> tuple[str, ...]:
    """Returns the tags that an experience worth recalling would have, sorted."""
    tags = task_tags(query.task) | state_tags(query.state)
    if query.failed is not None:
        tags |= subgoal_tags(query.failed)
    return tuple(sorted(tags))


def question_text(query: Query) -> str:
    """Returns what is asked, in the words in which experiences are written.

    What came of it is left out: `Outcomes` looks at that, and better at what went well.
    """
    text = f'on the way to "{query.task.instruction}"'
    return text if query.failed is None else f"{query.failed}, {text}"


def best_of(scores: Scores, count: int) -> Numbers:
    """Returns the numbers of at most `count` rows that score above 0, best and latest first."""
    latest_first = np.argsort(-scores[::-1], kind="stable")[:count]
    numbers: Numbers = len(scores) - 1 - latest_first
    return numbers[scores[numbers] > 0]


def _alike(index: RecallIndex, subgoal: Subgoal, count: int) -> Allowed:
    """Returns which rows tried a subgoal of the same kind and about the same thing."""
    tags = [f"kind:{subgoal.kind}"]
    tags += [f"{f}:{v}" for f in ABOUT if (v := getattr(subgoal, f, None)) is not None][:1]
    alike = np.ones(count, dtype=np.bool_)
    for tag in tags:
        having = np.zeros(count, dtype=np.bool_)
        having[index.tagged(tag, count)] = True
        alike &= having
    return alike


def _as_words(bits: int) -> NDArray[np.uint64]:
    low, high = bits & 0xFFFF_FFFF_FFFF_FFFF, bits >> 64
    return np.array([low, high], dtype=np.uint64)
