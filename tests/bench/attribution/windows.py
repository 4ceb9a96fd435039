"""Scenes at windows: what is lacking, where, what burns, what finds no room."""

from __future__ import annotations

from functools import cache

from attribution.stage import JUNK, Stage, Trial, rules

from envs.craftworld.game.crafting import CRAFTING_KINDS, planned
from envs.craftworld.game.rules import Recipe
from envs.subgoals import Craft, Deposit, Discard, Eat, Equip, Place, Smelt, Trade, Use

_STATIONS = ("crafting_table", "smithing_table", "stonecutter")
_SMELTED = {
    "iron_ingot": "iron_ore",
    "gold_ingot": "gold_ore",
    "glass": "sand",
    "stone": "cobblestone",
    "cooked_beef": "beef",
    "cooked_chicken": "chicken",
    "brick": "clay_ball",
    "charcoal": "oak_log",
}
_FUELS = ("coal", "charcoal", "oak_planks", "stick", "blaze_rod")
_CARRIED = ("torch", "oak_planks", "cobblestone", "ladder", "chest", "crafting_table", "furnace")
_FOOD = ("apple", "bread", "cooked_beef", "carrot", "melon_slice", "sweet_berries")


@cache
def recipes() -> tuple[Recipe, ...]:
    """Returns what can be crafted, without what only turns back and forth."""
    return tuple(r for r in rules().recipes if r.kind in CRAFTING_KINDS and r.output not in JUNK)


def ingredients(recipe: Recipe, stage: Stage, times: int) -> list[tuple[str, int]]:
    """Returns what so many applications of a recipe take, one member of each choice."""
    return [
        (stage.pick(rules().members(choice)), count * times) for choice, count in recipe.ingredients
    ]


def _craftable(stage: Stage) -> tuple[Recipe, Craft, int]:
    """Picks a recipe, sets its station up, and returns it with the subgoal and its times."""
    recipe = stage.dice.choice(recipes())
    station = recipe.station
    if station is None and stage.chance(30):
        station = "crafting_table"
    if station is not None:
        stage.place(station)
    times = stage.between(1, 3)
    return recipe, Craft(item=recipe.output, count=recipe.count * times, station=station), times


def _spoiled(stage: Stage, recipe: Recipe, times: int) -> None:
    """Gives some of what a recipe takes, too little of at least one thing."""
    given = ingredients(recipe, stage, times)
    short = stage.between(0, len(given) - 1)
    for number, (item, count) in enumerate(given):
        kept = stage.between(0, count - 1) if number == short else count
        if kept:
            stage.give(item, kept)


def crafting_without_material(stage: Stage) -> Trial:
    """Something is lacking for the first application or for a later one."""
    recipe, subgoal, times = _craftable(stage)
    _spoiled(stage, recipe, times)
    return Trial(subgoal, 200)


def crafting_without_station(stage: Stage) -> Trial:
    """The station isn't there, or it is crafted in the grid, or at another station."""
    needing = [r for r in recipes() if r.station is not None]
    recipe = stage.dice.choice(needing)
    for item, count in ingredients(recipe, stage, 1):
        if stage.chance(80):
            stage.give(item, count)
    station: str | None = recipe.station
    if stage.chance(50):
        others = [None, *(name for name in _STATIONS if name != recipe.station)]
        station = stage.dice.choice(others)
        if station is not None:
            stage.place(station)
    elif stage.chance(50):
        stage.place(stage.pick([name for name in (*_STATIONS, "furnace") if name != station]))
    return Trial(Craft(item=recipe.output, count=recipe.count, station=station), 300)


def crafting_without_room(stage: Stage) -> Trial:
    """What is crafted finds no slot, since what it takes leaves none."""
    fitting = [
        r
        for r in recipes()
        if all(rules().stack_size(rules().members(c)[0]) > n for c, n in r.ingredients)
        and rules().stack_size(r.output) < 64 + 1
    ]
    recipe = stage.dice.choice(fitting)
    station = recipe.station
    if station is not None:
        stage.place(station)
    for choice, _ in recipe.ingredients:
        item = rules().members(choice)[0]
        stage.give(item, rules().stack_size(item))
    stage.fill_bag()
    have = stage.world.episode.bag.count(recipe.output)
    return Trial(
        Craft(item=recipe.output, count=have + recipe.count, station=station), 200, roomy=False
    )


