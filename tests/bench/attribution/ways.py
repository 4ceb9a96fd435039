"""Scenes on the way: nothing found, no way there, nowhere to go, no room, no time."""

from __future__ import annotations

from dataclasses import replace

from attribution.stage import Stage, Trial, X, Y, Z

from envs import parse, parse_subgoal
from envs.subgoals import (
    Discard,
    Explore,
    Gather,
    GoTo,
    Hunt,
    Place,
    Sleep,
    Subgoal,
    Trade,
    Use,
    Wait,
)

_LOGS = ("oak_log", "birch_log", "spruce_log")
_THINGS = (*_LOGS, "pumpkin", "sugar_cane", "iron_ore", "cow", "sheep")
_BEASTS = ("cow", "sheep", "pig", "chicken")


def _seeking(stage: Stage) -> Subgoal:
    way = stage.between(0, 3)
    if way == 0:
        return Gather(item=stage.pick((*_LOGS, "#logs", "pumpkin")), count=stage.between(1, 9))
    if way == 1:
        item = stage.pick(("beef", "white_wool", "porkchop"))
        beast = {"beef": "cow", "white_wool": "sheep", "porkchop": "pig"}[item]
        return Hunt(entity=beast, item=item if stage.chance(50) else None)
    if way == 2:
        return Explore(target=stage.pick((*_THINGS, "#logs")))
    return Explore(target="village", sought="place")


def searching_a_pen(stage: Stage) -> Trial:
    """All that can be walked to is looked at."""
    stage.pen(stage.between(7, 14))
    subgoal = _seeking(stage)
    return Trial(subgoal, 30_000)


def searching_until_the_end(stage: Stage) -> Trial:
    """The whole budget goes by with nothing in view."""
    return Trial(_seeking(stage), stage.between(300, 2_500))


def running_out_of_what_there_was(stage: Stage) -> Trial:
    """Some is there and is got, and no more."""
    log = stage.pick(_LOGS)
    trees = stage.between(1, 2)
    for _ in range(trees):
        stage.tree(log, 2)
    stage.pen(stage.between(11, 14))
    return Trial(Gather(item=log, count=2 * trees + stage.between(1, 8)), 30_000)


def digging_and_finding_nothing(stage: Stage) -> Trial:
    """A tunnel between two heights lays nothing open of what is wanted."""
    stage.give("diamond_pickaxe")
    low = stage.between(20, 58)
    heights = (low, low + stage.between(0, 4))
    target = stage.pick(("diamond_ore", "iron_ore", "lava", "gold_ore"))
    budget = stage.between(1_500, 5_000)
    if stage.chance(30):
        return Trial(Explore(target=target, height=heights), budget)
    ore = "iron_ore" if target == "lava" else target
    return Trial(Gather(item=ore, height=heights), budget)


def using_it_on_what_is_not_there(stage: Stage) -> Trial:
    """What the item is to be used on is not in view."""
    item, on = stage.dice.choice(
        (
            ("bucket", "water"),
            ("bucket", "lava"),
            ("bucket", "cow"),
            ("shears", "sheep"),
            ("water_bucket", "lava"),
            ("wheat", "cow"),
        )
    )
    stage.give(item)
    stage.pen(10)
    return Trial(Use(item=item, on=on), 4_000)


def using_it_on_one_that_takes_nothing(stage: Stage) -> Trial:
    """The only sheep is shorn already."""
    stage.give("shears")
    stage.world.bring("sheep", stage.spot(2, 4))
    stage.world.attempt(Use(item="shears", on="sheep"), 200)
    return Trial(Use(item="shears", on="sheep"), 300, calm=False)


def going_to_what_is_not_in_view(stage: Stage) -> Trial:
    """It is a word, and it isn't here."""
    return Trial(GoTo(target=stage.pick((*_THINGS, "village", "the_nether", "#logs"))), 500)


def trading_with_nobody(stage: Stage) -> Trial:
    """No villager is in view, or none offers it."""
    if stage.chance(50):
        return Trial(Trade(item=stage.pick(("bread", "emerald"))), 500)
    stage.world.bring("villager", stage.spot(2, 6))
    stage.give("emerald", 9)
    return Trial(Trade(item=stage.pick(("diamond", "iron_ingot", "stick"))), 900, calm=False)


