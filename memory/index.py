"""The second tier in memory: what recall compares experiences by, as columns of small numbers.

Rows are sorted by round first, so that the experiences of all rounds before one are a prefix,
and the next round's are put behind it. What many rows share (a set of tags, a signature, a
place) stands once in a table, in the order in which it first came up, and a row has its number
there: a question is compared with the tables, not with the rows. A `Past` is such a prefix with
the rows of each number. `load_index` keeps the index of each open store from call to call and
extends it by the rounds that were completed since.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from itertools import islice
from threading import Lock
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from memory.embedding import Vectors
from memory.rows import tokens_of
from memory.signature import WIDTH, Signature
from memory.spatial import cells_from
from memory.store import VECTOR_TYPE, RecallRow, Store
from memory.tags import SHARED_MAP
from memory.vectors import VectorIndex

Numbers = NDArray[np.int64]
"""Row numbers, or numbers in a table: int64 array of shape (n,)."""

ONE_MAP = -1
"""Stands for the seed where the episodes of a scope share one map."""

REGION_CELLS = 8
"""The edge of a region, by which near places are found, in 16-block cells."""

_CHUNK = 16_384
_DENSE = 16  # a tag in more than one of so many sets is marked by a mask
_WORDS = WIDTH // 64


class Sort(NamedTuple):
    """What was tried and what came of it; `cause` is `None` for a success."""

    kind: str
    object: str
    cause: str | None


def spans(starts: Numbers, counts: Numbers) -> Numbers:
    """Returns the numbers from each start, as many as its count, one span after the other."""
    before = np.cumsum(counts) - counts
    numbers: Numbers = np.arange(counts.sum()) + np.repeat(starts - before, counts)
    return numbers


class Postings:
    """The rows of each number of a table, ascending."""

    def __init__(self, column: NDArray[np.int32], size: int, rows: Numbers | None = None) -> None:
        """Sorts rows by their numbers.

        Args:
            column: The number of each row, at least 0.
            size: More than the greatest number.
            rows: Which rows these are; `None` for the first ones.
        """
        self.counts: Numbers = np.bincount(column, minlength=size).astype(np.int64)
        self._starts = np.concatenate([[0], np.cumsum(self.counts)])
        order = np.argsort(column, kind="stable")
        self._rows = order if rows is None else rows[order]

    def of(self, numbers: Numbers) -> Numbers:
        """Returns the rows that have one of these numbers, one number after the other."""
        rows: Numbers = self._rows[spans(self._starts[numbers], self.counts[numbers])]
        return rows

    def first_of(self, numbers: Numbers) -> Numbers:
        """Returns the first row of each of these numbers, which must have rows."""
        rows: Numbers = self._rows[self._starts[numbers]]
        return rows


class RecallIndex:
    """The columns of one scope and arm; row number i is the i-th experience to learn from.

    Attributes:
        rounds: The rows are of the rounds before this one.
        seqs: The store's own number of each row.
        row_rounds: The round of each row, ascending.
        tokens: How many tokens the line of each row takes.
        groups: The group of each row: rows of a group have the same tags and are of one sort.
        signatures: The signature of each row.
        places: The place of each row, -1 for none.
        group_tags: The set of tags of each group.
        group_sorts: The sort of each group.
        sorts: What each sort is.
        tag_sets: What each set of tags is, sorted.
        signature_words: uint64 array of shape (signatures, 4): two words of true bits, two of
            known ones.
        place_cells: int64 array of shape (places, 5): the seed (`ONE_MAP` for a shared map), the
            number of the dimension, and x, y and z of the 16-block cell.
        vectors: The embeddings.
    """

    def __init__(self, dimensions: int) -> None:
        self.rounds = 0
        self.vectors = VectorIndex(dimensions)
        self.seqs = np.empty(0, dtype=np.int64)
        self.row_rounds = np.empty(0, dtype=np.int32)
        self.tokens = np.empty(0, dtype=np.int32)
        self.groups = np.empty(0, dtype=np.int32)
        self.signatures = np.empty(0, dtype=np.int32)
        self.places = np.empty(0, dtype=np.int32)
        self.group_tags = np.empty(0, dtype=np.int32)
        self.group_sorts = np.empty(0, dtype=np.int32)
        self.sorts: list[Sort] = []
        self.tag_sets: list[tuple[str, ...]] = []
        self.signature_words = np.empty((0, 2 * _WORDS), dtype=np.uint64)
        self.place_cells = np.empty((0, 5), dtype=np.int64)
        self._tagged: dict[str, list[int]] = {}
        self._tagged_arrays: dict[str, Numbers] = {}
        self._tagged_masks: dict[str, NDArray[np.uint8]] = {}
        self._regions: dict[tuple[int, int, int], dict[int, list[int]]] = {}
        self._group_numbers: dict[tuple[str, Sort], int] = {}
        self._tag_set_numbers: dict[str, int] = {}
        self._sort_numbers: dict[Sort, int] = {}
        self._sorts_of: dict[str | None, list[int]] = {}
        self._signature_numbers: dict[bytes, int] = {}
        self._place_numbers: dict[tuple[int, int], int] = {}
        self._past: Past | None = None

    def before(self, round_: int) -> Past:
        """Returns the rows of rounds before `round_`."""
        count = int(np.searchsorted(self.row_rounds, round_, side="left"))
        if self._past is None or self._past.count != count:
            self._past = Past(self, count)
        return self._past

    def tagged(self, tag: str) -> Numbers:
        """Returns the numbers of the sets that a tag is in, ascending."""
        known = self._tagged_arrays.get(tag)
        if known is None:
            known = np.array(self._tagged.get(tag, ()), dtype=np.int64)
            self._tagged_arrays[tag] = known
        return known

    def mark_where_tagged(self, marks: NDArray[np.uint8], tag: str, bit: int) -> None:
        """Sets a bit, such as 4, in the mark of each set that a tag is in."""
        sets = self.tagged(tag)
        if len(sets) * _DENSE < len(marks):
            marks[sets] |= bit
            return
        # To go through all is quicker than to pick many.
        mask = self._tagged_masks.get(tag)
        if mask is None or len(mask) != len(marks):
            mask = np.zeros(len(marks), dtype=np.uint8)
            mask[sets] = 255
            self._tagged_masks[tag] = mask
        marks |= mask & np.uint8(bit)

    def sorts_of(self, cause: str | None) -> list[int]:
        """Returns the numbers of the sorts of a cause, `None` for success."""
        return self._sorts_of.get(cause, [])

    @property
    def tags(self) -> Iterable[str]:
        """All tags, in the order in which they first came up."""
        return self._tagged.keys()

    def places_near(self, seed: int | None, dimension: int, x: int, z: int) -> Numbers:
        """Returns the numbers of the places in a cell's region and those around it.

        Args:
            seed: The map; `None` for all.
            dimension: The number of the dimension.
            x: Where, in cells.
            z: Where, in cells.
        """
        near: list[int] = []
        for east in (-1, 0, 1):
            for south in (-1, 0, 1):
                region = (dimension, x // REGION_CELLS + east, z // REGION_CELLS + south)
                of_maps = self._regions.get(region, {})
                for places in of_maps.values() if seed is None else [of_maps.get(seed, [])]:
                    near += places
        return np.array(near, dtype=np.int64)

    def tags_of(self, row: int) -> tuple[str, ...]:
        """Returns a row's tags, sorted."""
        return self.tag_sets[int(self.group_tags[self.groups[row]])]

    def sort_of(self, row: int) -> Sort:
        """Returns what a row tried and what came of it."""
        return self.sorts[int(self.group_sorts[self.groups[row]])]

    def signature_of(self, row: int) -> Signature:
        """Returns a row's signature."""
        low, high, known_low, known_high = (
            int(word) for word in self.signature_words[self.signatures[row]]
        )
        return Signature(high << 64 | low, known_high << 64 | known_low)

    def extend(self, rows: Iterable[RecallRow], rounds: int) -> None:
        """Puts rows of the rounds up to before `rounds` behind, in the order of learning."""
        rows = iter(rows)
        while part := list(islice(rows, _CHUNK)):
            self._append(part)
        self.rounds = rounds

    def _append(self, rows: list[RecallRow]) -> None:
        self.seqs = _longer(self.seqs, [row.seq for row in rows])
        self.row_rounds = _longer(self.row_rounds, [row.round for row in rows])
        self.tokens = _longer(self.tokens, [tokens_of(row.characters) for row in rows])
        self.groups = _longer(self.groups, self._grouped(rows))
        self._tagged_arrays = {}
        self.signatures = _longer(self.signatures, self._signed(rows))
        self.places = _longer(self.places, self._placed(rows))
        stored = np.frombuffer(b"".join(row.vector for row in rows), dtype=VECTOR_TYPE)
        self.vectors.extend(stored.astype(np.float32).reshape(len(rows), -1))

    def _grouped(self, rows: list[RecallRow]) -> list[int]:
        known = self._group_numbers
        numbers: list[int] = []
        parts: list[tuple[int, int]] = []
        for row in rows:
            sort = Sort(row.kind, row.object, row.cause)
            number = known.setdefault((row.tags, sort), len(known))
            if number == len(self.group_tags) + len(parts):
                parts.append((self._tag_set(row.tags), self._sort(sort)))
            numbers.append(number)
        self.group_tags = _longer(self.group_tags, [tags for tags, _ in parts])
        self.group_sorts = _longer(self.group_sorts, [sort for _, sort in parts])
        return numbers

    def _tag_set(self, tags: str) -> int:
        number = self._tag_set_numbers.setdefault(tags, len(self._tag_set_numbers))
        if number == len(self.tag_sets):
            self.tag_sets.append(tuple(tags.split(" ")))
            for tag in self.tag_sets[-1]:
                self._tagged.setdefault(tag, []).append(number)
        return number

    def _sort(self, sort: Sort) -> int:
        number = self._sort_numbers.setdefault(sort, len(self._sort_numbers))
        if number == len(self.sorts):
            self.sorts.append(sort)
            self._sorts_of.setdefault(sort.cause, []).append(number)
        return number

    def _signed(self, rows: list[RecallRow]) -> list[int]:
        known, before = self._signature_numbers, len(self._signature_numbers)
        numbers = [known.setdefault(row.signature, len(known)) for row in rows]
        new = np.frombuffer(b"".join(islice(known, before, None)), dtype="<u8")
        words = new.astype(np.uint64).reshape(-1, 2 * _WORDS)
        self.signature_words = np.concatenate([self.signature_words, words])
        return numbers

    def _placed(self, rows: list[RecallRow]) -> list[int]:
        known, before = self._place_numbers, len(self._place_numbers)
        numbers = [
            -1 if row.cell is None else known.setdefault((_map_of(row), row.cell), len(known))
            for row in rows
        ]
        new = list(islice(known, before, None))
        seeds = np.array([seed for seed, _ in new], dtype=np.int64)
        cells = np.column_stack([seeds, cells_from([key for _, key in new])])
        for number, (seed, dimension, x, _, z) in enumerate(cells.tolist(), start=before):
            region = (dimension, x // REGION_CELLS, z // REGION_CELLS)
            self._regions.setdefault(region, {}).setdefault(seed, []).append(number)
        self.place_cells = np.concatenate([self.place_cells, cells])
        return numbers


class Laid(NamedTuple):
    """Rows with what they are compared by, those of a group one after another.

    To look at a thousand of them in this order takes a fifth of the time that it takes to look
    each up in the tables.

    Attributes:
        starts: int64 array of shape (groups + 1,): where the rows of each group begin.
        rows: Their numbers.
        words: uint64 array of shape (rows, 4): their signatures.
        cells: int64 array of shape (rows, 5): their places; no dimension has the number of those
            that have none.
    """

    starts: Numbers
    rows: Numbers
    words: NDArray[np.uint64]
    cells: Numbers


class GroupsBySort(NamedTuple):
    """Groups, those of a sort together.

    Attributes:
        sorts: The number of each sort.
        starts: Where the groups of each sort begin.
        sizes: How many groups of each sort there are.
        groups: The number of each group.
        tags: The number of each group's set of tags.
        firsts: float32 array of shape (sorts, dimensions): the embedding of each sort's first row.
    """

    sorts: NDArray[np.int32]
    starts: Numbers
    sizes: Numbers
    groups: Numbers
    tags: NDArray[np.int32]
    firsts: Vectors


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


def _map_of(row: RecallRow) -> int:
    shared = SHARED_MAP in row.tags and SHARED_MAP in row.tags.split(" ")
    return ONE_MAP if shared else row.seed


def _longer(column: NDArray[Any], values: list[int]) -> NDArray[Any]:
    return np.concatenate([column, np.array(values, dtype=column.dtype)])


class _Kept:
    """An index with how much the store held when it was last extended."""

    def __init__(self, index: RecallIndex, extent: tuple[int, int]) -> None:
        self.index = index
        self.extent = extent


_kept: WeakKeyDictionary[Store, dict[tuple[str, str, str], _Kept]] = WeakKeyDictionary()
_lock = Lock()


def load_index(store: Store, scope: str, arm: str, round_: int) -> RecallIndex:
    """Returns the index with at least the rounds before `round_`, from the cache if it is there.

    It is built anew where the store holds other episodes of those rounds than it did.
    """
    with _lock:
        kept = _kept.setdefault(store, {})
        key = (scope, arm, store.embedder.name)
        known = kept.get(key)
        if known is None or known.extent != store.extent(arm, known.index.rounds):
            known = _Kept(RecallIndex(store.embedder.dimensions), (0, 0))
            kept[key] = known
        index = known.index
        if index.rounds < round_:
            known.extent = store.extent(arm, round_)
            index.extend(store.recall_rows(scope, arm, range(index.rounds, round_)), round_)
        return index
