"""The words of Crafter, as its data file has them; its requirements are none of them."""

from __future__ import annotations

from crafter import constants

from envs.vocabulary import Vocabulary

VITALS = ("health", "food", "drink", "energy")
"""What the data file lists among the items and the screen shows as the state of the body."""

CREATURES = ("arrow", "cow", "skeleton", "zombie")

PLANT, RIPE = "plant", "plant-ripe"
"""A young plant and a ripe one, as their pictures are called."""

MEALS = ("cow", "plant", "water")
"""What is eaten or drunk where it is."""

MOST = 9
"""How many of an item can be carried."""

ITEMS = tuple(sorted(set(constants.items) - set(VITALS)))
"""What can be carried."""


def vocabulary() -> Vocabulary:
    """Returns the words: what a plan may name as an item is carried, placed or eaten."""
    return Vocabulary(
        items=frozenset({*ITEMS, *constants.place, *MEALS}),
        blocks=frozenset({*constants.materials, PLANT, RIPE}),
        entities=frozenset(CREATURES),
        biomes=frozenset(),
        tags={},
        stack_sizes=dict.fromkeys(ITEMS, MOST),
    )