def crafting_in_no_time(stage: Stage) -> Trial:
    """All is there, and the budget is too short for so many."""
    recipe, subgoal, times = _craftable(stage)
    for item, count in ingredients(recipe, stage, times + 20):
        stage.give(item, count)
    if planned(recipe, rules(), stage.world.episode.bag.slot_counts()) is None:
        stage.give(recipe.output)
    count = min(999, recipe.count * (times + 15))
    return Trial(subgoal.model_copy(update={"count": count}), stage.between(8, 40))


def crafting_nonsense(stage: Stage) -> Trial:
    """What has no recipe, or is no item, is to be crafted, or at what is no block."""
    made = {r.output for r in rules().recipes}
    never = sorted(rules().items.keys() - made)
    stage.give("oak_planks", stage.between(1, 9))
    if stage.chance(30):
        return Trial(Craft(item=stage.pick(("iron_bar", "wood_axe", "planks", "log"))), 200)
    if stage.chance(20):
        return Trial(Craft(item="stick", station=stage.pick(("workbench", "anvil_table"))), 200)
    return Trial(Craft(item=stage.pick(never)), 200)


def _furnace(stage: Stage) -> tuple[str, str]:
    stage.place("furnace")
    item = stage.pick(list(_SMELTED))
    return item, _SMELTED[item]


def smelting_without_fuel(stage: Stage) -> Trial:
    """There is no fuel, too little of it, or not the one asked for."""
    item, source = _furnace(stage)
    count = stage.between(1, 12)
    stage.give(source, count + stage.between(0, 3))
    fuel = None
    if stage.chance(40):
        fuel = stage.pick(("coal", "charcoal", "#logs_that_burn", "lava_bucket"))
        if stage.chance(50) and fuel != "coal":
            stage.give("coal", 3)
    elif stage.chance(40):
        stage.give("stick", stage.between(1, max(1, 2 * count - 3)))
    if "log" in source and fuel is not None and fuel.startswith("#"):
        fuel = "coal"
    named = source if stage.chance(50) else None
    return Trial(Smelt(item=item, count=count, source=named, fuel=fuel), 6_000)


def smelting_without_input(stage: Stage) -> Trial:
    """There is nothing to smelt, or too little."""
    item, source = _furnace(stage)
    count = stage.between(2, 8)
    had = stage.between(0, count - 1) if stage.chance(50) else 0
    if had:
        stage.give(source, had)
    fuel = "coal"
    stage.give(fuel, 8)
    return Trial(Smelt(item=item, count=count, source=source if stage.chance(50) else None), 6_000)


def smelting_without_station(stage: Stage) -> Trial:
    """No furnace is in reach, or one that doesn't take it."""
    item = stage.pick(list(_SMELTED))
    stage.give(_SMELTED[item], 8)
    stage.give(stage.pick(_FUELS), 8)
    station = "furnace"
    if stage.chance(40):
        raw = item.startswith("cooked")
        station = "blast_furnace" if raw or item in ("glass", "stone", "charcoal") else "smoker"
        stage.place(station)
        if stage.chance(50):
            stage.place("furnace")
    elif stage.chance(30):
        stage.place("crafting_table")
    return Trial(Smelt(item=item, count=stage.between(1, 8), station=station), 4_000)


def smelting_without_room(stage: Stage) -> Trial:
    """The bag takes no more of what is smelted."""
    item, source = _furnace(stage)
    size = 64
    stage.give("coal", size)
    stage.give(source, size)
    count = stage.between(1, 8)
    stage.fill_bag()
    return Trial(Smelt(item=item, count=count, source=source, fuel="coal"), 6_000, roomy=False)


