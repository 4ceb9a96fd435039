"""Crafting: which recipe can be made of what is carried, and what is lacking for it.

The window that is open and the recipes of the rules decide; nothing is fetched or made on the
side. `planned` gives what one crafting takes out of the bag, `lacking` what the recipe book
shows in red.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from envs.craftworld.game.rules import Choice, Recipe, Rules
from envs.events import Lack

GRID = "none"
"""The window of the inventory, with its grid of 2 by 2."""

CRAFTING_KINDS = ("crafting", "smithing", "stonecutting")
"""The kinds of recipe that give their result at once."""


def recipes_of(rules: Rules, item: str) -> tuple[Recipe, ...]:
    """Returns the recipes that give `item` at once, in any window, sorted by name."""
    return tuple(r for r in rules.recipes_for(item) if r.kind in CRAFTING_KINDS)


def fits(recipe: Recipe, window: str) -> bool:
    """Returns whether the recipe can be laid in a window, `"none"` for the grid of 2 by 2."""
    if recipe.station is None:
        return window in (GRID, "crafting_table")
    return recipe.station == window


def planned(recipe: Recipe, rules: Rules, counts: Mapping[str, int]) -> dict[str, int] | None:
    """Returns what one crafting takes, by item, or `None` if something is lacking."""
    taken, missing = _assigned(recipe, rules, counts)
    return None if any(missing.values()) else taken


def lacking(recipe: Recipe, rules: Rules, counts: Mapping[str, int]) -> tuple[Lack, ...]:
    """Returns what one crafting lacks, sorted; an ingredient of several items by its tag."""
    missing = _assigned(recipe, rules, counts)[1]
    lacks = (Lack(item=pattern_of(choice, rules), count=n) for choice, n in missing.items() if n)
    return tuple(sorted(lacks, key=lambda lack: lack.item))


def nearest(recipes: Sequence[Recipe], rules: Rules, counts: Mapping[str, int]) -> Recipe:
    """Returns the recipe that lacks the least; of equals the first. There is at least one."""

    def gap(recipe: Recipe) -> tuple[int, int]:
        missing = _assigned(recipe, rules, counts)[1]
        return sum(missing.values()), sum(1 for count in missing.values() if count)

    return min(recipes, key=gap)


def _assigned(
    recipe: Recipe, rules: Rules, counts: Mapping[str, int]
) -> tuple[dict[str, int], dict[Choice, int]]:
    """Returns what is taken of each item, and how many are missing of each ingredient.

    The narrowest ingredient chooses first, and of what it may take the item that is carried
    most: vanilla's ingredients don't overlap in ways for which that would go wrong.
    """
    left = dict(counts)
    taken: dict[str, int] = {}
    missing: dict[Choice, int] = {}
    for choice, need in sorted(recipe.ingredients, key=lambda i: len(rules.members(i[0]))):
        need_left = need
        members = [m for m in rules.members(choice) if left.get(m)]
        for item in sorted(members, key=lambda m: (-left[m], m)):
            used = min(need_left, left[item])
            left[item] -= used
            need_left -= used
            if used:
                taken[item] = taken.get(item, 0) + used
        missing[choice] = missing.get(choice, 0) + need_left
    return taken, missing


def pattern_of(choice: Choice, rules: Rules) -> str:
    """Returns the item or `#tag` that stands for what may lie in a place of a recipe."""
    if isinstance(choice, str):
        return choice
    return rules.vocabulary.smallest_tag(choice) or choice[0]
