from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

import pytest

from envs.craftworld.footing import Cell, Land, walked


class FlatLand:
    """A plain whose ground is at y 63, with rock and holes where the test puts them.

    Several biomes lie side by side, 40 blocks each.
    """

    def __init__(
        self,
        *biomes: str,
        rock: Collection[Cell] = (),
        holes: Collection[Cell] = (),
        lit: Collection[Cell] = (),
        villages: Sequence[Cell] = (),
    ) -> None:
        self._biomes = biomes or ("plains",)
        self._rock, self._holes, self._lit = frozenset(rock), frozenset(holes), frozenset(lit)
        self._villages = villages

    def biome(self, x: int, z: int) -> str:
        return self._biomes[(x // 40 + z // 40) % len(self._biomes)]

    def ground(self, x: int, z: int) -> int:
        return 63

    def free(self, x: int, y: int, z: int) -> bool:
        cell = x, y, z
        return cell in self._holes or (y > 63 and cell not in self._rock)

    def walked(self, cell: Cell, to_x: int, to_z: int, steps: int) -> Cell:
        return walked(self, cell, to_x, to_z, steps)

    def stands(self, x: int, y: int, z: int) -> bool:
        return self.free(x, y, z) and self.free(x, y + 1, z) and not self.free(x, y - 1, z)

    def open_to_sky(self, x: int, y: int, z: int) -> bool:
        return all(self.free(x, above, z) for above in range(y, 80))

    def block_light(self, x: int, y: int, z: int) -> int:
        return 15 if (x, y, z) in self._lit else 0

    def sees(self, eye: Cell, cell: Cell) -> bool:
        # Samples along the ray, finely enough for walls of whole blocks.
        steps = 4 * max(1, *(abs(a - b) for a, b in zip(eye, cell, strict=True)))
        for number in range(1, steps):
            x, y, z = (
                (2 * (a * (steps - number) + b * number) + steps) // (2 * steps)
                for a, b in zip(eye, cell, strict=True)
            )
            if not self.free(x, y, z):
                return False
        return True

    def villages_near(self, x: int, z: int, radius: int) -> Sequence[Cell]:
        return [v for v in self._villages if max(abs(v[0] - x), abs(v[2] - z)) <= radius]


@pytest.fixture(scope="session")
def flat_land() -> Callable[..., Land]:
    """Makes a plain; its arguments are `FlatLand`'s."""
    return FlatLand
