"""Guardrails from failures: the cause says in which facet to look for what was lacking.

A hard cause doesn't depend on luck. The world itself, or the inventory, says what was lacking,
so one failure is enough, and the same failure teaches the same lesson whenever and by whomever
it is read: by the distiller at a round's end, and by `provisional` within the episode.
"""

from __future__ import annotations

from collections.abc import Iterator

from diagnosis import (
    ANY_FUEL,
    HARD_CAUSES,
    INVENTORY_ROOM,
    Cause,
    Diagnosis,
    Finding,
    Need,
)
from envs import (
    Attempt,
    Condition,
    Craft,
    FreeSlots,
    Gather,
    Has,
    Hunt,
    Invalid,
    Near,
    Not,
    Place,
    Smelt,
    Subgoal,
    Trade,
    Vocabulary,
    all_of,
)
from memory._lesson import guardrail, target_pattern
from memory._shown import STATION_BLOCKS, before
from memory._tools import needed_tool
from memory._wording import doing, lacking
from memory.entries import Guardrail, Remedy
from memory.patterns import (
    Scalar,
    SubgoalPattern,
)

_STATION_FIELDS = {"craft": "station", "deposit": "container", "smelt": "station"}


def hard_findings(diagnosis: Diagnosis) -> tuple[Finding, ...]:
    """Returns what a failure says for certain was lacking; nothing if it failed otherwise.

    A window that wants another station may also say which ingredients are lacking: then both.
    """
    if diagnosis.primary is None or diagnosis.primary.cause not in HARD_CAUSES:
        return ()
    others = (f for f in diagnosis.secondary if f.cause in HARD_CAUSES)
    return (diagnosis.primary, *others)


def hard_lessons(
    attempt: Attempt, finding: Finding, scope: str, vocabulary: Vocabulary
) -> tuple[Guardrail, ...]:
    """Returns the guardrails that one hard finding teaches, as candidates without evidence.

    Args:
        attempt: The failed attempt.
        finding: What was lacking.
        scope: To what the guardrails belong.
        vocabulary: The world's words.
    """
    subgoal = attempt.subgoal
    found: list[Guardrail] = []
    if finding.cause is Cause.invalid_subgoal:
        found += _invalid(attempt, scope)
    for need in finding.needs:
        if need.kind == "item" or (need.kind == "fuel" and need.name != ANY_FUEL):
            found.append(_item(subgoal, finding.cause, need, scope))
        elif need.kind == "fuel" and finding.certainty == 1.0:
            found += _burnt_nothing(attempt, scope, vocabulary)
        elif need.kind == "station":
            found += _station(attempt, finding.cause, need, scope, vocabulary)
        elif need.kind == "tool":
            found += _tool(subgoal, finding.cause, need, scope)
        elif finding.cause is Cause.inventory_full and _ended_full(attempt):
            found.append(_room(subgoal, need, scope, vocabulary))
    return tuple(found)


def _item(subgoal: Subgoal, cause: Cause, need: Need, scope: str) -> Guardrail:
    carried = Has(item=need.name, count=need.count)
    pattern = target_pattern(subgoal)
    if need.kind == "fuel":
        pattern = SubgoalPattern.of(subgoal.kind, fuel=need.name)
    return guardrail(
        scope,
        cause,
        f"needs {need.name}",
        pattern,
        Not(of=carried),
        Remedy(achieve=carried),
        lacking(subgoal, need, need.count),
    )


def _ended_full(attempt: Attempt) -> bool:
    """Returns whether something was to be brought, and no slot was left for it in the end."""
    inventory = attempt.post_state.inventory
    full = inventory is not None and inventory.free_slots == 0
    return full and isinstance(attempt.subgoal, Craft | Gather | Hunt | Smelt | Trade)


def _room(subgoal: Subgoal, need: Need, scope: str, vocabulary: Vocabulary) -> Guardrail:
    """Returns that a full bag takes nothing new; it may take more of what is carried and stacks."""
    full: Condition = Not(of=FreeSlots())
    stacks = any(vocabulary.stack_size(item) > 1 for item in vocabulary.members(need.name))
    if need.name != INVENTORY_ROOM and stacks:
        full = all_of(full, Not(of=Has(item=need.name)))
    return guardrail(
        scope,
        Cause.inventory_full,
        "needs room",
        target_pattern(subgoal),
        full,
        Remedy(achieve=FreeSlots()),
        f"{_plainly(subgoal)} needs a free slot; a full bag takes nothing new.",
    )


def _burnt_nothing(attempt: Attempt, scope: str, vocabulary: Vocabulary) -> Iterator[Guardrail]:
    """Yields that what was carried as fuel is none, if a smelting named it."""
    subgoal = attempt.subgoal
    if not isinstance(subgoal, Smelt) or subgoal.fuel is None:
        return
    if Has(item=subgoal.fuel).holds(before(attempt, vocabulary)):
        yield guardrail(
            scope,
            Cause.missing_fuel,
            "no fuel",
            SubgoalPattern.of("smelt", fuel=subgoal.fuel),
            None,
            Remedy(replace=(("fuel", None),)),
            f"{subgoal.fuel} doesn't burn in any furnace here; another fuel is needed.",
        )


