"""Writes the names of Minecraft 1.11.2: `python -m scripts.make_minedojo_names [--check]`.

MineDojo's simulator is Minecraft 1.11.2. It names items by their old names and a variant
(`log` and 2), and blocks by what the English client shows and a metadata value (`wood` and 2).
From the PyPI package minecraft-data (a development dependency) this makes
`envs/minedojo/worker/names.json`, which nobody edits by hand. With `--check` it writes nothing and
exits with 1 if the file isn't what it would write.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import minecraft_data

from envs import make

TARGET = Path(__file__).resolve().parent.parent / "envs" / "minedojo" / "worker" / "names.json"

_DATA = Path(minecraft_data.__file__).parent / "data" / "data" / "pc"

_RENAMED_SINCE_1_13 = {
    "cactus_green": "green_dye",
    "dandelion_yellow": "yellow_dye",
    "rose_red": "red_dye",
    "sign": "oak_sign",
    "stone_slab": "smooth_stone_slab",
    "wall_sign": "oak_wall_sign",
    "zombie_pigman_spawn_egg": "zombified_piglin_spawn_egg",
}

# minecraft-data has the items of 1.11.0 only.
_NOT_IN_1_11_0 = ("iron_nugget", "totem_of_undying")

# What the client shows for a block where minecraft-data shows something else: the block's key in
# the language file of 1.11, or what its class returns instead (Minecraft 1.11.2, getLocalizedName).
_SHOWN = {
    "beacon": "Beacon",
    "bed": "Bed",
    "beetroots": "Beetroots",
    "brewing_stand": "Brewing Stand",
    "carrots": "Carrots",
    "cobblestone_wall": "Cobblestone Wall",
    "double_plant": "Plant",
    "fence": "Oak Fence",
    "fence_gate": "Oak Fence Gate",
    "flower_pot": "Flower Pot",
    "lava": "Lava",
    "leaves2": "Leaves",
    "lit_furnace": "Furnace",
    "lit_redstone_lamp": "Redstone Lamp",
    "lit_redstone_ore": "Redstone Ore",
    "log2": "Wood",
    "monster_egg": "Stone Monster Egg",
    "planks": "Wooden Planks",
    "portal": "Portal",
    "potatoes": "Potatoes",
    "prismarine": "Prismarine",
    "red_flower": "Flower",
    "redstone_lamp": "Redstone Lamp",
    "redstone_torch": "Redstone Torch",
    "redstone_wire": "Redstone Dust",
    "sapling": "Oak Sapling",
    "snow_layer": "Snow",
    "sponge": "Sponge",
    "stained_hardened_clay": "Stained Hardened Clay",
    "standing_sign": "Sign",
    "stone": "Stone",
    "trapdoor": "Wooden Trapdoor",
    "wall_sign": "Sign",
    "water": "Water",
    "wheat": "Crops",
    "wooden_slab": "Wood Slab",
    "yellow_flower": "Flower",
}

# Two old blocks that the client shows under one name, told apart by where they grow.
_NEWER = ("log2", "leaves2")

# By the class of the entity without `Entity`, and by the keys of the kill statistics.
_ENTITIES = {
    "evocationillager": "evoker",
    "irongolem": "iron_golem",
    "lavaslime": "magma_cube",
    "mushroomcow": "mooshroom",
    "ozelot": "ocelot",
    "pigzombie": "zombified_piglin",
    "snowgolem": "snow_golem",
    "snowman": "snow_golem",
    "villagergolem": "iron_golem",
    "vindicationillager": "vindicator",
    "xporb": "experience_orb",
    "zombiepigman": "zombified_piglin",
}


def _read(version: str, what: str) -> Any:
    return json.loads((_DATA / version / f"{what}.json").read_text(encoding="utf-8"))


def _modern(name: str) -> str:
    plain = name.removeprefix("minecraft:").split("[", 1)[0]
    return _RENAMED_SINCE_1_13.get(plain, plain)


def _by_id(legacy: Mapping[str, str], number: int) -> dict[str, str]:
    """Returns our names by metadata."""
    wanted = f"{number}:"
    return {
        key.removeprefix(wanted): _modern(name)
        for key, name in legacy.items()
        if key.startswith(wanted)
    }


def _compact(variants: Mapping[str, str]) -> str | dict[str, str]:
    names = set(variants.values())
    return names.pop() if len(names) == 1 else dict(variants)


def _items(legacy: Mapping[str, str], known: frozenset[str]) -> dict[str, str | dict[str, str]]:
    found: dict[str, str | dict[str, str]] = {name: name for name in _NOT_IN_1_11_0}
    for item in _read("1.11", "items"):
        variants = {m: n for m, n in _by_id(legacy, item["id"]).items() if n in known}
        if variants:
            found[item["name"]] = _compact(variants)
    return dict(sorted(found.items()))


def _blocks(
    legacy: Mapping[str, str], known: frozenset[str], which: Iterable[Mapping[str, Any]]
) -> dict[str, str | dict[str, str]]:
    shown: dict[str, list[dict[str, str]]] = {}
    for block in which:
        if block["name"] == "air":
            continue
        named = _SHOWN.get(block["name"], block["displayName"]).lower()
        variants = {m: n for m, n in _by_id(legacy, block["id"]).items() if n in known}
        if variants:
            shown.setdefault(named, []).append(variants)
    found: dict[str, str | dict[str, str]] = {}
    for named, several in sorted(shown.items()):
        merged: dict[str, str] = {}
        for metadata in sorted({m for variants in several for m in variants}, key=int):
            names = {v[metadata] for v in several if metadata in v}
            if len(names) == 1:  # Where the client's words don't tell, we don't either.
                merged[metadata] = names.pop()
        if merged:
            found[named] = _compact(merged)
    return found


def _entities(known: frozenset[str]) -> dict[str, str]:
    plain = {name.replace("_", ""): name for name in sorted(known)}
    of_1_11 = {entity["name"].replace("_", "") for entity in _read("1.11", "entities")}
    found = {key: plain[key] for key in of_1_11 if key in plain} | _ENTITIES
    return dict(sorted(found.items()))


def _biomes() -> dict[str, str]:
    """Returns today's names of the biomes of 1.11, whose numbers have stayed."""
    of_1_11 = {biome["id"] for biome in _read("1.11", "biomes")}
    return {str(b["id"]): b["name"] for b in _read("1.16.2", "biomes") if b["id"] in of_1_11}


