"""What a success shows: by which step something was brought about, and what that took.

A success is read alone, in what a client could see. What merely happened to be carried or near
leaves no trace here; only what was used up, the station whose window gave the result, and the
tool under which the block yielded do. A success that did nothing of its own, because enough was
there already, shows nothing.
"""

from __future__ import annotations

from collections import Counter

from envs import (
    Attempt,
    AtTime,
    BlockPlaced,
    Condition,
    Craft,
    Crafted,
    Eat,
    Equip,
    Explore,
    Gather,
    Happened,
    Has,
    Hunt,
    Killed,
    Near,
    Place,
    Sleep,
    Smelt,
    Smelted,
    Trade,
    Traded,
    Use,
    Used,
    Vocabulary,
)
from memory._recipes import Needs, per_application
from memory._shown import (
    STATION_BLOCKS,
    Shown,
    all_gained,
    all_lost,
    before,
    count_of,
    same_block,
    seen_near,
)
from memory._uses import shown_by_use
from memory._yields import found_at, tools_in, weakest_tool, yielding


def shown_by(attempt: Attempt, vocabulary: Vocabulary) -> Shown | None:
    """Returns what a successful attempt shows, or `None` if it shows nothing.

    Args:
        attempt: Reached what its subgoal asked for.
        vocabulary: The world's words.
    """
    if attempt.trace_dropped and isinstance(attempt.subgoal, Craft | Smelt | Trade | Use):
        # What was used up can't be counted.
        return None
    match attempt.subgoal:
        case Craft():
            return _crafting(attempt, attempt.subgoal, vocabulary)
        case Smelt():
            return _smelting(attempt, attempt.subgoal, vocabulary)
        case Gather():
            return _gathering(attempt, attempt.subgoal, vocabulary)
        case Hunt():
            return _hunting(attempt, attempt.subgoal, vocabulary)
        case Trade():
            return _trading(attempt, attempt.subgoal, vocabulary)
        case Place():
            return _placing(attempt, attempt.subgoal)
        case _:
            return _simple(attempt, vocabulary)


