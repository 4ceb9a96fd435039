"""What a success of gathering shows of its blocks: which yielded, under what tool, and how high."""

from __future__ import annotations

from envs import (
    Attempt,
    BlockBroken,
    Gather,
    HasTool,
    Heights,
    ItemGained,
    Vocabulary,
    tier_rank,
    tool_of,
)

_BAND_MARGIN = 4
"""How far a band of heights reaches beyond where something was found, in blocks each way."""


def yielding(attempt: Attempt, subgoal: Gather, vocabulary: Vocabulary) -> list[BlockBroken]:
    """Returns the breaks that gave what was wanted, by what was picked up after them.

    Where pickups lag behind, so that none follows a block of the right kind, all breaks of the
    right kind count.
    """
    aimed = subgoal.source or subgoal.item
    last: BlockBroken | None = None
    last_aimed: BlockBroken | None = None
    credited: list[BlockBroken] = []
    for event in attempt.trace:
        if isinstance(event, BlockBroken):
            last = event
            if vocabulary.matches(aimed, event.block):
                last_aimed = event
        elif (
            isinstance(event, ItemGained)
            and event.way == "pickup"
            and vocabulary.matches(subgoal.item, event.item)
            and (source := last_aimed or last) is not None
        ):
            credited.append(source)
    return credited


def weakest_tool(breaks: list[BlockBroken]) -> tuple[HasTool, ...]:
    """Returns what tool the blocks needed at most: none if one fell to less than a tool.

    Gold mines what wood mines, so it says no more than wood.
    """
    tools = {tool_of(e.tool) for e in breaks}
    held = sorted(t for t in tools if t is not None)
    if None in tools or len({kind for kind, _ in held}) != 1:
        return ()
    found = [HasTool.model_validate({"tool": kind, "tier": _plain(tier)}) for kind, tier in held]
    return (min(found, key=lambda tool: tier_rank(tool.tier)),)


def _plain(tier: str) -> str:
    return "wooden" if tier == "golden" else tier


def band(heights: list[int], tried: Heights) -> Heights:
    """Returns the band in which something was found, within what was dug through for it.

    What lay open on the way down to the band says nothing of where to dig elsewhere.
    """
    low = min(*heights, tried[1]) - _BAND_MARGIN
    high = max(*heights, tried[0]) + _BAND_MARGIN
    return (max(low, tried[0]), min(high, tried[1]))
