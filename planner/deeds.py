"""What counts as a deed that is asked for, and what is done for it last of all."""

from __future__ import annotations

from envs import (
    DAY_TICKS,
    AtTime,
    Craft,
    Eat,
    Gather,
    Happened,
    Hunt,
    Place,
    Sleep,
    Smelt,
    Subgoal,
    Trade,
    Vocabulary,
    Wait,
)
from planner.operators import Operator

_DEED_SUBGOALS: dict[str, type[Subgoal]] = {
    "mined": Gather,
    "crafted": Craft,
    "smelted": Smelt,
    "killed": Hunt,
    "traded": Trade,
}
ANY_OBJECT = {"slept": "#beds"}
"""What a deed is done to where nothing is said of it."""


def does(operator: Operator, part: Happened, words: Vocabulary) -> bool:
    """Returns whether what an operator does is the deed."""
    if operator.deed is not None:
        return operator.deed[0] == part.verb and part.object in (None, operator.deed[1])
    if part.object is None:
        return False
    if operator.is_built:
        return part.verb == "placed" and words.covers(part.object, operator.item)
    if operator.using is not None:
        fits = operator.using.verb == part.verb
        return fits and words.covers(part.object, operator.using.use)
    kind = _DEED_SUBGOALS.get(part.verb)
    fits = kind is not None and isinstance(operator.subgoal, kind)
    return fits and words.covers(part.object, _object(operator))


def last_steps(verb: str, item: str) -> tuple[Subgoal, ...]:
    """Returns the steps of a deed that is done last of all, with a carried item; else none."""
    match verb:
        case "drunk" | "eaten":
            return (Eat(item=item),)
        case "placed":
            return (Place(item=item),)
        case "slept":
            return (Wait(ticks=DAY_TICKS, until=AtTime(phase="night")), Sleep())
        case _:
            return ()


def _object(operator: Operator) -> str:
    """Returns what the deed is done to: the block, the entity or the item."""
    match operator.subgoal:
        case Gather(source=source) if source is not None:
            return source
        case Hunt(entity=entity):
            return entity
        case _:
            return operator.item
