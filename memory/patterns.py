"""What a guardrail forbids: patterns over a subgoal or over a plan, as data.

A pattern is written like the subgoals it matches: `craft(item="wooden_pickaxe")` matches every
such craft, whatever its count. A field given as `null` matches a field that is not set.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from envs import Condition, Count, Frozen, Heights, Plan, Subgoal, View, Vocabulary

Scalar = str | int | Heights | None


class FieldPattern(Frozen):
    """One field of a subgoal and what it must be."""

    name: str
    value: Scalar
    """A name also matches by tag, heights match what lies within them; `None` matches a field
    that isn't set."""

    def covers(self, value: Any, vocabulary: Vocabulary) -> bool:
        """Returns whether a field with this value is as it must be."""
        return _fits(self.value, value, vocabulary)


class SubgoalPattern(Frozen):
    """A kind of subgoal, with some of its fields fixed."""

    kind: Literal["subgoal"] = "subgoal"
    verb: str
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

    def __str__(self) -> str:
        return f"{self.pattern} more than {self.count} times"


class Inside(Frozen):
    """A subgoal of a kind is begun where, or when, a condition holds."""

    kind: Literal["inside"] = "inside"
    pattern: SubgoalPattern
    region: Condition

    def __str__(self) -> str:
        return f"{self.pattern} while {self.region}"


PlanPattern = Annotated[Before | AtMost | Inside, Field(discriminator="kind")]
Forbidden = Annotated[SubgoalPattern | Before | AtMost | Inside, Field(discriminator="kind")]


def forbids_next(forbidden: Forbidden, plan: Plan, view: View) -> bool:
    """Returns whether beginning the plan's current step now would be what is forbidden.

    Args:
        forbidden: The pattern.
        plan: Has an unfinished step; its finished prefix counts for order and repetition.
        view: The state and the episode's tally at this moment.
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
        case AtMost():
            times = sum(forbidden.pattern.matches(s, words) for s in (*done, current))
            return forbidden.pattern.matches(current, words) and times > forbidden.count
        case Inside():
            return forbidden.pattern.matches(current, words) and forbidden.region.holds(view)


def _fits(wanted: Scalar, found: Any, vocabulary: Vocabulary) -> bool:
    if isinstance(wanted, str) and isinstance(found, str):
        return wanted == found or vocabulary.covers(wanted, found)
    if isinstance(wanted, tuple) and isinstance(found, tuple):
        return bool(wanted[0] <= found[0] and found[1] <= wanted[1])
    return bool(wanted == found)


def _shown(value: Scalar) -> str:
    return "null" if value is None else f'"{value}"' if isinstance(value, str) else str(value)
