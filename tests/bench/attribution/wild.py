"""Episodes on real land: a few subgoals in a row, with whatever kit, at whatever hour.

Nothing is set up to fail in a certain way. What fails is what failed, beside whatever else
befell the agent, and earlier attempts of the same episode are its history.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from functools import lru_cache

from attribution.stage import rules
from attribution.windows import recipes

from envs import Task, parse
from envs.craftworld.environment import Craftworld
from envs.craftworld.episode import EpisodeSnapshot
from envs.subgoals import (
    Craft,
    Deposit,
    Discard,
    Eat,
    Equip,
    Explore,
    Gather,
    GoTo,
    Hunt,
    Place,
    Sleep,
    Smelt,
    Subgoal,
    Trade,
    Use,
    Wait,
)

_TIERS = ("wooden", "golden", "stone", "iron", "diamond")
_TOOLS = ("pickaxe", "axe", "shovel", "sword", "hoe")
_THINGS = (
    ("oak_planks", 40), ("stick", 40), ("cobblestone", 64), ("iron_ore", 9), ("coal", 9),
    ("bread", 5), ("crafting_table", 1), ("furnace", 1), ("chest", 1), ("white_bed", 1),
    ("bucket", 1), ("iron_ingot", 12), ("dirt", 64), ("sand", 12), ("beef", 4), ("oak_log", 9),
    ("diamond", 3), ("gold_ore", 4), ("torch", 12), ("string", 5), ("leather", 9),
)  # fmt: skip
_SOURCES = (
    ("#logs", None), ("oak_log", None), ("cobblestone", "stone"), ("dirt", None), ("sand", None),
    ("coal", "coal_ore"), ("iron_ore", None), ("flint", "gravel"), ("oak_leaves", None),
    ("apple", "oak_leaves"), ("wheat_seeds", "grass"), ("diamond", "diamond_ore"),
    ("sugar_cane", None), ("poppy", None), ("gravel", None), ("stone", "stone"),
)  # fmt: skip
_DUG = (
    ("cobblestone", "stone", (20, 54)), ("iron_ore", None, (12, 40)),
    ("coal", "coal_ore", (12, 54)),
    ("diamond", "diamond_ore", (5, 12)), ("redstone", "redstone_ore", (5, 12)),
    ("gold_ore", None, (8, 28)), ("lapis_lazuli", "lapis_ore", (10, 20)),
)  # fmt: skip
_PREY = (("cow", "beef"), ("sheep", "mutton"), ("pig", "porkchop"), ("chicken", "feather"))
_FOES = ("zombie", "skeleton", "spider", "creeper")
_TASK = Task(id="wild", instruction="Live.", goal=parse('has("dragon_egg")'))


def _gather(dice: random.Random) -> Subgoal:
    item, source = dice.choice(_SOURCES)
    tool = f"{dice.choice(_TIERS)}_{dice.choice(_TOOLS)}" if dice.randrange(6) == 0 else None
    return Gather(item=item, count=dice.randint(1, 8), source=source, tool=tool)


def _dig(dice: random.Random) -> Subgoal:
    item, source, (low, high) = dice.choice(_DUG)
    at = dice.randint(low, high)
    heights = (at, at + dice.randint(1, 5))
    return Gather(item=item, count=dice.randint(1, 12), source=source, height=heights)


def _craft(dice: random.Random) -> Subgoal:
    recipe = dice.choice(recipes())
    station = dice.choice((recipe.station, recipe.station, "crafting_table", None))
    return Craft(item=recipe.output, count=dice.randint(1, 3), station=station)


def _common_craft(dice: random.Random) -> Subgoal:
    item = dice.choice(("stick", "chest", "iron_pickaxe", "stone_axe", "torch", "bucket", "ladder"))
    return Craft(item=item, count=dice.randint(1, 6), station=dice.choice((None, "crafting_table")))


def _smelt(dice: random.Random) -> Subgoal:
    item = dice.choice(("iron_ingot", "glass", "stone", "cooked_beef", "charcoal", "gold_ingot"))
    return Smelt(item=item, count=dice.randint(1, 6))


def _hunt(dice: random.Random) -> Subgoal:
    prey, item = dice.choice(_PREY)
    if dice.randrange(4) == 0:
        return Hunt(entity=dice.choice(_FOES))
    return Hunt(entity=prey, item=dice.choice((item, None)), count=dice.randint(1, 4))


def _explore(dice: random.Random) -> Subgoal:
    if dice.randrange(3) == 0:
        at = dice.randint(8, 50)
        return Explore(target=dice.choice(("lava", "diamond_ore")), height=(at, at + 4))
    return Explore(target=dice.choice(("cow", "pumpkin", "water", "#logs", "sheep", "cactus")))


def _go(dice: random.Random) -> Subgoal:
    if dice.randrange(4) == 0:
        return GoTo(target=dice.choice(("cow", "oak_log", "water", "village", "death", "bed")))
    return GoTo(x=dice.randint(-200, 200), z=dice.randint(-200, 200))


def _small(dice: random.Random) -> Subgoal:
    choices: tuple[Subgoal, ...] = (
        Place(item=dice.choice(("crafting_table", "furnace", "chest", "torch", "cobblestone"))),
        Eat(item=dice.choice(("bread", "apple", "cooked_beef", "stick"))),
        Equip(item=f"{dice.choice(_TIERS)}_{dice.choice(_TOOLS)}"),
        Use(item="bucket", on=dice.choice(("water", "lava", "cow"))),
        Deposit(item=dice.choice(("dirt", "cobblestone")), count=dice.randint(1, 40)),
        Discard(item=dice.choice(("dirt", "cobblestone")), count=dice.randint(1, 40)),
        Trade(item=dice.choice(("bread", "emerald", "iron_ingot"))),
        Sleep(),
        Wait(
            ticks=dice.randint(100, 900),
            until=parse(dice.choice(('has("bone")', 'near("cow", 6)'))),
        ),
    )
    return dice.choice(choices)


_KINDS: tuple[Callable[[random.Random], Subgoal], ...] = (
    _gather, _gather, _dig, _craft, _common_craft, _smelt, _hunt, _explore, _go, _small, _small,
)  # fmt: skip


@lru_cache(maxsize=4)
def _begun(seed: int, *, recipe_book: bool) -> tuple[Craftworld, EpisodeSnapshot]:
    world = Craftworld(rules(), recipe_book=recipe_book)
    world.reset(_TASK, seed)
    return world, world.snapshot()


def _equipped(world: Craftworld, dice: random.Random) -> None:
    """Gives a kit, an hour of the day and a state of health."""
    episode = world._running()
    for _ in range(dice.randint(0, 4)):
        tool = f"{dice.choice(_TIERS)}_{dice.choice(_TOOLS)}"
        episode.bag.add(tool, 1, dice.choice((None, None, dice.randint(1, 30))))
    for item, most in dice.sample(_THINGS, dice.randint(0, 10)):
        episode.bag.add(item, dice.randint(1, most))
    if dice.randrange(5) == 0:
        while episode.bag.free_slots:
            episode.bag.add(dice.choice(("andesite", "bone", "feather", "paper")), 64)
    episode.skipped_ticks = dice.choice((0, 0, 0, 6_000, 11_000, 14_000))
    episode.vitals.health_tenths = dice.choice((200, 200, 200, 120, 60))
    episode.vitals.food = dice.choice((20, 20, 15, 9, 3))
    world._seen = None


def lives(
    world_seed: int, dice: random.Random, *, recipe_book: bool
) -> Iterator[tuple[Craftworld, Subgoal, int]]:
    """Yields the world with what is to be tried next in it, for one episode of a few attempts.

    Args:
        world_seed: Of the land.
        dice: Draws all else.
        recipe_book: Whether windows say what is lacking.
    """
    world, start = _begun(world_seed, recipe_book=recipe_book)
    world.restore(start)
    _equipped(world, dice)
    last: Subgoal | None = None
    for _ in range(dice.randint(1, 5)):
        again = last is not None and dice.randrange(4) == 0
        subgoal = last if again and last is not None else dice.choice(_KINDS)(dice)
        last = subgoal
        yield world, subgoal, dice.randint(100, 2_500)
