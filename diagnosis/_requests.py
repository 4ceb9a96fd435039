"""Rules for what was asked of the world and not given: what it refused, and room."""

from __future__ import annotations

from collections.abc import Iterator

from diagnosis._reading import Reading
from diagnosis._windows import burns, rejected, stalled
from diagnosis._words import is_weaker, kind_of, tool_named
from diagnosis.models import INVENTORY_ROOM, Cause, Finding, Need
from envs import (
    Deposit,
    Eat,
    ItemLeft,
    PathFailed,
    Place,
    Refused,
    Sleep,
    Smelt,
    Use,
    WindowOpened,
    WindowRejected,
    WindowStalled,
    tier_rank,
)


def refused(reading: Reading) -> Iterator[Finding]:
    """Yields what the last refusal says: an executor gives up where it is refused.

    An earlier one was got over, or there would be no later one. A refusal that was followed by
    more of what was wanted is none, except a furnace's: its results are taken out after it
    stood still.
    """
    signs: list[tuple[int, Refused | WindowRejected | WindowStalled]] = []
    signs += reading.seen(Refused)[-1:]
    signs += reading.seen(WindowRejected)[-1:]
    signs += reading.seen(WindowStalled)[-1:]
    if not signs:
        return
    index, sign = max(signs, key=lambda s: s[0])
    if isinstance(sign, WindowStalled):
        yield stalled(reading, index, sign)
    elif index > reading.headway:
        if isinstance(sign, Refused):
            yield from _no_way_to_it(reading, index, sign)
            yield _wanting(reading, index, sign)
        else:
            yield from rejected(reading, index, sign)


def no_room(reading: Reading) -> Iterator[Finding]:
    """Yields that what was wanted was left lying for want of room.

    Only what the subgoal is after counts: with a full bag an agent leaves cobblestone lying
    all along a tunnel and still fails for another reason.
    """
    slots = reading.free_slots
    left = [i for i, e in reading.seen(ItemLeft) if reading.aims.is_wanted(e.item)]
    if not left and slots == 0 and reading.wanted_lies_there:
        # Nobody says that it was left, but there it lies.
        left = [i for i, _ in reading.aimed_breaks[-1:] if i > reading.headway]
    if not left and slots == 0:
        left = _no_longer_got(reading)
    if not left or left[-1] < reading.headway:
        return
    # With slots free it lay somewhere out of reach, or a slot came free since.
    certainty = 0.7 if slots is None else 0.95 if slots == 0 else 0.4
    yield Finding(
        cause=Cause.inventory_full,
        needs=(Need(kind="room", name=reading.aims.wanted or INVENTORY_ROOM),),
        evidence=tuple(left[-4:]),
        certainty=certainty,
    )


def _no_longer_got(reading: Reading) -> list[int]:
    """Returns the breaks that gave nothing any more, with a tool that had got the item before."""
    got = {e.tool for i, e in reading.aimed_breaks if i < reading.headway}
    since = [i for i, e in reading.aimed_breaks if i > reading.headway and e.tool in got]
    # The last one may not have been picked up yet.
    return since if len(since) > 1 else []


def _no_way_to_it(reading: Reading, index: int, refusal: Refused) -> Iterator[Finding]:
    """Yields that what is refused as absent was there, and the way to it had failed just now."""
    opened = reading.last(WindowOpened)
    since = -1 if opened is None else opened[0]
    failed = [
        i
        for i, e in reading.seen(PathFailed)
        if since < i < index and _is_called(reading, e.target, refusal.name)
    ]
    if failed:
        yield Finding(cause=Cause.target_unreachable, evidence=(failed[-1], index), certainty=0.9)


def _is_called(reading: Reading, name: str, pattern: str) -> bool:
    return name == pattern or reading.vocabulary.matches(pattern, name)


