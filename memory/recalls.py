"""What is asked of a memory and what it answers.

A planner asks with a `Query` and is answered with a `Recall`; who looks into a store asks with a
`Question` and is answered with `Hit`s. Both say by a `Filter` what may be recalled at all.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from diagnosis import Cause
from envs import (
    Condition,
    Coordinate,
    Dimension,
    EpisodeKey,
    Frozen,
    Plan,
    SafeText,
    State,
    Subgoal,
    Task,
    Within,
)
from memory.entries import Guardrail, Skill


class Filter(Frozen):
    """Which experiences may be recalled at all; what is left out here is never looked at."""

    outcome: Literal["succeeded", "failed"] | None = None
    """Only of this outcome; `None` for both."""
    causes: tuple[Cause, ...] = ()
    """Only failures of one of these causes; empty for any experience."""
    tags: tuple[str, ...] = ()
    """Only what has all of these tags, such as `kind:craft`, `item:stick` or `biome:forest`."""
    place: Within | None = None
    """Only what began within so many blocks of a column, to the 16-block cell."""


class Query(Frozen):
    """What a planner wants to remember before it plans."""

    episode: EpisodeKey
    shared_map: bool = False
    """Whether all episodes of the scope are on one map, as on a server; else the seed makes it."""
    task: Task
    state: State
    failed: Subgoal | None = None
    """The subgoal that just failed, on replanning; `None` at the start."""
    cause: Cause | None = None
    """Why it failed."""
    k: Annotated[int, Field(ge=0, le=100)] = 10
    """At most so many hits."""
    token_budget: Annotated[int, Field(ge=0)] = 2_000
    """At most so many tokens of recalled text, over all that is recalled."""
    only: Filter = Filter()
    """Which experiences may be among the hits."""


class Spot(Frozen):
    """A column of a world, heights aside."""

    x: Coordinate
    z: Coordinate
    dimension: Dimension = "overworld"
    seed: int | None = None
    """The seed of the map that it is on; `None` for a shared map, and for any seed's."""


class Question(Frozen):
    """What somebody wants to know of the experiences themselves; each part may be left out.

    What is asked is compared index by index, and says what comes first: indices that aren't asked
    say nothing, and the others share the weight. `only` says what may come at all.
    """

    text: SafeText = ""
    """In words; compared by meaning, and by the tags that it names (iron pickaxe)."""
    subgoal: Subgoal | None = None
    """What somebody wants to do: its kind and what it is about, and how it went well."""
    given: Condition | None = None
    """What holds when it is begun; compared with what held then, by condition signature."""
    near: Spot | None = None
    """Where it is begun; the nearer the better."""
    k: Annotated[int, Field(ge=0, le=100)] = 10
    """At most so many hits."""
    token_budget: Annotated[int, Field(ge=0)] = 2_000
    """Their lines take at most so many tokens."""
    only: Filter = Filter()
    """Which experiences may be among the hits."""


class Reason(Frozen):
    """Why one index brought a hit up."""

    index: str
    """`signature`, `place`, `tags`, `outcome` or `meaning`."""
    score: float
    """In [0, 1]."""
    detail: SafeText = ""


class Hit(Frozen):
    """One recalled experience."""

    experience: str
    score: float
    """In [0, 1]."""
    reasons: tuple[Reason, ...] = ()
    text: SafeText = ""
    """What it says, in one line for the prompt."""


class Example(Frozen):
    """A whole plan that once reached a task's goal."""

    instruction: SafeText
    plan: Plan
    episode: str


class Recall(Frozen):
    """What was recalled, and why."""

    id: str
    view: str
    """The digest of the knowledge it was read from."""
    hits: tuple[Hit, ...] = ()
    skills: tuple[Skill, ...] = ()
    guardrails: tuple[Guardrail, ...] = ()
    examples: tuple[Example, ...] = ()
    notes: tuple[SafeText, ...] = ()
    """Free sentences, for methods whose knowledge is text."""
    tokens: Annotated[int, Field(ge=0)] = 0
    """How many tokens all of it takes, by the method's own count."""
