"""The colours of blocks on a map, by their names, and how light the land's relief makes them.

They are our own, chosen to be told apart from above; no texture of the game was used. A block
that isn't listed takes the colour of the longest ending or beginning of its name that is.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_RGB = dict[str, str]

_BLOCKS: _RGB = {
    # Ground.
    "air": "000000",
    "grass_block": "7fb24f", "grass_path": "a48b4f", "dirt": "8c6548", "coarse_dirt": "77563d",
    "podzol": "6a4a2a", "mycelium": "7d6b74", "farmland": "6f4b2c", "sand": "e0d3a0",
    "red_sand": "bf6a27", "sandstone": "d4c68e", "red_sandstone": "b2601f", "gravel": "8d8683",
    "clay": "a0a6b3", "snow": "dde4ea", "snow_block": "dde4ea", "ice": "9fc4f0",
    "packed_ice": "8db4ee", "blue_ice": "74a7fc", "terracotta": "985e43",
    "dirt_path": "a48b4f", "rooted_dirt": "8c6548", "moss_block": "5f7a30", "mud": "3c393d",
    "powder_snow": "e6eef2",
    # Rock.
    "stone": "868686", "cobblestone": "7a7a7a", "mossy_cobblestone": "6f7d63",
    "andesite": "8a8c8a", "diorite": "c2c2c4", "granite": "9c6c58", "bedrock": "3d3d3d",
    "obsidian": "1d1530", "crying_obsidian": "3a1266", "smooth_stone": "9b9b9b",
    "coal_ore": "343434", "iron_ore": "e0a783", "gold_ore": "f7d84a", "redstone_ore": "ff2a1a",
    "diamond_ore": "5ef0ea", "lapis_ore": "2d5bd8", "emerald_ore": "2bd867",
    "deepslate": "515155", "cobbled_deepslate": "4b4b4f", "tuff": "6a6b63", "calcite": "dcdedb",
    "dripstone_block": "846a5a", "amethyst_block": "8561c4", "copper_ore": "c77a52",
    # Liquids and light.
    "water": "4f7fe0", "lava": "ff6a10", "fire": "ffa022", "torch": "ffd75a", "lantern": "ffd75a",
    "glowstone": "f4d27a", "magma_block": "a5401c", "nether_portal": "a63cff",
    # Plants.
    "grass": "74a845", "tall_grass": "74a845", "fern": "5f9440", "large_fern": "5f9440",
    "dead_bush": "9a7a40", "poppy": "b06a48", "dandelion": "bdb848", "blue_orchid": "5fa08a",
    "brown_mushroom": "97704f", "red_mushroom": "a8523c", "sugar_cane": "9fd07a",
    "lily_pad": "3f7a2e", "wheat": "d8c04a", "carrots": "d9862a", "potatoes": "9fb24a",
    "beetroots": "a0433a", "vine": "4a7a2c", "cactus": "4f9a3c", "pumpkin": "dd8a1e",
    "melon": "7aa83a", "bamboo": "7da23c", "sweet_berry_bush": "4a7d42", "kelp": "3f7a4a",
    "seagrass": "3f8a5a", "tall_seagrass": "3f8a5a", "hay_block": "d6b233", "cobweb": "e4e8ea",
    # What is built.
    "crafting_table": "b4763c", "furnace": "5a5a5a", "blast_furnace": "50505a",
    "smoker": "5d4c3a", "chest": "c78a2e", "trapped_chest": "c78a2e", "barrel": "9a6a38",
    "bell": "fada4a", "glass": "d5ecf2", "bookshelf": "a6804c", "cauldron": "4a4a4d",
    "anvil": "48484b", "tnt": "d6402c", "ladder": "a88350", "scaffolding": "c7a860",
    "iron_block": "dcdcdc", "gold_block": "f9e04f", "diamond_block": "70ece4",
    "redstone_block": "c21a08", "lapis_block": "2450a8", "emerald_block": "30d060",
    "coal_block": "191919", "turtle_egg": "e6e2c4", "brewing_stand": "8a7a50",
    # The Nether.
    "netherrack": "7a2f2f", "soul_sand": "554134", "soul_soil": "4a382e", "basalt": "505056",
    "blackstone": "2d272f", "nether_bricks": "35191e", "nether_quartz_ore": "e8d7cd",
    "nether_gold_ore": "eab53a", "ancient_debris": "7d4f3e", "crimson_nylium": "962a2f",
    "warped_nylium": "2f7f75", "nether_wart": "9a1c20", "nether_wart_block": "87090a",
    "warped_wart_block": "17847a", "shroomlight": "f5a24f", "crimson_fungus": "c8352e",
    "warped_fungus": "2fb3a4", "end_stone": "dfe0a5",
}  # fmt: skip

_WOODS: _RGB = {
    "oak": "b18d55", "spruce": "7b5a35", "birch": "cbb77c", "jungle": "a77754",
    "acacia": "ae5c34", "dark_oak": "4a311a", "mangrove": "763631",
    "cherry": "e2b3ac", "pale_oak": "e4d9d6", "crimson": "6f3349", "warped": "307069",
}  # fmt: skip

_LEAVES: _RGB = {
    "oak": "3f7d28", "spruce": "3a5f3c", "birch": "6c9744", "jungle": "3a8a1f",
    "acacia": "6d8f2e", "dark_oak": "35691f", "mangrove": "5a8a2c", "cherry": "eeb4cb",
    "pale_oak": "8d948a", "azalea": "6a8a34", "flowering_azalea": "8a7f5a",
}  # fmt: skip

_DYES: _RGB = {
    "white": "e9ecec", "orange": "f07613", "magenta": "bd44b3", "light_blue": "3aafd9",
    "yellow": "f8c527", "lime": "70b919", "pink": "ed8dac", "gray": "3e4447",
    "light_gray": "8e8e86", "cyan": "158991", "purple": "792aac", "blue": "35399d",
    "brown": "724728", "green": "546d1b", "red": "a12722", "black": "17171b",
}  # fmt: skip

_BY_PREFIX: _RGB = {
    "dark_prismarine": "335b4b", "prismarine": "63a28f", "purpur": "a97da9", "quartz": "ece6df",
    "polished_blackstone": "35303a", "mossy_stone": "738067", "end_stone": "dfe0a5",
    "nether_brick": "35191e", "red_nether_brick": "460709", "stone": "868686",
    "brick": "966253", "infested": "868686", "deepslate": "515155", "copper": "c0693f",
}  # fmt: skip
_OTHERWISE = "a0907a"

MIDDLE = 66
"""The height that is drawn neither lighter nor darker: a little above the sea."""


def colours_of(names: Sequence[str]) -> NDArray[np.uint8]:
    """Returns the colour of each kind of block: uint8 array of shape (len(names), 3)."""
    return np.array([list(bytes.fromhex(_colour(name))) for name in names], dtype=np.uint8)


def shades_of(heights: NDArray[np.int64], known: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Returns how light each column is, as if the sun stood in the north-west; 1 is its own colour.

    Args:
        heights: Of the columns, along x and z in either order.
        known: Which of them are known, of the same shape.
    """
    shades = np.clip(1.0 + 0.006 * (heights - MIDDLE), 0.85, 1.2).astype(np.float32)
    rise = np.zeros_like(heights)
    both = known[:, 1:] & known[:, :-1]
    rise[:, 1:] += np.where(both, np.clip(np.diff(heights, axis=1), -3, 3), 0)
    both = known[1:] & known[:-1]
    rise[1:] += np.where(both, np.clip(np.diff(heights, axis=0), -3, 3), 0)
    lit: NDArray[np.float32] = (shades + 0.055 * rise).astype(np.float32)
    return lit


def _colour(name: str) -> str:
    if (plain := name.removeprefix("deepslate_")) in _BLOCKS and name.endswith("_ore"):
        return _BLOCKS[plain]
    if name in _BLOCKS:
        return _BLOCKS[name]
    bare = name.removeprefix("stripped_").removeprefix("potted_")
    if bare.endswith("_leaves"):
        return _LEAVES.get(bare.removesuffix("_leaves"), _LEAVES["oak"])
    for table in (_DYES, _WOODS):
        if found := _longest(bare, table):
            return table[found]
    for ending in ("_slab", "_stairs", "_wall", "_fence"):
        if bare.endswith(ending) and bare.removesuffix(ending) in _BLOCKS:
            return _BLOCKS[bare.removesuffix(ending)]
    return _BY_PREFIX.get(_longest(bare, _BY_PREFIX) or "", _OTHERWISE)


def _longest(name: str, table: _RGB) -> str | None:
    """Returns the longest key of `table` with which the words of `name` begin, if any does."""
    fitting = [key for key in table if name == key or name.startswith(f"{key}_")]
    return max(fitting, key=len, default=None)
