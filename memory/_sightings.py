"""What was seen in passing: at which heights a block lies, and what it is called.

Who digs for iron sees gold. What was sought in vain where it isn't, or under a name that no block
has, is looked for where such a block was seen, by whomever.
"""

from __future__ import annotations

from collections.abc import Iterable
from statistics import median_low

from envs import Attempt, Gather, Heights, Place, Subgoal, Vocabulary
from memory.experience import Experience
from memory.patterns import Scalar

_MARGIN_BLOCKS = 4
"""How far beyond where something was seen it is looked for, each way."""

_DEEPER = 48
"""How much deeper than before is dug for what isn't found any more."""

_CLEARLY_BELOW = 8
"""What was seen so far below where it was sought doesn't lie open there."""


class Sightings:
    """The heights at which blocks were in view at the end of attempts, by name."""

    def __init__(self, experiences: Iterable[Experience]) -> None:
        self._experiences = tuple(experiences)
        self._seen: dict[bool, dict[str, list[int]]] | None = None

    @property
    def usual_height(self) -> int | None:
        """The median height at which attempts were begun; `None` if none is known."""
        heights = [y for e in self._experiences if (y := stood_at(e.attempt)) is not None]
        return median_low(heights) if heights else None

    @property
    def full_health(self) -> float:
        """The best health at the start of an attempt, in the world's points; 0 if none is known."""
        seen = (e.attempt.pre_state.vitals for e in self._experiences)
        return max((vitals.health for vitals in seen if vitals is not None), default=0.0)

    @property
    def lowest(self) -> int | None:
        """The lowest height at which anything was seen; `None` if nothing was."""
        return min((min(ys) for ys in self.heights.values()), default=None)

    @property
    def heights(self) -> dict[str, list[int]]:
        """All heights at which each block was seen."""
        return self._by_sky[True]

    @property
    def buried(self) -> dict[str, list[int]]:
        """Those at which it was seen by who had no open sky above, as far as is known.

        What is seen from under it may lie far below a mountain's top, and open all the same.
        """
        return self._by_sky[False]

    @property
    def _by_sky(self) -> dict[bool, dict[str, list[int]]]:
        """Whether open sky counts -> block -> heights; gone through when first asked for.

        What agents set down themselves lies where they went, not where it is found.
        """
        if self._seen is None:
            self._seen = {True: {}, False: {}}
            tried = (e.attempt.subgoal for e in self._experiences)
            own = {subgoal.item for subgoal in tried if isinstance(subgoal, Place)}
            for experience in self._experiences:
                state = experience.attempt.post_state
                under_sky = state.position is not None and state.position.sky
                for block in (b for b in state.blocks or () if b.name not in own):
                    self._seen[True].setdefault(block.name, []).append(block.y)
                    if not under_sky:
                        self._seen[False].setdefault(block.name, []).append(block.y)
        return self._seen


def by_sight(
    subgoal: Subgoal, standing: int | None, sightings: Sightings, vocabulary: Vocabulary
) -> tuple[tuple[str, Scalar], ...]:
    """Returns the (field, value) pairs by which a gathering would go where its block was seen.

    Args:
        subgoal: Sought something in vain, or what is no block.
        standing: The height at which the agent stood; `None` if that isn't known.
        sightings: What was seen.
        vocabulary: The world's words.

    Returns:
        Pairs of `height` and `source`, sorted; none if it wasn't seen, or just where it was sought.
    """
    if not isinstance(subgoal, Gather) or standing is None:
        return ()
    aimed = subgoal.source or subgoal.item
    seen = {b: ys for b, ys in sightings.heights.items() if vocabulary.matches(aimed, b)}
    pairs: list[tuple[str, Scalar]] = []
    if not seen and aimed not in vocabulary.blocks:
        called = {b: ys for b, ys in sightings.heights.items() if f"_{aimed}_" in f"_{b}_"}
        if called:
            block = max(sorted(called), key=lambda name: len(called[name]))
            pairs, seen = [("source", block)], {block: called[block]}
    # Who digs where it lies open digs in vain.
    where = sightings.buried if subgoal.height is None else seen
    heights = [y for name in seen for y in where.get(name, ())]
    if heights and (band := _elsewhere(heights, subgoal.height, standing)) is not None:
        pairs.append(("height", band))
    return tuple(sorted(pairs))


def stood_at(attempt: Attempt) -> int | None:
    """Returns the height at which an attempt was begun; `None` if that isn't known."""
    return None if attempt.pre_state.position is None else attempt.pre_state.position.y


def seen_elsewhere(
    attempt: Attempt, sightings: Sightings, vocabulary: Vocabulary
) -> Heights | None:
    """Returns the heights at which was seen what was dug for in vain; `None` if nowhere else."""
    seen = dict(by_sight(attempt.subgoal, stood_at(attempt), sightings, vocabulary)).get("height")
    return seen if isinstance(seen, tuple) else None


def deeper(known: Heights, deepest: int | None, sightings: Sightings) -> Heights | None:
    """Returns where to dig for what isn't found any more where it was, and was seen nowhere.

    Args:
        known: The heights at which it was found before.
        deepest: The lowest height at which anything is dug for; `None` if none is known.
        sightings: What was seen.

    Returns:
        The deepest heights at which anything was seen or is dug for, as the way there leads past
        all others; `None` if that is no deeper than was dug.
    """
    floors = [] if sightings.lowest is None else [sightings.lowest + _MARGIN_BLOCKS]
    floors += [] if deepest is None else [deepest]
    low = max(known[0] - _DEEPER, min(floors, default=known[0]))
    return (low, low + 2 * _MARGIN_BLOCKS) if low < known[0] else None


def _elsewhere(seen: list[int], tried: Heights | None, standing: int) -> Heights | None:
    """Returns the heights at which something was seen; `None` if it was sought there."""
    band = (min(seen) - _MARGIN_BLOCKS, max(seen) + _MARGIN_BLOCKS)
    if tried is None:
        return band if max(seen) < standing - _CLEARLY_BELOW else None
    return band if band[1] < tried[0] or tried[1] < band[0] else None
