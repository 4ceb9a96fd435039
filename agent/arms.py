"""`Arm`: one composition of planner, memory and control; what an experiment compares.

An arm is a composition, not a branch: every arm runs the same loop (`agent.loop`) on the same
budget of episodes, ticks, calls, tokens and replans.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from envs import Frozen, Name, UnknownNameError
from memory.registry import methods


class Arm(Frozen):
    """One composition."""

    name: Name
    planner: Literal["chat", "oracle"] = "chat"
    """`oracle` is handed the world's rules and needs no model."""
    method: Name = "full"
    """The memory, an entry point in the group `steve.methods`."""
    inject: bool = True
    """Whether what is recalled reaches the prompt."""
    enforce: bool = True
    """Whether guardrails stop and repair a plan by code."""
    guardrails: bool = True
    """Whether there are guardrails at all, learned or the episode's own."""
    skills: bool = True
    """Whether there are skills at all."""
    learn: bool = True
    """Whether its training episodes are distilled."""
    diagnosis: Literal["full", "cause", "binary"] = "full"
    """How much of a diagnosis is passed on: all; whether the attempt succeeded and the cause if
    not, without needs, evidence, figures and loops; or only whether it succeeded."""
    replan: Literal["local", "whole", "none"] = "local"
    """After a failure: keep the finished prefix, start the whole plan over, or give up."""


class Budget(Frozen):
    """What an episode may use, the same for every arm; its ticks are the task's horizon."""

    replans: Annotated[int, Field(ge=0)] = 4
    """How often the planner may be asked again."""
    attempts: Annotated[int, Field(ge=1)] = 200
    """How many subgoals may be tried."""
    model_calls: Annotated[int, Field(ge=1)] = 30
    """How many calls to the chat model, repeated ones included."""
    tokens: Annotated[int, Field(ge=1)] = 500_000
    """How many tokens, in and out, over all calls."""
    usd: Annotated[float, Field(gt=0)] | None = None
    """How many US dollars for the model; `None` for no bound."""
    seconds: Annotated[float, Field(gt=0)] | None = None
    """How long the model may be waited for; `None` for no bound. Rows that it cut short can't be
    had again."""

    def times(self, parts: int) -> Budget:
        """Returns the budget of an open-ended episode: as much for each part as for a task."""
        return self.model_copy(
            update={
                "replans": self.replans * parts,
                "attempts": self.attempts * parts,
                "model_calls": self.model_calls * parts,
                "tokens": self.tokens * parts,
            }
        )


_SHIPPED = (
    Arm(name="experience_pool", method="experience_pool", enforce=False, guardrails=False),
    Arm(name="full"),
    Arm(name="no_guardrails", guardrails=False),
    Arm(name="no_injection", inject=False, enforce=False),
    Arm(name="no_skills", skills=False),
    Arm(
        name="oracle",
        planner="oracle",
        method="planning_only",
        inject=False,
        enforce=False,
        guardrails=False,
        skills=False,
        learn=False,
    ),
    Arm(
        name="planning_only",
        method="planning_only",
        inject=False,
        enforce=False,
        guardrails=False,
        skills=False,
        learn=False,
        replan="none",
    ),
    Arm(name="reflexion", method="reflexion", enforce=False, skills=False),
    Arm(
        name="static_retrieval",
        method="static_retrieval",
        enforce=False,
        guardrails=False,
        skills=False,
    ),
    Arm(name="text_knowledge", method="text_knowledge", enforce=False),
)

ARMS = {arm.name: arm for arm in _SHIPPED}
"""The arms that ship, by name."""


def arm_named(name: str) -> Arm:
    """Returns the arm called `name`.

    The name of an installed method that no arm has is the arm of that method: all else is as in
    `full`, so that the two differ in their memory alone.

    Raises:
        UnknownNameError: If there is neither an arm nor a method of that name.
    """
    if name in ARMS:
        return ARMS[name]
    installed = methods()
    if name in installed:
        return Arm(name=name, method=name)
    raise UnknownNameError("arm", name, {*ARMS, *installed})
