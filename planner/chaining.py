"""Backward chaining: from a goal, over operators, to subgoals in order.

*Demand* (`planner.demand`) works backwards from the goal and counts how often each operator has
to be applied. *Writing*, here, puts these jobs in an order in which each follows what it needs,
walks it forwards and writes subgoals with the counts carried by then, places stations before they
are used and takes them along when the way leads on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence, Set

from envs import (
    And,
    Condition,
    Dimension,
    Eat,
    Explore,
    Gather,
    GoTo,
    Happened,
    Has,
    Or,
    Place,
    Sleep,
    Smelt,
    Subgoal,
    Trade,
    View,
    Vocabulary,
)
from planner.books import Books, ChainedStep, Job, JobKey, NoWay, carried_items
from planner.costs import here, stations_near
from planner.demand import Demand
from planner.operators import Knowhow, Operator
from planner.raising import left_lying, raised, way_there
from planner.using import uses


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
    lying = left_lying((o.raising for o in knowhow.operators if o.raising), view.state)
    demand.books.free.update(lying)
    parts = goal.of if isinstance(goal, And) else (goal,)
    at_the_end: list[ChainedStep] = []
    # Deeds before possessions: what a deed brings counts towards what is to be carried.
    for part in sorted(parts, key=lambda p: not isinstance(p, Happened)):
        if isinstance(part, Has) or not part.holds(view):
            at_the_end += demand.ask(part)
    demand.add_spares()
    writer = _Writer(view, {op.item for op in knowhow.operators if op.is_built})
    writer.pick_up(lying)
    jobs = _in_order(demand.books, here(view.state))
    for index, job in enumerate(jobs):
        writer.write(job, jobs[index + 1 :])
        if job.operator.raising is not None and not writer.collects(job.operator.item):
            # What to do with the animals can be said once they are in view.
            return tuple(writer.steps)
    return (*writer.steps, *at_the_end)


def _first_that_works(goal: Or, view: View, knowhow: Knowhow) -> tuple[ChainedStep, ...]:
    failure = NoWay(str(goal))
    for part in goal.of:
        try:
            return chain(part, view, knowhow)
        except NoWay as error:
            failure = error
    raise failure


def _in_order(books: Books, place: Dimension) -> list[Job]:
    """Returns the jobs so that each follows those that make what it uses.

    All applications of a job happen at once, those for later wants too, so that the order in
    which jobs were first asked for needn't do. It decides where there is a choice.

    Args:
        books: The jobs, and what they follow.
        place: The dimension where the first of them is done.
    """
    waiting = dict(books.jobs)
    ordered: list[Job] = []
    while waiting:
        ready = [
            key
            for key in waiting
            if not any(job == key and maker in waiting for job, maker in books.follows)
        ]
        # In a circle, which rules that turn things back and forth may bring about, the first goes.
        key = _next(waiting, ready or list(waiting)[:1], place)
        place = waiting[key].operator.place or place
        ordered.append(waiting.pop(key))
    return ordered


def _next(waiting: Mapping[JobKey, Job], ready: Sequence[JobKey], place: Dimension) -> JobKey:
    """Returns which of the jobs that can be done is done now, the first one if all are alike.

    Nobody goes to another dimension while there is something left to do here, nor deep under
    ground while there is something left above, nor about above ground without what can be had.
    """
    at_hand = [k for k in ready if waiting[k].operator.place in (None, place)] or ready
    return min(at_hand, key=lambda k: _reach(waiting[k].operator))


def _reach(operator: Operator) -> int:
    """Returns how far an operator leads: 0 for about here, then above ground, then below."""
    return 2 if operator.goes_deep else int(operator.roams)


class _Writer:
    """Walks jobs forwards and writes subgoals, with what is carried and near by then.

    Attributes:
        steps: What is written so far.
    """

    def __init__(self, view: View, fixed: Set[str]) -> None:
        """Begins with nothing written.

        Args:
            view: Where the agent stands.
            fixed: What stands where it was built, and is never taken along.
        """
        self.steps: list[ChainedStep] = []
        self._view = view
        self._fixed = fixed
        self._place = here(view.state)
        self._carried = carried_items(view.state)
        self._near = set(stations_near(view.state))

    def pick_up(self, lying: Mapping[str, int]) -> None:
        """Picks up what lies about, by item."""
        for item, count in lying.items():
            self._carried[item] += count
            self._add(Gather(item=item, count=self._carried[item]))

    def write(self, job: Job, later: Sequence[Job]) -> None:
        """Writes one job; `later` are those that follow it."""
        operator = job.operator
        self._go(operator, later)
        if operator.station is not None and operator.station not in self._near:
            self._add(Place(item=operator.station))
            if operator.station not in self._fixed:
                self._carried[operator.station] -= 1
            self._near.add(operator.station)
        brought = Counter(self._carried)
        self._pay(job)
        made = operator.batch * job.applications
        # A trade's count is of what it brings; every other count is of what is carried then.
        base = 0 if isinstance(operator.subgoal, Trade) else self._carried[operator.item]
        self._carried[operator.item] += made
        self._do(job, base + made, brought)
        if operator.is_built:
            self._near.add(operator.item)
            self._add(*operator.then)

    def collects(self, item: str) -> bool:
        """Returns whether what is written ends with an item being picked up."""
        last = self.steps[-1].subgoal if self.steps else None
        return isinstance(last, Gather) and last.item == item

    def _add(self, *subgoals: Subgoal) -> None:
        self.steps += map(ChainedStep, subgoals)

    def _go(self, operator: Operator, later: Sequence[Job]) -> None:
        """Leaves for where an operator works, with what will be wanted there."""
        elsewhere = operator.dimension not in (None, self._place)
        if operator.leads_away or elsewhere:
            self._take_along({operator.station, *(job.operator.station for job in later)})
        if operator.dimension is not None and elsewhere:
            self._place = operator.dimension
            self._add(GoTo(target=self._place))
        if operator.found_at is not None and not _lies_open(operator.subgoal, self._view):
            self._add(*_way_to_place(operator.found_at))
        if isinstance(operator.subgoal, Trade) and not _in_view(operator.subgoal, self._view):
            self._add(*way_to_trade(operator.subgoal))
        for job in later:
            # What animals eat is best looked for where they live.
            rule = job.operator.raising
            if rule is not None and operator.item == rule.food:
                self._add(*way_there(rule, self._view.state))

    def _take_along(self, stations: Set[str | None]) -> None:
        for station in sorted(filter(None, (stations & self._near) - self._fixed)):
            self._carried[station] += 1
            self._add(Gather(item=station, source=station, count=self._carried[station]))
        # What can't be taken along is gone back to, as long as it is in reach.
        self._near &= self._fixed

    def _pay(self, job: Job) -> None:
        words = self._view.vocabulary
        for ingredient in job.operator.consumes:
            _use_up(self._carried, ingredient.item, ingredient.count * job.applications, words)
        if job.fuel is not None:
            _use_up(self._carried, job.fuel.item, job.pieces, words)

    def _do(self, job: Job, count: int, brought: Mapping[str, int]) -> None:
        """Writes what leads to carrying `count` of what the job gives."""
        operator = job.operator
        if operator.raising is not None:
            self._add(*raised(operator.raising, count, brought, self._view))
        elif operator.using is not None:
            lies = any(b.name == operator.using.source for b in self._view.state.blocks or ())
            self._add(*uses(operator.using, job.applications, count, lies_there=lies))
        else:
            self.steps.append(ChainedStep(_counted(job, count), operator.skill))


def way_to_trade(trade: Trade) -> tuple[Subgoal, ...]:
    """Returns how to get to somebody to trade with; villagers are at home in villages."""
    if trade.entity == "villager":
        return _way_to_place("village")
    return (Explore(target=trade.entity), GoTo(target=trade.entity))


def _way_to_place(place: str) -> tuple[Subgoal, ...]:
    return (Explore(target=place, sought="place"), GoTo(target=place, distance=8))


def _lies_open(subgoal: Subgoal, view: View) -> bool:
    return isinstance(subgoal, Gather) and any(
        block.name == subgoal.source for block in view.state.blocks or ()
    )


def _in_view(trade: Trade, view: View) -> bool:
    return any(entity.name == trade.entity for entity in view.state.entities or ())


def _use_up(carried: Counter[str], pattern: str, count: int, words: Vocabulary) -> None:
    for item in sorted(i for i in carried if words.covers(pattern, i)):
        taken = min(count, max(0, carried[item]))
        carried[item] -= taken
        count -= taken


def _counted(job: Job, count: int) -> Subgoal:
    if isinstance(job.operator.subgoal, Place | Eat | Sleep):
        return job.operator.subgoal
    changes: dict[str, object] = {"count": count}
    if job.tool is not None:
        changes["tool"] = job.tool
    if isinstance(job.operator.subgoal, Smelt) and job.fuel is not None:
        changes["fuel"] = job.fuel.item
    return job.operator.subgoal.model_copy(update=changes)
