"""What tool a diagnosis says is needed, as a condition."""

from __future__ import annotations

from diagnosis import Need
from envs import TIERS, TOOL_KINDS, HasTool, tier_rank, tool_of


def needed_tool(need: Need) -> HasTool | None:
    """Returns the condition that a need of a tool comes to; `None` if none would do.

    Gold mines what wood mines (Minecraft Wiki, Tiers), so the tier above either is stone.
    """
    named = tool_of(need.name)
    if named is not None:
        return _tool(named[0], "wooden" if named[1] == "golden" else named[1])
    if need.name not in TOOL_KINDS:
        return None
    if need.tier_above is None:
        return _tool(need.name, "iron" if need.name == "shears" else "wooden")
    weak = max(tier_rank(need.tier_above), tier_rank("golden"))
    return _tool(need.name, TIERS[weak + 1]) if weak + 1 < len(TIERS) else None


def _tool(kind: str, tier: str) -> HasTool:
    return HasTool.model_validate({"tool": kind, "tier": tier})
