"""The oracle: a planner that is handed the running world's rules. It is the upper bound.

It is no chat model, nothing is learned from its episodes, and it reads no memory.
"""

from __future__ import annotations

from dataclasses import replace

from envs import (
    And,
    Condition,
    Explore,
    Gather,
    Hunt,
    Inventory,
    Plan,
    Solvable,
    State,
    Step,
    Subgoal,
    View,
)
from memory import Recall
from planner.books import NoWay
from planner.chaining import chain
from planner.operators import with_pickaxes
from planner.operators_of_rules import from_rules
from planner.parts import (
    first_due,
    in_vain,
    outcomes_of,
    set_up_since,
    upkeep,
    ways,
    wearied,
    without_refused,
)
from planner.planning import Situation
from planner.raising import DIGGER
from planner.upkeep import WEAPON, clearances, elsewhere, hunt_for_food, is_long_way, meals

_FETCH_TICKS = 1_200
"""A station that was set near is taken along within a minute, or not at all."""


class OraclePlanner:
    """Plans by backward chaining over the rules in force."""

    def __init__(self, world: Solvable) -> None:
        self._rules = world.rules()
        self._knowhow = with_pickaxes(from_rules(self._rules))
        self._rubble = frozenset(
            op.item
            for op in self._knowhow.operators
            if op.digs and not op.wears_tools and op.using is None and op.tool == DIGGER
        )
        self._stations = frozenset(op.station for op in self._knowhow.operators if op.station)

    def plan(self, situation: Situation, recall: Recall) -> Plan:  # noqa: ARG002
        """Returns the chain that leads to the goal; empty where the rules allow none."""
        return Plan(steps=self._steps(situation))

    def replan(self, plan: Plan, situation: Situation, recall: Recall) -> Plan:  # noqa: ARG002
        """Returns the plan's finished prefix with a new chain from where the agent stands."""
        return plan.continued(self._steps(situation))

    def _steps(self, situation: Situation) -> tuple[Step, ...]:
        view = situation.view
        if situation.task.parts:
            return self._toward_a_part(situation)
        try:
            way = self._way(situation, view)
        except NoWay:
            return ()
        thrown = tuple(clearances(view.state.inventory, self._rubble, way, view.vocabulary))
        first = [
            *upkeep(self._rules.upkeep, view),
            *thrown,
            *elsewhere(view.state, situation.history, self._dig(), thrown),
            *meals(view.state, self._rules.food, self._needed(situation, len(way))),
            *hunt_for_food(view.state, self._rules),
        ]
        patient = (self._bounded(subgoal, situation.ticks_left) for subgoal in way)
        return tuple(Step(subgoal=subgoal) for subgoal in (*first, *patient))

    def _way(self, situation: Situation, view: View) -> tuple[Subgoal, ...]:
        """Returns the subgoals that lead to the goal, armed where the way is a long one."""
        goal = situation.task.goal
        way = self._chained(goal, view)
        if not any(is_long_way(subgoal) for subgoal in way):
            return way
        try:
            return self._chained(And(of=(WEAPON, goal)), view)
        except NoWay:
            return way

    def _chained(self, goal: Condition, view: View) -> tuple[Subgoal, ...]:
        return tuple(step.subgoal for step in chain(goal, view, self._knowhow))

    def _toward_a_part(self, situation: Situation) -> tuple[Step, ...]:
        """Returns the next step that keeps the agent alive or leads to the nearest part.

        One step with its usual time, for there is much else to see to: then it looks again.
        """
        view, history = situation.view, situation.history
        outcomes = outcomes_of(history)
        view = replace(view, state=without_refused(view.state, outcomes))
        try:
            knowhow = wearied(self._knowhow, outcomes, set_up_since(history))
            known = ways(situation.task.goal, view, knowhow)
        except NoWay:
            known = []
        next_steps = first_due(self._rules.upkeep, view, known, in_vain(outcomes))
        return tuple(Step(subgoal=subgoal) for subgoal in next_steps)

    def _needed(self, situation: Situation, steps: int) -> frozenset[str]:
        """Returns the carried food without which the way to the goal would be another."""
        inventory = situation.view.state.inventory
        food = {rule.item for rule in self._rules.food}
        held = [h.item for h in inventory.items if h.item in food] if inventory else []
        return frozenset(item for item in held if self._misses(item, situation, steps))

    def _misses(self, item: str, situation: Situation, steps: int) -> bool:
        view = situation.view
        try:
            return (
                len(self._way(situation, replace(view, state=_without(item, view.state)))) != steps
            )
        except NoWay:
            return True

    def _dig(self) -> Gather | None:
        """Returns how to get the rubble that is had nearly anywhere."""
        digs = [
            op.subgoal
            for op in self._knowhow.operators
            if op.item in self._rubble and isinstance(op.subgoal, Gather)
        ]
        return max(digs, key=_span, default=None)

    def _bounded(self, subgoal: Subgoal, ticks_left: int) -> Subgoal:
        """Returns a subgoal that has all the time that is left where it is a search."""
        if not isinstance(subgoal, Explore | Gather | Hunt) or subgoal.budget_ticks is not None:
            return subgoal
        fetches = isinstance(subgoal, Gather) and subgoal.source in self._stations
        bound = min(_FETCH_TICKS, ticks_left) if fetches else ticks_left
        return subgoal.model_copy(update={"budget_ticks": max(1, bound)})


def _span(dig: Gather) -> int:
    """Returns over how many heights something is dug for."""
    return 0 if dig.height is None else dig.height[1] - dig.height[0]


def _without(item: str, state: State) -> State:
    """Returns the state as if none of an item were carried."""
    if state.inventory is None:
        return state
    left = tuple(held for held in state.inventory.items if held.item != item)
    return state.model_copy(update={"inventory": Inventory(items=left)})
