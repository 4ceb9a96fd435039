"""`History`: the episode so far, and what it has shown about the world's ways.

    history = History(vocabulary=environment.vocabulary)
    diagnosis = diagnose(attempt, history)
    history = history.extended(attempt, diagnosis)

Besides the pairs themselves it keeps `Lore`, extended attempt by attempt, so that a diagnosis
looks things up and never reads old traces again.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field, replace

from diagnosis.models import Cause, Diagnosis
from envs import (
    Attempt,
    BlockBroken,
    Crafted,
    Event,
    ItemGained,
    ItemLost,
    State,
    Subgoal,
    Tally,
    View,
    Vocabulary,
    WindowRejected,
)

_CELL_BLOCKS = 16
_QUARTER_DAY = 6_000


@dataclass(frozen=True)
class Recipe:
    """How an item was once seen to be crafted.

    Attributes:
        station: The block whose window was open, `"none"` for the grid in the inventory.
        consumed: (item, count) that one taking of results used up, sorted.
    """

    station: str
    consumed: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Trial:
    """How often one subgoal was tried in one state.

    Attributes:
        times: How often, at least 1.
        last: Index of the last of these attempts in the episode.
        cause: What came of that one; `None` if it succeeded.
    """

    times: int
    last: int
    cause: Cause | None


@dataclass(frozen=True)
class Lore:
    """What the episode has shown to work, and what was tried.

    Attributes:
        recipes: How items were crafted, by item; the latest.
        drops: (block, tool in hand, item) that were seen to drop.
        rejected: (item, window) that were refused.
        trials: What was tried, by `situation`.
    """

    recipes: Mapping[str, Recipe] = field(default_factory=dict)
    drops: frozenset[tuple[str, str, str]] = frozenset()
    rejected: frozenset[tuple[str, str]] = frozenset()
    trials: Mapping[Hashable, Trial] = field(default_factory=dict)


@dataclass(frozen=True)
class History:
    """The attempts of one episode with their diagnoses.

    Attributes:
        vocabulary: The words of the world.
        pairs: Attempts and diagnoses, in order.
        tally: What was done in the episode so far, preludes included.
        lore: What the episode has shown about the world's ways.
    """

    vocabulary: Vocabulary
    pairs: tuple[tuple[Attempt, Diagnosis], ...] = ()
    tally: Tally = field(default_factory=Tally)
    lore: Lore = field(default_factory=Lore)

    def extended(self, attempt: Attempt, diagnosis: Diagnosis) -> History:
        """Returns the history with one more attempt."""
        return replace(
            self,
            pairs=(*self.pairs, (attempt, diagnosis)),
            tally=self.tally.plus(attempt.prelude_tally).plus(attempt.tally),
            lore=_learned(self.lore, attempt, diagnosis, len(self.pairs)),
        )

    def view(self, state: State) -> View:
        """Returns what a task's goal is evaluated on: `state` and the episode's tally."""
        return View(state, self.tally, self.vocabulary)


def situation(subgoal: Subgoal, state: State) -> Hashable:
    """Returns what makes two tries the same: the subgoal, what is carried, where and when.

    Position counts to the 16-block cell and time to the quarter of a day, since nobody comes
    back to the very same block at the very same tick.
    """
    here = state.position
    cell = here and (
        here.x // _CELL_BLOCKS,
        here.y // _CELL_BLOCKS,
        here.z // _CELL_BLOCKS,
        here.dimension,
    )
    bag = state.inventory
    carried = None if bag is None else tuple([(held.item, held.count) for held in bag.items])
    quarter = None if state.time is None else state.time // _QUARTER_DAY
    return (subgoal, carried, cell, quarter)


def _learned(lore: Lore, attempt: Attempt, diagnosis: Diagnosis, index: int) -> Lore:
    recipes, drops, rejected = _shown_by(attempt.trace)
    key = situation(attempt.subgoal, attempt.pre_state)
    before = lore.trials.get(key)
    trial = Trial(1 if before is None else before.times + 1, index, diagnosis.cause)
    return Lore(
        recipes={**lore.recipes, **recipes} if recipes else lore.recipes,
        drops=lore.drops | drops if drops else lore.drops,
        rejected=lore.rejected | rejected if rejected else lore.rejected,
        trials={**lore.trials, key: trial},
    )


def _shown_by(
    trace: tuple[Event, ...],
) -> tuple[dict[str, Recipe], set[tuple[str, str, str]], set[tuple[str, str]]]:
    recipes: dict[str, Recipe] = {}
    drops: set[tuple[str, str, str]] = set()
    rejected: set[tuple[str, str]] = set()
    used: dict[str, int] = {}
    broken: BlockBroken | None = None
    crafted: Crafted | None = None
    for event in trace:
        if isinstance(event, BlockBroken):
            broken = event
        elif isinstance(event, ItemGained) and event.way == "pickup" and broken is not None:
            # What is picked up first after a block broke is taken to be its drop.
            drops.add((broken.block, broken.tool, event.item))
        elif isinstance(event, ItemLost) and event.way == "craft":
            # Ingredients may be reported before the result or after it.
            used[event.item] = used.get(event.item, 0) + event.count
        elif isinstance(event, Crafted):
            crafted = event
            recipes.setdefault(event.item, Recipe(event.station, ()))
        elif isinstance(event, WindowRejected):
            rejected.add((event.item, event.window))
    if crafted is not None and len(recipes) == 1:
        times = sum(isinstance(e, Crafted) for e in trace)
        each = tuple(sorted((item, -(-count // times)) for item, count in used.items()))
        recipes[crafted.item] = Recipe(crafted.station, each)
    return recipes, drops, rejected
