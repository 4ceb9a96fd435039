"""What villagers offer.

No vanilla villager sells an iron ingot. The suite of tasks asks for one, so that this world
gives every village one villager who sells it, and says so here: the price is modelled on the
32 sticks for which a novice fletcher gives an emerald. The other offers are vanilla's own
(Minecraft Wiki, Trading, Java Edition 1.16: fletcher, farmer).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Offer:
    """One trade."""

    item: str
    count: int
    price: tuple[tuple[str, int], ...]
    """What is paid, and how many of each."""


SPECIAL = Offer("iron_ingot", 1, (("stick", 32),))
"""What the chief of each village, its first villager, offers beside the rest."""

COMMON: tuple[Offer, ...] = (
    Offer("emerald", 1, (("stick", 32),)),
    Offer("bread", 6, (("emerald", 1),)),
)
"""What every villager offers."""


def offers_of(item: str, *, chief: bool) -> tuple[Offer, ...]:
    """Returns a villager's offers that give `item`.

    Args:
        item: What is to be got.
        chief: Whether the villager is the first of its village.
    """
    offers = (SPECIAL, *COMMON) if chief else COMMON
    return tuple(offer for offer in offers if offer.item == item)
