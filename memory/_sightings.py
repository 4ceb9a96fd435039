"""What was seen in passing: at which heights a block lies, and what it is called.

Who digs for iron sees gold. What was sought in vain where it isn't, or under a name that no block
has, is looked for where such a block was seen, by whomever.
"""

from __future__ import annotations

from collections.abc import Iterable

from envs import Attempt, Gather, Heights, Vocabulary
from memory.experience import Experience
from memory.patterns import Scalar

_MARGIN_BLOCKS = 4
"""How far beyond where something was seen it is looked for, each way."""

_CLEARLY_BELOW = 8
"""What was seen so far below where it was sought doesn't lie open there."""


class Sightings:
    """The heights at which blocks were in view at the end of attempts, by name."""

    def __init__(self, experiences: Iterable[Experience]) -> None:
        self._experiences = tuple(experiences)
        self._heights: dict[str, list[int]] | None = None

    @property
    def heights(self) -> dict[str, list[int]]:
        """Returns all heights at which each block was seen; gone through when first asked for."""
        if self._heights is None:
            self._heights = {}
            for experience in self._experiences:
                for block in experience.attempt.post_state.blocks or ():
                    self._heights.setdefault(block.name, []).append(block.y)
        return self._heights


def by_sight(
    attempt: Attempt, sightings: Sightings, vocabulary: Vocabulary
) -> tuple[tuple[str, Scalar], ...]:
    """Returns the (field, value) pairs by which a gathering would go where its block was seen.

    Args:
        attempt: Sought something in vain, or what is no block.
        sightings: What was seen.
        vocabulary: The world's words.

    Returns:
        Pairs of `height` and `source`, sorted; none if it wasn't seen, or just where it was sought.
    """
    subgoal, here = attempt.subgoal, attempt.pre_state.position
    if not isinstance(subgoal, Gather) or here is None:
        return ()
    aimed = subgoal.source or subgoal.item
    seen = {b: ys for b, ys in sightings.heights.items() if vocabulary.matches(aimed, b)}
    pairs: list[tuple[str, Scalar]] = []
    if not seen and aimed not in vocabulary.blocks:
        called = {b: ys for b, ys in sightings.heights.items() if f"_{aimed}_" in f"_{b}_"}
        if called:
            block = max(sorted(called), key=lambda name: len(called[name]))
            pairs, seen = [("source", block)], {block: called[block]}
    heights = [y for ys in seen.values() for y in ys]
    if heights and (band := _elsewhere(heights, subgoal.height, here.y)) is not None:
        pairs.append(("height", band))
    return tuple(sorted(pairs))


def _elsewhere(seen: list[int], tried: Heights | None, standing: int) -> Heights | None:
    """Returns the heights at which something was seen; `None` if it was sought there."""
    band = (min(seen) - _MARGIN_BLOCKS, max(seen) + _MARGIN_BLOCKS)
    if tried is None:
        return band if max(seen) < standing - _CLEARLY_BELOW else None
    return band if band[1] < tried[0] or tried[1] < band[0] else None
