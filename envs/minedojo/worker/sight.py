"""`Sight`: what one look shows, in our words, and the `State` that it makes.

What the simulator can't show is absent: no window (it opens none), no place known by name, no
status effect, no thunder apart from rain. Blocks count as seen where they lie in line of sight
within the voxels or are hit by a ray; entities only where a ray hits them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from math import floor
from typing import Any, NamedTuple

from . import names
from .geometry import EYE_HEIGHT, Cell, Vec, look_vector, turned
from .simulator import RAYS, Look
from .voxels import Voxels

DAY_TICKS = 24_000

_SLOTS = ("mainhand", "feet", "legs", "chest", "head", "offhand")
_UNKNOWN_ENTITY = "null"

State = dict[str, Any]


class Stack(NamedTuple):
    """What a slot holds."""

    slot: int
    """In MineDojo's observation `inventory`, 0 to 35."""
    item: str
    old: str
    amount: int
    durability: int | None
    """Uses left; `None` where the item doesn't wear."""


class Being(NamedTuple):
    """An entity that a ray hits."""

    name: str
    place: Vec


class Sight:
    """One look, read."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self._seen = look.seen
        at = self._seen["location_stats"]["pos"]
        self.feet = Vec(float(at[0]), float(at[1]), float(at[2]))
        self.yaw = float(self._seen["location_stats"]["yaw"][0])
        self.pitch = float(self._seen["location_stats"]["pitch"][0])

    @property
    def eye(self) -> Vec:
        """Where the eye is."""
        return self.feet.plus(Vec(0, EYE_HEIGHT, 0))

    @property
    def life(self) -> float:
        """Health points."""
        return float(self._seen["life_stats"]["life"][0])

    @property
    def food(self) -> float:
        """Food points."""
        return float(self._seen["life_stats"]["food"][0])

    @property
    def is_sleeping(self) -> bool:
        """Whether the agent lies in a bed."""
        return bool(self._seen["life_stats"]["is_sleeping"])

    @property
    def sees_table(self) -> bool:
        """Whether MineDojo would craft at a table: one is near and in view."""
        return bool(self._seen["nearby_tools"]["table"])

    @property
    def sees_furnace(self) -> bool:
        """Whether MineDojo would smelt: a furnace is near and in view."""
        return bool(self._seen["nearby_tools"]["furnace"])

    @property
    def biome_number(self) -> int:
        """The number of the biome, as Minecraft 1.11 counts them."""
        return int(self._seen["location_stats"]["biome_id"])

    @property
    def time(self) -> int | None:
        """Ticks since sunrise."""
        told = self._look.told.get("world_time")
        return int(told) % DAY_TICKS if isinstance(told, int | float) else None

    def statistic(self, *keys: str) -> int:
        """Returns one of the client's statistics, such as `("kill_entity", "cow")`; 0 if absent."""
        found: Any = self._look.told.get("stat", {})
        for key in keys:
            found = found.get(key, {}) if isinstance(found, dict) else {}
        return int(found) if isinstance(found, int | float) else 0

    def kills(self) -> dict[str, int]:
        """Returns how many of each kind of entity were killed so far, by our names."""
        found: Any = self._look.told.get("stat", {})
        told = found.get("kill_entity", {}) if isinstance(found, dict) else {}
        counted: Counter[str] = Counter()
        for old, number in told.items() if isinstance(told, dict) else ():
            name = names.entity(str(old))
            if name is not None and isinstance(number, int | float):
                counted[name] += int(number)
        return dict(counted)

    def damage_source(self) -> str:
        """Returns what hurt, as far as the simulator tells it.

        MineDojo's own `damage_source` reads keys that its simulator doesn't send at that place;
        the simulator's JSON has them.
        """
        told = self._look.told.get("damage_source", {})
        told = told if isinstance(told, dict) else {}
        if told.get("is_fire_damage"):
            return "fire"
        if told.get("is_magic_damage"):
            return "magic"
        if told.get("is_explosion"):
            return "explosion"
        return "unknown"

    @cached_property
    def stacks(self) -> tuple[Stack, ...]:
        """What the 36 slots hold."""
        return tuple(self._stacks("inventory"))

    @cached_property
    def worn(self) -> dict[str, Stack]:
        """What is held and worn, by slot."""
        return {_SLOTS[stack.slot]: stack for stack in self._stacks("equipment")}

    @cached_property
    def carried(self) -> dict[str, int]:
        """How many of each item are carried, worn ones too."""
        counted: Counter[str] = Counter()
        for stack in self.stacks:
            counted[stack.item] += stack.amount
        for slot, stack in self.worn.items():
            if slot != "mainhand":  # that is the first of the 36
                counted[stack.item] += stack.amount
        return dict(counted)

    @property
    def held(self) -> str:
        """What is in the main hand; `"none"` for nothing."""
        stack = self.worn.get("mainhand")
        return stack.item if stack else "none"

    @cached_property
    def voxels(self) -> Voxels:
        """The blocks about the agent."""
        return Voxels(self._seen["voxels"], self.feet.cell, self.biome_number)

    @cached_property
    def blocks_in_sight(self) -> dict[Cell, str]:
        """The blocks in view, by coordinates."""
        eye = self.eye
        found: dict[Cell, str] = {}
        for cell in self.voxels.cells():
            block = self.voxels.at(cell)
            if block and block.name and self.voxels.is_in_sight(cell, eye):
                found[cell] = block.name
        for cell, name, _ in self._hits():
            found.setdefault(cell, name)
        return found

    @property
    def aimed_at(self) -> tuple[Cell, str] | None:
        """The block that the crosshair is on, and what the client shows for it, or `None`."""
        rays = self._seen["rays"]
        shown = str(rays["block_name"][0])
        return None if shown == "air" else (self._traced(0), shown)

    @property
    def beings(self) -> tuple[Being, ...]:
        """The entities that rays hit, nearest first, one of a kind and block."""
        rays = self._seen["rays"]
        look = look_vector(self.yaw, self.pitch)
        found: dict[tuple[str, Cell], Being] = {}
        for index, (pitch, yaw, _) in enumerate(RAYS):
            name = self._entity(str(rays["entity_name"][index]))
            if name is not None:
                far = float(rays["entity_distance"][index])
                place = self.eye.plus(turned(look, pitch, yaw), far)
                found.setdefault((name, place.cell), Being(name, place))
        return tuple(sorted(found.values(), key=lambda b: b.place.distance(self.eye)))

    @property
    def free_slots(self) -> int:
        """How many slots of the inventory are empty."""
        return len(self._seen["inventory"]["name"]) - len(self.stacks)

    def state(self, tick: int) -> State:
        """Returns the look as a `State`."""
        blocks = self.blocks_in_sight
        stations = {cell: name for cell, name in blocks.items() if names.is_station(name)}
        beings = [(being.place.cell, being.name) for being in self.beings]
        return {
            "tick": tick,
            "inventory": {
                "items": [{"item": i, "count": n} for i, n in sorted(self.carried.items())],
                "free_slots": self.free_slots,
            },
            "equipment": {"slots": [self._slot(s) for s in sorted(self.worn)]},
            "position": self._position(),
            "biome": names.biome(self.biome_number),
            "vitals": {
                "health": self.life,
                "food": self.food,
                "air": float(self._seen["life_stats"]["oxygen"][0]),
            },
            "time": self.time,
            "light": min(15, max(0, int(self._seen["location_stats"]["light_level"][0]))),
            "weather": "rain" if self._seen["location_stats"]["is_raining"] else "clear",
            "blocks": self._near(list(blocks.items())),
            "entities": self._near(beings),
            "stations": self._near(list(stations.items())),
        }

    def _position(self) -> dict[str, Any]:
        return {
            **self.feet.cell._asdict(),
            "dimension": names.dimension(self.biome_number),
            "sky": bool(self._seen["location_stats"]["can_see_sky"]),
        }

    def _slot(self, slot: str) -> dict[str, Any]:
        stack = self.worn[slot]
        return {"slot": slot, "item": stack.item, "durability": stack.durability}

    def _near(self, things: list[tuple[Cell, str]]) -> list[dict[str, Any]]:
        here = self.feet.cell
        counts = Counter(name for _, name in things)
        nearest = {
            name: min((here.centre.distance(cell.centre), cell) for cell, n in things if n == name)
            for name in counts
        }
        return [
            {"name": name, "count": counts[name], **cell._asdict(), "distance": floor(far)}
            for name, (far, cell) in sorted(nearest.items())
        ]

    def _stacks(self, what: str) -> Iterator[Stack]:
        slots = self._seen[what]
        for index, old in enumerate(slots["name"]):
            count = int(slots["quantity"][index])
            item = names.item(str(old), int(slots["variant"][index]))
            if item is not None and count > 0:
                left = int(slots["cur_durability"][index])
                yield Stack(index, item, str(old), count, left if left >= 0 else None)

    def _hits(self) -> Iterator[tuple[Cell, str, str]]:
        rays = self._seen["rays"]
        for index in range(len(RAYS)):
            shown = str(rays["block_name"][index])
            name = names.block(shown, int(rays["block_meta"][index]), self.biome_number)
            if name is not None:
                yield self._traced(index), name, shown

    def _traced(self, index: int) -> Cell:
        rays = self._seen["rays"]
        return Cell(*(int(rays[f"traced_block_{axis}"][index]) for axis in "xyz"))

    @staticmethod
    def _entity(raw: str) -> str | None:
        return None if raw == _UNKNOWN_ENTITY else names.entity(raw)
