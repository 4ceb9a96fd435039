"""The loot tables: `loot.toml`, and "itself, once" where minecraft-data says so plainly."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from scripts.data_src.sources import VANILLA, Files, MinecraftData, as_json, source, spelled


def loot_entry(entry: Mapping[str, Any], subject: str) -> dict[str, object]:
    """Returns one entry of a pool in vanilla's form, from the short form of loot.toml."""
    if "item" not in entry:
        return {"type": "minecraft:empty"} | {k: entry[k] for k in ("weight",) if k in entry}
    made: dict[str, object] = {"type": "minecraft:item", "name": spelled(entry["item"])}
    if "weight" in entry:
        made["weight"] = entry["weight"]
    if conditions := list(loot_conditions(entry, subject)):
        made["conditions"] = conditions
    if counting := list(loot_count(entry)):
        made["functions"] = counting
    return made


def match_tool(item: str) -> dict[str, object]:
    """Returns the condition that `item` is in hand."""
    return {"condition": "minecraft:match_tool", "predicate": {"item": spelled(item)}}


def loot_conditions(entry: Mapping[str, Any], subject: str) -> Iterator[dict[str, object]]:
    """Yields an entry's conditions in vanilla's form."""
    if "tool" in entry:
        yield match_tool(entry["tool"])
    if "unless" in entry:
        yield {"condition": "minecraft:inverted", "term": match_tool(entry["unless"])}
    if "state" in entry:
        yield {
            "condition": "minecraft:block_state_property",
            "block": spelled(subject),
            "properties": entry["state"],
        }
    if entry.get("player"):
        yield {"condition": "minecraft:killed_by_player"}
    chance = entry.get("chance")
    if isinstance(chance, list):
        yield {
            "condition": "minecraft:table_bonus",
            "enchantment": "minecraft:fortune",
            "chances": [float(each) for each in chance],
        }
    elif chance is not None:
        yield {"condition": "minecraft:random_chance", "chance": float(chance)}


def loot_count(entry: Mapping[str, Any]) -> Iterator[dict[str, object]]:
    """Yields the functions that set an entry's count in vanilla's form."""
    count = entry.get("count", 1)
    if isinstance(count, list):
        drawn = {"type": "minecraft:uniform", "min": count[0], "max": count[1]}
        yield {"function": "minecraft:set_count", "count": drawn}
        if count[0] < 0:
            yield {"function": "minecraft:limit_count", "limit": {"min": 0}}
    elif count != 1:
        yield {"function": "minecraft:set_count", "count": count}
    if "bonus" in entry:
        extra, chance = entry["bonus"]
        yield {
            "function": "minecraft:apply_bonus",
            "enchantment": "minecraft:fortune",
            "formula": "minecraft:binomial_with_bonus_count",
            "parameters": {"extra": extra, "probability": float(chance)},
        }


def loot_pool(entries: Sequence[Mapping[str, Any]], subject: str) -> dict[str, object]:
    """Returns one pool in vanilla's form: one entry, by weight, or the first that applies."""
    made = [loot_entry(entry, subject) for entry in entries]
    rolls = entries[0].get("rolls", 1)
    if isinstance(rolls, list):
        rolls = {"type": "minecraft:uniform", "min": rolls[0], "max": rolls[1]}
    if len(made) > 1 and "weight" not in entries[0]:
        made = [{"type": "minecraft:alternatives", "children": made}]
    return {"rolls": rolls, "entries": made}


def plain_pools(subject: str, drops: Sequence[Mapping[str, Any]]) -> list[object]:
    """Returns pools for drops that minecraft-data tells without chance or condition."""
    plain = {"item", "dropChance", "stackSizeRange"}
    if len(drops) == 1 and drops[0].get("silkTouch"):
        return []  # nothing falls without an enchantment
    pools: list[object] = []
    for drop in drops:
        # Two is what a double slab gives; a single one gives one.
        ranges = ([1, 1], [2, 2]) if subject.endswith("_slab") else ([1, 1],)
        if set(drop) != plain or drop["dropChance"] != 1 or drop["stackSizeRange"] not in ranges:
            raise SystemExit(f"scripts/data_src/loot.toml must say what {subject!r} drops.")
        pools.append(loot_pool([{"item": drop["item"]}], subject))
    return pools


def loot_files(data: MinecraftData) -> Files:
    """Returns one loot table a block and a mob, hand-written where minecraft-data is vague."""
    found: Files = {}
    written = source("loot")
    for kind, what, key in (("block", "blockLoot", "block"), ("entity", "entityLoot", "entity")):
        folder = {"block": "blocks", "entity": "entities"}[kind]
        for row in data.read(what):
            subject = row[key]
            if subject in written[folder]:
                pools: list[object] = [loot_pool(p, subject) for p in written[folder][subject]]
            else:
                pools = plain_pools(subject, row["drops"])
            found[f"{VANILLA}/loot_tables/{folder}/{subject}.json"] = as_json(
                {"type": f"minecraft:{kind}"} | ({"pools": pools} if pools else {})
            )
    return found
