"""Who lives where before anyone comes: herds of animals, and the people of villages.

Each square of `HERD_SIDE` blocks has at most one herd, a shore some of its own, and each village
its villagers. All are functions of the seed and the place alone, ids included, so that it doesn't
matter in which order places are visited. They come into the world as the player comes near.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from envs.craftworld.beings.flock import LONG_AGO, NOT_YET, Creature
from envs.craftworld.dice import Dice
from envs.craftworld.footing import Cell, Land, settled
from envs.craftworld.game.rules import Mob, Rules
from envs.craftworld.noise import stream

HERD_SIDE = 48
"""Blocks a side of the squares that hold a herd each: 3 by 3 chunks."""
NEAR = 48
"""Blocks from the middle of the player's chunk, in x and z, within which herds are there."""

_HERD_PERCENT = 90
"""A chunk gets a herd in one case of ten (Minecraft Wiki, Spawn, Chunk generation, 1.16)."""
_SHORE_DRAWS, _SHORE_PERCENT = 9, 20
"""For each chunk of a square a column is drawn, and has a herd if it is a shore's and in so many
cases of a hundred: twice as many as vanilla makes with its chunks, since it goes on making them
later wherever few animals are, which isn't done here."""
_BABY_PERCENT = 5
"""Of the animals of a herd but the first (`AgeableMob.AgeableMobGroupData`, 1.16.5)."""
_SPREAD = 5
"""Blocks from one animal of a herd to the next, at most, in x and z, as in vanilla."""
_VILLAGERS = (3, 5)
_VILLAGE_SPREAD = 8
_SLOPE = 3
"""Blocks by which the ground may lie otherwise than it was made, and still be found."""
_OFFSET = 1 << 20
"""Squares are numbered from here, so that ids are above 0 up to the world's border."""
_MOST_OF_A_PLACE = 32
"""Ids that a square has for those of one kind of place."""

_HERD, _VILLAGE, _SHORE = range(3)
_Place = tuple[int, int, int]


