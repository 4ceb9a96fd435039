"""Two are made one, and an anvil mends with material; Minecraft Wiki, Item repair, 1.16."""

from __future__ import annotations

import pytest

from envs import Refused, Used, WindowRejected
from envs.craftworld.meadow import FEET, Meadow
from envs.events import Lack
from envs.subgoals import Use

X, Y, Z = FEET
HELMET = "iron_helmet"
NEW = 165
"""Uses of a new iron helmet (Minecraft Wiki, Helmet)."""


def _uses(meadow: Meadow) -> list[int | None]:
    return [stack.uses for stack in meadow.episode.bag.stacks if stack.item == HELMET]


@pytest.mark.parametrize(
    ("first", "second", "sum_"), [(40, 60, 108), (100, 100, NEW), (165, 165, NEW)]
)
def test_two_have_the_uses_of_both_and_five_percent(first: int, second: int, sum_: int) -> None:
    meadow = Meadow()
    meadow.give(HELMET, 1, first)
    meadow.give(HELMET, 1, second)
    attempt = meadow.attempt(Use(item=HELMET, on=HELMET), 100)
    assert _uses(meadow) == [sum_]
    assert [(e.verb, e.object) for e in attempt.trace if isinstance(e, Used)] == [
        ("repaired", HELMET)
    ]


def test_the_two_that_are_worn_most_are_laid_in() -> None:
    meadow = Meadow()
    for uses in (165, 10, 20):
        meadow.give(HELMET, 1, uses)
    meadow.attempt(Use(item=HELMET, on=HELMET), 100)
    assert sorted(uses or 0 for uses in _uses(meadow)) == [10 + 20 + 8, 165]


def test_one_alone_is_not_repaired() -> None:
    meadow = Meadow()
    meadow.give(HELMET, 1, 40)
    attempt = meadow.attempt(Use(item=HELMET, on=HELMET), 100)
    assert [(e.need, e.name, e.count) for e in attempt.trace if isinstance(e, Refused)] == [
        ("item", HELMET, 2)
    ]
    assert _uses(meadow) == [40]


def test_a_grindstone_makes_one_of_two_as_the_grid_does() -> None:
    meadow = Meadow()
    meadow.put((X + 3, Y, Z), "grindstone")
    meadow.give(HELMET, 1, 40)
    meadow.give(HELMET, 1, 60)
    meadow.attempt(Use(item=HELMET, on="grindstone"), 500)
    assert _uses(meadow) == [108]


def test_without_a_grindstone_two_stay_two() -> None:
    meadow = Meadow()
    meadow.give(HELMET, 1, 40)
    meadow.give(HELMET, 1, 60)
    attempt = meadow.attempt(Use(item=HELMET, on="grindstone"), 500)
    assert [(e.need, e.name) for e in attempt.trace if isinstance(e, Refused)] == [
        ("station", "grindstone")
    ]
    assert _uses(meadow) == [40, 60]


@pytest.mark.parametrize(
    ("ingots", "mended", "left"), [(1, 10 + 41, 0), (3, 10 + 3 * 41, 0), (9, 165, 5)]
)
def test_an_anvil_mends_a_quarter_with_each_ingot(ingots: int, mended: int, left: int) -> None:
    meadow = Meadow()
    meadow.put((X + 3, Y, Z), "anvil")
    meadow.give(HELMET, 1, 10)
    meadow.give("iron_ingot", ingots)
    meadow.attempt(Use(item=HELMET, on="anvil"), 500)
    # Four quarters, rounded down, are not quite a new one's uses.
    assert _uses(meadow) == [min(mended, 10 + 4 * 41)]
    assert meadow.episode.bag.count("iron_ingot") == left


def test_an_anvil_without_material_or_wear_gives_nothing() -> None:
    meadow = Meadow()
    meadow.put((X + 3, Y, Z), "anvil")
    meadow.give(HELMET, 1, 10)
    attempt = meadow.attempt(Use(item=HELMET, on="anvil"), 500)
    (rejected,) = [e for e in attempt.trace if isinstance(e, WindowRejected)]
    assert rejected.lacking == (Lack(item="iron_ingot", count=1),)
    meadow = Meadow()
    meadow.put((X + 3, Y, Z), "anvil")
    meadow.give(HELMET)
    meadow.give("iron_ingot")
    attempt = meadow.attempt(Use(item=HELMET, on="anvil"), 500)
    (rejected,) = [e for e in attempt.trace if isinstance(e, WindowRejected)]
    assert rejected.lacking == ()
    assert meadow.episode.bag.count("iron_ingot") == 1


def test_stone_tools_are_mended_with_any_stone_that_makes_them() -> None:
    meadow = Meadow()
    meadow.put((X + 3, Y, Z), "anvil")
    meadow.give("stone_pickaxe", 1, 1)
    meadow.give("blackstone", 2)
    meadow.attempt(Use(item="stone_pickaxe", on="anvil"), 500)
    # 131 uses of a new one (Minecraft Wiki, Durability), a quarter of it twice.
    assert [s.uses for s in meadow.episode.bag.stacks] == [1 + 2 * 32]


def test_a_smithing_table_repairs_nothing() -> None:
    meadow = Meadow()
    meadow.put((X + 3, Y, Z), "smithing_table")
    meadow.give(HELMET, 2)
    meadow.attempt(Use(item=HELMET, on="smithing_table"), 500)
    assert meadow.cause == ("invalid_subgoal", "on smithing_table")
