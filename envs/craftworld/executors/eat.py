"""Eats and drinks what is carried, and takes what comes of it: food, effects, an empty bowl."""

from __future__ import annotations

from envs.craftworld.body import Body
from envs.craftworld.executors.words import has_carried, known_item, refuse_as_invalid
from envs.craftworld.game.effects import Effect
from envs.craftworld.game.inventory import Stack
from envs.craftworld.game.rules import Item
from envs.craftworld.life import FULL_FOOD
from envs.events import Refused, Used
from envs.subgoals import Eat

EAT_TICKS = 32
"""How long eating and drinking takes (Minecraft Wiki, Food: 1.6 s)."""

_OWN_TICKS = {"dried_kelp": 16, "honey_bottle": 40}
"""What takes another time (Minecraft Wiki, Dried Kelp, Honey Bottle)."""

_DRINKS = frozenset({"honey_bottle", "milk_bucket"})

EVERYTHING = "all"
"""What milk cures."""


def run(body: Body, subgoal: Eat) -> None:
    """Eats the item, unless nobody could eat it, or the agent isn't hungry."""
    name = subgoal.item
    if not known_item(body, "item", name) or not has_carried(body, name):
        return
    food = body.episode.rules.items[name]
    if not food.food and food.cures is None:
        refuse_as_invalid(body, "item", name)
        return
    hungry = body.episode.vitals.food < FULL_FOOD
    if not hungry and food.food and not food.always_eaten:
        body.emit(Refused(tick=body.tick, need="room", name=name))
        body.give_up("window_blocked", "not hungry")
        return
    body.episode.bag.hold(name)
    body.spend(_OWN_TICKS.get(name, EAT_TICKS))
    if body.episode.bag.count(name):
        _swallow(body, food)


def _swallow(body: Body, food: Item) -> None:
    vitals = body.episode.vitals
    body.lose(food.name, 1, "eat")
    vitals.eat(food.food, food.saturation_tenths)
    if food.cures is not None:
        vitals.cure(None if food.cures == EVERYTHING else food.cures)
    for dose in food.effects:
        if body.episode.meals.randrange(100) < dose.percent:
            vitals.affect(Effect(dose.name, dose.level, dose.ticks))
    drunk = food.name in _DRINKS
    body.emit(Used(tick=body.tick, verb="drunk" if drunk else "eaten", object=food.name))
    if food.leaves is not None and (left := body.gain(food.leaves, 1, "eat")):
        body.let_fall(Stack(food.leaves, left), body.episode.cell)
