"""Which recipe is made of what, and what is lacking for it."""

from __future__ import annotations

from envs import Lack
from envs.craftworld.game import crafting
from envs.craftworld.game.datapack import load
from envs.craftworld.game.rules import Recipe

RULES = load()


def _recipe(item: str) -> Recipe:
    return crafting.recipes_of(RULES, item)[0]


def test_an_ingredient_may_be_mixed_of_a_tags_members() -> None:
    taken = crafting.planned(_recipe("crafting_table"), RULES, {"oak_planks": 1, "birch_planks": 3})
    assert taken == {"oak_planks": 1, "birch_planks": 3}


def test_what_is_carried_most_is_taken_first() -> None:
    taken = crafting.planned(_recipe("stick"), RULES, {"oak_planks": 2, "birch_planks": 9})
    assert taken == {"birch_planks": 2}


def test_lacking_is_how_many_more_one_crafting_needs() -> None:
    lacks = crafting.lacking(_recipe("iron_pickaxe"), RULES, {"iron_ingot": 1})
    assert lacks == (Lack(item="iron_ingot", count=2), Lack(item="stick", count=2))
    assert crafting.planned(_recipe("iron_pickaxe"), RULES, {"iron_ingot": 1}) is None


def test_alternatives_are_shown_by_the_tag_that_covers_them() -> None:
    lacks = crafting.lacking(_recipe("torch"), RULES, {})
    assert lacks == (Lack(item="#coals", count=1), Lack(item="stick", count=1))


def test_smelting_is_no_crafting() -> None:
    assert all(r.kind == "crafting" for r in crafting.recipes_of(RULES, "iron_ingot"))
    assert crafting.recipes_of(RULES, "glass") == ()


def test_small_recipes_fit_both_grids_and_large_ones_only_the_table() -> None:
    assert crafting.fits(_recipe("stick"), "none")
    assert crafting.fits(_recipe("stick"), "crafting_table")
    assert not crafting.fits(_recipe("furnace"), "none")
    assert not crafting.fits(_recipe("stick"), "furnace")


def test_of_several_recipes_the_one_that_lacks_least_is_shown() -> None:
    recipes = crafting.recipes_of(RULES, "stick")
    assert crafting.nearest(recipes, RULES, {"bamboo": 1}).name == "stick_from_bamboo_item"
    assert crafting.nearest(recipes, RULES, {"oak_planks": 1}).name == "stick"
