"""Our own tables, for what a data pack of vanilla's can't say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from scripts.data_src.sources import (
    NEWER,
    TABLES,
    Files,
    MinecraftData,
    as_json,
    as_rows,
    source,
)

ARMOR_SLOTS = ("helmet", "chestplate", "leggings", "boots")
LIQUIDS = ("water", "lava", "bubble_column")
WATER_PLANTS = ("kelp", "kelp_plant", "seagrass", "tall_seagrass")  # always full of water
WALKED_THROUGH = ("snow",)  # one layer of it has no collision (Minecraft Wiki, Snow)
RENAMED = {"grass_path": "dirt_path"}  # 1.16's name and 1.17's


def item_rows(data: MinecraftData) -> Iterator[dict[str, object]]:
    """Yields one row an item: what it stacks to, digs, feeds, hits and protects."""
    tiers = source("tiers")
    order = [tier["name"] for tier in tiers["tier"]]
    meals = source("foods")
    foods = {food["name"]: food for food in data.read("foods")}
    for item in data.read("items"):
        name = item["name"]
        row: dict[str, object] = {"name": name, "stack": item["stackSize"]}
        if "maxDurability" in item:
            row["durability"] = item["maxDurability"]
        tier, _, kind = name.partition("_")
        if kind in tiers["weapons"] and tier in order:
            weapon, place = tiers["weapons"][kind], order.index(tier)
            row |= {"tool": kind, "tier": tier, "damage_tenths": weapon["damage_tenths"][place]}
            row["cooldown_ticks"] = weapon["cooldown_ticks"][place]
        elif name == "shears":
            row |= {"tool": "shears", "tier": "iron"}
        if kind in ARMOR_SLOTS and tier in tiers["armor"]:
            row |= {"slot": kind, "armor": tiers["armor"][tier][ARMOR_SLOTS.index(kind)]}
            if tier in tiers["toughness"]:
                row["toughness"] = tiers["toughness"][tier]
        if name in foods and name not in meals["placed"]:
            row["food"] = foods[name]["foodPoints"]
            row["saturation_tenths"] = round(10 * foods[name]["saturation"])
        row |= meal(name, meals)
        if name in tiers["remainders"]:
            row["remainder"] = tiers["remainders"][name]
        yield row


def meal(name: str, meals: Mapping[str, Any]) -> dict[str, object]:
    """Returns what a food does beside feeding, as fields of its row."""
    row: dict[str, object] = {}
    if name in meals["always"]:
        row["always_eaten"] = True
    for field in ("leaves", "cures"):
        if name in meals[field]:
            row[field] = meals[field][name]
    effects = [dict(effect) for effect in meals["effect"] if effect["item"] == name]
    for effect in effects:
        del effect["item"]
    return row | ({"effects": effects} if effects else {})


def block_rows(data: MinecraftData) -> Iterator[dict[str, object]]:
    """Yields one row a block: what it takes to dig it, and what one can see and walk through."""
    tools = {item["id"]: item["name"] for item in data.read("items", NEWER)}
    digging = {block["name"]: block for block in data.read("blocks", NEWER)}
    for block in data.read("blocks"):
        name = block["name"]
        newer = digging[RENAMED.get(name, name)]
        row: dict[str, object] = {"name": name}
        row["hardness_hundredths"] = round(100 * block["hardness"]) if block["diggable"] else None
        kinds = [part.partition("/")[2] for part in newer["material"].split(";")]
        if kind := next(filter(None, kinds), None):
            row["tool"] = kind
        if harvest := newer.get("harvestTools"):
            row["requires"] = weakest([tools[int(number)] for number in harvest])
        if block["diggable"]:
            row["resistance_hundredths"] = round(100 * block["resistance"])
        row["solid"] = block["boundingBox"] == "block" and name not in WALKED_THROUGH
        row["opacity"] = newer["filterLight"]
        if name in (*LIQUIDS, *WATER_PLANTS):
            row["liquid"] = True
        if newer["emitLight"]:
            row["light"] = newer["emitLight"]
        yield row


def weakest(tools: Sequence[str]) -> list[str]:
    """Returns of each kind among `tools` the one of the lowest tier, sorted."""
    order = ["shears", *(tier["name"] for tier in source("tiers")["tier"])]
    found: dict[str, str] = {}
    for tool in sorted(tools, key=lambda name: order.index(name.partition("_")[0])):
        found.setdefault(tool.partition("_")[2], tool)
    return sorted(found.values())


def table_files(data: MinecraftData) -> Files:
    """Returns our own tables: what a data pack of vanilla's can't say."""
    tiers, ore, mobs, fuel = (source(name) for name in ("tiers", "ore", "mobs", "fuel"))
    newer = data.origin("blocks", NEWER)
    biomes = [
        {
            "name": b["name"],
            "dimension": b["dimension"],
            "category": b["category"],
            "rains": b["precipitation"] == "rain",
            "temperature_hundredths": round(100 * b["temperature"]),
        }
        for b in data.read("biomes")
    ]
    entities = [{"name": entity["name"]} for entity in data.read("entities")]
    by_hand = f"{tiers['source']}; {source('foods')['source']}"
    items_source = f"{data.origin('items')}; {data.origin('foods')}; {by_hand}"
    blocks_source = f"{data.origin('blocks')}; tool, requires, opacity and light: {newer}"
    return {
        f"{TABLES}/items.json": as_rows({"source": items_source}, "items", list(item_rows(data))),
        f"{TABLES}/blocks.json": as_rows(
            {"source": blocks_source}, "blocks", list(block_rows(data))
        ),
        f"{TABLES}/biomes.json": as_rows({"source": data.origin("biomes")}, "biomes", biomes),
        f"{TABLES}/entities.json": as_rows(
            {"source": data.origin("entities")}, "entities", entities
        ),
        f"{TABLES}/fuel.json": as_json(fuel),
        f"{TABLES}/ore.json": as_rows({"source": ore["source"]}, "veins", ore["vein"]),
        f"{TABLES}/mobs.json": as_rows({"source": mobs["source"]}, "mobs", mobs["mob"]),
        f"{TABLES}/tiers.json": as_json(
            {
                "source": tiers["source"],
                "tiers": tiers["tier"],
                "special_speeds": tiers["special_speed"],
            }
        ),
    }
