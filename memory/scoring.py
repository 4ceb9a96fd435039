"""The five indices of recall: each proposes rows, scores any row in [0, 1] and says why.

A row is known by its number in a `RecallIndex`. What is asked is compared with the tables of
what many rows share; a row's score is looked up there.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from memory.asking import Asked, Place
from memory.embedding import Vectors
from memory.index import RecallIndex
from memory.past import Past
from memory.postings import Numbers
from memory.signature import ATOMS
from memory.signature import about as about_subgoal
from memory.spatial import CELL_BLOCKS, DIMENSIONS

Scores = NDArray[np.float64]
"""float64 array of shape (n,), each in [0, 1]."""

_OTHER_WAY = 0.7  # the same cause says less than a success at the same thing
_PLAIN_SUCCESS = 0.5  # where nothing has failed yet, successes go first
_TOO_COMMON = 0.05  # a tag that nearly all rows have sets nothing apart
_BITS = 8  # tags that are marked in a byte
_SHOWN = 4  # how many tags or atoms a reason names


class Facet(Protocol):
    """One index, asked one question."""

    name: str

    def score(self, rows: Numbers) -> Scores:
        """Returns how well each of these rows fits."""
        ...

    def explain(self, row: int, score: float) -> str:
        """Returns in a few words what a row's score, above 0, stands on."""
        ...


class Meaning:
    """How alike the texts are, by their embeddings."""

    name = "meaning"

    def __init__(self, index: RecallIndex, vector: NDArray[np.float32]) -> None:
        self._index, self._vector = index, vector

    def nearest(self, count: int, before: int, allowed: NDArray[np.bool_] | None) -> Numbers:
        """Returns the rows with the nearest texts, of the first `before` and of those allowed."""
        if not self._vector.any():
            return np.empty(0, dtype=np.int64)
        return self._index.vectors.nearest(self._vector, count, before, allowed)

    def score(self, rows: Numbers) -> Scores:
        """Returns the cosines, nothing below 0."""
        return self.likeness(self._index.vectors.rows(rows))

    def likeness(self, vectors: Vectors) -> Scores:
        """Returns the same of vectors themselves."""
        scores: Scores = np.clip(vectors @ self._vector, 0.0, 1.0).astype(np.float64)
        return scores

    def explain(self, row: int, score: float) -> str:  # noqa: ARG002
        """Returns what was compared."""
        return "its text is like the question's"


class Tags:
    """Which of the question's tags it has, rare ones counting more (inverse frequency)."""

    name = "tags"

    def __init__(self, past: Past, tags: tuple[str, ...]) -> None:
        self._index = past.index
        self.weights: dict[str, float] = {}
        for tag in tags:
            weight = float(np.log((past.count + 1) / (past.having(tag) + 0.5)))
            if weight > _TOO_COMMON:
                self.weights[tag] = weight
        # There are tens of thousands of sets, and few combinations of what is asked.
        self.of_sets: NDArray[np.float32] = np.zeros(len(past.index.tag_sets), dtype=np.float32)
        named, whole = list(self.weights.items()), sum(self.weights.values())
        for start in range(0, len(named), _BITS):
            some = named[start : start + _BITS]
            marks = np.zeros(len(self.of_sets), dtype=np.uint8)
            worth = np.zeros(1 << len(some), dtype=np.float32)
            for number, (tag, weight) in enumerate(some):
                bit = 1 << number
                past.index.mark_where_tagged(marks, tag, bit)
                worth[bit : 2 * bit] = worth[:bit] + np.float32(weight / whole)
            self.of_sets += worth.take(marks)

    def score(self, rows: Numbers) -> Scores:
        """Returns the weight of the shared tags over that of all the question's."""
        own = self.of_sets[self._index.group_tags[self._index.groups[rows]]]
        return own.astype(np.float64)

    def explain(self, row: int, score: float) -> str:  # noqa: ARG002
        """Returns the shared tags, the rarest first."""
        shared = set(self._index.tags_of(row)) & self.weights.keys()
        rarest = sorted(shared, key=lambda tag: (-self.weights[tag], tag))
        return " ".join(rarest[:_SHOWN])


class Outcomes:
    """Whether it shows how the same thing went well, or failed for the same cause."""

    name = "outcome"

    def __init__(self, index: RecallIndex, asked: Asked) -> None:
        self._index = index
        scores = np.zeros(len(index.sorts))
        successes = index.sorts_of(None)
        if asked.subgoal is None:
            scores[successes] = _PLAIN_SUCCESS if asked.plans else 0.0
        else:
            kind, about = asked.subgoal.kind, about_subgoal(asked.subgoal)
            if asked.cause is not None:
                scores[index.sorts_of(str(asked.cause))] = _OTHER_WAY
            for sort in successes:
                if index.sorts[sort].kind == kind and about in {"", index.sorts[sort].object}:
                    scores[sort] = 1.0
        self.of_sorts: Scores = scores

    def score(self, rows: Numbers) -> Scores:
        """Returns 1 for a success at what failed, less for other things worth knowing."""
        return self.of_sorts[self._index.group_sorts[self._index.groups[rows]]]

    def explain(self, row: int, score: float) -> str:
        """Returns what came of it, as compared with what failed."""
        if score == 1.0:
            return "the same thing, and it succeeded"
        cause = self._index.sort_of(row).cause
        return "it succeeded" if cause is None else f"it failed: {cause}"