def _crafting(attempt: Attempt, subgoal: Craft, vocabulary: Vocabulary) -> Shown | None:
    takes = [e for e in attempt.trace if isinstance(e, Crafted)]
    lost = all_lost(attempt, "craft")
    if not takes or not lost or any(e.item != subgoal.item for e in takes):
        return None
    station = None if takes[-1].station == "none" else takes[-1].station
    batch = max(1, sum(e.count for e in takes) // len(takes))
    return Shown(
        goal=Has(item=subgoal.item, count=batch),
        step=Craft(item=subgoal.item, count=batch, station=station),
        needs=per_application(lost, len(takes), vocabulary),
        held=seen_near(station, attempt, vocabulary),
        gives=subgoal.item,
        batch=batch,
        cost_ticks=attempt.ticks // len(takes),
        done_with=(takes[-1].station,),
    )


def _smelting(attempt: Attempt, subgoal: Smelt, vocabulary: Vocabulary) -> Shown | None:
    results = [e for e in attempt.trace if isinstance(e, Smelted) and e.item == subgoal.item]
    lost = all_lost(attempt, "smelt")
    # What is taken out of the furnace again wasn't used up.
    lost.subtract(all_gained(attempt, ("smelt", "container")))
    lost = +Counter({item: n for item, n in lost.items() if item != subgoal.item})
    count = sum(e.count for e in results)
    if not count or not lost:
        return None
    step = Smelt(
        item=subgoal.item,
        source=_as_used(subgoal.source, lost),
        fuel=_as_used(subgoal.fuel, lost),
        station=results[-1].station,
    )
    return Shown(
        goal=Has(item=subgoal.item),
        step=step,
        needs=_each(lost, count, (step.source, step.fuel), vocabulary),
        held=seen_near(step.station, attempt, vocabulary),
        gives=subgoal.item,
        cost_ticks=attempt.ticks // count,
    )


def _gathering(attempt: Attempt, subgoal: Gather, vocabulary: Vocabulary) -> Shown | None:
    gained = count_of(all_gained(attempt, ("pickup",)), subgoal.item, vocabulary)
    breaks = yielding(attempt, subgoal, vocabulary)
    if not gained or not breaks:
        return None
    aimed = subgoal.source or subgoal.item
    block = Counter(e.block for e in breaks).most_common(1)[0][0]
    gave = vocabulary.matches(aimed, block)
    if subgoal.source is not None and not gave:
        # It lay there already: no block of this attempt gave it.
        return None
    source = aimed if gave else block
    step = Gather(item=subgoal.item, source=source, height=subgoal.height)
    return Shown(
        goal=Has(item=subgoal.item),
        step=same_block(step),
        held=(*weakest_tool(breaks), *_standing_there(block, attempt)),
        gives=subgoal.item,
        cost_ticks=attempt.ticks // gained,
        found_at=None if subgoal.height is None else found_at(breaks, subgoal.height),
        done_with=tools_in(breaks),
    )


def _hunting(attempt: Attempt, subgoal: Hunt, vocabulary: Vocabulary) -> Shown | None:
    kills = sum(isinstance(e, Killed) and e.entity == subgoal.entity for e in attempt.trace)
    got = kills
    goal: Condition = Happened(verb="killed", object=subgoal.entity)
    if subgoal.item is not None:
        got = count_of(all_gained(attempt, ("pickup",)), subgoal.item, vocabulary)
        goal = Has(item=subgoal.item)
    if not kills or not got:
        return None
    step = Hunt(entity=subgoal.entity, item=subgoal.item)
    return Shown(goal, step, gives=subgoal.item, cost_ticks=attempt.ticks // got)


def _trading(attempt: Attempt, subgoal: Trade, vocabulary: Vocabulary) -> Shown | None:
    deals = [e for e in attempt.trace if isinstance(e, Traded) and e.item == subgoal.item]
    lost = all_lost(attempt, "trade")
    if not deals or not lost:
        return None
    batch = max(1, sum(e.count for e in deals) // len(deals))
    # Who walks to a villager in view needs one in view.
    seen = Near(name=subgoal.entity, distance=64)
    return Shown(
        goal=Has(item=subgoal.item, count=batch),
        step=Trade(item=subgoal.item, count=batch, entity=subgoal.entity),
        needs=per_application(lost, len(deals), vocabulary),
        held=(seen,) if seen.holds(before(attempt, vocabulary)) else (),
        gives=subgoal.item,
        batch=batch,
        cost_ticks=attempt.ticks // len(deals),
    )


def _placing(attempt: Attempt, subgoal: Place) -> Shown | None:
    placed = [e.block for e in attempt.trace if isinstance(e, BlockPlaced)]
    if not placed:
        return None
    block = subgoal.item if subgoal.item in placed else placed[-1]
    lost = all_lost(attempt, "place")
    # Some things are built of others where they stand, and never carried.
    built = bool(lost) and subgoal.item not in lost
    if built and attempt.trace_dropped:
        return None
    needs = tuple(sorted(lost.items())) if built else ((subgoal.item, 1),)
    return Shown(
        goal=Near(name=block),
        step=Place(item=subgoal.item),
        needs=needs,
        cost_ticks=attempt.ticks,
    )


def _simple(attempt: Attempt, vocabulary: Vocabulary) -> Shown | None:
    """Returns what is shown by steps whose needs are plain from what they are."""
    used = next((e for e in attempt.trace if isinstance(e, Used)), None)
    ticks = attempt.ticks
    goal: Condition
    match attempt.subgoal:
        case Use():
            return shown_by_use(attempt, attempt.subgoal, vocabulary)
        case Eat(item=item) if used is not None:
            goal = Happened(verb=used.verb, object=item)
            if Has(item=item).evaluate(before(attempt, vocabulary)) is False:
                # It was eaten where it is.
                there = _standing_there(item, attempt)
                return Shown(goal, Eat(item=item), held=there, cost_ticks=ticks)
            return Shown(goal, Eat(item=item), needs=((item, 1),), cost_ticks=ticks)
        case Sleep() if used is not None:
            near = seen_near(used.object, attempt, vocabulary)
            return Shown(AtTime(phase="day"), Sleep(), held=near, cost_ticks=ticks)
        case Equip(item=item) if _came_true(attempt, vocabulary):
            (goal,) = attempt.subgoal.own_checks()
            return Shown(goal, Equip(item=item), held=(Has(item=item),), cost_ticks=ticks)
        case Explore(target=target, sought=sought) if _came_true(attempt, vocabulary):
            (goal,) = attempt.subgoal.own_checks()
            return Shown(goal, Explore(target=target, sought=sought), cost_ticks=ticks)
        case _:
            return None


def _came_true(attempt: Attempt, vocabulary: Vocabulary) -> bool:
    (goal,) = attempt.subgoal.own_checks()
    return not goal.holds(before(attempt, vocabulary)) and goal.holds(attempt.view(vocabulary))


def _standing_there(block: str, attempt: Attempt) -> tuple[Near, ...]:
    """Returns that a station must be near to be taken along: it doesn't grow anywhere."""
    stations = attempt.pre_state.stations or ()
    known = any(station.name == block for station in stations)
    return (Near(name=block, distance=STATION_BLOCKS),) if known else ()


def _each(
    lost: Counter[str], count: int, named: tuple[str | None, ...], vocabulary: Vocabulary
) -> Needs:
    """Returns what one result took, rounded up; names of one pattern of the subgoal together."""
    needs: Counter[str] = Counter()
    for item, n in sorted(lost.items()):
        under = next((p for p in named if p is not None and vocabulary.matches(p, item)), item)
        needs[under] += n
    return tuple(sorted((item, -(-n // count)) for item, n in needs.items()))


def _as_used(pattern: str | None, lost: Counter[str]) -> str | None:
    """Returns the pattern, or the one name by which it was met."""
    return pattern if pattern is None or pattern.startswith("#") or pattern in lost else None
