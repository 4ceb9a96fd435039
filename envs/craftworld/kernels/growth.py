"""Soil, trees, and how high caves reach; `envs.craftworld.land` says what they mean."""

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


class Clearings(NamedTuple):
    """Where villages stand."""

    middles: NDArray[np.int64]
    """Shape (n, 2): x and z."""
    radius: Whole
    """Columns along x and z within which no tree stands and no cave has its mouth."""


@inner
def _is_cleared(clearings: Clearings, x: Whole, z: Whole) -> bool:
    """Returns whether a column is a village's."""
    for number in range(len(clearings.middles)):
        away_x = abs(x - clearings.middles[number, 0])
        if max(away_x, abs(z - clearings.middles[number, 1])) <= clearings.radius:
            return True
    return False


@inner
def _put_in_order(found: NDArray[np.int64], last: Whole) -> None:
    """Moves the last tree forward to where it belongs by x then z."""
    at = last
    while at > 0 and (
        found[at - 1, 0] > found[at, 0]
        or (found[at - 1, 0] == found[at, 0] and found[at - 1, 1] > found[at, 1])
    ):
        for part in range(TREE):
            found[at - 1, part], found[at, part] = found[at, part], found[at - 1, part]
        at -= 1


@compiled
def trees(
    key: Whole,
    chunk_x: Whole,
    chunk_z: Whole,
    columns: Columns,
    soil: NDArray[np.uint8],
    growth: Growth,
    clearings: Clearings,
) -> NDArray[np.int64]:
    """Returns the trees within a chunk and its margin, shape (n, TREE), by x then z."""
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
        at_x, at_z = 16 * chunk_x - MARGIN + x, 16 * chunk_z - MARGIN + z
        if _is_cleared(clearings, at_x, at_z):
            continue
        found[count, 0], found[count, 1] = at_x, at_z
        found[count, 2], found[count, 3] = height, wood
        found[count, 4] = growth.trunks[wood, 0] + (draw >> 4) % growth.trunks[wood, 1]
        found[count, 5] = draw >> 12 & 3
        _put_in_order(found, count)
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
        grown: The trees; they are set by kind of wood.
        shapes: Their shapes.
    """
    for order in range(2 * len(shapes.logs)):
        part, kind = order // len(shapes.logs), order % len(shapes.logs)
        spans = shapes.leaves if part == 0 else shapes.stems
        for tree in range(len(grown)):
            x0, z0, ground, wood = grown[tree, 0], grown[tree, 1], grown[tree, 2], grown[tree, 3]
            if wood != kind:
                continue
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


@compiled
def ceiling(
    chunk_x: Whole, chunk_z: Whole, columns: Columns, clearings: Clearings, mouth: Whole
) -> NDArray[np.int64]:
    """Returns how high caves may reach in each of a chunk's columns, shape (16, 16).

    Well below all that is about, but for mouths on dry land, where the noise for them is high.
    """
    found = np.empty((16, 16), dtype=np.int64)
    height = columns.height
    for x in range(16):
        for z in range(16):
            least = height[x + MARGIN, z + MARGIN]
            for a in range(x + MARGIN - 2, x + MARGIN + 3):
                for b in range(z + MARGIN - 2, z + MARGIN + 3):
                    least = min(least, height[a, b])
            opens = columns.mouth[x + MARGIN, z + MARGIN] > mouth and least >= SEA_LEVEL
            if opens and not _is_cleared(clearings, 16 * chunk_x + x, 16 * chunk_z + z):
                found[x, z] = height[x + MARGIN, z + MARGIN]
            else:
                found[x, z] = least - 6
    return found
