"""A plan, rolled forward symbolically before it is begun: what of it is certain to be forbidden?

Each step is assumed to bring about what it asks for. What else it changes is only partly known: a
station may be left behind, a drop picked up by the way. So two bags are carried along, one with
no more than what is certain and one with all that may have come in, and where the agent stands is
forgotten. A step is complained of only if a guardrail forbids it under both, and no remedy is
known that would put it right once it is next: then the plan is sent back at once, and not when
half of it is done.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from envs import (
    Condition,
    Happened,
    Inventory,
    Plan,
    State,
    Subgoal,
    View,
    tool_of,
)
from memory import Guardrail, Skill, Tried, forbids_next
from planner.guard import Violation, mended, violates

_BRINGS = frozenset({"craft", "gather", "hunt", "smelt", "trade"})
# Nothing comes in by them but what they are for.
_NARROW = frozenset(
    {"craft", "smelt", "deposit", "discard", "eat", "equip", "place", "sleep", "wait"}
)
# What lies in the land is no tool; what others drop or sell may be anything.
_FROM_THE_LAND = frozenset({"gather", "go_to", "use"})
_PLENTY = 2_304  # 36 slots of 64


class Foreseen(NamedTuple):
    """A step that is certain to be forbidden.

    Attributes:
        step: Its place in the plan, from 0.
        violation: What forbids it.
    """

    step: int
    violation: Violation


def foreseen(
    plan: Plan,
    view: View,
    guardrails: Sequence[Guardrail],
    skills: Sequence[Skill],
    vain: Sequence[Tried] = (),
) -> tuple[Foreseen, ...]:
    """Returns the unfinished steps that are certain to be forbidden beyond repair, in order.

    Args:
        plan: The plan; its finished prefix counts for order and repetition.
        view: The state as it is, and the episode's tally.
        guardrails: What is in force; entries that aren't active are passed over.
        skills: The known ways to bring something about, for remedies.
        vain: What the episode tried in vain so far; it tells of the place where the agent is now.
    """
    active = [guardrail for guardrail in guardrails if guardrail.status == "active"]
    if not active:
        return ()
    return tuple(_violations(plan, view, active, skills, vain))


def _violations(
    plan: Plan,
    view: View,
    active: Sequence[Guardrail],
    skills: Sequence[Skill],
    vain: Sequence[Tried],
) -> Iterator[Foreseen]:
    bags = _Bags(view)
    while plan.unfinished:
        views = bags.views(view)
        for guardrail in active:
            if all(_forbids(plan, each, guardrail, view, vain) for each in views):
                if mended(plan, views[0], guardrail, skills, vain) is None:
                    yield Foreseen(plan.frozen, Violation(plan.current.subgoal, guardrail))
                break
        bags.after(plan.current.subgoal)
        plan = plan.advanced()


def _forbids(
    plan: Plan, seen: View, guardrail: Guardrail, now: View, vain: Sequence[Tried]
) -> bool:
    """Returns whether a guardrail is certain to forbid the plan's current step."""
    if seen is now:
        return violates(plan, seen, guardrail, vain)
    trigger, exception = guardrail.trigger, guardrail.exception
    return (
        # Most guardrails are about something else, which is quickly seen.
        forbids_next(guardrail.forbidden, plan, seen)
        # What the steps before it did isn't in any tally yet.
        and not any(_is_of_deeds(c) for c in (trigger, exception) if c is not None)
        and (trigger is None or trigger.holds(seen))
        and (exception is None or exception.evaluate(seen) is False)
    )


def _is_of_deeds(condition: Condition) -> bool:
    return any(isinstance(atom, Happened) for atom in condition.atoms())


@dataclass(frozen=True)
class _Supposed(View):
    """A view in which a bag is supposed to be carried, and nothing else is known.

    Attributes:
        bag: How many of each item; `None` where that isn't seen.
    """

    bag: dict[str, int] | None

    @property
    def counts(self) -> dict[str, int] | None:
        """How many of each item are carried."""
        return self.bag


class _Bags:
    """What is certain to be carried, and what may be."""

    def __init__(self, view: View) -> None:
        self._seen = view.state.inventory is not None
        self._least: dict[str, int] = {}
        self._most = dict(view.counts or {})
        self._begun = False
        self._words = view.vocabulary
        self._taken_in: set[bool] = set()

    def views(self, now: View) -> tuple[View, ...]:
        """Returns the situations that may be met; just the one as it is before the first step."""
        if not self._begun:
            return (now,)
        return (self._view(now, self._least, free_slots=36), self._view(now, self._most, 0))

    def after(self, subgoal: Subgoal) -> None:
        """Takes in what a step brings about, and what it may."""
        self._begun = True
        names = self._asked(subgoal)
        # What else was carried may have been used up.
        self._least = {names[0]: getattr(subgoal, "count", 1)} if len(names) == 1 else {}
        self._may_hold(names)
        if subgoal.kind not in _NARROW:
            self._by_the_way(tools_too=subgoal.kind not in _FROM_THE_LAND)

    def _by_the_way(self, *, tools_too: bool) -> None:
        if not self._taken_in & {True, tools_too}:
            self._taken_in.add(tools_too)
            self._may_hold(i for i in self._words.items if tools_too or tool_of(i) is None)

    def _asked(self, subgoal: Subgoal) -> tuple[str, ...]:
        """Returns the items of which a step brings some."""
        item = getattr(subgoal, "item", None) if subgoal.kind in _BRINGS else None
        return self._words.members(item) if isinstance(item, str) else ()

    def _may_hold(self, items: Iterable[str]) -> None:
        self._most.update(dict.fromkeys(items, _PLENTY))

    def _view(self, now: View, bag: dict[str, int], free_slots: int) -> View:
        inventory = Inventory(free_slots=free_slots) if self._seen else None
        state = State(tick=now.state.tick, inventory=inventory)
        return _Supposed(state, now.tally, now.vocabulary, bag if self._seen else None)
