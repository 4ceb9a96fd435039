"""How an episode looks from above: for people, and never for the agent.

It shows what is there, seen or not: only ground that was never made is left out. Everything is
read, and nothing is made or changed by it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from envs.colours import MIDDLE, colours_of, shades_of
from envs.craftworld.beings.flock import Creature
from envs.craftworld.episode import Episode
from envs.craftworld.kernels.topping import highest
from envs.craftworld.land.blocktable import AIR, BlockTable
from envs.craftworld.land.filling import HEIGHT
from envs.craftworld.observe import is_station
from envs.mapping import MapCreature, MapPicture, MapRegion, MapStation

_ROOFED = 3
"""Blocks of room above the feet, under which the agent counts as being under ground."""
_DIMMED = 0.045
"""How much darker a slice's floor is for each block that it lies below the feet."""
_SAME_LEVEL = 4
"""Blocks above and below a slice within which creatures and stations are shown in it."""

Blocks = NDArray[np.uint16]
Floats = NDArray[np.float32]


class _Look(NamedTuple):
    """Says how kinds of block look, by number."""

    colours: Floats
    """Shape (kinds, 3), in [0, 255]."""
    shown: NDArray[np.bool_]
    """Whether anything is to be seen of it."""
    water: NDArray[np.bool_]
    dry: NDArray[np.bool_]
    """Whether it is shown and no water."""
    solid: NDArray[np.bool_]
    opaque: NDArray[np.bool_]
    glowing: NDArray[np.bool_]
    ore: NDArray[np.bool_]
    station: NDArray[np.bool_]


class _View(NamedTuple):
    """Is what one chunk looks like."""

    colours: Floats
    """Shape (16, 16, 3), by x, z."""
    heights: NDArray[np.int64]
    """Shape (16, 16): by which it is shaded."""


_looks: dict[int, tuple[BlockTable, _Look]] = {}


def picture_of(episode: Episode, region: MapRegion) -> MapPicture:
    """Returns how a region looks; see `envs.Mappable`."""
    look = _look_of(episode.terrain.table)
    _, y, _ = episode.cell
    slice_y = None
    if not _sky_is_seen(episode, look, region):
        slice_y = min(max(y, 1), HEIGHT - 2)
    colours = np.zeros((region.width, region.height, 3), dtype=np.float32)
    heights = np.full((region.width, region.height), MIDDLE, dtype=np.int64)
    known = np.zeros((region.width, region.height), dtype=np.bool_)
    for here, there, blocks in _chunks(episode, region):
        view = _from_sky(blocks, look) if slice_y is None else _sliced(blocks, look, slice_y)
        colours[here] = view.colours[there]
        heights[here] = view.heights[there]
        known[here] = True
    if slice_y is None:
        colours *= shades_of(heights, known)[..., None]
    pixels = np.clip(colours, 0, 255).astype(np.uint8).transpose(1, 0, 2)
    return MapPicture(
        region=region,
        dimension=episode.dimension,
        pixels=np.ascontiguousarray(pixels),
        known=np.ascontiguousarray(known.T),
        slice_y=slice_y,
        creatures=tuple(_creatures(episode, region, look, slice_y)),
        stations=tuple(_stations(episode, region, look)),
    )


def _look_of(table: BlockTable) -> _Look:
    """Returns how the kinds of a table look; it is worked out once a table."""
    kept = _looks.get(id(table))
    if kept is None or kept[0] is not table:
        names = table.names
        shown = ~table.mask(["air", "cave_air", "void_air", "barrier", "structure_void"])
        water = table.liquid & ~table.harmful
        kept = _looks[id(table)] = (
            table,
            _Look(
                colours=colours_of(names).astype(np.float32),
                shown=shown,
                water=water,
                dry=shown & ~water,
                solid=table.solid,
                opaque=table.opacity == 15,
                glowing=table.light > 0,
                ore=table.mask(n for n in names if n.endswith("_ore") or n == "ancient_debris"),
                station=table.mask(filter(is_station, names)),
            ),
        )
    return kept[1]


def _sky_is_seen(episode: Episode, look: _Look, region: MapRegion) -> bool:
    """Returns whether the region is to be shown from the sky."""
    if episode.dimension != "overworld" or region.from_sky:
        return episode.dimension == "overworld"
    x, y, z = episode.cell
    around = episode.terrain.box(x - 2, 0, z - 2, x + 3, HEIGHT, z + 3)
    roofs = highest(around, look.opaque)
    # One block overhead, or a tree, is no roof: most of what is about must be.
    return bool(np.median(roofs) < y + _ROOFED)


