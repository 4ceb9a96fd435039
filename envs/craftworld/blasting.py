"""What a blast does to blocks: it tears up those that don't resist, and some of them drop.

    for stack, cell in torn_up(episode, (10, 64, 3), power=3):
        ...                                         # what dropped, and where; the blocks are gone

Vanilla's rays, in whole numbers, with a generator of the episode's. Source: Minecraft Wiki,
Explosion, 1.16: 1,352 rays of `power * (0.7 to 1.3)`, which lose 0.225 each 0.3 blocks and 0.3
times (resistance + 0.3) in a block; what is torn up drops once in `power` times. Left out: that
items which lie about are destroyed, and the fire that some blasts leave.
"""

from __future__ import annotations

from functools import cache
from itertools import product
from math import isqrt

import numpy as np
from numpy.typing import NDArray

from envs.craftworld.episode import Episode
from envs.craftworld.footing import Cell
from envs.craftworld.game.inventory import Stack
from envs.craftworld.game.loot import Occasion
from envs.craftworld.land.blocktable import AIR
from envs.craftworld.land.scenery import FALLING

_STEP = 300
"""Thousandths of a block from one look of a ray to the next."""
_FADES = 225
"""Thousandths of its strength that a ray loses by each step."""
_UNBREAKABLE = 1 << 40
_GRID = 15
"""Rays go through the faces of a cube of 16 by 16 by 16 points."""


@cache
def _rays() -> NDArray[np.int64]:
    """Returns the rays' steps, in thousandths of a block; shape (rays, 3)."""
    rays = []
    for point in product(range(_GRID + 1), repeat=3):
        if {0, _GRID} & set(point):
            way = [2 * at - _GRID for at in point]
            length = isqrt(1_000_000 * sum(part * part for part in way))
            rays.append([_STEP * part * 1000 // length for part in way])
    return np.array(rays, dtype=np.int64)


def torn_up(episode: Episode, centre: Cell, power: int) -> list[tuple[Stack, Cell]]:
    """Tears up the blocks about a cell, and returns what they drop, and where.

    Args:
        episode: Where; its generator of drops decides.
        centre: The cell in which something blows up, at its floor.
        power: The blast's power: 3 for a creeper.
    """
    fallen: list[tuple[Stack, Cell]] = []
    cells = sorted(_broken(episode, centre, power), key=lambda cell: (cell[1], cell))
    for cell in cells:
        fallen += [(stack, cell) for stack in _wreck(episode, cell, power)]
    for cell in cells:
        fallen += _come_down(episode, cell)
        episode.flows.opened(cell, episode.tick, episode.terrain)
    return fallen


def _broken(episode: Episode, centre: Cell, power: int) -> set[Cell]:
    """Returns the cells of the blocks that don't resist."""
    rays, dice, reach = _rays(), episode.dice, 2 * power
    low = [at - reach for at in centre]
    box = episode.terrain.box(*low, *(at + reach + 1 for at in centre))
    costs = _costs(episode).take(box)
    strength = np.array([power * (700 + dice.randrange(601)) for _ in rays], dtype=np.int64)
    at = np.tile(np.array([1000 * reach + 500, 1000 * reach, 1000 * reach + 500]), (len(rays), 1))
    torn = np.zeros(box.shape, dtype=np.bool_)
    while (going := strength > 0).any():
        at, rays, strength = at[going], rays[going], strength[going]
        x, y, z = (at // 1000).T
        strength -= costs[x, y, z]
        held = strength > 0
        torn[x[held], y[held], z[held]] = True
        at, strength = at + rays, strength - _FADES
    torn &= box != AIR
    return {(low[0] + x, low[1] + y, low[2] + z) for x, y, z in np.argwhere(torn).tolist()}


def _costs(episode: Episode) -> NDArray[np.int64]:
    """Returns what a ray loses in a block at each step, in thousandths, by the block's number."""
    blocks = episode.rules.blocks
    resists = [blocks[name].resistance_hundredths for name in episode.terrain.table.names]
    costs = [_UNBREAKABLE if at is None else 3 * (at + 30) for at in resists]
    costs[AIR] = 0
    return np.array(costs, dtype=np.int64)


def _wreck(episode: Episode, cell: Cell, power: int) -> list[Stack]:
    """Removes a block and returns what it drops, and all that was in it."""
    name = episode.terrain.name(*cell)
    episode.set_block(cell, "air")
    table = episode.rules.block_loot.get(name)
    drops = table.fall(Occasion(tool=None, state={}), episode.dice) if table else ()
    kept = [
        Stack(item, left)
        for item, count in drops
        if (left := sum(not episode.dice.randrange(power) for _ in range(count)))
    ]
    return [*kept, *episode.contents_of(cell)]


def _come_down(episode: Episode, cell: Cell) -> list[tuple[Stack, Cell]]:
    """Lets fall what an emptied cell held up: sand, gravel and plants; returns what drops."""
    terrain = episode.terrain
    x, y, z = cell
    dropped: list[tuple[Stack, Cell]] = []
    for above in range(y + 1, terrain.roof(x, z) + 2):
        number = terrain.block(x, above, z)
        name = terrain.table.names[number]
        if name in FALLING:
            to_y = episode.resting_place((x, above - 1, z))[1]
            episode.set_block((x, above, z), "air")
            episode.set_block((x, to_y, z), name)
        elif number != AIR and not terrain.table.solid[number] and not terrain.table.liquid[number]:
            dropped += [(stack, (x, above, z)) for stack in _wreck(episode, (x, above, z), 1)]
        else:
            break
    return dropped
