"""What grows, glows and burns in the Nether: huge fungi, roots, glowstone, fire.

All of a thing that starts in a chunk lies in it, so that a chunk needs no neighbours. Fungi and
blobs of glowstone are simpler than vanilla's and of its size (Minecraft Wiki, Huge fungus and
Glowstone, Java Edition 1.16).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from envs.craftworld.dice import Dice
from envs.craftworld.land.blocktable import AIR, BlockTable
from envs.craftworld.land.filling import HEIGHT, Blocks
from envs.craftworld.land.netherfloor import LAVA_LEVEL
from envs.craftworld.noise import below, scatter, stream

_FUNGI = 7
"""Tries a chunk for a huge fungus."""
_STEM = (4, 9)
"""Blocks of a stem; vanilla's are 4 to 13."""
_CAP = tuple(
    (dx, dz) for dx in range(-2, 3) for dz in range(-2, 3) if abs(dx) + abs(dz) < 4
)  # fmt: skip
_CAP_LEVELS = 3
_SHROOMLIGHT_ONE_IN = 9
_BLOBS, _BLOB_DRAWS = 5, 48
"""Tries a chunk for a blob of glowstone, and draws of a cell for each."""
_FIRE_ONE_IN = 160


class _Forest(NamedTuple):
    """What grows on one kind of nylium."""

    nylium: int
    stem: int
    wart: int
    roots: int
    fungus: int


class NetherGrowth:
    """Lets things grow in chunks, in the blocks of one table."""

    def __init__(self, table: BlockTable, seed: int) -> None:
        ids = table.id
        self._seed = seed
        self._herb_key = stream(seed, "nether herbs")
        self._fire_key = stream(seed, "nether fire")
        self._forests = tuple(
            _Forest(
                ids(f"{kind}_nylium"), ids(f"{kind}_stem"), ids(wart),
                ids(f"{kind}_roots"), ids(f"{kind}_fungus"),
            )
            for kind, wart in (("crimson", "nether_wart_block"), ("warped", "warped_wart_block"))
        )  # fmt: skip
        self._glowstone, self._shroomlight = ids("glowstone"), ids("shroomlight")
        self._hangs = table.mask(("netherrack", "basalt", "blackstone"))
        self._fires = tuple(
            (ids(ground), ids(fire))
            for ground, fire in (("netherrack", "fire"), ("soul_soil", "soul_fire"))
        )

    def grow(self, blocks: Blocks, chunk_x: int, chunk_z: int) -> None:
        """Lets all of a chunk's things grow."""
        dice = Dice(stream(self._seed, f"nether growth {chunk_x} {chunk_z}"))
        self._hang_glowstone(blocks, dice)
        for forest in self._forests:
            if (blocks == forest.nylium).any():
                self._raise_fungi(blocks, forest, dice)
                self._strew(blocks, forest, chunk_x, chunk_z)
        self._set_fires(blocks, chunk_x, chunk_z)

    def _hang_glowstone(self, blocks: Blocks, dice: Dice) -> None:
        for _ in range(_BLOBS):
            x, z = dice.between(2, 13), dice.between(2, 13)
            y = self._ceiling(blocks, x, dice.between(LAVA_LEVEL + 3, 118), z)
            if y is not None:
                blocks[x, y, z] = self._glowstone
                self._spread_glowstone(blocks, dice, (x, y, z))

    def _ceiling(self, blocks: Blocks, x: int, y: int, z: int) -> int | None:
        """Returns the height of the air under the next ceiling above `y`, `None` if none is."""
        column = blocks[x, :, z]
        if column[y] != AIR:
            return None
        above = np.flatnonzero(column[y:] != AIR)
        top = y + int(above[0]) if len(above) else HEIGHT
        return top - 1 if top < HEIGHT and self._hangs[column[top]] else None

    def _spread_glowstone(self, blocks: Blocks, dice: Dice, middle: tuple[int, int, int]) -> None:
        """Adds cells that touch exactly one of the blob, as vanilla does."""
        x, y, z = middle
        blob = {middle}
        for _ in range(_BLOB_DRAWS):
            cell = x + dice.between(-2, 2), y - dice.randrange(5), z + dice.between(-2, 2)
            if (
                cell not in blob
                and blocks[cell] == AIR
                and sum(b in blob for b in _near(cell)) == 1
            ):
                blob.add(cell)
                blocks[cell] = self._glowstone

    def _raise_fungi(self, blocks: Blocks, forest: _Forest, dice: Dice) -> None:
        for _ in range(_FUNGI):
            x, z, tall = dice.between(2, 13), dice.between(2, 13), dice.between(*_STEM)
            floors = np.flatnonzero(blocks[x, :-1, z] == forest.nylium)
            floors = floors[blocks[x, floors + 1, z] == AIR]
            if not len(floors):
                continue
            y = int(floors[dice.randrange(len(floors))]) + 1
            if y + tall < HEIGHT and (blocks[x, y : y + tall + 1, z] == AIR).all():
                blocks[x, y : y + tall, z] = forest.stem
                self._cap(blocks, forest, dice, (x, y + tall, z))

    def _cap(self, blocks: Blocks, forest: _Forest, dice: Dice, top: tuple[int, int, int]) -> None:
        x, y, z = top
        for down in range(_CAP_LEVELS):
            for dx, dz in _CAP if down else _CAP[4:-4]:
                glows = dice.randrange(_SHROOMLIGHT_ONE_IN) == 0
                if blocks[x + dx, y - down, z + dz] == AIR:
                    blocks[x + dx, y - down, z + dz] = self._shroomlight if glows else forest.wart

    def _strew(self, blocks: Blocks, forest: _Forest, chunk_x: int, chunk_z: int) -> None:
        """Sets roots and fungi on nylium."""
        x, y, z = _floors(blocks, forest.nylium)
        draw = below(scatter(self._herb_key, 16 * chunk_x + x, 16 * chunk_z + z, y), 48)
        for herb, rooted in ((forest.roots, draw < 5), (forest.fungus, draw == 47)):
            blocks[x[rooted], y[rooted] + 1, z[rooted]] = herb

    def _set_fires(self, blocks: Blocks, chunk_x: int, chunk_z: int) -> None:
        for ground, fire in self._fires:
            x, y, z = _floors(blocks, ground)
            bits = scatter(self._fire_key, 16 * chunk_x + x, 16 * chunk_z + z, y)
            lit = below(bits, _FIRE_ONE_IN) == 0
            blocks[x[lit], y[lit] + 1, z[lit]] = fire


def _floors(
    blocks: Blocks, ground: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Returns where such ground has air above it."""
    x, y, z = np.nonzero((blocks[:, :-1] == ground) & (blocks[:, 1:] == AIR))
    return x, y, z


def _near(cell: tuple[int, int, int]) -> Iterator[tuple[int, int, int]]:
    x, y, z = cell
    for sign in (-1, 1):
        yield x + sign, y, z
        yield x, y + sign, z
        yield x, y, z + sign
