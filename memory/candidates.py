"""Which rows are scored at all, where there are too many to score every one.

Up to `FEW_ROWS` that may be recalled, all are. Of more, rows are proposed:

- of each of the most promising sorts (what was tried and what came of it) those whose tags,
  outcome, conditions and place fit best, so that there are several sorts to choose from;
- those with the nearest texts;
- where no tags are asked for, those with the most alike conditions, and from the nearest places.

What is proposed depends on the rows that may be recalled, and on nothing that came after.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from memory.past import Past
from memory.postings import Numbers, Postings
from memory.recalls import Filter
from memory.scoring import Facet, Meaning, Outcomes, Places, Scores, Signatures, Tags
from memory.spatial import CELL_BLOCKS

WEIGHTS = {"meaning": 0.3, "outcome": 0.15, "place": 0.05, "signature": 0.2, "tags": 0.3}
"""How much each index says; they add up to 1."""


def weights_of(parts: Collection[str]) -> dict[str, float]:
    """Returns how much each index says where only these are asked; they add up to 1 again."""
    whole = sum(weight for name, weight in WEIGHTS.items() if name in parts)
    return {n: weight / whole if n in parts else 0.0 for n, weight in WEIGHTS.items()}


FEW_ROWS = 4_096
"""Up to so many rows that may be recalled, every one of them is scored."""

# Several times what is usually asked for. Measured on 100,000 made-up experiences and questions of
# development, these bring up .97 of the hits that scoring everything gives; half as many sorts
# bring up .92. Of 400,000, comparing twice as many rows brings up .93, as many .86.
_SORTS = 64
_MEANT = 2  # times as many are compared by meaning to choose them
_BY_SORT = 192  # rows of all these sorts together, as many of each
# So many times as many are compared, or one in so many times more where there are very many; those
# with the best tags first.
_LOOKED_AT, _LOOKED_AT_OF = 6, 32_768
_BY_MEANING = 32
_BY_OTHERS = 32


class Facets(NamedTuple):
    """The five indices, asked one question, in the order in which a hit's reasons come.

    Attributes:
        weights: How much each says here, by its name.
    """

    signature: Signatures
    place: Places
    tags: Tags
    outcome: Outcomes
    meaning: Meaning
    weights: dict[str, float]

    def each(self) -> tuple[Facet, ...]:
        """Returns them as what they have in common."""
        return (self.signature, self.place, self.tags, self.outcome, self.meaning)


class Allowed:
    """The rows that may be recalled: those of a past that pass a filter."""

    def __init__(self, past: Past, only: Filter) -> None:
        self._past = past
        self.groups = _fitting_groups(past, only)
        self._places = _fitting_places(past, only)

    @property
    def count(self) -> int:
        """How many there are."""
        return self._past.count if self._everything else len(self.rows)

    @cached_property
    def rows(self) -> Numbers:
        """They all, ascending."""
        past, index = self._past, self._past.index
        if self._everything:
            return np.arange(past.count)
        fits = [
            (int(postings.counts[fitting].sum()), postings, fitting, column)
            for fitting, postings, column in (
                (self.groups, past.by_group, index.groups),
                (self._places, past.by_place, index.places),
            )
            if fitting is not None
        ]
        (fewest, postings, fitting, column), *others = sorted(fits, key=lambda fit: fit[0])
        if fewest * 8 < past.count:
            rows = np.sort(postings.of(np.flatnonzero(fitting)))
        else:
            rows = np.flatnonzero(fitting[column[: past.count]])
        for _, _, fitting, column in others:
            rows = rows[fitting[column[rows]]]
        return rows

    @cached_property
    def mask(self) -> NDArray[np.bool_] | None:
        """Whether each row of the past is among them; `None` if all are."""
        if self._everything:
            return None
        mask = np.zeros(self._past.count, dtype=np.bool_)
        mask[self.rows] = True
        return mask

    @cached_property
    def by_group(self) -> Postings:
        """The rows of each group: of the past where no place is asked for, else of these alone."""
        if self._places is None:
            return self._past.by_group
        index = self._past.index
        return Postings(index.groups[self.rows], len(self._past.by_group.counts), self.rows)

    def among(self, rows: Numbers) -> Numbers:
        """Returns those of `rows` that are among them, in their order."""
        return rows if self.mask is None else rows[self.mask[rows]]

    @property
    def _everything(self) -> bool:
        return self.groups is None and self._places is None


def candidates(past: Past, allowed: Allowed, facets: Facets) -> Numbers:
    """Returns the rows to be scored, ascending, each once."""
    if allowed.count <= FEW_ROWS:
        return allowed.rows
    proposed = [
        _by_sort(past, allowed, facets),
        facets.meaning.nearest(_BY_MEANING, past.count, allowed.mask),
    ]
    if not facets.tags.weights:
        # Beside fitting tags nothing comes up for its conditions or its place alone.
        near = past.by_place.of(facets.place.near(past)[:_BY_OTHERS])
        proposed.append(_by_signature(past, allowed, facets.signature))
        proposed.append(allowed.among(near)[: 2 * _BY_OTHERS])
    return np.unique(np.concatenate(proposed))


def best_of(scores: Scores, count: int) -> Numbers:
    """Returns where at most `count` scores above 0 are, the best; of equal ones the last."""
    if len(scores) <= count:
        return np.flatnonzero(scores > 0)
    least = np.partition(scores, -count)[-count]
    if least <= 0:
        return np.flatnonzero(scores > 0)
    better = np.flatnonzero(scores > least)
    equal = np.flatnonzero(scores == least)[len(better) - count :]
    return np.concatenate([better, equal])


def _by_sort(past: Past, allowed: Allowed, facets: Facets) -> Numbers:
    """Returns the most fitting rows of each of the most promising sorts."""
    by_sort, by_group = past.by_sort, allowed.by_group
    worth = facets.tags.of_sets.take(by_sort.tags)
    worth *= facets.weights["tags"]
    worth += 1e-6  # what passes the filter comes before what doesn't
    if allowed.groups is not None:
        worth[~allowed.groups[by_sort.groups]] = 0
    if by_group is not past.by_group:
        worth[by_group.counts[by_sort.groups] == 0] = 0
    best = np.maximum.reduceat(worth, by_sort.starts)
    promise = best + facets.weights["outcome"] * facets.outcome.of_sorts[by_sort.sorts]
    likely = best_of(np.where(best > 0, promise, 0), _MEANT * _SORTS)
    meant = facets.meaning.likeness(by_sort.firsts[likely])
    sorts = likely[best_of(promise[likely] + facets.weights["meaning"] * meant, _SORTS)]
    # numba takes half a second to import, and few stores have so many experiences.
    from memory._choosing import Compared, best_rows  # noqa: PLC0415

    cell, place_by = facets.place.asked()
    weights = np.array([facets.weights["signature"], facets.weights["place"]])
    compared = Compared(facets.signature.words, cell, place_by, weights)
    laid = past.laid if by_group is past.by_group else past.lay(by_group)
    starts, sizes = by_sort.starts[sorts], by_sort.sizes[sorts]
    # Where a filter leaves few sorts, there are more of each.
    of_a_sort = _BY_SORT // max(len(sorts), 1)
    looked_at = of_a_sort * max(_LOOKED_AT, allowed.count // _LOOKED_AT_OF)
    return best_rows(starts, sizes, laid, worth, compared, of_a_sort, looked_at)


def _by_signature(past: Past, allowed: Allowed, signatures: Signatures) -> Numbers:
    if 2 * allowed.count < past.count:
        return allowed.rows[best_of(signatures.score(allowed.rows), 2 * _BY_OTHERS)]
    scores = signatures.of_all()[: int(np.count_nonzero(past.by_signature.counts))]
    best = best_of(scores, _BY_OTHERS)
    best = best[np.lexsort((best, scores[best]))[::-1]]
    return allowed.among(past.by_signature.of(best))[: 2 * _BY_OTHERS]


def _fitting_groups(past: Past, only: Filter) -> NDArray[np.bool_] | None:
    """Returns which groups pass what a filter says of tags and outcome; `None` if it says none."""
    index, size = past.index, len(past.by_group.counts)
    if only.outcome is None and not only.causes and not only.tags:
        return None
    causes = {str(cause) for cause in only.causes}
    sorts = np.array(
        [
            (only.outcome is None or (sort.cause is None) == (only.outcome == "succeeded"))
            and (not causes or sort.cause in causes)
            for sort in index.sorts
        ],
        dtype=np.bool_,
    )
    fitting: NDArray[np.bool_] = sorts[index.group_sorts[:size]]
    for tag in only.tags:
        having = np.zeros(len(index.tag_sets), dtype=np.bool_)
        having[index.tagged(tag)] = True
        fitting &= having[index.group_tags[:size]]
    return fitting


def _fitting_places(past: Past, only: Filter) -> NDArray[np.bool_] | None:
    """Returns which places are within what a filter asks for, and at the end that no place is."""
    if only.place is None:
        return None
    # A cell counts if any of its columns may lie within.
    corners = past.index.place_cells[: len(past.by_place.counts) - 1, [2, 4]].T * CELL_BLOCKS
    wanted = np.array([[only.place.x], [only.place.z]])
    nearest = np.clip(wanted, corners, corners + CELL_BLOCKS - 1)
    away = np.hypot(*(nearest - wanted))
    return np.append(away <= only.place.distance, False)
