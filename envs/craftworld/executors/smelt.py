"""Smelts or cooks at a furnace, smoker or blast furnace within reach."""

from __future__ import annotations

from envs.craftworld.body import Body
from envs.craftworld.executors.stations import CLICK_TICKS, opened
from envs.craftworld.executors.words import (
    carried_names,
    known_block,
    known_item,
    refuse_as_invalid,
)
from envs.craftworld.game.furnace import Cooking, Furnace
from envs.craftworld.game.inventory import Stack
from envs.events import ItemLeft, ItemLost, Smelted, WindowRejected, WindowStalled
from envs.subgoals import Smelt

FURNACES = ("blast_furnace", "furnace", "smoker")
"""The stations that smelt in a window."""


def run(body: Body, subgoal: Smelt) -> None:
    """Smelts until enough is carried, or nothing goes on in the window."""
    if not _understood(body, subgoal) or body.episode.bag.count(subgoal.item) >= subgoal.count:
        return
    cell = opened(body, subgoal.station)
    if cell is None:
        return
    sources = _sources(body, subgoal.item, subgoal.station)
    if not sources:
        _reject(body, subgoal)
        return
    furnace = body.episode.furnace_at(cell, subgoal.station)
    _Smelting(body, subgoal, furnace, sources).run()


def _understood(body: Body, subgoal: Smelt) -> bool:
    if not known_item(body, "item", subgoal.item) or not known_block(
        body, "station", subgoal.station
    ):
        return False
    if subgoal.station not in FURNACES:
        refuse_as_invalid(body, "station", subgoal.station)
        return False
    if subgoal.source is not None and not known_item(body, "source", subgoal.source):
        return False
    if subgoal.fuel is not None and not known_item(body, "fuel", subgoal.fuel):
        return False
    if body.episode.recipe_book and not _stations(body, subgoal.item):
        refuse_as_invalid(body, "item", subgoal.item)
        return False
    return True


def _stations(body: Body, item: str) -> tuple[str, ...]:
    recipes = body.episode.rules.recipes_for(item)
    return tuple(r.station for r in recipes if r.ticks and r.station in FURNACES)


def _sources(body: Body, item: str, station: str) -> frozenset[str]:
    """Returns what becomes `item` in `station`."""
    rules = body.episode.rules
    return frozenset(
        member
        for recipe in rules.recipes_for(item)
        if recipe.ticks and recipe.station == station
        for choice, _ in recipe.ingredients
        for member in rules.members(choice)
    )


def _reject(body: Body, subgoal: Smelt) -> None:
    stations = _stations(body, subgoal.item)
    shown = body.episode.recipe_book and stations
    body.emit(
        WindowRejected(
            tick=body.tick,
            window=subgoal.station,
            item=subgoal.item,
            lacking=() if shown else None,
            station=stations[0] if shown else None,
        )
    )
    if stations:
        body.give_up("missing_station", stations[0])
    else:
        body.give_up("invalid_subgoal", f"{subgoal.item} can't be smelted")


