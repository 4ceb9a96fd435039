"""Knowledge, as data: skills, guardrails, and the evidence that they stand on.

Entries are immutable; a change is a new version in the append-only log (`LogEntry`), and the
knowledge at any round is the log folded up to it. Nothing here is code that could be run, and a
guardrail's reason alone is free text: entries may come from elsewhere, and they stand in prompts.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter

from diagnosis import Cause
from envs import (
    Condition,
    Count,
    Frozen,
    HasTool,
    Name,
    Pattern,
    SafeText,
    Subgoal,
)
from memory.parameters import Argument, Parameter
from memory.patterns import Forbidden, Scalar

Origin = Annotated[SafeText | None, Field(exclude_if=lambda origin: origin is None)]
"""The language model that proposed an entry, as `provider:model`; `None` for the distiller."""

Status = Literal["candidate", "active", "retired"]
"""A candidate is offered to the planner with its doubt and enforced by nothing; an active entry
is injected and, if a guardrail, enforced; a retired one is neither and stays in the log."""

MAX_EVIDENCE_IDS = 64
"""How many ids each side of an entry's evidence lists; the counts go on beyond."""

MAX_LATEST = 8
"""How many of the latest outcomes an entry's evidence keeps in order."""

MAX_SKILL_DEPTH = 8
"""How deep calls of skills by skills go at most, the first one counted."""

MAX_SKILL_STEPS = 40
"""How many subgoals a skill comes to at most, once all calls are expanded."""

MAX_COSTS = 16
"""How many of the latest costs a skill keeps, and of the heights at which it found something."""

_Found = Annotated[int, Field(ge=-2_040, le=2_040)]
# A subgoal's heights reach a little further: those about what was found are heights, too.


class Evidence(Frozen):
    """What speaks for an entry and what against, and the Beta posterior that follows.

    The prior is Beta(1, 1); `reliability` is the posterior's mean (Laplace's rule).
    """

    supporting: Annotated[int, Field(ge=0)] = 0
    """Experiences that bore it out."""
    contradicting: Annotated[int, Field(ge=0)] = 0
    """Experiences that went against it."""
    supporting_ids: tuple[str, ...] = ()
    """The latest of them, at most `MAX_EVIDENCE_IDS`, oldest first."""
    contradicting_ids: tuple[str, ...] = ()
    latest: tuple[bool, ...] = ()
    """Whether each of the latest outcomes bore it out, at most `MAX_LATEST`, oldest first."""

    @property
    def reliability(self) -> float:
        """The posterior mean, in (0, 1)."""
        return (1 + self.supporting) / (2 + self.supporting + self.contradicting)

    def recent(self, outcomes: int) -> float:
        """Returns the posterior mean over the latest `outcomes` alone, in (0, 1).

        A life is decided by it, so that a long past doesn't outvote a world that has changed.
        """
        latest = self.latest[-outcomes:]
        return (1 + sum(latest)) / (2 + len(latest))

    def supported(self, experience: str) -> Evidence:
        """Returns the evidence with one more experience for."""
        ids = (*self.supporting_ids, experience)[-MAX_EVIDENCE_IDS:]
        latest = (*self.latest, True)[-MAX_LATEST:]
        return self.model_copy(
            update={
                "supporting": self.supporting + 1,
                "supporting_ids": ids,
                "latest": latest,
            }
        )

    def contradicted(self, experience: str) -> Evidence:
        """Returns the evidence with one more experience against."""
        ids = (*self.contradicting_ids, experience)[-MAX_EVIDENCE_IDS:]
        latest = (*self.latest, False)[-MAX_LATEST:]
        return self.model_copy(
            update={
                "contradicting": self.contradicting + 1,
                "contradicting_ids": ids,
                "latest": latest,
            }
        )


class Effect(Frozen):
    """How one application of a skill changes how many of an item are carried."""

    item: Pattern
    delta: Annotated[int, Field(ge=-100_000, le=100_000)]


class SkillCall(Frozen):
    """A step that stands for the steps of a skill."""

    kind: Literal["skill"] = "skill"
    skill: Name
    """The skill's id."""
    arguments: tuple[tuple[Name, Argument], ...] = ()
    """(parameter, value) pairs, sorted."""


SkillStep = Annotated[Subgoal | SkillCall, Field(discriminator="kind")]