def _chunks(
    episode: Episode, region: MapRegion
) -> Iterator[tuple[tuple[slice, slice], tuple[slice, slice], Blocks]]:
    """Yields for each chunk that is there: where in the region, which part of it, its blocks."""
    for chunk_x in range(region.x >> 4, ((region.x + region.width - 1) >> 4) + 1):
        left, right = _overlap(chunk_x, region.x, region.width)
        for chunk_z in range(region.z >> 4, ((region.z + region.height - 1) >> 4) + 1):
            blocks = episode.terrain.held(chunk_x, chunk_z)
            if blocks is not None:
                near, far = _overlap(chunk_z, region.z, region.height)
                here = (
                    slice(left - region.x, right - region.x),
                    slice(near - region.z, far - region.z),
                )
                there = (
                    slice(left - 16 * chunk_x, right - 16 * chunk_x),
                    slice(near - 16 * chunk_z, far - 16 * chunk_z),
                )
                yield here, there, blocks


def _overlap(chunk: int, first: int, count: int) -> tuple[int, int]:
    """Returns which of `count` coordinates from `first` on lie in a chunk: first and end."""
    return max(first, 16 * chunk), min(first + count, 16 * chunk + 16)


def _from_sky(blocks: Blocks, look: _Look) -> _View:
    """Returns what is to be seen of a chunk from the sky; water shows its ground."""
    top = highest(blocks, look.shown)
    kinds = _at(blocks, top)
    colours = look.colours[kinds]
    wet = look.water[kinds]
    if wet.any():
        bed = highest(blocks, look.dry)
        depth = (top - bed)[wet].astype(np.float32)
        clear = np.clip(0.5 - 0.06 * depth, 0.0, 1.0)[:, None]
        deep = np.clip(1.05 - 0.035 * depth, 0.55, 1.0)[:, None]
        below = look.colours[_at(blocks, bed)[wet]]
        colours[wet] = (colours[wet] * (1 - clear) + below * clear) * deep
        top = np.where(wet, MIDDLE, top)
    return _View(colours, top)


def _sliced(blocks: Blocks, look: _Look, y: int) -> _View:
    """Returns a slice through a chunk: rock is dark, ores in it aren't, floors are lit."""
    feet, head = blocks[:, y], blocks[:, y + 1]
    closed = look.solid[feet] & look.solid[head]
    floor = highest(blocks[:, : y + 2], look.shown)
    kinds = _at(blocks, floor)
    lit = np.clip(1.0 - _DIMMED * (y - floor), 0.35, 1.0).astype(np.float32)
    lit[look.glowing[kinds]] = 1.0
    colours = look.colours[kinds] * lit[..., None]
    colours[closed] = look.colours[feet[closed]] * np.float32(0.36)
    for level in (head, feet):
        found = closed & look.ore[level]
        colours[found] = look.colours[level[found]] * np.float32(0.85)
    return _View(colours, floor)


def _at(blocks: Blocks, heights: NDArray[np.int64]) -> Blocks:
    """Returns the block of each column of a chunk at a height of its own."""
    kinds: Blocks = np.take_along_axis(blocks, heights[:, None, :], axis=1)[:, 0]
    return kinds


def _creatures(
    episode: Episode, region: MapRegion, look: _Look, slice_y: int | None
) -> Iterator[MapCreature]:
    """Yields the creatures in a region that this view shows."""
    middle = region.x + region.width // 2, episode.cell[1], region.z + region.height // 2
    reach = (region.width + region.height) // 2 + HEIGHT
    hostile = {c.id for c in episode.creatures.hostile_near(*middle, reach)}
    for creature in episode.creatures.near(*middle, reach):
        inside = 0 <= creature.x - region.x < region.width
        inside &= 0 <= creature.z - region.z < region.height
        if inside and _is_shown(episode, look, creature, slice_y):
            temper = "hostile" if creature.id in hostile else "passive"
            yield MapCreature(creature.kind, temper, creature.x, creature.z)  # type: ignore[arg-type]


def _is_shown(episode: Episode, look: _Look, creature: Creature, slice_y: int | None) -> bool:
    if slice_y is not None:
        return abs(creature.y - slice_y) <= _SAME_LEVEL
    blocks = episode.terrain.held(creature.x >> 4, creature.z >> 4)
    if blocks is None:
        return False
    column = look.opaque[blocks[creature.x & 15, creature.y + 1 :, creature.z & 15]]
    return not column.any()


def _stations(episode: Episode, region: MapRegion, look: _Look) -> Iterator[MapStation]:
    """Yields the stations that somebody placed in a region, at any height, by place."""
    terrain = episode.terrain
    for chunk_x, chunk_z in terrain.edited():
        blocks = terrain.held(chunk_x, chunk_z)
        if blocks is None:
            continue
        for dx, y, dz in np.argwhere(look.station[blocks]).tolist():
            x, z = 16 * chunk_x + dx, 16 * chunk_z + dz
            inside = 0 <= x - region.x < region.width and 0 <= z - region.z < region.height
            made = int(blocks[dx, y, dz])
            if inside and made != AIR:
                yield MapStation(terrain.table.name(made), x, z)
