"""`Past`: the rows of an index that were there when a round began, by what they share."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from memory.index import RecallIndex
from memory.postings import GroupsBySort, Laid, Numbers, Postings


class Past:
    """The first `count` rows of an index: those of the rounds before one, as they were then."""

    def __init__(self, index: RecallIndex, count: int) -> None:
        self.index = index
        self.count = count
        self._having: dict[str, int] = {}

    def having(self, tag: str) -> int:
        """Returns how many rows have a tag."""
        if tag not in self._having:
            sets = self.index.tagged(tag)
            sets = sets[: np.searchsorted(sets, len(self.tag_set_counts))]
            self._having[tag] = int(self.tag_set_counts[sets].sum())
        return self._having[tag]

    @cached_property
    def by_group(self) -> Postings:
        """The rows of each group."""
        return Postings(self.index.groups[: self.count], len(self.index.group_tags))

    @cached_property
    def by_signature(self) -> Postings:
        """The rows of each signature."""
        signatures = self.index.signatures[: self.count]
        return Postings(signatures, len(self.index.signature_words))

    @cached_property
    def by_place(self) -> Postings:
        """The rows of each place."""
        # Those without a place come after all others and are never asked for.
        places, size = self.index.places[: self.count], len(self.index.place_cells)
        return Postings(np.where(places < 0, size, places), size + 1)

    @cached_property
    def by_sort(self) -> GroupsBySort:
        """The groups that have rows, those of a sort together."""
        groups = np.flatnonzero(self.by_group.counts)
        groups = groups[np.argsort(self.index.group_sorts[groups], kind="stable")]
        sorts, starts = np.unique(self.index.group_sorts[groups], return_index=True)
        sizes = np.diff(np.append(starts, len(groups)))
        # Groups are numbered as they come up: a sort's first row is the first of its first group.
        firsts = self.index.vectors.rows(self.by_group.first_of(groups[starts]))
        tags = self.index.group_tags[groups]
        return GroupsBySort(sorts, starts, sizes, groups, tags, firsts)

    @cached_property
    def laid(self) -> Laid:
        """All rows, their groups in the order of `by_sort`."""
        return self.lay(self.by_group)

    def lay(self, by_group: Postings) -> Laid:
        """Returns rows, their groups in the order of `by_sort`."""
        index, groups = self.index, self.by_sort.groups
        rows = by_group.of(groups)
        nowhere = np.array([[0, -1, 0, 0, 0]])
        # The last one stands for the place -1, which is none.
        cells = np.concatenate([index.place_cells, nowhere])[index.places[rows]]
        starts = np.append(0, np.cumsum(by_group.counts[groups]))
        return Laid(starts, rows, index.signature_words[index.signatures[rows]], cells)

    @cached_property
    def tag_set_counts(self) -> Numbers:
        """How many rows each set of tags has."""
        size = len(self.index.tag_sets)
        counts = self.by_group.counts
        tags = self.index.group_tags[: len(counts)]
        return np.bincount(tags, weights=counts, minlength=size).astype(np.int64)
