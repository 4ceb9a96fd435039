"""`Creature`, and `Flock`: the creatures that there are, to be found by id and by place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from operator import attrgetter

from envs.craftworld.footing import Cell

LONG_AGO = -(1 << 40)
"""A tick before all others."""

NOT_YET = 1 << 40
"""A tick after all others."""

_BITS = 4
"""Creatures are kept by squares of 16 blocks."""


@dataclass(slots=True, eq=False)
class Creature:
    """One animal, villager or monster.

    Attributes:
        id: Its own for the whole episode, above 0.
        kind: Name of its kind, such as `cow`.
        x: Of the cell where its feet are; its head is in the cell above.
        y: As `x`.
        z: As `x`.
        health_tenths: Tenths of a health point, above 0.
        born_at: Tick at which it came into the world; herds were always there.
        stirs_at: Tick from which it will next stroll.
        angry: Whether it was struck and fights back.
        seen_at: Tick at which it last saw the player that it hunts.
        ready_at: Tick from which it can strike or shoot again.
        shaken_until: Tick until which a blow makes it miss now and then, or run.
        fuse_ticks: How long it has been about to go off.
        travel: What it has saved towards its next step.
        grows_at: Tick at which it is grown up; `LONG_AGO` for those that are, `NOT_YET` for a
            baby of a herd that nobody has met.
        loves_until: Tick until which it is ready to breed, having been fed.
        breeds_from: Tick from which it can be fed to breed again.
        woolly_at: Tick from which a sheep has its wool.
        home_x: Column about which it keeps; `NOT_YET` for those that have no home.
        home_z: As `home_x`.
    """

    id: int
    kind: str
    x: int
    y: int
    z: int
    health_tenths: int
    born_at: int = LONG_AGO
    stirs_at: int = LONG_AGO
    angry: bool = False
    seen_at: int = LONG_AGO
    ready_at: int = LONG_AGO
    shaken_until: int = LONG_AGO
    fuse_ticks: int = 0
    travel: int = 0
    grows_at: int = LONG_AGO
    loves_until: int = LONG_AGO
    breeds_from: int = LONG_AGO
    woolly_at: int = LONG_AGO
    home_x: int = NOT_YET
    home_z: int = NOT_YET

    @property
    def cell(self) -> Cell:
        """x, y, z of its feet."""
        return self.x, self.y, self.z

    @property
    def has_home(self) -> bool:
        """Whether it keeps about the column where it was born."""
        return self.home_x != NOT_YET

    def squared(self, x: int, y: int, z: int) -> int:
        """Returns the square of the distance to a cell, in blocks."""
        return (self.x - x) ** 2 + (self.y - y) ** 2 + (self.z - z) ** 2


CreatureRow = tuple[int | str, ...]
"""All there is to know of a creature, as an immutable value."""

_row = attrgetter(*(field.name for field in fields(Creature)))


class Flock:
    """Holds creatures."""

    def __init__(self) -> None:
        self._by_id: dict[int, Creature] = {}
        self._by_square: dict[tuple[int, int], dict[int, Creature]] = {}

    def __len__(self) -> int:
        return len(self._by_id)

    def __iter__(self) -> Iterator[Creature]:
        return iter(self._by_id.values())

    def get(self, creature_id: int) -> Creature | None:
        """Returns the creature of an id, `None` if there is none any more."""
        return self._by_id.get(creature_id)

    def add(self, creature: Creature) -> None:
        """Takes in a creature."""
        self._by_id[creature.id] = creature
        square = creature.x >> _BITS, creature.z >> _BITS
        self._by_square.setdefault(square, {})[creature.id] = creature

    def remove(self, creature: Creature) -> None:
        """Lets go of a creature."""
        del self._by_id[creature.id]
        self._leave(creature)

    def move(self, creature: Creature, cell: Cell) -> None:
        """Puts a creature somewhere else."""
        x, y, z = cell
        if (creature.x >> _BITS, creature.z >> _BITS) != (x >> _BITS, z >> _BITS):
            self._leave(creature)
            self._by_square.setdefault((x >> _BITS, z >> _BITS), {})[creature.id] = creature
        creature.x, creature.y, creature.z = x, y, z

    def near(self, x: int, y: int, z: int, radius: int) -> list[Creature]:
        """Returns the creatures within `radius` blocks of a cell, by (distance, id)."""
        found, most, by_square = [], radius * radius, self._by_square
        across = range((z - radius) >> _BITS, ((z + radius) >> _BITS) + 1)
        for square_x in range((x - radius) >> _BITS, ((x + radius) >> _BITS) + 1):
            for square_z in across:
                square = square_x, square_z
                if square not in by_square:
                    continue
                for creature in by_square[square].values():
                    # As `squared`, of which there are too many to call it.
                    dx, dy, dz = creature.x - x, creature.y - y, creature.z - z
                    squared = dx * dx + dy * dy + dz * dz
                    if squared <= most:
                        found.append((squared, creature.id, creature))
        found.sort()
        return [creature for _, _, creature in found]

    def rows(self) -> tuple[CreatureRow, ...]:
        """Returns all creatures as immutable values."""
        return tuple(map(_row, self._by_id.values()))

    def refill(self, rows: Iterable[CreatureRow]) -> None:
        """Holds from now on what `rows` say, and nothing else."""
        self._by_id.clear()
        self._by_square.clear()
        for row in rows:
            self.add(Creature(*row))  # type: ignore[arg-type]

    def _leave(self, creature: Creature) -> None:
        square = creature.x >> _BITS, creature.z >> _BITS
        inhabitants = self._by_square[square]
        del inhabitants[creature.id]
        if not inhabitants:
            del self._by_square[square]
