"""`Proposer`: who may propose knowledge beside what the distiller finds by itself.

    class Mine:
        name = "mine"
        def propose(self, lived: Lived) -> Sequence[Proposal]: ...

A proposal is data, and no more than that: it passes the gate that every entry passes, comes in as
a candidate, and lives by evidence from then on. So whoever proposes needs no trust.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Literal, Protocol

from pydantic import Field

from diagnosis import Cause
from envs import Condition, Frozen, Has, ModelFault, SafeText, Vocabulary
from memory._wording import usual_reason
from memory.entries import Entry, Guardrail, Remedy, Skill, SkillStep, entry_id
from memory.experience import Experience
from memory.patterns import SubgoalPattern

MAX_STEPS = 12
"""How many steps a proposed skill may have."""


class ProposedGuardrail(Frozen):
    """A guardrail over one subgoal."""

    kind: Literal["guardrail"] = "guardrail"
    forbidden: SubgoalPattern
    trigger: Condition | None = None
    """`None`: always."""
    exception: Condition | None = None
    cause: Cause
    """Why what is forbidden fails; failures of this cause bear it out."""
    achieve: Condition | None = None
    """What to bring about first; `None` for no remedy."""
    wording: SafeText = ""
    """One plain sentence; empty for the usual one."""


class ProposedSkill(Frozen):
    """A way to reach a goal, of subgoals and calls of skills that are known."""

    kind: Literal["skill"] = "skill"
    goal: Condition
    preconditions: Condition | None = None
    """What must hold before the first step; `None` if nothing is needed."""
    steps: Annotated[tuple[SkillStep, ...], Field(min_length=1, max_length=MAX_STEPS)]


class ProposedWording(Frozen):
    """A plainer sentence for a guardrail that is known."""

    kind: Literal["wording"] = "wording"
    entry: SafeText
    """The guardrail's id."""
    wording: SafeText


Proposal = Annotated[
    ProposedGuardrail | ProposedSkill | ProposedWording, Field(discriminator="kind")
]


@dataclass(frozen=True)
class Lived:
    """A round, as a proposer is shown it.

    Attributes:
        failures: What failed, in the order of learning.
        successes: What succeeded and did something, in the order of learning.
        known: All living entries, those of this round included, sorted by kind and id.
        vocabulary: The world's words.
    """

    failures: tuple[Experience, ...]
    successes: tuple[Experience, ...]
    known: tuple[Entry, ...]
    vocabulary: Vocabulary


class Proposer(Protocol):
    """Proposes knowledge at a round's end."""

    @property
    def name(self) -> str:
        """Who proposes, such as `openai:gpt-5-mini`; entries carry it as their origin."""
        ...

    def propose(self, lived: Lived) -> Sequence[Proposal]:
        """Returns proposals, in an order that depends on `lived` and the proposer alone.

        Raises:
            ModelFault: If the model behind it broke; the round is distilled without.
        """
        ...


class Bearing:
    """A proposer whose faults cost a round no more than its proposals.

    Attributes:
        fault: What broke; `None` if nothing did.
    """

    def __init__(self, proposer: Proposer) -> None:
        """Wraps a proposer."""
        self.fault: str | None = None
        self._proposer = proposer

    @property
    def name(self) -> str:
        """Who proposes."""
        return self._proposer.name

    def propose(self, lived: Lived) -> Sequence[Proposal]:
        """Returns proposals; none if the model behind them broke."""
        try:
            return self._proposer.propose(lived)
        except ModelFault as fault:
            self.fault = str(fault)
            return ()


def guardrail_of(proposal: ProposedGuardrail, scope: str, origin: str) -> Guardrail:
    """Returns the candidate that is proposed, in the usual words and without evidence."""
    forbidden, trigger, exception = proposal.forbidden, proposal.trigger, proposal.exception
    remedy = None if proposal.achieve is None else Remedy(achieve=proposal.achieve)
    return Guardrail(
        id=entry_id(
            "guardrail", {"forbidden": forbidden, "trigger": trigger, "exception": exception}
        ),
        scope=scope,
        trigger=trigger,
        forbidden=forbidden,
        exception=exception,
        cause=proposal.cause,
        remedy=remedy,
        reason=usual_reason(forbidden, trigger, proposal.cause),
        origin=origin,
    )


def skill_of(proposal: ProposedSkill, scope: str, origin: str) -> Skill:
    """Returns the candidate that is proposed, without evidence, costs and effects."""
    goal, needs = proposal.goal, proposal.preconditions
    steps = "; ".join(str(step) for step in proposal.steps)
    return Skill(
        id=entry_id("skill", {"goal": goal, "needs": needs, "steps": steps}),
        scope=scope,
        goal=goal,
        preconditions=needs,
        steps=proposal.steps,
        verification=goal,
        batch=goal.count if isinstance(goal, Has) else 1,
        origin=origin,
    )
