"""`Shown`: what one success shows, and how it is read from what a client saw."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from envs import (
    Attempt,
    Condition,
    Gather,
    ItemGained,
    ItemLost,
    Near,
    Subgoal,
    Tally,
    View,
    Vocabulary,
    Way,
)
from memory._recipes import Needs

STATION_BLOCKS = 16
"""How near a station must be for a step at it: where stations are seen, they can be walked to."""

_WIDER = (STATION_BLOCKS, 32, 64)


@dataclass(frozen=True)
class Shown:
    """One way to bring something about, as one success shows it, for one application.

    Attributes:
        goal: What it brings about.
        step: The subgoal that does it, with everything that doesn't matter left out.
        needs: What it used up.
        held: What else had to hold: a station near, a tool carried.
        gives: The item that it gives; `None` if it gives none.
        batch: How many of the item one application gives.
        cost_ticks: How long one application took.
        found_at: The height at which digging along found it; `None` for what isn't dug for, or
            lay open on the way.
        done_with: The tools, or the station, with which it was gathered or crafted.
    """

    goal: Condition
    step: Subgoal
    needs: Needs = ()
    held: tuple[Condition, ...] = ()
    gives: str | None = None
    batch: int = 1
    cost_ticks: int = 0
    found_at: int | None = None
    done_with: tuple[str, ...] = ()


def before(attempt: Attempt, vocabulary: Vocabulary) -> View:
    """Returns what preconditions and triggers are evaluated on: the state before, no deeds."""
    return View(attempt.pre_state, Tally(), vocabulary)


def same_block(gather: Gather) -> Gather:
    """Returns the subgoal with its source left out where that is the block of the item's name."""
    return gather.model_copy(update={"source": None}) if gather.source == gather.item else gather


def seen_near(station: str | None, attempt: Attempt, vocabulary: Vocabulary) -> tuple[Near, ...]:
    """Returns within what distance a station was seen, as a condition; nothing for `None`."""
    if station is None:
        return ()
    view = before(attempt, vocabulary)
    fitting = (Near(name=station, distance=d) for d in _WIDER)
    return tuple(near for near in fitting if near.evaluate(view) is not False)[:1]


def all_lost(attempt: Attempt, way: Way) -> Counter[str]:
    """Returns how many of each item went by an act."""
    lost: Counter[str] = Counter()
    for event in attempt.trace:
        if isinstance(event, ItemLost) and event.way == way:
            lost[event.item] += event.count
    return lost


def all_gained(attempt: Attempt, ways: Iterable[Way]) -> Counter[str]:
    """Returns how many of each item came by some acts."""
    gained: Counter[str] = Counter()
    for event in attempt.trace:
        if isinstance(event, ItemGained) and event.way in ways:
            gained[event.item] += event.count
    return gained


def count_of(counts: Counter[str], pattern: str, vocabulary: Vocabulary) -> int:
    """Returns how many of what is counted a name or tag covers."""
    return sum(n for item, n in counts.items() if vocabulary.matches(pattern, item))
