"""Backward chaining: from a goal, over operators, to subgoals in order.

*Demand* (`planner.demand`) works backwards from the goal and counts how often each operator has
to be applied. *Writing*, here, puts these jobs in an order in which each follows what it needs,
walks it forwards and writes subgoals with the counts carried by then, places stations before they
are used and takes them along when the way leads on.
"""

from __future__ import annotations

from collections import Counter

from envs import (
    And,
    Condition,
    Explore,
    Gather,
    GoTo,
    Happened,
    Has,
    Or,
    Place,
    Smelt,
    Subgoal,
    Trade,
    View,
    Vocabulary,
)
from planner.costs import stations_near
from planner.demand import Books, ChainedStep, Demand, Job, NoWay, carried_items
from planner.operators import Knowhow


def chain(goal: Condition, view: View, knowhow: Knowhow) -> tuple[ChainedStep, ...]:
    """Returns subgoals that bring `goal` about from `view`, as far as `knowhow` is right.

    Args:
        goal: What to bring about; parts that hold already need nothing.
        view: The state and tally to start from, and the world's words.
        knowhow: The operators to chain.

    Raises:
        NoWay: If no chain of operators leads to the goal.
    """
    if isinstance(goal, Or):
        return _first_that_works(goal, view, knowhow)
    demand = Demand(view, knowhow)
    parts = goal.of if isinstance(goal, And) else (goal,)
    at_the_end: list[ChainedStep] = []
    # Deeds before possessions: what a deed brings counts towards what is to be carried.
    for part in sorted(parts, key=lambda p: not isinstance(p, Happened)):
        if isinstance(part, Has) or not part.holds(view):
            at_the_end += demand.ask(part)
    return (*_written(view, demand), *at_the_end)


def _first_that_works(goal: Or, view: View, knowhow: Knowhow) -> tuple[ChainedStep, ...]:
    failure = NoWay(str(goal))
    for part in goal.of:
        try:
            return chain(part, view, knowhow)
        except NoWay as error:
            failure = error
    raise failure


def _in_order(books: Books) -> list[Job]:
    """Returns the jobs so that each follows those that make what it uses.

    All applications of a job happen at once, those for later wants too, so that the order in
    which jobs were first asked for needn't do. It decides where there is a choice.
    """
    waiting = dict(books.jobs)
    ordered: list[Job] = []
    while waiting:
        ready = (
            key
            for key in waiting
            if not any(job == key and maker in waiting for job, maker in books.follows)
        )
        # In a circle, which rules that turn things back and forth may bring about, the first goes.
        key = next(ready, next(iter(waiting)))
        ordered.append(waiting.pop(key))
    return ordered


def _written(view: View, demand: Demand) -> tuple[ChainedStep, ...]:
    """Returns the jobs in `demand` as subgoals, walking forwards from `view`."""
    jobs = _in_order(demand.books)
    carried = carried_items(view.state)
    near = set(stations_near(view.state))
    words = view.vocabulary
    steps: list[ChainedStep] = []
    for index, job in enumerate(jobs):
        operator = job.operator
        if operator.leads_away:
            wanted = {j.operator.station for j in jobs[index:]} & near
            for station in sorted(filter(None, wanted)):
                count = carried[station] + 1
                steps.append(ChainedStep(Gather(item=station, source=station, count=count)))
                carried[station] = count
            near.clear()
        if isinstance(operator.subgoal, Trade) and not _in_view(operator.subgoal, view):
            steps += _way_to_trade(operator.subgoal)
        if operator.station is not None and operator.station not in near:
            steps.append(ChainedStep(Place(item=operator.station)))
            carried[operator.station] -= 1
            near.add(operator.station)
        for ingredient in operator.consumes:
            _use_up(carried, ingredient.item, ingredient.count * job.applications, words)
        if job.fuel is not None:
            _use_up(carried, job.fuel.item, job.pieces, words)
        made = operator.batch * job.applications
        # A trade's count is of what it brings; every other count is of what is carried then.
        base = 0 if isinstance(operator.subgoal, Trade) else carried[operator.item]
        carried[operator.item] += made
        steps.append(ChainedStep(_counted(job, base + made), operator.skill))
    return tuple(steps)


def _way_to_trade(trade: Trade) -> tuple[ChainedStep, ...]:
    """Returns how to get to somebody to trade with; villagers are at home in villages."""
    if trade.entity == "villager":
        found = Explore(target="village", sought="place")
        return ChainedStep(found), ChainedStep(GoTo(target="village", distance=8))
    return ChainedStep(Explore(target=trade.entity)), ChainedStep(GoTo(target=trade.entity))


def _in_view(trade: Trade, view: View) -> bool:
    return any(entity.name == trade.entity for entity in view.state.entities or ())


def _use_up(carried: Counter[str], pattern: str, count: int, words: Vocabulary) -> None:
    for item in sorted(i for i in carried if words.covers(pattern, i)):
        taken = min(count, max(0, carried[item]))
        carried[item] -= taken
        count -= taken


def _counted(job: Job, count: int) -> Subgoal:
    changes: dict[str, object] = {"count": count}
    if job.tool is not None:
        changes["tool"] = job.tool
    if isinstance(job.operator.subgoal, Smelt) and job.fuel is not None:
        changes["fuel"] = job.fuel.item
    return job.operator.subgoal.model_copy(update=changes)
