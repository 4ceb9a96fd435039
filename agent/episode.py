"""`Episode`: where a running episode stands, immutable; the loop replaces it as it goes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from agent.arms import Arm, Budget
from diagnosis import History
from envs import EpisodeKey, State, Task, View
from memory import Experience

Outcome = Literal["succeeded", "failed", "broken"]
"""How an episode ended; `broken` is the world's or the model's fault, never a failed task."""


@dataclass(frozen=True)
class Episode:
    """One run of one task.

    Attributes:
        key: Which episode this is.
        task: What is to be done.
        state: The latest observation.
        history: Attempts with their diagnoses, the tally and the world's words.
        experiences: What was remembered, in order.
        replans: How often the planner was asked again.
        repairs: How often a guardrail's remedy changed the plan.
        outcome: How it ended; `None` while it runs.
        reason: Why it ended, in a few words.
        achieved: The parts of an open-ended task that held at some time.
    """

    key: EpisodeKey
    task: Task
    state: State
    history: History
    experiences: tuple[Experience, ...] = ()
    replans: int = 0
    repairs: int = 0
    outcome: Outcome | None = None
    reason: str = ""
    achieved: frozenset[str] = frozenset()

    @property
    def view(self) -> View:
        """What the task's goal is evaluated on."""
        return self.history.view(self.state)

    @property
    def reached(self) -> bool:
        """Whether the goal holds, or each of its parts has held."""
        if self.task.parts:
            return len(self.achieved) == len(self.task.parts)
        return self.task.goal.holds(self.view)

    @property
    def dead(self) -> bool:
        """Whether the agent is dead for good."""
        vitals = self.state.vitals
        return vitals is not None and vitals.health <= 0

    @property
    def ticks_left(self) -> int:
        """How much of the horizon is left, in ticks."""
        return max(0, self.task.budget_ticks - self.state.tick)

    def extended(self, experience: Experience) -> Episode:
        """Returns the episode with one more experience."""
        after = replace(
            self,
            state=experience.attempt.post_state,
            history=self.history.extended(experience.attempt, experience.diagnosis),
            experiences=(*self.experiences, experience),
        )
        if not self.task.parts:
            return after
        held = {p.name for p in self.task.parts if p.condition.holds(after.view)}
        return replace(after, achieved=self.achieved | held)

    def repaired(self, times: int) -> Episode:
        """Returns the episode with `times` more repairs by guardrails."""
        return replace(self, repairs=self.repairs + times) if times else self

    def replanning(self, arm: Arm, budget: Budget, stuck: str = "") -> Episode:
        """Returns the episode with one more replan, or ended where none is left.

        Where parts count each by itself, who has come to the end of a plan for some of them has
        not failed: planning on for the next one isn't counted.

        Args:
            arm: Whether it may replan at all.
            budget: How often it may.
            stuck: Why nothing was attempted; empty if something was.
        """
        if self.outcome is not None:
            return self
        went_well = bool(self.history.pairs) and self.history.pairs[-1][1].succeeded
        if self.task.parts and arm.replan != "none" and went_well and not stuck:
            return self
        if arm.replan == "none":
            return self.ended("failed", "the plan failed, and this arm never replans")
        if self.replans >= budget.replans:
            spent = f"{budget.replans} replans were used up"
            return self.ended("failed", f"{spent}; {stuck}" if stuck else spent)
        return replace(self, replans=self.replans + 1)

    def ended(self, outcome: Outcome, reason: str) -> Episode:
        """Returns the episode as it ended."""
        return replace(self, outcome=outcome, reason=reason)
