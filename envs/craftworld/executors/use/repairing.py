"""Repairing what wears: two made one in the grid or at a grindstone, or with material at an anvil.

Source: Minecraft Wiki, Item repair, Java Edition 1.16. Two of a kind have the uses of both and
5 percent of a new one's; neither need be worn. At an anvil each unit of the material that an
item is of gives a quarter of a new one's uses, up to four at a time, and the anvil takes harm
in 12 of 100 cases. There are no enchantments and no experience, which an anvil takes in vanilla.
"""

from __future__ import annotations

from envs.craftworld.body import Body
from envs.craftworld.executors.stations import CLICK_TICKS, opened
from envs.craftworld.executors.use.acts import Act, on
from envs.craftworld.executors.words import carried, carried_names
from envs.craftworld.game.rules import Rules
from envs.craftworld.game.uses import ANVIL, GRINDSTONE, anvil_material, is_repairable
from envs.events import ItemGained, ItemLost, Lack, Refused, Used, WindowRejected
from envs.subgoals import Use

_BONUS_PERCENT = 5
_UNITS = 4
"""A new item's uses are worth so many units of its material."""

_HARM_PERCENT = 12
_HARMED = {"anvil": "chipped_anvil", "chipped_anvil": "damaged_anvil", "damaged_anvil": "air"}


def _on_itself(rules: Rules, subgoal: Use) -> bool:
    del rules
    return subgoal.on == subgoal.item


def _mends(rules: Rules, subgoal: Use) -> bool:
    return subgoal.on in ANVIL and anvil_material(rules, subgoal.item) is not None


def _in_grid(body: Body, subgoal: Use) -> bool:
    """Lays two into the grid; a colour is lost by it."""
    return _two_there(body, subgoal.item) and _merge(body, subgoal.item, keeps_colour=False)


def _at_grindstone(body: Body, subgoal: Use) -> bool:
    """Lays two into a grindstone."""
    if not _two_there(body, subgoal.item) or opened(body, GRINDSTONE) is None:
        return False
    return _merge(body, subgoal.item, keeps_colour=True)


def _two_there(body: Body, item: str) -> bool:
    """Returns whether two are carried; says so if not."""
    if carried(body, item) >= 2:
        return True
    body.emit(Refused(tick=body.tick, need="item", name=item, count=2))
    body.give_up("missing_material", item)
    return False


def _merge(body: Body, item: str, *, keeps_colour: bool) -> bool:
    """Makes one of the two that are worn most."""
    body.spend(CLICK_TICKS)
    bag, new = body.episode.bag, body.episode.rules.items[item].durability
    assert new is not None
    first, second = bag.take_most_worn(item), bag.take_most_worn(item)
    uses = min(new, (first.uses or 0) + (second.uses or 0) + new * _BONUS_PERCENT // 100)
    bag.add(item, 1, uses, dyed=first.dyed and keeps_colour)
    body.emit(ItemLost(tick=body.tick, item=item, count=2, way="craft"))
    body.emit(ItemGained(tick=body.tick, item=item, count=1, way="craft"))
    body.emit(Used(tick=body.tick, verb="repaired", object=item))
    return True


def _at_anvil(body: Body, subgoal: Use) -> bool:
    """Mends the one that is worn most with its material."""
    item, rules = subgoal.item, body.episode.rules
    anvil = str(subgoal.on)
    cell = opened(body, anvil)
    if cell is None:
        return False
    material, new = anvil_material(rules, item), rules.items[item].durability
    assert material is not None
    assert new is not None
    worn = body.episode.bag.take_most_worn(item)
    wanting = new - (worn.uses or 0)
    units = min(_UNITS, carried(body, material), -(-wanting // max(1, new // _UNITS)))
    if not units:
        body.episode.bag.add(item, 1, worn.uses, dyed=worn.dyed)
        _reject(body, anvil, item, material if wanting else None)
        return False
    body.spend(CLICK_TICKS)
    _pay(body, material, units)
    uses = min(new, (worn.uses or 0) + units * (new // _UNITS))
    body.episode.bag.add(item, 1, uses, dyed=worn.dyed)
    body.emit(Used(tick=body.tick, verb="repaired", object=item))
    if body.episode.dice.randrange(100) < _HARM_PERCENT:
        body.episode.set_block(cell, _HARMED[anvil])
    return True


def _pay(body: Body, material: str, units: int) -> None:
    for item in carried_names(body, material):
        paid = min(units, body.episode.bag.count(item))
        if paid:
            body.lose(item, paid, "craft")
        units -= paid


def _reject(body: Body, anvil: str, item: str, material: str | None) -> None:
    """Says that the anvil gives nothing: for want of material, or because nothing is worn."""
    lack = () if material is None else (Lack(item=material, count=1),)
    shown = lack if body.episode.recipe_book else None
    body.emit(WindowRejected(tick=body.tick, window=anvil, item=item, lacking=shown))
    if material is None:
        body.give_up("window_blocked", f"{item} isn't worn")
    else:
        body.give_up("missing_material", material)


ACTS = (
    Act(is_repairable, _on_itself, _in_grid),
    Act(is_repairable, on(GRINDSTONE), _at_grindstone),
    Act(is_repairable, _mends, _at_anvil),
)
"""What wears, on itself, at a grindstone and at an anvil."""