def gathering_out_of_reach(stage: Stage) -> Trial:
    """It is in view, high up or behind glass, and there is as much of it as is wanted."""
    block = stage.pick((*_LOGS, "pumpkin"))
    count = stage.between(1, 3)
    for _ in range(count + stage.between(0, 1)):
        if stage.chance(50):
            stage.pillar(block, stage.between(7, 10), 5, 9)
        else:
            x, y, z = stage.spot(5, 9)
            stage.put((x, y, z), block)
            stage.cage((x, y, z))
    stage.pen(stage.between(12, 14), 4)
    return Trial(Gather(item=block, count=count), 30_000)


def hunting_out_of_reach(stage: Stage) -> Trial:
    """The prey stands in a cage."""
    beast = stage.pick(_BEASTS)
    cell = stage.spot(6, 8)
    stage.cage(cell, radius=4)
    stage.world.bring(beast, cell)
    stage.pen(stage.between(13, 15))
    return Trial(Hunt(entity=beast), 30_000, calm=False)


def going_out_of_reach(stage: Stage) -> Trial:
    """A column beyond a wall, or a thing in view to which no way leads."""
    if stage.chance(50):
        radius = stage.between(5, 12)
        stage.pen(radius, 6)
        far = radius + stage.between(9, 60)
        return Trial(GoTo(x=X + far, z=Z + stage.between(-20, 20), distance=4), 4_000)
    block = stage.pick(_LOGS)
    radius = stage.between(6, 9)
    stage.pen(radius, 3)
    stage.put((X + radius + stage.between(8, 12), Y, Z), "bedrock")
    x = X + radius + 7
    for up in range(7):
        stage.put((x, Y + up, Z), block if up == 6 else "bedrock")
    return Trial(GoTo(target=block, distance=3), 4_000)


def a_station_out_of_reach(stage: Stage) -> Trial:
    """The station, container or bed is in view behind glass."""
    name, subgoal = stage.dice.choice(
        (
            ("crafting_table", 'craft(item="chest", count=1, station="crafting_table")'),
            ("furnace", 'smelt(item="iron_ingot", count=2)'),
            ("chest", 'deposit(item="cobblestone", count=3)'),
            ("white_bed", "sleep()"),
            ("cauldron", 'use(item="water_bucket", on="cauldron")'),
        )
    )
    for item, count in (("oak_planks", 8), ("iron_ore", 2), ("coal", 2), ("cobblestone", 3)):
        stage.give(item, count)
    stage.give("water_bucket")
    if name == "white_bed":
        stage.world.episode.skipped_ticks = 14_000
    cell = stage.spot(6, 9)
    stage.put(cell, name)
    stage.cage(cell, radius=3)
    return Trial(parse_subgoal(subgoal), 1_000)


def using_it_on_what_is_out_of_reach(stage: Stage) -> Trial:
    """Water, or a cow, behind glass."""
    stage.give("bucket")
    cell = stage.spot(6, 9)
    stage.cage(cell, radius=3)
    if stage.chance(50):
        x, y, z = cell
        stage.put((x, y - 1, z), "water")
        return Trial(Use(item="bucket", on="water"), 2_000)
    stage.world.bring("cow", cell)
    return Trial(Use(item="bucket", on="cow"), 3_000, calm=False)


def trading_out_of_reach(stage: Stage) -> Trial:
    """The villager stands in a cage."""
    cell = stage.spot(6, 8)
    stage.cage(cell, radius=4)
    stage.world.bring("villager", cell)
    stage.give("stick", 64)
    return Trial(Trade(item="emerald"), 2_000, calm=False)


def placing_without_a_spot(stage: Stage) -> Trial:
    """Nothing about the agent takes a block, or what is poured."""
    stage.wall_in(stage.pick(("bedrock", "barrier")))
    way = stage.between(0, 3)
    if way == 0:
        item = stage.pick(("cobblestone", "torch", "crafting_table", "oak_planks"))
        stage.give(item, 3)
        return Trial(Place(item=item), 300)
    if way == 1:
        stage.give("water_bucket")
        return Trial(Use(item="water_bucket"), 300)
    if way == 2:
        stage.world.episode.skipped_ticks = 14_000
        stage.give("white_bed")
        return Trial(Sleep(), 300)
    stage.give("obsidian", 10)
    stage.give("flint_and_steel")
    return Trial(Place(item="nether_portal"), 400)


