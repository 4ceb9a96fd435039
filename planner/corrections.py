"""An operator as somebody sees it who takes in what the prompt says of it.

An example is imitated, a guardrail heeded, and a failure makes wiser. What was learned as a skill
is changed by none of them but its cost, where it was tried in vain.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from diagnosis import ANY_FUEL, Cause
from envs import (
    TIERS,
    Craft,
    Explore,
    FuelRule,
    GoTo,
    Has,
    HasTool,
    Ingredient,
    Near,
    Place,
    Subgoal,
    Trade,
    Vocabulary,
    tier_rank,
    tool_of,
)
from planner.chaining import way_to_trade
from planner.operators import Knowhow, Operator
from planner.parts import Outcome
from planner.said import SaidFailure, SaidGuardrail

IN_VAIN = {"target_not_found", "target_unreachable", "out_of_time"}
# What was looked for in vain here is looked for again only where nothing else will do; a way that
# is known to have worked is doubted less than one that is merely believed in.
_IN_VAIN_FACTOR = 20
_IN_VAIN_FACTOR_OF_SKILLS = 2


def imitating(operator: Operator, steps: tuple[Subgoal, ...]) -> Operator:
    """Returns the operator with the places and tools that an example names for the same thing."""
    for step in steps if operator.skill is None else ():
        if step.kind != operator.subgoal.kind or getattr(step, "item", None) != operator.item:
            continue
        names = ("source", "station", "height") if step.kind != "hunt" else ()
        named = {n: v for n in names if (v := getattr(step, n, None)) is not None}
        changed = operator.subgoal.model_copy(update=named)
        return replace(
            operator, subgoal=changed, station=getattr(changed, "station", operator.station)
        )
    return operator


def heeding(operator: Operator, guardrail: SaidGuardrail, words: Vocabulary) -> Operator:
    """Returns the operator as somebody sees it who heeds the guardrail."""
    if operator.skill is not None or not _speaks_of(guardrail, operator.subgoal, words):
        return operator
    if guardrail.replace:
        changed = operator.subgoal.model_copy(update=dict(guardrail.replace))
        station = getattr(changed, "station", operator.station)
        return replace(operator, subgoal=changed, station=station)
    match guardrail.achieve:
        case Has(item=item, count=count):
            return _needing(operator, Ingredient(item=item, count=count), words)
        case HasTool(tool=kind, tier=tier):
            return replace(operator, tool=(kind, tier))
        case Near(name=name):
            return replace(operator, station=name)
        case _:
            return operator


def closed(operator: Operator, guardrails: Iterable[SaidGuardrail], words: Vocabulary) -> bool:
    """Returns whether what an operator does is never to be done, and nothing is to be done instead.

    Args:
        operator: The operator.
        guardrails: What is heeded.
        words: The words in which it is thought.
    """
    return operator.skill is None and any(
        not guardrail.remedied
        and guardrail.trigger is None
        and _speaks_of(guardrail, operator.subgoal, words)
        for guardrail in guardrails
    )


def wiser(operator: Operator, failure: SaidFailure, words: Vocabulary) -> Operator:
    """Returns the operator as somebody sees it who took in why it failed."""
    if failure.cause in IN_VAIN and _leads_to(failure.subgoal, operator.subgoal):
        return replace(operator, cost=operator.cost * _IN_VAIN_FACTOR)
    same = type(operator.subgoal) is type(failure.subgoal)
    if not same or getattr(failure.subgoal, "item", None) != operator.item:
        return operator
    if failure.cause in IN_VAIN and _same_way(operator.subgoal, failure.subgoal):
        factor = _IN_VAIN_FACTOR if operator.skill is None else _IN_VAIN_FACTOR_OF_SKILLS
        operator = replace(operator, cost=operator.cost * factor)
    if operator.skill is not None:
        return operator
    if failure.station is not None and isinstance(operator.subgoal, Craft):
        at = operator.subgoal.model_copy(update={"station": failure.station})
        operator = replace(operator, subgoal=at, station=failure.station)
    if failure.better_than is not None:
        operator = replace(operator, tool=_next_better(*failure.better_than))
    for item in failure.items:
        if item.item == ANY_FUEL:
            operator = replace(operator, fuel=True)
        elif tool_of(item.item) is not None:
            operator = replace(operator, tool=tool_of(item.item))
        else:
            operator = _needing(operator, item, words)
    return operator


def set_beside(knowhow: Knowhow, outcomes: Sequence[Outcome]) -> Knowhow:
    """Returns the operators as somebody sees them at whom a new station was of no use, either.

    Where a station was set up and refused all the same, it is tried beside another.

    Args:
        knowhow: What is believed.
        outcomes: What was done and what failed, in order.
    """
    placed: set[str] = set()
    refused: set[str] = set()
    for subgoal, cause in outcomes:
        if isinstance(subgoal, Place) and cause is None:
            placed.add(subgoal.item)
        elif isinstance(subgoal, Craft) and cause == Cause.window_blocked:
            refused |= placed & {subgoal.station or ""}
    stations = [op.station for op in knowhow.operators if op.station is not None]

    def beside(operator: Operator) -> Operator:
        if operator.station is not None or operator.item not in refused:
            return operator
        others = (name for name in stations if name != operator.item)
        return replace(operator, station=next(others, None))

    operators = tuple(beside(op) if op.is_built else op for op in knowhow.operators)
    return replace(knowhow, operators=operators)


def burning(
    fuels: Sequence[FuelRule], guardrails: Iterable[SaidGuardrail], words: Vocabulary
) -> tuple[FuelRule, ...]:
    """Returns what is still taken for fuel by somebody who heeds the guardrails.

    Who is told that something doesn't burn takes nothing for fuel that burns no longer than that.
    """
    refused = [
        value
        for guardrail in guardrails
        if guardrail.verb == "smelt" and guardrail.trigger is None
        for name, value in guardrail.fields
        if name == "fuel" and value is not None
    ]
    ticks = [f.ticks for f in fuels if any(_covered(f.item, value, words) for value in refused)]
    return tuple(fuel for fuel in fuels if fuel.ticks > max(ticks, default=0))


def _leads_to(subgoal: Subgoal, then: Subgoal) -> bool:
    """Returns whether one goes somewhere or to somebody for the sake of what comes then."""
    if not isinstance(subgoal, Explore | GoTo) or not isinstance(then, Trade):
        return False
    return subgoal.target in {getattr(s, "target", None) for s in way_to_trade(then)}


def _same_way(subgoal: Subgoal, tried: Subgoal) -> bool:
    """Returns whether both look for a thing in the same place: another way may still do."""
    return all(
        getattr(subgoal, name, None) == getattr(tried, name, None) for name in ("entity", "height")
    ) and _taken_from(subgoal) == _taken_from(tried)


def _taken_from(subgoal: Subgoal) -> str | None:
    """Returns what an item is got from: a block of its own name where none is named."""
    return getattr(subgoal, "source", None) or getattr(subgoal, "item", None)


def _needing(operator: Operator, needed: Ingredient, words: Vocabulary) -> Operator:
    """Returns the operator with that ingredient, in place of one for the same thing."""
    others = tuple(
        i
        for i in operator.consumes
        if not words.covers(needed.item, i.item) and not words.covers(i.item, needed.item)
    )
    return replace(operator, consumes=(*others, needed))


def _speaks_of(guardrail: SaidGuardrail, subgoal: Subgoal, words: Vocabulary) -> bool:
    if guardrail.verb != subgoal.kind:
        return False
    # A block of the item's own name needn't be named.
    unsaid = {"source": getattr(subgoal, "item", None)}
    for name, value in guardrail.fields:
        found = getattr(subgoal, name, None) or unsaid.get(name)
        wanted = value or unsaid.get(name)
        if found != wanted and not _covered(found, wanted, words):
            return False
    return True


def _covered(found: object, value: object, words: Vocabulary) -> bool:
    """Returns whether a field's value is among those that a guardrail speaks of."""
    if isinstance(value, tuple) and isinstance(found, tuple):
        return bool(value[0] <= found[0] and found[1] <= value[1])
    return isinstance(value, str) and isinstance(found, str) and words.covers(value, found)


def _next_better(kind: str, tier: str) -> tuple[str, str]:
    """Returns the tool of the next tier that mines more than `tier`: gold mines as wood does."""
    better = [t for t in TIERS if t != "golden" and tier_rank(t) > tier_rank(tier)]
    return (kind, better[0] if better else TIERS[-1])
