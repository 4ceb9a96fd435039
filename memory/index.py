"""The second tier in memory: what recall compares experiences by, as columns of small numbers.

Rows are sorted by round first, so that the experiences of all rounds before one are a prefix,
and the next round's are put behind it. What many rows share (a set of tags, a signature, a
place) stands once in a table, in the order in which it first came up, and a row has its number
there: a question is compared with the tables, not with the rows. `memory.past` has such a
prefix with the rows of each number.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from memory.postings import Numbers
from memory.rows import tokens_of
from memory.signature import WIDTH, Signature
from memory.spatial import cells_from
from memory.store import VECTOR_TYPE, RecallRow
from memory.tags import SHARED_MAP
from memory.vectors import VectorIndex

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

    def count_before(self, round_: int) -> int:
        """Returns how many rows are of rounds before `round_`: the first ones."""
        return int(np.searchsorted(self.row_rounds, round_, side="left"))

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


def _map_of(row: RecallRow) -> int:
    shared = SHARED_MAP in row.tags and SHARED_MAP in row.tags.split(" ")
    return ONE_MAP if shared else row.seed


def _longer(column: NDArray[Any], values: list[int]) -> NDArray[Any]:
    return np.concatenate([column, np.array(values, dtype=column.dtype)])
