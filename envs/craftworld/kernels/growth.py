"""Soil and trees; `envs.craftworld.land` says what they mean (`soil`, `plants`, `filling`)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from envs.craftworld.kernels.cells import HEIGHT
from envs.craftworld.kernels.columns import MARGIN, SEA_LEVEL, SIDE, Columns
from envs.craftworld.kernels.compiling import Whole, compiled, inner
from envs.craftworld.kernels.hashing import below, scatter

SQUARE = 4
"""A chunk is cut into squares of so many columns a side, each with at most one tree."""
TREE = 6
"""What there is to say of a tree: x, z, ground, kind of wood, blocks of its trunk, variant."""


class Ground(NamedTuple):
    """Which soil lies where: numbers of soils, by biome, and what goes for mountains."""

    dry: NDArray[np.uint8]
    wet: NDArray[np.uint8]
    other_bed: NDArray[np.uint8]
    """Of beds where the patch noise is high."""
    other_patch: Whole
    mountains: Whole
    """Number of the biome."""
    bare_patch: Whole
    """Patch noise above which mountains are bare, and height from which they are."""
    bare_height: Whole
    stone: Whole
    """Number of the soil."""


@inner
def _steepness(height: NDArray[np.int64], x: Whole, z: Whole) -> Whole:
    """Returns by how much a column is higher than the lowest of its four neighbours."""
    if x in (0, SIDE - 1) or z in (0, SIDE - 1):
        return 0
    lowest = min(height[x - 1, z], height[x + 1, z], height[x, z - 1], height[x, z + 1])
    return height[x, z] - lowest


@compiled
def soils(columns: Columns, ground: Ground) -> NDArray[np.uint8]:
    """Returns the kind of ground of each column, shape (SIDE, SIDE)."""
    found = np.empty((SIDE, SIDE), dtype=np.uint8)
    for x in range(SIDE):
        for z in range(SIDE):
            biome, height, patch = columns.biome[x, z], columns.height[x, z], columns.patch[x, z]
            if height < SEA_LEVEL - 1:
                beds = ground.other_bed if patch > ground.other_patch else ground.wet
                found[x, z] = beds[biome]
                continue
            on_mountain = biome == ground.mountains
            bare = on_mountain and (patch > ground.bare_patch or height >= ground.bare_height)
            if bare or _steepness(columns.height, x, z) > (2 if on_mountain else 3):
                found[x, z] = ground.stone
            else:
                found[x, z] = ground.dry[biome]
    return found


class Growth(NamedTuple):
    """Which trees grow where."""

    scattered: NDArray[np.int64]
    """By biome: squares in 1,000 with a tree outside groves, and in groves."""
    in_grove: NDArray[np.int64]
    woods: NDArray[np.int64]
    """Kinds of wood, by biome and draw; -1 after the last."""
    trunks: NDArray[np.int64]
    """By kind of wood: the shortest trunk, and how many lengths there are."""
    fertile: NDArray[np.bool_]
    """By soil."""
    cactus: Whole
    """Number of the kind."""
    grove: Whole
    """Noise above which a place is in a grove, and above which a cave may have its mouth."""
    mouth: Whole
    highest: Whole
    """No tree stands on ground as high as that."""


@inner
def _hemmed_in(height: NDArray[np.int64], x: Whole, z: Whole) -> bool:
    """Returns whether a column has a higher neighbour, beside which no cactus stands."""
    for a in range(max(x - 1, 0), min(x + 2, SIDE)):
        for b in range(max(z - 1, 0), min(z + 2, SIDE)):
            if height[a, b] > height[x, z]:
                return True
    return False


@compiled
def trees(
    key: Whole,
    chunk_x: Whole,
    chunk_z: Whole,
    columns: Columns,
    soil: NDArray[np.uint8],
    growth: Growth,
) -> NDArray[np.int64]:
    """Returns the trees within a chunk and its margin, shape (n, TREE), in no order."""
    side = SIDE // SQUARE
    found, count = np.empty((side * side, TREE), dtype=np.int64), 0
    for number in range(side * side):
        i, k = number // side, number % side
        bits = scatter(
            key, SQUARE * chunk_x - MARGIN // SQUARE + i, SQUARE * chunk_z - MARGIN // SQUARE + k, 0
        )
        x, z = SQUARE * i + below(bits, 3, 0), SQUARE * k + below(bits, 3, 16)
        biome, height = columns.biome[x, z], columns.height[x, z]
        dense = columns.grove[x, z] > growth.grove
        chance = growth.in_grove[biome] if dense else growth.scattered[biome]
        if below(bits, 1000, 32) >= chance or not SEA_LEVEL - 1 <= height < growth.highest:
            continue
        if columns.mouth[x, z] > growth.mouth or not growth.fertile[soil[x, z]]:
            continue
        draw = np.int64(bits >> np.uint64(48))
        choices = 0
        while choices < growth.woods.shape[1] and growth.woods[biome, choices] >= 0:
            choices += 1
        wood = growth.woods[biome, draw % choices]
        if wood == growth.cactus and _hemmed_in(columns.height, x, z):
            continue
        found[count, 0] = 16 * chunk_x - MARGIN + x
        found[count, 1] = 16 * chunk_z - MARGIN + z
        found[count, 2], found[count, 3] = height, wood
        found[count, 4] = growth.trunks[wood, 0] + (draw >> 4) % growth.trunks[wood, 1]
        found[count, 5] = draw >> 12 & 3
        count += 1
    return found[:count].copy()


class Shapes(NamedTuple):
    """The shapes of all trees, by kind of wood, trunk and variant, and what they are made of."""

    cells: NDArray[np.int64]
    """Shape (n, 3): x, y, z from the block on which a tree stands, end to end."""
    stems: NDArray[np.int64]
    """Where the cells of a trunk start and end; shape (woods, trunks, variants, 2)."""
    leaves: NDArray[np.int64]
    """Likewise."""
    logs: NDArray[np.uint16]
    """Numbers of blocks, by kind of wood."""
    leaf_blocks: NDArray[np.uint16]
    grass: Whole
    dirt: Whole


@compiled
def plant(
    blocks: NDArray[np.uint16],
    chunk_x: Whole,
    chunk_z: Whole,
    grown: NDArray[np.int64],
    shapes: Shapes,
) -> None:
    """Sets trees into a chunk: their leaves where there is air, then their trunks.

    Args:
        blocks: The chunk, flat.
        chunk_x: Its x.
        chunk_z: Its z.
        grown: The trees, by kind of wood.
        shapes: Their shapes.
    """
    for part in (0, 1):
        spans = shapes.leaves if part == 0 else shapes.stems
        for tree in range(len(grown)):
            x0, z0, ground, wood = grown[tree, 0], grown[tree, 1], grown[tree, 2], grown[tree, 3]
            span = spans[wood, grown[tree, 4], grown[tree, 5]]
            for number in range(span[0], span[1]):
                x, z = x0 + shapes.cells[number, 0], z0 + shapes.cells[number, 2]
                y = ground + shapes.cells[number, 1]
                if x >> 4 != chunk_x or z >> 4 != chunk_z or y >= HEIGHT:
                    continue
                cell = (x & 15) << 11 | y << 4 | z & 15
                if part == 0:
                    if blocks[cell] == 0:
                        blocks[cell] = shapes.leaf_blocks[wood]
                else:
                    blocks[cell] = shapes.logs[wood]
                    if blocks[cell - 16] == shapes.grass:
                        blocks[cell - 16] = shapes.dirt


@inner
def _beside_water(height: NDArray[np.int64], x: Whole, z: Whole) -> Whole:
    """Returns whether a column lies at sea level beside water."""
    if height[x, z] != SEA_LEVEL - 1:
        return False
    lowest = min(height[x - 1, z], height[x + 1, z], height[x, z - 1], height[x, z + 1])
    return lowest < SEA_LEVEL - 1


@compiled
def herbs(
    key: Whole,
    chunk_x: Whole,
    chunk_z: Whole,
    columns: Columns,
    table: NDArray[np.uint8],
    cane: Whole,
) -> NDArray[np.uint8]:
    """Returns which herb stands on each column of a chunk, shape (16, 16).

    Args:
        key: Of the draws.
        chunk_x: The chunk's x.
        chunk_z: Its z.
        columns: Its columns.
        table: The herb, by biome and draw.
        cane: The herb that grows on banks.
    """
    found = np.zeros((16, 16), dtype=np.uint8)
    for x in range(16):
        for z in range(16):
            a, b = x + MARGIN, z + MARGIN
            if columns.height[a, b] < SEA_LEVEL - 1:
                continue
            bits = scatter(key, 16 * chunk_x + x, 16 * chunk_z + z, 0)
            if below(bits, 100, 16) < 12 and _beside_water(columns.height, a, b):
                found[x, z] = cane
            else:
                found[x, z] = table[columns.biome[a, b], below(bits, table.shape[1], 0)]
    return found


@compiled
def strew(
    blocks: NDArray[np.uint16],
    columns: Columns,
    herbs: NDArray[np.uint8],
    carrying: NDArray[np.bool_],
    numbers: NDArray[np.uint16],
    cane: Whole,
) -> None:
    """Sets herbs where bare ground carries them; cane is two high.

    Args:
        blocks: A chunk, flat.
        columns: Its columns.
        herbs: As `herbs` gives them; 0 is none.
        carrying: Whether a block carries herbs, by number.
        numbers: Numbers of the herbs' blocks.
        cane: Number of the herb that is two high.
    """
    for x in range(16):
        for z in range(16):
            herb = herbs[x, z]
            cell = x << 11 | columns.height[x + MARGIN, z + MARGIN] << 4 | z
            if herb and carrying[blocks[cell]] and blocks[cell + 16] == 0:
                blocks[cell + 16] = numbers[herb]
                if herb == cane:
                    blocks[cell + 32] = numbers[herb]


@compiled
def lowest_about(height: NDArray[np.int64]) -> NDArray[np.int64]:
    """Returns the least height within two columns of each of a chunk's, shape (16, 16)."""
    found = np.empty((16, 16), dtype=np.int64)
    for x in range(16):
        for z in range(16):
            least = height[x + MARGIN, z + MARGIN]
            for a in range(x + MARGIN - 2, x + MARGIN + 3):
                for b in range(z + MARGIN - 2, z + MARGIN + 3):
                    least = min(least, height[a, b])
            found[x, z] = least
    return found
