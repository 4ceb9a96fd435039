"""`Tally`: how often what happened, by verb, object and tool; never truncated."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Annotated, Any, Literal

from pydantic import Field

from envs._frozen import Frozen, Name
from envs.events import Event
from envs.vocabulary import Vocabulary

Verb = Literal[
    "mined",
    "crafted",
    "smelted",
    "killed",
    "traded",
    "placed",
    "eaten",
    "drunk",
    "slept",
    "washed",
    "repaired",
]

# From an event's kind to what is counted: verb, object, tool and how many.
_COUNTED: dict[str, Callable[[Any], tuple[str, str, str, int]]] = {
    "block_broken": lambda e: ("mined", e.block, e.tool, 1),
    "crafted": lambda e: ("crafted", e.item, "none", e.count),
    "smelted": lambda e: ("smelted", e.item, "none", e.count),
    "killed": lambda e: ("killed", e.entity, e.tool, 1),
    "traded": lambda e: ("traded", e.item, "none", e.count),
    "block_placed": lambda e: ("placed", e.block, "none", 1),
    "used": lambda e: (e.verb, e.object, "none", 1),
}


class Deed(Frozen):
    """One line of a tally."""

    verb: Verb
    object: Name
    tool: Name
    """What was in the hand; `"none"` for nothing, and where the tool doesn't matter."""
    count: Annotated[int, Field(ge=1)]


class Tally(Frozen):
    """What happened over a stretch of events."""

    deeds: tuple[Deed, ...] = ()
    """Sorted by verb, object and tool, one line each."""

    @classmethod
    def of(cls, events: Iterable[Event]) -> Tally:
        """Returns the tally of `events`; kinds that no verb stands for are passed over."""
        counts: Counter[tuple[str, str, str]] = Counter()
        for event in events:
            if counted := _COUNTED.get(event.kind):
                *key, count = counted(event)
                counts[key[0], key[1], key[2]] += count
        return cls._from(counts)

    @classmethod
    def _from(cls, counts: Counter[tuple[str, str, str]]) -> Tally:
        rows = sorted(counts.items())
        return cls(
            deeds=tuple(
                Deed.model_validate({"verb": verb, "object": what, "tool": tool, "count": n})
                for (verb, what, tool), n in rows
            )
        )

    def plus(self, other: Tally) -> Tally:
        """Returns the two stretches taken together."""
        if not other.deeds:
            return self
        counts: Counter[tuple[str, str, str]] = Counter()
        for deed in (*self.deeds, *other.deeds):
            counts[deed.verb, deed.object, deed.tool] += deed.count
        return self._from(counts)

    def count(self, verb: Verb, what: str, tool: str | None, vocabulary: Vocabulary) -> int:
        """Returns how often `verb` happened to `what` (a name or `#tag`).

        Args:
            verb: The verb.
            what: A name or a `#tag`.
            tool: A name or `#tag` of what was in the hand, `"none"` for nothing in it, or
                `None` for anything.
            vocabulary: Whose tags are meant.
        """
        return sum(
            deed.count
            for deed in self.deeds
            if deed.verb == verb
            and vocabulary.matches(what, deed.object)
            and (tool is None or vocabulary.matches(tool, deed.tool))
        )
