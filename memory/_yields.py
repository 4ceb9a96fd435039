"""What a success of gathering shows of its blocks: which yielded, under what tool, and how high."""

from __future__ import annotations

from statistics import median_low

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

_LAID_OPEN = 4
"""A tunnel is dug so far inside the heights that are named, and lays open so much each way."""

_BELOW, _ABOVE = _LAID_OPEN + 1, _LAID_OPEN - 1
"""How far a band of heights reaches beyond where something was found: in a tunnel's walls that is
from a block below the feet to two above, so that the feet were a little lower."""


def yielding(attempt: Attempt, subgoal: Gather, vocabulary: Vocabulary) -> list[BlockBroken]:
    """Returns the breaks that gave what was wanted, one for each time that some was picked up.

    It is the latest break of the right kind before; the latest of any kind where none was of it.
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


def tools_in(breaks: list[BlockBroken]) -> tuple[str, ...]:
    """Returns the tools with which blocks were broken, sorted; `none` for the bare hand.

    Gold mines what wood mines, so it is no other tool than wood.
    """
    held = {tool.tool: tool_of(tool.tool) for tool in breaks}
    plain = {
        "none" if found is None else f"wooden_{found[0]}" if found[1] == "golden" else name
        for name, found in held.items()
    }
    return tuple(sorted(plain))


def _plain(tier: str) -> str:
    return "wooden" if tier == "golden" else tier


def band(height: int) -> Heights:
    """Returns the heights between which to dig for what was found at one."""
    return (height - _BELOW, height + _ABOVE)


def found_at(breaks: list[BlockBroken], tried: Heights) -> int | None:
    """Returns at which height digging along found something, as a rule.

    Args:
        breaks: The blocks that gave it.
        tried: The heights between which it was dug for.

    Returns:
        The median; `None` if all lay open on the way there, which says nothing of where to dig.
    """
    # From above it is dug down to the first height so far inside, and on from there.
    highest = tried[1] - min(_LAID_OPEN, (tried[1] - tried[0]) // 2) + 2
    heights = [e.y for e in breaks if e.y <= highest]
    return median_low(heights) if heights else None
