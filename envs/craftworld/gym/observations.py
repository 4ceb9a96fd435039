"""States as arrays: the observation space, and what an absent facet looks like in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from gymnasium import spaces
from numpy.typing import NDArray

from envs.craftworld.observe import is_station
from envs.state import DAY_TICKS, DIMENSIONS, Nearby, Position, State
from envs.vocabulary import Vocabulary

PLACES = ("bed", "death", "nether_portal", "village")
"""Kinds of place that the agent may know, sorted."""

EFFECTS = (
    "absorption", "bad_omen", "blindness", "conduit_power", "dolphins_grace", "fire_resistance",
    "glowing", "haste", "health_boost", "hero_of_the_village", "hunger", "instant_damage",
    "instant_health", "invisibility", "jump_boost", "levitation", "luck", "mining_fatigue",
    "nausea", "night_vision", "poison", "regeneration", "resistance", "saturation",
    "slow_falling", "slowness", "speed", "strength", "unluck", "water_breathing", "weakness",
    "wither",
)  # fmt: skip
"""The status effects of 1.16, sorted (Minecraft Wiki, Effect)."""

SLOTS = ("chest", "feet", "head", "legs", "mainhand", "offhand")
"""The slots of `equipment`, sorted."""

_WEATHERS = ("clear", "rain", "thunder")
_MOST_ITEMS = 36 * 64
_FAR = 40_000_000
_TICKS = 2**31 - 1


class Observations:
    """Turns states into observations over the words of a world.

    Attributes:
        items: What `inventory` and `equipment` count.
        blocks: The rows of `blocks`.
        entities: The rows of `entities`.
        stations: The rows of `stations`.
        biomes: What `biome` counts, plus 1.
        windows: What `window` counts, plus 1; the first is `none`.
        space: The observation space, a `Dict`.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        """Prepares the tables of a world's words."""
        self.items = tuple(sorted(vocabulary.items))
        self.blocks = tuple(sorted(vocabulary.blocks))
        self.entities = tuple(sorted(vocabulary.entities))
        self.stations = tuple(filter(is_station, self.blocks))
        self.biomes = tuple(sorted(vocabulary.biomes))
        self.windows = ("none", *sorted(vocabulary.blocks | vocabulary.entities))
        self._rows = {
            names: {name: row for row, name in enumerate(names)}
            for names in (
                self.items, self.blocks, self.entities, self.stations, self.biomes, self.windows,
                PLACES, EFFECTS, SLOTS, DIMENSIONS, _WEATHERS,
            )
        }  # fmt: skip
        self.space = spaces.Dict(
            {
                "tick": _box(0, _TICKS, 1),
                "inventory": _box(-1, _MOST_ITEMS, len(self.items)),
                "free_slots": _box(-1, 64, 1),
                "equipment": _box(-1, len(self.items), len(SLOTS)),
                "durability": _box(-1, 1 << 16, len(SLOTS)),
                "position": _box(-_FAR, _FAR, 3),
                "dimension": spaces.Discrete(len(DIMENSIONS) + 1),
                "sky": spaces.Discrete(3),
                "biome": spaces.Discrete(len(self.biomes) + 1),
                "vitals": spaces.Box(-1.0, 1_000.0, (5,), np.float32),
                "effects": spaces.MultiBinary(len(EFFECTS)),
                "time": _box(-1, DAY_TICKS - 1, 1),
                "light": _box(-1, 15, 1),
                "weather": spaces.Discrete(len(_WEATHERS) + 1),
                "blocks": _box(-_FAR, _FAR, len(self.blocks), 5),
                "entities": _box(-_FAR, _FAR, len(self.entities), 5),
                "stations": _box(-_FAR, _FAR, len(self.stations), 5),
                "window": spaces.Discrete(len(self.windows) + 1),
                "places": _box(-_FAR, _FAR, len(PLACES), 5),
            }
        )

    def of(self, state: State) -> dict[str, Any]:
        """Returns the observation of a state, an element of `space`."""
        where = state.position
        return {
            "tick": _numbers(min(state.tick, _TICKS)),
            "inventory": self._inventory(state),
            "free_slots": _numbers(state.inventory.free_slots if state.inventory else -1),
            "equipment": self._equipment(state),
            "durability": self._durability(state),
            "position": _numbers(*((where.x, where.y, where.z) if where else (0, 0, 0))),
            "dimension": self._number(DIMENSIONS, where.dimension if where else None),
            "sky": np.int64(0 if where is None or where.sky is None else 1 + where.sky),
            "biome": self._number(self.biomes, state.biome),
            "vitals": _vitals(state),
            "effects": self._effects(state),
            "time": _numbers(-1 if state.time is None else state.time),
            "light": _numbers(-1 if state.light is None else state.light),
            "weather": self._number(_WEATHERS, state.weather),
            "blocks": self._things(self.blocks, state.blocks, where),
            "entities": self._things(self.entities, state.entities, where),
            "stations": self._things(self.stations, state.stations, where),
            "window": self._number(self.windows, state.window),
            "places": self._places(state),
        }

    def _number(self, names: Sequence[str], name: str | None) -> np.int64:
        """Returns 1 and a name's place; 0 where it is absent, or no word."""
        return np.int64(self._rows[tuple(names)].get(name or "", -1) + 1)

    def _inventory(self, state: State) -> NDArray[np.int32]:
        counts = np.zeros(len(self.items), dtype=np.int32)
        if state.inventory is None:
            return counts - np.int32(1)
        rows = self._rows[self.items]
        for held in state.inventory.items:
            if held.item in rows:
                counts[rows[held.item]] = min(held.count, _MOST_ITEMS)
        return counts

    def _equipment(self, state: State) -> NDArray[np.int32]:
        numbers = np.zeros(len(SLOTS), dtype=np.int32)
        if state.equipment is None:
            return numbers - np.int32(1)
        for held in state.equipment.slots:
            numbers[SLOTS.index(held.slot)] = self._number(self.items, held.item)
        return numbers

    @staticmethod
    def _durability(state: State) -> NDArray[np.int32]:
        uses = np.full(len(SLOTS), -1, dtype=np.int32)
        for held in state.equipment.slots if state.equipment else ():
            if held.durability is not None:
                uses[SLOTS.index(held.slot)] = held.durability
        return uses

    def _effects(self, state: State) -> NDArray[np.int8]:
        flags = np.zeros(len(EFFECTS), dtype=np.int8)
        rows = self._rows[EFFECTS]
        for name in state.vitals.effects if state.vitals else ():
            if name in rows:
                flags[rows[name]] = 1
        return flags

    def _things(
        self, names: tuple[str, ...], seen: Iterable[Nearby] | None, where: Position | None
    ) -> NDArray[np.int32]:
        """Returns count, dx, dy, dz, distance of each kind; all -1 if the facet is absent."""
        table = np.zeros((len(names), 5), dtype=np.int32)
        if seen is None:
            return table - np.int32(1)
        x, y, z = (where.x, where.y, where.z) if where else (0, 0, 0)
        rows = self._rows[names]
        for one in seen:
            if one.name in rows:
                table[rows[one.name]] = (
                    one.count, one.x - x, one.y - y, one.z - z, one.distance,
                )  # fmt: skip
        return table

    def _places(self, state: State) -> NDArray[np.int32]:
        """Returns the same of known places in the agent's dimension, the nearest of each kind."""
        here = state.position
        if state.places is None or here is None:
            return self._things(PLACES, None, None)
        nearest: dict[str, Nearby] = {}
        for place in state.places:
            if place.dimension != here.dimension:
                continue
            x, y, z = place.x - here.x, place.y - here.y, place.z - here.z
            distance, old = int((x * x + y * y + z * z) ** 0.5), nearest.get(place.name)
            far = old is not None and old.distance <= distance
            nearest[place.name] = Nearby(
                name=place.name,
                count=1 + (old.count if old else 0),
                x=old.x if old and far else place.x,
                y=old.y if old and far else place.y,
                z=old.z if old and far else place.z,
                distance=old.distance if old and far else distance,
            )
        return self._things(PLACES, nearest.values(), here)


def _box(low: int, high: int, *shape: int) -> spaces.Box:
    return spaces.Box(low, high, shape, np.int32)


def _numbers(*values: int) -> NDArray[np.int32]:
    return np.array(values, dtype=np.int32)


def _vitals(state: State) -> NDArray[np.float32]:
    """Returns health, food, drink, energy and air; -1 for what is absent."""
    vitals = state.vitals
    if vitals is None:
        return np.full(5, -1, dtype=np.float32)
    points = (vitals.health, vitals.food, vitals.drink, vitals.energy, vitals.air)
    return np.array([-1.0 if p is None else p for p in points], dtype=np.float32)
