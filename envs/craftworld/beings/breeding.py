"""Who eats what, and what comes of it: love, babies, eggs, and what the grown let fall.

Figures are from the Minecraft Wiki, 1.16 (Breeding; Turtle; Turtle Egg). Whom one has to tame
first (horses, wolves) is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from envs.craftworld.beings.flock import LONG_AGO, Creature

FODDER: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "chicken": ("beetroot_seeds", "melon_seeds", "pumpkin_seeds", "wheat_seeds"),
        "cow": ("wheat",),
        "pig": ("beetroot", "carrot", "potato"),
        "rabbit": ("carrot", "dandelion", "golden_carrot"),
        "sheep": ("wheat",),
        "turtle": ("seagrass",),
    }
)
"""What feeds whom, both sorted."""

EGG_LAYERS: Mapping[str, str] = MappingProxyType({"turtle": "turtle_egg"})
"""Those that lay eggs on sand, and the block of them."""

LEFT_BY_GROWN: Mapping[str, str] = MappingProxyType({"turtle": "scute"})
"""What a baby lets fall as it grows up."""

GROWING_TICKS = 24_000
"""From birth until grown up."""
LOVE_TICKS = 600
"""How long a fed animal looks for another."""
REST_TICKS = 6_000
"""After breeding, until it can be fed for it again."""
PARTNER_BLOCKS = 16
"""How far apart two that were fed find each other; twice vanilla's, where food also lures them."""
_SHARE = 10
"""A feeding takes a tenth of a baby's remaining time off."""
_SECOND = 20


def is_baby(animal: Creature) -> bool:
    """Returns whether an animal isn't grown up yet."""
    return animal.grows_at != LONG_AGO


def gained_by_feeding(animal: Creature, tick: int) -> int:
    """Returns how many ticks earlier a baby grows up if it is fed now, in whole seconds."""
    left = max(0, animal.grows_at - tick)
    return left // _SECOND // _SHARE * _SECOND


def can_love(animal: Creature, tick: int) -> bool:
    """Returns whether a grown animal takes food now."""
    return not is_baby(animal) and animal.loves_until <= tick and animal.breeds_from <= tick
