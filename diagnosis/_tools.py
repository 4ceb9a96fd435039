"""Rules for tools: broken, too weak, or of the wrong kind for what was to be broken."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from diagnosis._reading import Reading
from diagnosis.models import Cause, Finding, Need
from envs import (
    TIERS,
    BlockBroken,
    Event,
    Gather,
    Hunt,
    ItemGained,
    ItemLeft,
    Killed,
    PathFailed,
    Searched,
    Stopped,
    ToolBroke,
    tier_rank,
    tool_of,
)

_TIERED = "pickaxe"
"""The one kind of tool whose tier decides whether a block drops anything; for other blocks a tool
is needed or not, of any tier (Minecraft Wiki, Breaking and Tiers)."""

_QUICK_TICKS = 16
"""A block that falls so fast to anything but a pickaxe needed no other tool: leaves take 6 ticks by
hand, and 6 pass between two; what can't be harvested takes 3.3 times as long, snow 20 ticks and all
else more (Minecraft Wiki, Breaking)."""

_RARE_DROP = 0.1
"""The rarest drop that people gather on purpose, of about this chance: flint from gravel."""

_HOPELESS = 0.85
"""So sure it must be that a drop isn't merely rare, for someone who was cut off hoping for it."""

_PICKUP_TICKS = 20
"""How long a drop lies before it is picked up: half a second until it may be, and a step."""

_ROAMING_TICKS = 200
"""Ten seconds on the way after a tool broke: the executor didn't give up for its loss."""


class _Yield(NamedTuple):
    """What came of the blocks that were to give the wanted item.

    Attributes:
        in_vain: (index, tool in the hand) of breaks after which no wanted item came any more.
        others: Indices of breaks that dropped something else.
        kin: Whether what one dropped has a word in common with it, as stone and cobblestone do.
        quick: Whether one of the fruitless ones took less than `_QUICK_TICKS`.
        gave_up: Whether the executor left off after them, of its own.
    """

    in_vain: tuple[tuple[int, str], ...]
    others: tuple[int, ...]
    kin: bool
    quick: bool
    gave_up: bool

    @property
    def fruitless(self) -> tuple[int, ...]:
        """Their indices alone."""
        return tuple(index for index, _ in self.in_vain)


def tools(reading: Reading) -> Iterator[Finding]:
    """Yields what was wrong with the tool in a subgoal that breaks blocks or kills.

    A tool that broke comes first if it did its work until then: whatever was tried after it,
    with what was left, failed for its loss. If the very tool that broke had dug in vain, it was
    too weak before it broke.
    """
    if isinstance(reading.subgoal, Hunt):
        yield from _broke_in_hunt(reading)
    worked = isinstance(reading.subgoal, Gather) and bool(
        reading.aimed_breaks or reading.last(ToolBroke)
    )
    if not worked or _left_out_of_reach(reading):
        return
    result = _yield_of(reading)
    broke = _broke(reading, result)
    if broke is not None:
        yield broke
    if not result.fruitless:
        return
    # What is picked up may also lie there by chance, left of a monster say.
    if result.kin or 2 * len(result.others) >= len(result.fruitless):
        yield from _drops_other(reading, result)
    else:
        yield from _in_vain(reading, result)


def _left_out_of_reach(reading: Reading) -> bool:
    """Returns whether what was wanted did drop, and lies there: by sight, or for want of a way."""
    if any(reading.aims.is_wanted(item) for item in reading.lying):
        return True
    broken, failed = reading.last(BlockBroken), reading.last(PathFailed)
    if broken is None or failed is None or failed[0] < max(broken[0], reading.headway):
        return False
    there = (failed[1].x, failed[1].y, failed[1].z)
    return any((e.x, e.y, e.z) == there for _, e in reading.aimed_breaks)