class Signatures:
    """Which atoms hold in both, of those that could be told in both (Jaccard)."""

    name = "signature"

    def __init__(self, index: RecallIndex, asked: Asked) -> None:
        self._index, self._held, self._subgoal = index, asked.held, asked.subgoal
        packed = np.frombuffer(asked.held.packed(), dtype="<u8")
        self.words: NDArray[np.uint64] = packed.astype(np.uint64)

    def of_all(self) -> Scores:
        """Returns the score of each signature."""
        return self._jaccard(self._index.signature_words)

    def score(self, rows: Numbers) -> Scores:
        """Returns the share of atoms that hold in both among those that hold in either."""
        return self._jaccard(self._index.signature_words[self._index.signatures[rows]])

    def explain(self, row: int, score: float) -> str:  # noqa: ARG002
        """Returns whether it is the very same signature, or some of what differs."""
        there = self._index.signature_of(row)
        differing = (self._held.true ^ there.true) & self._held.known & there.known
        if differing:
            return f"differs in {', '.join(_first_atoms(differing))}"
        if self._subgoal is None or there != self._held:
            return "the same conditions"
        kind, about, _ = self._index.sort_of(row)
        same = (kind, about) == (self._subgoal.kind, about_subgoal(self._subgoal))
        return "the same conditions" + (" and the same subgoal" if same else "")

    def _jaccard(self, words: NDArray[np.uint64]) -> Scores:
        shared = np.zeros(len(words), dtype=np.uint8)
        either = np.zeros(len(words), dtype=np.uint8)
        for word in range(2):
            both_known = words[:, 2 + word] & self.words[2 + word]
            there, here = words[:, word] & both_known, both_known & self.words[word]
            shared += np.bitwise_count(there & here)
            either += np.bitwise_count(there | here)
        share: Scores = shared / np.maximum(either, 1)
        return share


class Places:
    """How near it began, in 16-block cells of the same map and dimension."""

    name = "place"

    def __init__(self, index: RecallIndex, place: Place | None) -> None:
        self._index, self._place = index, place

    def asked(self) -> tuple[Numbers, NDArray[np.bool_]]:
        """Returns what is asked for as in `RecallIndex.place_cells`, and what of it counts.

        That is: whether any place is asked for, whether its seed counts, and whether its height
        does.
        """
        if self._place is None:
            return np.zeros(5, dtype=np.int64), np.zeros(3, dtype=np.bool_)
        dimension, x, y, z = self._place.cell
        seed = self._place.seed
        cell = np.array([seed or 0, DIMENSIONS.index(dimension), x, y, z], dtype=np.int64)
        return cell, np.array([True, seed is not None, self._place.heights])

    def near(self, past: Past) -> Numbers:
        """Returns the numbers of a past's places that are near, the nearest first."""
        if self._place is None:
            return np.empty(0, dtype=np.int64)
        cell = self._place.cell
        dimension = DIMENSIONS.index(cell.dimension)
        near = self._index.places_near(self._place.seed, dimension, cell.x, cell.z)
        counts = past.by_place.counts[:-1]
        near = near[near < len(counts)]
        near = near[counts[near] > 0]
        scores = self._of_places(near)
        near, scores = near[scores > 0], scores[scores > 0]
        return near[np.lexsort((near, -scores))]

    def score(self, rows: Numbers) -> Scores:
        """Returns 1 for the same cell, 1/2 for the next one and so on; 0 on another map."""
        places = self._index.places[rows].astype(np.int64)
        scores = np.zeros(len(rows))
        scores[places >= 0] = self._of_places(places[places >= 0])
        return scores

    def explain(self, row: int, score: float) -> str:  # noqa: ARG002
        """Returns how far away it began."""
        away = round(1.0 / score) - 1
        return "here" if away == 0 else f"about {away * CELL_BLOCKS} blocks away"

    def _of_places(self, places: Numbers) -> Scores:
        if self._place is None:
            return np.zeros(len(places))
        cell, cells = self._place.cell, self._index.place_cells
        # A place is the same place only on the same map.
        same = cells[places, 1] == DIMENSIONS.index(cell.dimension)
        if self._place.seed is not None:
            same &= cells[places, 0] == self._place.seed
        scores = np.zeros(len(places))
        if same.any():
            away = np.abs(cells[places[same], 2:] - np.array([cell.x, cell.y, cell.z]))
            away = (away if self._place.heights else away[:, [0, 2]]).max(axis=1)
            scores[same] = 1.0 / (1.0 + away)
        return scores


def _first_atoms(bits: int) -> list[str]:
    names: list[str] = []
    while bits and len(names) < _SHOWN:
        lowest = bits & -bits
        names.append(ATOMS[lowest.bit_length() - 1])
        bits ^= lowest
    return names
