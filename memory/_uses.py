"""What a use shows that worked: what came of using an item on something, and what it took.

That a piece was dyed or a cauldron filled is seen by nobody, and so no skill is made of it.
"""

from __future__ import annotations

from collections.abc import Iterator

from envs import (
    Attempt,
    BlockBroken,
    Condition,
    Happened,
    Has,
    Killed,
    Use,
    Used,
    Vocabulary,
    Way,
)
from memory._recipes import per_application
from memory._shown import Shown, all_gained, all_lost, before, seen_near

# Dyeing and repairing go by the grid.
_BY_USE: tuple[Way, ...] = ("use", "craft")


def shown_by_use(attempt: Attempt, subgoal: Use, vocabulary: Vocabulary) -> Shown | None:
    """Returns what a use shows, or `None` if nothing is seen to have come of it.

    Args:
        attempt: Did what its subgoal asked for.
        subgoal: The use.
        vocabulary: The world's words.
    """
    gained = all_gained(attempt, _BY_USE)
    lost = all_lost(attempt, "use") + all_lost(attempt, "craft")
    if not gained and not lost and not _got_by_the_way(attempt):
        # What is shorn or knocked off falls to the ground.
        gained = all_gained(attempt, ("pickup",))
    lost, given = lost - gained, (gained - lost).most_common(1)
    used = next((e for e in attempt.trace if isinstance(e, Used)), None)
    goal: Condition
    if given:
        goal = Has(item=given[0][0])
    elif used is not None:
        goal = Happened(verb=used.verb, object=used.object)
    else:
        return None
    return Shown(
        goal=goal,
        step=Use(item=subgoal.item, on=subgoal.on),
        needs=per_application(lost, subgoal.count, vocabulary),
        held=tuple(_held(attempt, subgoal, lost[subgoal.item], vocabulary)),
        gives=given[0][0] if given else None,
        cost_ticks=attempt.ticks // subgoal.count,
    )


def _got_by_the_way(attempt: Attempt) -> bool:
    """Returns whether what was picked up may be of what was dug or killed on the way."""
    return any(isinstance(event, BlockBroken | Killed) for event in attempt.trace)


def _held(
    attempt: Attempt, subgoal: Use, taken: int, vocabulary: Vocabulary
) -> Iterator[Condition]:
    """Yields what has to be there and is not used up: what is used, and what it is used on.

    What is neither carried nor a station has to be looked for.
    """
    item, on = subgoal.item, subgoal.on
    if item == on:
        yield Has(item=item, count=taken // subgoal.count + 1)
        return
    if not taken:
        yield Has(item=item)
    stations = attempt.pre_state.stations or ()
    if on is not None and any(vocabulary.matches(on, station.name) for station in stations):
        # Who has put one up may carry another.
        yield from seen_near(on, attempt, vocabulary)
    elif on is not None and Has(item=on).holds(before(attempt, vocabulary)):
        yield Has(item=on)
