"""What vanilla has in code only: what can be dyed and repaired; and all uses as rules.

Nothing of this is in a data pack, so that no data pack changes it.
"""

from __future__ import annotations

from collections.abc import Iterator

from envs.craftworld.game.rules import Rules
from envs.rules import Ingredient, UsingRule
from envs.subgoals import Heights

DYES = (
    "black_dye", "blue_dye", "brown_dye", "cyan_dye", "gray_dye", "green_dye", "light_blue_dye",
    "light_gray_dye", "lime_dye", "magenta_dye", "orange_dye", "pink_dye", "purple_dye",
    "red_dye", "white_dye", "yellow_dye",
)  # fmt: skip
"""All dyes, sorted (Minecraft Wiki, Dye)."""

DYEABLE = (
    "leather_boots", "leather_chestplate", "leather_helmet", "leather_horse_armor",
    "leather_leggings",
)  # fmt: skip
"""What takes a colour in the grid, and loses it in a cauldron, sorted (Minecraft Wiki, Dye)."""

CAULDRON = "cauldron"
GRINDSTONE = "grindstone"

ANVIL = ("anvil", "chipped_anvil", "damaged_anvil")
"""Anvils, the whole one first."""

_MATERIALS = {
    "chainmail": "iron_ingot",
    "diamond": "diamond",
    "golden": "gold_ingot",
    "iron": "iron_ingot",
    "leather": "leather",
    "netherite": "netherite_ingot",
    "stone": "#stone_tool_materials",
    "wooden": "#planks",
}
"""What mends tools and armor, by the first word of their name (Minecraft Wiki, Anvil)."""

_OTHER_MATERIALS = {
    "elytra": "phantom_membrane",
    "shield": "#planks",
    "turtle_helmet": "scute",
}

LAVA_HEIGHTS: Heights = (10, 14)
"""Where digging along shows lava: it fills the caves up to height 10."""

OBSIDIAN_AT_ONCE = 10
"""So many blocks of obsidian one bucket of water makes of the lava of a cave, at least.

In four of five caves of the seeds 500 to 529; the median is 27.
"""


def is_repairable(rules: Rules, item: str) -> bool:
    """Returns whether two of an item can be made one: whatever wears."""
    known = rules.items.get(item)
    return known is not None and known.durability is not None


def anvil_material(rules: Rules, item: str) -> str | None:
    """Returns the item or `#tag` that mends an item at an anvil, `None` if nothing does."""
    if not is_repairable(rules, item):
        return None
    return _OTHER_MATERIALS.get(item) or _MATERIALS.get(item.partition("_")[0])


def using_rules(rules: Rules) -> Iterator[UsingRule]:
    """Yields what comes of using things; of ways to the same end the one that takes least."""
    yield from _buckets(rules)
    yield from _dyeing(rules)
    for item in rules.items:
        if is_repairable(rules, item):
            one = (Ingredient(item=item),)
            yield UsingRule(
                use=item, on=item, on_is="carried", verb="repaired", consumes=one, needs=one
            )
    yield UsingRule(use="shears", on="sheep", on_is="found", item="white_wool")


def _buckets(rules: Rules) -> Iterator[UsingRule]:
    empty = (Ingredient(item="bucket"),)
    yield UsingRule(use="bucket", on="water", on_is="found", item="water_bucket", consumes=empty)
    yield UsingRule(
        use="bucket", on="lava", on_is="found", height=LAVA_HEIGHTS, item="lava_bucket",
        consumes=empty,
    )  # fmt: skip
    yield UsingRule(use="bucket", on="cow", on_is="found", item="milk_bucket", consumes=empty)
    if (obsidian := rules.blocks.get("obsidian")) is not None:
        yield UsingRule(
            use="water_bucket", on="lava", on_is="found", height=LAVA_HEIGHTS, item="obsidian",
            count=OBSIDIAN_AT_ONCE, source="obsidian", tool=next(iter(obsidian.requires), None),
        )  # fmt: skip


def _dyeing(rules: Rules) -> Iterator[UsingRule]:
    yield UsingRule(
        use="water_bucket", on=CAULDRON, on_is="placed", leaves="filled",
        consumes=(Ingredient(item="water_bucket"),),
    )  # fmt: skip
    for piece in DYEABLE:
        if piece not in rules.items:
            continue
        for dye in DYES:
            yield UsingRule(
                use=dye, on=piece, on_is="carried", leaves="dyed",
                consumes=(Ingredient(item=dye),),
            )  # fmt: skip
        yield UsingRule(
            use=piece, on=CAULDRON, on_is="placed", use_state="dyed", on_state="filled",
            verb="washed",
        )  # fmt: skip
