"""`Stage`: a meadow on which a scene is set up, and the dice that vary it."""

from __future__ import annotations

import random
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from envs.craftworld.footing import Cell
from envs.craftworld.game.datapack import load
from envs.craftworld.game.rules import Rules
from envs.craftworld.land.villages import Village
from envs.craftworld.meadow import FEET, Meadow
from envs.subgoals import Subgoal

X, Y, Z = FEET
SLOTS = 36
NIGHT = 14_000

JUNK = ("andesite", "bone", "clay_ball", "feather", "gunpowder", "paper", "rotten_flesh", "sugar")
"""Items that no scene is about."""


class Trial(NamedTuple):
    """What is tried on a stage."""

    subgoal: Subgoal
    budget_ticks: int
    roomy: bool = True
    """Whether a full bag would change what comes of it."""
    calm: bool = True
    """Whether a fight, or a wound, would."""


@cache
def rules() -> Rules:
    """Returns vanilla's rules, read once."""
    return load()


class Stage:
    """A meadow, and what makes each setting of a scene another one.

    Attributes:
        world: Where it plays.
        dice: Draws what varies.
    """

    def __init__(
        self, dice: random.Random, *, recipe_book: bool, villages: Sequence[Village] = ()
    ) -> None:
        self.world = Meadow(recipe_book=recipe_book, villages=villages, rules=rules())
        self.dice = dice
        self.taken: set[tuple[int, int]] = set()

    def chance(self, percent: int) -> bool:
        """Returns True in so many of a hundred cases."""
        return self.dice.randrange(100) < percent

    def between(self, low: int, high: int) -> int:
        """Returns a whole number, both ends included."""
        return self.dice.randint(low, high)

    def pick(self, choices: Sequence[str]) -> str:
        """Returns one of some names."""
        return self.dice.choice(list(choices))

    def give(self, item: str, count: int = 1, uses: int | None = None) -> None:
        """Puts items into the bag."""
        self.world.give(item, count, uses)

    def put(self, cell: Cell, block: str) -> None:
        """Sets a block."""
        self.world.put(cell, block)

    def spot(self, nearest: int = 3, furthest: int = 10) -> Cell:
        """Returns a cell on the ground that nothing else was put at, so far away."""
        while True:
            dx, dz = self.between(-furthest, furthest), self.between(-furthest, furthest)
            far = max(abs(dx), abs(dz))
            if nearest <= far <= furthest and (dx // 3, dz // 3) not in self.taken:
                self.taken.add((dx // 3, dz // 3))
                return X + dx, Y, Z + dz

    def place(self, block: str, nearest: int = 3, furthest: int = 7) -> Cell:
        """Sets a block on the ground somewhere near and returns its cell."""
        cell = self.spot(nearest, furthest)
        self.put(cell, block)
        return cell

    def fill_bag(self, free: int = 0) -> None:
        """Fills the bag with rubble that burns and crafts to nothing, but for some slots."""
        for _ in range(self.world.episode.bag.free_slots - free):
            self.give(self.pick(JUNK), 64)

    def pen(self, radius: int, height: int = 5, block: str = "bedrock") -> None:
        """Walls the meadow in, so that a search is soon over."""
        for d in range(-radius, radius + 1):
            for y in range(Y, Y + height):
                for dx, dz in ((d, -radius), (d, radius), (-radius, d), (radius, d)):
                    self.put((X + dx, y, Z + dz), block)

    def wall_in(self, block: str = "bedrock") -> None:
        """Leaves no cell about the agent free."""
        for dx in (-1, 0, 1):
            for dz in (-1, 0, 1):
                for dy in (-1, 0, 1, 2):
                    if (dx, dz) != (0, 0) or dy in (-1, 2):
                        self.put((X + dx, Y + dy, Z + dz), block)

    def cage(self, cell: Cell, block: str = "glass", radius: int = 1) -> None:
        """Puts walls and a roof around a cell, to be seen through and not to be passed."""
        span = range(-radius, radius + 1)
        for dx in span:
            for dz in span:
                for dy in (-1, 0, 1, 2):
                    edge = max(abs(dx), abs(dz)) == radius or dy in (-1, 2)
                    if edge and not (dy == -1 and block == "glass"):
                        self.put((cell[0] + dx, cell[1] + dy, cell[2] + dz), block)

    def tree(
        self, log: str = "oak_log", logs: int = 3, nearest: int = 3, furthest: int = 10
    ) -> Cell:
        """Sets logs one above the other somewhere near and returns the lowest one's cell."""
        x, y, z = self.spot(nearest, furthest)
        for up in range(logs):
            self.put((x, y + up, z), log)
        return x, y, z

    def pillar(self, block: str, height: int, nearest: int = 4, furthest: int = 9) -> Cell:
        """Sets a block on a smooth pillar and returns its cell."""
        x, y, z = self.spot(nearest, furthest)
        for up in range(height):
            self.put((x, y + up, z), "bedrock")
        self.put((x, y + height, z), block)
        return x, y + height, z

    def weaken(self, health_tenths: int) -> None:
        """Takes health away before the attempt."""
        self.world.episode.vitals.health_tenths = health_tenths
