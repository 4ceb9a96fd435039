"""What a window says of a chunk, by the compiled functions and by plain ones."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from envs.craftworld.kernels.cells import BLOCKS_SIGHT, TAKES_LIGHT
from envs.craftworld.land.blocktable import TERRAIN_KINDS, BlockTable
from envs.craftworld.land.filling import CHUNK_SHAPE, HEIGHT
from envs.craftworld.land.slots import Slots
from envs.craftworld.land.worldgen import Overworld

TABLE = BlockTable(TERRAIN_KINDS)


def as_bits(cells: NDArray[np.bool_]) -> NDArray[np.uint16]:
    """Returns rows of 16 cells as bits, flat."""
    bits: NDArray[np.uint16] = (cells.reshape(-1, 16) << np.arange(16)).sum(axis=1, dtype=np.uint16)
    return bits


def plain_roofs(blocks: NDArray[np.uint16]) -> list[int]:
    takes = (TABLE.traits[blocks] & TAKES_LIGHT).astype(np.bool_)
    found = HEIGHT - 1 - takes[:, ::-1].argmax(axis=1)
    return np.where(takes.any(axis=1), found, -1).reshape(-1).tolist()


def some_chunks() -> list[NDArray[np.uint16]]:
    noise = np.random.default_rng(5).integers(0, len(TABLE), CHUNK_SHAPE).astype(np.uint16)
    world = Overworld(5, TABLE)
    return [world.chunk(0, 0), world.chunk(-9, 4), noise, np.zeros(CHUNK_SHAPE, dtype=np.uint16)]


def test_a_chunk_is_indexed_as_plainly() -> None:
    slots = Slots(TABLE.traits, TABLE.light)
    for blocks in some_chunks():
        slot = slots.take(blocks)
        lit = np.flatnonzero(TABLE.light[blocks].any(axis=(0, 2)))

        assert (slots.clear[slot] == as_bits(TABLE.traits[blocks] & BLOCKS_SIGHT == 0)).all()
        assert (slots.filled[slot] == as_bits(blocks != 0)).all()
        assert slots.roofs[slot].tolist() == plain_roofs(blocks)
        assert slots.lit[slot] == max(lit, default=-1)


def test_a_changed_cell_is_indexed_as_if_it_always_had_been_so() -> None:
    slots, rng = Slots(TABLE.traits, TABLE.light), np.random.default_rng(6)
    for blocks in some_chunks():
        changed, slot = blocks.copy(), slots.take(blocks)
        for cell in rng.integers(0, changed.size, 50).tolist():
            number = int(rng.integers(0, len(TABLE)))
            changed.reshape(-1)[cell] = number
            slots.set(slot, cell, number)
        fresh = slots.take(changed)

        for index in (slots.blocks, slots.clear, slots.filled, slots.roofs):
            assert (index[slot] == index[fresh]).all()
