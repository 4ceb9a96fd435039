"""Armor: what it holds off, and what that costs it.

    held_off = guarded(30, Guard(points=15, toughness=0))     # tenths of a point that get through

Whole numbers: damage in tenths of a point, rounded to the nearest. Sources: Minecraft Wiki, Armor
(Damage protection, Durability) and Damage, 1.16; which kinds of damage pass armor by is
`DamageSource` of 1.16.5, as the wiki's page Damage lists them.
"""

from __future__ import annotations

from typing import NamedTuple

from envs.craftworld.game.effects import Effect
from envs.craftworld.game.inventory import Bag
from envs.craftworld.game.rules import Rules

PIERCING = frozenset(
    {"drowning", "fall", "fire", "in_wall", "magic", "starvation", "void", "wither"}
)
"""What no armor holds off, by the name of its source; it costs no exhaustion either."""

FIERY = frozenset({"fire", "lava", "magma_block"})
"""What fire resistance holds off, and what doesn't wear netherite."""

WEAR_TENTHS = 40
"""Each piece loses one use for so much damage, and at least one a blow."""

_MOST = 20
"""Points of armor beyond which there is no more protection: it stops 80 percent."""


TURTLE_BREATH = Effect("water_breathing", 1, 200)
"""What a turtle's shell gives its wearer out of the water (Minecraft Wiki, Turtle Shell: 10 s)."""

_SHELL = "turtle_helmet"


class Guard(NamedTuple):
    """What all that is worn holds off."""

    points: int = 0
    """Points of armor; a full suit of diamond has 20."""
    toughness: int = 0
    """Toughness; a full suit of diamond has 8."""


BARE = Guard()
"""Nothing is worn."""


def guard_of(bag: Bag, rules: Rules) -> Guard:
    """Returns what the worn pieces hold off together."""
    if not bag.worn:
        return BARE
    pieces = [rules.items[stack.item] for stack in bag.worn.values()]
    return Guard(sum(p.armor for p in pieces), sum(p.toughness for p in pieces))


def wears_shell(bag: Bag) -> bool:
    """Returns whether a turtle's shell is worn."""
    head = bag.worn.get("head")
    return head is not None and head.item == _SHELL


def guarded(amount_tenths: int, guard: Guard) -> int:
    """Returns what of a blow gets through armor, in tenths of a point.

    Source: Minecraft Wiki, Armor, Damage protection, Java Edition 1.16:
    `damage * (1 - min(20, max(points / 5, points - damage / (2 + toughness / 4))) / 25)`.
    """
    if not guard.points:
        return amount_tenths
    # In parts of 50 (8 + toughness), of which each term is a whole number.
    part = 50 * (8 + guard.toughness)
    least = 10 * guard.points * (8 + guard.toughness)
    stops = min(_MOST * part, max(least, 5 * least - 20 * amount_tenths))
    whole = 25 * part
    return (2 * amount_tenths * (whole - stops) + whole) // (2 * whole)


def worn_down(bag: Bag, amount_tenths: int, source: str) -> tuple[str, ...]:
    """Wears every piece by what a blow had before armor; returns the pieces that broke.

    Args:
        bag: Who wears them.
        amount_tenths: The blow's damage before armor; 0 wears nothing.
        source: What hurt; what passes armor by doesn't wear it.
    """
    if not amount_tenths or source in PIERCING:
        return ()
    spared = "netherite_" if source in FIERY else None
    return bag.wear_armor(max(1, amount_tenths // WEAR_TENTHS), spared)
