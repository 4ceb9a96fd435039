"""Holds, wears, eats, uses, stores and throws away what is carried."""

from __future__ import annotations

from envs.craftworld import sight
from envs.craftworld.body import Body
from envs.craftworld.executors.stations import CLICK_TICKS, opened
from envs.craftworld.executors.words import (
    carried,
    carried_names,
    known_block,
    known_item,
    refuse_as_invalid,
)
from envs.craftworld.footing import Cell
from envs.craftworld.goals import Reach, can_reach
from envs.craftworld.inventory import Stack
from envs.craftworld.life import FULL_FOOD
from envs.craftworld.moving import walk_to
from envs.events import ItemLeft, PathFailed, Refused, Searched, Used
from envs.subgoals import Deposit, Discard, Eat, Equip, Use

EAT_TICKS = 32
"""How long eating takes (Minecraft Wiki, Food: 1.6 s)."""

CHEST_SLOTS = 27
"""Slots of a chest, a barrel or a shulker box."""

_CONTAINERS = ("barrel", "chest", "shulker_box", "trapped_chest")
_BUCKETS = {"lava": "lava_bucket", "water": "water_bucket"}
_SWITCH_TICKS = 2


def _carried(body: Body, pattern: str) -> bool:
    """Returns whether the item is carried; says so if not."""
    if not known_item(body, "item", pattern):
        return False
    if carried(body, pattern):
        return True
    body.emit(Refused(tick=body.tick, need="item", name=pattern))
    body.give_up("missing_material", pattern)
    return False


def equip(body: Body, subgoal: Equip) -> None:
    """Takes the item into the hand, or puts it on if it is armor."""
    bag = body.episode.bag
    if any(stack.item == subgoal.item for stack in bag.worn.values()):
        return
    if _carried(body, subgoal.item):
        body.spend(_SWITCH_TICKS)
        if not bag.put_on(subgoal.item):
            bag.hold(subgoal.item)


def eat(body: Body, subgoal: Eat) -> None:
    """Eats the item, unless nobody could eat it, or the agent isn't hungry."""
    if not _carried(body, subgoal.item):
        return
    food = body.episode.rules.items[subgoal.item]
    if not food.food:
        refuse_as_invalid(body, "item", subgoal.item)
        return
    if body.episode.vitals.food >= FULL_FOOD:
        body.emit(Refused(tick=body.tick, need="room", name=subgoal.item))
        body.give_up("invalid_subgoal", "not hungry")
        return
    body.episode.bag.hold(subgoal.item)
    body.spend(EAT_TICKS)
    body.lose(subgoal.item, 1, "eat")
    body.episode.vitals.eat(food.food, food.saturation_tenths)
    body.emit(Used(tick=body.tick, verb="eaten", object=subgoal.item))
    body.give_back_remainders({subgoal.item: 1})


def use(body: Body, subgoal: Use) -> None:
    """Fills a bucket with water or lava; nothing else can be used yet."""
    if not _carried(body, subgoal.item):
        return
    if subgoal.item != "bucket":
        refuse_as_invalid(body, "item", subgoal.item)
        return
    if subgoal.on not in _BUCKETS:
        refuse_as_invalid(body, "on", str(subgoal.on))
        return
    cell = _spring(body, str(subgoal.on))
    if cell is None:
        return
    body.episode.bag.hold("bucket")
    body.spend(CLICK_TICKS)
    body.episode.set_block(cell, "air")
    body.episode.flows.opened(cell, body.tick, body.episode.terrain)
    body.lose("bucket", 1, "use")
    full = _BUCKETS[str(subgoal.on)]
    if left := body.gain(full, 1, "use"):
        body.let_fall(Stack(full, left), body.episode.cell)


def _spring(body: Body, liquid: str) -> Cell | None:
    """Goes to the nearest such source block in view; says so if there is none."""
    episode = body.episode
    number = episode.terrain.table.id(liquid)
    seen = sight.exposed(episode.terrain, episode.eye, [number])
    cells = [(x, y, z) for x, y, z, _ in seen if episode.flows.is_source((x, y, z))][:4]
    if not cells:
        y = episode.cell[1]
        body.emit(Searched(tick=body.tick, target=liquid, cells=1, low=y, high=y))
        body.give_up("target_not_found", liquid)
        return None
    if not walk_to(body, Reach(cells)):
        x, y, z = cells[0]
        body.emit(PathFailed(tick=body.tick, target=liquid, x=x, y=y, z=z))
        body.give_up("target_unreachable", liquid)
        return None
    return next(cell for cell in cells if can_reach(episode.terrain, episode.cell, cell))


def deposit(body: Body, subgoal: Deposit) -> None:
    """Puts items into a container within reach."""
    if not known_block(body, "container", subgoal.container):
        return
    if not subgoal.container.endswith(_CONTAINERS):
        refuse_as_invalid(body, "container", subgoal.container)
        return
    if not _carried(body, subgoal.item):
        return
    cell = opened(body, subgoal.container, need="container")
    if cell is None:
        return
    chest = body.episode.chests.setdefault(cell, [])
    left = subgoal.count
    for item in carried_names(body, subgoal.item):
        while left and body.episode.bag.count(item) and len(chest) < CHEST_SLOTS:
            body.spend(CLICK_TICKS)
            stack = body.episode.bag.take_stack(item, left)
            chest.append(stack)
            left -= stack.count
            body.note_loss(stack, "container")
    if left and carried(body, subgoal.item):
        body.emit(ItemLeft(tick=body.tick, item=carried_names(body, subgoal.item)[0], count=left))
        body.give_up("inventory_full", subgoal.container)
    elif left:
        body.give_up("missing_material", subgoal.item)


def discard(body: Body, subgoal: Discard) -> None:
    """Throws items away; the agent won't pick them up again by passing."""
    if not _carried(body, subgoal.item):
        return
    left = subgoal.count
    for item in carried_names(body, subgoal.item):
        while left and body.episode.bag.count(item):
            body.spend(_SWITCH_TICKS)
            stack = body.episode.bag.take_stack(item, left)
            left -= stack.count
            body.note_loss(stack, "drop")
            body.let_fall(stack, body.episode.cell, thrown=True)
    if left:
        body.give_up("missing_material", subgoal.item)
