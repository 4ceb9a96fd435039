"""`Plan`: subgoals in order, where each came from, and how much of it is finished."""

from __future__ import annotations

from hashlib import sha256
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from envs._frozen import Frozen
from envs.subgoals import Subgoal, subgoal_adapter

Origin = Literal["model", "skill", "remedy", "probe"]
"""Who put a step into the plan: the planner's model, the expansion of a skill, or a guardrail."""


class Step(Frozen):
    """One subgoal of a plan, with its origin."""

    subgoal: Subgoal
    origin: Origin = "model"
    source: str | None = None
    """The id of the skill or guardrail that it came from."""


class Plan(Frozen):
    """What the agent is about to do. Its finished prefix is frozen: replanning keeps it."""

    steps: tuple[Step, ...]
    frozen: Annotated[int, Field(ge=0)] = 0
    """How many steps from the start are finished."""
    parent: str | None = None
    """The id of the plan that this one replaced, or came from by advancing."""

    @model_validator(mode="after")
    def _within(self) -> Self:
        if self.frozen > len(self.steps):
            raise ValueError(f"expected at most {len(self.steps)} frozen steps")
        return self

    @property
    def id(self) -> str:
        """The first 16 hex digits of a SHA-256 over the steps and the parent."""
        digest = sha256((self.parent or "").encode())
        for step in self.steps:
            digest.update(subgoal_adapter.dump_json(step.subgoal))
            digest.update(f"{step.origin}:{step.source}".encode())
        return digest.hexdigest()[:16]

    @property
    def unfinished(self) -> bool:
        """Whether a step is left to try."""
        return self.frozen < len(self.steps)

    @property
    def current(self) -> Step:
        """The step to try next.

        Raises:
            IndexError: If none is left.
        """
        return self.steps[self.frozen]

    @property
    def prefix(self) -> tuple[Step, ...]:
        """The finished steps."""
        return self.steps[: self.frozen]

    @property
    def rest(self) -> tuple[Step, ...]:
        """The steps still to do."""
        return self.steps[self.frozen :]

    def advanced(self) -> Plan:
        """Returns the same plan with the current step finished."""
        return self.model_copy(update={"frozen": self.frozen + 1})

    def continued(self, rest: tuple[Step, ...]) -> Plan:
        """Returns a new plan that keeps the finished prefix and does `rest` after it."""
        return Plan(steps=(*self.prefix, *rest), frozen=self.frozen, parent=self.id)
