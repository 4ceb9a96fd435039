"""Veins as compiled functions fill them in, and as plain ones do."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from envs.craftworld.land.blocktable import TERRAIN_KINDS, BlockTable
from envs.craftworld.land.filling import CHUNK_SHAPE, HEIGHT
from envs.craftworld.land.veins import VEINS, Vein, VeinFiller, vein_shape
from envs.craftworld.noise import below, scatter

TABLE = BlockTable(TERRAIN_KINDS)
KEY = 77
VARIANTS = 32
BIOMES = ("plains", "mountains")
SOME = (*VEINS, Vein("sand", 6, 20, 0, 100, biomes=("mountains",), replaces=("dirt", "stone")))


def plain_cells(chunk_x: int, chunk_z: int) -> dict[tuple[int, int, int], list[int]]:
    """Returns the kinds of vein that reach into the cells of a chunk, by x, y, z."""
    kinds = [kind for kind, vein in enumerate(SOME) for _ in range(vein.count)]
    found: dict[tuple[int, int, int], list[int]] = {}
    for from_x, from_z in [(chunk_x - dx, chunk_z - dz) for dx in (0, 1) for dz in (0, 1)]:
        for number, kind in enumerate(kinds):
            vein = SOME[kind]
            bits, more = (scatter(KEY, from_x, from_z, 2 * number + part) for part in (0, 1))
            span = vein.high - vein.low
            up = int(below(more, span)[0])
            if vein.peaked:
                up = (up + int(below(more, span, 16)[0])) >> 1
            middle = np.array((8 + below(bits, 16)[0], vein.low + up, 8 + below(bits, 16, 16)[0]))
            middle += (16 * (from_x - chunk_x), 0, 16 * (from_z - chunk_z))
            shape = vein_shape(vein.size, int(below(bits, VARIANTS, 32)[0]))
            for x, y, z in (shape + middle).tolist():
                if 0 <= x < 16 and 0 <= y < HEIGHT and 0 <= z < 16:
                    found.setdefault((x, y, z), []).append(kind)
    return found


def plainly_filled(biome: NDArray[np.uint8], *, shadows: bool) -> NDArray[np.uint16]:
    blocks = np.full(CHUNK_SHAPE, TABLE.id("stone"), dtype=np.uint16)
    blocks[:, 90:], blocks[:, 80:90] = 0, TABLE.id("dirt")
    for (x, y, z), kinds in plain_cells(3, -5).items():
        there = TABLE.name(blocks[x, y, z])
        for kind in sorted(set(kinds), reverse=True):
            vein, here = SOME[kind], BIOMES[biome[x, z]]
            if there in vein.replaces and (not vein.biomes or here in vein.biomes):
                blocks[x, y, z] = TABLE.id(vein.block)
                break
            if shadows:
                break
    return blocks


@pytest.mark.parametrize("shadows", [False, True])
def test_veins_are_filled_in_as_plainly(shadows: bool) -> None:
    biome = (np.indices((16, 16)).sum(axis=0) // 16).astype(np.uint8)
    blocks = np.full(CHUNK_SHAPE, TABLE.id("stone"), dtype=np.uint16)
    blocks[:, 90:], blocks[:, 80:90] = 0, TABLE.id("dirt")
    VeinFiller(KEY, SOME, TABLE, BIOMES, shadows=shadows).fill(blocks, 3, -5, biome, 89)

    assert (blocks == plainly_filled(biome, shadows=shadows)).all()
