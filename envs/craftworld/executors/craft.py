"""Crafts in the inventory's grid or at a station within reach."""

from __future__ import annotations

from envs.craftworld.body import Body
from envs.craftworld.executors.stations import CLICK_TICKS, opened
from envs.craftworld.executors.words import known_block, known_item, refuse_as_invalid
from envs.craftworld.game import crafting
from envs.craftworld.game.rules import Recipe
from envs.events import Crafted, ItemGained, ItemLeft, ItemLost, WindowRejected
from envs.subgoals import Craft


def run(body: Body, subgoal: Craft) -> None:
    """Crafts until enough is carried, or the window refuses, or there's no room."""
    item, window = subgoal.item, subgoal.station or crafting.GRID
    if not known_item(body, "item", item):
        return
    if subgoal.station is not None and not known_block(body, "station", subgoal.station):
        return
    bag = body.episode.bag
    if bag.count(item) >= subgoal.count:
        return
    if subgoal.station is not None and opened(body, subgoal.station) is None:
        return
    recipes = crafting.recipes_of(body.episode.rules, item)
    if not recipes and body.episode.recipe_book:
        refuse_as_invalid(body, "item", item)
        return
    while bag.count(item) < subgoal.count:
        body.spend(CLICK_TICKS)
        recipe = _makeable(body, recipes, window)
        if recipe is None:
            _reject(body, recipes, window, item)
            return
        if not _made(body, recipe, window):
            return


def _makeable(body: Body, recipes: tuple[Recipe, ...], window: str) -> Recipe | None:
    """Returns the first recipe that the window takes and nothing is lacking for."""
    rules, counts = body.episode.rules, body.episode.bag.slot_counts()
    return next(
        (
            recipe
            for recipe in recipes
            if crafting.fits(recipe, window) and crafting.planned(recipe, rules, counts) is not None
        ),
        None,
    )


def _made(body: Body, recipe: Recipe, window: str) -> bool:
    """Makes the recipe once and returns whether there was room for the result."""
    rules, bag = body.episode.rules, body.episode.bag
    taken = crafting.planned(recipe, rules, bag.slot_counts()) or {}
    trial = bag.copy()
    for item, count in taken.items():
        trial.remove(item, count)
    left = trial.add(recipe.output, recipe.count)
    if left:
        body.emit(ItemLeft(tick=body.tick, item=recipe.output, count=left))
        body.give_up("inventory_full", recipe.output)
        return False
    for item, count in taken.items():
        bag.remove(item, count)
    bag.add(recipe.output, recipe.count)
    for item, count in taken.items():
        body.emit(ItemLost(tick=body.tick, item=item, count=count, way="craft"))
    body.emit(Crafted(tick=body.tick, item=recipe.output, count=recipe.count, station=window))
    gained = ItemGained(tick=body.tick, item=recipe.output, count=recipe.count, way="craft")
    body.emit(gained)
    body.give_back_remainders(taken)
    return True


def _reject(body: Body, recipes: tuple[Recipe, ...], window: str, item: str) -> None:
    """Says what the window shows, and writes down what was really amiss."""
    rules, counts = body.episode.rules, body.episode.bag.slot_counts()
    fitting = tuple(recipe for recipe in recipes if crafting.fits(recipe, window))
    if not recipes:
        body.emit(WindowRejected(tick=body.tick, window=window, item=item))
        body.give_up("invalid_subgoal", f"{item} has no recipe")
        return
    recipe = crafting.nearest(fitting or recipes, rules, counts)
    lacking = crafting.lacking(recipe, rules, counts)
    station = None if fitting else recipe.station or "crafting_table"
    shown = body.episode.recipe_book
    body.emit(
        WindowRejected(
            tick=body.tick,
            window=window,
            item=item,
            lacking=lacking if shown else None,
            station=station if shown else None,
        )
    )
    if station is not None:
        body.give_up("missing_station", station)
    else:
        body.give_up("missing_material", ", ".join(lack.item for lack in lacking))