def smelting_in_no_time(stage: Stage) -> Trial:
    """All is there, and the budget is too short: one takes 200 ticks."""
    item, source = _furnace(stage)
    count = stage.between(2, 16)
    stage.give(source, count)
    stage.give("coal", 8)
    return Trial(Smelt(item=item, count=count), stage.between(60, 200 * (count - 1)))


def smelting_nonsense(stage: Stage) -> Trial:
    """What nothing becomes, from what becomes something else, or in what is no furnace."""
    item, source = _furnace(stage)
    stage.give("coal", 4)
    stage.give(source, 4)
    way = stage.between(0, 2)
    if way == 0:
        return Trial(Smelt(item=stage.pick(("diamond", "stick", "oak_planks", "bread"))), 1_000)
    if way == 1:
        other = stage.pick([s for i, s in _SMELTED.items() if i != item])
        stage.give(other, 2)
        return Trial(Smelt(item=item, count=2, source=other), 1_000)
    stage.place("crafting_table")
    return Trial(Smelt(item=item, station="crafting_table"), 1_000)


def acting_on_what_is_not_carried(stage: Stage) -> Trial:
    """It is to be placed, eaten, worn or used, and isn't carried."""
    way = stage.between(0, 4)
    if way == 0:
        return Trial(Place(item=stage.pick(_CARRIED)), 100)
    if way == 1:
        stage.world.episode.vitals.food = stage.between(4, 19)
        return Trial(Eat(item=stage.pick(_FOOD)), 100)
    if way == 2:
        return Trial(
            Equip(item=stage.pick(("iron_helmet", "shield", "torch", "leather_boots"))), 50
        )
    if way == 3:
        return Trial(Use(item="bucket", on=stage.pick(("water", "cow", "lava"))), 300)
    stage.give("obsidian", stage.between(0, 9))
    stage.give("flint_and_steel")
    return Trial(Place(item="nether_portal"), 400)


def parting_with_more_than_there_is(stage: Stage) -> Trial:
    """More is to be put away or thrown away than is carried."""
    item = stage.pick(("cobblestone", "dirt", "oak_log", "iron_ore"))
    had = stage.between(0, 9)
    if had:
        stage.give(item, had)
    if stage.chance(50):
        return Trial(Discard(item=item, count=had + stage.between(1, 9)), 200)
    stage.place("chest")
    return Trial(Deposit(item=item, count=had + stage.between(1, 9)), 200)


def depositing_without_container(stage: Stage) -> Trial:
    """There is no container."""
    stage.give("cobblestone", 9)
    box = stage.pick(("chest", "barrel", "trapped_chest"))
    if stage.chance(30):
        stage.place("furnace")
    return Trial(Deposit(item="cobblestone", count=3, container=box), 200)


def depositing_into_a_full_container(stage: Stage) -> Trial:
    """The container takes no more."""
    x, y, z = stage.place("chest")
    stage.give("dirt", 64)
    for _ in range(27):
        stage.give("dirt", 64)
    stage.world.attempt(Deposit(item="dirt", count=27 * 64), 2_000)
    stage.give("cobblestone", 12)
    if stage.chance(30):
        stage.world.stand((x + 1, y, z))
    item = stage.pick(("cobblestone", "dirt"))
    return Trial(Deposit(item=item, count=stage.between(1, 9)), 400)


def trading_without_the_price(stage: Stage) -> Trial:
    """The villager's window refuses for want of what is paid."""
    stage.world.bring("villager", stage.spot(2, 6))
    item, paid, price = stage.dice.choice((("emerald", "stick", 32), ("bread", "emerald", 1)))
    if price > 1:
        stage.give(paid, stage.between(1, 60))
        return Trial(Trade(item=item, count=stage.between(2, 4)), 900, calm=False)
    return Trial(Trade(item=item, count=stage.between(1, 6)), 900, calm=False)


def trading_without_room(stage: Stage) -> Trial:
    """What is traded for finds no slot."""
    stage.world.bring("villager", stage.spot(2, 6))
    stage.give("stick", 64)
    stage.fill_bag()
    return Trial(Trade(item="emerald", count=1), 900, roomy=False, calm=False)