def walled_in(stage: Stage) -> Trial:
    """There is nowhere to go to look for anything."""
    stage.wall_in()
    return Trial(_seeking(stage), stage.between(300, 3_000))


def digging_on_bedrock(stage: Stage) -> Trial:
    """No way leads down or on."""
    stage.give("diamond_pickaxe")
    stage.wall_in()
    low = stage.between(10, 40)
    if stage.chance(30):
        return Trial(Explore(target="lava", height=(low, low + 3)), 2_000)
    return Trial(Gather(item="iron_ore", height=(low, low + 3)), 2_000)


def gathering_into_a_full_bag(stage: Stage) -> Trial:
    """What drops is left lying."""
    way = stage.between(0, 3)
    stage.pen(12)
    if way == 0:
        stage.tree(stage.pick(("oak_log",)), 3)
        stage.fill_bag()
        return Trial(Gather(item="oak_log", count=stage.between(1, 3)), 2_000, roomy=False)
    if way == 1:
        stage.give("iron_pickaxe")
        for _ in range(4):
            stage.place("coal_ore", 2, 8)
        had = stage.between(0, 2)
        if had:
            stage.give("coal", 64 - had)
        stage.fill_bag()
        count = (64 if had else 0) + stage.between(1, 3)
        return Trial(Gather(item="coal", source="coal_ore", count=count), 3_000, roomy=False)
    if way == 2:
        stage.fill_bag()
        for _ in range(2):
            stage.world.bring("cow", stage.spot(2, 5))
        return Trial(Hunt(entity="cow", item="beef"), 2_000, roomy=False, calm=False)
    stage.give("diamond", 3)
    stage.world.attempt(Discard(item="diamond", count=3), 50)
    for drop in stage.world.episode.ground.drops:
        stage.world.episode.ground.replace(drop, replace(drop, thrown=False))
    stage.fill_bag()
    return Trial(Gather(item="diamond"), 800, roomy=False)


def gathering_in_no_time(stage: Stage) -> Trial:
    """There is enough of it in view, and it takes longer than the budget."""
    way = stage.between(0, 2)
    if way == 0:
        log = stage.pick(_LOGS)
        for _ in range(8):
            stage.tree(log, 3, 3, 14)
        return Trial(Gather(item=log, count=24), stage.between(60, 900))
    if way == 1:
        low = stage.between(20, 56)
        stage.give(stage.pick(("wooden_pickaxe", "stone_pickaxe")))
        subgoal = Gather(item="cobblestone", count=60, source="stone", height=(low, low + 4))
        return Trial(subgoal, stage.between(60, 900))
    for _ in range(6):
        stage.world.bring("cow", stage.spot(2, 12))
    stage.pen(15)
    return Trial(Hunt(entity="cow", count=6), stage.between(30, 160), calm=False)


def going_in_no_time(stage: Stage) -> Trial:
    """The way is free, and longer than the budget."""
    far = stage.between(60, 400)
    x, z = stage.dice.choice(((far, 0), (0, far), (-far, far), (far, -far)))
    return Trial(GoTo(x=X + x, z=Z + z), stage.between(20, 4 * far))


def waiting_in_vain(stage: Stage) -> Trial:
    """What is waited for doesn't come about."""
    until = stage.pick(('has("diamond")', 'near("cow", 8)', "height(200, 250)", 'knows("village")'))
    ticks = stage.between(100, 2_000)
    budget = ticks + 50 if stage.chance(60) else max(20, ticks // 2)
    return Trial(Wait(ticks=ticks, until=parse(until)), budget)


def going_down_in_no_time(stage: Stage) -> Trial:
    """The time is up before the heights are reached."""
    stage.give(stage.pick(("stone_pickaxe", "iron_pickaxe")))
    low = stage.between(5, 20)
    return Trial(Gather(item="iron_ore", height=(low, low + 4)), stage.between(60, 500))