class _Smelting:
    """One stay at a furnace's open window."""

    def __init__(
        self, body: Body, subgoal: Smelt, furnace: Furnace, sources: frozenset[str]
    ) -> None:
        self.body = body
        self.subgoal = subgoal
        self.furnace = furnace
        self.sources = sources
        self.rules = body.episode.rules
        self.bag = body.episode.bag

    def run(self) -> None:
        """Fills, waits and takes out, until enough is carried or nothing goes on."""
        while True:
            self.furnace.advance(self.body.tick, self.rules)
            if not self._emptied() or self._missing() <= 0:
                return
            stalled = self._filled()
            if stalled is not None:
                self._stall(stalled)
                return
            change = self.furnace.next_change(self.rules)
            assert change is not None
            self.body.spend(max(1, change))

    def _missing(self) -> int:
        return self.subgoal.count - self.bag.count(self.subgoal.item)

    def _stall(self, slot: str) -> None:
        body, item = self.body, self.subgoal.item
        body.emit(
            WindowStalled.model_validate(
                {"tick": body.tick, "window": self.furnace.station, "item": item, "slot": slot}
            )
        )
        if slot == "fuel":
            body.give_up("missing_fuel", self.subgoal.fuel or "any fuel")
        elif slot == "output":
            body.give_up("inventory_full", item)
        elif self._wrong_source():
            body.give_up("invalid_subgoal", f"{self.subgoal.source} doesn't become {item}")
        else:
            body.give_up("missing_material", self.subgoal.source or min(self.sources))

    def _wrong_source(self) -> bool:
        vocabulary = self.rules.vocabulary
        source = self.subgoal.source
        return source is not None and not self.sources & set(vocabulary.members(source))

    def _emptied(self) -> bool:
        """Takes out what is done, and returns whether there was room for it."""
        stack = self.furnace.output
        if stack is None:
            return True
        left = self.body.gain(stack.item, stack.count, "smelt")
        self.furnace.output = stack.of(left)
        taken = stack.count - left
        if taken:
            event = Smelted(
                tick=self.body.tick, item=stack.item, count=taken, station=self.furnace.station
            )
            self.body.emit(event)
        if left:
            self.body.emit(ItemLeft(tick=self.body.tick, item=stack.item, count=left))
            self._stall("output")
        return not left

    def _filled(self) -> str | None:
        """Puts in what is needed, and returns the slot for which there's nothing."""
        self._clear_input()
        source = self._source()
        if self.furnace.input is None and source is None:
            return "input"
        cooking = self._cooking(source)
        fuel = self._fuel(source)
        if not self.furnace.burning and self.furnace.fuel is None and fuel is None:
            return "fuel"
        self._put_input(source, cooking)
        self._put_fuel(fuel, cooking)
        return self.furnace.stalled(self.rules)

    def _cooking(self, source: str | None) -> Cooking:
        item = self.furnace.input.item if self.furnace.input else source
        cooking = self.rules.cooking(self.furnace.station, item or "")
        assert cooking is not None
        return cooking

    def _clear_input(self) -> None:
        """Takes out an input that becomes something else."""
        stack = self.furnace.input
        if stack is not None and stack.item not in self._wanted():
            left = self.body.gain(stack.item, stack.count, "container")
            self.furnace.input = stack.of(left)

    def _wanted(self) -> frozenset[str]:
        source = self.subgoal.source
        if source is None:
            return self.sources
        return self.sources & set(self.rules.vocabulary.members(source))

    def _source(self) -> str | None:
        """Returns the carried input, that of which most is carried."""
        present = self.furnace.input
        wanted = {present.item} if present else self._wanted()
        counts = [(self.bag.count(item), item) for item in sorted(wanted)]
        most = max(counts, default=(0, ""), key=lambda pair: pair[0])
        return most[1] if most[0] else None

    def _fuel(self, source: str | None) -> str | None:
        """Returns the carried fuel that burns longest; what is to be smelted only if asked for."""
        if self.subgoal.fuel is not None:
            names = carried_names(self.body, self.subgoal.fuel)
        else:
            names = tuple(item for item in self.bag.slot_counts() if item != source)
        burning = [(self.rules.burn_ticks(item), item) for item in sorted(names)]
        longest = max(burning, default=(0, ""), key=lambda pair: pair[0])
        return longest[1] if longest[0] else None

    def _put_input(self, source: str | None, cooking: Cooking) -> None:
        held = self.furnace.input
        inside = held.count if held else 0
        size = self.rules.stack_size(held.item if held else source or "")
        crafts = -(-self._missing() // cooking.count)
        count = min(crafts - inside, size - inside, self.bag.count(source) if source else 0)
        if source is not None and count > 0:
            self._put(source, count)
            self.furnace.input = Stack(source, inside + count, None)

    def _put_fuel(self, fuel: str | None, cooking: Cooking) -> None:
        held = self.furnace.fuel
        if fuel is None or (held is not None and held.item != fuel):
            return
        assert self.furnace.input is not None
        inside = held.count if held else 0
        needed = self.furnace.input.count * cooking.ticks - self.furnace.cooked
        burn = self.rules.burn_ticks(fuel)
        count = -(-(needed - self.furnace.burning) // burn) - inside
        size = self.rules.stack_size(fuel)
        count = min(count, size - inside, self.bag.count(fuel))
        if count > 0:
            self._put(fuel, count)
            self.furnace.fuel = Stack(fuel, inside + count, None)

    def _put(self, item: str, count: int) -> None:
        self.bag.remove(item, count)
        event = ItemLost(tick=self.body.tick, item=item, count=count, way="smelt")
        self.body.emit(event)
        self.body.spend(CLICK_TICKS)
