"""Rules for what was asked of the world and not given: refusals, windows, furnaces, room."""

from __future__ import annotations

from collections.abc import Iterator

from diagnosis._reading import Reading
from diagnosis.models import ANY_FUEL, INVENTORY_ROOM, Cause, Finding, Need
from envs import (
    Craft,
    Crafted,
    Died,
    Eat,
    Event,
    Invalid,
    ItemLeft,
    PathFailed,
    Place,
    Refused,
    Respawned,
    Sleep,
    Smelt,
    Stopped,
    ToolBroke,
    Trade,
    Use,
    WindowOpened,
    WindowRejected,
    WindowStalled,
    tier_rank,
    tool_of,
)

_GRID = "none"
_WIDER_GRID = "crafting_table"
"""The window that is wider than the grid in the inventory: a word that any player knows."""

_ANY_FURNACE = "furnace"
"""The station that takes all that smokers and blast furnaces take, and more."""

_SAYS_WHY: tuple[type[Event], ...] = (
    Died,
    Invalid,
    ItemLeft,
    PathFailed,
    Refused,
    Respawned,
    Stopped,
    WindowRejected,
    WindowStalled,
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
        yield _stalled(reading, index, sign)
    elif index > reading.headway:
        if isinstance(sign, Refused):
            yield from _no_way_to_it(reading, index, sign)
            yield _wanting(reading, index, sign)
        else:
            yield from _rejected(reading, index, sign)


def no_room(reading: Reading) -> Iterator[Finding]:
    """Yields that what was wanted was left lying for want of room.

    Only what the subgoal is after counts: with a full bag an agent leaves cobblestone lying
    all along a tunnel and still fails for another reason.
    """
    left = [i for i, e in reading.seen(ItemLeft) if reading.aims.is_wanted(e.item)]
    if not left or left[-1] < reading.headway:
        return
    slots = reading.free_slots
    # With slots free it lay somewhere out of reach, or a slot came free since.
    certainty = 0.7 if slots is None else 0.95 if slots == 0 else 0.4
    yield Finding(
        cause=Cause.inventory_full,
        needs=(Need(kind="room", name=reading.aims.wanted or INVENTORY_ROOM),),
        evidence=tuple(left[-4:]),
        certainty=certainty,
    )


def nothing_taken(reading: Reading) -> Iterator[Finding]:
    """Yields that a window, bed or meal gave nothing though nothing was said to be lacking."""
    said = any(reading.seen(kind) for kind in _SAYS_WHY)
    wanting = isinstance(reading.subgoal, Craft | Trade | Sleep | Eat) and reading.headway < 0
    if wanting and not said:
        yield Finding(cause=Cause.window_blocked, certainty=0.4)


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
    if tool_of(name) is not None:
        need, cause, certainty = Need(kind="tool", name=name), Cause.missing_tool, 1.0
    else:
        carried = reading.carried(name) or 0
        lacking = count if carried >= count else count - carried
        need = Need(kind="item", name=name, count=carried + lacking, lacking=lacking)
        # The inventory is looked at a second time, and may disagree.
        cause, certainty = Cause.missing_material, 0.6 if carried >= count else 1.0
    return Finding(cause=cause, needs=(need,), evidence=(index,), certainty=certainty)


def _wanting_room(reading: Reading, index: int, refusal: Refused) -> Finding:
    subgoal = reading.subgoal
    if isinstance(subgoal, Eat):
        # The stomach is full.
        return Finding(cause=Cause.window_blocked, evidence=(index,), certainty=0.9)
    pours = isinstance(subgoal, Use) and refusal.name == subgoal.item
    if isinstance(subgoal, Place | Sleep) or pours:
        # No spot beside the agent takes the block, or what is poured: where it stands it can't act.
        return Finding(cause=Cause.stuck, evidence=(index,), certainty=0.8)
    # Either a container is full, or the bag.
    full = reading.aims.aim is not None and reading.aims.is_aim(refusal.name)
    return Finding(
        cause=Cause.window_blocked if full else Cause.inventory_full,
        needs=(Need(kind="room", name=refusal.name),),
        evidence=(index,),
        certainty=0.9 if full else 1.0,
    )


def _wanting_tool(reading: Reading, index: int, refusal: Refused) -> Finding:
    wanted = tool_of(refusal.name)
    kind = wanted[0] if wanted is not None else refusal.name
    broke = [i for i, e in reading.seen(ToolBroke) if i < index and _kind(e.item) == kind]
    need = Need(kind="tool", name=refusal.name)
    if broke:
        # It was there when the attempt began.
        return Finding(
            cause=Cause.tool_broke, needs=(need,), evidence=(broke[-1], index), certainty=0.95
        )
    weaker = _weaker_tier(reading, wanted)
    if weaker is not None and getattr(reading.subgoal, "tool", None) != refusal.name:
        # The executor itself asks for a better one than the best that is carried.
        need = Need(kind="tool", name=kind, tier_above=weaker)
        return Finding(cause=Cause.tool_too_weak, needs=(need,), evidence=(index,), certainty=0.95)
    return Finding(cause=Cause.missing_tool, needs=(need,), evidence=(index,), certainty=1.0)


def _kind(item: str) -> str | None:
    tool = tool_of(item)
    return None if tool is None else tool[0]


def _weaker_tier(reading: Reading, wanted: tuple[str, str] | None) -> str | None:
    """Returns the best tier carried of the wanted kind, if it is below the wanted tier."""
    inventory = reading.attempt.post_state.inventory
    if wanted is None or inventory is None:
        return None
    tools = (tool_of(held.item) for held in inventory.items)
    tiers = [t[1] for t in tools if t is not None and t[0] == wanted[0]]
    best = max(tiers, key=tier_rank, default=None)
    return best if best is not None and tier_rank(best) < tier_rank(wanted[1]) else None


def _stalled(reading: Reading, index: int, stall: WindowStalled) -> Finding:
    subgoal = reading.subgoal
    if stall.slot == "fuel":
        name = subgoal.fuel if isinstance(subgoal, Smelt) and subgoal.fuel else ANY_FUEL
        need, cause, certainty = Need(kind="fuel", name=name), Cause.missing_fuel, 1.0
    elif stall.slot == "input":
        source = subgoal.source if isinstance(subgoal, Smelt) else None
        if source is not None and (reading.carried(source) or 0) > 0:
            # It is carried and was not put in: it doesn't become what was asked for.
            return Finding(cause=Cause.invalid_subgoal, evidence=(index,), certainty=0.9)
        needs = () if source is None else (_more(reading, source, 1),)
        return Finding(cause=Cause.missing_material, needs=needs, evidence=(index,), certainty=0.95)
    elif reading.free_slots == 0:
        # The results stay in the furnace because the bag takes no more.
        need = Need(kind="room", name=stall.item)
        cause, certainty = Cause.inventory_full, 0.9
    else:
        need, cause, certainty = Need(kind="room", name=stall.window), Cause.window_blocked, 0.9
    return Finding(cause=cause, needs=(need,), evidence=(index,), certainty=certainty)


def _rejected(reading: Reading, index: int, event: WindowRejected) -> Iterator[Finding]:
    if event.station is None and event.lacking is None:
        yield _without_book(reading, index, event)
        return
    if event.station is not None and event.station != event.window:
        # Without the station no ingredient helps, so it comes first.
        need = Need(kind="station", name=event.station)
        yield Finding(cause=Cause.missing_station, needs=(need,), evidence=(index,), certainty=1.0)
    if event.lacking:
        needs = tuple(_more(reading, lack.item, lack.count) for lack in event.lacking)
        yield Finding(
            cause=Cause.missing_material,
            needs=tuple(sorted(needs, key=lambda n: (n.kind, n.name))),
            evidence=(index,),
            certainty=1.0,
        )
    elif event.station is None or event.station == event.window:
        yield _all_there(reading, index, 0.9)


def _more(reading: Reading, pattern: str, lacking: int) -> Need:
    carried = reading.carried(pattern) or 0
    return Need(kind="item", name=pattern, count=carried + lacking, lacking=lacking)


def _all_there(reading: Reading, index: int, certainty: float) -> Finding:
    if reading.free_slots == 0 and reading.aims.wanted is not None:
        return Finding(
            cause=Cause.inventory_full,
            needs=(Need(kind="room", name=reading.aims.wanted),),
            evidence=(index,),
            certainty=certainty,
        )
    return Finding(cause=Cause.window_blocked, evidence=(index,), certainty=certainty)


def _without_book(reading: Reading, index: int, event: WindowRejected) -> Finding:
    """Returns what is most likely lacking when there is no book to say.

    How the item was crafted before in this episode decides it. Else it is a guess, and says so
    by its certainty.
    """
    recipe = reading.lore.recipes.get(event.item)
    if recipe is not None and recipe.station not in {_GRID, event.window}:
        need = Need(kind="station", name=recipe.station)
        return Finding(cause=Cause.missing_station, needs=(need,), evidence=(index,), certainty=0.9)
    if recipe is not None and recipe.consumed:
        short = [(i, n - (reading.carried(i) or 0), n) for i, n in recipe.consumed]
        needs = tuple(
            Need(kind="item", name=i, count=n, lacking=more) for i, more, n in short if more > 0
        )
        if not needs:
            return _all_there(reading, index, 0.7)
        return Finding(cause=Cause.missing_material, needs=needs, evidence=(index,), certainty=0.9)
    if isinstance(reading.subgoal, Smelt):
        return _not_smelted(index, event)
    if _may_want_station(reading, event):
        need = Need(kind="station", name=_WIDER_GRID)
        return Finding(cause=Cause.missing_station, needs=(need,), evidence=(index,), certainty=0.5)
    certainty = 0.7 if event.window != _GRID else 0.6
    return Finding(cause=Cause.missing_material, evidence=(index,), certainty=certainty)


def _not_smelted(index: int, event: WindowRejected) -> Finding:
    """Returns why a furnace refuses: for want of material it would stand still instead."""
    if event.window == _ANY_FURNACE:
        return Finding(cause=Cause.invalid_subgoal, evidence=(index,), certainty=0.6)
    need = Need(kind="station", name=_ANY_FURNACE)
    return Finding(cause=Cause.missing_station, needs=(need,), evidence=(index,), certainty=0.6)


def _may_want_station(reading: Reading, event: WindowRejected) -> bool:
    if event.window != _GRID or reading.seen(Crafted):
        # A grid that gave some of it is wide enough.
        return False
    if any(item == event.item and window != _GRID for item, window in reading.lore.rejected):
        # A station refused it as well, so the station isn't what is lacking.
        return False
    inventory = reading.attempt.post_state.inventory
    return inventory is None or bool(inventory.items)
