"""`Planner`: from a situation and what is remembered to a plan, and from a failure to the next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from diagnosis import History
from envs import Plan, Task, View
from memory import Guardrail, Recall, Skill
from planner.guard import Violation


@dataclass(frozen=True)
class Situation:
    """All that a planner is told about where the agent stands.

    Attributes:
        task: What is to be done.
        view: The state as it is, the episode's tally, and the world's words.
        history: The episode's attempts so far, with what was made of them.
        ticks_left: How many ticks of the horizon are left.
        guardrails: What is in force: recalled ones and the episode's own.
        violation: The step that was just forbidden and couldn't be repaired; `None` if none.
        enforced: What is enforced by code, told to the planner or not; empty where nothing is.
        ways: The known ways to bring something about, which remedies take.
    """

    task: Task
    view: View
    history: History
    ticks_left: int
    guardrails: tuple[Guardrail, ...] = ()
    violation: Violation | None = None
    enforced: tuple[Guardrail, ...] = ()
    ways: tuple[Skill, ...] = ()


class Planner(Protocol):
    """Makes plans."""

    def plan(self, situation: Situation, recall: Recall) -> Plan:
        """Returns a first plan; an empty one if the planner knows none.

        Raises:
            ModelFault: If the model behind it broke.
        """
        ...

    def replan(self, plan: Plan, situation: Situation, recall: Recall) -> Plan:
        """Returns a plan that keeps the finished prefix of `plan` and replaces the rest.

        Called after a failure, on stagnation, when a step is forbidden beyond repair, and when
        a plan ran out before its goal held.

        Raises:
            ModelFault: If the model behind it broke.
        """
        ...
