"""What hurts how much, and which of what is carried hurts most."""

from __future__ import annotations

from typing import NamedTuple

from envs.craftworld.game.inventory import Bag, Stack
from envs.craftworld.game.rules import Rules

BLOW_TICKS = 10
"""After a blow a creature can't be hurt again for so long (Minecraft Wiki, Damage)."""

_HAND_TENTHS, _HAND_TICKS = 10, 5


class Blow(NamedTuple):
    """One full blow."""

    damage_tenths: int
    """Tenths of a health point that it takes."""
    cooldown_ticks: int
    """Until the next full blow."""
    wear: int
    """Uses that it takes from what is held: one of a sword, two of another tool."""


def blow_with(item: str, rules: Rules) -> Blow:
    """Returns what a full blow with an item does; `"none"` is the bare hand."""
    held = rules.items.get(item)
    if held is None:
        return Blow(_HAND_TENTHS, _HAND_TICKS, 0)
    wear = 0 if held.durability is None else 1 if held.tool == "sword" else 2
    return Blow(held.damage_tenths, held.cooldown_ticks, wear)


def best_weapon(bag: Bag, rules: Rules) -> str | None:
    """Returns the carried item that hurts most in a given time, `None` for the bare hand."""

    def force(item: str) -> int:
        blow = blow_with(item, rules)
        return blow.damage_tenths * 1000 // max(BLOW_TICKS, blow.cooldown_ticks)

    def rank(stack: Stack) -> int | None:
        return force(stack.item) if force(stack.item) > force("none") else None

    best = bag.best(rank)
    return best.item if best else None
