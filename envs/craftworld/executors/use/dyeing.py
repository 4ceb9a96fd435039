"""Dyeing leather in the grid, and washing it in a cauldron.

Source: Minecraft Wiki, Dye and Cauldron, Java Edition 1.16. Colours aren't told apart: a piece
is dyed, or it isn't. A cauldron holds three levels of water: a bucket fills it, each piece that
is washed takes one. A piece that isn't dyed is not washed, and nothing happens.
"""

from __future__ import annotations

from dataclasses import replace

from envs.craftworld.body import Body
from envs.craftworld.executors.stations import CLICK_TICKS, reached
from envs.craftworld.executors.use.acts import Act, items, on
from envs.craftworld.executors.use.buckets import EMPTY, exchange
from envs.craftworld.executors.words import has_carried
from envs.craftworld.game.crafting import GRID
from envs.craftworld.game.inventory import Stack
from envs.craftworld.game.uses import CAULDRON, DYEABLE, DYES
from envs.events import Crafted, ItemGained, ItemLost, Refused, Used
from envs.subgoals import Use

LEVELS = 3
"""Levels of water of a full cauldron."""

_WATER = "water_bucket"

_A_DYE = "red_dye"
"""What is named to someone who washes what has no colour."""


def _dye(body: Body, subgoal: Use) -> bool:
    """Lays a dye and a piece of leather into the grid; a piece without colour comes first."""
    piece = str(subgoal.on)
    if not has_carried(body, piece):
        return False
    body.spend(CLICK_TICKS)
    bag = body.episode.bag
    bag.remove(subgoal.item, 1)
    bag.change(piece, _dyed) or bag.change(piece, lambda stack: stack)
    for item in (subgoal.item, piece):
        body.emit(ItemLost(tick=body.tick, item=item, count=1, way="craft"))
    body.emit(Crafted(tick=body.tick, item=piece, count=1, station=GRID))
    body.emit(ItemGained(tick=body.tick, item=piece, count=1, way="craft"))
    return True


def _dyed(stack: Stack) -> Stack | None:
    return None if stack.dyed else replace(stack, dyed=True)


def _washed(stack: Stack) -> Stack | None:
    return replace(stack, dyed=False) if stack.dyed else None


def _wash(body: Body, subgoal: Use) -> bool:
    """Washes a piece of leather in the nearest cauldron."""
    cell = reached(body, CAULDRON)
    if cell is None:
        return False
    levels = body.episode.realm.cauldrons
    if not levels.get(cell):
        return _refused(body, _WATER)
    if not any(stack.item == subgoal.item and stack.dyed for stack in body.episode.bag.stacks):
        return _refused(body, _A_DYE)
    body.episode.bag.hold(subgoal.item)
    body.spend(CLICK_TICKS)
    body.episode.bag.change(subgoal.item, _washed)
    levels[cell] -= 1
    body.emit(Used(tick=body.tick, verb="washed", object=subgoal.item))
    return True


def _refused(body: Body, lacking: str) -> bool:
    """Says what is lacking though it needn't be carried: the water in it, the colour on it."""
    body.emit(Refused(tick=body.tick, need="item", name=lacking))
    body.give_up("missing_material", lacking)
    return False


def _fill(body: Body, subgoal: Use) -> bool:
    """Fills the nearest cauldron up."""
    cell = reached(body, CAULDRON)
    if cell is None:
        return False
    levels = body.episode.realm.cauldrons
    if levels.get(cell) == LEVELS:
        body.emit(Refused(tick=body.tick, need="room", name=CAULDRON))
        body.give_up("window_blocked", f"a full {CAULDRON}")
        return False
    body.episode.bag.hold(subgoal.item)
    body.spend(CLICK_TICKS)
    levels[cell] = LEVELS
    exchange(body, subgoal.item, EMPTY)
    return True


def _draw(body: Body, subgoal: Use) -> bool:
    """Draws the water of the nearest cauldron, which has to be full."""
    cell = reached(body, CAULDRON)
    if cell is None:
        return False
    levels = body.episode.realm.cauldrons
    if levels.get(cell) != LEVELS:
        return _refused(body, _WATER)
    body.episode.bag.hold(subgoal.item)
    body.spend(CLICK_TICKS)
    del levels[cell]
    exchange(body, subgoal.item, _WATER)
    return True


ACTS = (
    Act(items(*DYES), on(*DYEABLE), _dye),
    Act(items(*DYEABLE), on(CAULDRON), _wash),
    Act(items(_WATER), on(CAULDRON), _fill),
    Act(items(EMPTY), on(CAULDRON), _draw),
)
"""Dye on leather, leather in a cauldron, water into one and out of it."""