def names() -> dict[str, Any]:
    """Returns what the file holds."""
    words = make("craftworld").vocabulary
    legacy = _read("common", "legacy")
    blocks = _read("1.11", "blocks")
    items = _items(legacy["items"], words.items)
    ours = {n for v in items.values() for n in ([v] if isinstance(v, str) else v.values())}
    shown = _blocks(legacy["blocks"], words.blocks, [b for b in blocks if b["name"] not in _NEWER])
    newer = _blocks(legacy["blocks"], words.blocks, [b for b in blocks if b["name"] in _NEWER])
    named = {
        n
        for table in (shown, newer)
        for v in table.values()
        for n in ([v] if isinstance(v, str) else v.values())
    }
    entities = _entities(words.entities)
    said = ours | named | set(entities.values())
    tags = {tag: [m for m in members if m in said] for tag, members in sorted(words.tags.items())}
    return {
        "items": items,
        "blocks": shown,
        "newer_blocks": newer,
        "entities": entities,
        "biomes": _biomes(),
        "stack_sizes": {i: words.stack_size(i) for i in sorted(ours) if words.stack_size(i) != 64},
        "tags": {tag: members for tag, members in tags.items() if members},
    }


def main(arguments: Sequence[str]) -> int:
    """Writes the file, or with `--check` says whether it is what it should be."""
    text = json.dumps(names(), separators=(",", ":"), ensure_ascii=False) + "\n"
    text = text.replace('},"', '},\n"')
    if "--check" in arguments:
        return 0 if TARGET.read_text(encoding="utf-8") == text else 1
    TARGET.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
