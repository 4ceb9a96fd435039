"""What a name says by itself: which kind of tool it is, of which tier, and which names are kin.

Worlds spell alike what players know: `wooden_pickaxe`, `wood_pickaxe`, `minecraft:wooden_pickaxe`
and `copper_pickaxe` are pickaxes, whether or not Minecraft has their tier.
"""

from __future__ import annotations

from functools import lru_cache

from envs import TIERS, TOOL_KINDS, tier_rank

_SPELLINGS = {"gold": "golden", "wood": "wooden"}

_SHORT = 3
"""Words of so few letters, such as `ore` and `log`, make no kin."""


def bare(name: str) -> str:
    """Returns a name without its namespace."""
    return name.rpartition(":")[2]


@lru_cache(maxsize=1_024)
def tool_named(name: str) -> tuple[str, str | None] | None:
    """Returns (kind, tier) of a tool, the tier `None` if it is none of `TIERS`.

    `None` if the name is no tool's; the name of a kind alone is a tool of no tier.
    """
    prefix, _, kind = bare(name).rpartition("_")
    if kind not in TOOL_KINDS:
        return None
    tier = "iron" if kind == "shears" else _SPELLINGS.get(prefix, prefix)
    return kind, tier if tier in TIERS else None


def kind_of(name: str) -> str | None:
    """Returns the kind of a tool, `None` if the name is no tool's."""
    tool = tool_named(name)
    return None if tool is None else tool[0]


def is_weaker(tool: str, wanted: str) -> bool:
    """Returns whether a tool is weaker than the one of its kind that is asked for.

    Whoever asks for another one has no use for a tool whose tier says nothing.
    """
    (_, tier), (_, least) = tool_named(tool) or ("", None), tool_named(wanted) or ("", None)
    if tier is None or least is None:
        return bare(tool) != bare(wanted)
    return tier_rank(tier) < tier_rank(least)


@lru_cache(maxsize=4_096)
def are_kin(block: str, item: str) -> bool:
    """Returns whether one word of a block's name is a part of an item's.

    As in `coal_ore` and `coal`, or `stone` and `cobblestone`.
    """
    return any(word in item for word in bare(block).split("_") if len(word) > _SHORT)