def _wanting(reading: Reading, index: int, refusal: Refused) -> Finding:
    match refusal.need:
        case "tool":
            return _wanting_tool(reading, index, refusal)
        case "item":
            return _wanting_item(reading, index, refusal)
        case "room":
            return _wanting_room(reading, index, refusal)
        case "station" | "container" | "bed":
            cause, need = Cause.missing_station, Need(kind="station", name=refusal.name)
        case "fuel":
            cause = Cause.missing_fuel
            need = Need(kind="fuel", name=refusal.name, count=refusal.count, lacking=refusal.count)
        case _:
            # An entity, or an offer among those who trade: it has to be looked for elsewhere.
            return Finding(cause=Cause.target_not_found, evidence=(index,), certainty=1.0)
    return Finding(cause=cause, needs=(need,), evidence=(index,), certainty=1.0)


def _wanting_item(reading: Reading, index: int, refusal: Refused) -> Finding:
    name, count = refusal.name, refusal.count
    if kind_of(name) is not None:
        need, cause, certainty = Need(kind="tool", name=name), Cause.missing_tool, 1.0
    elif isinstance(reading.subgoal, Smelt) and burns(reading.subgoal, name):
        need = Need(kind="fuel", name=name, count=count, lacking=count)
        cause, certainty = Cause.missing_fuel, 1.0
    else:
        carried = reading.carried(name) or 0
        lacking = count if carried >= count else count - carried
        need = Need(kind="item", name=name, count=carried + lacking, lacking=lacking)
        # The inventory is looked at a second time, and may disagree.
        cause, certainty = Cause.missing_material, 0.6 if carried >= count else 1.0
    return Finding(cause=cause, needs=(need,), evidence=(index,), certainty=certainty)


def _wanting_room(reading: Reading, index: int, refusal: Refused) -> Finding:
    subgoal, aims = reading.subgoal, reading.aims
    if isinstance(subgoal, Eat):
        # The stomach is full.
        return Finding(cause=Cause.window_blocked, evidence=(index,), certainty=0.9)
    pours = isinstance(subgoal, Use) and refusal.name == subgoal.item
    if isinstance(subgoal, Place | Sleep) or pours:
        # No spot beside the agent takes the block, or what is poured: where it stands it can't act.
        return Finding(cause=Cause.stuck, evidence=(index,), certainty=0.8)
    # Either what is put something into is full, or the bag.
    full = isinstance(subgoal, Deposit) or (
        aims.is_aim(refusal.name) and not aims.is_wanted(refusal.name)
    )
    return Finding(
        cause=Cause.window_blocked if full else Cause.inventory_full,
        needs=(Need(kind="room", name=refusal.name),),
        evidence=(index,),
        certainty=0.9 if full else 1.0,
    )


def _wanting_tool(reading: Reading, index: int, refusal: Refused) -> Finding:
    kind = kind_of(refusal.name) or refusal.name
    broke = [
        i
        for i, item in reading.broken_tools
        if i < index and (item == refusal.name or kind_of(item) == kind)
    ]
    need = Need(kind="tool", name=refusal.name)
    if broke:
        # It was there when the attempt began.
        return Finding(
            cause=Cause.tool_broke, needs=(need,), evidence=(broke[-1], index), certainty=0.95
        )
    weaker = _weaker(reading, kind, refusal.name)
    if weaker and getattr(reading.subgoal, "tool", None) != refusal.name:
        # The executor itself asks for a better one than the best that is carried.
        tiers = [tool[1] for tool in map(tool_named, weaker) if tool is not None]
        best = max((t for t in tiers if t is not None), key=tier_rank, default=None)
        if best is not None:
            need = Need(kind="tool", name=kind, tier_above=best)
        return Finding(cause=Cause.tool_too_weak, needs=(need,), evidence=(index,), certainty=0.95)
    return Finding(cause=Cause.missing_tool, needs=(need,), evidence=(index,), certainty=1.0)


def _weaker(reading: Reading, kind: str, wanted: str) -> list[str]:
    """Returns the tools carried of the wanted kind, if all of them are weaker than the wanted."""
    inventory = reading.attempt.post_state.inventory
    carried = [] if inventory is None else [held.item for held in inventory.items if held.count]
    tools = [item for item in carried if kind_of(item) == kind]
    return tools if all(is_weaker(tool, wanted) for tool in tools) else []
