"""Craftworld: a deterministic voxel survival world on Minecraft 1.16.5's own data.

world = make(recipe_book="off")
state = world.reset(task, seed=7)
"""

from __future__ import annotations

from envs.craftworld.datapack import load
from envs.craftworld.environment import Craftworld
from envs.errors import InputError

__all__ = ["Craftworld", "make"]

_SWITCH = {"on": True, "off": False}


def make(**options: str) -> Craftworld:
    """Returns a new craftworld.

    Args:
        **options: As text: `recipe_book`, `on` (the default) or `off`, is whether a window
            that refuses shows what is lacking; `datapack` is the paths of data packs to lay
            over vanilla, separated by commas, later ones winning.

    Raises:
        InputError: If an option isn't one of these, or has another value.
        DataPackError: If a data pack can't be used.
    """
    known = {"datapack", "recipe_book"}
    if unknown := sorted(options.keys() - known):
        raise InputError(
            f"Unknown option {unknown[0]!r} of craftworld: expected {' or '.join(sorted(known))}."
        )
    book = options.get("recipe_book", "on")
    if book not in _SWITCH:
        raise InputError(f"Expected recipe_book=on or recipe_book=off, found {book!r}.")
    packs = [path for path in options.get("datapack", "").split(",") if path]
    return Craftworld(load(packs), recipe_book=_SWITCH[book])
