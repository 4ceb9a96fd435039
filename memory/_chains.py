"""What of an episode led to a result: its successes, taken backwards from what they used up.

A success belongs to the chain of a result if something that it gave was used for it: its item, its
tool, the station that it placed. What merely happened before has no part in it, and neither has a
station that was placed and taken up again unused; of what a success gave only as much counts as the
chain took.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from envs import Attempt, Condition, Has, HasTool, ItemGained, Near, Vocabulary, tier_rank, tool_of
from memory._shown import Shown
from memory.experience import Experience


@dataclass(frozen=True)
class Link:
    """One success in a chain.

    Attributes:
        experience: The attempt.
        shown: What it shows.
        count: How many of what it gives the chain took; 0 if it gives no item.
    """

    experience: Experience
    shown: Shown
    count: int


@dataclass(frozen=True)
class Chain:
    """The successes that led to a result, in order, the one that gave it last.

    Attributes:
        links: The successes.
        needs: What they took that was there before the first of them, sorted by text.
    """

    links: tuple[Link, ...]
    needs: tuple[Condition, ...]


@dataclass
class _Wants:
    """What a chain still wants of what comes before it."""

    items: Counter[str] = field(default_factory=Counter)
    held: set[Condition] = field(default_factory=set)

    def ask(self, link: Link) -> None:
        times = max(1, -(-link.count // link.shown.batch))
        for pattern, count in link.shown.needs:
            self.items[pattern] += count * times
        self.held.update(link.shown.held)

    def met_by(self, experience: Experience, shown: Shown, vocabulary: Vocabulary) -> Link | None:
        """Takes off what an earlier success gave; `None` if none of that is wanted."""
        held = {wanted for wanted in self.held if _brings(shown, wanted, vocabulary)}
        self.held -= held
        taken = 0 if shown.gives is None else self._taken(experience, shown.gives, vocabulary)
        if not taken and not held:
            return None
        # A tool is wanted, and not used up.
        return Link(experience, shown, max(taken, int(shown.gives is not None)))

    def unmet(self) -> tuple[Condition, ...]:
        carried = (Has(item=item, count=n) for item, n in self.items.items() if n > 0)
        return tuple(sorted((*carried, *self.held), key=str))

    def _taken(self, experience: Experience, item: str, vocabulary: Vocabulary) -> int:
        wanted = sorted(p for p, n in self.items.items() if n and vocabulary.covers(p, item))
        given = left = _gained(experience.attempt, item, vocabulary) if wanted else 0
        for pattern in wanted:
            taken = min(left, self.items[pattern])
            self.items[pattern] -= taken
            left -= taken
        return given - left


def chain_to(
    successes: Sequence[tuple[Experience, Shown]], last: int, vocabulary: Vocabulary
) -> Chain:
    """Returns the chain that led to what one success gave, for one application of it.

    Args:
        successes: An episode's in order, each with what it shows.
        last: Which of them gave it.
        vocabulary: The world's words.
    """
    taken = list(successes[: last + 1])
    while True:
        chain = _traced(taken, vocabulary)
        undone = _placed_in_vain(chain.links)
        if not undone:
            return chain
        taken = [success for success in taken if success[0].id not in undone]


def _traced(successes: Sequence[tuple[Experience, Shown]], vocabulary: Vocabulary) -> Chain:
    """Returns the chain to what the last of the successes gave."""
    *before, last = successes
    wants, found = _Wants(), [Link(*last, last[1].batch)]
    wants.ask(found[0])
    for experience, shown in reversed(before):
        earlier = wants.met_by(experience, shown, vocabulary)
        if earlier is not None:
            wants.ask(earlier)
            found.append(earlier)
    return Chain(tuple(reversed(found)), wants.unmet())


def _placed_in_vain(links: Sequence[Link]) -> frozenset[str]:
    """Returns the experiences of placing something and of taking it up again unused, if any are."""
    for index, placing in enumerate(links):
        if placing.shown.step.kind != "place":
            continue
        near = placing.shown.goal
        for later in links[index + 1 :]:
            if not any(_is_at(near, held) for held in later.shown.held):
                continue
            if isinstance(near, Near) and later.shown.gives == near.name:
                return frozenset({placing.experience.id, later.experience.id})
            break
    return frozenset()


def _is_at(near: Condition, held: Condition) -> bool:
    return isinstance(near, Near) and isinstance(held, Near) and held.name == near.name


def _brings(shown: Shown, wanted: Condition, vocabulary: Vocabulary) -> bool:
    match wanted:
        case Has(item=item):
            return shown.gives is not None and vocabulary.covers(item, shown.gives)
        case HasTool(tool=kind, tier=tier):
            tool = None if shown.gives is None else tool_of(shown.gives)
            return tool is not None and tool[0] == kind and tier_rank(tool[1]) >= tier_rank(tier)
        case Near(name=name):
            return shown.step.kind == "place" and shown.goal == Near(name=name)
        case _:
            return False


def _gained(attempt: Attempt, item: str, vocabulary: Vocabulary) -> int:
    return sum(
        event.count
        for event in attempt.trace
        if isinstance(event, ItemGained)
        and event.way != "container"
        and vocabulary.matches(item, event.item)
    )