def _yield_of(reading: Reading) -> _Yield:
    trace, first = reading.attempt.trace, reading.headway + 1
    in_vain: list[tuple[int, str]] = []
    others: list[int] = []
    pending: list[tuple[int, bool]] = []
    quick = kin = False
    before = trace[first - 1].tick if first else None
    for index, event in enumerate(trace[first:], first):
        if isinstance(event, BlockBroken):
            aimed = event.block in reading.aims.names
            pending.append((index, aimed))
            if aimed:
                in_vain.append((index, event.tool))
                quick |= before is not None and event.tick - before <= _QUICK_TICKS
        elif isinstance(event, ItemGained) and event.way == "pickup":
            # Ascribed to a block only where it can be no other's drop.
            if pending and all(aimed for _, aimed in pending):
                others.append(pending[-1][0])
                kin |= _are_kin(trace[pending[-1][0]], event.item)
            pending = []
        elif isinstance(event, ItemLeft):
            if reading.aims.is_wanted(event.item):
                # It did drop, and lies there.
                del in_vain[-1:]
            elif pending and all(aimed for _, aimed in pending):
                others.append(pending[-1][0])
                kin |= _are_kin(trace[pending[-1][0]], event.item)
            pending = []
        before = event.tick
    gave_up = bool(in_vain) and not any(
        isinstance(e, Stopped | Searched | PathFailed) for e in trace[in_vain[-1][0] :]
    )
    kept = _without_luck(reading, in_vain)
    if kept and not kin:
        kin = any(_are_kin(trace[index], item) for index, _ in kept for item in reading.lying)
    return _Yield(kept, tuple(others), kin, quick, gave_up)


def _are_kin(broken: Event, item: str) -> bool:
    """Returns whether the names of a block and an item have a word in common, or a part of one."""
    words = broken.block.split("_") if isinstance(broken, BlockBroken) else []
    return any(word in item for word in words if len(word) > 3)


def _without_luck(reading: Reading, in_vain: list[tuple[int, str]]) -> tuple[tuple[int, str], ...]:
    """Returns the breaks without those that say nothing of the tool.

    A tool that got the wanted item out of the block before, in this attempt or an earlier one,
    is good enough; and what broke last may not have been picked up when the time was up.
    """
    trace = reading.attempt.trace
    good = {e.tool for i, e in reading.aimed_breaks if i < reading.headway}
    good |= {
        tool
        for block, tool, item in reading.lore.drops
        if reading.aims.is_wanted(item) and reading.aims.is_aim(block)
    }
    kept = [(index, tool) for index, tool in in_vain if tool not in good]
    cut_off = reading.last(Stopped)
    if kept and cut_off is not None and cut_off[1].tick - trace[kept[-1][0]].tick < _PICKUP_TICKS:
        kept.pop()
    return tuple(kept)


def _in_vain(reading: Reading, result: _Yield) -> Iterator[Finding]:
    """Yields that blocks broke and dropped nothing."""
    held = tool_of(result.in_vain[-1][1])
    evidence = result.fruitless[-4:]
    if held is not None and held[0] == _TIERED and tier_rank(held[1]) < len(TIERS) - 1:
        need = Need(kind="tool", name=_TIERED, tier_above=held[1])
        yield Finding(
            cause=Cause.tool_too_weak,
            needs=(need,),
            evidence=evidence,
            certainty=_of_tier(held[1], len(result.fruitless)),
        )
        return
    kind = _kind_that_works(reading) or _TIERED
    if held is not None and held[0] == kind:
        return
    certainty = 0.8 if len(result.fruitless) > 1 else 0.7
    last = reading.attempt.trace[result.fruitless[-1]]
    itself = isinstance(last, BlockBroken) and reading.aims.is_wanted(last.block)
    if result.quick and not (result.gave_up or itself):
        # A quick block needs no tool: leaves or grass that give something now and then.
        certainty = 0.3
    yield Finding(
        cause=Cause.missing_tool,
        needs=(Need(kind="tool", name=kind),),
        evidence=evidence,
        certainty=certainty,
    )


def _of_tier(tier: str, breaks: int) -> float:
    """Returns how sure so many breaks in vain make it that a tier is too low."""
    if tier_rank(tier) >= len(TIERS) - 2:
        # There is hardly a better one: what dropped may have fallen away.
        return 0.7 if breaks > 2 else 0.3
    return 0.9 if breaks > 1 else 0.8


