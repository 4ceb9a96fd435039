"""What a guardrail forbids: patterns over a subgoal or over a plan, as data.

A pattern is written like the subgoals it matches: `craft(item="wooden_pickaxe")` matches every
such craft, whatever its count. A field given as `null` matches a field that is not set.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import Field

from envs import (
    Condition,
    Count,
    Frozen,
    Heights,
    Name,
    Pattern,
    Plan,
    Position,
    Subgoal,
    View,
    Vocabulary,
)

Scalar = Pattern | int | Heights | None


class Tried(NamedTuple):
    """An attempt of the episode that came to nothing.

    Attributes:
        subgoal: What was tried.
        position: Where the agent stood when it gave up; `None` if that isn't known.
    """

    subgoal: Subgoal
    position: Position | None


class FieldPattern(Frozen):
    """One field of a subgoal and what it must be."""

    name: Name
    value: Scalar
    """A name also matches by tag, heights match what lies within them; `None` matches a field
    that isn't set."""

    def covers(self, value: Any, vocabulary: Vocabulary) -> bool:
        """Returns whether a field with this value is as it must be."""
        return _fits(self.value, value, vocabulary)


class SubgoalPattern(Frozen):
    """A kind of subgoal, with some of its fields fixed."""

    kind: Literal["subgoal"] = "subgoal"
    verb: Name
    """The subgoal's kind, such as `craft`."""
    fields: tuple[FieldPattern, ...] = ()
    """Sorted by field name."""

    @classmethod
    def of(cls, verb: str, **fields: Scalar) -> SubgoalPattern:
        """Returns the pattern `verb(name=value, ...)`."""
        pairs = tuple(FieldPattern(name=n, value=v) for n, v in sorted(fields.items()))
        return cls(verb=verb, fields=pairs)

    def matches(self, subgoal: Subgoal, vocabulary: Vocabulary) -> bool:
        """Returns whether `subgoal` is one of those that the pattern stands for."""
        return subgoal.kind == self.verb and all(
            field.covers(getattr(subgoal, field.name, None), vocabulary) for field in self.fields
        )

    def __str__(self) -> str:
        shown = (f"{f.name}={_shown(f.value)}" for f in self.fields)
        return f"{self.verb}({', '.join(shown)})"


class Before(Frozen):
    """A subgoal of the one kind comes in the plan, with none of the other kind before it."""

    kind: Literal["before"] = "before"
    first: SubgoalPattern
    """What has to come first."""
    then: SubgoalPattern
    """What may come only after it."""

    def __str__(self) -> str:
        return f"{self.then} with no {self.first} before it"


class AtMost(Frozen):
    """A subgoal of a kind comes more often than `count` times."""

    kind: Literal["at_most"] = "at_most"
    count: Count
    pattern: SubgoalPattern
    within_blocks: Count | None = None
    """Only times that came to nothing within so many blocks of here count, whatever the plan;
    `None`: all times in the plan count, those that are finished and the next."""

    def __str__(self) -> str:
        times = "once" if self.count == 1 else f"{self.count} times"
        if self.within_blocks is None:
            return f"{self.pattern} more than {times}"
        return f"{self.pattern} again after it failed {times} within {self.within_blocks} blocks"


class Inside(Frozen):
    """A subgoal of a kind is begun where, or when, a condition holds.

    A subgoal that names heights leads there: it is judged at the highest and the lowest of them.
    """

    kind: Literal["inside"] = "inside"
    pattern: SubgoalPattern
    region: Condition

    def __str__(self) -> str:
        return f"{self.pattern} while {self.region}"


PlanPattern = Annotated[Before | AtMost | Inside, Field(discriminator="kind")]
Forbidden = Annotated[SubgoalPattern | Before | AtMost | Inside, Field(discriminator="kind")]


def forbids_next(forbidden: Forbidden, plan: Plan, view: View, vain: Sequence[Tried] = ()) -> bool:
    """Returns whether beginning the plan's current step now would be what is forbidden.

    Args:
        forbidden: The pattern.
        plan: Has an unfinished step; its finished prefix counts for order and repetition.
        view: The state and the episode's tally at this moment.
        vain: The episode's attempts that came to nothing.
    """
    words, current = view.vocabulary, plan.current.subgoal
    done = [step.subgoal for step in plan.prefix]
    match forbidden:
        case SubgoalPattern():
            return forbidden.matches(current, words)
        case Before():
            return forbidden.then.matches(current, words) and not any(
                forbidden.first.matches(subgoal, words) for subgoal in done
            )
        case AtMost(within_blocks=int(distance)):
            times = sum(
                forbidden.pattern.matches(tried.subgoal, words)
                for tried in vain_here(vain, view.state.position, distance)
            )
            return forbidden.pattern.matches(current, words) and times >= forbidden.count
        case AtMost():
            times = sum(forbidden.pattern.matches(s, words) for s in (*done, current))
            return forbidden.pattern.matches(current, words) and times > forbidden.count
        case Inside():
            return forbidden.pattern.matches(current, words) and any(
                forbidden.region.holds(there) for there in _led_to(view, current)
            )


def vain_here(vain: Sequence[Tried], here: Position | None, distance: int) -> list[Tried]:
    """Returns the attempts in vain that ended within so many blocks of a place, seen from above."""
    return [
        tried
        for tried in vain
        if here is not None
        and tried.position is not None
        and tried.position.dimension == here.dimension
        and max(abs(tried.position.x - here.x), abs(tried.position.z - here.z)) <= distance
    ]


def _led_to(view: View, subgoal: Subgoal) -> Iterator[View]:
    """Yields the views from where a subgoal is begun, and from the heights that it leads to."""
    yield view
    heights, here = getattr(subgoal, "height", None), view.state.position
    if heights is None or here is None:
        return
    for y in heights:
        there = here.model_copy(update={"y": y})
        yield replace(view, state=view.state.model_copy(update={"position": there}))


def _fits(wanted: Scalar, found: Any, vocabulary: Vocabulary) -> bool:
    if isinstance(wanted, str) and isinstance(found, str):
        return wanted == found or vocabulary.covers(wanted, found)
    if isinstance(wanted, tuple) and isinstance(found, tuple):
        return bool(wanted[0] <= found[0] and found[1] <= wanted[1])
    return bool(wanted == found)


def _shown(value: Scalar) -> str:
    return "null" if value is None else f'"{value}"' if isinstance(value, str) else str(value)
