"""The kinds of block of a world, by number and by name.

Numbers are for arrays and never leave the world: a table's numbers follow from its names
alone (air first, then by code point), so that equal names give equal numbers.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from envs.craftworld.kernels import cells
from envs.errors import ContractError, UnknownNameError

AIR = 0
"""The number of air, in every table."""
MOST_OPACITY = 15
"""Opacity of what stops light."""


HARMFUL = (
    "cactus", "campfire", "fire", "lava", "magma_block", "soul_campfire", "soul_fire",
    "sweet_berry_bush", "wither_rose",
)  # fmt: skip
"""What hurts whoever is in it or stands on it in 1.16, sorted."""


class Kind(Protocol):
    """Says what the world's geometry has to know of one kind of block."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def solid(self) -> bool:
        """Whether it stops a body, and one can stand on it."""

    @property
    def liquid(self) -> bool:
        """Whether one swims in it."""

    @property
    def opacity(self) -> int:
        """Light that it takes away, in [0, 15]; 0 lets the sky through, 15 stops it."""

    @property
    def light(self) -> int:
        """Light that it gives, in [0, 15]."""


class BlockKind(NamedTuple):
    """Is a `Kind` by itself, where no game data is at hand."""

    name: str
    solid: bool = True
    liquid: bool = False
    opacity: int = 15
    light: int = 0


class BlockTable:
    """Maps names to numbers, and numbers to what geometry needs, as arrays.

    Attributes:
        names: Names by number.
        solid: bool array by number; what isn't solid can be walked or swum through.
        liquid: bool array by number.
        opacity: uint8 array by number, in [0, 15].
        light: uint8 array by number, in [0, 15].
        harmful: bool array by number.
        see_through: bool array by number: sight passes (not solid, or as clear as glass).
        traits: uint8 array by number: all this as bits, see `kernels.cells`.
        traits_of: The same as a list.
        is_solid: `solid` as a list.
        is_liquid: `liquid` as a list.
    """

    def __init__(self, kinds: Iterable[Kind], harmful: Iterable[str] = HARMFUL) -> None:
        """Numbers some kinds of block.

        Args:
            kinds: The kinds, in any order; `air` among them. Of two with one name the later
                counts.
            harmful: Names of the kinds on and in which no path goes; unknown ones are let be.

        Raises:
            ContractError: There is no air.
        """
        by_name = {kind.name: kind for kind in kinds}
        if "air" not in by_name:
            raise ContractError("Expected the kind of block 'air' in a table of blocks: add it.")
        rest = sorted(name for name in by_name if name != "air")
        ordered = [by_name[name] for name in ("air", *rest)]
        self.names: tuple[str, ...] = tuple(kind.name for kind in ordered)
        self._ids = {name: number for number, name in enumerate(self.names)}
        self.solid: NDArray[np.bool_] = np.array([kind.solid for kind in ordered])
        self.liquid: NDArray[np.bool_] = np.array([kind.liquid for kind in ordered])
        self.opacity: NDArray[np.uint8] = np.array([k.opacity for k in ordered], dtype=np.uint8)
        self.light: NDArray[np.uint8] = np.array([k.light for k in ordered], dtype=np.uint8)
        self.harmful: NDArray[np.bool_] = self.mask(harmful)
        self.see_through: NDArray[np.bool_] = ~self.solid | (self.opacity == 0)
        self.traits: NDArray[np.uint8] = self._traits()
        # Lists are quicker than arrays where one is asked for at a time.
        self.traits_of: list[int] = self.traits.tolist()
        self.is_solid: list[bool] = self.solid.tolist()
        self.is_liquid: list[bool] = self.liquid.tolist()

    def _traits(self) -> NDArray[np.uint8]:
        traits = np.zeros(len(self.names), dtype=np.uint8)
        for bit, holds in (
            (cells.BLOCKS_SIGHT, ~self.see_through),
            (cells.SOLID, self.solid),
            (cells.LIQUID, self.liquid),
            (cells.HARMFUL, self.harmful),
            (cells.TAKES_LIGHT, self.opacity > 0),
            (cells.OPAQUE, self.opacity >= MOST_OPACITY),
            (cells.GIVES_LIGHT, self.light > 0),
        ):
            traits[holds] |= bit
        return traits

    def __len__(self) -> int:
        return len(self.names)

    def __contains__(self, name: object) -> bool:
        return name in self._ids

    def id(self, name: str) -> int:
        """Returns the number of a kind of block.

        Raises:
            UnknownNameError: No block has that name.
        """
        try:
            return self._ids[name]
        except KeyError:
            raise UnknownNameError("block", name, self.names) from None

    def name(self, number: int) -> str:
        """Returns the name of a kind of block."""
        return self.names[number]

    def mask(self, names: Iterable[str]) -> NDArray[np.bool_]:
        """Returns a bool array by number that holds for `names`; unknown names are left out."""
        chosen = np.zeros(len(self.names), dtype=np.bool_)
        chosen[[self._ids[name] for name in names if name in self._ids]] = True
        return chosen


def _terrain_kinds() -> tuple[BlockKind, ...]:
    """Returns the kinds that terrain is generated of, and the first that a player places."""
    full = (
        "andesite bedrock birch_log clay coal_ore cobblestone crafting_table diamond_ore diorite "
        "dirt emerald_ore furnace gold_ore granite grass_block gravel iron_ore lapis_ore oak_log "
        "oak_planks obsidian redstone_ore sand sandstone spruce_log stone"
    )
    glassy = "bell cactus chest farmland glass"
    thin = (
        "air brown_mushroom carrots dandelion dead_bush fern grass poppy red_mushroom snow "
        "sugar_cane wheat"
    )
    return (
        *(BlockKind(name) for name in full.split()),
        *(BlockKind(f"{wood}_leaves", opacity=1) for wood in ("birch", "oak", "spruce")),
        *(BlockKind(name, opacity=0) for name in glassy.split()),
        *(BlockKind(name, solid=False, opacity=0) for name in thin.split()),
        BlockKind("torch", solid=False, opacity=0, light=14),
        *(
            BlockKind(name, solid=False, liquid=True, opacity=1)
            for name in ("kelp", "kelp_plant", "seagrass", "water")
        ),
        BlockKind("lava", solid=False, liquid=True, opacity=1, light=15),
    )


TERRAIN_KINDS = _terrain_kinds()
"""Kinds enough to generate an overworld; game data has more, in the same form."""
