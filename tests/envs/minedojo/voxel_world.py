"""A small voxel world with Minecraft 1.11.2's names and rules, for the server of `malmo_server`.

A meadow with an oak and a birch, a stone outcrop with a coal seam, and a cow. The rules are those
of MineDojo's simulator as its Java sources give them: walking, falling and digging by ticks;
crafting straight from the bag, with a table placed in this episode, near and in view, where the
grid is 3x3; smelting at once; `place` on the face under the crosshair.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field
from random import Random

Cell = tuple[int, int, int]
Stack = tuple[str, int, int]
"""Old name, variant, count."""

EYE, REACH, WALK = 1.62, 4.5, 0.2158
EATING_TICKS = 32

# Ticks to break by hand, the kind of tool that is three times faster, whether it must be that.
HARDNESS: dict[str, tuple[int, str, bool]] = {
    "log": (60, "axe", False),
    "leaves": (6, "shears", False),
    "grass": (18, "shovel", False),
    "dirt": (15, "shovel", False),
    "stone": (150, "pickaxe", True),
    "coal_ore": (300, "pickaxe", True),
    "crafting_table": (75, "axe", False),
    "furnace": (350, "pickaxe", True),
    "planks": (60, "axe", False),
    "cobblestone": (200, "pickaxe", True),
}
DROPS = {"stone": ("cobblestone", 0), "grass": ("dirt", 0), "coal_ore": ("coal", 0), "leaves": None}
SHOWN = {
    "air": "air",
    "log": "wood",
    "leaves": "leaves",
    "grass": "grass block",
    "dirt": "dirt",
    "stone": "stone",
    "coal_ore": "coal ore",
    "crafting_table": "crafting table",
    "furnace": "furnace",
    "planks": "wooden planks",
    "cobblestone": "cobblestone",
}
# Output: what each recipe takes (any variant), how many come of it, whether the grid is 3x3.
RECIPES: dict[str, tuple[dict[str, int], int, bool]] = {
    "planks": ({"log": 1}, 4, False),
    "stick": ({"planks": 2}, 4, False),
    "crafting_table": ({"planks": 4}, 1, False),
    "torch": ({"coal": 1, "stick": 1}, 4, False),
    "wooden_pickaxe": ({"planks": 3, "stick": 2}, 1, True),
    "stone_pickaxe": ({"cobblestone": 3, "stick": 2}, 1, True),
    "furnace": ({"cobblestone": 8}, 1, True),
}
SMELTING = {"stone": "cobblestone"}
FUEL_TICKS = {"coal": 1600, "planks": 300, "log": 300, "stick": 100}
DURABILITY = {"wooden_pickaxe": 59, "stone_pickaxe": 131}


@dataclass
class Cow:
    """A cow that stands where it stands."""

    x: float
    y: float
    z: float
    health: int = 10


@dataclass
class VoxelWorld:
    """The world and its one player."""

    seed: int = 0
    biome: int = 1
    x: float = 0.5
    y: float = 64.0
    z: float = 0.5
    yaw: float = 0.0
    pitch: float = 0.0
    rise: float = 0.0
    life: float = 20.0
    food: int = 20
    time: int = 0
    slots: list[Stack | None] = field(default_factory=lambda: [None] * 41)
    worn: Counter[int] = field(default_factory=Counter)
    """Damage of the tool in each slot."""
    blocks: dict[Cell, tuple[str, int]] = field(default_factory=dict)
    drops: list[tuple[float, float, float, str, int, int]] = field(default_factory=list)
    cows: list[Cow] = field(default_factory=list)
    placed: set[Cell] = field(default_factory=set)
    stats: dict[str, Counter[str]] = field(default_factory=dict)
    digging: tuple[Cell, int] | None = None
    cooldown: int = 0
    fuel: int = 0
    hurt: float = 0.0
    dies_at: int = -1
    using: int = 0

    def __post_init__(self) -> None:
        random = Random(self.seed)
        for at, variant in (((3, 2), 0), ((-3, 4), 2)):
            self._tree(at[0] + random.randint(0, 1), at[1] + random.randint(0, 2), variant)
        for x in range(-5, 3):
            for z in (-4, -5):
                for y in (64, 65):
                    self.blocks[x, y, z] = ("coal_ore" if (x, y) == (-2, 65) else "stone", 0)
        self.cows.append(Cow(-4.5, 64.0, 0.5))

    def _tree(self, x: int, z: int, variant: int) -> None:
        for dx in (-1, 0, 1):
            for dz in (-1, 0, 1):
                for y in (67, 68):
                    self.blocks[x + dx, y, z + dz] = ("leaves", variant)
        for y in range(64, 68):
            self.blocks[x, y, z] = ("log", variant)

    def at(self, cell: Cell) -> tuple[str, int]:
        """Returns a block's old name and metadata."""
        if cell in self.blocks:
            return self.blocks[cell]
        y = cell[1]
        if y >= 64:
            return ("air", 0)
        return ("grass", 0) if y == 63 else ("dirt", 0) if y >= 61 else ("stone", 0)

    def is_solid(self, cell: Cell) -> bool:
        """Returns whether a block is in the way."""
        return self.at(cell)[0] != "air"

    @property
    def eye(self) -> tuple[float, float, float]:
        """Where the eye is."""
        return self.x, self.y + EYE, self.z

    def look(self) -> tuple[float, float, float]:
        """Returns the unit vector of the look."""
        yaw, pitch = math.radians(self.yaw), math.radians(self.pitch)
        flat = math.cos(pitch)
        return -math.sin(yaw) * flat, -math.sin(pitch), math.cos(yaw) * flat

    def hit(self, ray: tuple[float, float, float], reach: float) -> tuple[Cell, Cell, float] | None:
        """Returns the first block along a unit ray, the free cell before it, and how far it is."""
        cell, far = list(_cell(*self.eye)), 0.0
        # How far it is to the next face of each axis, and from face to face.
        faces = [_to_face(e, r) for e, r in zip(self.eye, ray, strict=True)]
        between = [abs(1 / r) if r else math.inf for r in ray]
        while True:
            axis = faces.index(min(faces))
            far = faces[axis]
            if far > reach:
                return None
            before = (cell[0], cell[1], cell[2])
            cell[axis] += 1 if ray[axis] > 0 else -1
            faces[axis] += between[axis]
            if self.is_solid((cell[0], cell[1], cell[2])):
                return (cell[0], cell[1], cell[2]), before, far

    def cow_on(self, ray: tuple[float, float, float], reach: float) -> tuple[Cow, float] | None:
        """Returns the first cow along a unit ray, and how far it is."""
        flat = math.hypot(ray[0], ray[2])
        for cow in self.cows if flat > 1e-6 else ():
            to = cow.x - self.eye[0], cow.z - self.eye[2]
            along = (to[0] * ray[0] + to[1] * ray[2]) / flat
            aside = abs(to[0] * ray[2] - to[1] * ray[0]) / flat
            far = along / flat
            height = self.eye[1] + ray[1] * far - cow.y
            if aside < 0.5 and 0 < far <= reach and 0 <= height <= 1.4:
                return cow, far
        return None

    def count(self, name: str) -> int:
        """Returns how many of an item are carried, of any variant."""
        return sum(stack[2] for stack in self.slots if stack and stack[0] == name)

    def tick(self, commands: dict[str, str]) -> None:
        """Runs one tick under MineDojo's commands."""
        self.time += 1
        self.hurt = 0.0
        if self.life <= 0:
            self.life, self.x, self.y, self.z = 20.0, 0.5, 64.0, 0.5
        if self.time == self.dies_at:
            self.hurt, self.life = self.life, 0.0
            self.slots = [None] * 41
        self._turn(commands.get("camera", "0 0"))
        self._move(commands.get("forward") == "1", commands.get("jump") == "1")
        if commands.get("attack") == "1":
            self._attack()
        else:
            self.digging = None
        self.cooldown = max(0, self.cooldown - 1)
        self._craft(commands.get("craft", "none"), at_table=False)
        if self.faces("crafting_table"):
            self._craft(commands.get("craftNearby", "none"), at_table=True)
        if self.faces("furnace"):
            self._smelt(commands.get("smeltNearby", "none"))
        self._place(commands.get("place", "none"))
        self.using = self.using + 1 if commands.get("use") == "1" else 0
        if self.using:
            self._use()
        self._equip(commands.get("equip", "none"))
        if commands.get("drop") == "1":
            self._take_from(0)
        self._command(commands.get("chat", "").split())
        self._pick_up()

    def faces(self, station: str) -> bool:
        """Returns whether a placed station is within 5 blocks and in the field of view."""
        for cell in self.placed:
            to = [c + 0.5 - e for c, e in zip(cell, self.eye, strict=True)]
            far = math.sqrt(sum(d * d for d in to))
            if self.at(cell)[0] != station or far > 5:
                continue
            yaw = math.degrees(math.atan2(-to[0], to[2]))
            pitch = -math.degrees(math.asin(to[1] / far))
            turn = abs((yaw - self.yaw + 180) % 360 - 180)
            if turn <= 35 and abs(pitch - self.pitch) <= 21.9:
                return True
        return False

    def _turn(self, by: str) -> None:
        pitch, yaw = (float(part) for part in by.split())
        self.pitch = min(90.0, max(-90.0, self.pitch + pitch))
        self.yaw = (self.yaw + yaw + 180) % 360 - 180

    def _move(self, forward: bool, jump: bool) -> None:
        if forward:
            yaw = math.radians(self.yaw)
            for axis, by in (("x", -math.sin(yaw) * WALK), ("z", math.cos(yaw) * WALK)):
                before = getattr(self, axis)
                setattr(self, axis, before + by)
                if not self._fits():
                    setattr(self, axis, before)
        on_ground = self.rise <= 0 and self._stands()
        if on_ground and jump:
            self.rise = 0.42
        elif on_ground:
            self.rise = 0.0
            return
        self.y += self.rise
        if self.rise < 0 and self.is_solid(_cell(self.x, self.y, self.z)):
            self.y, self.rise = math.floor(self.y) + 1.0, 0.0
        elif not self._fits():
            self.y -= self.rise
            self.rise = 0.0
        self.rise = (self.rise - 0.08) * 0.98

    def _fits(self) -> bool:
        return not any(self.is_solid(_cell(self.x, self.y + dy, self.z)) for dy in (0.01, 1.7))

    def _stands(self) -> bool:
        return self.is_solid(_cell(self.x, self.y - 0.01, self.z))

    def _attack(self) -> None:
        cow = self.cow_on(self.look(), 3.0)
        if cow is not None:
            if not self.cooldown:
                self._strike(cow[0])
            return
        aimed = self.hit(self.look(), REACH)
        if aimed is None:
            self.digging = None
            return
        done = self.digging[1] + 1 if self.digging and self.digging[0] == aimed[0] else 1
        self.digging = (aimed[0], done)
        name = self.at(aimed[0])[0]
        ticks, tool, _ = HARDNESS[name]
        if done >= (ticks // 6 if self._held().endswith("_" + tool) else ticks):
            self._break(aimed[0])

    def _break(self, cell: Cell) -> None:
        name, variant = self.at(cell)
        self.blocks[cell] = ("air", 0)
        self.digging = None
        self._count("mine_block", name)
        _, tool, must = HARDNESS[name]
        dropped = DROPS.get(name, (name, variant % 4))
        if dropped and (not must or self._held().endswith("_" + tool)):
            self.drops.append((cell[0] + 0.5, cell[1] + 0.5, cell[2] + 0.5, *dropped, self.time))
        if self._held() in DURABILITY:
            self.worn[0] += 1
            if self.worn[0] >= DURABILITY[self._held()]:
                self.slots[0] = None

    def _strike(self, cow: Cow) -> None:
        self.cooldown = 10
        cow.health -= 4
        if cow.health <= 0:
            self.cows.remove(cow)
            self._count("kill_entity", "cow")
            self.drops.append((cow.x, cow.y, cow.z, "beef", 0, self.time))

    def _pick_up(self) -> None:
        for drop in list(self.drops):
            x, y, z, name, variant, since = drop
            while not self.is_solid(_cell(x, y - 0.6, z)) and y > 60:
                y -= 1.0
            near = math.hypot(x - self.x, z - self.z) < 1.4 and abs(y - self.y) < 2
            if near and self.time - since > 5 and self.give(name, variant, 1):
                self.drops.remove(drop)

    def give(self, name: str, variant: int, count: int) -> bool:
        """Puts items in the bag; returns whether there was room."""
        for index in range(36):
            stack = self.slots[index]
            if stack and stack[:2] == (name, variant) and stack[2] + count <= 64:
                self.slots[index] = (name, variant, stack[2] + count)
                return True
        free = next((i for i in range(36) if self.slots[i] is None), None)
        if free is not None:
            self.slots[free] = (name, variant, count)
        return free is not None

    def _craft(self, name: str, *, at_table: bool) -> None:
        if name not in RECIPES or (RECIPES[name][2] and not at_table):
            return
        takes, gives, _ = RECIPES[name]
        if all(self.count(item) >= needed for item, needed in takes.items()):
            variant = 0
            for item, needed in takes.items():
                for _ in range(needed):
                    taken = self._take(item)
                    variant = taken if name == "planks" else 0
            self.give(name, variant, gives)
            self._count("craft_item", name)

    def _smelt(self, name: str) -> None:
        source = SMELTING.get(name)
        if source is None or not self.count(source):
            return
        burning = next((f for f in FUEL_TICKS if self.count(f)), None)
        while self.fuel < 200 and burning is not None:
            self._take(burning)
            self.fuel += FUEL_TICKS[burning]
            burning = next((f for f in FUEL_TICKS if self.count(f)), None)
        if self.fuel >= 200:
            self.fuel -= 200
            self._take(source)
            self.give(name, 0, 1)

    def _take(self, name: str) -> int:
        # Recipes of several variants come in their order: oak planks before birch.
        held = [(s[1], i) for i, s in enumerate(self.slots) if s and s[0] == name]
        _, index = min(held)
        stack = self.slots[index]
        self._take_from(index)
        return stack[1] if stack else 0

    def _take_from(self, index: int) -> None:
        stack = self.slots[index]
        if stack is not None:
            left = stack[2] - 1
            self.slots[index] = (stack[0], stack[1], left) if left else None

    def _place(self, name: str) -> None:
        aimed = self.hit(self.look(), REACH)
        if name in {"none", "air"} or name not in SHOWN or aimed is None or not self.count(name):
            return
        if self._is_free(aimed[1]):
            # The action takes the item's slot and sets the block's plain variant.
            self._take(name)
            self.blocks[aimed[1]] = (name, 0)
            self.placed.add(aimed[1])

    def _use(self) -> None:
        aimed, held = self.hit(self.look(), REACH), self.slots[0]
        if held and held[0] == "bread" and self.using == EATING_TICKS:
            self._take_from(0)
            self.food, self.using = min(20, self.food + 5), 0
        if held and held[0] in SHOWN and aimed is not None and self._is_free(aimed[1]):
            self._take_from(0)
            self.blocks[aimed[1]] = held[:2]

    def _is_free(self, cell: Cell) -> bool:
        return cell not in {_cell(self.x, self.y, self.z), _cell(self.x, self.y + 1, self.z)}

    def _equip(self, name: str) -> None:
        index = next((i for i, s in enumerate(self.slots) if s and s[0] == name), None)
        if index is not None:
            self.slots[0], self.slots[index] = self.slots[index], self.slots[0]
            self.worn[0], self.worn[index] = self.worn[index], self.worn[0]

    def _command(self, command: list[str]) -> None:
        if command[:1] == ["/summon"] and command[1] == "cow":
            x, _, z = (float(place.removeprefix("~")) for place in command[2:5])
            self.cows.append(Cow(self.x + x, 64.0, self.z + z))
        if command[:1] != ["/replaceitem"]:
            return
        # /replaceitem entity @p slot.inventory.3 minecraft:air 1 0
        _, kind, number = command[3].split(".")
        slot = 0 if number == "mainhand" else int(number) + (9 if kind == "inventory" else 0)
        self.slots[slot] = None

    def _held(self) -> str:
        stack = self.slots[0]
        return stack[0] if stack else "air"

    def _count(self, statistic: str, name: str) -> None:
        self.stats.setdefault(statistic, Counter())[name] += 1


def _to_face(start: float, ray: float) -> float:
    """Returns how far it is along a unit ray to the first face of one axis."""
    if not ray:
        return math.inf
    return ((math.floor(start) + 1 if ray > 0 else math.floor(start)) - start) / ray


def _cell(x: float, y: float, z: float) -> Cell:
    return math.floor(x), math.floor(y), math.floor(z)
