"""What may be given in a call of a skill, and what may not."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from envs import Frozen, Heights, Name, Pattern, Vocabulary, tier_rank, tool_of
from memory.patterns import Scalar

Argument = Pattern | int | Heights
"""What a call of a skill may give for a parameter."""


class Parameter(Frozen):
    """What may differ from call to call."""

    name: Name
    default: Scalar
    """What it is where it isn't given; `None` for what the step says by itself."""
    uses: tuple[tuple[int, Name], ...]
    """(step, field) pairs whose value the argument replaces."""
    among: Annotated[tuple[Pattern, ...], Field(exclude_if=lambda names: not names)] = ()
    """What may be given: one of these names, a member of one of these tags, or a tool at least as
    good as one of these; empty for whatever the step takes."""
    within: Annotated[Heights | None, Field(exclude_if=lambda heights: heights is None)] = None
    """Between which heights those that are given must lie; `None` where none are given."""

    @property
    def admitted(self) -> str:
        """What may be given, in words; empty for whatever the step takes."""
        if self.within is not None:
            return f"within {self.within}"
        return " or ".join(map(_in_words, self.among))

    def admits(self, argument: Argument, vocabulary: Vocabulary | None) -> bool:
        """Returns whether an argument may be given.

        Args:
            argument: What is given.
            vocabulary: The world's words, which say what a tag's members are; `None` if they
                aren't known: any name may be one then.
        """
        if self.within is not None:
            low, high = self.within
            return isinstance(argument, tuple) and low <= argument[0] <= argument[1] <= high
        if not self.among:
            return True
        return isinstance(argument, str) and any(
            _stands_for(one, argument, vocabulary) for one in self.among
        )


def _in_words(one: str) -> str:
    if one.startswith("#"):
        return f"any of {one}"
    return one if tool_of(one) is None else f"{one} or better"


def _stands_for(one: str, given: str, vocabulary: Vocabulary | None) -> bool:
    """Returns whether a name is a name or tag, or a tool at least as good as it."""
    if one.startswith("#"):
        return not given.startswith("#") and (vocabulary is None or vocabulary.matches(one, given))
    asked, tool = tool_of(one), tool_of(given)
    if asked is not None and tool is not None:
        return asked[0] == tool[0] and tier_rank(asked[1]) <= tier_rank(tool[1])
    return one == given
