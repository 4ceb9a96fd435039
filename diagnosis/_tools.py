"""Rules for tools: broken, too weak, or of the wrong kind for what was to be broken."""

from __future__ import annotations

from collections.abc import Iterator

from diagnosis._reading import Reading
from diagnosis._words import kind_of, tool_named
from diagnosis._yields import Yield, yield_of
from diagnosis.models import Cause, Finding, Need
from envs import (
    TIERS,
    BlockBroken,
    Gather,
    Hunt,
    Killed,
    Moved,
    PathFailed,
    Searched,
    tier_rank,
)

_TIERED = "pickaxe"
"""The one kind of tool whose tier decides whether a block drops anything; for other blocks a tool
is needed or not, of any tier (Minecraft Wiki, Breaking and Tiers)."""

_RARE_DROP = 0.1
"""The rarest drop that people gather on purpose, of about this chance: flint from gravel."""

_HOPELESS = 0.85
"""So sure it must be that a drop isn't merely rare, for someone who was cut off hoping for it."""

_ROAMING_TICKS = 200
"""Ten seconds on the way after a tool broke: the executor didn't give up for its loss."""


def tools(reading: Reading) -> Iterator[Finding]:
    """Yields what was wrong with the tool in a subgoal that breaks blocks or kills.

    A tool that broke comes first if it did its work until then: whatever was tried after it,
    with what was left, failed for its loss. If the very tool that broke had dug in vain, it was
    too weak before it broke.
    """
    if isinstance(reading.subgoal, Hunt):
        yield from _broke_in_hunt(reading)
    worked = isinstance(reading.subgoal, Gather) and bool(
        reading.aimed_breaks or reading.broken_tools
    )
    if not worked or _left_out_of_reach(reading):
        return
    result = yield_of(reading)
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
    if reading.wanted_lies_there:
        return True
    broken, failed = reading.last(BlockBroken), reading.last(PathFailed)
    if broken is None or failed is None or failed[0] < max(broken[0], reading.headway):
        return False
    there = (failed[1].x, failed[1].y, failed[1].z)
    return any((e.x, e.y, e.z) == there for _, e in reading.aimed_breaks)


def _in_vain(reading: Reading, result: Yield) -> Iterator[Finding]:
    """Yields that blocks broke and dropped nothing."""
    held = tool_named(result.in_vain[-1][1])
    evidence = result.fruitless[-4:]
    if held is not None and held[0] == _TIERED and held[1] != TIERS[-1]:
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


def _of_tier(tier: str | None, breaks: int) -> float:
    """Returns how sure so many breaks in vain make it that a tier is too low."""
    if tier is not None and tier_rank(tier) >= len(TIERS) - 2:
        # There is hardly a better one: what dropped may have fallen away.
        return 0.7 if breaks > 2 else 0.3
    return 0.9 if breaks > 1 else 0.8


def _drops_other(reading: Reading, result: Yield) -> Iterator[Finding]:
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
    elif reading.cut_off is not None and certainty < _HOPELESS:
        # An executor that went on as long as it could believed in it.
        certainty = min(certainty, 0.3)
    evidence = (result.others or result.fruitless)[-4:]
    yield Finding(cause=Cause.invalid_subgoal, evidence=evidence, certainty=certainty)


def _kind_that_works(reading: Reading) -> str | None:
    """Returns the kind of tool that got the wanted item out of the block before."""
    kinds = {
        kind_of(tool) or ""
        for block, tool, item in reading.lore.drops
        if reading.aims.is_aim(block) and reading.aims.is_wanted(item)
    }
    return max(kinds, default="") or None


def _broke(reading: Reading, result: Yield) -> Finding | None:
    if not reading.broken_tools or _gained_after(reading, reading.broken_tools[-1][0]):
        return None
    index, item = reading.broken_tools[-1]
    if any(i < index and tool == item for i, tool in result.in_vain):
        # It had dug in vain before it broke: it was too weak, whole or not.
        return None
    if not _was_dug_with(reading, item) or _went_on(reading, result, index, item):
        return None
    later = bool(result.in_vain) and result.in_vain[-1][0] > index
    trace = reading.attempt.trace
    roamed = any(
        i > index and e.tick - trace[index].tick >= _ROAMING_TICKS for i, e in reading.seen(Moved)
    )
    return Finding(
        cause=Cause.tool_broke,
        needs=(Need(kind="tool", name=kind_of(item) or item),),
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
        return kind_of(tool) != "sword"
    return any(event.tool == tool for _, event in breaks)


def _went_on(reading: Reading, result: Yield, index: int, tool: str) -> bool:
    """Returns whether the work went on after the tool broke: with a spare, or as a search."""
    if any(i > index for i, _ in reading.seen(Searched)) or result.quick:
        return True
    kinds = {kind_of(e.tool) for _, e in reading.aimed_breaks}
    needed = kind_of(tool) in kinds or (kinds <= {None} and kind_of(tool) == _TIERED)
    in_vain = {i for i, _ in result.in_vain}
    return any(
        i > index and i not in in_vain and kind_of(e.tool) in {kind_of(tool), _TIERED}
        if needed
        else i > index
        for i, e in reading.seen(BlockBroken)
    )


def _broke_in_hunt(reading: Reading) -> Iterator[Finding]:
    kill = reading.last(Killed)
    if not reading.broken_tools or (kill is not None and kill[0] > reading.broken_tools[-1][0]):
        return
    index, item = reading.broken_tools[-1]
    # Who looks on for prey, or is cut off, would go on without it.
    went_on = reading.cut_off is not None or reading.last(Searched) is not None
    yield Finding(
        cause=Cause.tool_broke,
        needs=(Need(kind="tool", name=kind_of(item) or item),),
        evidence=(index,),
        certainty=0.3 if went_on else 0.6,
    )
