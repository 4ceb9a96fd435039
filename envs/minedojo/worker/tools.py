"""Which of the carried tools to take, as any player would."""

from __future__ import annotations

from .body import Body
from .functional import equip
from .sight import Sight

_TIERS = ("wooden", "golden", "stone", "iron", "diamond")

# By how a block's name ends; what matches none is taken by the bare hand.
_KINDS = (
    ("axe", ("_log", "_wood", "_planks", "crafting_table", "chest", "_fence", "bookshelf")),
    ("shovel", ("dirt", "grass_block", "sand", "gravel", "clay", "snow", "soul_sand", "podzol")),
    (
        "pickaxe",
        (
            "stone",
            "_ore",
            "granite",
            "diorite",
            "andesite",
            "obsidian",
            "netherrack",
            "furnace",
            "_block",
            "bricks",
            "terracotta",
        ),
    ),
    ("shears", ("_wool", "_leaves", "cobweb")),
)


def kind_for(block: str) -> str | None:
    """Returns the kind of tool that a block is dug with, or `None` for the bare hand."""
    return next((kind for kind, ends in _KINDS if block.endswith(ends)), None)


def best(sight: Sight, kind: str) -> str | None:
    """Returns the best carried tool of a kind, or `None`."""
    if kind == "shears":
        return "shears" if "shears" in sight.carried else None
    carried = [f"{tier}_{kind}" for tier in _TIERS if f"{tier}_{kind}" in sight.carried]
    return carried[-1] if carried else None


def weapon(sight: Sight) -> str | None:
    """Returns what to hit with: the best sword, or else axe; `None` for the bare hand."""
    return best(sight, "sword") or best(sight, "axe")


def take_best(body: Body, block: str) -> None:
    """Takes the best carried tool for a block in hand, if there is one."""
    kind = kind_for(block)
    found = best(body.sight, kind) if kind else None
    if found is not None and body.sight.held != found:
        equip(body, found)
