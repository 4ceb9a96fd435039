"""Builds a `State` from an episode; looking changes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from math import isqrt

from envs.craftworld import sight
from envs.craftworld.episode import Episode
from envs.craftworld.footing import Cell
from envs.craftworld.game.inventory import Stack
from envs.craftworld.ground import Drop
from envs.state import (
    Equipment,
    Equipped,
    Inventory,
    ItemCount,
    Nearby,
    Position,
    State,
    Vitals,
)

STATIONS = (
    "anvil", "barrel", "blast_furnace", "brewing_stand", "campfire", "cartography_table",
    "cauldron", "chest", "composter", "crafting_table", "enchanting_table", "fletching_table",
    "furnace", "grindstone", "loom", "smithing_table", "smoker", "stonecutter", "trapped_chest",
)  # fmt: skip
"""Blocks that are stations or containers, sorted; so is every bed."""

STATION_BLOCKS = 16
"""How far away a station may be and still be near enough to walk to."""

ENTITY_BLOCKS = 32
"""How far creatures are made out."""


@cache
def is_station(block: str) -> bool:
    """Returns whether a block is a station or a container."""
    return block in STATIONS or block.endswith(("_bed", "shulker_box"))


def observed(episode: Episode) -> State:
    """Returns the state as it now stands, in all thirteen facets."""
    blocks = _blocks(episode)
    x, _, z = episode.cell
    return State(
        tick=episode.tick,
        inventory=_inventory(episode),
        equipment=_equipment(episode),
        position=Position(**episode.here(), sky=episode.under_sky),
        biome=episode.terrain.biome(x, z),
        vitals=_vitals(episode),
        time=episode.day_time,
        light=episode.light,
        weather=episode.weather,
        blocks=blocks,
        entities=_entities(episode),
        stations=tuple(b for b in blocks if is_station(b.name) and b.distance <= STATION_BLOCKS),
        window="none",
        places=episode.places,
    )


def _blocks(episode: Episode) -> tuple[Nearby, ...]:
    """Returns the blocks in view by name; the last look's where nothing has changed since."""
    terrain = episode.terrain
    seen_from = (terrain, terrain.revision, episode.cell)
    if episode.seen_from != seen_from:
        names = terrain.table.names
        seen = (
            _nearby(episode, names[s.block], s.count, s.nearest)
            for s in sight.survey(terrain, episode.eye)
        )
        episode.seen = tuple(sorted(seen, key=lambda b: b.name))
        episode.seen_from = seen_from
    return episode.seen


def _nearby(episode: Episode, name: str, count: int, cell: Cell) -> Nearby:
    x, y, z = cell
    here = episode.cell
    squared = (x - here[0]) ** 2 + (y - here[1]) ** 2 + (z - here[2]) ** 2
    return Nearby(name=name, count=count, x=x, y=y, z=z, distance=isqrt(squared))


def _inventory(episode: Episode) -> Inventory:
    bag = episode.bag
    items = (ItemCount(item=item, count=n) for item, n in sorted(bag.counts().items()))
    return Inventory(items=tuple(items), free_slots=bag.free_slots)


def _equipment(episode: Episode) -> Equipment:
    bag = episode.bag
    held: Iterable[tuple[str, Stack]] = [("mainhand", bag.held)] if bag.held else []
    worn = sorted((*held, *bag.worn.items()))
    return Equipment(
        slots=tuple(
            Equipped.model_validate({"slot": slot, "item": stack.item, "durability": stack.uses})
            for slot, stack in worn
        )
    )


def _vitals(episode: Episode) -> Vitals:
    vitals = episode.vitals
    return Vitals(
        health=vitals.health_tenths / 10,
        food=float(vitals.food),
        air=float(max(0, vitals.air_ticks)),
        effects=tuple(effect.name for effect in vitals.effects),
    )


def _entities(episode: Episode) -> tuple[Nearby, ...]:
    counts: dict[str, int] = {}
    nearest: dict[str, Cell] = {}
    for creature in episode.creatures.visible(episode.eye, ENTITY_BLOCKS):
        counts[creature.kind] = counts.get(creature.kind, 0) + 1
        nearest.setdefault(creature.kind, creature.cell)
    # What lies about is an entity too, and goes by the item's name.
    for drop in lying(episode, ENTITY_BLOCKS):
        counts[drop.item] = counts.get(drop.item, 0) + drop.count
        nearest.setdefault(drop.item, drop.cell)
    return tuple(_nearby(episode, kind, counts[kind], nearest[kind]) for kind in sorted(counts))


def lying(episode: Episode, radius: int) -> list[Drop]:
    """Returns what lies within `radius` blocks in line of sight, the nearest first."""
    eye, sees = episode.eye, episode.land.sees
    near = []
    for number, drop in enumerate(episode.ground.drops):
        squared = sum((a - b) ** 2 for a, b in zip(drop.cell, eye, strict=True))
        if squared <= radius**2 and drop.gone_at > episode.tick:
            near.append((squared, number, drop))
    return [drop for _, _, drop in sorted(near) if sees(eye, drop.cell)]
