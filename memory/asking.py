"""What recall is asked, made of a planner's `Query` or of anybody's `Question`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from diagnosis import Cause
from envs import InputError, State, Subgoal
from memory.recalls import Filter, Query, Question
from memory.signature import STATE_MASK, Signature, signature
from memory.spatial import CELL_BLOCKS, Cell, cell_of
from memory.supposed import supposed
from memory.tags import state_tags, subgoal_tags, task_tags


@dataclass(frozen=True)
class Place:
    """Where it is asked about.

    Attributes:
        cell: The cell; its height counts only if `heights`.
        seed: The seed of the map, `None` for a shared map and for any.
        heights: Whether the height is known.
    """

    cell: Cell
    seed: int | None
    heights: bool = True


@dataclass(frozen=True)
class Asked:
    """A question, index by index.

    Attributes:
        text: What is asked, in the words in which experiences are written; "" for nothing.
        tags: The tags that an experience worth recalling would have, sorted.
        held: What holds, as a condition signature.
        place: Where; `None` for anywhere.
        subgoal: What failed, or what somebody wants to do; `None` for nothing in particular.
        cause: Why it failed, `None` if it is not known or nothing failed.
        plans: Whether it is for a plan; then, as long as nothing failed, successes go first.
        only: Which experiences may be recalled.
    """

    text: str
    tags: tuple[str, ...]
    held: Signature
    place: Place | None
    subgoal: Subgoal | None
    cause: Cause | None
    plans: bool
    only: Filter

    def parts(self) -> set[str]:
        """Returns the names of the indices that have something to compare with."""
        if self.plans:
            return {"meaning", "outcome", "place", "signature", "tags"}
        asked = {
            "meaning": self.text,
            "outcome": self.subgoal,
            "place": self.place,
            "signature": self.held.known,
            "tags": self.tags,
        }
        return {name for name, part in asked.items() if part}


def asked_by(query: Query) -> Asked:
    """Returns what a planner asks."""
    held = signature(query.state, query.failed)
    if query.failed is None:
        held = Signature(held.true & STATE_MASK, held.known & STATE_MASK)
    here = query.state.position
    seed = None if query.shared_map else query.episode.seed
    return Asked(
        text=question_text(query),
        tags=question_tags(query),
        held=held,
        place=None if here is None else Place(cell_of(here), seed),
        subgoal=query.failed,
        cause=query.cause,
        plans=True,
        only=query.only,
    )


def asked_in(question: Question, tags: Iterable[str]) -> Asked:
    """Returns what somebody asks.

    Args:
        question: The question.
        tags: All tags there are, of which it may name some.

    Raises:
        InputError: If no signature could tell anything of what is given.
    """
    subgoal, near = question.subgoal, question.near
    held = signature(State(tick=0), subgoal)
    if question.given is not None:
        known = supposed(question.given)
        if not known.known:
            raise InputError(
                f"Nothing of {str(question.given)!r} is kept in condition signatures: ask for "
                'something like has("#logs"), tool("pickaxe", "stone") or time("night").'
            )
        held = Signature(held.true | known.true, held.known | known.known)
    wanted = _named(question.text, tags) | (subgoal_tags(subgoal) if subgoal else set())
    words = ", ".join(part for part in (str(subgoal) if subgoal else "", question.text) if part)
    place = None
    if near is not None:
        cell = Cell(near.dimension, near.x // CELL_BLOCKS, 0, near.z // CELL_BLOCKS)
        place = Place(cell, near.seed, heights=False)
    return Asked(
        text=words,
        tags=tuple(sorted(wanted)),
        held=held,
        place=place,
        subgoal=subgoal,
        cause=None,
        plans=False,
        only=question.only,
    )


def question_tags(query: Query) -> tuple[str, ...]:
    """Returns the tags that an experience worth recalling would have, sorted."""
    tags = task_tags(query.task) | state_tags(query.state)
    if query.failed is not None:
        tags |= subgoal_tags(query.failed)
    return tuple(sorted(tags))


def question_text(query: Query) -> str:
    """Returns what is asked, in the words in which experiences are written.

    What came of it is left out: `Outcomes` looks at that, and better at what went well.
    """
    text = f'on the way to "{query.task.instruction}"'
    return text if query.failed is None else f"{query.failed}, {text}"


_WORD = re.compile(r"[a-z0-9]+")


def _named(text: str, tags: Iterable[str]) -> set[str]:
    """Returns the tags whose values stand in a text, word for word, whatever lies between."""
    words = set(_WORD.findall(text.lower()))
    if not words:
        return set()
    return {tag for tag in tags if words.issuperset(_WORD.findall(tag.partition(":")[2]))}
