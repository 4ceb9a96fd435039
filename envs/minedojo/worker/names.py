"""The names of Minecraft 1.11.2, as MineDojo has them, and ours, both ways.

MineDojo names an item by its old name, with spaces, and a variant: `("log", 2)` is `birch_log`.
It names a block by what the English client shows and a metadata value: `("wood", 2)`. Two pairs of
blocks look alike in that (the trunks and leaves of acacia and dark oak, and of oak and spruce);
the biome tells them apart.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

# Biomes in which acacia or dark oak grow and no oak or spruce (Minecraft Wiki, Biome, 1.11).
_NEWER_TREES = {29, 35, 36, 157, 163, 164}
_NETHER, _END = 8, 9

Table = Mapping[str, Any]


@lru_cache(maxsize=1)
def _tables() -> dict[str, Table]:
    path = Path(__file__).with_name("names.json")
    tables: dict[str, Table] = json.loads(path.read_text(encoding="utf-8"))
    return tables


def _variant(table: Table, name: str, variant: int) -> str | None:
    found = table.get(name)
    if isinstance(found, dict):
        chosen = found.get(str(variant))
        return chosen if isinstance(chosen, str) else None
    return found if isinstance(found, str) else None


@lru_cache(maxsize=1)
def _olds() -> dict[str, list[tuple[str, int]]]:
    """Returns the old names and variants of each item of ours."""
    olds: dict[str, list[tuple[str, int]]] = {}
    for old, found in _tables()["items"].items():
        variants = found if isinstance(found, dict) else {"0": found}
        for variant, ours in variants.items():
            olds.setdefault(ours, []).append((old, int(variant)))
    return olds


def item(old: str, variant: int) -> str | None:
    """Returns our name of an item, or `None` for air and what we have no word for."""
    old = old.replace(" ", "_")
    table = _tables()["items"]
    # Tools and food count their damage as a variant; potions and the like have one name here.
    return _variant(table, old, variant) or _variant(table, old, 0)


def block(shown: str, metadata: int, biome: int = -1) -> str | None:
    """Returns our name of a block, or `None` for air and where the client's words don't tell.

    Args:
        shown: What the English client shows, in lower case.
        metadata: The block's metadata.
        biome: The number of the biome it is seen in; -1 if unknown.
    """
    tables = _tables()
    newer = _variant(tables["newer_blocks"], shown, metadata) if biome in _NEWER_TREES else None
    return newer or _variant(tables["blocks"], shown, metadata)


def entity(old: str) -> str | None:
    """Returns our name of a kind of entity, by its class or its statistic; `None` if unknown."""
    found = _tables()["entities"].get(old.replace("_", "").lower())
    return found if isinstance(found, str) else None


def biome(number: int) -> str | None:
    """Returns our name of a biome, or `None` if we have no word for it."""
    found = _tables()["biomes"].get(str(number))
    return found if isinstance(found, str) else None


def biome_number(ours: str) -> int | None:
    """Returns the number of a biome, or `None` if 1.11.2 has no such biome."""
    return next((int(n) for n, name in _tables()["biomes"].items() if name == ours), None)


def dimension(biome: int) -> str:
    """Returns the dimension that a biome belongs to; in 1.11.2 each of the two has one."""
    return {_NETHER: "the_nether", _END: "the_end"}.get(biome, "overworld")


def olds(ours: str) -> tuple[tuple[str, int], ...]:
    """Returns the old names and variants that an item of ours stands for, best first."""
    return tuple(_olds().get(ours, ()))


def knows(pattern: str) -> bool:
    """Returns whether `pattern` is a word here: an item, a block, an entity or a `#tag`."""
    if pattern.startswith("#"):
        return pattern[1:] in _tables()["tags"]
    return pattern in _words()


def members(pattern: str) -> frozenset[str]:
    """Returns the names that `pattern` stands for; itself if it is no tag."""
    if pattern.startswith("#"):
        return frozenset(_tables()["tags"].get(pattern[1:], ()))
    return frozenset((pattern,))


def variants(old: str) -> tuple[str, ...]:
    """Returns our names of an old item's variants, the plain one first."""
    found = _tables()["items"].get(old, old)
    return (found,) if isinstance(found, str) else tuple(dict.fromkeys(found.values()))


def pattern(old: str) -> str:
    """Returns what an ingredient is called here: the tag of its variants, or the plain one."""
    wanted = set(variants(old))
    fitting = [t for t, m in _tables()["tags"].items() if set(m) == wanted]
    if len(wanted) == 1 or not fitting:
        return _NEAR_TAGS.get(old) or variants(old)[0]
    return f"#{min(fitting)}"


def is_station(name: str) -> bool:
    """Returns whether a block is a station or a container."""
    return name in _STATIONS or name.endswith(("_shulker_box", "_bed"))


def vocabulary() -> dict[str, Any]:
    """Returns the words of this world, as the bridge's `open` wants them."""
    tables = _tables()
    return {
        "items": sorted(_olds()),
        "blocks": sorted(_names((tables["blocks"], tables["newer_blocks"]))),
        "entities": sorted(set(tables["entities"].values())),
        "biomes": sorted(set(tables["biomes"].values())),
        "tags": dict(tables["tags"]),
        "stack_sizes": dict(tables["stack_sizes"]),
    }


@lru_cache(maxsize=1)
def _words() -> frozenset[str]:
    said = vocabulary()
    return frozenset((*said["items"], *said["blocks"], *said["entities"]))


def _names(tables: Iterable[Table]) -> set[str]:
    found = (value for table in tables for value in table.values())
    return {name for v in found for name in ([v] if isinstance(v, str) else v.values())}


# Wider tags for what no tag fits: the same word for oak and for acacia, and for banners on walls.
_NEAR_TAGS = {
    "banner": "#banners",
    "leaves": "#leaves",
    "leaves2": "#leaves",
    "log": "#logs",
    "log2": "#logs",
}

_STATIONS = frozenset(
    "anvil brewing_stand chest crafting_table dispenser dropper enchanting_table ender_chest"
    " furnace hopper trapped_chest".split()
)
