"""What is to blame for a block that broke and gave nothing of what is wanted."""

from __future__ import annotations

from functools import lru_cache

from envs.craftworld._ledger import Cause
from envs.craftworld.game.expectation import expected
from envs.craftworld.game.loot import Occasion
from envs.craftworld.game.rules import Rules
from envs.craftworld.motion.mining import RIPE


def blame_for(rules: Rules, block: str, tool: str | None, wanted: str) -> Cause | None:
    """Returns why a block that was broken can't have given an item; `None` if it might have.

    The tool is of the right kind and too low a tier, or none of the right kind was used, or
    whatever one digs it with it never gives that.

    Args:
        rules: The rules in force.
        block: What was broken.
        tool: What was in the hand; `None` for nothing.
        wanted: The item that was to come of it, a name or `#tag`.
    """
    if _gives(rules, block, tool, wanted):
        return None
    # What drops nothing says nothing of what it would drop: first of all the tool is wrong.
    harvests = rules.harvests(block, tool)
    good = _good_tools(rules, block, wanted) if harvests else rules.blocks[block].requires
    if not good:
        return "invalid_subgoal"
    held = rules.items.get(tool or "")
    kinds = {rules.items[name].tool for name in good}
    return "tool_too_weak" if held is not None and held.tool in kinds else "missing_tool"


def _gives(rules: Rules, block: str, tool: str | None, wanted: str) -> bool:
    matches = rules.vocabulary.matches
    return any(matches(wanted, item) for item in _drops(rules, block, tool))


@lru_cache(maxsize=4_096)
def _drops(rules: Rules, block: str, tool: str | None) -> frozenset[str]:
    """Returns what may drop; crops are ripe."""
    table = rules.block_loot.get(block)
    if table is None or not rules.harvests(block, tool):
        return frozenset()
    state = {"age": RIPE[block]} if block in RIPE else {}
    return frozenset(expected(table, Occasion(tool=tool, state=state)))


@lru_cache(maxsize=1_024)
def _good_tools(rules: Rules, block: str, wanted: str) -> tuple[str, ...]:
    return tuple(name for name in _best_tools(rules) if _gives(rules, block, name, wanted))


@lru_cache(maxsize=8)
def _best_tools(rules: Rules) -> tuple[str, ...]:
    """Returns a tool of each kind, of the highest tier: what none of them gets, none does."""
    levels = {name: tier.level for name, tier in rules.tiers.items()}
    tools = [item for item in rules.items.values() if item.tool is not None]
    tools.sort(key=lambda item: levels.get(item.tier or "", 0))
    return tuple({str(item.tool): item.name for item in tools}.values())