def _drops_other(reading: Reading, result: _Yield) -> Iterator[Finding]:
    """Yields that the block gives something else than what was asked for.

    Certain by how unlikely so many breaks would be for a rare drop.
    """
    if reading.headway >= 0 or any(
        item for _, _, item in reading.lore.drops if reading.aims.is_wanted(item)
    ):
        return
    certainty = min(1.0 - (1.0 - _RARE_DROP) ** len(result.fruitless), 0.9)
    last = reading.attempt.trace[result.fruitless[-1]]
    if isinstance(last, BlockBroken) and reading.aims.is_wanted(last.block) and result.kin:
        # What gives something else in its place is no matter of luck.
        certainty = 0.8
    elif reading.stopped("budget") is not None and certainty < _HOPELESS:
        # An executor that went on as long as it could believed in it.
        certainty = min(certainty, 0.3)
    evidence = (result.others or result.fruitless)[-4:]
    yield Finding(cause=Cause.invalid_subgoal, evidence=evidence, certainty=certainty)


def _kind_that_works(reading: Reading) -> str | None:
    """Returns the kind of tool that got the wanted item out of the block before."""
    kinds = sorted(
        tool_of(tool) or ("", "")
        for block, tool, item in reading.lore.drops
        if reading.aims.is_aim(block) and reading.aims.is_wanted(item)
    )
    return kinds[-1][0] or None if kinds else None


def _broke(reading: Reading, result: _Yield) -> Finding | None:
    last = reading.last(ToolBroke)
    if last is None or _gained_after(reading, last[0]):
        return None
    index, event = last
    if any(i < index and tool == event.item for i, tool in result.in_vain):
        # It had dug in vain before it broke: it was too weak, whole or not.
        return None
    if not _was_dug_with(reading, event.item) or _went_on(reading, result, index, event.item):
        return None
    kind = tool_of(event.item)
    name = kind[0] if kind is not None else event.item
    later = bool(result.in_vain) and result.in_vain[-1][0] > index
    roamed = reading.attempt.trace[-1].tick - event.tick >= _ROAMING_TICKS
    return Finding(
        cause=Cause.tool_broke,
        needs=(Need(kind="tool", name=name),),
        evidence=(index, *(i for i, _ in result.in_vain if i > index))[:4],
        # Who roams on for long without digging misses something else.
        certainty=0.9 if later or not roamed else 0.3,
    )


def _gained_after(reading: Reading, index: int) -> bool:
    """Returns whether a block broken after `index` gave the wanted item.

    What is picked up before another block broke was dug with the tool that broke.
    """
    next_break = next((i for i, e in reading.seen(BlockBroken) if i > index), None)
    return next_break is not None and reading.headway > next_break


def _was_dug_with(reading: Reading, tool: str) -> bool:
    """Returns whether the tool was in use for blocks: a sword breaks in a fight by the way."""
    breaks = reading.seen(BlockBroken)
    if any(event.tool == tool for _, event in reading.seen(Killed)) and not breaks:
        return False
    if not breaks or reading.attempt.trace_dropped:
        kind = tool_of(tool)
        return kind is None or kind[0] != "sword"
    return any(event.tool == tool for _, event in breaks)


def _went_on(reading: Reading, result: _Yield, index: int, tool: str) -> bool:
    """Returns whether the work went on after the tool broke: with a spare, or as a search."""
    if any(i > index for i, _ in reading.seen(Searched)) or result.quick:
        return True
    kinds = {_kind(e.tool) for _, e in reading.aimed_breaks}
    needed = _kind(tool) in kinds or (kinds <= {None} and _kind(tool) == _TIERED)
    in_vain = {i for i, _ in result.in_vain}
    return any(
        i > index and i not in in_vain and _kind(e.tool) in {_kind(tool), _TIERED}
        if needed
        else i > index
        for i, e in reading.seen(BlockBroken)
    )


def _kind(item: str) -> str | None:
    tool = tool_of(item)
    return None if tool is None else tool[0]


def _broke_in_hunt(reading: Reading) -> Iterator[Finding]:
    last, kill = reading.last(ToolBroke), reading.last(Killed)
    if last is None or (kill is not None and kill[0] > last[0]):
        return
    kind = tool_of(last[1].item)
    # Who looks on for prey, or is cut off, would go on without it.
    went_on = reading.stopped("budget") is not None or reading.last(Searched) is not None
    yield Finding(
        cause=Cause.tool_broke,
        needs=(Need(kind="tool", name=kind[0] if kind is not None else last[1].item),),
        evidence=(last[0],),
        certainty=0.3 if went_on else 0.6,
    )