def _station(
    attempt: Attempt, cause: Cause, need: Need, scope: str, vocabulary: Vocabulary
) -> Iterator[Guardrail]:
    subgoal = attempt.subgoal
    field, station = _STATION_FIELDS.get(subgoal.kind), need.name
    named = None if field is None else getattr(subgoal, field)
    if field is not None and named != station and isinstance(subgoal, Craft | Smelt):
        # It asked for another station, or for none: which one doesn't depend on where it is.
        pattern = SubgoalPattern.of(subgoal.kind, item=subgoal.item, **{field: named})
        without = "without it" if named is None else f"at {named}"
        yield guardrail(
            scope,
            cause,
            f"at {station}",
            pattern,
            None,
            Remedy(replace=((field, station),)),
            f"{_plainly(subgoal)} needs a {station}; {without} the window refuses.",
        )
        return
    near = Near(name=station, distance=STATION_BLOCKS)
    if near.holds(before(attempt, vocabulary)):
        # One is in view and can't be got at, so it must be nearer this time.
        near = Near(name=station)
    steps = (Place(item=station),) if station in vocabulary.items else ()
    fields: dict[str, Scalar] = {} if field is None else {field: station}
    yield guardrail(
        scope,
        cause,
        f"within {near.distance} of {station}",
        SubgoalPattern.of(subgoal.kind, **fields),
        Not(of=near),
        Remedy(achieve=near, steps=steps),
        f"To {subgoal.kind} at a {station}, one must be near; place or find one first.",
    )


def _tool(subgoal: Subgoal, cause: Cause, need: Need, scope: str) -> Iterator[Guardrail]:
    asked = getattr(subgoal, "tool", None)
    if asked is not None and asked == need.name:
        # The very tool that the subgoal names isn't carried.
        carried = Has(item=asked)
        yield guardrail(
            scope,
            cause,
            f"needs {asked}",
            SubgoalPattern.of(subgoal.kind, tool=asked),
            Not(of=carried),
            Remedy(achieve=carried),
            f"A {asked} must be carried to {subgoal.kind} with it.",
        )
        return
    tool = needed_tool(need)
    if tool is None:
        return
    pattern = target_pattern(subgoal)
    yield guardrail(
        scope,
        cause,
        f"needs tool {tool.tool}",
        pattern,
        Not(of=tool),
        Remedy(achieve=tool),
        f"{_plainly(subgoal)} needs a {tool.tool} of {tool.tier} or better; with less the block "
        "gives nothing.",
    )
    if asked is not None:
        weak = {f.name: f.value for f in pattern.fields} | {"tool": asked}
        yield guardrail(
            scope,
            cause,
            f"tool {asked} is too weak",
            SubgoalPattern.of(subgoal.kind, **weak),
            None,
            Remedy(replace=(("tool", None),)),
            f"{_plainly(subgoal)} gives nothing with {asked}; use the best tool instead.",
        )


def _invalid(attempt: Attempt, scope: str) -> Iterator[Guardrail]:
    subgoal = attempt.subgoal
    fields = type(subgoal).model_fields
    event = next((e for e in reversed(attempt.trace) if isinstance(e, Invalid)), None)
    if event is None or event.field not in fields:
        if isinstance(subgoal, Gather | Smelt):
            yield _gives_other(subgoal, scope)
        return
    field, value = event.field, getattr(subgoal, event.field)
    if not isinstance(value, str | int | None):
        return
    pattern: dict[str, Scalar] = {field: value}
    remedy: Remedy | None = Remedy(drop=True)
    if fields[field].default is None:
        # The field may be left out: what is to be got may still make sense.
        pattern |= {"item": subgoal.item} if isinstance(subgoal, Gather | Craft | Smelt) else {}
        # Left out, a gathering's source is the block of the item's name.
        same = value is None or (field == "source" and value == pattern.get("item"))
        remedy = None if same else Remedy(replace=((field, None),))
    yield guardrail(
        scope,
        Cause.invalid_subgoal,
        f"{field} is invalid",
        SubgoalPattern.of(subgoal.kind, **pattern),
        None,
        remedy,
        f"{subgoal.kind} with {field}={value} makes no sense in this world.",
    )


def _gives_other(subgoal: Gather | Smelt, scope: str) -> Guardrail:
    """Returns that something else comes of a source than what was wanted of it."""
    item, source = subgoal.item, subgoal.source
    return guardrail(
        scope,
        Cause.invalid_subgoal,
        "gives another item",
        SubgoalPattern.of(subgoal.kind, item=item, source=source),
        None,
        None,
        f"{source or item} gives something else than {item}.",
    )


def _plainly(subgoal: Subgoal) -> str:
    fields = type(subgoal).model_fields
    bare: dict[str, object] = {n: None for n in ("station", "height") if n in fields}
    said = doing(subgoal.model_copy(update=bare))
    return said.replace(" where it lies open", "")
