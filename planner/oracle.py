"""The oracle: a planner that is handed the running world's rules. It is the upper bound.

It is no chat model, nothing is learned from its episodes, and it reads no memory.
"""

from __future__ import annotations

from envs import Plan, Solvable, Step
from memory import Recall
from planner.chaining import chain
from planner.demand import NoWay
from planner.operators import from_rules
from planner.planning import Situation


class OraclePlanner:
    """Plans by backward chaining over the rules in force."""

    def __init__(self, world: Solvable) -> None:
        self._knowhow = from_rules(world.rules())

    def plan(self, situation: Situation, recall: Recall) -> Plan:  # noqa: ARG002
        """Returns the chain that leads to the goal; empty where the rules allow none."""
        return Plan(steps=self._steps(situation))

    def replan(self, plan: Plan, situation: Situation, recall: Recall) -> Plan:  # noqa: ARG002
        """Returns the plan's finished prefix with a new chain from where the agent stands."""
        return plan.continued(self._steps(situation))

    def _steps(self, situation: Situation) -> tuple[Step, ...]:
        try:
            chained = chain(situation.task.goal, situation.view, self._knowhow)
        except NoWay:
            return ()
        return tuple(Step(subgoal=step.subgoal) for step in chained)
