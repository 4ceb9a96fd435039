"""Rules for windows: of crafting, furnaces and trade, with a recipe book and without."""

from __future__ import annotations

from collections.abc import Iterator

from diagnosis._reading import Reading
from diagnosis.models import ANY_FUEL, Cause, Finding, Need
from envs import Crafted, ItemLost, Smelt, Smelted, WindowRejected, WindowStalled

_GRID = "none"
_WIDER_GRID = "crafting_table"
"""The window that is wider than the grid in the inventory: a word that any player knows."""

_ANY_FURNACE = "furnace"
"""The station that takes all that smokers and blast furnaces take, and more."""


def burns(subgoal: Smelt, name: str) -> bool:
    """Returns whether a furnace that lacks `name` lacks it as fuel: it takes nothing else."""
    return name == subgoal.fuel or subgoal.source not in {None, name}


def stalled(reading: Reading, index: int, stall: WindowStalled) -> Finding:
    """Returns why a furnace stood still."""
    subgoal = reading.subgoal
    if stall.slot == "fuel":
        name = subgoal.fuel if isinstance(subgoal, Smelt) and subgoal.fuel else ANY_FUEL
        if name != ANY_FUEL and _was_left(reading, name):
            # It doesn't burn, and another fuel is needed.
            name = ANY_FUEL
        need, cause, certainty = Need(kind="fuel", name=name), Cause.missing_fuel, 1.0
    elif stall.slot == "input":
        source = subgoal.source if isinstance(subgoal, Smelt) else None
        unfit = source is not None and not reading.seen(Smelted) and reading.carried(source)
        if unfit:
            # It is carried and was not put in: it doesn't become what was asked for.
            return Finding(cause=Cause.invalid_subgoal, evidence=(index,), certainty=0.9)
        needs = () if source is None else (_more(reading, source, 1),)
        return Finding(cause=Cause.missing_material, needs=needs, evidence=(index,), certainty=0.95)
    elif reading.free_slots == 0:
        # The results stay in the furnace because the bag takes no more.
        need = Need(kind="room", name=stall.item)
        cause, certainty = Cause.inventory_full, 0.9
    else:
        need, cause, certainty = Need(kind="room", name=stall.window), Cause.window_blocked, 0.9
    return Finding(cause=cause, needs=(need,), evidence=(index,), certainty=certainty)


def _was_left(reading: Reading, name: str) -> bool:
    """Returns whether something is carried and no furnace took any of it."""
    put_in = any(
        lost.way == "smelt" and reading.vocabulary.matches(name, lost.item)
        for _, lost in reading.seen(ItemLost)
    )
    return bool(reading.carried(name)) and not put_in and not reading.seen(Smelted)


def rejected(reading: Reading, index: int, event: WindowRejected) -> Iterator[Finding]:
    """Yields why a window refused."""
    if event.station is None and event.lacking is None:
        yield _without_book(reading, index, event)
        return
    if event.station is not None and event.station != event.window:
        # Without the station no ingredient helps, so it comes first.
        need = Need(kind="station", name=event.station)
        yield Finding(cause=Cause.missing_station, needs=(need,), evidence=(index,), certainty=1.0)
    if event.lacking and (fuel := _fuel_of(reading, event)) is not None:
        yield Finding(cause=Cause.missing_fuel, needs=(fuel,), evidence=(index,), certainty=0.9)
    elif event.lacking:
        needs = tuple(_more(reading, lack.item, lack.count) for lack in event.lacking)
        yield Finding(
            cause=Cause.missing_material,
            needs=tuple(sorted(needs, key=lambda n: (n.kind, n.name))),
            evidence=(index,),
            certainty=1.0,
        )
    elif event.station is None or event.station == event.window:
        yield _all_there(reading, index, 0.9)


def _fuel_of(reading: Reading, event: WindowRejected) -> Need | None:
    """Returns the fuel that is lacking, if nothing else is."""
    subgoal, lacks = reading.subgoal, event.lacking or ()
    if not isinstance(subgoal, Smelt) or not all(burns(subgoal, lack.item) for lack in lacks):
        return None
    return Need(kind="fuel", name=lacks[0].item, count=lacks[0].count, lacking=lacks[0].count)


def _more(reading: Reading, pattern: str, lacking: int) -> Need:
    carried = reading.carried(pattern) or 0
    return Need(kind="item", name=pattern, count=carried + lacking, lacking=lacking)


def _all_there(reading: Reading, index: int, certainty: float) -> Finding:
    if reading.free_slots == 0 and reading.aims.wanted is not None:
        return Finding(
            cause=Cause.inventory_full,
            needs=(Need(kind="room", name=reading.aims.wanted),),
            evidence=(index,),
            certainty=certainty,
        )
    return Finding(cause=Cause.window_blocked, evidence=(index,), certainty=certainty)


def _without_book(reading: Reading, index: int, event: WindowRejected) -> Finding:
    """Returns what is most likely lacking when there is no book to say.

    How the item was crafted before in this episode decides it. Else it is a guess, and says so
    by its certainty.
    """
    if reading.is_nonsense(event.item):
        return Finding(cause=Cause.invalid_subgoal, evidence=(index,), certainty=0.7)
    recipe = reading.lore.recipes.get(event.item)
    if recipe is not None and recipe.station not in {_GRID, event.window}:
        need = Need(kind="station", name=recipe.station)
        return Finding(cause=Cause.missing_station, needs=(need,), evidence=(index,), certainty=0.9)
    if recipe is not None and recipe.consumed:
        short = [(i, n - (reading.carried(i) or 0), n) for i, n in recipe.consumed]
        needs = tuple(
            Need(kind="item", name=i, count=n, lacking=more) for i, more, n in short if more > 0
        )
        if not needs:
            return _all_there(reading, index, 0.7)
        return Finding(cause=Cause.missing_material, needs=needs, evidence=(index,), certainty=0.9)
    if isinstance(reading.subgoal, Smelt):
        return _not_smelted(index, event)
    if _may_want_station(reading, event):
        need = Need(kind="station", name=_WIDER_GRID)
        return Finding(cause=Cause.missing_station, needs=(need,), evidence=(index,), certainty=0.5)
    certainty = 0.7 if event.window != _GRID else 0.6
    return Finding(cause=Cause.missing_material, evidence=(index,), certainty=certainty)


def _not_smelted(index: int, event: WindowRejected) -> Finding:
    """Returns why a furnace refuses: for want of material it would stand still instead."""
    if event.window == _ANY_FURNACE:
        return Finding(cause=Cause.invalid_subgoal, evidence=(index,), certainty=0.6)
    need = Need(kind="station", name=_ANY_FURNACE)
    return Finding(cause=Cause.missing_station, needs=(need,), evidence=(index,), certainty=0.6)


def _may_want_station(reading: Reading, event: WindowRejected) -> bool:
    if event.window != _GRID or reading.seen(Crafted):
        # A grid that gave some of it is wide enough.
        return False
    if any(item == event.item and window != _GRID for item, window in reading.lore.rejected):
        # A station refused it as well, so the station isn't what is lacking.
        return False
    inventory = reading.attempt.post_state.inventory
    return inventory is None or bool(inventory.items)