class Herds:
    """Says who lives about a place.

    Attributes:
        met: The places whose inhabitants have come into the world: 0 for a herd's, 1 for a
            village's and 2 for a shore's, and x and z of its square.
    """

    def __init__(self, land: Land, rules: Rules, seed: int, dimension: str) -> None:
        self._land = land
        self._seed = seed
        self._by_biome = by_biome(rules, "light", dimension)
        self._on_sand = by_biome(rules, "sand", dimension)
        self._people = tuple(
            mob for mob in rules.mobs.values()
            if mob.spawns == "village" and mob.dimension == dimension
        )  # fmt: skip
        self.met: set[_Place] = set()

    def meet(self, chunk_x: int, chunk_z: int) -> Iterator[Creature]:
        """Yields those who live near a chunk and haven't come into the world yet."""
        x, z = 16 * chunk_x + 8, 16 * chunk_z + 8
        if self._by_biome or self._on_sand:
            for i in range((x - NEAR) // HERD_SIDE, (x + NEAR) // HERD_SIDE + 1):
                for k in range((z - NEAR) // HERD_SIDE, (z + NEAR) // HERD_SIDE + 1):
                    yield from self._herd(i, k, x, z)
                    yield from self._shore(i, k)
        if self._people:
            for site in self._land.villages_near(x, z, NEAR):
                yield from self._village(site)

    def _herd(self, i: int, k: int, x: int, z: int) -> Iterator[Creature]:
        """Yields the herd of square (i, k) if its middle is near (x, z)."""
        if (_HERD, i, k) in self.met:
            return
        dice = Dice(stream(self._seed, f"herd {i} {k}"))
        at_x = i * HERD_SIDE + dice.randrange(HERD_SIDE)
        at_z = k * HERD_SIDE + dice.randrange(HERD_SIDE)
        if max(abs(at_x - x), abs(at_z - z)) > NEAR:
            return
        self.met.add((_HERD, i, k))
        mobs = self._by_biome.get(self._land.biome(at_x, at_z), ())
        if not mobs or dice.randrange(100) >= _HERD_PERCENT:
            return
        mob = mobs[dice.weighted([mob.weight for mob in mobs])]
        spots = self._spots(dice, at_x, at_z, dice.between(*mob.group), _SPREAD)
        yield from self._born(i, k, _HERD, [(mob, spot) for spot in spots], dice)

    def _shore(self, i: int, k: int) -> Iterator[Creature]:
        """Yields the herds of the shores in square (i, k)."""
        if (_SHORE, i, k) in self.met or not self._on_sand:
            return
        self.met.add((_SHORE, i, k))
        dice = Dice(stream(self._seed, f"shore {i} {k}"))
        members: list[tuple[Mob, Cell]] = []
        for _ in range(_SHORE_DRAWS):
            x = i * HERD_SIDE + dice.randrange(HERD_SIDE)
            z = k * HERD_SIDE + dice.randrange(HERD_SIDE)
            if dice.randrange(100) >= _SHORE_PERCENT:
                continue
            mobs = self._on_sand.get(self._land.biome(x, z), ())
            if mobs:
                mob = mobs[dice.weighted([mob.weight for mob in mobs])]
                spots = self._spots(dice, x, z, dice.between(*mob.group), _SPREAD)
                members += [(mob, spot) for spot in spots]
        for born in self._born(i, k, _SHORE, members[:_MOST_OF_A_PLACE], dice):
            born.home_x, born.home_z = born.x, born.z
            yield born

    def _village(self, site: Cell) -> Iterator[Creature]:
        """Yields the people of a village."""
        i, k = site[0] // HERD_SIDE, site[2] // HERD_SIDE
        if (_VILLAGE, i, k) in self.met:
            return
        self.met.add((_VILLAGE, i, k))
        dice = Dice(stream(self._seed, f"village {i} {k}"))
        people: list[tuple[Mob, Cell]] = []
        for mob in self._people:
            count = dice.between(*(_VILLAGERS if mob.name == "villager" else mob.group))
            # The first is in the open place itself, where a path is sure to lead.
            spots = [site, *self._spots(dice, site[0], site[2], count - 1, _VILLAGE_SPREAD)]
            people += [(mob, spot) for spot in spots]
        yield from self._born(i, k, _VILLAGE, people)

    def _spots(self, dice: Dice, x: int, z: int, count: int, spread: int) -> Iterator[Cell]:
        """Yields up to `count` cells to stand in, each within `spread` of the one before."""
        for _ in range(count):
            for _ in range(4):
                at_x, at_z = x + dice.between(-spread, spread), z + dice.between(-spread, spread)
                y = settled(self._land, at_x, self._land.ground(at_x, at_z) + 1, at_z, _SLOPE)
                if y is not None:
                    yield at_x, y, at_z
                    break

    @staticmethod
    def _born(
        i: int, k: int, kind: int, members: Iterable[tuple[Mob, Cell]], ages: Dice | None = None
    ) -> Iterator[Creature]:
        """Yields creatures, some of them babies if `ages` says so."""
        first = (((i + _OFFSET) << 21 | (k + _OFFSET)) << 2 | kind) << 5
        for number, (mob, (x, y, z)) in enumerate(members):
            born = Creature(first + number, mob.name, x, y, z, 10 * mob.health)
            if number and ages is not None and mob.temper == "passive":
                born.grows_at = NOT_YET if ages.randrange(100) < _BABY_PERCENT else LONG_AGO
            yield born


@cache
def by_biome(rules: Rules, spawns: str, dimension: str) -> Mapping[str, tuple[Mob, ...]]:
    """Returns the mobs that come about in one way, by the biome where they do."""
    found: dict[str, tuple[Mob, ...]] = {}
    for mob in rules.mobs.values():
        for there in _haunting(mob):
            if there.spawns == spawns and there.dimension == dimension and there.weight:
                for biome in rules.biome_members(there.biomes, dimension):
                    found[biome] = (*found.get(biome, ()), there)
    return found


def _haunting(mob: Mob) -> Iterator[Mob]:
    """Yields a mob as it is in each of the places where it spawns."""
    yield mob
    for haunt in mob.haunts:
        yield mob.model_copy(update=haunt.model_dump())
