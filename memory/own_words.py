"""The words in which signatures are read, so that they depend on no world's vocabulary."""

from __future__ import annotations

from envs import Vocabulary

_WOODS = ("acacia", "birch", "crimson", "dark_oak", "jungle", "oak", "spruce", "warped")
_TAGS = {
    "beds": ("white_bed", "red_bed"),
    "coals": ("charcoal", "coal"),
    "foods": (
        *("apple", "baked_potato", "beef", "bread", "carrot", "chicken", "cod", "cooked_beef"),
        *("cooked_chicken", "cooked_cod", "cooked_mutton", "cooked_porkchop", "cooked_rabbit"),
        *("cooked_salmon", "cookie", "melon_slice", "mutton", "porkchop", "potato", "rabbit"),
        *("salmon", "sweet_berries"),
    ),
    "hostile": ("creeper", "drowned", "enderman", "husk", "skeleton", "spider", "witch", "zombie"),
    "livestock": ("chicken", "cow", "pig", "rabbit", "sheep"),
    "logs": tuple(f"{w}_{'stem' if w in {'crimson', 'warped'} else 'log'}" for w in _WOODS),
    "planks": tuple(f"{wood}_planks" for wood in _WOODS),
    "wool": tuple(f"{colour}_wool" for colour in ("black", "brown", "gray", "white")),
}
WORDS = Vocabulary(frozenset(), frozenset(), frozenset(), frozenset(), tags=_TAGS)
"""The words in which signatures are read, whatever the world."""
