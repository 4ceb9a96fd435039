"""`Method`: the door through which any memory enters the experiments, ours and others'.

    method = make(context)                 # an entry point in the group `steve.methods`
    recall = method.recall(query)          # before each plan and replan
    method.observe(experience)             # after each attempt
    method.end_round()                     # after a training round, in a fixed order
    method.snapshot()                      # a digest of what is known

A method sees the store as it stood when its round began, plus what its own episode lives
through. What it recalls reaches the planner in the same form whoever made it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Protocol

from pydantic import Field

from envs import Frozen, SafeText, Vocabulary
from memory.experience import Experience
from memory.proposals import Proposer
from memory.recalls import Query, Recall
from memory.store import Store


@dataclass(frozen=True)
class MethodContext:
    """What a method is made from.

    Attributes:
        store: The store, open.
        scope: The scope whose knowledge is read and written.
        arm: The arm, whose own episodes alone are learned from.
        round: The round that the episode belongs to; knowledge from before it is in force.
        vocabulary: The world's words.
        proposer: Who may propose knowledge at the round's end; `None` for nobody.
    """

    store: Store
    scope: str
    arm: str
    round: int
    vocabulary: Vocabulary
    proposer: Proposer | None = None


class Learned(Frozen):
    """What a round's end brought."""

    skills: Annotated[int, Field(ge=0)] = 0
    """Skills that are known now and weren't before, candidates among them."""
    guardrails: Annotated[int, Field(ge=0)] = 0
    """Guardrails that are known now and weren't before, candidates among them."""
    retired: Annotated[int, Field(ge=0)] = 0
    """Entries that were known before and aren't any more."""
    proposed: Annotated[int, Field(ge=0)] = 0
    """What was taken of a language model's proposals: entries and wordings."""
    refused: Annotated[int, Field(ge=0)] = 0
    """Proposals of a language model that the gate refused."""
    fault: SafeText | None = None
    """What broke when a language model was asked for proposals; `None` if nothing did."""


class Method(Protocol):
    """A memory: what it recalls, what it observes, what it makes of a round."""

    def recall(self, query: Query) -> Recall:
        """Returns what is worth knowing for `query`, within its bounds; changes nothing."""
        ...

    def observe(self, experience: Experience) -> None:
        """Takes note of an attempt of the running episode; the store holds it already."""
        ...

    def end_round(self) -> Learned:
        """Learns from the training episodes of the context's round, in a fixed order.

        Called once all of them are in the store. Calling it again changes nothing.
        """
        ...

    def snapshot(self) -> str:
        """Returns a digest of the knowledge in force."""
        ...


class MethodFactory(Protocol):
    """Is what an entry point in the group `steve.methods` names."""

    def __call__(self, context: MethodContext) -> Method:
        """Returns the method for one round of one arm."""
        ...
