"""`StateAtoms`: many conditions on a state, read in one pass over what the state has.

Evaluated one by one, a hundred conditions ask for the same facets a hundred times; here each
item carried and each thing in view is looked at once. Every bit is what its condition's own
`evaluate` says.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache

from envs import (
    Condition,
    Has,
    HasTool,
    Height,
    InBiome,
    Near,
    View,
    Vocabulary,
    tier_rank,
    tool_of,
)

_Bounds = dict[str, list[tuple[int, int]]]
"""(bound, bit) pairs of each name or pattern."""


class StateAtoms:
    """Conditions in a fixed order, bit i for the i-th."""

    def __init__(self, conditions: Sequence[Condition], words: Vocabulary) -> None:
        """Sorts the conditions by what they look at.

        Args:
            conditions: Any. Those on what is carried, near, how high and in which biome are read
                in the pass, the others one by one.
            words: What tags stand for.
        """
        bits = [(condition, 1 << i) for i, condition in enumerate(conditions)]
        counted = [(c.item, c.count, bit) for c, bit in bits if isinstance(c, Has)]
        near = [(c.name, c.distance, bit) for c, bit in bits if isinstance(c, Near)]
        self._least = _bounds(counted)
        self._patterns = _patterns(self._least, words)
        self._furthest = _bounds((n, far, bit) for p, far, bit in near for n in words.named(p))
        self._tools = [(c, bit) for c, bit in bits if isinstance(c, HasTool)]
        self._heights = [(c.low, c.high, bit) for c, bit in bits if isinstance(c, Height)]
        self._biomes = {c.name: bit for c, bit in bits if isinstance(c, InBiome)}
        read = (Has, Near, HasTool, Height, InBiome)
        self._others = [(c, bit) for c, bit in bits if not isinstance(c, read)]
        self._of_items = sum({bit for _, _, bit in counted} | {bit for _, bit in self._tools})
        self._of_sight = sum({bit for _, _, bit in near})
        self._of_height = sum(bit for _, _, bit in self._heights)
        self._of_biome = sum(self._biomes.values())
        # An item satisfies the same tool conditions every time.
        self._tools_of = lru_cache(maxsize=4_096)(self._tool_bits)

    def read(self, view: View) -> tuple[int, int]:
        """Returns (true, known): which conditions are known to hold, and which can be told."""
        true = known = 0
        state, counts, distances = view.state, view.counts, view.distances
        if counts is not None:
            true, known = true | self._carried(counts), known | self._of_items
        if distances is not None:
            true, known = true | self._in_view(distances), known | self._of_sight
        if state.position is not None:
            y = state.position.y
            true |= sum(bit for low, high, bit in self._heights if low <= y <= high)
            known |= self._of_height
        if state.biome is not None:
            true, known = true | self._biomes.get(state.biome, 0), known | self._of_biome
        for condition, bit in self._others:
            value = condition.evaluate(view)
            true |= bit if value else 0
            known |= 0 if value is None else bit
        return true, known

    def _carried(self, counts: dict[str, int]) -> int:
        true = 0
        totals: dict[str, int] = {}
        for item, count in counts.items():
            true |= self._tools_of(item)
            for pattern in self._patterns.get(item, ()):
                totals[pattern] = totals.get(pattern, 0) + count
        for pattern, total in totals.items():
            for least, bit in self._least[pattern]:
                if total >= least:
                    true |= bit
        return true

    def _in_view(self, distances: dict[str, int]) -> int:
        true = 0
        for name, distance in distances.items():
            for furthest, bit in self._furthest.get(name, ()):
                if distance <= furthest:
                    true |= bit
        return true

    def _tool_bits(self, item: str) -> int:
        if (tool := tool_of(item)) is None:
            return 0
        kind, rank = tool[0], tier_rank(tool[1])
        return sum(b for c, b in self._tools if c.tool == kind and rank >= tier_rank(c.tier))


def _bounds(triples: Iterable[tuple[str, int, int]]) -> _Bounds:
    found: _Bounds = defaultdict(list)
    for name, bound, bit in triples:
        found[name].append((bound, bit))
    return dict(found)


def _patterns(least: _Bounds, words: Vocabulary) -> dict[str, list[str]]:
    """Returns the counted patterns that each item is counted in."""
    found: dict[str, list[str]] = defaultdict(list)
    for pattern in least:
        for item in words.named(pattern):
            found[item].append(pattern)
    return dict(found)