class Skill(Frozen):
    """A way to reach a goal that has worked, generalised over the times it did."""

    kind: Literal["skill"] = "skill"
    id: Name
    scope: str
    goal: Condition
    """What one application brings about, such as `has("stick", 4)`."""
    parameters: tuple[Parameter, ...] = ()
    preconditions: Condition | None = None
    """What must hold before the first step, for one application; `None` if nothing is needed."""
    steps: tuple[SkillStep, ...]
    verification: Condition
    """What must hold after the last step."""
    effects: tuple[Effect, ...] = ()
    """Sorted by item; for one application. Items that come as a by-product are left out."""
    batch: Count = 1
    """How many of the goal's item one application gives; the counts of `preconditions` and
    `effects` are for that many, and what is used up grows with the number of applications."""
    cost_ticks: Annotated[int, Field(ge=0)] = 0
    """Median ticks of one application, over `costs`."""
    costs: tuple[Annotated[int, Field(ge=0)], ...] = ()
    """Ticks of one application in each of the latest successes, at most `MAX_COSTS`."""
    found_at: Annotated[tuple[_Found, ...], Field(exclude_if=lambda heights: not heights)] = ()
    """Where it digs, at which height each of the latest successes found what it was after, at
    most `MAX_COSTS`: the step's heights are those about their median."""
    doubted: Annotated[HasTool | None, Field(exclude_if=lambda tool: tool is None)] = None
    """The tool that it seemed to need when it failed, until it works with a weaker one again."""
    done_with: Annotated[tuple[Name, ...], Field(exclude_if=lambda names: not names)] = ()
    """With which tools, or at which stations, what it gathers or crafts was got so far, sorted;
    `none` for the bare hand."""
    status: Status = "candidate"
    evidence: Evidence = Evidence()
    origin: Origin = None

    @property
    def any_of(self) -> str | None:
        """The tag of whose items any may be given; `None` for a skill of one thing."""
        given = (p.among for p in self.parameters if p.name == "item")
        tag = next((names[0] for names in given if names), "")
        plain = len(self.steps) == 1 and self.steps[0].kind != "skill"
        return tag if plain and tag.startswith("#") else None


class Remedy(Frozen):
    """What to do instead of what a guardrail forbids; at least one field is set."""

    achieve: Condition | None = None
    """Bring this about first, by `steps` if there are any, else by what skills are known."""
    steps: tuple[Subgoal, ...] = ()
    """Subgoals to insert before the forbidden one."""
    replace: tuple[tuple[Name, Scalar], ...] = ()
    """(field, value) pairs to change in the forbidden subgoal, sorted."""
    drop: bool = False
    """Leave the forbidden subgoal out."""
    away_blocks: Count | None = None
    """Go so far away first."""


class Guardrail(Frozen):
    """What not to do, when, why, and what to do first or instead.

    It is violated by a step that matches `forbidden` while `trigger` holds and `exception`
    doesn't. A trigger over an absent facet is unknown, and an unknown trigger forbids nothing.
    """

    kind: Literal["guardrail"] = "guardrail"
    id: Name
    scope: str
    level: Literal["subgoal", "task"] = "subgoal"
    task: Name | None = None
    """The task that a task-level guardrail is about; `None` for all."""
    trigger: Condition | None = None
    """`None`: always."""
    forbidden: Forbidden
    exception: Condition | None = None
    cause: Cause
    remedy: Remedy | None = None
    reason: SafeText = ""
    """One plain sentence for prompts and people."""
    status: Status = "candidate"
    evidence: Evidence = Evidence()
    origin: Origin = None


Entry = Annotated[Skill | Guardrail, Field(discriminator="kind")]
entry_adapter: TypeAdapter[Entry] = TypeAdapter(Entry)

Change = Literal[
    "created",
    "supported",
    "contradicted",
    "activated",
    "narrowed",
    "merged",
    "retired",
    "reactivated",
    "refused",
    "imported",
    "reworded",
]


class LogEntry(Frozen):
    """One change to one entry; the log is append-only and ordered."""

    round: Annotated[int, Field(ge=0)]
    """The round at whose end it happened; it is in force from the next one on."""
    change: Change
    entry: Entry
    """The whole entry as it is after the change."""
    reason: SafeText
    experiences: tuple[str, ...] = ()
    """The experiences that brought the change about."""


def entry_id(kind: Literal["skill", "guardrail"], content: Mapping[str, Any]) -> str:
    """Returns an id that depends on what is said alone: the same lesson has one id in all scopes.

    Args:
        kind: Skill or guardrail.
        content: The fields that make it this entry, as plain data or text.
    """
    said = "|".join(f"{k}={content[k]}" for k in sorted(content))
    return f"{kind}-{sha256(said.encode()).hexdigest()[:10]}"


class KnowledgeView(Frozen):
    """What is known at the start of a round, in one scope: immutable."""

    scope: str
    round: Annotated[int, Field(ge=0)]
    skills: tuple[Skill, ...] = ()
    """Active and candidate ones, sorted by id."""
    guardrails: tuple[Guardrail, ...] = ()
    """Active and candidate ones, sorted by id."""

    @property
    def digest(self) -> str:
        """The first 16 hex digits of a SHA-256 over the entries."""
        state = sha256()
        for entry in (*self.skills, *self.guardrails):
            state.update(entry.model_dump_json().encode())
        return state.hexdigest()[:16]
